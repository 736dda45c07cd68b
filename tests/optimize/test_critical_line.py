"""The critical line against a printed path, a solver of another kind, its own conditions, and what degenerates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.optimize import AssetMoments, EfficientFrontier, Solver, critical_line, efficient_frontier, weight_bounds
from seawall.optimize import critical_line_kernels as kernels
from tests.optimize.problems import CLA_FILE, RandomProblem, moments_of, oracle, random_problem
from tests.tolerances import EXACT, FRONTIER_GAP, FRONTIER_RESIDUAL, FRONTIER_SUM, PRINTED_HALF_UNIT, PRINTED_SIX

# Bailey, López de Prado (2013): return, risk, lambda of the ten turning points of their example.
PRINTED = (
    (1.190000, 0.952000, "58.303"), (1.180259, 0.545657, "4.1743"), (1.160056, 0.417256, "1.9456"),
    (1.111262, 0.266720, ".16458"), (1.108360, 0.265017, ".14739"), (1.022484, 0.229680, ".056172"),
    (1.015306, 0.227983, ".052048"), (0.972720, 0.219555, ".036522"), (0.949937, 0.216025, ".030971"),
    (0.803215, 0.205238, "0"),
)  # fmt: skip
LEAST = (0.03697, 0.02690, 0.09494, 0.12578, 0.07675, 0.21936, 0.02999, 0.03596, 0.06135, 0.29201)


@pytest.fixture(scope="module")
def example(real_data: Path) -> AssetMoments:
    """Ten assets of Bailey and López de Prado."""
    table = np.genfromtxt(real_data / CLA_FILE, delimiter=",", skip_header=1)
    return moments_of(table[0], table[3:])


@pytest.mark.real_data
def test_the_ten_turning_points_of_bailey_and_lopez_de_prado(example: AssetMoments) -> None:
    frontier = efficient_frontier(example)
    assert (len(frontier), frontier.fallbacks) == (10, 0)
    for point, (expected_return, volatility, multiplier) in zip(frontier.turning_points, PRINTED, strict=True):
        # the risk of the first is printed with three decimals, filled up with zeros
        assert point.expected_return == pytest.approx(expected_return, abs=PRINTED_SIX)
        assert point.volatility == pytest.approx(volatility, abs=PRINTED_SIX if volatility != 0.952 else 5e-4)
        decimals = len(multiplier.partition(".")[2])
        assert point.multiplier == pytest.approx(float(multiplier), abs=PRINTED_HALF_UNIT * 10.0**-decimals)
    assert frontier.minimum_volatility().weights == pytest.approx(LEAST, abs=5e-6)


@pytest.mark.real_data
def test_plain_and_compiled_loops_give_the_same_bytes(example: AssetMoments, monkeypatch: pytest.MonkeyPatch) -> None:
    problems = [(example, weight_bounds(example.names, (0.0, 1.0)))]
    problems += [(each.moments, each.bounds) for each in map(random_problem, range(120))]
    for moments, bounds in problems:
        frontiers = []
        for is_compiled in (False, True):
            monkeypatch.setattr(critical_line, "_is_compiled", lambda _, chosen=is_compiled: chosen)
            frontiers.append(efficient_frontier(moments, bounds=bounds))
        plain, compiled = frontiers
        assert plain.weights.tobytes() == compiled.weights.tobytes()
        assert plain.multipliers.tobytes() == compiled.multipliers.tobytes()


def _at(frontier: EfficientFrontier, multiplier: float) -> FloatArray:
    """Portfolio of the frontier at a lambda, by the straight line between its turning points."""
    if multiplier >= frontier.multipliers[0]:
        return np.array(frontier.weights[0])
    below = int(np.argmax(frontier.multipliers <= multiplier))
    high, low = frontier.multipliers[below - 1], frontier.multipliers[below]
    share = (high - multiplier) / (high - low)
    found: FloatArray = frontier.weights[below - 1] * (1.0 - share) + frontier.weights[below] * share
    return found


def _faults(problem: RandomProblem, frontier: EfficientFrontier) -> str | None:
    """What is wrong with a frontier, found by means that had no part in making it."""
    weights, bounds = frontier.weights, problem.bounds
    if np.abs(weights.sum(axis=1) - bounds.total).max() > FRONTIER_SUM:
        return "total missed"
    if max((bounds.lower - weights).max(), (weights - bounds.upper).max()) > FRONTIER_SUM:
        return "bound broken"
    top = float(frontier.multipliers[0])
    second = float(frontier.multipliers[min(1, len(frontier) - 1)])
    for multiplier in (0.0, 0.37 * second, 0.5 * (top + second), 10.0 * top + 1.0):
        other = oracle(problem, multiplier)
        if other is None:
            continue
        ours = _at(frontier, multiplier)
        gap = problem.objective(ours, multiplier) - problem.objective(other, multiplier)
        if gap > FRONTIER_GAP * problem.scale(ours, multiplier):
            return f"the oracle is better by {gap:g} at lambda {multiplier:g}"
    return None


@pytest.mark.slow
def test_no_answer_is_wrong_half_of_the_problems_being_degenerate(
    slow_share: int, capsys: pytest.CaptureFixture[str]
) -> None:
    count = 100_000 if slow_share == 1 else 1_000
    wrong, fallbacks, points = [], 0, 0
    for seed in range(count):
        problem = random_problem(seed)
        frontier = efficient_frontier(problem.moments, bounds=problem.bounds)
        fault = _faults(problem, frontier)
        fallbacks += frontier.fallbacks > 0
        points += len(frontier)
        if fault:
            wrong.append(f"{problem.kind}: {fault}")
    with capsys.disabled():
        print(f"\n{count:,} frontiers, {points:,} turning points: {len(wrong)} wrong, {fallbacks} with fallbacks")
    assert not wrong, wrong[:5]
    assert fallbacks <= count / 1000


@pytest.mark.parametrize("n", [40, 150])
def test_long_paths_stay_certified(n: int) -> None:
    rng = np.random.default_rng(n)
    data = rng.normal(size=(2 * n, n))
    problem_moments = moments_of(rng.normal(0.1, 0.1, n), data.T @ data / len(data))
    for bounds in ((0.0, 1.0), (-0.2, 0.5), (0.0, 3.0 / n)):
        frontier = efficient_frontier(problem_moments, bounds=bounds)
        within = weight_bounds(problem_moments.names, bounds)
        assert frontier.fallbacks == 0
        assert frontier.residuals.max() < 1e-12
        assert _faults(RandomProblem(problem_moments, within, f"n {n}"), frontier) is None
        assert _residual(frontier) < 1e-12


def _residual(frontier: EfficientFrontier) -> float:
    """The conditions of optimality, written down anew: sign of each gradient at each turning point."""
    moments, bounds = frontier.moments, frontier.bounds
    worst = 0.0
    for point in frontier.turning_points:
        gradient = moments.matrix @ point.weights - point.multiplier * (moments.mean - moments.mean.mean())
        inside = (point.weights > bounds.lower + 1e-9) & (point.weights < bounds.upper - 1e-9)
        # the budget multiplier is the gradient of any asset inside its bounds
        level = (
            float(np.median(gradient[inside]))
            if inside.any()
            else float(gradient[point.weights > bounds.lower + 1e-9].max())
        )
        step = point.weights - np.clip(point.weights - (gradient - level), bounds.lower, bounds.upper)
        worst = max(worst, float(np.abs(step).max()) / (1.0 + float(np.abs(gradient).max())))
    return worst


CASES: dict[str, tuple[list[float], Any, tuple[Any, Any], list[float]]] = {
    "one asset": ([0.1], [[0.04]], (0.0, 1.0), [1.0]),
    "all means equal": ([0.1, 0.1], [[0.04, 0.0], [0.0, 0.01]], (0.0, 1.0), [0.2, 0.8]),
    "an asset twice": ([0.1, 0.1], [[0.04, 0.04], [0.04, 0.04]], (0.5, 1.0), [0.5, 0.5]),
    "lower bounds fill the total": ([0.1, 0.2], [[0.04, 0.0], [0.0, 0.01]], ([0.3, 0.7], [1.0, 1.0]), [0.3, 0.7]),
    "upper bounds fill the total": ([0.1, 0.2], [[0.04, 0.0], [0.0, 0.01]], ([0.0, 0.0], [0.4, 0.6]), [0.4, 0.6]),
    "an asset is fixed": ([0.1, 0.2, 0.3], np.diag([1.0, 1.0, 2.0]), ([0.4, 0, 0], [0.4, 1, 1]), [0.4, 0.4, 0.2]),
    "no risk at all": ([0.1, 0.2], np.zeros((2, 2)), (0.0, 0.75), [0.25, 0.75]),
    "cash without risk": ([0.02, 0.1], [[0.0, 0.0], [0.0, 0.04]], (0.0, 1.0), [1.0, 0.0]),
    "a perfect hedge": ([0.1, 0.3], [[1.0, -1.0], [-1.0, 1.0]], (0.0, 1.0), [0.5, 0.5]),
}


@pytest.mark.parametrize("name", CASES)
def test_degenerate_problems_that_are_solved_by_hand(name: str) -> None:
    mean, covariance, bounds, weights = CASES[name]
    moments = moments_of(np.array(mean), np.array(covariance))
    frontier = efficient_frontier(moments, bounds=bounds)
    assert frontier.minimum_volatility().weights == pytest.approx(weights, abs=EXACT)
    assert frontier.fallbacks == 0


def test_ties_at_the_top_are_shared_at_least_variance() -> None:
    """Two assets tie for the highest return: the textbook takes one of them, which is not efficient."""
    moments = moments_of(np.array([0.2, 0.2, 0.1]), np.diag([0.01, 0.03, 0.001]))
    frontier = efficient_frontier(moments)
    assert frontier.maximum_return().weights == pytest.approx([0.75, 0.25, 0.0], abs=EXACT)


@given(st.integers(0, 5_000), st.floats(1e-4, 1e4), st.floats(1e-4, 1e4))
def test_units_change_nothing(seed: int, mean_unit: float, covariance_unit: float) -> None:
    problem = random_problem(seed, is_degenerate=False)
    moments = problem.moments
    scaled = moments_of(moments.mean * mean_unit, moments.matrix * covariance_unit)
    before = efficient_frontier(moments, bounds=problem.bounds)
    after = efficient_frontier(scaled, bounds=problem.bounds)
    assert after.weights == pytest.approx(before.weights, abs=1e-9)
    assert after.multipliers == pytest.approx(before.multipliers * covariance_unit / mean_unit, rel=1e-8, abs=1e-200)


@given(st.integers(0, 5_000), st.randoms(use_true_random=False))
def test_the_order_of_assets_changes_nothing(seed: int, random: Any) -> None:
    problem = random_problem(seed, is_degenerate=False)
    moments, bounds = problem.moments, problem.bounds
    order = list(range(len(moments)))
    random.shuffle(order)
    shuffled = moments_of(moments.mean[order], moments.matrix[np.ix_(order, order)])
    within = weight_bounds(shuffled.names, (bounds.lower[order], bounds.upper[order]), total=bounds.total)
    before, after = efficient_frontier(moments, bounds=bounds), efficient_frontier(shuffled, bounds=within)
    for multiplier in (0.0, 0.3 * float(before.multipliers[0]), float(before.multipliers[0])):
        assert _at(after, multiplier) == pytest.approx(_at(before, multiplier)[order], abs=1e-8), problem.kind


@given(st.integers(0, 5_000))
def test_down_the_path_return_and_risk_fall(seed: int) -> None:
    problem = random_problem(seed)
    frontier = efficient_frontier(problem.moments, bounds=problem.bounds)
    spread = float(np.abs(problem.moments.mean).max()) + 1e-300
    assert (np.diff(frontier.multipliers) < 0).all(), problem.kind
    assert frontier.multipliers[-1] == 0.0
    assert (np.diff(frontier.expected_returns) <= EXACT * spread * 10).all(), problem.kind
    variances = frontier.volatilities**2
    assert (np.diff(variances) <= EXACT * (float(problem.moments.matrix.diagonal().max()) + 1e-300) * 10).all()
    assert frontier.residuals.max() <= FRONTIER_RESIDUAL


@pytest.mark.parametrize("certified_until", [0, 2])
def test_what_is_not_certified_is_solved_as_a_quadratic_programme(
    certified_until: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No problem is known that fails, so the certificate is told to fail."""
    problem = random_problem(4, is_degenerate=False)
    assert len(problem.moments) > 3
    truth = efficient_frontier(problem.moments, bounds=problem.bounds)
    record = kernels.record

    def failing(problem: Any, state: Any, free_count: int, now: float, path: Any, row: int) -> bool:
        return record(problem, state, free_count, now, path, row) and row < certified_until

    monkeypatch.setattr(critical_line, "_is_compiled", lambda _: False)
    monkeypatch.setattr(kernels, "record", failing)
    frontier = efficient_frontier(problem.moments, bounds=problem.bounds)
    assert frontier.exact == certified_until
    assert frontier.fallbacks >= critical_line.FALLBACK_PORTFOLIOS
    assert frontier.minimum_volatility().solver is Solver.QUADRATIC_PROGRAMME
    middle = 0.5 * float(truth.expected_returns[0] + truth.expected_returns[-1])
    risk = 0.5 * float(truth.volatilities[0] + truth.volatilities[-1])
    rate = float(truth.expected_returns.min()) - 0.1
    pairs = [
        (frontier.minimum_volatility(), truth.minimum_volatility()),
        (frontier.efficient_return(middle), truth.efficient_return(middle)),
        (frontier.efficient_risk(risk), truth.efficient_risk(risk)),
        (frontier.max_sharpe(risk_free_rate=rate), truth.max_sharpe(risk_free_rate=rate)),
    ]
    for found, exact in pairs:
        assert found.weights == pytest.approx(exact.weights, abs=1e-6)
    assert frontier.points(9).volatilities == pytest.approx(truth.points(9).volatilities, rel=1e-6)


def test_memory_for_turning_points_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(4, is_degenerate=False)
    whole = efficient_frontier(problem.moments, bounds=problem.bounds)
    traced, asked = critical_line._traced, []

    def short(moments: Any, bounds: Any, capacity: int) -> Any:
        asked.append(capacity)
        return traced(moments, bounds, 2 if len(asked) == 1 else capacity)

    monkeypatch.setattr(critical_line, "_traced", short)
    again = efficient_frontier(problem.moments, bounds=problem.bounds)
    assert len(asked) == 2
    assert again.weights.tobytes() == whole.weights.tobytes()
