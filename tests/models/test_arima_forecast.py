"""Forecasts of ARIMA models: statsmodels, the dense normal law, psi weights, and the way back from logarithms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from seawall.errors import InputError, NumericalError
from seawall.models import ArimaForecast, ArimaOrder, fit_arima, forecast_arima, from_log_forecast
from tests.models.arima_worlds import log_airline, simulated_arma
from tests.tolerances import ARIMA_FORECAST

ORDERS = [
    ArimaOrder(2, 0, 1, with_constant=True),
    ArimaOrder(1, 1, 2, with_constant=True),
    ArimaOrder(0, 2, 2),
    ArimaOrder(0, 1, 1, 0, 1, 1, 12),
    ArimaOrder(1, 0, 1, 1, 1, 0, 12, with_constant=True),
]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_forecasts_are_those_of_statsmodels(order: ArimaOrder) -> None:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    values = log_airline()
    fit = fit_arima(values, order=order)
    ours = forecast_arima(fit, steps=30)
    # the mean of the differences as a line in time, taken out before and put back after
    line = np.arange(len(values) + 30.0) * fit.constant / (order.period if order.seasonal_d else 1)
    line = line if order.n_lost else np.full(len(line), fit.constant)
    peer = SARIMAX(
        values - line[: len(values)],
        order=(order.p, order.d, order.q),
        seasonal_order=(order.seasonal_p, order.seasonal_d, order.seasonal_q, order.period if order.is_seasonal else 0),
        use_exact_diffuse=True,
    )
    peer.ssm.tolerance = 0.0
    found = peer.smooth(np.append(fit.coefficients, fit.innovation_variance)).get_forecast(30)
    assert ours.mean == pytest.approx(found.predicted_mean + line[len(values) :], abs=ARIMA_FORECAST), order
    assert ours.standard_errors == pytest.approx(found.se_mean, rel=ARIMA_FORECAST), order


@pytest.mark.parametrize("d", [0, 1, 2])
def test_variances_are_sums_of_squared_psi_weights(d: int) -> None:
    values, order = simulated_arma(ar=[0.9, -0.3], ma=[0.5], n=400, seed=6), ArimaOrder(2, d, 1)
    for _ in range(d):
        values = np.cumsum(values)
    fit = fit_arima(values, order=order)
    left = np.append(1.0, -fit.ar)
    for _ in range(order.d):
        left = np.convolve(left, [1.0, -1.0])
    right, psi = np.append(1.0, fit.ma), np.zeros(24)
    for j in range(24):
        psi[j] = right[j] if j < len(right) else 0.0
        psi[j] -= sum(left[i] * psi[j - i] for i in range(1, min(j, len(left) - 1) + 1))
    expected = np.sqrt(fit.innovation_variance * np.cumsum(psi**2))
    # after 400 observations the innovations have settled
    assert forecast_arima(fit, steps=24).standard_errors == pytest.approx(expected, rel=ARIMA_FORECAST)


def test_short_sample_forecast_is_the_conditional_normal_law() -> None:
    """Ten values of a moving average near the unit circle, by covariance matrices."""
    values = simulated_arma(ar=[], ma=[0.95], n=12, seed=2)
    fit = fit_arima(values, order=ArimaOrder(0, 0, 1))
    theta, variance = float(fit.ma[0]), fit.innovation_variance
    whole = variance * ((1 + theta**2) * np.eye(14) + theta * (np.eye(14, k=1) + np.eye(14, k=-1)))
    weights = np.linalg.solve(whole[:12, :12], whole[:12, 12:]).T
    rest = whole[12:, 12:] - weights @ whole[:12, 12:]
    ours = forecast_arima(fit, steps=2)
    assert ours.mean == pytest.approx(weights @ values, abs=ARIMA_FORECAST)
    assert ours.standard_errors == pytest.approx(np.sqrt(np.diag(rest)), rel=ARIMA_FORECAST)


def test_random_walk_with_drift_in_closed_form() -> None:
    walk = np.cumsum(0.3 + np.random.default_rng(3).standard_normal(250))
    fit = fit_arima(walk, order=ArimaOrder(0, 1, 0, with_constant=True))
    steps = np.arange(1, 11)
    drift = (walk[-1] - walk[0]) / 249
    ahead = forecast_arima(fit, steps=10)
    assert fit.constant == pytest.approx(drift, rel=1e-12)
    assert ahead.mean == pytest.approx(walk[-1] + drift * steps, rel=1e-12)
    assert ahead.standard_errors == pytest.approx(np.sqrt(fit.innovation_variance * steps), rel=1e-12)


def test_intervals_are_those_of_the_normal_law() -> None:
    ahead = forecast_arima(fit_arima(log_airline(), order=ORDERS[3]), steps=5)
    assert ahead.confidences == (0.8, 0.95)
    for k, width in enumerate((1.2815515655446004, 1.959963984540054)):
        assert ahead.upper[k] - ahead.mean == pytest.approx(width * ahead.standard_errors, rel=1e-12)
        assert ahead.mean - ahead.lower[k] == pytest.approx(width * ahead.standard_errors, rel=1e-12)


def test_level_of_a_logarithm_has_median_below_mean() -> None:
    ahead = forecast_arima(fit_arima(log_airline(), order=ORDERS[3]), steps=12)
    level = from_log_forecast(ahead)
    draws = np.random.default_rng(1).standard_normal(400_000)
    drawn = np.exp(ahead.mean[-1] + ahead.standard_errors[-1] * draws)
    error = drawn.std() / math.sqrt(len(drawn))
    assert level.mean[-1] == pytest.approx(drawn.mean(), abs=4 * error)
    assert level.median == pytest.approx(np.exp(ahead.mean), rel=1e-14)
    assert (level.median < level.mean).all()
    assert level.upper == pytest.approx(np.exp(ahead.upper), rel=1e-14)


def test_a_level_beyond_all_numbers_is_refused() -> None:
    one = np.zeros((1, 1))
    with pytest.raises(NumericalError, match="beyond the largest number"):
        from_log_forecast(ArimaForecast(np.zeros(1), np.full(1, 60.0), (0.8,), one - 80.0, one + 80.0))


@pytest.mark.parametrize(
    ("steps", "confidences", "word"), [(0, (0.8,), "'steps'"), (3, (), "'confidences'"), (3, (80.0,), "percent given")]
)
def test_questions_without_an_answer_are_refused(steps: int, confidences: tuple[float, ...], word: str) -> None:
    fit = fit_arima(log_airline(), order=ArimaOrder(0, 1, 1))
    with pytest.raises(InputError, match=word):
        forecast_arima(fit, steps=steps, confidences=confidences)
