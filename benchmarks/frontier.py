"""Efficient frontier of 100 points against peers and direct solvers: ``python -m benchmarks frontier``.

Bounds are 14 %/n and 40 %; the tangency is at 5 %. The targets of the solvers are given to them. Volatility is compared
at the return that each portfolio really has; what a candidate misses of total, bounds or target is its violation.
"""

from __future__ import annotations

import importlib
import os
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.timing import Timing, is_installed, pin_to_one_core, report, write
from seawall.core import FloatArray
from seawall.optimize import AssetMoments, EfficientFrontier, ExpectedReturns, ReturnCovariance, efficient_frontier

POINTS, RATE, UPPER, SESSIONS = 100, 0.05, 0.40, 252
OURS = "seawall, with certificate"
FAST, ROUNDS = 0.5, 7


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One problem: returns per session, annual moments, bounds, and the returns that are asked for."""

    returns: FloatArray
    moments: AssetMoments
    lower: float
    frontier: EfficientFrontier
    targets: FloatArray

    @property
    def n(self) -> int:
        return len(self.moments)


def case(n: int) -> Case:
    """Seven stocks as they are; more by six factors of twenty stocks, drawn loadings and shuffled residuals."""
    from skfolio.datasets import load_sp500_dataset
    from sklearn.covariance import ledoit_wolf

    prices = load_sp500_dataset().iloc[-2521:].to_numpy()
    returns = prices[1:] / prices[:-1] - 1.0
    if n <= returns.shape[1]:
        returns = returns[:, :n]
    else:
        rng = np.random.default_rng(1)
        mean = returns.mean(axis=0)
        left, sizes, right = np.linalg.svd(returns - mean, full_matrices=False)
        factors, loadings = left[:, :6] * sizes[:6], right[:6]
        residuals = returns - mean - factors @ loadings
        drawn = rng.integers(len(mean), size=n)
        weights = loadings[:, drawn] * rng.uniform(0.7, 1.3, (6, n))
        noise = np.column_stack([rng.permutation(residuals[:, rng.integers(len(mean))]) for _ in range(n)])
        returns = factors @ weights + noise + mean[drawn]
    names = tuple(f"A{i}" for i in range(n))
    moments = AssetMoments(
        names,
        ExpectedReturns(SESSIONS * returns.mean(axis=0), periods_per_year=1.0, method="historical"),
        ReturnCovariance(SESSIONS * ledoit_wolf(returns)[0], periods_per_year=1.0, method="Ledoit-Wolf"),
    )
    lower = 0.14 / n
    frontier = efficient_frontier(moments, bounds=(lower, UPPER))
    ends = float(frontier.expected_returns[-1]), float(frontier.expected_returns[0])
    return Case(returns, moments, lower, frontier, np.linspace(*ends, POINTS))


def ours(problem: Case) -> FloatArray:
    return efficient_frontier(problem.moments, bounds=(problem.lower, UPPER)).points(POINTS).weights


def ours_from_the_door(problem: Case) -> FloatArray:
    given = problem.moments
    moments = AssetMoments(
        given.names,
        ExpectedReturns(given.mean, periods_per_year=1.0, method="historical"),
        ReturnCovariance(given.matrix, periods_per_year=1.0, method="Ledoit-Wolf"),
    )
    return efficient_frontier(moments, bounds=(problem.lower, UPPER)).points(POINTS).weights


def by_daqp(problem: Case, targets: FloatArray) -> FloatArray:
    import daqp

    n = problem.n
    found: list[FloatArray] = []
    rows = np.vstack((np.ones(n), problem.moments.mean))
    sense = np.zeros(n + 2, dtype=np.int32)
    sense[-2:] = 5
    bounds = np.append(np.full(n, UPPER), (1.0, 0.0)), np.append(np.full(n, problem.lower), (1.0, 0.0))
    solver = daqp.Model()
    solver.settings = {"primal_tol": 1e-10, "dual_tol": 1e-10}
    for target in targets:
        for side in bounds:
            side[-1] = target
        if found:
            solver.update(bupper=bounds[0], blower=bounds[1])
        else:
            solver.setup(np.array(problem.moments.matrix), np.zeros(n), rows, *bounds, sense)
        found.append(np.array(solver.solve()[0]))
    return np.array(found)


def by_piqp(problem: Case, targets: FloatArray) -> FloatArray:
    import piqp

    n, found = problem.n, []
    solver = piqp.DenseSolver()
    solver.settings.eps_abs = solver.settings.eps_rel = 1e-9
    rows = np.asfortranarray(np.vstack((np.ones(n), problem.moments.mean)))
    none = np.zeros((0, n), order="F")
    solver.setup(
        np.asfortranarray(problem.moments.matrix), np.zeros(n), rows, np.array([1.0, targets[0]]), none, np.zeros(0),
        np.zeros(0), np.full(n, problem.lower), np.full(n, UPPER),
    )  # fmt: skip
    for target in targets:
        solver.update(b=np.array([1.0, target]))
        solver.solve()
        found.append(np.array(solver.result.x))
    return np.array(found)


def by_highs(problem: Case, targets: FloatArray) -> FloatArray:
    highspy: Any = importlib.import_module("highspy")

    n, found = problem.n, []
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", 60.0)  # it can stall on a target
    model = highspy.HighsModel()
    model.lp_.num_col_, model.lp_.num_row_ = n, 2
    model.lp_.col_cost_ = np.zeros(n)
    model.lp_.col_lower_, model.lp_.col_upper_ = np.full(n, problem.lower), np.full(n, UPPER)
    model.lp_.row_lower_ = model.lp_.row_upper_ = np.array([1.0, targets[0]])
    model.lp_.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.lp_.a_matrix_.start_ = np.arange(0, 2 * n + 1, 2)
    model.lp_.a_matrix_.index_ = np.tile([0, 1], n)
    model.lp_.a_matrix_.value_ = np.column_stack((np.ones(n), problem.moments.mean)).ravel()
    columns, rows = np.triu_indices(n)  # by column the lower triangle
    model.hessian_.dim_ = n
    model.hessian_.format_ = highspy.HessianFormat.kTriangular
    model.hessian_.start_ = np.concatenate(([0], np.cumsum(np.arange(n, 0, -1))))
    model.hessian_.index_, model.hessian_.value_ = rows, problem.moments.matrix[rows, columns]
    solver.passModel(model)
    for target in targets:
        solver.changeRowBounds(1, float(target), float(target))
        solver.run()
        found.append(np.array(solver.getSolution().col_value))
    return np.array(found)


def by_cvxpy(problem: Case, targets: FloatArray) -> FloatArray:
    cvxpy: Any = importlib.import_module("cvxpy")

    n, found = problem.n, []
    weights, target = cvxpy.Variable(n), cvxpy.Parameter()
    limits = [cvxpy.sum(weights) == 1, weights >= problem.lower, weights <= UPPER]
    limits.append(problem.moments.mean @ weights == target)
    risk = cvxpy.quad_form(weights, cvxpy.psd_wrap(problem.moments.matrix))
    programme = cvxpy.Problem(cvxpy.Minimize(risk), limits)
    for each in targets:
        target.value = each
        programme.solve(solver=cvxpy.CLARABEL)
        found.append(np.array(weights.value))
    return np.array(found)


def by_pyportfolioopt(problem: Case, targets: FloatArray) -> FloatArray:
    from pypfopt import EfficientFrontier as Peer

    found = []
    for target in targets[:-1]:
        peer = Peer(problem.moments.mean, np.array(problem.moments.matrix), weight_bounds=(problem.lower, UPPER))
        peer.efficient_return(float(target))
        found.append(peer.weights)
    return np.array(found)


def by_pyportfolioopt_cla(problem: Case, targets: FloatArray) -> FloatArray:
    from pypfopt import CLA

    peer = CLA(problem.moments.mean, np.array(problem.moments.matrix), weight_bounds=(problem.lower, UPPER))
    weights = peer.efficient_frontier(points=len(targets))[2]
    return np.array(weights).reshape(len(weights), -1)


def by_skfolio(problem: Case, targets: FloatArray) -> FloatArray:
    import pandas as pd
    from skfolio.moments import LedoitWolf
    from skfolio.optimization import MeanRisk
    from skfolio.prior import EmpiricalPrior

    prior = EmpiricalPrior(covariance_estimator=LedoitWolf())
    model = MeanRisk(
        prior_estimator=prior, min_weights=problem.lower, max_weights=UPPER, efficient_frontier_size=len(targets)
    )
    model.fit(pd.DataFrame(problem.returns, columns=list(problem.moments.names)))
    return np.array(model.weights_)


Solve = Callable[[Case, FloatArray], FloatArray]
# name, package, function, points that are really solved at n = 500
CANDIDATES: tuple[tuple[str, str, Solve, int], ...] = (
    ("daqp", "daqp", by_daqp, 100),
    ("PIQP", "piqp", by_piqp, 20),
    ("HiGHS", "highspy", by_highs, 10),
    ("PyPortfolioOpt critical line", "pypfopt", by_pyportfolioopt_cla, 100),
    # finds the highest return too low, and refuses it
    ("PyPortfolioOpt EfficientFrontier, but the last", "pypfopt", by_pyportfolioopt, 5),
    ("cvxpy with Clarabel", "cvxpy", by_cvxpy, 5),
    ("skfolio, Ledoit-Wolf included", "skfolio", by_skfolio, 5),
)


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    answer = run()
    return time.process_time() - start, answer


def repeated(run: Callable[[], Any], repeats: int) -> None:
    for _ in range(repeats):
        run()


def quality(problem: Case, weights: FloatArray, targets: FloatArray | None) -> tuple[float, float]:
    """Worst relative excess volatility at the return that is really reached, and worst violation."""
    moments = problem.moments
    reached = weights @ moments.mean
    risks = np.sqrt(np.einsum("ij,jk,ik->i", weights, moments.matrix, weights))
    top, low = float(problem.frontier.expected_returns[0]), float(problem.frontier.expected_returns[-1])
    exact = [problem.frontier.efficient_return(float(np.clip(each, low, top))).volatility for each in reached]
    broken = [np.abs(weights.sum(axis=1) - 1.0).max(), (problem.lower - weights).max(), (weights - UPPER).max()]
    if targets is not None:
        broken.append(np.abs(reached - targets).max())
    return float((risks / exact - 1.0).max()), float(max(*broken, 0.0))


def candidates(problem: Case) -> Iterator[tuple[str, Callable[[], FloatArray], int, bool]]:
    """Name, call, points solved, whether it is given the targets."""
    yield OURS, partial(ours, problem), POINTS, True
    yield "seawall, moments checked each time", partial(ours_from_the_door, problem), POINTS, True
    for name, package, solve, fewer in CANDIDATES:
        if is_installed(package):
            count = fewer if problem.n >= 500 else POINTS
            targets = problem.targets[:: POINTS // count][:count]
            is_given = solve not in {by_pyportfolioopt_cla, by_skfolio}
            label = name if count == POINTS else f"{name}, {count} of {POINTS}"
            yield label, partial(solve, problem, targets), count, is_given


def measure(problem: Case) -> dict[str, Any]:
    """Time every candidate: slow ones once, the others in turn, round after round."""
    samples: dict[str, list[float]] = {}
    notes: dict[str, Any] = {}
    calls: dict[str, tuple[Callable[[], FloatArray], int]] = {}
    for name, run, count, is_given in candidates(problem):
        try:
            run() if problem.n < 500 or name.startswith("seawall") else None
            spent, weights = timed(run)
        except Exception as error:  # a peer that fails is a result
            notes[name] = f"failed: {type(error).__name__}: {str(error)[:90]}"
            continue
        targets = problem.targets[:: POINTS // count][:count][: len(weights)] if is_given else None
        gap, violation = quality(problem, weights, targets)
        notes[name] = f"{len(weights)} portfolios, gap {gap:.1e}, violation {violation:.1e}"
        samples[name] = [1e9 * spent / count]
        if spent < FAST:
            calls[name] = run, count
    for _ in range(ROUNDS):
        for name, (run, count) in calls.items():
            repeats = max(1, int(0.02e9 / (samples[name][0] * count)))
            spent, _ = timed(partial(repeated, run, repeats))
            samples[name].append(1e9 * spent / repeats / count)
    # the first call of each is left out where there are others
    timings = {}
    for name, all_of_them in samples.items():
        kept = all_of_them[1:] or all_of_them
        timings[name] = Timing(float(np.median(kept)), min(kept), max(kept))
    notes["seawall"] = (
        f"{len(problem.frontier)} turning points, {problem.frontier.fallbacks} fallbacks, "
        f"residual {problem.frontier.residuals.max():.1e}, whole frontier {timings[OURS].median * POINTS / 1e6:.3f} ms"
    )
    title = f"Efficient frontier, n = {problem.n}, per point of {POINTS}"
    return report(title, timings, ours=OURS, notes=notes)


def main() -> None:
    """Time and check frontiers of 7, 50 and 500 assets."""
    warnings.simplefilter("ignore")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    pin_to_one_core()
    write("frontier", [measure(case(n)) for n in (500, 50, 7)])


if __name__ == "__main__":
    main()
