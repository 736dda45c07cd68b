"""Volatility, return, ratios and drawdown as quantstats, empyrical and skfolio define them.

Each function is the rule of one package, written down again; none of them is imported. All take simple
returns, decimals, shape (n,), and `periods`, the sessions of a year: 252 in all three, unless told otherwise.
Drawdowns are losses above zero, whatever sign the package prints. The rate without risk is zero.
"""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray
from seawall.measures.drawdown import DrawdownKind, maximum_drawdown
from seawall.measures.return_figures import quotient

__all__ = [
    "PACKAGE_PERIODS",
    "added_drawdown",
    "daily_calmar_ratio",
    "mean_annual_return",
    "semideviation_sortino_ratio",
    "wealth_annual_return",
    "wealth_calmar_ratio",
]

PACKAGE_PERIODS = 252.0
"""Sessions a year that quantstats, empyrical and skfolio assume where they are not told."""


def wealth_annual_return(returns: FloatArray, *, periods: float) -> float:
    r"""Compounded return over n / m years, :math:`(\prod_t (1 + r_t))^{m / n} - 1`.

    ``quantstats.stats.cagr`` and ``empyrical.annual_return``.
    """
    return float(np.prod(1.0 + returns) ** (periods / len(returns)) - 1.0)


def mean_annual_return(returns: FloatArray, *, periods: float) -> float:
    r"""Mean return times the sessions of a year, not compounded: :math:`m \bar r`.

    ``annualized_mean`` of a portfolio of skfolio.
    """
    return float(returns.mean() * periods)


def semideviation_sortino_ratio(returns: FloatArray, *, periods: float) -> float | None:
    r"""Mean over the deviation below the mean, with n - 1, a year.

    .. math:: \frac{\bar r}{\sqrt{\tfrac{1}{n-1} \sum_t \min(r_t - \bar r, 0)^2}} \sqrt{m}

    ``annualized_sortino_ratio`` of a portfolio of skfolio; the other packages measure below zero.
    """
    mean = float(returns.mean())
    below = float(np.sqrt(np.sum(np.minimum(returns - mean, 0.0) ** 2) / (len(returns) - 1)))
    return quotient(mean * float(np.sqrt(periods)), below)


def added_drawdown(returns: FloatArray) -> float:
    """Deepest fall of the sum of returns from its peak; the start, zero, is a peak.

    ``max_drawdown`` of a portfolio of skfolio, as it is made without ``compounded=True``. It is no share of
    the peak, and can exceed 1.
    """
    return maximum_drawdown(returns, kind=DrawdownKind.ADDED)


def wealth_calmar_ratio(returns: FloatArray, *, periods: float) -> float | None:
    """Compounded annual return over the deepest fall of wealth.

    ``quantstats.stats.calmar`` and ``empyrical.calmar_ratio``.
    """
    return quotient(wealth_annual_return(returns, periods=periods), maximum_drawdown(returns))


def daily_calmar_ratio(returns: FloatArray) -> float | None:
    """Mean return of one session, not of a year, over the drawdown of added returns.

    ``calmar_ratio`` of a portfolio of skfolio.
    """
    return quotient(float(returns.mean()), added_drawdown(returns))
