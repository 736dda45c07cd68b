"""How far a tail figure can be trusted: intervals from the sample itself.

For VaR the interval is made of two order statistics and is exact whatever the law of the losses. Where the
sample is too small to hold an upper bound, there is none, and that is said. No such bound exists for ES,
since a sample cannot limit what lies beyond it: its interval is asymptotic, and given only where VaR has one.

Weighted scenarios have no exact interval either: theirs come from the error of the weighted share beyond VaR.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, bdtrik

from seawall.core import FloatArray, check_between
from seawall.errors import InputError
from seawall.measures.tail_quantiles import (
    expected_shortfall,
    tail_size,
    uneven_weights,
    value_at_risk,
    weighted_tail,
)

__all__ = ["ConfidenceInterval", "expected_shortfall_interval", "value_at_risk_interval"]

INTERVAL_LEVEL = 0.95
_NORMAL_975 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class ConfidenceInterval:
    """Bounds around an estimate.

    Attributes
    ----------
    lower, upper : float
        Same unit and sign as the estimate.
    coverage : float
        Probability of holding the true value: exact for order statistics, nominal otherwise.
    method : str
        How it was made.
    standard_error : float or None
        Of the estimate, where the method has one.
    """

    lower: float
    upper: float
    coverage: float
    method: str
    standard_error: float | None = None

    def __post_init__(self) -> None:
        """Hold the bounds in order."""
        check_between(self.coverage, "coverage", 0.0, 1.0)
        if self.lower > self.upper:
            raise InputError(f"'lower' must not be above 'upper' {self.upper!r}, was {self.lower!r}")


def value_at_risk_interval(
    losses: FloatArray, *, confidence: float, overlap_sessions: int = 1, weights: FloatArray | None = None
) -> ConfidenceInterval | None:
    r"""Interval for VaR: two order statistics, or for weighted losses the error of the share beyond it.

    With :math:`Y_{(1)} \le \dots \le Y_{(m)}` independent losses, :math:`[Y_{(i)}, Y_{(j)}]` holds the quantile
    with probability :math:`F(j-1) - F(i-1)`, F the binomial law of m trials with probability c. The
    ranks are the tightest that leave at most 2.5 % on either side.

    Overlapping returns over h sessions are not independent. For them the ranks come from m = n / h
    independent observations, and the bounds are the sample quantiles at those levels.

    Weighted losses have the asymptotic interval of Woodruff: the weighted share of losses beyond VaR has the
    standard error

    .. math:: s = \sqrt{\textstyle\sum_s w_s^2 (1\{L_s \ge \mathrm{VaR}\} - \hat p)^2}

    and the bounds are the weighted quantiles at :math:`1 - c \pm 1.96\,s`.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), loss above zero.
    confidence : float
        Level of the VaR, in [0.5, 1).
    overlap_sessions : int
        Sessions that each loss spans; 1 for losses that do not overlap.
    weights : FloatArray, optional
        Probability of each loss, shape (n,); all alike by default.

    Returns
    -------
    ConfidenceInterval or None
        None where the sample is too small to hold an upper bound.

    References
    ----------
    David, Nagaraja, *Order Statistics* (2003), section 7.1. Woodruff, "Confidence intervals for medians and other
    position measures", *Journal of the American Statistical Association* 47 (1952).

    Examples
    --------
    >>> interval = value_at_risk_interval(np.arange(1.0, 1001.0), confidence=0.99)
    >>> interval.lower, interval.upper, round(interval.coverage, 4)
    (983.0, 997.0, 0.9761)
    >>> value_at_risk_interval(np.arange(1.0, 101.0), confidence=0.99) is None
    True
    """
    n = len(losses)
    uneven = uneven_weights(weights, n)
    if uneven is not None:
        return _weighted_interval(losses, uneven, confidence, overlap_sessions)
    independent = n // overlap_sessions
    tail = (1.0 - INTERVAL_LEVEL) / 2.0
    lower_rank = _binomial_quantile(tail, independent, confidence)
    upper_rank = _binomial_quantile(1.0 - tail, independent, confidence) + 1
    if lower_rank < 1 or upper_rank > independent:
        return None
    coverage = float(bdtr(upper_rank - 1, independent, confidence) - bdtr(lower_rank - 1, independent, confidence))
    ordered = np.sort(losses)
    overlap = independent < n
    # the level i/m of the independent sample, read off the n overlapping losses, widening to whole ranks
    lower_index = math.floor(lower_rank * n / independent) if overlap else lower_rank
    upper_index = min(math.ceil(upper_rank * n / independent), n) if overlap else upper_rank
    method = "order statistics" + (f", n {independent}" if overlap else "")
    return ConfidenceInterval(float(ordered[lower_index - 1]), float(ordered[upper_index - 1]), coverage, method)


def expected_shortfall_interval(
    losses: FloatArray, *, confidence: float, overlap_sessions: int = 1, weights: FloatArray | None = None
) -> ConfidenceInterval | None:
    r"""Asymptotic interval for ES from its influence function.

    .. math:: \psi_s = \mathrm{VaR} + \frac{(L_s - \mathrm{VaR})^+}{1 - c}, \quad
              \mathrm{se} = \sqrt{\textstyle\sum_s w_s^2 (\psi_s - \bar\psi)^2}

    with weights :math:`w_s = 1/n` where all losses count alike. For overlapping losses the variance is Newey-West
    with 2(h - 1) lags.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), loss above zero.
    confidence : float
        Level of the ES, in [0.5, 1).
    overlap_sessions : int
        Sessions that each loss spans; 1 for losses that do not overlap.
    weights : FloatArray, optional
        Probability of each loss, shape (n,); all alike by default.

    Returns
    -------
    ConfidenceInterval or None
        Nominal 95 %; None where :func:`value_at_risk_interval` has no upper bound either.

    References
    ----------
    Chen, "Nonparametric estimation of expected shortfall", *Journal of Financial Econometrics* 6 (2008).
    """
    bounds = value_at_risk_interval(losses, confidence=confidence, overlap_sessions=overlap_sessions, weights=weights)
    if bounds is None:
        return None
    quantile = value_at_risk(losses, confidence=confidence, weights=weights)
    estimate = expected_shortfall(losses, confidence=confidence, weights=weights)
    influence = np.maximum(losses - quantile, 0.0) / float(tail_size(1, confidence))
    error = standard_error_of_mean(influence, weights=weights, lags=2 * (overlap_sessions - 1))
    return asymptotic_interval(
        estimate, error, _kind(uneven_weights(weights, len(losses)) is not None, overlap_sessions)
    )


def asymptotic_interval(estimate: float, standard_error: float, method: str) -> ConfidenceInterval:
    """Estimate plus and minus 1.96 standard errors."""
    half_width = _NORMAL_975 * standard_error
    return ConfidenceInterval(estimate - half_width, estimate + half_width, INTERVAL_LEVEL, method, standard_error)


def standard_error_of_mean(values: FloatArray, *, weights: FloatArray | None, lags: int) -> float:
    """Of the weighted mean of values that depend on their neighbours up to `lags` away: Newey and West."""
    n = len(values)
    shares = np.full(n, 1.0 / n) if weights is None else weights
    terms = shares * (values - float(shares @ values))
    variance = float(terms @ terms)
    for lag in range(1, min(lags, n - 1) + 1):
        variance += 2.0 * (1.0 - lag / (lags + 1)) * float(terms[lag:] @ terms[:-lag])
    return math.sqrt(max(variance, 0.0))


def _kind(is_weighted: bool, overlap_sessions: int) -> str:
    return "asymptotic" + (", weighted" if is_weighted else "") + (", Newey-West" if overlap_sessions > 1 else "")


def _weighted_interval(
    losses: FloatArray, weights: FloatArray, confidence: float, overlap_sessions: int
) -> ConfidenceInterval | None:
    share = float(tail_size(1, confidence))
    order, last, _ = weighted_tail(losses, weights, share)
    beyond = (losses >= losses[order[last]]).astype(np.float64)
    error = standard_error_of_mean(beyond, weights=weights, lags=2 * (overlap_sessions - 1))
    wide, narrow = share + _NORMAL_975 * error, share - _NORMAL_975 * error
    if narrow <= 0.0 or wide >= 1.0:
        return None
    lower, upper = (float(losses[order[weighted_tail(losses, weights, each)[1]]]) for each in (wide, narrow))
    return ConfidenceInterval(lower, upper, INTERVAL_LEVEL, _kind(True, overlap_sessions))


def _binomial_quantile(probability: float, trials: int, chance: float) -> int:
    """Smallest count whose cumulative probability reaches `probability`."""
    count = max(math.ceil(float(bdtrik(probability, trials, chance))), 0)
    # the inverse is a root of a smooth function, and may land one off
    while count > 0 and bdtr(count - 1, trials, chance) >= probability:
        count -= 1
    while bdtr(count, trials, chance) < probability:
        count += 1
    return count
