"""Loadings give the covariance back, singular or not, and what is no covariance is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import NumericalError
from seawall.scenarios.covariance_loadings import covariance_loadings
from tests.tolerances import SCALED


@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 10_000))
def test_loadings_times_their_transpose_are_the_covariance(k: int, rank: int, seed: int) -> None:
    """Any rank from 1 up, and volatilities from 1e-6 to 1e2 side by side."""
    rng = np.random.default_rng(seed)
    factor = rng.standard_normal((k, min(rank, k)))
    factor *= 10.0 ** rng.uniform(-6, 2, (k, 1)) / np.linalg.norm(factor, axis=1)[:, None]
    covariance = factor @ factor.T
    loadings = covariance_loadings(covariance, names=tuple("ABCDEFGH"[:k]))
    scale = np.sqrt(np.outer(np.diagonal(covariance), np.diagonal(covariance)))
    np.testing.assert_allclose(loadings @ loadings.T / scale, covariance / scale, atol=SCALED, err_msg=f"{k} {rank}")
    weight = np.square(loadings / np.sqrt(np.diagonal(covariance))[:, None]).sum(axis=0)
    assert (np.diff(weight) <= SCALED).all(), "directions must come largest first"
    assert int((weight > 0).sum()) <= min(rank, k), "a singular matrix has no more directions than its rank"


def test_twins_move_together_exactly() -> None:
    loadings = covariance_loadings(np.array([[4.0, 2.0], [2.0, 1.0]]), names=("A", "B"))
    np.testing.assert_allclose(loadings, [[2.0, 0.0], [1.0, 0.0]], rtol=SCALED, atol=SCALED)


def test_what_is_no_covariance_is_refused() -> None:
    """Correlations .9, .9 and -.9 contradict each other: the smallest eigenvalue is 1 - 2 x .9."""
    impossible = np.array([[1.0, 0.9, 0.9], [0.9, 1.0, -0.9], [0.9, -0.9, 1.0]])
    with pytest.raises(NumericalError, match=r"covariance of A, B, C is not positive semidefinite: .* is -0.8,"):
        covariance_loadings(impossible, names=("A", "B", "C"))


def test_no_factors_have_no_loadings() -> None:
    assert covariance_loadings(np.empty((0, 0)), names=()).shape == (0, 0)
