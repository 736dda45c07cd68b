"""Whether rolled forecasts beat those that need no model, and whether their intervals hold what they promise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from seawall.core import FloatArray, check_positive, check_shape
from seawall.errors import InputError
from seawall.measures.model_ranking import ScoreDifference, score_difference
from seawall.models import RollingForecasts

__all__ = ["AgainstNaive", "ForecastEvaluation", "IntervalCoverage", "evaluate_forecasts", "interval_coverage"]

_LEVEL = 0.05
_COVERAGE_CONFIDENCE = 0.95
_LEAST_SHOWN = 5e-4


@dataclass(frozen=True, slots=True)
class AgainstNaive:
    """A model beside one naive forecast at one horizon.

    Attributes
    ----------
    horizon : int
        Steps ahead.
    naive : str
        Name of the rule.
    rmse, naive_rmse : float
        Root of the mean squared error, in the unit of the series.
    mase, naive_mase : float
        Mean absolute error over the mean absolute step of the data before the first origin.
    difference : ScoreDifference
        Squared errors of the model less those of the rule: Diebold and Mariano's test with the correction of Harvey,
        Leybourne and Newbold, and horizon - 1 autocovariances.
    """

    horizon: int
    naive: str
    rmse: float
    naive_rmse: float
    mase: float
    naive_mase: float
    difference: ScoreDifference

    @property
    def rmse_ratio(self) -> float | None:
        """Below 1 where the model errs less; None where the rule never errs."""
        return self.rmse / self.naive_rmse if self.naive_rmse > 0.0 else None

    @property
    def is_beaten(self) -> bool:
        """Whether the model errs less by both measures, beyond chance at the level of 5 %."""
        p_value = self.difference.p_value
        surely = self.difference.mean < 0.0 and (p_value is None or p_value < _LEVEL)
        return surely and self.mase < self.naive_mase


@dataclass(frozen=True, slots=True)
class IntervalCoverage:
    """Share of outcomes inside their interval.

    Attributes
    ----------
    horizon : int
        Steps ahead.
    nominal : float
        What the interval promises.
    inside, n : int
        Outcomes inside, and all.
    lower, upper : float
        Clopper and Pearson's 95 % interval of the true coverage, for independent outcomes.
    """

    horizon: int
    nominal: float
    inside: int
    n: int
    lower: float
    upper: float

    @property
    def share(self) -> float:
        """Empirical coverage."""
        return self.inside / self.n

    @property
    def holds(self) -> bool:
        """Whether the promise lies inside the interval of the true coverage."""
        return self.lower <= self.nominal <= self.upper


@dataclass(frozen=True, slots=True)
class ForecastEvaluation:
    """All comparisons and coverages of one run.

    Attributes
    ----------
    comparisons : tuple of AgainstNaive
        By horizon, then in the order of the rules.
    coverages : tuple of IntervalCoverage
        By horizon, then by confidence.
    """

    comparisons: tuple[AgainstNaive, ...]
    coverages: tuple[IntervalCoverage, ...]

    def beats_naive(self, horizon: int) -> bool:
        """Whether the model beats every rule at a horizon, each beyond chance."""
        return all(each.is_beaten for each in self.comparisons if each.horizon == horizon)

    def sentence(self, horizon: int, *, model: str) -> str:
        """The verdict at a horizon, in words."""
        at_horizon = [each for each in self.comparisons if each.horizon == horizon]
        unbeaten = [each for each in at_horizon if not each.is_beaten]
        shown = min(unbeaten or at_horizon, key=lambda each: each.naive_rmse)
        ahead = "one step ahead" if horizon == 1 else f"{horizon} steps ahead"
        says = "beats every naive forecast" if not unbeaten else "does not beat the naive forecast"
        ratio, p_value = shown.rmse_ratio, shown.difference.p_value
        error = "the rule never errs" if ratio is None else f"RMSE {ratio:.4f} times that of '{shown.naive}'"
        if p_value is None:
            test = "the errors differ by a constant"
        else:
            test = f"Diebold-Mariano p {p_value:.3f}" if p_value >= _LEAST_SHOWN else "Diebold-Mariano p < 0.001"
        return f"{model} {says} {ahead}: {error}, {test}."


def evaluate_forecasts(
    rolled: RollingForecasts, naive: Mapping[str, FloatArray], *, scale: float, horizons: Sequence[int]
) -> ForecastEvaluation:
    """Judge rolled forecasts against rules that need no model, and by their intervals.

    Parameters
    ----------
    rolled : RollingForecasts
        Of the model.
    naive : mapping of str to FloatArray
        Shape (n_origins, steps): forecasts of each rule from the same origins.
    scale : float
        Mean absolute step of the data before the first origin, above 0.
    horizons : sequence of int
        Steps ahead to judge; 2 h must not be above the number of origins.

    Returns
    -------
    ForecastEvaluation
        Every horizon with every rule.

    Raises
    ------
    InputError
        For forecasts of another shape, no rule, or a horizon outside its range.

    References
    ----------
    Diebold, Mariano, *Journal of Business & Economic Statistics* 13 (1995). Harvey, Leybourne, Newbold,
    *International Journal of Forecasting* 13 (1997). Hyndman, Koehler, same journal, 22 (2006).
    """
    check_positive(scale, "scale")
    origins, steps = rolled.mean.shape
    if not naive:
        raise InputError("'naive' must hold at least one rule")
    for name, forecasts in naive.items():
        check_shape(forecasts, name, (origins, steps))
    for each in horizons:
        if not 1 <= each <= steps or 2 * each > origins:
            raise InputError(f"'horizons' must be in [1, {min(steps, origins // 2)}], held {each!r}")
    comparisons = [
        _against(rolled, name, forecasts, horizon=horizon, scale=scale)
        for horizon in horizons
        for name, forecasts in naive.items()
    ]
    coverages = [
        _coverage(rolled, horizon=horizon, place=place)
        for horizon in horizons
        for place in range(len(rolled.confidences))
    ]
    return ForecastEvaluation(tuple(comparisons), tuple(coverages))


def _against(rolled: RollingForecasts, name: str, forecasts: FloatArray, *, horizon: int, scale: float) -> AgainstNaive:
    actual = rolled.actual[:, horizon - 1]
    errors, naive_errors = actual - rolled.mean[:, horizon - 1], actual - forecasts[:, horizon - 1]
    return AgainstNaive(
        horizon=horizon,
        naive=name,
        rmse=math.sqrt(float(np.mean(errors**2))),
        naive_rmse=math.sqrt(float(np.mean(naive_errors**2))),
        mase=float(np.abs(errors).mean()) / scale,
        naive_mase=float(np.abs(naive_errors).mean()) / scale,
        difference=score_difference(errors**2, naive_errors**2, lags=horizon - 1),
    )


def _coverage(rolled: RollingForecasts, *, horizon: int, place: int) -> IntervalCoverage:
    column = horizon - 1
    actual = rolled.actual[:, column]
    inside = (actual >= rolled.lower[place, :, column]) & (actual <= rolled.upper[place, :, column])
    return interval_coverage(int(inside.sum()), len(actual), nominal=rolled.confidences[place], horizon=horizon)


def interval_coverage(inside: int, n: int, *, nominal: float, horizon: int = 1) -> IntervalCoverage:
    """Coverage with Clopper and Pearson's exact interval.

    Parameters
    ----------
    inside, n : int
        Outcomes inside, and all; 0 <= inside <= n and n >= 1.
    nominal : float
        What the interval promises.
    horizon : int
        Steps ahead. Outcomes of more than one step overlap and are not independent: the interval is then too narrow.

    Returns
    -------
    IntervalCoverage
        With the 95 % interval.

    References
    ----------
    Clopper, Pearson, *Biometrika* 26 (1934).

    Examples
    --------
    >>> found = interval_coverage(95, 100, nominal=0.95)
    >>> round(found.lower, 4), round(found.upper, 4)
    (0.8872, 0.9836)
    """
    if n < 1 or not 0 <= inside <= n:
        raise InputError(f"'inside' must be in [0, n] and 'n' at least 1, were {inside!r} and {n!r}")
    tail = 0.5 * (1.0 - _COVERAGE_CONFIDENCE)
    lower = float(betaincinv(inside, n - inside + 1, tail)) if inside > 0 else 0.0
    upper = float(betaincinv(inside + 1, n - inside, 1.0 - tail)) if inside < n else 1.0
    return IntervalCoverage(horizon, nominal, inside, n, lower, upper)
