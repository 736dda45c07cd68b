"""Kyle's lambda and Amihud's illiquidity: by their formulas, and on a market whose lambda is known."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import amihud_illiquidity, kyle_lambda


def test_lambda_is_covariance_over_variance() -> None:
    rng = np.random.default_rng(2)
    volume = rng.standard_normal(500)
    change = 0.3 * volume + rng.standard_normal(500)
    found = kyle_lambda(change, volume)
    assert found.value == pytest.approx(np.cov(change, volume)[0, 1] / volume.var(ddof=1), rel=1e-9)


def test_kyles_own_market_is_recovered() -> None:
    # one auction of Kyle (1985): lambda is sigma_v / (2 sigma_u), and the insider trades (v - p0) / (2 lambda)
    value_sd, noise_sd = 2.0, 5.0
    true = value_sd / (2 * noise_sd)
    inside = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        flow = value_sd * rng.standard_normal(400) / (2 * true) + noise_sd * rng.standard_normal(400)
        change = true * flow + 0.5 * rng.standard_normal(400)  # and news that nobody trades on
        found = kyle_lambda(change, flow)
        inside += abs(found.value - true) < 1.96 * found.standard_error
    assert 0.90 <= inside / 200 <= 0.98, inside


def test_amihud_leaves_out_what_did_not_trade() -> None:
    assert amihud_illiquidity(np.array([0.02, 0.5]), np.array([2e6, 0.0])) == pytest.approx(0.01)
    assert amihud_illiquidity(np.array([0.5]), np.array([0.0])) is None


def test_refusals() -> None:
    with pytest.raises(InputError, match="at least 30"):
        kyle_lambda(np.arange(5.0), np.arange(5.0))
    with pytest.raises(InputError, match="must vary"):
        kyle_lambda(np.arange(40.0), np.ones(40))
    with pytest.raises(InputError, match="'volumes' must be 0 or more"):
        amihud_illiquidity(np.array([0.1]), np.array([-1.0]))
