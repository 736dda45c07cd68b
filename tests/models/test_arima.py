"""Exact likelihood and fits of ARIMA models: printed values, closed forms, statsmodels, simulated truth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.models import ArimaOrder, difference, fit_arima
from seawall.models.arima_likelihood import (
    coefficients_of,
    innovations_of,
    log_likelihood_at,
    standard_errors_at,
    unconstrained_of,
)
from tests.models.arima_worlds import log_airline, simulated_arma
from tests.tolerances import ARIMA_LIKELIHOOD, COVERAGE_STANDARD_ERRORS

AIRLINE = ArimaOrder(0, 1, 1, 0, 1, 1, 12)


def test_airline_model_has_its_known_figures() -> None:
    fit = fit_arima(log_airline(), order=AIRLINE)
    assert fit.ma[0] == pytest.approx(-0.4018, abs=5e-5)
    assert fit.seasonal_ma[0] == pytest.approx(-0.5569, abs=5e-5)
    assert fit.innovation_variance == pytest.approx(0.001348, abs=5e-7)
    assert fit.log_likelihood == pytest.approx(244.70, abs=5e-3)
    assert fit.aic == pytest.approx(-483.39, abs=5e-3)
    assert fit.n_used == 131
    assert fit.is_converged
    # printed by R for the same model: standard errors .0896 and .0731
    assert fit.standard_errors is not None
    assert fit.standard_errors[:2] == pytest.approx([0.0896, 0.0731], abs=1e-4)


def test_first_order_autoregression_by_hand() -> None:
    series, phi, variance = np.array([0.3, -1.2, 0.8, 0.1, -0.4]), 0.7, 1.3
    steps = series[1:] - phi * series[:-1]
    by_hand = -0.5 * (math.log(2 * math.pi * variance / (1 - phi**2)) + series[0] ** 2 * (1 - phi**2) / variance)
    by_hand -= 0.5 * float(np.sum(np.log(2 * math.pi * variance) + steps**2 / variance))
    counts = ArimaOrder(1, 0, 0).counts
    assert log_likelihood_at(np.array([phi]), counts, series, variance) == pytest.approx(by_hand, rel=1e-14)


@st.composite
def _models(draw: Any) -> tuple[ArimaOrder, np.ndarray, np.ndarray]:
    period = draw(st.sampled_from([4, 7]))
    orders = [draw(st.integers(0, most)) for most in (3, 3, 2, 2)]
    order = ArimaOrder(orders[0], 0, orders[1], orders[2], 0, orders[3], period if orders[2] + orders[3] else 1)
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    free = rng.uniform(-1.5, 1.5, sum(orders))
    return order, coefficients_of(free, order.counts), rng.standard_normal(draw(st.sampled_from([20, 60, 300])))


@given(_models())
@settings(max_examples=40)
def test_likelihood_is_that_of_the_dense_normal_law(model: tuple[ArimaOrder, Any, Any]) -> None:
    """Autocovariances from a long moving average, and the density of the multivariate normal law."""
    order, coefficients, series = model
    series = series[:60]
    ours = log_likelihood_at(coefficients, order.counts, series, 0.8)
    psi = _psi_weights(order, coefficients, 6000)
    gamma = np.array([psi[: len(psi) - h] @ psi[h:] for h in range(len(series))])
    covariance = 0.8 * gamma[np.abs(np.subtract.outer(np.arange(len(series)), np.arange(len(series))))]
    factor = np.linalg.cholesky(covariance)
    z = np.linalg.solve(factor, series)
    dense = -0.5 * float(z @ z) - float(np.log(np.diag(factor)).sum()) - 0.5 * len(series) * math.log(2 * math.pi)
    assert ours == pytest.approx(dense, rel=ARIMA_LIKELIHOOD), (order, coefficients)


@given(_models())
@settings(max_examples=40)
def test_likelihood_is_that_of_statsmodels(model: tuple[ArimaOrder, Any, Any]) -> None:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    order, coefficients, series = model
    peer = SARIMAX(
        series,
        order=(order.p, 0, order.q),
        seasonal_order=(order.seasonal_p, 0, order.seasonal_q, order.period if order.is_seasonal else 0),
        simple_differencing=True,
    )
    p, q, sp = order.p, order.q, order.seasonal_p
    peer.ssm.tolerance = 0.0  # its own switch to the steady state is coarser than ours
    theirs = peer.loglike(
        np.concatenate([coefficients[: p + q], coefficients[p + q : p + q + sp], coefficients[p + q + sp :], [0.8]])
    )
    ours = log_likelihood_at(coefficients, order.counts, series, 0.8)
    assert ours == pytest.approx(theirs, rel=ARIMA_LIKELIHOOD), (order, coefficients)


@given(_models())
def test_partial_autocorrelations_and_coefficients_are_inverse(model: tuple[ArimaOrder, Any, Any]) -> None:
    order, coefficients, _ = model
    back = coefficients_of(unconstrained_of(coefficients, order.counts), order.counts)
    assert back == pytest.approx(coefficients, abs=1e-10), order


def test_fit_is_a_maximum_and_its_errors_are_the_curvature() -> None:
    series = simulated_arma(ar=[0.5, -0.3], ma=[0.4], n=400, seed=3)
    order = ArimaOrder(2, 0, 1)
    fit = fit_arima(series, order=order)
    here = log_likelihood_at(fit.coefficients, order.counts, series, fit.innovation_variance)
    assert here == pytest.approx(fit.log_likelihood, rel=1e-12)
    for k in range(3):
        for move in (-0.01, 0.01):
            beside = fit.coefficients.copy()
            beside[k] += move
            assert log_likelihood_at(beside, order.counts, series, fit.innovation_variance) < here, (k, move)


def test_standard_errors_of_a_first_order_autoregression_are_the_textbook_ones() -> None:
    series = simulated_arma(ar=[0.6], ma=[], n=20_000, seed=8)
    fit = fit_arima(series + 5.0, order=ArimaOrder(1, 0, 0, with_constant=True))
    assert fit.standard_errors is not None
    phi, variance, n = float(fit.ar[0]), fit.innovation_variance, fit.n_used
    expected = [math.sqrt((1 - phi**2) / n), math.sqrt(variance / n) / (1 - phi), variance * math.sqrt(2 / n)]
    assert fit.standard_errors == pytest.approx(expected, rel=2e-3)


@given(st.floats(1e-6, 1e6), st.floats(-100.0, 100.0))
@settings(max_examples=8)
def test_units_and_level_change_nothing_but_units(scale: float, shift: float) -> None:
    series = simulated_arma(ar=[0.5], ma=[0.3], n=200, seed=5)
    order = ArimaOrder(1, 0, 1, with_constant=True)
    base, other = fit_arima(series, order=order), fit_arima(scale * (series + shift), order=order)
    assert other.coefficients == pytest.approx(base.coefficients, abs=1e-6)
    assert other.constant == pytest.approx(scale * (base.constant + shift), rel=1e-6, abs=1e-6 * scale)
    assert other.innovation_variance == pytest.approx(scale**2 * base.innovation_variance, rel=1e-8)
    assert other.log_likelihood == pytest.approx(base.log_likelihood - 200 * math.log(scale), abs=1e-6)


@pytest.mark.slow
def test_intervals_of_simulated_worlds_cover_the_truth(slow_share: int) -> None:
    runs, inside = 1000 // slow_share, np.zeros(3)
    for seed in range(runs):
        series = 2.0 + simulated_arma(ar=[0.6], ma=[0.4], n=500, seed=seed)
        fit = fit_arima(series, order=ArimaOrder(1, 0, 1, with_constant=True))
        assert fit.standard_errors is not None, seed
        found = np.array([fit.ar[0], fit.ma[0], fit.constant])
        inside += np.abs(found - [0.6, 0.4, 2.0]) <= 1.959964 * fit.standard_errors[:3]
    allowed = COVERAGE_STANDARD_ERRORS * math.sqrt(0.95 * 0.05 / runs) + 0.01  # asymptotic errors at n = 500
    assert np.abs(inside / runs - 0.95).max() <= allowed, inside / runs


def test_criteria_count_the_variance_and_what_is_left_after_differences() -> None:
    fit = fit_arima(log_airline(), order=AIRLINE)
    assert fit.aic == pytest.approx(6.0 - 2.0 * fit.log_likelihood, rel=1e-14)
    assert fit.aicc == pytest.approx(fit.aic + 2 * 3 * 4 / (131 - 4), rel=1e-14)
    assert fit.bic == pytest.approx(3 * math.log(131) - 2.0 * fit.log_likelihood, rel=1e-14)


def test_a_walk_differenced_twice_is_named_as_beside_the_unit_circle() -> None:
    walk = np.cumsum(np.random.default_rng(1).standard_normal(300))
    fit = fit_arima(walk, order=ArimaOrder(0, 2, 1))
    assert fit.is_near_unit_root
    assert fit.smallest_ma_root == pytest.approx(1.0, abs=1e-3)


def test_white_noise_fitted_by_both_sides_nearly_cancels() -> None:
    noise = np.random.default_rng(4).standard_normal(2000)
    fit = fit_arima(noise, order=ArimaOrder(1, 0, 1))
    assert fit.is_near_cancellation or max(abs(fit.ar[0]), abs(fit.ma[0])) < 0.1


def test_residuals_are_the_standardised_innovations() -> None:
    fit = fit_arima(log_airline(), order=AIRLINE)
    series = difference(log_airline(), d=1, seasonal_d=1, period=12)
    found = innovations_of(fit.coefficients, AIRLINE.counts, series[None, :])
    assert found is not None
    assert fit.residuals == pytest.approx(found.errors[0] / np.sqrt(found.variances), abs=1e-12)
    assert float(np.mean(fit.residuals**2)) == pytest.approx(fit.innovation_variance, rel=1e-10)


def test_no_errors_are_told_where_the_curvature_has_none() -> None:
    counts = ArimaOrder(1, 0, 0).counts
    assert standard_errors_at(np.array([0.99999]), counts, np.ones(30), None, 1.0) is None


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (np.arange(6.0), "at least"),
        (np.full(50, 3.0), "must vary"),
        (np.append(np.arange(50.0), math.nan), "finite"),
        (np.append(np.arange(50.0), math.inf), "finite"),
        (np.zeros((5, 10)), "shape"),
    ],
)
def test_samples_that_no_fit_can_stand_on_are_refused(values: Any, word: str) -> None:
    with pytest.raises(InputError, match=word):
        fit_arima(values, order=ArimaOrder(1, 0, 1, with_constant=True))


def test_a_straight_line_has_constant_differences_and_is_refused() -> None:
    with pytest.raises(InputError, match="must vary"):
        fit_arima(np.arange(60.0), order=ArimaOrder(0, 1, 1, with_constant=True))


@pytest.mark.parametrize(
    ("given_order", "word"),
    [
        ({"p": -1, "d": 0, "q": 0}, "'p'"),
        ({"p": 0, "d": 0, "q": 0, "seasonal_p": 1}, "'period'"),
        ({"p": 0, "d": 0, "q": 0, "period": 0}, "'period'"),
        ({"p": 0, "d": 2, "q": 0, "with_constant": True}, "'with_constant'"),
    ],
)
def test_orders_that_mean_nothing_are_refused(given_order: dict[str, Any], word: str) -> None:
    with pytest.raises(InputError, match=word):
        ArimaOrder(**given_order)


def test_order_is_written_as_the_field_writes_it() -> None:
    assert str(AIRLINE) == "(0,1,1)(0,1,1)12"
    assert str(ArimaOrder(1, 0, 2, with_constant=True)) == "(1,0,2) with constant"
    assert ArimaOrder(1, 0, 1, with_constant=True).parameter_names == (
        "ar[1]",
        "ma[1]",
        "constant",
        "innovation_variance",
    )


def _psi_weights(order: ArimaOrder, coefficients: Any, count: int) -> Any:
    """Weights of the infinite moving average, polynomials multiplied by convolution."""
    p, q, sp, _, s = (int(each) for each in order.counts)
    ar, ma, far, fma = np.split(coefficients, np.cumsum([p, q, sp]))
    left = np.convolve(np.append(1.0, -ar), np.append(1.0, np.kron(-far, np.eye(s)[-1])))
    right = np.convolve(np.append(1.0, ma), np.append(1.0, np.kron(fma, np.eye(s)[-1])))
    from scipy.signal import lfilter

    return lfilter(right, left, np.append(1.0, np.zeros(count - 1)))
