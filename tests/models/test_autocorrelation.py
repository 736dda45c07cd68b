"""ACF against its definition, PACF against regressions, bands against simulated truth."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models import autocorrelations, partial_from_autocorrelations
from tests.tolerances import EXACT, LEAST_SQUARES_PEER


def _moving_average(seed: int, n: int = 300) -> FloatArray:
    noise = np.random.default_rng(seed).standard_normal(n + 2)
    return np.asarray(noise[2:] + 0.7 * noise[1:-1] - 0.2 * noise[:-2] + 5.0)


@pytest.mark.parametrize("seed", range(5))
def test_acf_is_its_definition(seed: int) -> None:
    values = _moving_average(seed)
    centred = values - values.mean()
    expected = [float(centred[k:] @ centred[:-k]) / float(centred @ centred) for k in range(1, 21)]
    assert autocorrelations(values, lags=20).acf == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize("seed", range(5))
def test_pacf_is_the_last_coefficient_of_each_autoregression(seed: int) -> None:
    acf = autocorrelations(_moving_average(seed), lags=12).acf
    whole = np.concatenate([[1.0], acf])
    for order in range(1, 13):
        toeplitz = whole[np.abs(np.subtract.outer(np.arange(order), np.arange(order)))]
        last = np.linalg.solve(toeplitz, acf[:order])[-1]
        assert partial_from_autocorrelations(acf)[order - 1] == pytest.approx(last, abs=LEAST_SQUARES_PEER)


def test_bands_agree_with_statsmodels() -> None:
    from statsmodels.tsa.stattools import acf

    values = _moving_average(1)
    found = autocorrelations(values, lags=15)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, bounds = acf(values, nlags=15, alpha=0.05, bartlett_confint=True)
    half = (bounds[1:, 1] - bounds[1:, 0]) / 2.0
    assert found.bartlett_bands == pytest.approx(half, rel=LEAST_SQUARES_PEER)
    assert found.bartlett_bands[0] == pytest.approx(found.white_noise_band, rel=EXACT)


def test_the_robust_band_is_its_sum() -> None:
    values = _moving_average(2)
    u = values - values.mean()
    expected = [1.959963984540054 * np.sqrt((u[k:] ** 2 * u[:-k] ** 2).sum()) / (u**2).sum() for k in (1, 7)]
    found = autocorrelations(values, lags=7).robust_bands
    assert found[[0, 6]] == pytest.approx(expected, rel=LEAST_SQUARES_PEER)


def test_the_robust_band_holds_where_the_variance_changes_and_white_noise_does_not() -> None:
    rng = np.random.default_rng(11)
    runs, outside = 600, np.zeros(2)
    for _ in range(runs):
        values, variance = np.empty(600), 1.0
        draws = rng.standard_normal(600)
        for t in range(600):
            values[t] = np.sqrt(variance) * draws[t]
            variance = 0.1 + 0.3 * values[t] ** 2 + 0.6 * variance
        found = autocorrelations(values, lags=1)
        outside += abs(found.acf[0]) > np.array([found.robust_bands[0], found.white_noise_band])
    robust, white = outside / runs
    # heavy-tailed squares: the robust band is a little narrow in samples of this size, white noise far more
    assert robust < 0.09, (robust, white)
    assert white > 0.15, (robust, white)


@pytest.mark.parametrize(
    ("values", "lags", "fault"),
    [(np.ones(50), 5, "must vary"), (np.arange(50.0), 0, "'lags'"), (np.arange(50.0), 25, "'lags'")],
)
def test_bad_input_is_refused(values: FloatArray, lags: int, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        autocorrelations(values, lags=lags)
