"""Correlation matrices: the nearest possible one, and what stands in the way of inverting one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.models.covariance import column_name

__all__ = ["NearestCorrelation", "cholesky_factor", "nearest_correlation"]

_TOLERANCE = 1e-10
_MOST_ITERATIONS = 10_000
_DIAGONAL_SLACK = 1e-8
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class NearestCorrelation:
    """The possible correlation matrix nearest to one that is not.

    Attributes
    ----------
    matrix : FloatArray
        Shape (k, k), symmetric, ones on the diagonal, no eigenvalue below zero but for rounding.
    distance : float
        Frobenius norm of the change; 0 where none was needed.
    iterations : int
        Alternating projections used; 0 where none was needed.
    """

    matrix: FloatArray
    distance: float
    iterations: int

    def __post_init__(self) -> None:
        """Hold the matrix read-only."""
        object.__setattr__(self, "matrix", read_only(self.matrix))


def nearest_correlation(matrix: FloatArray) -> NearestCorrelation:
    r"""Nearest correlation matrix in the Frobenius norm, by alternating projections with Dykstra's correction.

    .. math:: \min_X \lVert A - X \rVert_F \quad \text{with } X \succeq 0, \; x_{ii} = 1

    Clipping eigenvalues alone spoils the diagonal, and rescaling it afterwards gives a matrix that is further away.

    Parameters
    ----------
    matrix : FloatArray
        Shape (k, k), symmetric, with ones on the diagonal; entries may lie outside [-1, 1].

    Returns
    -------
    NearestCorrelation
        The matrix itself, unchanged, where it already is possible.

    Raises
    ------
    InputError
        When the matrix is not square, finite and symmetric with a diagonal of ones.
    NumericalError
        When 10,000 projections do not bring the changes below 1e-10.

    References
    ----------
    Higham, "Computing the nearest correlation matrix: a problem from finance", *IMA Journal of Numerical Analysis* 22
    (2002), algorithm 3.3.

    Examples
    --------
    >>> nearest = nearest_correlation(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]]))
    >>> nearest.matrix.round(4).tolist(), round(nearest.distance, 4)
    ([[1.0, 0.7607, 0.1573], [0.7607, 1.0, 0.7607], [0.1573, 0.7607, 1.0]], 0.5278)
    """
    given = _symmetric(matrix)
    if np.abs(np.diagonal(given) - 1.0).max() > _DIAGONAL_SLACK:
        raise InputError(
            f"'matrix' must have ones on the diagonal, had {float(np.diagonal(given).min())!r} "
            f"to {float(np.diagonal(given).max())!r}; a covariance?"
        )
    # an eigenvalue of rounding size is the zero of a singular matrix, which is possible
    if np.linalg.eigvalsh(given)[0] >= -len(given) * _EPSILON:
        return NearestCorrelation(given, 0.0, 0)
    unit, correction = given.copy(), np.zeros_like(given)
    possible = given
    for iteration in range(1, _MOST_ITERATIONS + 1):
        before_unit, before_possible = unit, possible
        shifted = unit - correction
        possible = _without_negative_eigenvalues(shifted)
        correction = possible - shifted
        unit = possible.copy()
        np.fill_diagonal(unit, 1.0)
        changes = (possible - before_possible, unit - before_unit, unit - possible)
        if max(float(np.linalg.norm(each)) for each in changes) <= _TOLERANCE * float(np.linalg.norm(unit)):
            scale = np.sqrt(np.diagonal(possible))
            nearest = possible / np.outer(scale, scale)
            np.fill_diagonal(nearest, 1.0)
            return NearestCorrelation(nearest, float(np.linalg.norm(nearest - given)), iteration)
    raise NumericalError(
        f"nearest correlation of {len(given)} assets did not converge in {_MOST_ITERATIONS} projections: "
        f"last change {float(np.linalg.norm(unit - before_unit)):.3g}"
    )


def cholesky_factor(matrix: FloatArray, *, names: Sequence[str] | None = None) -> FloatArray:
    r"""Lower triangular L with :math:`L L^\top` the matrix, if the matrix is positive definite to working precision.

    Parameters
    ----------
    matrix : FloatArray
        Shape (k, k), symmetric: a covariance or a correlation.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    FloatArray
        Shape (k, k), zeros above the diagonal.

    Raises
    ------
    InputError
        When the matrix is not square, finite and symmetric, or a variance is not above zero.
    NumericalError
        When the smallest eigenvalue of its correlation is no larger than rounding error; names the columns that are
        nearly collinear.

    Examples
    --------
    >>> cholesky_factor(np.array([[4.0, 2.0], [2.0, 5.0]])).tolist()
    [[2.0, 0.0], [1.0, 2.0]]
    """
    given = _symmetric(matrix)
    variances = np.diagonal(given)
    if not (variances > 0).all():
        place = int(np.argmin(variances))
        raise InputError(
            f"'matrix' must have variances above 0, was {float(variances[place])!r} in {column_name(place, names)}"
        )
    scale = np.sqrt(variances)
    values, vectors = np.linalg.eigh(given / np.outer(scale, scale))
    if values[0] <= len(given) * _EPSILON * values[-1]:
        weights = np.abs(vectors[:, 0])
        columns = np.flatnonzero(weights >= 0.2 * weights.max())
        shown = ", ".join(column_name(int(each), names) for each in columns[:5])
        more = f" and {len(columns) - 5} more" if len(columns) > 5 else ""
        raise NumericalError(
            f"covariance of {len(given)} assets is not positive definite: smallest eigenvalue of its correlation "
            f"{float(values[0]):.3g}, nearly collinear: {shown}{more}"
        )
    return np.asarray(np.linalg.cholesky(given))


def _without_negative_eigenvalues(matrix: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(matrix)
    kept = values > 0.0
    half = vectors[:, kept] * np.sqrt(values[kept])
    return np.asarray(half @ half.T)


def _symmetric(matrix: FloatArray) -> FloatArray:
    given = check_finite(check_shape(np.asarray(matrix, dtype=np.float64), "matrix", (None, None)), "matrix")
    if given.shape[0] != given.shape[1] or not np.array_equal(given, given.T):
        raise InputError(f"'matrix' must be square and symmetric, was not, with shape {given.shape}")
    return given
