"""Covariance of assets whose closes are read at different hours of the day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models.correlation import nearest_correlation
from seawall.models.covariance import CovarianceEstimate, check_observations

__all__ = ["asynchronous_covariance"]


def asynchronous_covariance(
    returns: FloatArray, *, lags: int = 1, names: Sequence[str] | None = None
) -> CovarianceEstimate:
    r"""Covariance that adds what one market has yet to see of another's day.

    .. math::

        \hat\sigma_{ij} = \sum_{l=-L}^{L} \widehat{\mathrm{cov}}(r_{i,t}, r_{j,t-l}) \quad (i \ne j), \quad
        \hat\sigma_{ii} = \widehat{\mathrm{var}}(r_i)

    Every lead and lag has the weight 1, since all of a common move arrives within the day; falling (Bartlett) weights
    would bring back only part of it. Variances are left as they are, since a close at another hour does not change
    them. A sum at lag l is divided by its number of products less 1.

    Two identical assets read half a day apart show a correlation of .5; the sum brings it back to 1. The price is
    noise: the standard error of a correlation near 0 grows by :math:`\sqrt{2L+1}`.

    The sum need not be a possible covariance. Where it is not, its correlation is replaced by the nearest that is;
    `method` says so, and `repair_distance` how far it was moved.

    Parameters
    ----------
    returns : FloatArray
        Shape (n, k), decimals, equally spaced; no column constant, n >= lags + 2.
    lags : int
        L, days by which closes may differ, rounded up; at least 1.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    CovarianceEstimate
        Per period of the returns.

    Raises
    ------
    InputError
        For lags below 1, too few observations, a value that is not finite or a column that never moves.
    NumericalError
        When the search for the nearest correlation does not converge.

    References
    ----------
    J.P. Morgan, *RiskMetrics Technical Document* (1996), section 8.5. Burns, Engle, Mezrich, "Correlations and
    volatilities of asynchronous data", *Journal of Derivatives* 5 (1998).

    Examples
    --------
    >>> halves = np.random.default_rng(3).standard_normal(2001)
    >>> early, late = halves[:-1:2] + halves[1::2], halves[1::2] + halves[2::2]
    >>> returns = 0.01 * np.column_stack([early, late])
    >>> float(np.corrcoef(returns.T)[0, 1].round(2)), float(asynchronous_covariance(returns).correlation[0, 1].round(2))
    (0.5, 1.0)
    """
    sample = check_observations(returns, names=names)
    n = len(sample)
    if lags < 1 or n < lags + 2:
        raise InputError(f"'lags' must be at least 1 and at most {n - 2} for {n} observations, was {lags!r}")
    centred = sample - sample.mean(axis=0)
    total = centred.T @ centred / (n - 1)
    variances = np.diagonal(total).copy()
    for lag in range(1, lags + 1):
        ahead = centred[lag:].T @ centred[:-lag] / (n - lag - 1)
        total += ahead + ahead.T
    scale = np.sqrt(variances)
    correlation = total / np.outer(scale, scale)
    correlation = 0.5 * (correlation + correlation.T)
    np.fill_diagonal(correlation, 1.0)
    repaired = nearest_correlation(correlation)
    method = f"lead-lag sum over {lags} lag{'s' if lags > 1 else ''}"
    if repaired.distance > 0.0:
        method += ", repaired to the nearest correlation"
    matrix = repaired.matrix * np.outer(scale, scale)
    return CovarianceEstimate(matrix, method, n, None, float(n), repair_distance=repaired.distance)
