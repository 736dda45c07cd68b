"""Forecasts of a fitted ARIMA model with the variance of their error, and the way back from logarithms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray, check_confidence, check_finite, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.models.arima import ArimaFit
from seawall.models.arima_differencing import difference, undo_differences
from seawall.models.arima_likelihood import innovations_of

__all__ = ["ArimaForecast", "LevelForecast", "forecast_arima", "from_log_forecast"]


@dataclass(frozen=True, slots=True)
class ArimaForecast:
    """Conditional means of the next observations with Gaussian intervals.

    The standard errors are those of the innovations to come, at parameters taken as known: the error of the parameters
    is not included, so intervals are somewhat too narrow, more so in short samples.

    Attributes
    ----------
    mean : FloatArray
        Shape (n_steps,), unit of the sample.
    standard_errors : FloatArray
        Shape (n_steps,), of the forecast error, same unit.
    confidences : tuple of float
        Probability inside each interval.
    lower, upper : FloatArray
        Shape (n_confidences, n_steps), same unit.
    """

    mean: FloatArray
    standard_errors: FloatArray
    confidences: tuple[float, ...]
    lower: FloatArray
    upper: FloatArray

    def __post_init__(self) -> None:
        """Hold arrays of one number of steps."""
        mean = check_finite(check_shape(read_only(self.mean), "mean", (None,)), "mean")
        object.__setattr__(self, "mean", mean)
        shape = (len(self.confidences), len(mean))
        for name, wanted in (("standard_errors", mean.shape), ("lower", shape), ("upper", shape)):
            array = check_finite(check_shape(read_only(getattr(self, name)), name, wanted), name)
            object.__setattr__(self, name, array)


@dataclass(frozen=True, slots=True)
class LevelForecast:
    """Forecast of a level whose logarithm was forecast: lognormal at every step.

    Attributes
    ----------
    median, mean : FloatArray
        Shape (n_steps,), unit of the level; the mean is above the median by the factor :math:`e^{s^2 / 2}`.
    confidences : tuple of float
        Probability inside each interval.
    lower, upper : FloatArray
        Shape (n_confidences, n_steps), same unit; quantiles, which need no correction.
    """

    median: FloatArray
    mean: FloatArray
    confidences: tuple[float, ...]
    lower: FloatArray
    upper: FloatArray

    def __post_init__(self) -> None:
        """Hold arrays of one number of steps."""
        median = check_finite(check_shape(read_only(self.median), "median", (None,)), "median")
        object.__setattr__(self, "median", median)
        shape = (len(self.confidences), len(median))
        for name, wanted in (("mean", median.shape), ("lower", shape), ("upper", shape)):
            array = check_finite(check_shape(read_only(getattr(self, name)), name, wanted), name)
            object.__setattr__(self, name, array)


def forecast_arima(fit: ArimaFit, *, steps: int, confidences: tuple[float, ...] = (0.80, 0.95)) -> ArimaForecast:
    r"""Best linear forecasts from the whole sample, with the exact variance of their error.

    The forecast of the differenced series continues its innovations with zeros. The error at step h is
    :math:`\sum_j M_{hj} e_{n+j}`, where column j of M is what a unit innovation at step j leaves behind, through the
    row of the factor at that time, the autoregression and the differences. Its variance :math:`\sigma^2 \sum_j M_{hj}^2
    v_{n+j}` is exact for a sample of any length, and becomes :math:`\sigma^2 \sum_{j < h} \psi_j^2` for a long one.

    Parameters
    ----------
    fit : ArimaFit
        Fitted model with its sample.
    steps : int
        Number of observations ahead, at least 1.
    confidences : tuple of float
        Probability inside each two-sided interval, each in [0.5, 1).

    Returns
    -------
    ArimaForecast
        In the unit of the sample. The error of the parameters is not included.

    Raises
    ------
    InputError
        For fewer than one step, no confidence or one outside [0.5, 1).

    References
    ----------
    Brockwell, Davis, *Time Series: Theory and Methods* (1991), §5.3 and §9.5.

    Examples
    --------
    >>> from seawall.models.arima import ArimaOrder, fit_arima
    >>> walk = np.cumsum(np.random.default_rng(4).standard_normal(300))
    >>> ahead = forecast_arima(fit_arima(walk, order=ArimaOrder(0, 1, 0)), steps=4)
    >>> bool(np.allclose(ahead.mean, walk[-1]))
    True
    >>> bool(np.isclose(ahead.standard_errors[3], 2 * ahead.standard_errors[0]))
    True
    """
    if steps < 1:
        raise InputError(f"'steps' must be at least 1, was {steps!r}")
    if not confidences:
        raise InputError("'confidences' must hold at least one probability, was empty")
    inside = tuple(float(check_confidence(each)) for each in confidences)
    mean, spread = means_and_variances(fit, steps)
    errors = np.sqrt(spread)
    widths = ndtri(0.5 + 0.5 * np.array(inside))[:, None] * errors
    return ArimaForecast(mean, errors, inside, mean - widths, mean + widths)


def means_and_variances(fit: ArimaFit, steps: int) -> tuple[FloatArray, FloatArray]:
    """Conditional means and variances of the next observations, shape (steps,) each."""
    order = fit.order
    differences = {"d": order.d, "seasonal_d": order.seasonal_d, "period": order.period}
    series = difference(fit.values, **differences) - fit.constant
    scale = np.sqrt(fit.innovation_variance)
    found = innovations_of(fit.coefficients, order.counts, series[None, :] / scale, ahead=steps)
    if found is None:
        raise NumericalError(f"ARIMA {order}: no forecast at coefficients {fit.coefficients.tolist()}")
    errors, n = scale * found.errors[0], len(series)
    autoregression = lag_polynomial(fit.ar, fit.seasonal_ar, order.period)
    path = np.concatenate([series, np.zeros(steps)])
    lag, reach = found.tail.shape[1], len(autoregression) - 1
    response = np.zeros((steps, steps))
    for h in range(steps):
        known = min(max(lag - h, 0), n)  # innovations of the sample that row n + h still weighs
        path[n + h] = found.tail[h, h : h + known] @ errors[n - known :][::-1]
        path[n + h] -= autoregression[1:] @ path[n + h - reach : n + h][::-1]
        response[h, h] = 1.0
        inside = min(h, lag)
        response[h, h - inside : h] = found.tail[h, :inside][::-1]
    mean = undo_differences(fit.values, path[n:] + fit.constant, **differences)
    whole = autoregression
    for unit, times in ((np.array([1.0, -1.0]), order.d), (season_difference(order.period), order.seasonal_d)):
        for _ in range(times):
            whole = np.convolve(whole, unit)
    for h in range(steps):
        reach = min(h, len(whole) - 1)
        response[h] -= whole[1 : reach + 1] @ response[h - reach : h][::-1]
    return mean, fit.innovation_variance * (response**2 @ found.variances[n:])


def lag_polynomial(short: FloatArray, seasonal: FloatArray, period: int) -> FloatArray:
    """Weights of (1 - a(B)) (1 - b(B^period)), beginning with 1."""
    spaced = np.zeros(period * len(seasonal) + 1)
    spaced[0] = 1.0
    spaced[period::period] = -seasonal
    return np.convolve(np.concatenate([[1.0], -short]), spaced)


def season_difference(period: int) -> FloatArray:
    """Weights of 1 - B^period."""
    weights = np.zeros(period + 1)
    weights[0], weights[-1] = 1.0, -1.0
    return weights


def from_log_forecast(forecast: ArimaForecast) -> LevelForecast:
    r"""Forecast of a level from the forecast of its natural logarithm.

    .. math:: \text{median} = e^{m}, \quad \text{mean} = e^{m + s^2 / 2}

    Turning only the mean of the logarithm back gives the median, which is below the mean of the level.

    Parameters
    ----------
    forecast : ArimaForecast
        Of the natural logarithm of the level.

    Returns
    -------
    LevelForecast
        In the unit of the level.

    Raises
    ------
    NumericalError
        When a mean or an upper end is beyond the largest number: the intervals are then too wide to mean anything.

    Examples
    --------
    >>> one = np.array([[0.0]])
    >>> level = from_log_forecast(ArimaForecast(np.zeros(1), np.ones(1), (0.8,), one - 1.28, one + 1.28))
    >>> level.median.tolist(), level.mean.round(4).tolist()
    ([1.0], [1.6487])
    """
    with np.errstate(over="ignore"):
        mean = np.exp(forecast.mean + 0.5 * forecast.standard_errors**2)
        upper = np.exp(forecast.upper)
    if not (np.isfinite(mean).all() and np.isfinite(upper).all()):
        raise NumericalError(
            f"the forecast of a logarithm has standard errors up to {forecast.standard_errors.max():g}: "
            "its level is beyond the largest number"
        )
    return LevelForecast(np.exp(forecast.mean), mean, forecast.confidences, np.exp(forecast.lower), upper)
