"""Quadratic programmes against the critical line, other solvers, and portfolios that are known by hand."""

from __future__ import annotations

from typing import Any

import daqp
import numpy as np
import piqp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.optimize import (
    AssetMoments,
    Constraint,
    FactorLimit,
    GrossLimit,
    GroupLimit,
    Solver,
    TurnoverLimit,
    efficient_frontier,
    efficient_return,
    efficient_risk,
    max_sharpe,
    minimum_volatility,
)
from tests.optimize.problems import RandomProblem, moments_of, random_problem
from tests.tolerances import EXACT, FRONTIER_SUM, QP_OBJECTIVE, QP_WEIGHTS


def _by_daqp(problem: RandomProblem, multiplier: float) -> FloatArray:
    bounds, n = problem.bounds, len(problem.moments)
    sense = np.zeros(n + 1, dtype=np.int32)
    sense[-1] = 5
    x, _, flag, _ = daqp.solve(
        np.array(problem.moments.matrix),
        -multiplier * problem.moments.mean,
        np.ones((1, n)),
        np.append(bounds.upper, bounds.total),
        np.append(bounds.lower, bounds.total),
        sense,
        primal_tol=1e-10,
        dual_tol=1e-10,
    )
    assert flag == 1, problem.kind
    return np.asarray(x)


def _by_piqp(problem: RandomProblem, multiplier: float) -> FloatArray:
    bounds, n = problem.bounds, len(problem.moments)
    solver = piqp.DenseSolver()
    solver.settings.eps_abs = solver.settings.eps_rel = 1e-10
    matrix = np.asfortranarray(problem.moments.matrix)
    solver.setup(
        matrix, -multiplier * problem.moments.mean, np.ones((1, n), order="F"), np.array([bounds.total]),
        np.zeros((0, n), order="F"), np.zeros(0), np.zeros(0), np.array(bounds.lower), np.array(bounds.upper),
    )  # fmt: skip
    assert solver.solve() == piqp.PIQP_SOLVED, problem.kind
    return np.asarray(solver.result.x)


@pytest.mark.parametrize("other", [_by_daqp, _by_piqp])
def test_two_dense_solvers_agree_on_two_hundred_problems(other: Any) -> None:
    for seed in range(200):
        problem = random_problem(seed, most_assets=40, is_degenerate=False)
        frontier = efficient_frontier(problem.moments, bounds=problem.bounds)
        row = len(frontier) // 2
        for weights, multiplier in (
            (frontier.weights[-1], 0.0),
            (frontier.weights[row], float(frontier.multipliers[row])),
        ):
            theirs = problem.objective(other(problem, multiplier), multiplier)
            ours = problem.objective(weights, multiplier)
            assert ours == pytest.approx(theirs, abs=QP_OBJECTIVE * problem.scale(weights, multiplier)), problem.kind


@settings(max_examples=60)
@given(st.integers(0, 5_000), st.floats(0.02, 0.98))
def test_without_further_constraints_it_is_the_critical_line(seed: int, share: float) -> None:
    problem = random_problem(seed, is_degenerate=False)
    moments, bounds = problem.moments, problem.bounds
    frontier = efficient_frontier(moments, bounds=bounds)
    returns, risks = frontier.expected_returns, frontier.volatilities
    if risks[-1] < 1e-3 * risks[0]:
        return  # a riskless end: the volatility there is a root of rounding
    target = float(returns[-1] + share * (returns[0] - returns[-1]))
    risk = float(risks[-1] + share * (risks[0] - risks[-1]))
    rate = float(returns[0]) - 0.3
    pairs = [
        (minimum_volatility(moments, bounds=bounds), frontier.minimum_volatility()),
        (efficient_return(moments, bounds=bounds, target_return=target), frontier.efficient_return(target)),
        (efficient_risk(moments, bounds=bounds, target_volatility=risk), frontier.efficient_risk(risk)),
    ]
    if returns[0] - rate * bounds.total > 1e-3:
        pairs.append(
            (max_sharpe(moments, bounds=bounds, risk_free_rate=rate), frontier.max_sharpe(risk_free_rate=rate))
        )
    for found, exact in pairs:
        assert found.solver is Solver.QUADRATIC_PROGRAMME
        assert found.residual < 1e-9, problem.kind
        assert found.weights == pytest.approx(exact.weights, abs=QP_WEIGHTS), problem.kind
        assert found.volatility == pytest.approx(exact.volatility, rel=QP_OBJECTIVE), problem.kind
        assert found.weights.sum() == pytest.approx(bounds.total, abs=1e-10)


@pytest.fixture(scope="module")
def six() -> AssetMoments:
    rng = np.random.default_rng(11)
    data = rng.normal(size=(40, 6))
    return moments_of(np.array([0.04, 0.06, 0.05, 0.11, 0.15, 0.09]), 0.04 * data.T @ data / 40)


LIMITS: list[Constraint] = [
    GroupLimit("coins", ("A3", "A4"), upper=0.25),
    GroupLimit("bonds", ("A0", "A1"), lower=0.2),
    FactorLimit("market", np.array([0.1, 0.2, 1.0, 1.5, 1.8, 1.1]), lower=0.7, upper=0.9),
    TurnoverLimit(np.full(6, 1 / 6), 0.5),
]


def _slack(weights: FloatArray) -> float:
    """How far weights are inside the four limits above, written down anew."""
    beta = float(weights @ [0.1, 0.2, 1.0, 1.5, 1.8, 1.1])
    turnover = float(np.abs(weights - 1 / 6).sum())
    groups = float(weights[3] + weights[4]), float(weights[0] + weights[1])
    return min(0.25 - groups[0], groups[1] - 0.2, beta - 0.7, 0.9 - beta, 0.5 - turnover)


def _feasible(rng: np.random.Generator, count: int) -> FloatArray:
    """Portfolios inside the four limits, drawn around equal weights."""
    found: list[FloatArray] = []
    while len(found) < count:
        drawn = np.clip(1 / 6 + rng.normal(0.0, 0.06, 6), 0.0, 0.4)
        drawn /= drawn.sum()
        if _slack(drawn) >= 0.0 and drawn.max() <= 0.4:
            found.append(drawn)
    return np.array(found)


def test_limits_hold_and_no_feasible_portfolio_is_better(six: AssetMoments) -> None:
    others = _feasible(np.random.default_rng(3), 2_000)
    risks = np.sqrt(np.einsum("ij,jk,ik->i", others, six.matrix, others))
    returns = others @ six.mean
    least = minimum_volatility(six, bounds=(0.0, 0.4), constraints=LIMITS)
    best = max_sharpe(six, bounds=(0.0, 0.4), risk_free_rate=0.02, constraints=LIMITS)
    middle = 0.5 * (least.expected_return + returns.max())
    there = efficient_return(six, bounds=(0.0, 0.4), target_return=middle, constraints=LIMITS)
    back = efficient_risk(six, bounds=(0.0, 0.4), target_volatility=there.volatility, constraints=LIMITS)
    for each in (least, best, there, back):
        assert _slack(each.weights) > -FRONTIER_SUM
        assert each.weights.sum() == pytest.approx(1.0, abs=FRONTIER_SUM)
        assert each.residual < FRONTIER_SUM
    assert least.volatility <= risks.min() + EXACT
    assert best.sharpe_ratio is not None
    assert best.sharpe_ratio >= ((returns - 0.02) / risks).max() - EXACT
    assert there.volatility <= risks[returns >= middle].min(initial=np.inf) + EXACT
    assert back.expected_return == pytest.approx(middle, rel=QP_OBJECTIVE)
    # one limit at least binds in each, or the test would show nothing
    assert max(_slack(least.weights), _slack(best.weights)) < FRONTIER_SUM


def test_max_sharpe_multiplies_every_constraint(six: AssetMoments) -> None:
    """A turnover limit is not homogeneous; left as it is, the transformed problem has another solution.

    The tangency of the frontier under the same limits, searched along its returns, is the same portfolio.
    """
    best = max_sharpe(six, bounds=(0.0, 0.4), risk_free_rate=0.02, constraints=LIMITS)
    low = minimum_volatility(six, bounds=(0.0, 0.4), constraints=LIMITS).expected_return
    targets = np.linspace(low, best.expected_return + 0.004, 200)
    assert best.sharpe_ratio is not None
    ratios: list[float] = []
    for target in targets:
        try:
            one = efficient_return(six, bounds=(0.0, 0.4), target_return=float(target), constraints=LIMITS)
        except InputError:
            break
        ratios.append((one.expected_return - 0.02) / one.volatility)
    assert best.sharpe_ratio == pytest.approx(max(ratios), rel=1e-5)
    assert best.sharpe_ratio >= max(ratios) - EXACT


def test_turnover_buys_the_best_first() -> None:
    """From all in A0, 0.4 of turnover moves 0.2 into A1, the only better one."""
    moments = moments_of(np.array([0.1, 0.1, 0.1]), np.diag([1.0, 0.5, 4.0]))
    found = minimum_volatility(moments, constraints=[TurnoverLimit(np.array([1.0, 0.0, 0.0]), 0.4)])
    # by hand: least variance of (0.8, y, 0.2 - y)
    y = 0.2 * 4.0 / 4.5
    assert found.weights == pytest.approx([0.8, y, 0.2 - y], abs=FRONTIER_SUM)


def test_leverage_limits_long_and_short_together() -> None:
    """130/30: with gross 1.6 the highest return is 1.3 of the best and -0.3 of the worst."""
    moments = moments_of(np.array([0.2, 0.1, 0.0]), np.diag([0.04, 0.04, 0.04]))
    constraints = [GrossLimit(1.6)]
    with pytest.raises(InputError, match=r"at most 0\.26, .*\(A0 1\.3, A2 -0\.3\)"):
        efficient_return(moments, target_return=0.3, bounds=(-1.0, 2.0), constraints=constraints)
    found = efficient_return(moments, target_return=0.26, bounds=(-1.0, 2.0), constraints=constraints)
    assert found.weights == pytest.approx([1.3, 0.0, -0.3], abs=1e-7)
    neutral = efficient_return(moments, target_return=0.1, bounds=(-1.0, 2.0), constraints=constraints)
    assert neutral.weights == pytest.approx(np.full(3, 1 / 3), abs=FRONTIER_SUM)


def test_what_cannot_be_met_is_said(six: AssetMoments) -> None:
    with pytest.raises(InputError, match=r"target_return' must be at most .* was 0\.5"):
        efficient_return(six, target_return=0.5, constraints=LIMITS)
    with pytest.raises(InputError, match="target_volatility' must be at least"):
        efficient_risk(six, target_volatility=0.001, constraints=LIMITS)
    with pytest.raises(InputError, match="ill-posed"):
        max_sharpe(six, risk_free_rate=0.5, constraints=LIMITS)
    tight = GroupLimit("all but one", ("A0", "A1", "A2", "A3", "A4"), upper=0.2)
    sentence = r"'all but one' at most 0\.2; A5 at most 0\.4\. A smallest change"
    with pytest.raises(InputError, match=sentence):
        minimum_volatility(six, bounds=(0.0, 0.4), constraints=[tight])
    with pytest.raises(InputError, match=sentence):
        max_sharpe(six, bounds=(0.0, 0.4), risk_free_rate=0.0, constraints=[tight])
    with pytest.raises(InputError, match=sentence):
        efficient_return(six, bounds=(0.0, 0.4), target_return=0.1, constraints=[tight])
    hedge = moments_of(np.array([0.1, 0.3]), np.array([[1.0, -1.0], [-1.0, 1.0]]))
    with pytest.raises(NumericalError, match="without risk is expected to earn more"):
        max_sharpe(hedge, risk_free_rate=0.05, constraints=[GrossLimit(1.0)])


def test_ends_of_the_range_are_answers(six: AssetMoments) -> None:
    least = minimum_volatility(six, constraints=LIMITS)
    assert efficient_return(six, target_return=-1.0, constraints=LIMITS).weights.tolist() == least.weights.tolist()
    top = efficient_risk(six, target_volatility=9.0, constraints=LIMITS)
    with pytest.raises(InputError) as refused:
        efficient_return(six, target_return=9.0, constraints=LIMITS)
    assert f"at most {top.expected_return:.6g}" in str(refused.value)
