"""Random portfolio problems, half of them tied, rounded or degenerate, and an oracle that solves one point of them."""

from __future__ import annotations

from dataclasses import dataclass

import daqp
import numpy as np

from seawall.core import FloatArray
from seawall.optimize import AssetMoments, ExpectedReturns, ReturnCovariance, WeightBounds

CLA_FILE = "benchmarks/CLA_Data.csv"


def moments_of(mean: FloatArray, covariance: FloatArray) -> AssetMoments:
    names = tuple(f"A{i}" for i in range(len(mean)))
    return AssetMoments(names, ExpectedReturns(mean, 1.0, "stated"), ReturnCovariance(covariance, 1.0, "stated"))


@dataclass(frozen=True, slots=True, eq=False)
class RandomProblem:
    """One problem, and how it was made."""

    moments: AssetMoments
    bounds: WeightBounds
    kind: str

    def objective(self, weights: FloatArray, multiplier: float) -> float:
        variance = float(weights @ self.moments.matrix @ weights)
        return 0.5 * variance - multiplier * float(self.moments.mean @ weights)

    def scale(self, weights: FloatArray, multiplier: float) -> float:
        """Size of the terms that the objective is made of, here and within the bounds."""
        reach = np.abs(weights) + 0.1 * (self.bounds.upper - self.bounds.lower)
        deviation = np.sqrt(self.moments.matrix.diagonal())
        spread = np.abs(self.moments.mean - self.moments.mean.mean())
        return float(0.5 * (deviation @ reach) ** 2 + multiplier * (spread @ reach)) + 1e-200


def _degenerate(
    rng: np.random.Generator, kind: int, data: FloatArray, mean: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Moments with a fault of the given kind."""
    n = len(mean)
    one, two = rng.integers(n, size=2)
    match kind:
        case 0:  # singular
            data = data[: max(1, n // 2)]
        case 1:  # tied means
            mean = mean.round(1)
        case 2:  # all means equal
            mean = np.full(n, 0.1)
        case 3:  # whole-numbered covariance
            data = data.round(0) * np.sqrt(len(data))
        case 4:  # singular, tied means
            data, mean = data[: max(1, n // 2)], mean.round(1)
        case 5:  # equal rows of covariance, other means
            data[:, one], mean = data[:, two], mean.round(1)
        case 6:  # an asset twice
            data[:, one], mean[one] = data[:, two], mean[two]
        case 7:
            return rng.choice([0.0, 0.1, 0.2], n), np.diag(rng.choice([1.0, 2.0], n))
        case 8:
            return rng.choice([0.0, 1.0, 2.0], n), np.full((n, n), 0.5) + 0.5 * np.eye(n)
        case _:  # rank one, or nothing at all
            factor = rng.choice([0.0, 1.0, 2.0], n) * float(rng.random() > 0.2)
            return mean, np.outer(factor, factor)
    return mean, data.T @ data / len(data)


def _bounds(rng: np.random.Generator, n: int) -> tuple[FloatArray, FloatArray]:
    match int(rng.integers(6)):
        case 0:
            return np.zeros(n), np.ones(n)
        case 1:
            return np.full(n, 0.14 / n), np.full(n, max(0.4, 1.2 / n))
        case 2:
            return rng.uniform(-0.5, 0.0, n).round(1), rng.uniform(0.0, 1.0, n).round(1) + 0.5
        case 3:
            return np.zeros(n), np.full(n, 1.0 / max(1, n // 2))
        case 4:  # some assets are fixed
            lower = rng.uniform(0.0, 1.0 / n, n)
            upper = lower + rng.choice([0.0, 0.5, 1.0], n)
            upper[rng.integers(n)] = lower.max() + 1.0
            return lower, upper
        case _:
            return np.full(n, -1.0), np.ones(n)


def random_problem(seed: int, *, most_assets: int = 12, is_degenerate: bool | None = None) -> RandomProblem:
    """Problem `seed`; every other one is degenerate unless it is said."""
    rng = np.random.default_rng([5, seed])
    n = int(rng.integers(1, most_assets + 1))
    data = rng.normal(size=(int(rng.integers(n + 1, 3 * n + 4)), n)) * np.exp(rng.normal(0.0, 0.7, n))
    mean, kind = rng.normal(0.1, 0.2, n), "regular"
    if is_degenerate if is_degenerate is not None else seed % 2:
        fault = int(rng.integers(10))
        (mean, covariance), kind = _degenerate(rng, fault, data, mean), f"degenerate {fault}"
    else:
        covariance = data.T @ data / len(data)
    lower, upper = _bounds(rng, n)
    total = float(rng.choice([1.0, 1.0, 1.0, 0.978, 0.0]))
    if not lower.sum() <= total <= upper.sum():
        total = float(rng.choice([lower.sum(), upper.sum(), 0.5 * (lower.sum() + upper.sum())]))
    moments = moments_of(mean, covariance)
    return RandomProblem(moments, WeightBounds(moments.names, lower, upper, total), f"seed {seed}, n {n}, {kind}")


def oracle(problem: RandomProblem, multiplier: float) -> FloatArray | None:
    """Least half variance less `multiplier` times return, by an active-set solver; None where it does not answer."""
    matrix, bounds = problem.moments.matrix, problem.bounds
    n = len(bounds.lower)
    sense = np.zeros(n + 1, dtype=np.int32)
    sense[-1] = 5
    x, _, flag, _ = daqp.solve(
        np.array(matrix),
        -multiplier * problem.moments.mean,
        np.ones((1, n)),
        np.append(bounds.upper, bounds.total),
        np.append(bounds.lower, bounds.total),
        sense,
        primal_tol=1e-11,
        dual_tol=1e-11,
        eps_prox=1e-7 * max(1e-12, float(matrix.diagonal().max())),
        eta_prox=1e-12,
        progress_tol=1e-14,
    )
    if flag < 1:
        return None
    x = np.clip(x, bounds.lower, bounds.upper)
    room = bounds.upper - x if bounds.total > x.sum() else x - bounds.lower
    x[np.argmax(room)] += bounds.total - x.sum()
    is_inside = (x <= bounds.upper + 1e-12).all() and (x >= bounds.lower - 1e-12).all()
    return x if is_inside else None
