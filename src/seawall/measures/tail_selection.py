"""VaR and ES of long samples at several levels in one pass, to the last bit what each would be by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.measures.tail_kernels import (
    CHUNKS,
    SMALLEST_POWER,
    accumulate_loop,
    compiled,
    count_loop,
    pick_loop,
    split_loop,
)
from seawall.measures.tail_quantiles import expected_shortfall, mean_of_tail, tail_size, value_at_risk

__all__ = ["TailFigures", "tail_figures"]

_LONG = 100_000
_STRIDE = 197
_SAFETY = 4.0
"""Standard deviations of a sampled rank that the bounds allow for."""


@dataclass(frozen=True, slots=True)
class TailFigures:
    """VaR and ES at one level.

    Attributes
    ----------
    confidence : float
        In [0.5, 1).
    value_at_risk, expected_shortfall : float
        Loss above zero.
    """

    confidence: float
    value_at_risk: float
    expected_shortfall: float


def tail_figures(losses: FloatArray, *, confidences: Sequence[float]) -> tuple[TailFigures, ...]:
    """VaR and ES of equally weighted losses at several levels.

    Of a long sample every 197th loss is looked at first. They suggest a threshold that the whole tail lies above, and
    two bounds that each VaR lies between. One pass picks the tail, and only the losses between the bounds are put in
    order. If the losses looked at were misleading, counting shows it, and all are put in order instead: slower, with
    the same answer. Sums are exact until they are rounded
    once, so that the answer is that of :func:`value_at_risk` and :func:`expected_shortfall` to the last bit.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), loss above zero; n >= 1.
    confidences : sequence of float
        At least one, each in [0.5, 1).

    Returns
    -------
    tuple of TailFigures
        In the order of `confidences`.

    Raises
    ------
    InputError
        For an empty or non-finite sample, no confidence, or one outside its range.

    Examples
    --------
    >>> [(each.value_at_risk, each.expected_shortfall)
    ...     for each in tail_figures(np.arange(1.0, 101.0), confidences=(0.95, 0.99))]
    [(96.0, 98.0), (100.0, 100.0)]
    """
    sample = check_shape(np.asarray(losses, dtype=np.float64), "losses", (None,))
    if not confidences:
        raise InputError("'confidences' must hold at least one confidence")
    if len(sample) < _LONG:
        return tuple(
            TailFigures(each, value_at_risk(sample, confidence=each), expected_shortfall(sample, confidence=each))
            for each in confidences
        )
    sizes = {each: tail_size(len(sample), each) for each in confidences}
    brackets = _brackets(sample[::_STRIDE], {each: math.ceil(size) for each, size in sizes.items()})
    found = {}
    tail: FloatArray | None = None
    for confidence in sorted(sizes):  # the longest tail first, so that the next one is sought in it alone
        size, bracket = sizes[confidence], brackets[confidence]
        tail = _largest(sample, bracket[0], math.ceil(size)) if tail is None else tail
        tail, boundary, whole_sum = _tail_of(tail, bracket, size)
        found[confidence] = TailFigures(confidence, boundary, mean_of_tail(whole_sum, boundary, size))
    return tuple(found[each] for each in confidences)


def _brackets(seen: FloatArray, ranks: Mapping[float, int]) -> dict[float, tuple[float, float]]:
    """Bounds that the loss of each rank from the largest lies between, as far as the losses looked at can tell."""
    places = {}
    for each, rank in ranks.items():
        expected = rank / _STRIDE
        spread = _SAFETY * math.sqrt(expected) + 1.0
        places[each] = len(seen) - math.ceil(expected + spread), len(seen) - math.floor(expected - spread)
    known = sorted({place for pair in places.values() for place in pair if 0 <= place < len(seen)})
    ordered = np.partition(seen, known) if known else seen
    return {
        each: (
            float(ordered[low]) if low >= 0 else -math.inf,
            float(ordered[high]) if high < len(seen) else math.inf,
        )
        for each, (low, high) in places.items()
    }


def _largest(sample: FloatArray, threshold: float, rank: int) -> FloatArray:
    """At least the `rank` largest losses, in a new array."""
    picked = np.empty(len(sample) + 1)  # room is taken only where something is written
    count = compiled(pick_loop)(np.ascontiguousarray(sample), threshold, picked)
    if count < 0:
        check_finite(sample, "losses")
    return picked[:count] if count >= rank else sample.copy()


def _tail_of(losses: FloatArray, bracket: tuple[float, float], size: Fraction) -> tuple[FloatArray, float, float]:
    """Tail of losses that are given away, the loss at its boundary, and the sum of its whole losses."""
    rank, whole = math.ceil(size), math.floor(size)
    n_above, n_between = compiled(count_loop)(losses, *bracket)
    if n_above < rank <= n_above + n_between:
        between = np.empty(len(losses) + 1)
        compiled(split_loop)(losses, *bracket, between)
        between = between[:n_between]
    else:
        n_above, between = 0, losses.copy()
    start = len(between) - (rank - n_above)
    between.partition(start)
    losses[n_above:rank] = between[start:]
    rest = between[len(between) - (whole - n_above) :]
    return losses[:rank], float(between[start]), _sum_of(losses[:n_above], rest)


def _sum_of(*parts: FloatArray) -> float:
    """Sum of all numbers of some arrays, rounded once."""
    chunks = np.zeros(CHUNKS, dtype=np.int64)
    for part in parts:
        compiled(accumulate_loop)(part.view(np.int64), chunks)
    # a quotient of whole numbers is rounded once, and correctly
    return sum(int(chunk) << (32 * place) for place, chunk in enumerate(chunks)) / (1 << SMALLEST_POWER)
