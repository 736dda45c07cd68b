"""Figures of one series of simple returns, by Seawall's own conventions.

Returns compound, volatility is that of the sample (n - 1), and a year has the sessions that were observed.
The rate without risk is zero. What is not defined for a series (a ratio to no drawdown) is None.
"""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray
from seawall.measures.tail_quantiles import value_at_risk

__all__ = [
    "compound_annual_return",
    "excess_kurtosis",
    "quotient",
    "return_volatility",
    "sharpe_ratio",
    "skewness",
    "sortino_ratio",
    "tail_ratio",
]


def quotient(numerator: float, denominator: float) -> float | None:
    """Return the quotient; None where the denominator is zero."""
    return None if denominator == 0.0 else numerator / denominator


def return_volatility(returns: FloatArray, *, periods: float) -> float:
    r"""Volatility a year, :math:`s \sqrt{m}`, with n - 1 in the variance.

    Examples
    --------
    >>> round(return_volatility(np.array([0.01, -0.01, 0.02]), periods=252.0), 6)
    0.242487
    """
    return float(np.std(returns, ddof=1) * np.sqrt(periods))


def compound_annual_return(returns: FloatArray, *, periods: float) -> float:
    r"""Return a year, compounded: :math:`\prod_t (1 + r_t)^{m / n} - 1`.

    Examples
    --------
    >>> round(compound_annual_return(np.array([0.1, 0.1]), periods=1.0), 12)
    0.1
    """
    return float(np.expm1(np.log1p(returns).sum() * periods / len(returns)))


def sharpe_ratio(returns: FloatArray, *, periods: float) -> float | None:
    r"""Mean over volatility, a year: :math:`\bar r / s \cdot \sqrt{m}`."""
    return quotient(float(returns.mean() * periods), return_volatility(returns, periods=periods))


def sortino_ratio(returns: FloatArray, *, periods: float) -> float | None:
    r"""Mean over the root mean square of the losses, a year; days without a loss count as zeros.

    .. math:: \frac{\bar r}{\sqrt{\tfrac1n \sum_t \min(r_t, 0)^2}} \sqrt{m}

    References
    ----------
    Sortino, Price, "Performance measurement in a downside risk framework", *Journal of Investing* 3 (1994).
    """
    downside = float(np.sqrt(np.mean(np.minimum(returns, 0.0) ** 2)))
    return quotient(float(returns.mean() * np.sqrt(periods)), downside)


def skewness(returns: FloatArray) -> float:
    r"""Third standardised moment of the sample, :math:`m_3 / m_2^{3/2}`."""
    centred = returns - returns.mean()
    return float(np.mean(centred**3) / np.mean(centred**2) ** 1.5)


def excess_kurtosis(returns: FloatArray) -> float:
    r"""Fourth standardised moment of the sample less that of the normal law, :math:`m_4 / m_2^2 - 3`."""
    centred = returns - returns.mean()
    return float(np.mean(centred**4) / np.mean(centred**2) ** 2 - 3.0)


def tail_ratio(returns: FloatArray) -> float | None:
    """Gain that is reached on one day in twenty over the loss that is; both are returns that were observed."""
    return quotient(value_at_risk(returns, confidence=0.95), value_at_risk(-returns, confidence=0.95))
