"""EWMA against the tables of RiskMetrics and a recursion by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.models import ewma_covariance, ewma_effective_days, ewma_volatility
from tests.tolerances import EXACT, PRINTED_THREE

# RiskMetrics Technical Document (1996), table 5.1: USD/DEM, 28 March to 24 April 1996, percent
# fmt: off
TABLE_5_1 = [0.634, 0.115, -0.460, 0.094, 0.176, -0.088, -0.142, 0.324, -0.943, -0.528,
             -0.107, -0.160, -0.445, 0.053, 0.152, -0.318, 0.424, -0.708, -0.105, -0.257]
# fmt: on
RETURNS = np.random.default_rng(51).standard_normal((250, 3)) * [0.01, 0.02, 0.03]


def test_table_5_1_of_riskmetrics() -> None:
    """The weights .06 × .94^i give .328 over these 20 days; renormalised they give .390."""
    returns = np.array(TABLE_5_1)[:, None]
    estimate = ewma_covariance(returns, decay=0.94)
    assert estimate.volatilities[0] == pytest.approx(0.390, abs=PRINTED_THREE)
    assert estimate.volatilities[0] * math.sqrt(1 - 0.94**20) == pytest.approx(0.328, abs=PRINTED_THREE)


@pytest.mark.parametrize(("decay", "days"), [(0.94, 74), (0.97, 151)])
def test_effective_days_of_riskmetrics(decay: float, days: int) -> None:
    assert round(ewma_effective_days(decay)) == days
    assert decay ** ewma_effective_days(decay, tolerance=0.001) == pytest.approx(0.001, rel=EXACT)


def test_covariance_is_the_sum_over_days_by_hand() -> None:
    decay, n = 0.97, len(RETURNS)
    total, weights = np.zeros((3, 3)), 0.0
    for age in range(n):
        row = RETURNS[n - 1 - age]
        weights += decay**age
        total += decay**age * np.outer(row, row)
    estimate = ewma_covariance(RETURNS, decay=decay)
    np.testing.assert_allclose(estimate.matrix, total / weights, rtol=EXACT, atol=EXACT * 1e-4)
    assert estimate.method == "EWMA, decay 0.97"


@given(st.floats(0.5, 0.999), st.integers(2, 400))
def test_effective_observations_have_a_closed_form(decay: float, n: int) -> None:
    returns = np.random.default_rng(n).standard_normal((n, 1))
    found = ewma_covariance(returns, decay=decay).effective_observations
    expected = (1 - decay**n) ** 2 / (1 - decay) ** 2 * (1 - decay**2) / (1 - decay ** (2 * n))
    assert found == pytest.approx(expected, rel=1e-9), (decay, n)
    assert found <= n * (1 + EXACT)


def test_volatility_before_each_return_knows_only_the_past_and_the_start() -> None:
    decay = 0.94
    variance = [float(np.mean(RETURNS[:, 0] ** 2))]
    for value in RETURNS[:, 0]:
        variance.append(decay * variance[-1] + (1 - decay) * float(value) ** 2)
    found = ewma_volatility(RETURNS[:, 0], decay=decay)
    np.testing.assert_allclose(found, np.sqrt(variance), rtol=EXACT)
    np.testing.assert_allclose(found, ewma_volatility(RETURNS, decay=decay)[:, 0], rtol=EXACT)


def test_the_last_volatility_differs_from_the_covariance_by_the_start_alone() -> None:
    """Start S with weight λ^n, the renormalised average with the rest."""
    share = 0.94 ** len(RETURNS)
    last = ewma_volatility(RETURNS, decay=0.94)[-1] ** 2
    average = np.diagonal(ewma_covariance(RETURNS, decay=0.94).matrix)
    np.testing.assert_allclose(last, share * (RETURNS**2).mean(axis=0) + (1 - share) * average, rtol=EXACT)


def test_a_late_return_changes_no_earlier_volatility_but_through_the_start() -> None:
    changed = RETURNS[:, 0].copy()
    changed[-1] = -changed[-1]
    np.testing.assert_array_equal(
        ewma_volatility(changed, decay=0.94)[:-1], ewma_volatility(RETURNS[:, 0], decay=0.94)[:-1]
    )


@pytest.mark.parametrize("decay", [0.0, 1.0, -0.1, 94.0, float("nan")])
def test_a_decay_outside_its_range_is_refused(decay: float) -> None:
    for call in (lambda: ewma_volatility(RETURNS, decay=decay), lambda: ewma_covariance(RETURNS, decay=decay)):
        with pytest.raises(InputError, match=r"'decay' must be in \(0, 1\)"):
            call()
    with pytest.raises(InputError, match="'decay'"):
        ewma_effective_days(decay)


@pytest.mark.parametrize("tolerance", [0.0, 1.0, float("nan")])
def test_a_tolerance_outside_its_range_is_refused(tolerance: float) -> None:
    with pytest.raises(InputError, match="'tolerance'"):
        ewma_effective_days(0.94, tolerance=tolerance)


def test_bad_returns_are_refused() -> None:
    still = RETURNS.copy()
    still[:, 1] = 0.0
    with pytest.raises(InputError, match="'B'"):
        ewma_volatility(still, decay=0.94, names=["A", "B", "C"])
    with pytest.raises(InputError, match="shape"):
        ewma_volatility(np.ones((2, 2, 2)), decay=0.94)


def test_with_a_stated_start_no_row_knows_of_later_returns() -> None:
    """Every return from the 50th on is changed; the first 51 volatilities past the start are the same to the bit."""
    changed = RETURNS.copy()
    changed[50:] *= -3.0
    before = ewma_volatility(RETURNS, decay=0.94, start_sessions=20)[20:51]
    np.testing.assert_array_equal(ewma_volatility(changed, decay=0.94, start_sessions=20)[20:51], before)


def test_a_stated_start_is_the_mean_square_of_its_sessions() -> None:
    volatility = ewma_volatility(RETURNS[:, 0], decay=0.94, start_sessions=20)
    by_hand = sum(float(each) ** 2 for each in RETURNS[:20, 0]) / 20
    assert volatility[0] ** 2 == pytest.approx(by_hand, rel=EXACT)
    for each in RETURNS[:, 0]:
        by_hand = 0.94 * by_hand + 0.06 * float(each) ** 2
    assert volatility[-1] ** 2 == pytest.approx(by_hand, rel=1e-10)


@pytest.mark.parametrize("start", [0, -1, 10_000])
def test_a_start_outside_the_window_is_refused(start: int) -> None:
    with pytest.raises(InputError, match="'start_sessions' must be from 1 to"):
        ewma_volatility(RETURNS, decay=0.94, start_sessions=start)
