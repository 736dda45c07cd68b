"""The variance recursion of GARCH(1,1) and GJR(1,1,1): one step over arrays, and the path through a sample."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray

__all__ = ["next_garch_variance", "run_garch_variance"]


def next_garch_variance(
    variance: FloatArray, residual: FloatArray, *, omega: float, alpha: float, gamma: float, beta: float
) -> FloatArray:
    r"""Variance of the next return, from the variance and the residual of the last.

    .. math:: \sigma^2_{t+1} = \omega + (\alpha + \gamma\, 1[\varepsilon_t < 0])\, \varepsilon_t^2 + \beta \sigma^2_t

    Works on arrays of any one shape, a whole sheaf of paths at a time. The arguments are not checked, since it
    stands inside loops.

    Parameters
    ----------
    variance : FloatArray
        Of the last return, squared units of the returns.
    residual : FloatArray
        Last return less its mean, same shape; not standardised.
    omega : float
        Squared units of the returns.
    alpha, gamma, beta : float
        Weights of the squared residual, of its excess after a loss, and of the variance.

    Returns
    -------
    FloatArray
        Same shape, squared units of the returns.

    References
    ----------
    Bollerslev, "Generalized autoregressive conditional heteroskedasticity", *Journal of Econometrics* 31 (1986).
    Glosten, Jagannathan, Runkle, "On the relation between the expected value and the volatility of the nominal excess
    return on stocks", *Journal of Finance* 48 (1993).

    Examples
    --------
    >>> next_garch_variance(np.array([1.0, 1.0]), np.array([2.0, -2.0]), omega=0.1, alpha=0.05, gamma=0.1,
    ...     beta=0.8).round(6).tolist()
    [1.1, 1.5]
    """
    weight = np.where(residual < 0.0, alpha + gamma, alpha)
    return np.asarray(omega + weight * residual**2 + beta * variance)


def run_garch_variance(
    residuals: FloatArray, *, backcast: float, omega: float, alpha: float, gamma: float, beta: float
) -> FloatArray:
    """Variance before each residual, and after the last, shape (n + 1,).

    Before the sample both the variance and the squared residual are `backcast`, of which half of the excess of a loss
    is counted.
    """
    variances = np.empty(len(residuals) + 1)
    variance = omega + (alpha + 0.5 * gamma + beta) * backcast
    variances[0] = variance
    # plain floats: a loop over numpy scalars would take ten times as long
    news = (np.where(residuals < 0.0, alpha + gamma, alpha) * residuals**2).tolist()
    for t, each in enumerate(news):
        variance = omega + each + beta * variance
        variances[t + 1] = variance
    return variances
