"""What every covariance estimate carries, and the plain one: the sample's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError

__all__ = ["CovarianceEstimate", "check_observations", "covariance_condition", "sample_covariance"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class CovarianceEstimate:
    """A covariance matrix, how it was made and how far it can be inverted.

    Attributes
    ----------
    matrix : FloatArray
        Shape (k, k), symmetric, in squared units of the returns, per period of the returns.
    method : str
        How it was made, with its parameters.
    n_observations : int
        Rows of the sample.
    shrinkage : float or None
        Weight of the target in [0, 1]; None where nothing was shrunk.
    effective_observations : float
        Equally weighted observations that carry as much: one over the sum of squared weights.
    repair_distance : float
        Frobenius distance between the estimated correlation and the nearest that is possible; 0 where it was possible.
    """

    matrix: FloatArray
    method: str
    n_observations: int
    shrinkage: float | None
    effective_observations: float
    repair_distance: float = 0.0

    def __post_init__(self) -> None:
        """Hold a symmetric matrix with variances above zero."""
        matrix = check_finite(check_shape(read_only(self.matrix), "matrix", (None, None)), "matrix")
        if not np.array_equal(matrix, matrix.T):
            raise InputError(f"'matrix' must be symmetric, was not, with shape {matrix.shape}")
        if not (np.diagonal(matrix) > 0).all():
            raise InputError(f"'matrix' must have variances above 0, had {float(np.diagonal(matrix).min())!r}")
        check_positive(self.effective_observations, "effective_observations")
        object.__setattr__(self, "matrix", matrix)

    @property
    def condition_number(self) -> float:
        """Largest eigenvalue over the smallest; infinite where the matrix is singular to working precision."""
        return covariance_condition(self.matrix)

    @property
    def volatilities(self) -> FloatArray:
        """Standard deviations, shape (k,), per period of the returns."""
        return read_only(np.sqrt(np.diagonal(self.matrix)))

    @property
    def correlation(self) -> FloatArray:
        """Correlation matrix, shape (k, k), with a diagonal of ones."""
        scale = np.sqrt(np.diagonal(self.matrix))
        correlation = self.matrix / np.outer(scale, scale)
        np.fill_diagonal(correlation, 1.0)
        return read_only(correlation)


def covariance_condition(matrix: FloatArray) -> float:
    """Largest eigenvalue over the smallest; infinite where the smallest is rounding error or below zero."""
    eigenvalues = np.linalg.eigvalsh(matrix)
    low, high = float(eigenvalues[0]), float(eigenvalues[-1])
    return math.inf if low <= len(matrix) * np.finfo(np.float64).eps * high else high / low


def sample_covariance(returns: FloatArray, *, names: Sequence[str] | None = None) -> CovarianceEstimate:
    r"""Covariance of the sample, unbiased.

    .. math:: S = \frac{1}{n-1} \sum_t (x_t - \bar x)(x_t - \bar x)^\top

    Parameters
    ----------
    returns : FloatArray
        Shape (n, k), decimals; n >= 2, no column constant.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    CovarianceEstimate
        Per period of the returns. Singular where n <= k, which `condition_number` says.

    Raises
    ------
    InputError
        For fewer than 2 observations, a value that is not finite or a column that never moves.

    Examples
    --------
    >>> sample_covariance(np.array([[0.01, 0.02], [0.03, 0.01], [-0.01, 0.0]])).matrix.round(6).tolist()
    [[0.0004, 0.0001], [0.0001, 0.0001]]
    """
    sample = check_observations(returns, names=names)
    n = len(sample)
    centred = sample - sample.mean(axis=0)
    return CovarianceEstimate(centred.T @ centred / (n - 1), "sample", n, None, float(n))


def check_observations(returns: FloatArray, *, names: Sequence[str] | None = None) -> FloatArray:
    """Return `returns` as float64 of shape (n, k) if there are 2 rows or more and every column moves."""
    sample = check_shape(np.asarray(returns, dtype=np.float64), "returns", (None, None))
    n, k = sample.shape
    if n < _FEWEST or not k:
        raise InputError(f"'returns' must hold at least {_FEWEST} observations of at least 1 asset, was {n} of {k}")
    if names is not None and len(names) != k:
        raise InputError(f"'names' must name each of the {k} columns of 'returns', was {len(names)} names")
    # one pass tells a clean sample from one in which the place must be sought
    if not np.isfinite(sample.sum()) and (bad := ~np.isfinite(sample)).any():
        row, column = (int(i) for i in np.argwhere(bad)[0])
        raise InputError(
            f"'returns' must be finite, was {sample[row, column]} at observation {row} of {column_name(column, names)}"
        )
    # a column that never moves ends where it began
    suspects = np.flatnonzero(sample[0] == sample[-1])
    still = suspects[(sample[:, suspects] == sample[0, suspects]).all(axis=0)]
    if len(still):
        listed = ", ".join(column_name(int(each), names) for each in still)
        raise InputError(f"'returns' must vary in every column, but never does in {listed}: its variance is 0")
    return sample


def column_name(column: int, names: Sequence[str] | None) -> str:
    """Name of a column in a message: the given one, else its number."""
    return f"column {column}" if names is None else repr(names[column])
