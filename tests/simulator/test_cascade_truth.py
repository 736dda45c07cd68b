"""The predicted cascade against the minute clock's own, and the seams by which both are set off."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import PositionSide, Side
from seawall.simulator import MinuteMarket, liquidation_truth, minute_depth, minute_liquidations
from seawall.simulator import ledger_kernels as kernels
from tests.simulator.cascade_truth import TERMS, Clock, Comparison, compare
from tests.tolerances import CASCADE_MOVE, CASCADE_TIP

# the short share of the eight seeds below; seed 2 of the decaying clock holds the three misses that the page on
# cascades reports, and only the longer test, which bounds how many there may be, goes through it
SEEDS = {Clock.LASTING: (2, 3), Clock.DECAYING: (1, 5)}


def tip_errors(tips: list[tuple[float | None, float | None]]) -> list[float]:
    """Of those that prediction and agents both found."""
    return [abs(ours / theirs - 1.0) for ours, theirs in tips if ours is not None and theirs is not None]


@pytest.mark.parametrize("clock", list(SEEDS))
def test_moves_and_tips_are_those_of_the_agents(clock: Clock) -> None:
    tips: list[tuple[float | None, float | None]] = []
    for seed in SEEDS[clock]:
        rows, found = compare(seed, clock)
        counted = [row for row in rows if row.counts]
        assert len(counted) >= 5, rows
        wrong = [row for row in counted if abs(row.error) > CASCADE_MOVE]
        assert not wrong, wrong
        tips += found
    errors = tip_errors(tips)
    assert errors
    assert max(errors) <= CASCADE_TIP, tips


@pytest.mark.slow
@pytest.mark.parametrize("clock", list(SEEDS))
def test_eight_seeds_are_within_the_bounds(clock: Clock, slow_share: int) -> None:
    rows: list[Comparison] = []
    tips: list[tuple[float | None, float | None]] = []
    for seed in range(1, 1 + max(8 // slow_share, 1)):
        found, pairs = compare(seed, clock)
        rows += [row for row in found if row.counts]
        tips += pairs
    errors = np.array([row.error for row in rows])
    assert np.mean(np.abs(errors) <= CASCADE_MOVE) >= 0.9, rows
    assert abs(np.median(errors)) <= CASCADE_MOVE / 2, rows
    assert max(tip_errors(tips), default=0.0) <= CASCADE_TIP, tips


def test_a_shock_moves_index_mark_and_price_alike_and_draws_nothing() -> None:
    market = MinuteMarket(TERMS, seed=5)
    market.run(30)
    start, price, mark = market.snapshot(), market.last_price, market.mark_tick
    market.shock(-0.02)
    # the basis does not move with the index
    assert market.last_price == pytest.approx(0.98 * price, rel=1e-4)
    assert market.mark_tick == pytest.approx(0.98 * mark, rel=1e-4)
    market.restore(start)
    market.shock(0.0)
    again = market.run(20)
    market.restore(start)
    assert again.minutes.tobytes() == market.run(20).minutes.tobytes()
    with pytest.raises(InputError, match=r"'change' must be -0\.5 to 0\.5, was -0\.6"):
        market.shock(-0.6)


@pytest.mark.parametrize("side", list(PositionSide))
def test_levels_are_the_ledgers_and_their_lots_add_up(side: PositionSide) -> None:
    market = MinuteMarket(TERMS, seed=3)
    market.run(600)
    truth = liquidation_truth(market.ledger, dealers=market.dealers)
    chosen = (truth.sides == side) & (truth.is_liquidatable == 1) & (int(side) * (market.mark_tick - truth.ticks) > 0)
    levels = minute_liquidations(market, side)
    assert levels.quantities.sum() == pytest.approx(truth.lots[chosen].sum() * 0.001)
    for account, tick in zip(truth.accounts.tolist(), truth.bankruptcy_ticks.tolist(), strict=True):
        assert tick == kernels.bankruptcy_tick(market.ledger.book, account), account
    # first steps are the triggers of the ledger, but for the tick to which it rounds bankruptcy
    first = np.sort(levels.prices)[::-1][:20] if side is PositionSide.LONG else np.sort(levels.prices)[:20]
    ticks = np.sort(truth.ticks[chosen])[::-1][:20] if side is PositionSide.LONG else np.sort(truth.ticks[chosen])[:20]
    assert first[0] == pytest.approx(ticks[0] * 0.1, abs=0.3)


@pytest.mark.parametrize("side", list(Side))
def test_the_law_of_depth_is_what_an_order_does(side: Side) -> None:
    market = MinuteMarket(TERMS, seed=3)
    market.run(600)
    depth = minute_depth(market, side)
    lots = 20_000
    before = market.last_price
    loop = kernels.compiled(kernels.push_price)
    loop(market.behaviour, market.state, -int(side) * lots)
    away, held = np.append(0.0, np.abs(depth.prices / before - 1.0)), np.append(0.0, depth.quantities)
    moved = abs(market.last_price / before - 1.0)
    assert np.interp(lots * 0.001, held, away) == pytest.approx(moved, rel=0.01)
