"""Loops over long samples: the largest losses picked out in one pass, and sums that are rounded only once.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from seawall.core import compile_loop

__all__ = ["CHUNKS", "SMALLEST_POWER", "accumulate_loop", "compiled", "count_loop", "pick_loop", "split_loop"]

CHUNKS = 66
"""Numbers of 32 bits that hold the sum of any doubles exactly."""
SMALLEST_POWER = 1075
"""The last bit of chunk 0 stands for two to the minus this."""

_CARRY_EVERY = 512
"""Additions after which carries are passed on; a chunk overflows after 1,024."""


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the loops."""
    return compile_loop(loop)


def pick_loop(losses, threshold, picked):  # type: ignore[no-untyped-def]
    """Copy the losses from `threshold` up, in their order; their number, or -1 where a loss is not finite.

    There is no branch: every loss is written, and the place moves on only behind one that stays. `picked` must have
    room for one more than all of them. Places without a sign spare the loop a test for places counted from the end.
    """
    count = np.uint64(0)
    faults = np.uint64(0)
    for place in range(len(losses)):
        loss = losses[place]
        picked[count] = loss
        count += np.uint64(loss >= threshold)
        faults |= np.uint64(loss - loss != 0.0)  # infinities, and what is not a number
    return -1 if faults else np.int64(count)


def count_loop(losses, low, high):  # type: ignore[no-untyped-def]
    """Number of losses above `high`, and of those from `low` to `high`."""
    above = 0
    between = 0
    for place in range(len(losses)):
        loss = losses[place]
        above += loss > high
        between += (loss >= low) & (loss <= high)
    return above, between


def split_loop(losses, low, high, between):  # type: ignore[no-untyped-def]
    """Move the losses above `high` to the front, and copy those from `low` to `high`; what else there was is lost.

    As in :func:`pick_loop` there is no branch, and the copy must have room for one more than all.
    """
    n_above = np.uint64(0)
    n_between = np.uint64(0)
    for place in range(len(losses)):
        loss = losses[place]
        losses[n_above] = loss
        between[n_between] = loss
        n_above += np.uint64(loss > high)
        n_between += np.uint64((loss >= low) & (loss <= high))


def accumulate_loop(bits, chunks):  # type: ignore[no-untyped-def]
    """Add doubles, given as their bits, to a sum in chunks of 32 bits, none of it rounded.

    After Neal, "Fast exact summation using small and large superaccumulators" (2015).
    """
    for start in range(0, len(bits), _CARRY_EVERY):
        for place in range(start, min(start + _CARRY_EVERY, len(bits))):
            word = bits[place]
            power = (word >> 52) & 2047
            digits = word & 4503599627370495
            if power == 0:
                power = 1
            else:
                digits |= 4503599627370496
            chunk = power >> 5
            shift = power & 31
            low = (digits << shift) & 4294967295
            high = digits >> (32 - shift)
            if word < 0:
                chunks[chunk] -= low
                chunks[chunk + 1] -= high
            else:
                chunks[chunk] += low
                chunks[chunk + 1] += high
        for each in range(len(chunks) - 1):
            carry = chunks[each] >> 32
            chunks[each] -= carry << 32
            chunks[each + 1] += carry
