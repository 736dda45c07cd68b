"""Slope with a Newey-West error, and correlation with Fisher's interval: against statsmodels and known truth."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from seawall.errors import InputError
from seawall.models import estimate_correlation, fit_slope, newey_west_lags
from tests.tolerances import EXACT, PEER, SAMPLING_STANDARD_ERRORS


@pytest.mark.parametrize("lags", [None, 0, 7])
def test_slope_and_error_as_statsmodels(lags: int | None) -> None:
    rng = np.random.default_rng(5)
    x = rng.standard_normal(180)
    y = 0.3 - 4.0 * x + np.convolve(rng.standard_t(4, 183), [1.0, 0.6, 0.3, 0.1], "valid")
    found = fit_slope(y, x, lags=lags)
    used = newey_west_lags(180) if lags is None else lags
    peer = sm.OLS(y, sm.add_constant(x)).fit(cov_type="HAC", cov_kwds={"maxlags": used, "use_correction": True})
    assert found.lags == used
    assert found.slope == pytest.approx(peer.params[1], rel=PEER)
    assert found.intercept == pytest.approx(peer.params[0], rel=PEER)
    assert found.standard_error == pytest.approx(peer.bse[1], rel=PEER)
    assert found.r_squared == pytest.approx(peer.rsquared, rel=PEER)
    assert found.slope == pytest.approx(np.polyfit(x, y, 1)[0], rel=PEER)


def test_correlation_as_scipy() -> None:
    rng = np.random.default_rng(6)
    x = rng.standard_normal(60)
    y = 0.5 * x + rng.standard_normal(60)
    peer = stats.pearsonr(x, y)
    found = estimate_correlation(x, y, confidence=0.9)
    interval = peer.confidence_interval(0.9)
    assert found.value == pytest.approx(peer.statistic, rel=EXACT)
    assert (found.lower, found.upper) == pytest.approx((interval.low, interval.high), rel=PEER)


def test_fishers_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    hits, n = 0, 2_000
    for _ in range(n):
        x = rng.standard_normal(40)
        found = estimate_correlation(x, -0.6 * x + 0.8 * rng.standard_normal(40))
        hits += found.lower <= -0.6 <= found.upper
    error = np.sqrt(0.95 * 0.05 / n)
    assert abs(hits / n - 0.95) <= SAMPLING_STANDARD_ERRORS * error, hits / n


def test_a_perfect_correlation_has_no_width() -> None:
    x = np.arange(12.0)
    found = estimate_correlation(x, -2.0 * x)
    assert found.value == found.lower == found.upper == pytest.approx(-1.0, abs=1e-15)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (np.ones(30), np.arange(30.0), "must vary"),
        (np.arange(30.0), np.full(30, 0.1), "must vary"),
        (np.arange(5.0), np.arange(5.0), "at least"),
        (np.arange(30.0), np.arange(29.0), "shape"),
        (np.array([*range(29), np.nan]), np.arange(30.0), "finite"),
    ],
)
def test_what_cannot_be_fitted_is_refused(first: np.ndarray, second: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        fit_slope(first, second)
    with pytest.raises(InputError, match=message):
        estimate_correlation(first, second)
