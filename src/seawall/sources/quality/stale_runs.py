"""Prices that stand still for longer than their own tick explains.

A series quoted in coarse ticks repeats a price by chance. Let p be the chance that a change is zero after one that was
not. In n changes, runs of k zeros are expected about n·p^k times; a run is stale when that is below one in a thousand.
Counting only zeros that follow a non-zero change lets a long run count once, so that it cannot excuse itself.
"""

from __future__ import annotations

import math

import numpy as np

from seawall.core import FloatArray, IntArray

__all__ = ["longest_ordinary_run", "stale_runs"]

FALSE_RUNS = 1e-3
"""Stale runs that a sound series is allowed to show by chance."""

SHORTEST_RUN = 5
"""Equal closes that are never called stale: four in a row are seen in an index on ordinary days."""

RAREST_ZERO = 1e-2
"""Least chance of a zero change that is believed: short series show none, yet could."""

_TICKS_RULE = 0.5  # above this, standing still is what the series does: no run of it says anything


def longest_ordinary_run(values: FloatArray) -> int | None:
    """Equal values in a row up to which a run is ordinary; None where standing still is what the series does.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), finite, in time order.
    """
    if len(values) < 2:
        return None
    is_zero = np.diff(values) == 0.0
    after_move = np.concatenate(([True], ~is_zero[:-1]))
    p = max(float(is_zero[after_move].mean()), RAREST_ZERO)
    if p > _TICKS_RULE:
        return None
    zeros = math.log(FALSE_RUNS / len(is_zero)) / math.log(p)
    return max(math.ceil(zeros), SHORTEST_RUN - 1)


def stale_runs(values: FloatArray) -> tuple[IntArray, IntArray]:
    """First and last place of each run of equal values that is too long.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), finite, in time order.

    Examples
    --------
    >>> first, last = stale_runs(np.array([1.0, 2.0, 1.5, 3.0] * 20 + [7.0] * 9))
    >>> first.tolist(), last.tolist()
    ([80], [88])
    """
    longest = longest_ordinary_run(values)
    if longest is None:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    starts = np.flatnonzero(np.concatenate(([True], np.diff(values) != 0.0)))
    ends = np.concatenate((starts[1:], [len(values)])) - 1
    long = ends - starts + 1 > longest
    return starts[long], ends[long]
