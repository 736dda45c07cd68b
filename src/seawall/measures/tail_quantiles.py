"""Value at Risk and Expected Shortfall of a sample of losses.

Both read the same sorted tail. Nothing is interpolated: VaR is one of the losses that were observed, and
ES counts the loss at the boundary for exactly the fraction of it that the tail still wants.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from seawall.core import FloatArray, check_confidence, check_finite, check_shape
from seawall.errors import InputError

__all__ = ["expected_shortfall", "tail_size", "tail_weights", "value_at_risk"]


def tail_size(n: int, confidence: float) -> Fraction:
    """Number of losses beyond the confidence level, n(1 - c), exactly.

    In floating point ``1000 * (1 - 0.99)`` is 10.000000000000009, whose ceiling is 11; the decimal that
    was written is used instead.

    Examples
    --------
    >>> tail_size(1000, 0.99)
    Fraction(10, 1)
    """
    return n * (1 - Fraction(repr(float(check_confidence(confidence)))))


def value_at_risk(losses: FloatArray, *, confidence: float) -> float:
    r"""Value at Risk: the order statistic of the losses, never interpolated.

    .. math:: \mathrm{VaR}_c = L_{(k)}, \quad k = \lceil n (1 - c) \rceil

    with :math:`L_{(1)} \ge L_{(2)} \ge \dots` the losses from the largest down.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), any currency, loss above zero; n >= 1.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    float
        Loss above zero, in the currency of `losses`; below zero where even that scenario gains.

    Raises
    ------
    InputError
        For an empty or non-finite sample, or a confidence outside its range.

    References
    ----------
    McNeil, Frey, Embrechts, *Quantitative Risk Management* (2015), section 9.2.6.

    Examples
    --------
    >>> value_at_risk(np.arange(1.0, 101.0), confidence=0.95)
    96.0
    """
    sample = _checked(losses)
    rank = math.ceil(tail_size(len(sample), confidence))
    return float(np.partition(sample, len(sample) - rank)[len(sample) - rank])


def expected_shortfall(losses: FloatArray, *, confidence: float) -> float:
    r"""Expected Shortfall: the mean loss in the worst 1 - c share of scenarios, fraction included.

    .. math::

        \mathrm{ES}_c = \frac{1}{(1-c) n}
        \left( \sum_{i \le k} L_{(i)} + \bigl((1-c) n - k\bigr) L_{(k+1)} \right), \quad
        k = \lfloor (1-c) n \rfloor

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), loss above zero; n >= 1.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    float
        Loss above zero; never below the Value at Risk of the same sample.

    Raises
    ------
    InputError
        For an empty or non-finite sample, or a confidence outside its range.

    References
    ----------
    Acerbi, Tasche, "On the coherence of expected shortfall", *Journal of Banking & Finance* 26 (2002).

    Examples
    --------
    >>> expected_shortfall(np.arange(1.0, 11.0), confidence=0.75)
    9.2
    """
    sample = _checked(losses)
    return float(math.fsum(tail_weights(sample, confidence=confidence) * sample))


def tail_weights(losses: FloatArray, *, confidence: float) -> FloatArray:
    """Weight of each scenario in Expected Shortfall; they sum to 1.

    Among equal losses at the boundary the earlier scenario is taken first, so that weights, and the
    contributions made from them, do not depend on the sort.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,).
    confidence : float
        In [0.5, 1).

    Returns
    -------
    FloatArray
        Shape (n,), zero outside the tail.

    Examples
    --------
    >>> tail_weights(np.array([1.0, 9.0, 4.0]), confidence=0.5).round(4).tolist()
    [0.0, 0.6667, 0.3333]
    """
    sample = _checked(losses)
    size = tail_size(len(sample), confidence)
    whole = math.floor(size)
    order = np.argsort(-sample, kind="stable")
    weights = np.zeros(len(sample))
    weights[order[:whole]] = float(1 / size)
    if size > whole:
        weights[order[whole]] = float((size - whole) / size)
    return weights


def _checked(losses: FloatArray) -> FloatArray:
    sample = check_finite(check_shape(np.asarray(losses, dtype=np.float64), "losses", (None,)), "losses")
    if not len(sample):
        raise InputError("'losses' must hold at least one scenario")
    return sample
