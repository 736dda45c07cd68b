"""Sizes of options and perpetuals on a revalued cube, against the whole programme and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import FloatArray, Lineage
from seawall.errors import InputError
from seawall.optimize import PositionLimit, book_shortfall_frontier, minimum_book_shortfall
from seawall.portfolio import Right
from seawall.scenarios import NumberedLabels, SampleDesign
from seawall.valuation import PnlCube, black_scholes
from tests.optimize.shortfall_problems import direct_programme
from tests.tolerances import EXACT, MONEY

SPOT, COUNT = 97_420.0, 2_000


def _option_pnl(moves: FloatArray, vol_moves: FloatArray, *, strike: float, time: float, right: Right) -> FloatArray:
    """P&L of one option over a day, priced again in every scenario."""
    spots, volatilities = np.append(SPOT, SPOT * (1.0 + moves)), np.append(0.6, 0.6 + vol_moves)
    times = np.append(time, np.full(len(moves), time - 1 / 365))
    prices = black_scholes(spot=spots, strike=strike, time=times, rate=0.05, volatility=volatilities, right=right).price
    pnl: FloatArray = prices[1:] - prices[0]
    return pnl


@pytest.fixture(scope="module")
def cube() -> PnlCube:
    """A coin that is held, a perpetual, two puts, a call, and an index fund."""
    rng = np.random.default_rng(11)
    moves = np.expm1(0.035 * rng.standard_t(4, COUNT) / np.sqrt(2.0))
    vol_moves = 0.03 * rng.standard_normal(COUNT) - 0.4 * np.minimum(moves, 0.0)
    fund = 0.2 * moves + 0.008 * rng.standard_normal(COUNT)
    columns = [
        SPOT * moves,
        SPOT * moves - 0.0001 * SPOT,
        _option_pnl(moves, vol_moves, strike=90_000.0, time=30 / 365, right=Right.PUT),
        _option_pnl(moves, vol_moves, strike=80_000.0, time=30 / 365, right=Right.PUT),
        _option_pnl(moves, vol_moves, strike=110_000.0, time=60 / 365, right=Right.CALL),
        5_000.0 * fund + 3.0,
    ]
    names = ("BTC", "BTC-PERP", "put 90", "put 80", "call 110", "fund")
    lineage = Lineage("drawn", "example", "0" * 16, simulated=True)
    return PnlCube(np.column_stack(columns), names, NumberedLabels("draw", COUNT), "USD", 1, lineage)


COST = np.array([SPOT, 0.0, 3_600.0, 1_300.0, 4_500.0, 5_000.0])
MARGIN = np.array([0.0, 0.1 * SPOT, 0.0, 0.0, 0.15 * SPOT, 0.0])
LOWER = np.array([1.0, -1.0, 0.0, 0.0, -1.0, 0.0])
UPPER = np.array([1.0, 1.0, 2.0, 2.0, 0.0, 10.0])


def _direct(cube: PnlCube, *, budget: float, margin: float, gain: float | None = None) -> float:
    """Long and short scales as separate variables, so that margin counts both."""
    split = np.hstack((-cube.pnl, cube.pnl))
    rows, limit = [np.concatenate((COST, -COST)), np.concatenate((MARGIN, MARGIN))], [budget, margin]
    if gain is not None:
        rows.append(np.concatenate((-cube.pnl.mean(axis=0), cube.pnl.mean(axis=0))))
        limit.append(-gain)
    bounds = np.vstack((np.clip(np.column_stack((LOWER, UPPER)), 0, None), np.zeros((6, 2))))
    bounds[6:, 1] = np.clip(-LOWER, 0, None)
    optimum, _ = direct_programme(split, share=0.025, bounds=bounds, rows=np.array(rows), limit=np.array(limit))
    return optimum


LIMITS = (
    PositionLimit("budget", COST, upper=SPOT + 9_000.0),
    PositionLimit("margin", MARGIN, upper=4_000.0, absolute=True),
)


def test_a_book_with_options_reaches_the_optimum_of_the_whole_programme(cube: PnlCube) -> None:
    found = minimum_book_shortfall(cube, confidence=0.975, scales=(LOWER, UPPER), limits=LIMITS)
    optimum = _direct(cube, budget=SPOT + 9_000.0, margin=4_000.0)
    assert found.expected_shortfall == pytest.approx(optimum, rel=MONEY)
    assert abs(found.gap) < MONEY * optimum
    assert found.scales[0] == 1.0
    assert MARGIN @ np.abs(found.scales) <= 4_000.0 * (1 + EXACT)
    assert COST @ found.scales <= (SPOT + 9_000.0) * (1 + EXACT)
    assert found.active_scenarios < 0.2 * COUNT
    assert (
        found.expected_shortfall
        < 0.8
        * minimum_book_shortfall(
            cube, confidence=0.975, scales=([1, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0])
        ).expected_shortfall
    ), "the hedges are worth having"


def test_each_point_of_the_frontier_is_the_optimum_at_its_gain(cube: PnlCube) -> None:
    frontier = book_shortfall_frontier(cube, confidence=0.975, scales=(LOWER, UPPER), limits=LIMITS, points=5)
    shortfalls = np.array([each.expected_shortfall for each in frontier])
    assert (np.diff(shortfalls) > 0).all()
    assert (np.diff(shortfalls, 2) > -MONEY * shortfalls.max()).all()
    for each in frontier:
        # at the largest gain itself the oracle needs a little room
        optimum = _direct(cube, budget=SPOT + 9_000.0, margin=4_000.0, gain=each.expected_gain - 1e-7)
        assert each.expected_shortfall == pytest.approx(optimum, rel=MONEY, abs=1e-5)


def test_weights_of_scenarios_count(cube: PnlCube) -> None:
    """Twice the weight is the same as the scenario twice."""
    pnl = cube.pnl[:300]
    weights = np.where(np.arange(300) < 100, 2.0, 1.0)
    labels, lineage = NumberedLabels("draw", 300), cube.lineage
    design = SampleDesign(weights=weights / weights.sum())
    weighted = PnlCube(pnl, cube.positions, labels, "USD", 1, lineage, design)
    twice = PnlCube(np.vstack((pnl, pnl[:100])), cube.positions, NumberedLabels("draw", 400), "USD", 1, lineage)
    first, second = (
        minimum_book_shortfall(each, confidence=0.95, scales=(LOWER, UPPER), target_gain=20.0)
        for each in (weighted, twice)
    )
    assert first.expected_shortfall == pytest.approx(second.expected_shortfall, rel=MONEY)


def test_limits_that_conflict_are_answered_with_what_would_do(cube: PnlCube) -> None:
    tight = (PositionLimit("budget", COST, upper=1_000.0), LIMITS[1])
    with pytest.raises(
        InputError, match=r"no scales of the 6 positions meet all limits; this would do: budget at most 9"
    ):
        minimum_book_shortfall(cube, confidence=0.975, scales=(LOWER, np.minimum(UPPER, 1.0)), limits=tight)
    with pytest.raises(InputError, match=r"'target_gain' must be at most \d+"):
        minimum_book_shortfall(cube, confidence=0.975, scales=(LOWER, UPPER), limits=LIMITS, target_gain=1e9)


def test_bad_input_is_refused_in_one_line(cube: PnlCube) -> None:
    with pytest.raises(InputError, match="scales of 'BTC' cross"):
        minimum_book_shortfall(cube, confidence=0.975, scales=(2.0, 1.0))
    with pytest.raises(InputError, match="'upper scales' must be finite"):
        minimum_book_shortfall(cube, confidence=0.975, scales=(0.0, np.inf))
    with pytest.raises(InputError, match="'lower scales' must have shape"):
        minimum_book_shortfall(cube, confidence=0.975, scales=([0.0, 1.0], 1.0))
    with pytest.raises(InputError, match="limit 'margin' of absolute sizes"):
        PositionLimit("margin", -MARGIN, upper=1.0, absolute=True)
    with pytest.raises(InputError, match="limit 'budget' needs finite sides in order"):
        PositionLimit("budget", COST)
    with pytest.raises(InputError, match="limit 'budget' needs finite sides in order"):
        PositionLimit("budget", COST, lower=2.0, upper=1.0)
    with pytest.raises(InputError, match=r"limit 'budget'.*shape"):
        minimum_book_shortfall(
            cube, confidence=0.975, scales=(0.0, 1.0), limits=[PositionLimit("budget", COST[:2], upper=1.0)]
        )
