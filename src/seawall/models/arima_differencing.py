"""Differencing, its inverse, and how often a series must be differenced before it is stationary."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape
from seawall.errors import InputError

__all__ = ["Differences", "difference", "differences_needed", "undo_differences"]

KPSS_CRITICAL_5_PERCENT = 0.463
"""Of the level-stationarity statistic; Kwiatkowski, Phillips, Schmidt and Shin (1992), table 1."""
SEASONAL_STRENGTH_LIMIT = 0.64
"""Share of the detrended variance above which a season is differenced; Wang, Smith and Hyndman (2006)."""
_MOST_DIFFERENCES = 2


@dataclass(frozen=True, slots=True)
class Differences:
    """How often to difference: `d` times at lag 1, and `seasonal_d` times at the period."""

    d: int
    seasonal_d: int


def difference(values: FloatArray, *, d: int, seasonal_d: int = 0, period: int = 1) -> FloatArray:
    """Values after d differences at lag 1 and seasonal_d at lag `period`; shorter by d + seasonal_d period.

    Examples
    --------
    >>> difference(np.array([1.0, 4.0, 9.0, 16.0]), d=2).tolist()
    [2.0, 2.0]
    """
    out = np.asarray(values, dtype=np.float64)
    for _ in range(seasonal_d):
        out = out[period:] - out[:-period]
    for _ in range(d):
        out = out[1:] - out[:-1]
    return out


def undo_differences(
    values: FloatArray, future: FloatArray, *, d: int, seasonal_d: int = 0, period: int = 1
) -> FloatArray:
    """Continue `values` so that the differences of what is added are `future`.

    Examples
    --------
    >>> undo_differences(np.array([1.0, 4.0, 9.0]), np.array([2.0, 2.0]), d=2).tolist()
    [16.0, 25.0]
    """
    added = np.array(future, dtype=np.float64)
    for k in range(d):
        level = difference(values, d=d - 1 - k, seasonal_d=seasonal_d, period=period)
        added = level[-1] + np.cumsum(added)
    for k in range(seasonal_d):
        known = difference(values, d=0, seasonal_d=seasonal_d - 1 - k, period=period)
        path = np.concatenate([known[-period:], added])
        for t in range(period, len(path)):
            path[t] += path[t - period]
        added = path[period:]
    return added


def differences_needed(values: FloatArray, *, period: int = 1) -> Differences:
    r"""Differences after which a series looks stationary.

    A season is differenced once if its strength, :math:`1 - \operatorname{var}(r) / \operatorname{var}(s + r)` with s
    and r the seasonal part and the rest of a classical decomposition, is above 0.64. Then differences at lag 1 are
    taken, at most two, as long as the level-stationarity test of Kwiatkowski, Phillips, Schmidt and Shin rejects at
    5 %, with :math:`\lfloor 3 \sqrt{n} / 13 \rfloor` lags.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), oldest first, n >= 10; any unit.
    period : int
        Observations in a season; 1 for none.

    Returns
    -------
    Differences
        How often at lag 1 and at the period.

    Raises
    ------
    InputError
        For too few values, values that are not finite, or a period below 1.

    References
    ----------
    Hyndman, Khandakar, "Automatic time series forecasting: the forecast package for R", *Journal of Statistical
    Software* 27 (2008). Wang, Smith, Hyndman, "Characteristic-based clustering for time series data", *Data Mining and
    Knowledge Discovery* 13 (2006).

    Examples
    --------
    >>> walk = np.cumsum(np.random.default_rng(3).standard_normal(200))
    >>> differences_needed(walk)
    Differences(d=1, seasonal_d=0)
    """
    sample = check_finite(check_shape(np.asarray(values, dtype=np.float64), "values", (None,)), "values")
    if len(sample) < 10:
        raise InputError(f"'values' must hold at least 10 observations, was {len(sample)}")
    if period < 1:
        raise InputError(f"'period' must be at least 1, was {period!r}")
    seasonal_d = 0
    if period > 1 and len(sample) >= 2 * period + 10 and seasonal_strength(sample, period) > SEASONAL_STRENGTH_LIMIT:
        seasonal_d = 1
        sample = difference(sample, d=0, seasonal_d=1, period=period)
    d = 0
    while d < _MOST_DIFFERENCES and kpss_level_statistic(sample) > KPSS_CRITICAL_5_PERCENT:
        sample = difference(sample, d=1)
        d += 1
    return Differences(d, seasonal_d)


def kpss_level_statistic(sample: FloatArray) -> float:
    """Sum of squared partial sums over n² times the Bartlett long-run variance; 0 for a constant sample."""
    n = len(sample)
    lags = math.floor(3.0 * math.sqrt(n) / 13.0)
    rest = sample - sample.mean()
    if not np.ptp(sample) > 0.0:
        return 0.0
    long_run = float(rest @ rest) / n
    for lag in range(1, lags + 1):
        long_run += 2.0 * (1.0 - lag / (lags + 1.0)) * float(rest[lag:] @ rest[:-lag]) / n
    return float(np.sum(np.cumsum(rest) ** 2)) / (n * n * long_run)


def seasonal_strength(sample: FloatArray, period: int) -> float:
    """Share of the variance about a centred moving average that the mean season explains; at least 0."""
    weights = np.full(period, 1.0 / period)
    if period % 2 == 0:
        weights = np.convolve(weights, [0.5, 0.5])
    half = len(weights) // 2
    trend = np.convolve(sample, weights, mode="valid")
    detrended = sample[half : half + len(trend)] - trend
    season = np.arange(half, half + len(trend)) % period
    means = np.array([detrended[season == k].mean() for k in range(period)])
    rest = detrended - means[season]
    spread = float(np.var(detrended))
    return max(0.0, 1.0 - float(np.var(rest)) / spread) if spread > 0.0 else 0.0
