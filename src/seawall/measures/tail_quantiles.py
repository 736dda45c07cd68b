"""Value at Risk and Expected Shortfall of a sample of losses.

Both read the same sorted tail. Nothing is interpolated: VaR is one of the losses that were observed, and
ES counts the loss at the boundary for exactly the fraction of it that the tail still wants.

Scenarios count alike, or by the weight that each is given. Equal weights are counted and not added up, so that
giving them changes no bit of the answer.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from seawall.core import FloatArray, IntArray, check_confidence, check_finite, check_shape
from seawall.errors import InputError
from seawall.scenarios import SampleDesign

__all__ = ["expected_shortfall", "tail_size", "tail_weights", "value_at_risk"]

_ROUNDING = 1e-12
"""Of 1 - c: a cumulative weight that misses it by no more has reached it, since a sum of weights is rounded."""


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


def value_at_risk(losses: FloatArray, *, confidence: float, weights: FloatArray | None = None) -> float:
    r"""Value at Risk: an observed loss, never interpolated.

    .. math:: \mathrm{VaR}_c = L_{(k)}, \quad k = \min \Bigl\{ j : \sum_{i \le j} p_{(i)} \ge 1 - c \Bigr\}

    with :math:`L_{(1)} \ge L_{(2)} \ge \dots` the losses from the largest down and :math:`p_{(i)}` their weights. Where
    all count alike, :math:`k = \lceil n (1 - c) \rceil`.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), any currency, loss above zero; n >= 1.
    confidence : float
        In [0.5, 1).
    weights : FloatArray, optional
        Probability of each loss, shape (n,), none below 0, sum 1; all alike by default.

    Returns
    -------
    float
        Loss above zero, in the currency of `losses`; below zero where even that scenario gains.

    Raises
    ------
    InputError
        For an empty or non-finite sample, weights that are no probabilities, or a confidence outside its range.

    References
    ----------
    McNeil, Frey, Embrechts, *Quantitative Risk Management* (2015), section 9.2.6.

    Examples
    --------
    >>> value_at_risk(np.arange(1.0, 101.0), confidence=0.95)
    96.0
    >>> value_at_risk(np.array([30.0, 20.0, 10.0]), confidence=0.9, weights=np.array([0.05, 0.05, 0.9]))
    20.0
    """
    sample = _checked(losses)
    uneven = uneven_weights(weights, len(sample))
    if uneven is not None:
        order, last, _ = weighted_tail(sample, uneven, float(tail_size(1, confidence)))
        return float(sample[order[last]])
    rank = math.ceil(tail_size(len(sample), confidence))
    return float(np.partition(sample, len(sample) - rank)[len(sample) - rank])


def expected_shortfall(losses: FloatArray, *, confidence: float, weights: FloatArray | None = None) -> float:
    r"""Expected Shortfall: the mean loss in the worst 1 - c share of scenarios, fraction included.

    .. math::

        \mathrm{ES}_c = \frac{1}{1 - c}
        \left( \sum_{i \le m} p_{(i)} L_{(i)} + \Bigl(1 - c - \sum_{i \le m} p_{(i)} \Bigr) L_{(m+1)} \right)

    with losses and weights from the largest loss down, and m as large as the weights of whole losses allow. Where all
    count alike, every weight is 1 / n and :math:`m = \lfloor n (1 - c) \rfloor`.

    The sum over the tail is rounded once, whatever the order of its terms.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), loss above zero; n >= 1.
    confidence : float
        In [0.5, 1).
    weights : FloatArray, optional
        Probability of each loss, shape (n,), none below 0, sum 1; all alike by default.

    Returns
    -------
    float
        Loss above zero; never below the Value at Risk of the same sample.

    Raises
    ------
    InputError
        For an empty or non-finite sample, weights that are no probabilities, or a confidence outside its range.

    References
    ----------
    Acerbi, Tasche, "On the coherence of expected shortfall", *Journal of Banking & Finance* 26 (2002).

    Examples
    --------
    >>> expected_shortfall(np.arange(1.0, 11.0), confidence=0.75)
    9.2
    >>> expected_shortfall(np.array([30.0, 20.0, 10.0]), confidence=0.9, weights=np.array([0.05, 0.05, 0.9]))
    25.0
    """
    sample = _checked(losses)
    uneven = uneven_weights(weights, len(sample))
    if uneven is not None:
        order, last, shares = weighted_tail(sample, uneven, float(tail_size(1, confidence)))
        return float(math.fsum(shares * sample[order[: last + 1]]))
    size = tail_size(len(sample), confidence)
    start = len(sample) - math.ceil(size)
    tail = np.partition(sample, start)[start:]
    whole = math.floor(size)
    return mean_of_tail(math.fsum(tail[len(tail) - whole :]), float(tail[0]), size)


def mean_of_tail(whole_sum: float, boundary: float, size: Fraction) -> float:
    """Mean of a tail of equally weighted losses from the sum of its whole ones and the loss at its boundary."""
    return float((Fraction(whole_sum) + (size - math.floor(size)) * Fraction(boundary)) / size)


def tail_weights(losses: FloatArray, *, confidence: float, weights: FloatArray | None = None) -> FloatArray:
    """Weight of each scenario in Expected Shortfall; they sum to 1.

    Among equal losses at the boundary the earlier scenario is taken first, so that weights, and the
    contributions made from them, do not depend on the sort.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,).
    confidence : float
        In [0.5, 1).
    weights : FloatArray, optional
        Probability of each loss, shape (n,), none below 0, sum 1; all alike by default.

    Returns
    -------
    FloatArray
        Shape (n,), zero outside the tail.

    Raises
    ------
    InputError
        For an empty or non-finite sample, weights that are no probabilities, or a confidence outside its range.

    Examples
    --------
    >>> tail_weights(np.array([1.0, 9.0, 4.0]), confidence=0.5).round(4).tolist()
    [0.0, 0.6667, 0.3333]
    >>> tail_weights(np.array([1.0, 9.0, 4.0]), confidence=0.5, weights=np.array([0.5, 0.2, 0.3])).round(4).tolist()
    [0.0, 0.4, 0.6]
    """
    sample = _checked(losses)
    in_tail = np.zeros(len(sample))
    uneven = uneven_weights(weights, len(sample))
    if uneven is not None:
        order, last, shares = weighted_tail(sample, uneven, float(tail_size(1, confidence)))
        in_tail[order[: last + 1]] = shares
        return in_tail
    size = tail_size(len(sample), confidence)
    whole = math.floor(size)
    order = np.argsort(-sample, kind="stable")
    in_tail[order[:whole]] = float(1 / size)
    if size > whole:
        in_tail[order[whole]] = float((size - whole) / size)
    return in_tail


def weighted_tail(sample: FloatArray, weights: FloatArray, share: float) -> tuple[IntArray, int, FloatArray]:
    """Scenarios from the largest loss down, place of the last one in the worst `share`, and the part of each in it."""
    tail = share * math.fsum(weights)
    order = np.argsort(-sample, kind="stable")
    reached = np.cumsum(weights[order])
    last = min(int(np.searchsorted(reached, tail * (1.0 - _ROUNDING))), len(sample) - 1)
    parts = weights[order[: last + 1]] / tail
    parts[last] = 1.0 - math.fsum(parts[:last])
    return order, last, parts


def uneven_weights(weights: FloatArray | None, n: int) -> FloatArray | None:
    """Weights that differ from each other; None where all scenarios count alike."""
    if weights is None:
        return None
    design = SampleDesign(weights=weights)
    design.check_size(n)
    checked = design.weights
    return None if checked is None or bool((checked == checked[0]).all()) else checked


def _checked(losses: FloatArray) -> FloatArray:
    sample = check_finite(check_shape(np.asarray(losses, dtype=np.float64), "losses", (None,)), "losses")
    if not len(sample):
        raise InputError("'losses' must hold at least one scenario")
    return sample
