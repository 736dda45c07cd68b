"""Loops over the hot window of a book: sizes by side (row 0 bids, row 1 asks) and by ticks above the window's base.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
A side without a level in its window has a best place of -1 (bids) or the width of the window (asks).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop

__all__ = ["REFUSED", "apply_loop", "compiled", "replay_loop", "sum_loop", "top_loop", "walk_loop"]

REFUSED = -1
"""A size below 0, a price not above 0, or as many prices as not sizes: nothing was changed."""


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the loops."""
    return compile_loop(loop)


def apply_loop(windows, base, best_bid, best_ask, bid_ticks, bid_lots, ask_ticks, ask_lots, far):  # type: ignore[no-untyped-def]
    """Set the sizes of levels; how many lie outside the window, and the best places of bids and asks.

    The places of levels outside are written to `far`, those of asks behind those of bids. The number is REFUSED where
    the levels are none.
    """
    if len(bid_ticks) != len(bid_lots) or len(ask_ticks) != len(ask_lots):
        return REFUSED, best_bid, best_ask
    lowest = 0
    for place in range(len(bid_ticks)):
        lowest = min(lowest, bid_lots[place], bid_ticks[place] - 1)
    for place in range(len(ask_ticks)):
        lowest = min(lowest, ask_lots[place], ask_ticks[place] - 1)
    if lowest < 0:
        return REFUSED, best_bid, best_ask
    width = windows.shape[1]
    outside = 0
    best = best_bid
    for place in range(len(bid_ticks)):
        offset = bid_ticks[place] - base
        if offset < 0 or offset >= width:
            far[outside] = place
            outside += 1
            continue
        lots = bid_lots[place]
        windows[0, offset] = lots
        if lots > 0:
            best = max(best, offset)
        elif offset == best:
            while best >= 0 and windows[0, best] == 0:
                best -= 1
    best_bid = best
    best = best_ask
    for place in range(len(ask_ticks)):
        offset = ask_ticks[place] - base
        if offset < 0 or offset >= width:
            far[outside] = len(bid_ticks) + place
            outside += 1
            continue
        lots = ask_lots[place]
        windows[1, offset] = lots
        if lots > 0:
            best = min(best, offset)
        elif offset == best:
            while best < width and windows[1, best] == 0:
                best += 1
    return outside, best_bid, best


def replay_loop(  # type: ignore[no-untyped-def]
    windows, base, best_bid, best_ask, edge, tails, starts, sides, ticks, lots, update, every, read, reads, far
):
    """Apply updates from number `update` on, and read the best levels of both sides after each `every`.

    It stops in front of an update whose levels `far` might not hold, behind one that brings the best price near an
    edge, or outside, and behind one whose read needs levels outside the window.

    `tails` says for bids and asks whether levels outside are known (1), or lead (2); it is kept up to date. The places
    of levels outside are written to `far`. A read fills one row of `reads` (n, 4, levels): ticks and lots
    of bids, then of asks; levels that there are not stay as they were.

    Returns the next update, the next row of `reads`, how many places `far` holds, whether the last read is missing,
    and the best places of bids and asks.
    """
    width = windows.shape[1]
    wanted = reads.shape[2]
    outside = 0
    while update + 1 < len(starts):
        first, last = starts[update], starts[update + 1]
        if outside + last - first > len(far):
            break
        for place in range(first, last):
            offset = ticks[place] - base
            size = lots[place]
            row = 0 if sides[place] > 0 else 1
            if offset < 0 or offset >= width:
                far[outside] = place
                outside += 1
                tails[row] = max(tails[row], 2 if (offset < 0) == (row == 1) else 1)
                continue
            windows[row, offset] = size
            if row == 0:
                if size > 0:
                    best_bid = max(best_bid, offset)
                elif offset == best_bid:
                    while best_bid >= 0 and windows[0, best_bid] == 0:
                        best_bid -= 1
            elif size > 0:
                best_ask = min(best_ask, offset)
            elif offset == best_ask:
                while best_ask < width and windows[1, best_ask] == 0:
                    best_ask += 1
        update += 1
        is_ahead = max(tails[0], tails[1]) > 1 or best_bid > width - edge or best_ask < edge
        is_ahead = is_ahead or (tails[0] > 0 and best_bid < edge) or (tails[1] > 0 and best_ask > width - edge)
        if every > 0 and update % every == 0:
            if is_ahead:
                return update, read, outside, 1, best_bid, best_ask
            for row in range(2):
                place, step = (best_bid, -1) if row == 0 else (best_ask, 1)
                count = 0
                while 0 <= place < width and count < wanted:
                    if windows[row, place] > 0:
                        reads[read, 2 * row, count] = base + place
                        reads[read, 2 * row + 1, count] = windows[row, place]
                        count += 1
                    place += step
                if count < wanted and tails[row] > 0:
                    return update, read, outside, 1, best_bid, best_ask
            read += 1
        if is_ahead:
            break
    return update, read, outside, 0, best_bid, best_ask


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
