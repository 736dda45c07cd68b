"""How many times real time the simulated market runs: ``python -m benchmarks simulator``. One core."""

from __future__ import annotations

import os
import statistics
import time
from decimal import Decimal

from benchmarks.timing import pin_to_one_core, write
from seawall.microstructure import InstrumentGrid
from seawall.simulator import (
    BTCUSDT_TERMS,
    BookMarket,
    DepthFeed,
    EventKind,
    EventLog,
    PlantedMarket,
    SimulatedExchange,
    draw_actors,
)

SECOND = 1_000_000_000
WARM_UP_S, PIECE_S, ROUNDS = 120, 300, 7
TARGET = 200.0
PLAIN, PLANTED, FED = "flow and engine", "with 20 planted actors a minute", "with actors and depth messages"
EXCHANGE = "exchange with 4,000 agents"


def main() -> None:
    """Processor time per simulated second, the ways in turn, each a piece of 300 s of its own market."""
    pin_to_one_core()
    plain = BookMarket(seed=1)
    plain.advance(until_ns=WARM_UP_S * SECOND)
    ends = (WARM_UP_S + ROUNDS * PIECE_S) * SECOND
    markets = {}
    for name in (PLANTED, FED):
        plans = draw_actors(seed=1, from_ns=WARM_UP_S * SECOND, until_ns=ends, per_kind=4 * ROUNDS * PIECE_S // 60)
        markets[name] = PlantedMarket(BookMarket(seed=1), plans, seed=1)
    feed = DepthFeed(InstrumentGrid("BTCUSDT", Decimal(1), Decimal("0.001")), interval_ns=100_000_000)
    for name, market in markets.items():
        log = market.advance(until_ns=WARM_UP_S * SECOND)
        if name == FED:
            feed.messages(log, until_ns=WARM_UP_S * SECOND)
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=1)
    exchange.advance(WARM_UP_S * SECOND)
    spent: dict[str, list[float]] = {PLAIN: [], PLANTED: [], FED: [], EXCHANGE: []}
    events: list[float] = []
    exchange_events: list[float] = []
    for piece in range(ROUNDS):
        until = (WARM_UP_S + (piece + 1) * PIECE_S) * SECOND
        for name, times in spent.items():
            begun = time.process_time()
            if name == EXCHANGE:
                log = exchange.advance(until).log
            else:
                log = plain.advance(until_ns=until) if name == PLAIN else markets[name].advance(until_ns=until)
            if name == FED:
                feed.messages(log, until_ns=until)
            times.append(time.process_time() - begun)
            if name in {PLAIN, EXCHANGE}:
                (events if name == PLAIN else exchange_events).append(_rate(log))
    print(f"\none market, {statistics.mean(events):.0f} events a second, load {os.getloadavg()[0]:.2f}")
    print(f"exchange, {statistics.mean(exchange_events):.0f} events a second, {len(exchange.ledger):,} accounts")
    rows = {}
    for name, times in spent.items():
        ratios = [PIECE_S / each for each in times]
        rows[name] = {"median": statistics.median(ratios), "lowest": min(ratios), "highest": max(ratios)}
        print(f"  {name:34s}{rows[name]['median']:8.0f} x real time ({min(ratios):.0f} to {max(ratios):.0f})")
    print(f"  target for flow and engine, and for the exchange: {TARGET:.0f} x")
    write(
        "simulator",
        [{"title": "times real time", "load": os.getloadavg()[0], "timings": rows, "events": events + exchange_events}],
    )


def _rate(log: EventLog) -> float:
    return float((log.kind != EventKind.REJECT).sum()) / PIECE_S


if __name__ == "__main__":
    main()
