"""The loop that adds one book to the history of depth by distance from the best price.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop

__all__ = ["BINS", "BINS_PER_OCTAVE", "add_loop", "compiled"]

BINS_PER_OCTAVE = 8
BINS = 2 + 63 * BINS_PER_OCTAVE
"""The first bin is for nothing at all; then eight for each doubling of the lots, up to the largest 64-bit number."""


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of the loop."""
    return compile_loop(loop)


def add_loop(ticks, lots, limit, direction, bucket_ticks, weight, levels, depths, seconds):  # type: ignore[no-untyped-def]
    """Add one side of a book to its history, for every bucket that is known wholly.

    `direction` is -1 for bids, 1 for asks; `limit` the last tick that is known. `levels` and `depths` are (buckets,
    bins), `seconds` (buckets,); `weight` is how long the book stood.
    """
    buckets = len(seconds)
    best = ticks[0]
    known = min(buckets, ((limit - best) * direction + 1) // bucket_ticks)
    place = 0
    for bucket in range(known):
        depth = 0
        end = (bucket + 1) * bucket_ticks
        while place < len(ticks) and (ticks[place] - best) * direction < end:
            size = lots[place]
            depth += size
            levels[bucket, 1 + int(BINS_PER_OCTAVE * math.log2(float(size)))] += weight
            place += 1
        depths[bucket, 0 if depth == 0 else 1 + int(BINS_PER_OCTAVE * math.log2(float(depth)))] += weight
        seconds[bucket] += weight
