"""Tests of residuals against statsmodels and scipy, and against known truth."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models import arch_lm, jarque_bera, ljung_box
from tests.tolerances import LEAST_SQUARES_PEER


def _sample(seed: int) -> FloatArray:
    rng = np.random.default_rng(seed)
    return np.asarray(rng.standard_t(5, int(rng.integers(60, 800))) * 0.02)


@pytest.mark.parametrize("seed", range(8))
def test_statistics_agree_with_packages(seed: int) -> None:
    from scipy.stats import jarque_bera as peer_jarque_bera
    from statsmodels.stats.diagnostic import acorr_ljungbox, het_arch

    values = _sample(seed)
    box = acorr_ljungbox(values, lags=[12], model_df=3)
    found = ljung_box(values, lags=12, fitted_parameters=3)
    assert found.degrees_of_freedom == 9
    assert found.statistic == pytest.approx(float(box["lb_stat"].iloc[0]), rel=LEAST_SQUARES_PEER)
    assert found.p_value == pytest.approx(float(box["lb_pvalue"].iloc[0]), rel=LEAST_SQUARES_PEER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        statistic, p_value, *_ = het_arch(values, nlags=5)
    lagrange = arch_lm(values, lags=5)
    assert (lagrange.statistic, lagrange.p_value) == pytest.approx((statistic, p_value), rel=1e-6)
    peer = peer_jarque_bera(values)
    normal = jarque_bera(values)
    assert (normal.statistic, normal.p_value) == pytest.approx((peer.statistic, peer.pvalue), rel=LEAST_SQUARES_PEER)


def test_verdicts_name_planted_faults() -> None:
    noise = np.random.default_rng(8).standard_normal(1000)
    follows = np.convolve(noise, [1.0, 0.4])[:1000]
    assert ljung_box(follows, lags=10).verdict == "correlation is left"
    assert arch_lm(noise * np.repeat([1.0, 3.0], 500), lags=5).verdict.startswith("the variance changes")
    assert jarque_bera(noise**3).verdict.startswith("not normal")


def test_bad_input_is_refused() -> None:
    with pytest.raises(InputError, match="above the 5 fitted"):
        ljung_box(_sample(1), lags=5, fitted_parameters=5)
    with pytest.raises(InputError, match="'lags' must be from 1"):
        arch_lm(_sample(1)[:12], lags=6)
    with pytest.raises(InputError, match="all are of one size"):
        arch_lm(np.tile([1.0, -1.0], 20), lags=2)
    with pytest.raises(InputError, match="must vary"):
        jarque_bera(np.ones(20))
