"""Predicted cascades against those through a book: ``python -m tests.simulator.cascade_through_book`` measures them.

An exchange is saved after ten minutes and goes on three ways from there, on the same seed: without anything; with a
series of market sales of an outside owner, a second apart, while nobody is closed by force; and with both. The second
less the first is the shock, the third less the second is what the shock forced. One lot more makes another future, so
both are means over eight futures. Two predictions know the true levels:

BOOK      takes the orders that stand when the series begins for all there is, with even density beyond them.
RESPONSE  takes for a book the square root law that fits what the series of the same seed moved while nobody was closed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.microstructure import (
    CascadeTerms,
    LiquidationLevels,
    PositionSide,
    Side,
    SideDepth,
    laddered_levels,
    run_cascade,
)
from seawall.simulator import (
    BTCUSDT_TERMS,
    AgentPopulation,
    ExchangeStep,
    ForcedOrder,
    Instruction,
    InstructionKind,
    SimulatedExchange,
)
from seawall.simulator.exchange_accounts import ExchangeAccounts

SECOND = 1_000_000_000
WARM_S, SERIES_S, AFTER_S = 600, 30, 60
LOTS = (500, 2_000, 8_000)
"""Of each sale of a series; the book holds some 15,000 to 50,000 a side."""
FUTURES = 8
FURTHEST, KNOTS = 0.3, 300
OUTSIDER = 500_000
CROWD = AgentPopulation(leverages=(25, 50, 100), leverage_shares=(400, 300, 300), smallest_allowance=1_000)
"""So highly levered that shocks of a percent reach somebody."""


@dataclass(frozen=True)
class BookComparison:
    """One series of sales on one exchange: decimals of the mark before it, falls above 0."""

    seed: int
    lots: int
    shock: float
    simulated: float
    error: float
    """Standard error of the simulated move beyond the shock."""
    by_book: float
    by_response: float
    closed: float
    closed_by_book: float
    closed_by_response: float
    taken: float
    """Part of the forced lots that the book took."""


def compare(seed: int, *, series: tuple[int, ...] = LOTS, futures: int = FUTURES) -> list[BookComparison]:
    """Series of a seed."""
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=seed, population=CROWD, fund=10_000_000)
    step = exchange.advance(WARM_S * SECOND)
    saved, mark = exchange.save(), int(step.marks.mark[-1]) / 65_536
    longs = _true_longs(exchange, mark)
    bids = exchange.engine.displayed(Side.BID)
    calm = _forward(saved, 0, is_closing=False)[0]
    quiet = np.array([[_fall(saved, lots + more, calm)[0] for more in range(futures)] for lots in series])
    moved = quiet.mean(axis=1)
    ticks, sizes = (np.array(each, dtype=np.float64) for each in zip(*bids, strict=True))
    book = SideDepth(Side.BID, mark, ticks[ticks < mark], np.cumsum(sizes[ticks < mark]), "the book", False)
    roots = np.sqrt(np.array(series, dtype=np.float64) * SERIES_S)
    per_root = float(roots @ moved / (roots @ roots))
    away = np.linspace(0.0, FURTHEST, KNOTS + 1)[1:]
    response = SideDepth(Side.BID, mark, mark * (1.0 - away), (away / per_root) ** 2, "square root of the series", True)
    found = []
    for lots, shock, without in zip(series, moved.tolist(), quiet, strict=True):
        falls, steps = zip(*(_fall(saved, lots + more, calm, is_closing=True) for more in range(futures)), strict=True)
        paths = [run_cascade(longs, each, shock=-shock, mark=mark, terms=CascadeTerms()) for each in (book, response)]
        forced = [order for step in steps for order in step.forced if order.side is PositionSide.LONG]
        closed = sum(order.lots for order in forced)
        found.append(
            BookComparison(
                seed=seed,
                lots=lots,
                shock=shock,
                simulated=float(np.mean(falls)) - shock,
                error=float(np.sqrt((np.var(falls, ddof=1) + np.var(without, ddof=1)) / futures)),
                by_book=-paths[0].move_beyond,
                by_response=-paths[1].move_beyond,
                closed=closed / futures,
                closed_by_book=paths[0].quantity,
                closed_by_response=paths[1].quantity,
                taken=sum(order.filled_lots for order in forced) / closed if closed else 1.0,
            )
        )
    return found


def _true_longs(exchange: SimulatedExchange, mark: float) -> LiquidationLevels:
    """Every step of every long below the mark; ticks of this exchange are of 1 USDT, quantities in lots."""
    truth = exchange.truth().liquidations
    chosen = (truth.sides == PositionSide.LONG) & (truth.is_liquidatable == 1) & (truth.ticks < mark)
    steps = laddered_levels(
        PositionSide.LONG,
        quantities=truth.lots[chosen] * 0.001,
        bankruptcy_prices=truth.bankruptcy_ticks[chosen].astype(np.float64),
        tiers=BTCUSDT_TERMS.tiers,
        source="true positions",
        is_estimated=False,
    )
    beyond = steps.prices < mark
    return LiquidationLevels(PositionSide.LONG, steps.prices[beyond], steps.quantities[beyond] * 1_000.0, "", False)


def _fall(saved: bytes, lots: int, calm: FloatArray, *, is_closing: bool = False) -> tuple[float, ExchangeStep]:
    """Largest fall of the mark below that of the calm future."""
    marks, step = _forward(saved, lots, is_closing=is_closing)
    return float((1.0 - marks / calm).max()), step


def _spared(accounts: ExchangeAccounts, account: int, mark: int, now_ns: int) -> ForcedOrder:
    """Nobody is closed by force; stops and targets still fire."""
    side = PositionSide.LONG if accounts.ledger.book.lots[account] > 0 else PositionSide.SHORT
    return ForcedOrder(now_ns, account, side, 0, mark, 0, 0.0, 0, 0, 0)


def _forward(saved: bytes, lots: int, *, is_closing: bool) -> tuple[FloatArray, ExchangeStep]:
    """Marks of the seconds of the series and after it, in ticks, and all that happened."""
    exchange = SimulatedExchange.restore(saved, terms=BTCUSDT_TERMS)
    sales = [
        Instruction((WARM_S + second) * SECOND, OUTSIDER, InstructionKind.MARKET, Side.ASK, lots=lots)
        for second in range(1, SERIES_S + 1)
        if lots
    ]
    with pytest.MonkeyPatch.context() as patch:
        if not is_closing:
            patch.setattr(ExchangeAccounts, "_force", _spared)
        step = exchange.advance((WARM_S + SERIES_S + AFTER_S) * SECOND, instructions=sales)
    return step.marks.mark / 65_536, step


def main() -> None:
    """Print the table of the page on cascades."""
    print("seed, sold, shock, beyond it: simulated, by book, by response; BTC closed: the same; part the book took")
    for seed in [int(each) for each in sys.argv[1:]] or [1, 2, 3, 4]:
        for row in compare(seed):
            coins = [each / 1_000 for each in (row.closed, row.closed_by_book, row.closed_by_response)]
            moves = f"{row.simulated:.2%} ± {row.error:.2%} | {row.by_book:.2%} | {row.by_response:.2%}"
            print(
                f"| {row.seed} | {row.lots * SERIES_S / 1_000:g} | {row.shock:.2%} | {moves} "
                f"| {coins[0]:.1f} | {coins[1]:.1f} | {coins[2]:.1f} | {row.taken:.0%} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
