"""Nearest correlation against Higham's printed examples and statsmodels; refusal of what cannot be inverted."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.correlation_tools import corr_nearest
from statsmodels.tools.sm_exceptions import IterationLimitWarning

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.models import cholesky_factor, nearest_correlation
from tests.tolerances import EXACT, NEAREST_CORRELATION, PRICE_PRINTED


def _broken(k: int, seed: int) -> FloatArray:
    """Symmetric with ones on the diagonal, and negative eigenvalues for k above 2, most likely."""
    rng = np.random.default_rng(seed)
    half = np.triu(rng.uniform(-1.0, 1.0, (k, k)), 1)
    return np.asarray(half + half.T + np.eye(k))


def test_the_first_example_of_higham() -> None:
    """Higham (2002), section 4: three assets, distance .5278."""
    found = nearest_correlation(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]]))
    expected = [[1.0, 0.7607, 0.1573], [0.7607, 1.0, 0.7607], [0.1573, 0.7607, 1.0]]
    np.testing.assert_allclose(found.matrix, expected, atol=PRICE_PRINTED)
    assert found.distance == pytest.approx(0.5278, abs=PRICE_PRINTED)
    assert found.iterations > 1


def test_the_second_example_of_higham() -> None:
    """The tridiagonal matrix (-1, 2, -1); its diagonal does not enter the search and is set to 1."""
    matrix = np.eye(4) - np.eye(4, k=1) - np.eye(4, k=-1)
    expected = [
        [1.0, -0.8084, 0.1916, 0.1068],
        [-0.8084, 1.0, -0.6562, 0.1916],
        [0.1916, -0.6562, 1.0, -0.8084],
        [0.1068, 0.1916, -0.8084, 1.0],
    ]
    np.testing.assert_allclose(nearest_correlation(matrix).matrix, expected, atol=PRICE_PRINTED)


@pytest.mark.parametrize("k", [3, 5, 12])
def test_against_statsmodels(k: int) -> None:
    matrix = _broken(k, seed=k)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IterationLimitWarning)  # it stops only where nothing is left to clip
        expected = corr_nearest(matrix, threshold=0.0, n_fact=500)
    found = nearest_correlation(matrix)
    np.testing.assert_allclose(found.matrix, expected, atol=NEAREST_CORRELATION)


@given(st.integers(2, 8), st.integers(0, 10_000))
def test_possible_and_nearer_than_any_other_try(k: int, seed: int) -> None:
    matrix = _broken(k, seed)
    found = nearest_correlation(matrix)
    assert np.linalg.eigvalsh(found.matrix)[0] > -NEAREST_CORRELATION, (k, seed)
    np.testing.assert_array_equal(np.diagonal(found.matrix), 1.0)
    assert found.distance == pytest.approx(float(np.linalg.norm(found.matrix - matrix)), abs=EXACT)
    values, vectors = np.linalg.eigh(matrix)
    clipped = vectors @ np.diag(np.maximum(values, 0.0)) @ vectors.T
    scale = np.sqrt(np.diagonal(clipped))
    if (scale > 0).all():
        rescaled = clipped / np.outer(scale, scale)
        assert found.distance <= float(np.linalg.norm(rescaled - matrix)) + NEAREST_CORRELATION, (k, seed)
    # a convex problem: from the minimum, every step towards another correlation matrix leads away
    other = np.corrcoef(np.random.default_rng(seed + 1).standard_normal((k, 2 * k)))
    assert float(np.sum((other - found.matrix) * (found.matrix - matrix))) > -1e-6, (k, seed)


def test_a_possible_matrix_is_returned_unchanged() -> None:
    matrix = np.array([[1.0, 0.3], [0.3, 1.0]])
    found = nearest_correlation(matrix)
    np.testing.assert_array_equal(found.matrix, matrix)
    assert (found.distance, found.iterations) == (0.0, 0)
    singular = nearest_correlation(np.ones((5, 5)))
    assert (singular.distance, singular.iterations) == (0.0, 0)


def test_two_assets_above_one_come_back_to_one() -> None:
    found = nearest_correlation(np.array([[1.0, 1.02], [1.02, 1.0]]))
    np.testing.assert_allclose(found.matrix, np.ones((2, 2)), atol=NEAREST_CORRELATION)
    assert found.distance == pytest.approx(np.sqrt(2) * 0.02, abs=NEAREST_CORRELATION)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.array([[2.0, 0.0], [0.0, 1.0]]), "a covariance"),
        (np.array([[1.0, 0.5], [0.4, 1.0]]), "symmetric"),
        (np.ones((2, 3)), "square"),
        (np.array([[1.0, np.nan], [np.nan, 1.0]]), "finite"),
    ],
)
def test_what_is_no_correlation_is_refused(matrix: FloatArray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        nearest_correlation(matrix)


def test_a_search_that_does_not_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seawall.models.correlation._MOST_ITERATIONS", 2)
    with pytest.raises(NumericalError, match="did not converge in 2 projections"):
        nearest_correlation(_broken(6, seed=1))


def test_cholesky_rebuilds_the_matrix() -> None:
    root = np.random.default_rng(8).standard_normal((6, 6))
    matrix = root @ root.T
    matrix = 0.5 * (matrix + matrix.T)
    factor = cholesky_factor(matrix)
    np.testing.assert_allclose(factor @ factor.T, matrix, rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(factor, np.tril(factor))


def test_a_singular_covariance_names_what_is_collinear() -> None:
    """SPY and VOO are one thing under two names; gold is not."""
    rng = np.random.default_rng(4)
    stock, gold = rng.standard_normal((2, 50))
    returns = 0.01 * np.column_stack([stock, gold, 2.0 * stock])
    centred = returns - returns.mean(axis=0)
    with pytest.raises(NumericalError, match=r"smallest eigenvalue .* nearly collinear: 'SPY', 'VOO'$"):
        cholesky_factor(centred.T @ centred / 49, names=["SPY", "GLD", "VOO"])
    with pytest.raises(NumericalError, match=r"nearly collinear: column 0, column 2$"):
        cholesky_factor(centred.T @ centred / 49)


def test_a_matrix_that_is_not_definite_is_refused_however_different_its_variances() -> None:
    tiny = np.array([[1.0, 0.0], [0.0, 1e-20]])
    np.testing.assert_allclose(cholesky_factor(tiny), np.sqrt(tiny))
    with pytest.raises(NumericalError, match="not positive definite"):
        cholesky_factor(np.array([[1.0, 1.1], [1.1, 1.0]]))
    with pytest.raises(InputError, match=r"variances above 0, was 0.0 in 'B'"):
        cholesky_factor(np.diag([1.0, 0.0]), names=["A", "B"])


def test_many_collinear_columns_are_counted() -> None:
    with pytest.raises(NumericalError, match=r"and 3 more$"):
        cholesky_factor(np.eye(8) * 1.0 - 1.0 / 8 * np.ones((8, 8)))
