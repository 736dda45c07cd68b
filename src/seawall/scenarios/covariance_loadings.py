"""From a covariance matrix to loadings on independent moves, largest first; singular matrices included."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seawall.core import FloatArray, check_shape
from seawall.errors import NumericalError

__all__ = ["covariance_loadings"]

_ROUNDING = 1e-12
"""Eigenvalues may fall this far below 0, relative to the largest, by rounding."""


def covariance_loadings(covariance: FloatArray, *, names: Sequence[str]) -> FloatArray:
    r"""Loadings on independent moves of unit variance, such that :math:`A A^\top = \Sigma`.

    .. math::

        \Sigma = D R D, \quad R = V \Lambda V^\top, \quad A = D V \Lambda^{1/2}, \quad
        \lambda_1 \ge \lambda_2 \ge \dots

    with D the volatilities and R the correlations, so that a factor of small volatility is held to the same relative
    precision as one of large volatility. A Cholesky factor does not exist where factors are collinear; this one does.
    The first columns carry the most variance, and quasi-random points are the most even in their first dimensions.

    Parameters
    ----------
    covariance : FloatArray
        Shape (k, k), symmetric, variances above 0.
    names : sequence of str
        Of the rows, for messages.

    Returns
    -------
    FloatArray
        Shape (k, k); a column per direction, zero where the matrix is singular. The largest loading of each column is
        positive.

    Raises
    ------
    NumericalError
        When an eigenvalue is below 0 by more than rounding: the matrix is no covariance.

    Examples
    --------
    >>> covariance_loadings(np.array([[4.0, 2.0], [2.0, 1.0]]), names=("A", "B")).round(6).tolist()
    [[2.0, 0.0], [1.0, 0.0]]
    """
    check_shape(covariance, "covariance", (len(names), len(names)))
    if not len(names):
        return np.empty((0, 0))
    volatilities = np.sqrt(np.diagonal(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(volatilities, volatilities))
    if values[0] < -_ROUNDING * len(names) * values[-1]:
        raise NumericalError(
            f"covariance of {', '.join(names)} is not positive semidefinite: the smallest eigenvalue of its "
            f"correlation is {values[0]:.3g}, the largest {values[-1]:.3g}"
        )
    loadings = vectors[:, ::-1] * np.sqrt(np.maximum(values[::-1], 0.0))
    loadings[:, values[::-1] <= _ROUNDING * len(names) * values[-1]] = 0.0
    largest = loadings[np.abs(loadings).argmax(axis=0), np.arange(len(names))]
    return np.asarray(volatilities[:, None] * loadings * np.where(largest < 0, -1.0, 1.0))
