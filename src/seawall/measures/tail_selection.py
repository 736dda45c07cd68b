"""VaR and ES of long samples at several levels in one pass, to the last bit what each would be by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.measures.tail_kernels import CHUNKS, SMALLEST_POWER, accumulate_loop, compiled, pick_loop
from seawall.measures.tail_quantiles import expected_shortfall, mean_of_tail, tail_size, value_at_risk

__all__ = ["TailFigures", "tail_figures"]

_LONG = 100_000
_STRIDE = 97
_SAFETY = 6.0
"""Standard deviations by which the threshold is set below where the sampled losses put it."""


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

    Of a long sample every 97th loss is looked at first. They suggest a threshold that the whole tail lies above; one
    pass picks what does, and only that is put in order. If the losses looked at were misleading, too few are picked,
    and the whole sample is put in order instead: slower, with the same answer. Sums are exact until they are rounded
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
    sizes = [tail_size(len(sample), each) for each in confidences]
    ranks = [math.ceil(size) for size in sizes]
    tail = _largest(np.ascontiguousarray(sample), max(ranks))
    tail.partition(sorted({len(tail) - rank for rank in ranks}))
    sums = _sums_of_largest(tail, [math.floor(size) for size in sizes])
    found = []
    for confidence, size, rank, whole_sum in zip(confidences, sizes, ranks, sums, strict=True):
        boundary = float(tail[len(tail) - rank])
        found.append(TailFigures(confidence, boundary, mean_of_tail(whole_sum, boundary, size)))
    return tuple(found)


def _largest(sample: FloatArray, rank: int) -> FloatArray:
    """At least the `rank` largest losses, in a new array."""
    seen = sample[::_STRIDE]
    expected = rank / _STRIDE
    place = len(seen) - 1 - math.ceil(expected + _SAFETY * math.sqrt(expected))
    threshold = np.partition(seen, place)[place] if place > 0 else -math.inf
    picked = np.empty(len(sample) + 1)
    count = compiled(pick_loop)(sample, threshold, picked)
    if count < 0:
        check_finite(sample, "losses")
    return picked[:count] if count >= rank else sample.copy()


def _sums_of_largest(tail: FloatArray, counts: list[int]) -> list[float]:
    """Sum of as many of the largest losses as each count says, rounded once; `tail` is in order at every count."""
    chunks = np.zeros(CHUNKS, dtype=np.int64)
    done, sums = 0, dict.fromkeys(counts, 0.0)
    for count in sorted(sums):
        part = tail[len(tail) - count : len(tail) - done]
        compiled(accumulate_loop)(part.view(np.int64), chunks)
        done = count
        # a quotient of whole numbers is rounded once, and correctly
        sums[count] = sum(int(chunk) << (32 * place) for place, chunk in enumerate(chunks)) / (1 << SMALLEST_POWER)
    return [sums[count] for count in counts]
