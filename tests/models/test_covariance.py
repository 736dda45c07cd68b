"""The sample covariance, what an estimate carries, and what is refused at the door."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models import CovarianceEstimate, ewma_covariance, sample_covariance
from tests.tolerances import EXACT

RETURNS = np.random.default_rng(7).standard_normal((60, 4)) @ np.array(
    [[0.01, 0.005, 0.0, 0.0], [0.0, 0.02, 0.01, 0.0], [0.0, 0.0, 0.015, 0.0], [0.002, 0.0, 0.0, 0.03]]
)
ESTIMATORS: list[Callable[..., CovarianceEstimate]] = [
    sample_covariance,
    lambda returns, names=None: ewma_covariance(returns, decay=0.94, names=names),
]


def test_sample_covariance_is_the_unbiased_one() -> None:
    estimate = sample_covariance(RETURNS)
    np.testing.assert_allclose(estimate.matrix, np.cov(RETURNS, rowvar=False), rtol=EXACT, atol=1e-18)
    assert (estimate.n_observations, estimate.effective_observations, estimate.shrinkage) == (60, 60.0, None)
    assert estimate.repair_distance == 0.0


def test_condition_number_of_a_known_matrix() -> None:
    """Eigenvalues of [[1, r], [r, 1]] are 1 + r and 1 - r."""
    estimate = CovarianceEstimate(np.array([[1.0, 0.6], [0.6, 1.0]]), "by hand", 10, None, 10.0)
    assert estimate.condition_number == pytest.approx(4.0, rel=EXACT)


def test_fewer_observations_than_assets_are_singular_and_say_so() -> None:
    assert sample_covariance(RETURNS[:4]).condition_number == math.inf
    assert sample_covariance(RETURNS).condition_number < 1e3


def test_volatilities_and_correlation_rebuild_the_matrix() -> None:
    estimate = sample_covariance(RETURNS)
    scale = np.diag(estimate.volatilities)
    np.testing.assert_allclose(scale @ estimate.correlation @ scale, estimate.matrix, rtol=EXACT, atol=1e-18)
    np.testing.assert_array_equal(np.diagonal(estimate.correlation), 1.0)


def test_an_estimate_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        sample_covariance(RETURNS).matrix[0, 0] = 1.0


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.array([[1.0, 0.2], [0.1, 1.0]]), "symmetric"),
        (np.array([[1.0, 0.0], [0.0, 0.0]]), "variances above 0"),
        (np.array([[1.0, np.nan], [np.nan, 1.0]]), "finite"),
        (np.ones(3), "shape"),
    ],
)
def test_a_matrix_that_is_no_covariance_is_refused(matrix: FloatArray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        CovarianceEstimate(matrix, "by hand", 10, None, 10.0)


@pytest.mark.parametrize("estimator", ESTIMATORS)
class TestEveryEstimator:
    def test_scale(self, estimator: Callable[..., CovarianceEstimate]) -> None:
        scale = np.array([1.0, 10.0, 0.1, 100.0])
        np.testing.assert_allclose(
            estimator(100.0 * RETURNS).matrix, 1e4 * estimator(RETURNS).matrix, rtol=1e-10, atol=1e-14
        )
        if estimator is sample_covariance:
            np.testing.assert_allclose(
                estimator(RETURNS * scale).matrix, np.outer(scale, scale) * estimator(RETURNS).matrix, rtol=1e-10
            )

    def test_order_of_assets(self, estimator: Callable[..., CovarianceEstimate]) -> None:
        order = [2, 0, 3, 1]
        np.testing.assert_allclose(
            estimator(RETURNS[:, order]).matrix, estimator(RETURNS).matrix[np.ix_(order, order)], rtol=1e-10, atol=1e-18
        )

    def test_one_observation_is_refused(self, estimator: Callable[..., CovarianceEstimate]) -> None:
        with pytest.raises(InputError, match="at least 2 observations"):
            estimator(RETURNS[:1])

    def test_no_asset_is_refused(self, estimator: Callable[..., CovarianceEstimate]) -> None:
        with pytest.raises(InputError, match="at least 1 asset"):
            estimator(RETURNS[:, :0])

    def test_an_asset_that_never_moves_is_refused_by_name(self, estimator: Callable[..., CovarianceEstimate]) -> None:
        still = RETURNS.copy()
        still[:, 2] = 0.001
        with pytest.raises(InputError, match="never does in column 2: its variance is 0"):
            estimator(still)
        with pytest.raises(InputError, match="never does in 'USDC'"):
            estimator(still, names=["BTC", "ETH", "USDC", "SPY"])

    def test_a_blank_is_refused_by_place(self, estimator: Callable[..., CovarianceEstimate]) -> None:
        blank = RETURNS.copy()
        blank[5, 1] = np.nan
        with pytest.raises(InputError, match="was nan at observation 5 of 'ETH'"):
            estimator(blank, names=["BTC", "ETH", "USDC", "SPY"])

    def test_names_must_fit(self, estimator: Callable[..., CovarianceEstimate]) -> None:
        with pytest.raises(InputError, match="each of the 4 columns"):
            estimator(RETURNS, names=["BTC"])
