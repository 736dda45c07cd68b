"""Predicted cascades against the minute clock's own: ``python -m tests.simulator.cascade_truth`` measures them.

A market of agents is warmed up, its index is moved at once, and the minutes after it are run twice from one snapshot,
with the shock and without. Both arms draw the same words, so their difference is what the shock set off. Three clocks:

LASTING  the whole answer to an order stays, so that mark and price are one; the index is still, nobody wakes, and
         stops and targets are taken away: forced closes alone carry the price on. It tests the cascade itself.
DECAYING the same with the market's own rule: half of an answer decays, and the mark follows a slow mean of it.
AWAKE    everything as the market is: index, agents, stops and targets go on in both arms.

The prediction knows the true positions of the ledger and the law of depth, and nothing else.
"""

from __future__ import annotations

import enum
import sys
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from seawall.core import FloatArray
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    CascadePath,
    CascadeTerms,
    InstrumentGrid,
    LiquidationLevels,
    PositionSide,
    Side,
    SideDepth,
    run_cascade,
)
from seawall.simulator import (
    ExchangeTerms,
    MinuteMarket,
    MinuteMarketSettings,
    MinuteSnapshot,
    minute_depth,
    minute_liquidations,
)
from seawall.simulator import ledger_kernels as kernels

TERMS = ExchangeTerms(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")), BINANCE_BTCUSDT_TIERS)
TICK, LOT = 0.1, 0.001
WARM_MINUTES, AFTER_MINUTES = 3 * 1_440, 15
SHOCKS = (0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06)
LEAST_JUMP, LARGEST_SHOCK, TIP_STEPS, TIP_HALVINGS = 0.01, 0.12, 120, 8
SMALLEST_MOVE = 0.0005
"""Of the price: moves that nobody would see are not compared."""
STILL = 1e-5
NO_PRICE = kernels.LARGEST_TICK + 1


class Clock(enum.Enum):
    """How much of the market goes on."""

    LASTING = 1.0
    DECAYING = 0.5
    AWAKE = 0.5001

    @property
    def settings(self) -> MinuteMarketSettings:
        """Of the market that is warmed up: a book thin enough to tip, and a fund that never ends."""
        return MinuteMarketSettings(depth_lots=150_000.0, kept_impact=round(self.value, 3), fund=10**10)

    @property
    def terms(self) -> CascadeTerms:
        """The mark follows all of what stays.

        Of what decays by 1/40 a step, a mean that follows by 1/20 once a step reaches 0.50, and eight times a step
        0.83: two thirds are taken.
        """
        kept = round(self.value, 3)
        return CascadeTerms(mark_follow=kept + (1.0 - kept) * 2.0 / 3.0, least_jump=LEAST_JUMP)


@dataclass(frozen=True)
class Warm:
    """A market at rest, with what the prediction may know."""

    market: MinuteMarket
    start: MinuteSnapshot
    mark: float
    longs: LiquidationLevels
    shorts: LiquidationLevels
    bids: SideDepth
    asks: SideDepth
    calm: FloatArray
    """Prices of the minutes without a shock."""


def warm_market(seed: int, clock: Clock, minutes: int = WARM_MINUTES) -> Warm:
    """Run a market, put to sleep what the clock asks for, and note what would happen without a shock."""
    settings = clock.settings
    market = MinuteMarket(TERMS, seed=seed, settings=settings)
    market.run(minutes)
    start = market.snapshot()
    if clock is not Clock.AWAKE:
        market = MinuteMarket(
            TERMS,
            seed=seed,
            settings=replace(settings, wakes_per_minute=0, volatility=STILL, jumps_per_day=0.0),
        )
        start = _asleep(start, scale=STILL / settings.volatility)
        market.restore(start)
    mark = market.mark_tick * TICK
    longs, shorts = (minute_liquidations(market, side) for side in (PositionSide.LONG, PositionSide.SHORT))
    bids, asks = (minute_depth(market, side) for side in (Side.BID, Side.ASK))
    calm = np.asarray(market.run(AFTER_MINUTES).column("close") * TICK, dtype=np.float64)
    return Warm(market, start, mark, longs, shorts, bids, asks, calm)


def _asleep(start: MinuteSnapshot, *, scale: float) -> MinuteSnapshot:
    """Without stops and targets, and with a volatility that is smaller beside its mean, which thins depth as before."""
    columns = start.columns
    trigger, lots, totals = columns["trigger"], columns["lots"], columns["totals"]
    columns["stop"][:] = 0
    columns["target"][:] = 0
    columns["low"][:] = np.where(lots > 0, trigger, 0)
    columns["high"][:] = np.where(lots < 0, trigger, NO_PRICE)
    totals[kernels.NEAREST_LOW], totals[kernels.NEAREST_HIGH] = columns["low"].max(), columns["high"].min()
    columns["state"][kernels.SIGMA] = round(columns["state"][kernels.SIGMA] * scale)
    return start


def simulated_move(warm: Warm, side: PositionSide, shock: float) -> tuple[float, float]:
    """Largest move beyond the shock at the end of a minute, decimal of the price before it, and base units closed."""
    warm.market.restore(warm.start)
    warm.market.shock(-int(side) * shock)
    history = warm.market.run(AFTER_MINUTES)
    column = "liquidated_long" if side is PositionSide.LONG else "liquidated_short"
    moves = -int(side) * (history.column("close") * TICK / warm.calm - 1.0)
    return float(moves.max()) - shock, float(history.column(column).sum()) * LOT


def predicted(warm: Warm, clock: Clock, side: PositionSide, shock: float) -> CascadePath:
    """The cascade by its own law."""
    levels, depth = (warm.longs, warm.bids) if side is PositionSide.LONG else (warm.shorts, warm.asks)
    return run_cascade(levels, depth, shock=-int(side) * shock, mark=warm.mark, terms=clock.terms)


def simulated_tip(warm: Warm, side: PositionSide) -> float | None:
    """Smallest shock at which the end jumps, looked for as the prediction looks for its own."""

    def end(shock: float) -> float:
        return shock + simulated_move(warm, side, shock)[0]

    low, low_end = 0.0, 0.0
    for step in range(1, TIP_STEPS + 1):
        high = LARGEST_SHOCK * step / TIP_STEPS
        high_end = end(high)
        if high_end - low_end - (high - low) >= LEAST_JUMP:
            left, left_end, right, right_end = low, low_end, high, high_end
            for _ in range(TIP_HALVINGS):
                middle = 0.5 * (left + right)
                at = end(middle)
                if at - left_end - (middle - left) >= LEAST_JUMP:
                    right, right_end = middle, at
                else:
                    left, left_end = middle, at
            if right_end - left_end >= LEAST_JUMP:
                return right
        low, low_end = high, high_end
    return None


@dataclass(frozen=True)
class Comparison:
    """One shock of one market."""

    seed: int
    side: PositionSide
    shock: float
    predicted: float
    simulated: float
    is_below_tip: bool

    @property
    def error(self) -> float:
        """Predicted over simulated, less 1."""
        return self.predicted / self.simulated - 1.0

    @property
    def counts(self) -> bool:
        """Whether it is below tipping, and large enough to compare."""
        return self.is_below_tip and max(self.predicted, self.simulated) >= SMALLEST_MOVE


def compare(seed: int, clock: Clock) -> tuple[list[Comparison], list[tuple[float | None, float | None]]]:
    """Shocks of both sides, and of each side the tipping shock as predicted and as simulated."""
    warm = warm_market(seed, clock)
    rows, tips = [], []
    for side in PositionSide:
        found = simulated_tip(warm, side)
        paths = [predicted(warm, clock, side, shock) for shock in SHOCKS]
        tip = paths[0].tipping.shock if paths[0].tipping else None
        first = min(tip or 1.0, found or 1.0)
        for shock, path in zip(SHOCKS, paths, strict=True):
            move, _ = simulated_move(warm, side, shock)
            rows.append(Comparison(seed, side, shock, abs(path.move_beyond), move, shock < first))
        tips.append((tip if tip is not None and tip <= LARGEST_SHOCK else None, found))
    return rows, tips


def main() -> None:
    """Print the tables of the page on cascades."""
    seeds = [int(each) for each in sys.argv[1:]] or list(range(1, 9))
    for clock in Clock:
        results = [compare(seed, clock) for seed in seeds]
        rows = [row for found, _ in results for row in found]
        counted = [row for row in rows if row.counts]
        print(f"\n{clock.name}: shock, compared, median predicted, median simulated, median and worst error")
        for shock in SHOCKS:
            here = [row for row in counted if row.shock == shock]
            if here:
                errors = np.array([row.error for row in here])
                moves = np.median([(row.predicted, row.simulated) for row in here], axis=0)
                worst = errors[np.argmax(np.abs(errors))]
                print(
                    f"{shock:.1%} {len(here):3} {moves[0]:.3%} {moves[1]:.3%} {np.median(errors):+.1%} {worst:+.1%} "
                    f"within 20 %: {np.mean(np.abs(errors) <= 0.2):.0%}"
                )
        print(f"all: {np.mean([abs(row.error) <= 0.2 for row in counted]):.1%} of {len(counted)} within 20 %")
        tips = [tip for _, found in results for tip in found]
        both = [(ours, theirs) for ours, theirs in tips if ours is not None and theirs is not None]
        print("tips, predicted and simulated:", *(f"{ours:.2%}/{theirs:.2%}" for ours, theirs in both))
        lone = [(ours, theirs) for ours, theirs in tips if (ours is None) != (theirs is None)]
        print(f"within 30 %: {sum(abs(a / b - 1) <= 0.3 for a, b in both)} of {len(both)}; by one alone: {lone}")


if __name__ == "__main__":
    main()
