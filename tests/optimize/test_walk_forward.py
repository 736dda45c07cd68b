"""Walking forward: a path by hand, quantities and not weights, nothing seen ahead, errors of a Sharpe ratio."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.market import PricePanel
from seawall.optimize import Allocator, TradingCosts, WalkForward, walk_forward_test
from tests.tolerances import EXACT

FREE = TradingCosts(("A", "B"), np.zeros(2))


def _panel(closes: FloatArray) -> PricePanel:
    dates = np.datetime64("2022-01-03") + np.arange(len(closes))
    return PricePanel(tuple("ABCDEF"[: closes.shape[1]]), dates, closes)


def _drawn(count: int, seed: int, n: int = 2) -> FloatArray:
    rng = np.random.default_rng(seed)
    return np.asarray(100.0 * np.cumprod(1.0 + 0.0003 + 0.012 * rng.standard_normal((count, n)), axis=0), np.float64)


def _always(*weights: float) -> Allocator:
    return lambda _returns: np.array(weights)


def _inverse_variance(returns: FloatArray) -> FloatArray:
    weights: FloatArray = 1.0 / returns.var(axis=0)
    return np.asarray(weights / weights.sum())


def _test(closes: FloatArray, **changed: object) -> WalkForward:
    given: dict[str, object] = {
        "allocator": _inverse_variance,
        "window_sessions": 20,
        "rebalance_sessions": 5,
        "costs": FREE,
        "initial_value": 1e6,
    }
    return walk_forward_test(_panel(closes), **(given | changed))  # type: ignore[arg-type]


def test_a_path_by_hand() -> None:
    """Two returns seen, traded at the fourth close: half in each, 1 % of what is traded paid."""
    closes = np.array([[1.0, 1.0], [1.1, 1.0], [1.0, 1.1], [2.0, 4.0], [4.0, 4.0], [4.0, 2.0], [8.0, 2.0]])
    found = _test(
        closes,
        allocator=_always(0.5, 0.5),
        window_sessions=2,
        rebalance_sessions=2,
        costs=TradingCosts(("A", "B"), np.array([0.01, 0.01])),
        initial_value=1010.0,
    ).strategy
    # 1,010 buys 1,000 for 10; 250 of A and 125 of B; doubled A: 1,500; halved B: 1,250
    assert found.values[:2] == pytest.approx([1010.0, 1500.0], rel=EXACT)
    assert found.quantities[0] == pytest.approx([250.0, 125.0], rel=EXACT)
    # at 4 and 2 there is 1,000 of A and 250 of B: v = 1,250 - .01 (|v/2 - 1000| + |v/2 - 250|) = 1,250 - 7.5
    assert found.values[2] == pytest.approx(1242.5, rel=EXACT)
    assert found.turnover == pytest.approx([1000.0, 750.0], rel=EXACT)
    assert found.costs == pytest.approx([10.0, 7.5], rel=EXACT)
    assert found.values[3] == pytest.approx(1242.5 * 1.5, rel=EXACT)
    assert found.total_return == pytest.approx(1242.5 * 1.5 / 1010.0 - 1.0, rel=EXACT)


def test_quantities_are_held_and_not_weights() -> None:
    """Bought once: the value is that of two assets left alone, and not that of half of each in every session."""
    closes = _drawn(60, 1)
    found = _test(closes, rebalance_sessions=1000).equal_weight
    held = 0.5 * closes[21:] / closes[21]
    assert found.values == pytest.approx(1e6 * held.sum(axis=1), rel=EXACT)
    daily = np.cumprod(1.0 + (closes[22:] / closes[21:-1] - 1.0).mean(axis=1))
    assert abs(found.values[-1] / (1e6 * daily[-1]) - 1.0) > 1e-5, "free daily rebalancing is another number"
    assert len(found.turnover) == 1


def test_nothing_is_seen_ahead() -> None:
    """The decision traded at a close is the same whatever that close and all later ones are."""
    closes = _drawn(120, 2)
    seen: list[FloatArray] = []

    def watching(returns: FloatArray) -> FloatArray:
        seen.append(returns)
        return _inverse_variance(returns)

    whole = _test(closes, allocator=watching)
    simple = closes[1:] / closes[:-1] - 1.0
    for at, window in zip(whole.rebalanced + 21, seen, strict=True):
        assert (window == simple[at - 21 : at - 1]).all()
        assert not window.flags.writeable
    trade = int(whole.rebalanced[6])
    other = closes.copy()
    other[21 + trade :] *= np.random.default_rng(9).uniform(0.5, 2.0, other[21 + trade :].shape)
    changed = _test(other)
    assert (changed.strategy.weights[:7] == whole.strategy.weights[:7]).all()
    assert (changed.strategy.values[:trade] == whole.strategy.values[:trade]).all()
    assert (changed.strategy.weights[8:] != whole.strategy.weights[8:]).any()


def test_costs_take_what_they_say_and_grow_with_size_where_there_is_impact() -> None:
    closes = _drawn(200, 3)
    free, paid = (_test(closes, costs=TradingCosts(("A", "B"), np.full(2, each))) for each in (0.0, 0.002))
    assert free.strategy.costs.sum() == 0.0
    assert paid.strategy.costs == pytest.approx(0.002 * paid.strategy.turnover, rel=EXACT)
    assert paid.strategy.values[-1] < free.strategy.values[-1]
    impact = TradingCosts(("A", "B"), np.zeros(2), np.full(2, 0.012), np.full(2, 1e7))
    small, large = (_test(closes, costs=impact, initial_value=each) for each in (1e5, 1e7))
    assert large.strategy.total_return < small.strategy.total_return


def test_cash_and_debt_earn_the_risk_free_rate() -> None:
    closes = np.full((400, 2), 100.0)
    for invested in (0.0, 0.4, 1.5):
        found = _test(
            closes, allocator=_always(0.5 * invested, 0.5 * invested), risk_free_rate=0.05,
            rebalance_sessions=10_000,
        )  # fmt: skip
        years = (len(found.dates) - 1) / found.sessions_per_year
        assert found.strategy.total_return == pytest.approx((1.0 - invested) * (1.05**years - 1.0), rel=1e-9)


@pytest.mark.slow
def test_the_error_of_a_sharpe_ratio_is_its_spread(slow_share: int) -> None:
    """Equal weights of independent fat-tailed returns, and the advantage of one asset over both."""
    ratios, advantages, errors, paired = [], [], [], []
    for seed in range(2_000 // slow_share):
        rng = np.random.default_rng(seed)
        moves = 0.0008 + 0.01 * rng.standard_t(5, (400, 2))
        found = _test(
            np.asarray(100.0 * np.cumprod(1.0 + moves, axis=0), np.float64), allocator=_always(1.0, 0.0),
            rebalance_sessions=10_000,
        )  # fmt: skip
        ratios.append(found.sharpe_ratio.value)
        errors.append(found.sharpe_ratio.standard_error)
        advantages.append(found.sharpe_advantage.value)
        paired.append(found.sharpe_advantage.standard_error)
        assert found.sharpe_advantage.value == pytest.approx(
            found.sharpe_ratio.value - found.equal_weight_sharpe_ratio.value, abs=EXACT
        )
    # the spread of N simulations is known to 1 / sqrt(2 N); three of those
    slack = 3.0 / np.sqrt(2.0 * len(ratios))
    assert np.mean(errors) == pytest.approx(np.std(ratios, ddof=1), rel=slack)
    assert np.mean(paired) == pytest.approx(np.std(advantages, ddof=1), rel=slack)


def test_the_error_is_mertens_formula() -> None:
    found = _test(_drawn(500, 4))
    returns = found.strategy.returns
    z = (returns - returns.mean()) / np.std(returns)
    ratio, n = returns.mean() / np.std(returns, ddof=1), len(returns)
    skew, kurtosis = np.mean(z**3), np.mean(z**4)
    variance = (1.0 - skew * ratio + 0.25 * (kurtosis - 1.0) * ratio**2) / n
    year = found.sessions_per_year
    assert found.sharpe_ratio.value == pytest.approx(ratio * np.sqrt(year), rel=EXACT)
    assert found.sharpe_ratio.standard_error == pytest.approx(np.sqrt(variance * year), rel=5.0 / n)


def test_bad_input_is_refused_in_one_line() -> None:
    closes = _drawn(40, 1)
    with pytest.raises(InputError, match="'costs' must be of the symbols of the prices"):
        _test(closes, costs=TradingCosts(("X", "Y"), np.zeros(2)))
    with pytest.raises(InputError, match="'prices' hold 40 closes; a window of 40 returns wants at least 44"):
        _test(closes, window_sessions=40)
    with pytest.raises(InputError, match="'window_sessions' must be at least 2"):
        _test(closes, window_sessions=1)
    with pytest.raises(InputError, match="'weights of strategy' must have shape"):
        _test(closes, allocator=_always(1.0, 1.0, 1.0))
    with pytest.raises(InputError, match="'weights of strategy' must be finite"):
        _test(closes, allocator=_always(np.nan, 1.0))
    crash = np.vstack((closes[:30], closes[30:] * 0.01))
    with pytest.raises(NumericalError, match="'strategy' has lost all its value"):
        _test(crash, allocator=_always(1.5, 1.5))
    still = _test(np.full((40, 2), 5.0), allocator=_always(0.5, 0.5))
    with pytest.raises(NumericalError, match="never vary"):
        _ = still.sharpe_ratio
