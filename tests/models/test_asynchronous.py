"""The lead-lag sum on assets whose true correlation is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models import asynchronous_covariance, sample_covariance
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT


def _half_a_day_apart(n: int, seed: int) -> FloatArray:
    """Shape (n, 2): one random walk, read at midnight and at noon."""
    halves = 0.01 * np.random.default_rng(seed).standard_normal(2 * n + 1)
    return np.column_stack([halves[:-1:2] + halves[1::2], halves[1::2] + halves[2::2]])


def test_identical_assets_read_half_a_day_apart_come_back_to_one() -> None:
    returns = _half_a_day_apart(5000, seed=9)
    assert sample_covariance(returns).correlation[0, 1] == pytest.approx(0.5, abs=0.03)
    assert asynchronous_covariance(returns).correlation[0, 1] == pytest.approx(1.0, abs=0.06)


def test_falling_weights_would_stop_at_three_quarters() -> None:
    """Why the weights are 1: Bartlett's half weight at lag 1 is what two-day overlapping returns show."""
    returns = _half_a_day_apart(5000, seed=9)
    full = asynchronous_covariance(returns).correlation[0, 1]
    plain = sample_covariance(returns).correlation[0, 1]
    overlapping = np.asarray(returns[1:] + returns[:-1])
    assert 0.5 * (full + plain) == pytest.approx(0.75, abs=0.04)
    assert sample_covariance(overlapping).correlation[0, 1] == pytest.approx(0.75, abs=0.04)


def test_the_sum_by_hand() -> None:
    rng = np.random.default_rng(5)
    returns = 0.01 * rng.standard_normal((40, 3))
    centred = returns - returns.mean(axis=0)
    expected = np.empty((3, 3))
    for i in range(3):
        for j in range(3):
            total = sum(centred[t, i] * centred[t, j] for t in range(40)) / 39
            for lag in (1, 2):
                if i != j:
                    total += sum(centred[t, i] * centred[t - lag, j] for t in range(lag, 40)) / (39 - lag)
                    total += sum(centred[t - lag, i] * centred[t, j] for t in range(lag, 40)) / (39 - lag)
            expected[i, j] = total
    found = asynchronous_covariance(returns, lags=2)
    assert np.linalg.eigvalsh(expected)[0] > 0
    np.testing.assert_allclose(found.matrix, expected, rtol=1e-9)
    assert (found.method, found.repair_distance) == ("lead-lag sum over 2 lags", 0.0)


def test_variances_are_left_as_they_are() -> None:
    returns = _half_a_day_apart(300, seed=2)
    np.testing.assert_allclose(
        asynchronous_covariance(returns).volatilities, sample_covariance(returns).volatilities, rtol=EXACT
    )


def test_a_repair_is_said() -> None:
    """In one of two samples identical assets come back a little above 1, which no covariance can hold."""
    found = [asynchronous_covariance(_half_a_day_apart(200, seed)) for seed in range(20)]
    repaired = [each for each in found if each.repair_distance > 0]
    assert 3 <= len(repaired) <= 17
    for each in found:
        assert ("repaired" in each.method) == (each.repair_distance > 0)
        assert np.linalg.eigvalsh(each.matrix)[0] >= -1e-9 * each.matrix[0, 0]
    assert repaired[0].correlation[0, 1] == pytest.approx(1.0, abs=1e-8)


def test_assets_that_are_independent_stay_so_and_the_noise_is_as_stated() -> None:
    n, runs = 250, 400
    rng = np.random.default_rng(31)
    values = np.array(
        [float(asynchronous_covariance(rng.standard_normal((n, 2))).correlation[0, 1]) for _ in range(runs)]
    )
    error = math.sqrt(3 / n)
    assert abs(values.mean()) < COVERAGE_STANDARD_ERRORS * error / math.sqrt(runs)
    assert float(values.std()) == pytest.approx(error, rel=COVERAGE_STANDARD_ERRORS / math.sqrt(2 * runs))


@pytest.mark.parametrize("lags", [0, -1, 9])
def test_lags_outside_their_range_are_refused(lags: int) -> None:
    with pytest.raises(InputError, match="'lags' must be at least 1 and at most 8 for 10 observations"):
        asynchronous_covariance(np.random.default_rng(0).standard_normal((10, 2)), lags=lags)


def test_a_still_asset_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="'B'"):
        asynchronous_covariance(np.column_stack([np.arange(9.0), np.zeros(9)]), names=["A", "B"])
