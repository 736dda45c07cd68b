"""Least squares with Newey-West errors: linear combinations of coefficients, many outcomes on the same regressors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray
from seawall.errors import InputError

__all__ = ["CombinedEstimates", "hac_errors", "regress"]

_COLLINEAR = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class CombinedEstimates:
    """Combinations of coefficients with their errors.

    Attributes
    ----------
    coefficients : FloatArray
        Shape (p, k).
    values, errors : FloatArray
        Of the combinations, shape (m, k).
    """

    coefficients: FloatArray
    values: FloatArray
    errors: FloatArray


def regress(regressors: FloatArray, outcomes: FloatArray, *, combinations: FloatArray, lags: int) -> CombinedEstimates:
    """Least squares by QR, and Newey-West errors of linear combinations of the coefficients.

    Parameters
    ----------
    regressors : FloatArray
        Shape (n, p), with a column of ones where a constant is wanted.
    outcomes : FloatArray
        Shape (n, k).
    combinations : FloatArray
        Shape (p, m), one combination per column.
    lags : int
        Of the Bartlett kernel, below n.

    Raises
    ------
    InputError
        When regressors are collinear.
    """
    orthogonal, triangle = np.linalg.qr(regressors)
    sizes = np.abs(np.diagonal(triangle))
    if sizes.min() <= _COLLINEAR * sizes.max():
        raise InputError("'market' must vary enough to tell its regressors apart, but they are collinear")
    coefficients = np.linalg.solve(triangle, orthogonal.T @ outcomes)
    residuals = outcomes - regressors @ coefficients
    weights = orthogonal @ np.linalg.solve(triangle.T, combinations)
    errors = np.stack(
        [hac_errors(each, residuals, lags=lags, parameters=regressors.shape[1]) for each in weights.T], axis=0
    )
    return CombinedEstimates(coefficients, combinations.T @ coefficients, errors)


def hac_errors(weights: FloatArray, residuals: FloatArray, *, lags: int, parameters: int) -> FloatArray:
    r"""Newey-West standard errors of :math:`\sum_t w_t y_t`, a combination of least-squares coefficients.

    .. math::

        \frac{T}{T - p} \sum_{|l| \le L} \Bigl(1 - \frac{|l|}{L + 1}\Bigr) \sum_t w_t u_t \, w_{t-l} u_{t-l}

    The sum over lags is made as a sum of squared running sums, which it equals.

    Parameters
    ----------
    weights : FloatArray
        Shape (n,): what each outcome adds to the combination.
    residuals : FloatArray
        Shape (n, k).
    lags : int
        L.
    parameters : int
        p, coefficients that were fitted.

    Returns
    -------
    FloatArray
        Shape (k,).
    """
    n = len(weights)
    terms = np.zeros((n + 1, residuals.shape[1]))
    np.cumsum(weights[:, None] * residuals, axis=0, out=terms[1:])
    ends = np.arange(1, n + lags + 1)
    boxes = terms[np.minimum(ends, n)] - terms[np.maximum(ends - lags - 1, 0)]
    return np.asarray(np.sqrt((boxes**2).sum(axis=0) / (lags + 1) * n / (n - parameters)))
