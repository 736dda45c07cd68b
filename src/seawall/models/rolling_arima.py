"""ARIMA forecasts rolled through history, the order fixed and the parameters held between fits."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from seawall.core import FloatArray
from seawall.errors import NumericalError
from seawall.models.arima import ArimaFit, ArimaOrder, fit_arima
from seawall.models.arima_differencing import difference
from seawall.models.arima_forecast import forecast_arima
from seawall.models.arima_likelihood import innovations_of
from seawall.models.rolling_forecast import Forecaster, OriginForecast

__all__ = ["arima_estimator", "held_arima"]


def arima_estimator(order: ArimaOrder, *, confidences: tuple[float, ...]) -> Callable[[FloatArray], Forecaster]:
    """What :func:`~seawall.models.roll_forecasts` calls to estimate an ARIMA model of one order.

    Parameters
    ----------
    order : ArimaOrder
        Chosen without the values that are to be forecast.
    confidences : tuple of float
        Of the intervals.

    Returns
    -------
    callable
        From a history to a forecaster that holds the coefficients, the constant and the variance of that history.
    """

    def estimate(history: FloatArray) -> Forecaster:
        fit = fit_arima(history, order=order)

        def forecaster(known: FloatArray, steps: int) -> OriginForecast:
            found = forecast_arima(held_arima(fit, known), steps=steps, confidences=confidences)
            return OriginForecast(found.mean, found.lower, found.upper)

        return forecaster

    return estimate


def held_arima(fit: ArimaFit, values: FloatArray) -> ArimaFit:
    """The same parameters on another sample, with its residuals.

    Parameters
    ----------
    fit : ArimaFit
        Estimated on a sample of its own; its likelihood and criteria stay those of that sample.
    values : FloatArray
        Shape (n,), oldest first, in the unit of the fit.

    Returns
    -------
    ArimaFit
        From which forecasts start after the last of `values`.

    Raises
    ------
    NumericalError
        When the coefficients are those of no stationary series.
    """
    order = fit.order
    series = difference(values, d=order.d, seasonal_d=order.seasonal_d, period=order.period) - fit.constant
    found = innovations_of(fit.coefficients, order.counts, series[None, :].copy())
    if found is None:
        raise NumericalError(f"ARIMA {order}: no innovations at coefficients {fit.coefficients.tolist()}")
    residuals = found.errors[0] / np.sqrt(found.variances[: len(series)])
    return dataclasses.replace(fit, values=values, residuals=residuals, n_used=len(series))
