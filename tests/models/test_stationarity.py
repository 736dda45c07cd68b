"""Unit-root tests against two packages, and what they say together of known truth."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.models import LagCriterion, StationarityVerdict, augmented_dickey_fuller, kpss_test, read_stationarity
from tests.tolerances import LEAST_SQUARES_PEER


def _series(seed: int) -> FloatArray:
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal(int(rng.integers(30, 900)))
    kinds = (noise, np.cumsum(noise), np.convolve(noise, [1.0, 0.5, 0.3])[: len(noise)], np.cumsum(noise) * 1e6)
    return np.asarray(kinds[seed % 4])


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("criterion", LagCriterion)
def test_dickey_fuller_agrees_with_statsmodels(seed: int, criterion: LagCriterion) -> None:
    from statsmodels.tsa.stattools import adfuller

    values = _series(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        statistic, p_value, lags, n_used, *_ = adfuller(values, autolag=criterion.upper())
    found = augmented_dickey_fuller(values, criterion=criterion)
    assert (found.lags, found.n_used) == (lags, n_used), seed
    assert found.statistic == pytest.approx(statistic, rel=LEAST_SQUARES_PEER), seed
    assert found.p_value == pytest.approx(p_value, abs=1e-10), seed


@pytest.mark.parametrize("seed", range(4))
def test_dickey_fuller_agrees_with_arch_at_a_fixed_lag(seed: int) -> None:
    from arch.unitroot import ADF

    values = _series(seed)
    expected = ADF(values, lags=0, trend="c")
    found = augmented_dickey_fuller(values, largest_lag=0)
    assert found.statistic == pytest.approx(expected.stat, rel=LEAST_SQUARES_PEER)
    assert found.p_value == pytest.approx(expected.pvalue, abs=1e-10)


@pytest.mark.parametrize("seed", range(12))
def test_kpss_agrees_with_statsmodels_and_says_where_its_table_ends(seed: int) -> None:
    from statsmodels.tsa.stattools import kpss

    values = _series(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        statistic, p_value, lags, _ = kpss(values, regression="c", nlags="auto")
    found = kpss_test(values)
    assert found.lags == lags
    assert found.statistic == pytest.approx(statistic, rel=LEAST_SQUARES_PEER)
    assert found.p_value == pytest.approx(p_value, abs=1e-10)
    assert found.p_bound == (">=" if statistic < 0.347 else "<=" if statistic > 0.739 else "")


def test_both_tests_name_known_truth() -> None:
    noise = np.random.default_rng(8).standard_normal(800)
    assert read_stationarity(noise).verdict is StationarityVerdict.STATIONARY
    assert read_stationarity(np.cumsum(noise)).verdict is StationarityVerdict.UNIT_ROOT
    broken = noise + np.where(np.arange(800) < 400, 0.0, 0.6)
    assert read_stationarity(broken).verdict is StationarityVerdict.CONFLICT
    assert "break" in read_stationarity(broken).sentence


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (np.ones(100), "must vary"),
        (np.arange(10.0), "at least 25"),
        (np.append(np.arange(50.0) ** 2, np.nan), "must be finite"),
    ],
)
def test_bad_values_are_refused(values: FloatArray, fault: str) -> None:
    for test in (augmented_dickey_fuller, kpss_test):
        with pytest.raises(InputError, match=fault):
            test(values)


def test_a_rule_without_noise_and_an_absurd_lag_are_refused() -> None:
    with pytest.raises(NumericalError, match="leaves no residual"):
        augmented_dickey_fuller(np.asarray(0.5 ** np.arange(40), dtype=np.float64), largest_lag=0)
    with pytest.raises(InputError, match="'largest_lag' must be in"):
        augmented_dickey_fuller(_series(0), largest_lag=-1)
