"""Trading worth its cost: against a cone solver, closed forms of two assets, and limits of the holding time."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.optimize import (
    AssetMoments,
    CostedAllocation,
    ExpectedReturns,
    ReturnCovariance,
    TradingCosts,
    portfolio_after_costs,
)
from tests.optimize.shortfall_problems import factor_returns
from tests.tolerances import UTILITY_PEER


def _problem(n: int, seed: int) -> tuple[AssetMoments, FloatArray, TradingCosts]:
    rng = np.random.default_rng(seed)
    returns = factor_returns(200, n, seed)
    names = tuple(f"A{i}" for i in range(n))
    moments = AssetMoments(
        names,
        ExpectedReturns(rng.normal(0.08, 0.05, n), periods_per_year=1.0, method="stated"),
        ReturnCovariance(252.0 * np.cov(returns, rowvar=False), periods_per_year=1.0, method="sample"),
    )
    costs = TradingCosts(
        names, rng.uniform(0.0, 0.003, n), rng.uniform(0.005, 0.05, n), 10.0 ** rng.uniform(6.0, 9.0, n)
    )
    return moments, rng.dirichlet(np.ones(n)), costs


def _utility(
    weights: FloatArray, problem: tuple[AssetMoments, FloatArray, TradingCosts], *, value: float, years: float
) -> float:
    """From its definition, without the code under test."""
    moments, current, costs = problem
    trades = np.abs(value * (weights - current))
    assert costs.daily_volatility is not None
    assert costs.daily_volume is not None
    paid = costs.proportional @ trades + (costs.daily_volatility * trades) @ np.sqrt(trades / costs.daily_volume)
    return float(moments.mean @ weights - 2.0 * weights @ moments.matrix @ weights - paid / value / years)


def _solve(problem: tuple[AssetMoments, FloatArray, TradingCosts], value: float, years: float) -> CostedAllocation:
    moments, current, costs = problem
    return portfolio_after_costs(
        moments, current=current, value=value, costs=costs, risk_aversion=4.0, holding_years=years, bounds=(0.0, 0.6)
    )


@settings(max_examples=40)
@given(st.integers(2, 12), st.integers(0, 10_000), st.sampled_from([1e4, 1e6, 1e8]), st.sampled_from([0.02, 0.25, 2.0]))
def test_the_best_of_a_cone_solver_is_not_better(n: int, seed: int, value: float, years: float) -> None:
    cvxpy = pytest.importorskip("cvxpy")
    problem = _problem(n, seed)
    moments, current, costs = problem
    found = _solve(problem, value, years)
    w = cvxpy.Variable(n)
    change = cvxpy.abs(w - current)
    power = costs.impact_rate * np.sqrt(value) / years
    utility = moments.mean @ w - 2.0 * cvxpy.quad_form(w, cvxpy.psd_wrap(moments.matrix))
    utility -= (costs.proportional / years) @ change + power @ cvxpy.power(change, 1.5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it is inaccurate; its weights are measured by us
        cvxpy.Problem(cvxpy.Maximize(utility), [cvxpy.sum(w) == 1, w >= 0, w <= 0.6]).solve(solver="CLARABEL")
    theirs = np.clip(w.value, 0.0, 0.6)
    told = f"n {n}, seed {seed}, value {value:g}, years {years}"
    best = _utility(theirs / theirs.sum(), problem, value=value, years=years)
    ours = _utility(found.weights, problem, value=value, years=years)
    assert found.utility == pytest.approx(ours, abs=1e-12), told
    assert ours >= best - UTILITY_PEER, told
    assert found.weights.sum() == pytest.approx(1.0, abs=1e-11), told
    assert found.weights.min() >= 0.0, told
    assert found.weights.max() <= 0.6, told


def test_two_assets_with_proportional_costs_stay_within_a_band() -> None:
    """Where moving a unit gains less than both costs, nothing is traded; outside, the slopes differ by just that."""
    moments = AssetMoments(
        ("SPY", "TLT"),
        ExpectedReturns(np.array([0.08, 0.03]), periods_per_year=1.0, method="stated"),
        ReturnCovariance(np.diag([0.04, 0.01]), periods_per_year=1.0, method="stated"),
    )
    costs = TradingCosts(("SPY", "TLT"), np.array([0.001, 0.002]))

    def weight(start: float, years: float) -> float:
        current = np.array([start, 1.0 - start])
        found = portfolio_after_costs(
            moments, current=current, value=1e6, costs=costs, risk_aversion=2.0, holding_years=years
        )
        return float(found.weights[0])

    # utility w .08 + (1 - w) .03 - (.04 w^2 + .01 (1 - w)^2): slope .05 - .08 w + .02 (1 - w) = .07 - .10 w
    for years in (0.25, 1.0, 10.0):
        low, high = (0.07 - 0.003 / years) / 0.10, (0.07 + 0.003 / years) / 0.10
        assert weight(0.1, years) == pytest.approx(max(low, 0.1), abs=1e-9)
        assert weight(0.95, years) == pytest.approx(min(high, 0.95), abs=1e-9)
        inside = 0.5 * (max(low, 0.0) + min(high, 1.0))
        assert weight(inside, years) == inside


def test_the_unit_of_time_changes_no_trade() -> None:
    moments, current, costs = _problem(5, 1)
    periods = 252.0
    daily = AssetMoments(
        moments.names,
        ExpectedReturns(moments.mean / periods, periods_per_year=periods, method="stated"),
        ReturnCovariance(moments.matrix / periods, periods_per_year=periods, method="sample"),
    )
    first, second = (_solve((each, current, costs), 1e6, 0.25) for each in (moments, daily))
    assert first.weights == pytest.approx(second.weights, abs=1e-9)
    assert second.cost_return * periods == pytest.approx(first.cost_return, rel=1e-6)
    assert second.bill.total == pytest.approx(first.bill.total, rel=1e-6)


def test_costs_vanish_over_a_long_time_and_forbid_trades_over_a_short_one() -> None:
    problem = _problem(6, 3)
    moments, current, costs = problem
    still = portfolio_after_costs(
        moments, current=current, value=1e6, costs=costs, risk_aversion=4.0, holding_years=1e-5
    )
    assert np.abs(still.weights - current).max() < 1e-6
    free = TradingCosts(moments.names, np.zeros(6))
    best = portfolio_after_costs(moments, current=current, value=1e6, costs=free, risk_aversion=4.0, holding_years=1.0)
    long = portfolio_after_costs(moments, current=current, value=1e6, costs=costs, risk_aversion=4.0, holding_years=1e7)
    assert long.weights == pytest.approx(best.weights, abs=1e-5)


def test_bad_input_is_refused_in_one_line() -> None:
    moments, current, costs = _problem(3, 1)
    other = TradingCosts(("X", "Y", "Z"), np.zeros(3))
    with pytest.raises(InputError, match="'costs' must be of the assets of the moments"):
        portfolio_after_costs(moments, current=current, value=1.0, costs=other, risk_aversion=1.0, holding_years=1.0)
    with pytest.raises(InputError, match="'holding_years' must be finite and above 0"):
        portfolio_after_costs(moments, current=current, value=1.0, costs=costs, risk_aversion=1.0, holding_years=0.0)
    with pytest.raises(InputError, match="'value' must be finite and above 0"):
        portfolio_after_costs(moments, current=current, value=-1.0, costs=costs, risk_aversion=1.0, holding_years=1.0)
    with pytest.raises(InputError, match="'current' must have shape"):
        portfolio_after_costs(
            moments, current=current[:2], value=1.0, costs=costs, risk_aversion=1.0, holding_years=1.0
        )
