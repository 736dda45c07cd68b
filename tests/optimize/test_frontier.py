"""Questions to a frontier: printed optima, published optima of a peer, searches by brute force, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError, NumericalError
from seawall.optimize import AssetMoments, ExpectedReturns, ReturnCovariance, Solver, efficient_frontier, weight_bounds
from tests.optimize.problems import CLA_FILE, moments_of, random_problem
from tests.tolerances import EXACT, FRONTIER_SUM, PRINTED_SIX

TANGENCY = (0.08397, 0.04891, 0.0, 0.21831, 0.00168, 0.18120, 0.0, 0.03118, 0.00786, 0.42689)


@pytest.mark.real_data
def test_the_tangency_of_bailey_and_lopez_de_prado(real_data: Path) -> None:
    table = np.genfromtxt(real_data / CLA_FILE, delimiter=",", skip_header=1)
    best = efficient_frontier(moments_of(table[0], table[3:])).max_sharpe(risk_free_rate=0.0)
    assert best.sharpe_ratio == pytest.approx(4.453533, abs=PRINTED_SIX)
    assert best.expected_return == pytest.approx(1.012575, abs=PRINTED_SIX)
    assert best.volatility == pytest.approx(0.227364, abs=PRINTED_SIX)
    assert best.weights == pytest.approx(TANGENCY, abs=5e-6)
    assert best.solver is Solver.CRITICAL_LINE


@pytest.fixture(scope="module")
def twenty_stocks(real_data: Path) -> AssetMoments:
    """PyPortfolioOpt's own test data: compound annual growth and sample covariance, 252 sessions a year."""
    prices = pd.read_csv(real_data / "benchmarks/pyportfolioopt/stock_prices.csv.gz", index_col="date")
    returns = prices.pct_change(fill_method=None).dropna(how="all")
    growth = (1.0 + returns).prod() ** (252.0 / returns.count()) - 1.0
    return AssetMoments(
        tuple(prices.columns),
        ExpectedReturns(growth.to_numpy(), periods_per_year=1.0, method="compound growth"),
        ReturnCovariance(252.0 * returns.cov().to_numpy(), periods_per_year=1.0, method="sample", n_observations=7125),
    )


@pytest.mark.real_data
def test_published_optima_of_pyportfolioopt(twenty_stocks: AssetMoments) -> None:
    """tests/test_efficient_frontier.py and tests/test_cla.py of PyPortfolioOpt: return, volatility, Sharpe at 2 %."""
    frontier = efficient_frontier(twenty_stocks)
    tangency = frontier.max_sharpe(risk_free_rate=0.02)
    found = (tangency.expected_return, tangency.volatility, tangency.sharpe_ratio)
    assert found == pytest.approx((0.3047768672819914, 0.22165566922402932, 1.2847714127003216), rel=1e-9)
    least = frontier.minimum_volatility()
    assert (least.expected_return, least.volatility) == pytest.approx(
        (0.1505682139948257, 0.15915084514118688), rel=1e-9
    )
    without_rate = frontier.max_sharpe(risk_free_rate=0.0)
    assert (without_rate.expected_return, without_rate.volatility) == pytest.approx(
        (0.2994470912768992, 0.21764331657015668), rel=1e-6
    )
    short = efficient_frontier(twenty_stocks, bounds=(-1.0, 1.0)).max_sharpe(risk_free_rate=0.0)
    assert (short.expected_return, short.volatility) == pytest.approx(
        (0.44859872371106785, 0.26762066559448255), rel=1e-6
    )


@pytest.mark.real_data
def test_the_critical_line_of_pyportfolioopt_has_the_same_turning_points(twenty_stocks: AssetMoments) -> None:
    from pypfopt import CLA

    peer = CLA(twenty_stocks.mean, np.array(twenty_stocks.matrix))
    peer.min_volatility()
    theirs = np.array(peer.w).reshape(len(peer.w), -1)
    ours = efficient_frontier(twenty_stocks).weights
    # the peer holds some of its portfolios twice
    apart = np.abs(theirs[:, None, :] - ours[None, :, :]).max(axis=2)
    assert apart.min(axis=1).max() < FRONTIER_SUM
    assert apart.min(axis=0).max() < FRONTIER_SUM


@given(st.integers(0, 5_000), st.floats(-0.3, 0.5))
def test_no_portfolio_near_the_tangency_has_a_higher_ratio(seed: int, rate: float) -> None:
    """Against 300 portfolios of a fine frontier, and the ratio itself on either side along the path."""
    problem = random_problem(seed, is_degenerate=False)
    frontier = efficient_frontier(problem.moments, bounds=problem.bounds)
    total = problem.bounds.total
    if frontier.expected_returns[0] - rate * total <= 0.0 or frontier.volatilities[-1] < 1e-6:
        return
    best = frontier.max_sharpe(risk_free_rate=rate)
    points = frontier.points(300)
    ratios = (points.expected_returns - rate * total) / points.volatilities
    assert best.sharpe_ratio is not None
    assert best.sharpe_ratio >= ratios.max() - EXACT * (1.0 + abs(ratios.max())), problem.kind
    assert best.weights.sum() == pytest.approx(total, abs=FRONTIER_SUM)
    # sigma**2 = lambda E, unless an end of the frontier is the answer
    others = np.random.default_rng(seed).dirichlet(np.ones(len(frontier)), 50) @ frontier.weights
    spread = np.sqrt(np.einsum("ij,jk,ik->i", others, problem.moments.matrix, others))
    assert ((others @ problem.moments.mean - rate * total) / spread).max() <= best.sharpe_ratio * (1 + EXACT) + EXACT


def test_the_ratio_counts_the_rest_as_cash() -> None:
    """78 % invested, 22 % cash at the rate: the whole earns the rate plus the ratio times its volatility."""
    moments = moments_of(np.array([0.08, 0.12]), np.diag([0.02, 0.05]))
    bounds = weight_bounds(moments.names, (0.0, 1.0), total=0.78)
    best = efficient_frontier(moments, bounds=bounds).max_sharpe(risk_free_rate=0.04)
    whole = best.expected_return + 0.22 * 0.04
    assert best.sharpe_ratio == pytest.approx((whole - 0.04) / best.volatility, rel=EXACT)
    # by hand: weights in proportion to excess return over variance
    raw = np.array([0.04 / 0.02, 0.08 / 0.05])
    assert best.weights == pytest.approx(0.78 * raw / raw.sum(), rel=EXACT)


@given(st.integers(0, 5_000), st.floats(0.0, 1.0))
def test_efficient_return_and_risk_are_inverse(seed: int, share: float) -> None:
    problem = random_problem(seed, is_degenerate=False)
    frontier = efficient_frontier(problem.moments, bounds=problem.bounds)
    low, high = frontier.expected_returns[-1], frontier.expected_returns[0]
    target = float(low + share * (high - low))
    there = frontier.efficient_return(target)
    scale = float(np.abs(problem.moments.mean).max())
    assert there.expected_return == pytest.approx(target, abs=EXACT * 10 * scale)
    back = frontier.efficient_risk(max(there.volatility, float(frontier.volatilities[-1])))
    assert back.volatility <= there.volatility * (1 + 1e-9) + 1e-12
    assert back.expected_return == pytest.approx(target, abs=1e-6 * scale), problem.kind


def test_points_stand_at_even_returns_on_the_frontier() -> None:
    problem = random_problem(8, is_degenerate=False)
    frontier = efficient_frontier(problem.moments, bounds=problem.bounds)
    points = frontier.points(11)
    assert len(points) == 11
    assert np.diff(points.expected_returns) == pytest.approx(
        np.full(10, (frontier.expected_returns[0] - frontier.expected_returns[-1]) / 10), rel=1e-9
    )
    for i in range(11):
        exact = frontier.efficient_return(float(points.expected_returns[i]))
        assert points.weights[i] == pytest.approx(exact.weights, abs=1e-9)
        assert points.volatilities[i] == pytest.approx(exact.volatility, rel=1e-9)
    with pytest.raises(ValueError, match="read-only"):
        points.weights[0, 0] = 1.0


def test_a_frontier_of_one_portfolio_answers_too() -> None:
    frontier = efficient_frontier(
        moments_of(np.array([0.1, 0.2]), np.diag([0.01, 0.04])), bounds=([0.3, 0.7], [1.0, 1.0])
    )
    assert len(frontier) == 1
    assert (frontier.points(3).weights == [0.3, 0.7]).all()
    for each in (frontier.efficient_return(0.1), frontier.efficient_risk(1.0), frontier.max_sharpe(risk_free_rate=0.0)):
        assert each.by_name == {"A0": 0.3, "A1": 0.7}
        assert each.residual == 0.0


def test_targets_below_the_end_give_the_end_and_targets_beyond_are_refused() -> None:
    moments = moments_of(np.array([0.05, 0.19]), np.diag([0.01, 0.09]))
    frontier = efficient_frontier(moments, bounds=(0.0, 0.8))
    least = frontier.minimum_volatility()
    assert frontier.efficient_return(-1.0).weights.tolist() == least.weights.tolist()
    assert frontier.efficient_risk(9.0).weights.tolist() == frontier.maximum_return().weights.tolist()
    with pytest.raises(InputError, match=r"at most 0\.162, the highest .* \(A1 0\.8, A0 0\.2\), was 0\.3"):
        frontier.efficient_return(0.3)
    with pytest.raises(InputError, match=r"at least 0\.1, the least"):
        frontier.efficient_risk(0.05)
    with pytest.raises(InputError, match="was nan"):
        frontier.efficient_return(float("nan"))
    with pytest.raises(InputError, match="was nan"):
        frontier.efficient_risk(float("nan"))
    with pytest.raises(InputError, match="at least 2, was 1"):
        frontier.points(1)


def test_max_sharpe_without_excess_return_is_refused_in_words() -> None:
    falling = moments_of(np.array([-0.4, -0.1]), np.diag([0.5, 0.3]))
    with pytest.raises(InputError, match=r"ill-posed.*rate of 0\.02.*highest is -0\.1 \(A1 1\).*minimum volatility"):
        efficient_frontier(falling).max_sharpe(risk_free_rate=0.02)
    daily = AssetMoments(
        ("BTC", "SPY"),
        ExpectedReturns(np.array([0.001, 0.0004]), periods_per_year=252.0, method="historical"),
        ReturnCovariance(np.diag([1e-3, 1e-4]), periods_per_year=252.0, method="sample"),
    )
    with pytest.raises(InputError, match="is the rate, too, per period of 1/252 year"):
        efficient_frontier(daily).max_sharpe(risk_free_rate=0.05)
    annual = efficient_frontier(daily.annual()).max_sharpe(risk_free_rate=0.05)
    assert annual.sharpe_ratio == pytest.approx(
        efficient_frontier(daily).max_sharpe(risk_free_rate=0.05 / 252).sharpe_ratio * np.sqrt(252), rel=1e-12
    )


def test_a_free_lunch_is_refused() -> None:
    hedge = moments_of(np.array([0.1, 0.3]), np.array([[1.0, -1.0], [-1.0, 1.0]]))
    with pytest.raises(NumericalError, match=r"without risk earns 0\.2"):
        efficient_frontier(hedge).max_sharpe(risk_free_rate=0.05)
