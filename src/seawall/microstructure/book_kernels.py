"""Loops over the hot window of a book: one array of sizes per side, indexed by ticks above the window's base.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
A side without a level in its window has a best place of -1 (bids) or the width of the window (asks).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop

__all__ = ["BASE", "BEST_ASK", "BEST_BID", "STATE_SIZE", "apply_loop", "compiled", "sum_loop", "top_loop", "walk_loop"]

BASE, BEST_BID, BEST_ASK = 0, 1, 2
"""Places in the state: tick of the window's first place, and the places of the best levels."""
STATE_SIZE = 3


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the loops."""
    return compile_loop(loop)


def apply_loop(bids, asks, state, bid_ticks, bid_lots, ask_ticks, ask_lots, far):  # type: ignore[no-untyped-def]
    """Set the sizes of levels; the number of those outside the window, whose places are written to `far`.

    Places of asks follow those of bids in `far`.
    """
    width = len(bids)
    base = state[0]
    best = state[1]
    outside = 0
    for place in range(len(bid_ticks)):
        offset = bid_ticks[place] - base
        if offset < 0 or offset >= width:
            far[outside] = place
            outside += 1
            continue
        lots = bid_lots[place]
        bids[offset] = lots
        if lots > 0:
            best = max(best, offset)
        elif offset == best:
            while best >= 0 and bids[best] == 0:
                best -= 1
    state[1] = best
    best = state[2]
    for place in range(len(ask_ticks)):
        offset = ask_ticks[place] - base
        if offset < 0 or offset >= width:
            far[outside] = len(bid_ticks) + place
            outside += 1
            continue
        lots = ask_lots[place]
        asks[offset] = lots
        if lots > 0:
            best = min(best, offset)
        elif offset == best:
            while best < width and asks[best] == 0:
                best += 1
    state[2] = best
    return outside


def top_loop(sizes, best, step, base, ticks, lots):  # type: ignore[no-untyped-def]
    """Write the best levels of one side to `ticks` and `lots`; their number. `step` is -1 for bids, 1 for asks."""
    width = len(sizes)
    wanted = len(ticks)
    count = 0
    place = best
    while 0 <= place < width and count < wanted:
        if sizes[place] > 0:
            ticks[count] = base + place
            lots[count] = sizes[place]
            count += 1
        place += step
    return count


def sum_loop(sizes, first, last):  # type: ignore[no-untyped-def]
    """Sum of the sizes from place `first` up to place `last`, both included, as far as the window goes."""
    total = 0
    for place in range(max(first, 0), min(last, len(sizes) - 1) + 1):
        total += sizes[place]
    return total


def walk_loop(sizes, best, step, wanted):  # type: ignore[no-untyped-def]
    """Lots taken from the best level on until `wanted`, their sum times their places, and the last place touched."""
    width = len(sizes)
    taken = 0
    weighted = 0.0
    place = best
    last = best
    while 0 <= place < width and taken < wanted:
        if sizes[place] > 0:
            lots = min(sizes[place], wanted - taken)
            taken += lots
            weighted += float(lots) * float(place)
            last = place
        place += step
    return taken, weighted, last
