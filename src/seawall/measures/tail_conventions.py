"""VaR, ES, tail ratio and the shape of returns as quantstats, empyrical and skfolio define them.

Each function is the rule of one package, written down again; none of them is imported. All take simple
returns, decimals, shape (n,), and give losses above zero, whatever sign the package prints.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray
from seawall.measures.return_figures import quotient

__all__ = [
    "empyrical_expected_shortfall",
    "empyrical_value_at_risk",
    "interpolated_tail_ratio",
    "quantstats_expected_shortfall",
    "quantstats_historical_shortfall",
    "quantstats_kurtosis",
    "quantstats_mixed_shortfall",
    "quantstats_skewness",
    "quantstats_value_at_risk",
    "skfolio_expected_shortfall",
    "skfolio_kurtosis",
    "skfolio_value_at_risk",
]

_SQRT_2PI = 2.5066282746310002


def quantstats_value_at_risk(returns: FloatArray, *, confidence: float) -> float:
    r"""Quantile of a normal law with the sample's mean and volatility: :math:`-(\bar r + s\,\Phi^{-1}(1 - c))`.

    The sample beyond its first two moments plays no part. ``quantstats.stats.value_at_risk``.
    """
    return float(-(returns.mean() + np.std(returns, ddof=1) * ndtri(1.0 - confidence)))


def quantstats_expected_shortfall(returns: FloatArray, *, confidence: float) -> float:
    r"""Mean of a normal law beyond its quantile, :math:`s\,\varphi(\Phi^{-1}(1 - c)) / (1 - c) - \bar r`.

    ``quantstats.stats.conditional_value_at_risk`` from 0.0.83, as it is called without a method.
    """
    tail = 1.0 - confidence
    density = float(np.exp(-0.5 * ndtri(tail) ** 2)) / _SQRT_2PI
    return float(np.std(returns, ddof=1) * density / tail - returns.mean())


def quantstats_historical_shortfall(returns: FloatArray, *, confidence: float) -> float:
    """Plain mean of the returns at or below the interpolated quantile.

    ``quantstats.stats.conditional_value_at_risk(..., method="historical")``.
    """
    return float(-returns[returns <= np.quantile(returns, 1.0 - confidence)].mean())


def quantstats_mixed_shortfall(returns: FloatArray, *, confidence: float) -> float:
    """Plain mean of the returns below the quantile of a normal law; that quantile where none is below it.

    ``quantstats.stats.conditional_value_at_risk`` before 0.0.83: the threshold is of one law and the mean of
    another, so that more than 1 - c of a heavy-tailed sample, or less of a light-tailed one, is averaged.
    """
    threshold = quantstats_value_at_risk(returns, confidence=confidence)
    beyond = returns[returns < -threshold]
    return float(-beyond.mean()) if len(beyond) else threshold


def empyrical_value_at_risk(returns: FloatArray, *, cutoff: float) -> float:
    """Quantile, interpolated between two returns (type 7 of Hyndman and Fan). ``empyrical.value_at_risk``."""
    return float(-np.percentile(returns, 100 * cutoff))


def empyrical_expected_shortfall(returns: FloatArray, *, cutoff: float) -> float:
    r"""Plain mean of the worst :math:`\lfloor (n - 1)(1 - c) \rfloor + 1` returns.

    ``empyrical.conditional_value_at_risk``; its share of the sample is not 1 - c, and no return counts in part.
    """
    last = int((len(returns) - 1) * cutoff)
    return float(-np.mean(np.partition(returns, last)[: last + 1]))


def skfolio_value_at_risk(returns: FloatArray, *, confidence: float) -> float:
    r"""Loss of rank :math:`\lfloor n(1 - c) \rfloor + 1`: no interpolation.

    Where n(1 - c) is whole it is the loss after the one that Seawall takes. ``skfolio.measures.value_at_risk``.
    """
    n = len(returns)
    # the package lets a product that falls short of a whole number by a rounding error count as whole
    place = min(n - 1, int(np.floor((1.0 - confidence) * n + 4 * np.finfo(float).eps * n)))
    return float(-np.partition(returns, place)[place])


def skfolio_expected_shortfall(returns: FloatArray, *, confidence: float) -> float:
    """Mean of exactly the worst 1 - c share, the last loss in part: as Seawall. ``skfolio.measures.cvar``."""
    size = (1.0 - confidence) * len(returns)
    place = max(0, int(np.ceil(size) - 1))
    ordered = np.partition(returns, place)
    return float(-np.sum(ordered[:place]) / size + ordered[place] * (place / size - 1.0))


def interpolated_tail_ratio(returns: FloatArray) -> float | None:
    """Size of the interpolated 95 % quantile over that of the 5 % one.

    ``quantstats.stats.tail_ratio`` and ``empyrical.tail_ratio``.
    """
    return quotient(abs(float(np.percentile(returns, 95))), abs(float(np.percentile(returns, 5))))


def quantstats_skewness(returns: FloatArray) -> float:
    r"""Skewness corrected for the size of the sample, :math:`g_1 \sqrt{n(n-1)} / (n-2)`.

    ``quantstats.stats.skew``, which is that of pandas.
    """
    n = len(returns)
    centred = returns - returns.mean()
    plain = np.mean(centred**3) / np.mean(centred**2) ** 1.5
    return float(plain * np.sqrt(n * (n - 1.0)) / (n - 2.0))


def quantstats_kurtosis(returns: FloatArray) -> float:
    r"""Excess kurtosis corrected for the size of the sample, :math:`\frac{n-1}{(n-2)(n-3)}((n+1) g_2 + 6)`.

    ``quantstats.stats.kurtosis``, which is that of pandas.
    """
    n = len(returns)
    centred = returns - returns.mean()
    plain = np.mean(centred**4) / np.mean(centred**2) ** 2 - 3.0
    return float((n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * plain + 6.0))


def skfolio_kurtosis(returns: FloatArray) -> float:
    """Fourth standardised moment, 3 for a normal law. ``skfolio.measures.kurtosis``."""
    centred = returns - returns.mean()
    return float(np.mean(centred**4) / np.mean(centred**2) ** 2)
