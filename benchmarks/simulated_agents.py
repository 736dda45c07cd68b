"""Thirty days of leveraged agents in minutes: processor time, and how many times faster than the clock that is."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from benchmarks.timing import Candidate, interleaved, pin_to_one_core, report, write
from seawall.microstructure import BINANCE_BTCUSDT_TIERS, InstrumentGrid
from seawall.simulator import AgentPopulation, ExchangeTerms, MinuteMarket

MINUTES = 30 * 1_440
CROWDS = (1_000, 4_000, 16_000)
ROUNDS = 3


def main() -> None:
    """Time months of three crowds, and write ``out/benchmark_simulated_agents.json``."""
    pin_to_one_core()
    terms = ExchangeTerms(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")), BINANCE_BTCUSDT_TIERS)

    def month(agents: int) -> int:
        market = MinuteMarket(terms, seed=1, population=AgentPopulation(agents=agents))
        return len(market.run(MINUTES).forced)

    candidates = [Candidate(f"{agents:,} agents", partial(month, agents), MINUTES) for agents in CROWDS]
    times = interleaved(candidates, rounds=ROUNDS)
    notes = {f"x real time, {name}": round(60e9 / timing.median) for name, timing in times.items()}
    write("simulated_agents", [report("A month in minutes, per minute", times, ours="4,000 agents", notes=notes)])


if __name__ == "__main__":
    main()
