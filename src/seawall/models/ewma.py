"""Exponentially weighted moving averages: the near past counts more, by a stated decay."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models.covariance import CovarianceEstimate, check_observations

__all__ = ["ewma_covariance", "ewma_effective_days", "ewma_volatility"]


def ewma_volatility(
    returns: FloatArray, *, decay: float, start_sessions: int | None = None, names: Sequence[str] | None = None
) -> FloatArray:
    r"""Conditional volatility before each return, and the forecast after the last.

    .. math::

        \sigma^2_{t+1} = \lambda \sigma^2_t + (1-\lambda) r_t^2, \quad \sigma^2_1 = \frac{1}{m}\sum_{t \le m} r_t^2

    The mean is taken as zero. The start is the mean square of the first m returns, of the whole window where m is not
    given. Rows from m on know only the returns before them; earlier rows know of later returns. The last row depends
    on the start by a share of :math:`\lambda^n` only.

    Parameters
    ----------
    returns : FloatArray
        Shape (n, k) or (n,), decimals; n >= 2, no column constant.
    decay : float
        λ in (0, 1); RiskMetrics has .94 for daily and .97 for monthly horizons.
    start_sessions : int, optional
        m, from 1 to n; n by default.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    FloatArray
        Shape (n + 1, k) or (n + 1,), per period of the returns. Row t knows the returns before t, beside the start;
        the last row is the forecast.

    Raises
    ------
    InputError
        For a decay or start outside its range, fewer than 2 observations, a value that is not finite or a column that
        never moves.

    References
    ----------
    J.P. Morgan, *RiskMetrics Technical Document* (1996), section 5.2.

    Examples
    --------
    >>> ewma_volatility(np.array([0.01, -0.02, 0.01]), decay=0.94).round(6).tolist()
    [0.014142, 0.013928, 0.014365, 0.014141]
    """
    _check_decay(decay)
    array = np.asarray(returns, dtype=np.float64)
    sample = check_observations(array[:, None] if array.ndim == 1 else array, names=names)
    start = len(sample) if start_sessions is None else start_sessions
    if not 1 <= start <= len(sample):
        raise InputError(f"'start_sessions' must be from 1 to {len(sample)}, was {start_sessions!r}")
    squares = sample**2
    variance = np.empty((len(sample) + 1, sample.shape[1]))
    variance[0] = squares[:start].mean(axis=0)
    news = (1.0 - decay) * squares
    for t in range(len(sample)):
        variance[t + 1] = decay * variance[t] + news[t]
    volatility = np.sqrt(variance)
    return volatility[:, 0] if array.ndim == 1 else volatility


def ewma_covariance(returns: FloatArray, *, decay: float, names: Sequence[str] | None = None) -> CovarianceEstimate:
    r"""Exponentially weighted covariance after the last return.

    .. math::

        S = \sum_{i=0}^{n-1} w_i\, x_{n-i} x_{n-i}^\top, \quad w_i = \frac{(1-\lambda)\lambda^i}{1-\lambda^n}

    The mean is taken as zero, as RiskMetrics does. The weights are renormalised to sum to 1 over the window;
    without that the matrix would be too small by the factor :math:`1-\lambda^n`.

    Parameters
    ----------
    returns : FloatArray
        Shape (n, k), decimals, oldest first; n >= 2, no column constant.
    decay : float
        λ in (0, 1); .94 for daily and .97 for monthly horizons.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    CovarianceEstimate
        Per period of the returns. `effective_observations` is one over the sum of squared weights; it tends to
        (1 + λ) / (1 - λ), 32 for .94, however long the window.

    Raises
    ------
    InputError
        For a decay outside (0, 1), fewer than 2 observations, a value that is not finite or a column that never moves.

    References
    ----------
    J.P. Morgan, *RiskMetrics Technical Document* (1996), section 5.2.

    Examples
    --------
    >>> estimate = ewma_covariance(np.array([[0.01, 0.02], [0.03, 0.01], [-0.01, 0.0]]), decay=0.94)
    >>> (estimate.matrix * 1e4).round(4).tolist(), round(estimate.effective_observations, 3)
    ([[3.6633, 1.6246], [1.6246, 1.5846]], 2.992)
    """
    _check_decay(decay)
    sample = check_observations(returns, names=names)
    n = len(sample)
    weights = decay ** np.arange(n - 1, -1, -1.0)
    weights /= weights.sum()
    weighted = sample * np.sqrt(weights)[:, None]
    effective = 1.0 / float(weights @ weights)
    return CovarianceEstimate(weighted.T @ weighted, f"EWMA, decay {decay:g}", n, None, effective)


def ewma_effective_days(decay: float, *, tolerance: float = 0.01) -> float:
    r"""Number of days that hold all but `tolerance` of the weight.

    .. math:: K = \ln(\mathrm{tolerance}) / \ln(\lambda)

    Parameters
    ----------
    decay : float
        λ in (0, 1).
    tolerance : float
        Share of the weight left out, in (0, 1).

    Returns
    -------
    float
        In days, not rounded.

    References
    ----------
    J.P. Morgan, *RiskMetrics Technical Document* (1996), table 5.7.

    Examples
    --------
    >>> round(ewma_effective_days(0.94), 1), round(ewma_effective_days(0.97), 1)
    (74.4, 151.2)
    """
    _check_decay(decay)
    if not 0.0 < tolerance < 1.0:
        raise InputError(f"'tolerance' must be in (0, 1), was {tolerance!r}")
    return math.log(tolerance) / math.log(decay)


def _check_decay(decay: float) -> None:
    if not 0.0 < decay < 1.0:
        raise InputError(f"'decay' must be in (0, 1), was {decay!r}")
