"""Likelihood of the generalised Pareto law: its maximum, and the region around it that the data allow.

Every formula passes smoothly through shape 0, the exponential law.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from seawall.core import FloatArray
from seawall.errors import NumericalError

__all__ = [
    "extreme_over_region",
    "maximise_likelihood",
    "pareto_log_likelihood",
    "pareto_quantile",
    "pareto_quantile_slope",
    "shape_region",
]

LEAST_SHAPE = -0.5
_REGION_FLOOR, _REGION_CEILING = -0.999, 100.0
_NEAREST_END = -30.0
"""Logarithm of how near, in shares of the largest excess, the end of a tail may lie to it in the search."""
_GRID = 15


def pareto_log_likelihood(excesses: FloatArray, shape: float, scale: float) -> float:
    """Log-likelihood of excesses above zero; minus infinity where the law cannot reach the largest of them."""
    ratio = excesses / scale
    if 1.0 + shape * float(ratio.max()) <= 0.0:
        return -math.inf
    # log1p keeps its relative accuracy, so the quotient is smooth down to the smallest shape
    energy = float(ratio.sum()) if shape == 0.0 else float(np.log1p(shape * ratio).sum()) / shape
    return -len(excesses) * math.log(scale) - (1.0 + shape) * energy


def pareto_quantile(shape: float, tail: float) -> float:
    """Excess, in units of the scale, that is passed with probability `tail`: (tail^-ξ - 1) / ξ."""
    logarithm = -math.log(tail)
    return logarithm if shape == 0.0 else math.expm1(shape * logarithm) / shape


def pareto_quantile_slope(shape: float, tail: float) -> float:
    """Derivative of :func:`pareto_quantile` by the shape."""
    logarithm = -math.log(tail)
    if abs(shape) * max(logarithm, 1.0) < 1e-4:
        return logarithm**2 * (0.5 + shape * logarithm / 3.0 + (shape * logarithm) ** 2 / 8.0)
    growth = math.exp(shape * logarithm)
    return (shape * logarithm * growth - growth + 1.0) / shape**2


def maximise_likelihood(excesses: FloatArray) -> tuple[float, float]:
    """Shape and scale of greatest likelihood, by a search in their quotient alone.

    For θ = ξ / β the best shape is the mean of log(1 + θ y), which leaves one variable. It is scanned from the shape
    -0.5 up, below which the maximum is not regular, and then refined.
    """
    from scipy.optimize import brentq, minimize_scalar

    largest = float(excesses.max())
    unit = excesses / largest

    def shape_at(stretch: float) -> float:
        return float(np.log1p(math.expm1(stretch) * unit).mean())

    def objective(stretch: float) -> float:
        quotient, shape = math.expm1(stretch), shape_at(stretch)
        scale = float(unit.mean()) if quotient == 0.0 else shape / quotient
        return math.log(scale) + shape

    floor = _NEAREST_END
    if shape_at(floor) < LEAST_SHAPE:
        floor = float(brentq(lambda stretch: shape_at(stretch) - LEAST_SHAPE, floor, 0.0, xtol=1e-12))
    grid = np.concatenate([np.linspace(floor, 0.0, 40), np.linspace(0.1, 30.0, 150)])
    values = [objective(float(each)) for each in grid]
    place = int(np.argmin(values))
    if place in {0, len(grid) - 1}:
        raise NumericalError(
            f"generalised Pareto fit to {len(excesses)} excesses has its maximum outside the search: shape "
            f"{shape_at(float(grid[place])):.3f}, must be above {LEAST_SHAPE:g} and finite"
        )
    bounds = (float(grid[place - 1]), float(grid[place + 1]))
    found = minimize_scalar(objective, bounds=bounds, method="bounded", options={"xatol": 1e-11})
    stretch = float(found.x)
    shape = shape_at(stretch)
    quotient = math.expm1(stretch)
    scale = float(unit.mean()) if quotient == 0.0 else shape / quotient
    return shape, scale * largest


def shape_region(excesses: FloatArray, shape: float, floor: float) -> tuple[float, float]:
    """Least and greatest shape whose best log-likelihood reaches `floor`."""
    from scipy.optimize import brentq

    def height(each: float) -> float:
        return pareto_log_likelihood(excesses, each, _best_scale(excesses, each)) - floor

    low, high, step = _REGION_FLOOR, shape, 0.25
    while height(high) > 0.0:
        high, step = high + step, 2.0 * step
        if high > _REGION_CEILING:
            raise NumericalError(f"the likelihood of {len(excesses)} excesses does not bound the shape from above")
    if height(low) > 0.0:
        raise NumericalError(f"the likelihood of {len(excesses)} excesses does not bound the shape above -1")
    return float(brentq(height, low, shape, xtol=1e-10)), float(brentq(height, shape, high, xtol=1e-10))


def extreme_over_region(
    excesses: FloatArray,
    region: tuple[float, float],
    floor: float,
    *,
    figure: Callable[[float, float], float],
    upper: bool,
) -> float:
    """Greatest or least value of a figure that rises with the scale, over all laws whose likelihood reaches `floor`.

    This is the end of the profile-likelihood interval of the figure: the profile reaches `floor` where the region ends.
    For each shape the end lies at the greatest or least scale allowed, which leaves one variable.
    """
    from scipy.optimize import minimize_scalar

    sign = -1.0 if upper else 1.0

    def objective(shape: float) -> float:
        return sign * figure(shape, _scale_limit(excesses, shape, floor, upper=upper))

    grid = np.linspace(*region, _GRID)
    values = [objective(float(each)) for each in grid]
    place = int(np.argmin(values))
    bounds = (float(grid[max(place - 1, 0)]), float(grid[min(place + 1, _GRID - 1)]))
    found = minimize_scalar(objective, bounds=bounds, method="bounded", options={"xatol": 1e-7})
    return sign * min(float(found.fun), values[place])


def _best_scale(excesses: FloatArray, shape: float) -> float:
    """Scale of greatest likelihood at a shape above -1: the root of a score that falls in the scale.

    Nine digits are enough, since the likelihood is flat there.
    """
    from scipy.optimize import brentq

    largest, mean = float(excesses.max()), float(excesses.mean())
    low = max(0.0, -shape * largest)
    high = max(largest, (1.0 + shape) * mean) * 1.0001

    def score(scale: float) -> float:
        return float((excesses / (scale + shape * excesses)).mean()) * (1.0 + shape) - 1.0

    start = low + (high - low) * 1e-12
    while score(start) < 0.0:
        start = low + (start - low) * 1e-3
    return float(brentq(score, start, high, xtol=1e-9 * (high - low), rtol=1e-9))


def _scale_limit(excesses: FloatArray, shape: float, floor: float, *, upper: bool) -> float:
    """Greatest or least scale whose log-likelihood at `shape` reaches `floor`; the best one where none does."""
    from scipy.optimize import brentq

    best = _best_scale(excesses, shape)

    def height(scale: float) -> float:
        return pareto_log_likelihood(excesses, shape, scale) - floor

    if height(best) <= 0.0:
        return best
    end = max(0.0, -shape * float(excesses.max()))
    inside = outside = best
    while (reached := height(outside)) > 0.0 or math.isinf(reached):
        if reached > 0.0:
            inside = outside
            outside = 1.25 * outside if upper else end + 0.75 * (outside - end)
        else:  # rounding has met the end of the law's reach
            outside = 0.5 * (inside + outside)
    return float(brentq(height, min(inside, outside), max(inside, outside), rtol=1e-12))
