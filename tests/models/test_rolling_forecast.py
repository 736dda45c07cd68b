"""Rolled forecasts: no look at the future, intervals that hold on known truth, and honest naive rules."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models import (
    ArimaOrder,
    GarchKind,
    Naive,
    arima_estimator,
    fit_arima,
    forecast_arima,
    held_arima,
    moving_average_weights,
    naive_mean,
    roll_forecasts,
    roll_volatility,
)
from tests.tolerances import EXACT

CONFIDENCES = (0.8, 0.95)


def autoregression(phi: float, n: int, seed: int) -> FloatArray:
    noise = np.random.default_rng(seed).standard_normal(n + 100)
    values = np.zeros(n + 100)
    for t in range(1, n + 100):
        values[t] = phi * values[t - 1] + noise[t]
    return values[100:]


def _roll(values: FloatArray, origins: int = 40) -> tuple[FloatArray, FloatArray, FloatArray]:
    found = roll_forecasts(
        values,
        estimate=arima_estimator(ArimaOrder(1, 0, 1), confidences=CONFIDENCES),
        origins=origins,
        steps=3,
        refit_every=7,
        confidences=CONFIDENCES,
    )
    return found.mean, found.lower, found.upper


def test_changing_the_future_leaves_earlier_forecasts_equal_to_the_bit() -> None:
    values = autoregression(0.6, 300, seed=1)
    before = _roll(values)
    for cut in (0, 10, 30):
        changed = values.copy()
        changed[300 - 3 - 40 + 1 + cut :] = 1e3 * np.sin(np.arange(300 - 3 - 40 + 1 + cut, 300))
        for one, other in zip(before, _roll(changed), strict=True):
            assert np.array_equal(one[..., : cut + 1, :], other[..., : cut + 1, :]), cut
            assert not np.array_equal(one[..., cut + 1 :, :], other[..., cut + 1 :, :]), cut


def test_volatility_forecasts_do_not_look_ahead_either() -> None:
    returns = 0.01 * autoregression(0.0, 700, seed=2)
    kinds = (GarchKind.GARCH, GarchKind.GJR)
    before = roll_volatility(returns, kinds=kinds, origins=60, refit_every=25).forecasts
    changed = returns.copy()
    changed[670:] *= 3.0
    after = roll_volatility(changed, kinds=kinds, origins=60, refit_every=25).forecasts
    for name, values in before.items():
        assert np.array_equal(values[:31], after[name][:31]), name
        assert not np.array_equal(values[31:], after[name][31:]), name


def test_intervals_of_a_known_autoregression_hold_what_they_promise() -> None:
    values = autoregression(0.7, 2400, seed=3)
    found = roll_forecasts(
        values,
        estimate=arima_estimator(ArimaOrder(1, 0, 0), confidences=CONFIDENCES),
        origins=1500,
        steps=1,
        refit_every=500,
        confidences=CONFIDENCES,
    )
    for place, nominal in enumerate(CONFIDENCES):
        share = ((found.actual >= found.lower[place]) & (found.actual <= found.upper[place])).mean()
        error = np.sqrt(nominal * (1.0 - nominal) / 1500)
        assert abs(share - nominal) < 3.0 * error, (nominal, share, error)


def test_held_parameters_on_the_same_sample_change_nothing() -> None:
    values = autoregression(0.5, 200, seed=4)
    fit = fit_arima(values, order=ArimaOrder(1, 0, 1, with_constant=True))
    held = held_arima(fit, fit.values)
    assert held.residuals == pytest.approx(fit.residuals, rel=1e-9, abs=1e-12)
    assert np.array_equal(forecast_arima(held, steps=4).mean, forecast_arima(fit, steps=4).mean)


def test_moving_average_weights_give_the_error_of_a_long_forecast() -> None:
    values = np.cumsum(autoregression(0.5, 900, seed=5))
    fit = fit_arima(values, order=ArimaOrder(1, 1, 1))
    weights = moving_average_weights(
        autoregressive=[np.append(1.0, -fit.ar)],
        moving_average=[np.append(1.0, fit.ma)],
        differences=[1],
        steps=12,
    )
    expected = np.sqrt(fit.innovation_variance * np.cumsum(weights**2))
    assert forecast_arima(fit, steps=12).standard_errors == pytest.approx(expected, rel=1e-6)


def test_naive_rules_by_hand() -> None:
    history = np.array([2.0, 5.0, 3.0, 8.0])
    expected = {
        Naive.LAST_VALUE: [8.0, 8.0, 8.0],
        Naive.DRIFT: [10.0, 12.0, 14.0],
        Naive.ZERO: [0.0, 0.0, 0.0],
        Naive.MEAN: [4.5, 4.5, 4.5],
        Naive.SEASONAL: [3.0, 8.0, 3.0],
    }
    for rule in Naive:
        assert naive_mean(history, rule, steps=3, period=2) == pytest.approx(expected[rule], rel=EXACT), rule
    with pytest.raises(InputError, match="'period' must be in"):
        naive_mean(history, Naive.SEASONAL, steps=1, period=5)


def test_origins_that_leave_no_history_are_refused() -> None:
    with pytest.raises(InputError, match="'origins' must be at most 17"):
        _roll(np.arange(20.0), origins=19)
