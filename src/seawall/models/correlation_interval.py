"""Correlation of two samples with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from seawall.core import FloatArray, check_confidence, check_finite, check_shape
from seawall.errors import InputError

__all__ = ["CorrelationEstimate", "estimate_correlation"]

_FEWEST = 10
_STILL = 1e-26


@dataclass(frozen=True, slots=True)
class CorrelationEstimate:
    """A correlation and its interval.

    Attributes
    ----------
    value, lower, upper : float
        In [-1, 1].
    confidence : float
        Of the interval.
    n_observations : int
        Pairs.
    """

    value: float
    lower: float
    upper: float
    confidence: float
    n_observations: int


def estimate_correlation(first: FloatArray, second: FloatArray, *, confidence: float = 0.95) -> CorrelationEstimate:
    r"""Pearson's correlation, with the interval of Fisher's transform.

    .. math:: \tanh\!\left(\operatorname{artanh} r \pm \frac{z}{\sqrt{n - 3}}\right)

    The interval is exact in large samples of independent pairs from a bivariate normal law. Fat tails make it too
    narrow.

    Parameters
    ----------
    first, second : FloatArray
        Shape (n,), n >= 10.
    confidence : float
        Of the interval.

    Returns
    -------
    CorrelationEstimate
        A perfect correlation has an interval of no width.

    Raises
    ------
    InputError
        For lengths that differ, too few pairs, a value that is not finite, or a sample that never moves.

    References
    ----------
    Fisher, "On the 'probable error' of a coefficient of correlation deduced from a small sample", *Metron* 1 (1921).

    Examples
    --------
    >>> x = np.arange(20.0)
    >>> found = estimate_correlation(x, x % 7)
    >>> round(found.value, 3), round(found.lower, 3), round(found.upper, 3)
    (0.236, -0.231, 0.614)
    """
    x = check_finite(check_shape(np.asarray(first, dtype=np.float64), "first", (None,)), "first")
    y = check_finite(check_shape(np.asarray(second, dtype=np.float64), "second", (len(x),)), "second")
    check_confidence(confidence)
    if len(x) < _FEWEST:
        raise InputError(f"'first' must hold at least {_FEWEST} observations, held {len(x)}")
    for side, name in ((x, "first"), (y, "second")):
        if np.var(side) <= _STILL * float(np.max(np.abs(side))) ** 2:
            raise InputError(f"{name!r} must vary, but never does")
    x, y = x - x.mean(), y - y.mean()
    value = float(x @ y / math.sqrt(float(x @ x) * float(y @ y)))
    value = min(max(value, -1.0), 1.0)
    if abs(value) == 1.0:
        return CorrelationEstimate(value, value, value, confidence, len(x))
    half = NormalDist().inv_cdf(0.5 + confidence / 2.0) / math.sqrt(len(x) - 3)
    centre = math.atanh(value)
    return CorrelationEstimate(value, math.tanh(centre - half), math.tanh(centre + half), confidence, len(x))
