"""A book as the body of a BOOK frame: levels of both sides, each with what is known and supposed of it."""

from __future__ import annotations

import enum

import numpy as np

from seawall.core import IntArray
from seawall.microstructure import BookImage, Side, StreamState
from seawall.report import BookResults, DetectionKind
from seawall.web.frames import book_frame

__all__ = ["LevelFlag", "book_body"]

_STATES = {StreamState.SYNCING: 0, StreamState.LIVE: 1, StreamState.SUSPECT: 2, StreamState.DEAD: 3}
_PLACES = {DetectionKind.ICEBERG: 1, DetectionKind.SPOOF_LIKE: 2}


class LevelFlag(enum.IntFlag):
    """What is said of a level."""

    KNOWN = 1
    WALL = 2
    THIN = 4


def book_body(results: BookResults, *, levels: int) -> bytes:
    """Body of a BOOK frame.

    Parameters
    ----------
    results : BookResults
        The book now.
    levels : int
        Of each side, at most.
    """
    image, totals = results.image, results.totals
    bids, asks = image.bid_ticks[:levels], image.ask_ticks[:levels]
    tick_size = float(image.grid.tick_size)
    return book_frame(
        state=_STATES[image.state],
        bid_ticks=bids,
        bid_lots=image.bid_lots[:levels],
        ask_ticks=asks,
        ask_lots=image.ask_lots[:levels],
        marks=np.concatenate([_marks(results, image, Side.BID, bids), _marks(results, image, Side.ASK, asks)]),
        last_ticks=None if totals.last_trade is None else float(totals.last_trade.price_ticks),
        mark_ticks=None if totals.last_mark is None else totals.last_mark.mark / tick_size,
        exchange_ms=image.venue_ns / 1e6,
    )


def _marks(results: BookResults, image: BookImage, side: Side, ticks: IntArray) -> IntArray:
    """Shape (n, 3): flags, and the percentages of the likeliest iceberg and the likeliest spoof-like order."""
    found = np.zeros((len(ticks), 3), dtype=np.int64)
    is_known = image.complete_from_tick <= ticks if side is Side.BID else ticks <= image.complete_to_tick
    found[is_known, 0] = int(LevelFlag.KNOWN)
    if results.walls is not None:
        walls = [each.tick for each in results.walls.walls if each.side is side]
        found[np.isin(ticks, walls), 0] |= int(LevelFlag.WALL)
    for zone in results.thin_zones.zones if results.thin_zones is not None else ():
        if zone.side is side:
            low, high = sorted((zone.nearest_tick, zone.furthest_tick))
            found[(low <= ticks) & (ticks <= high), 0] |= int(LevelFlag.THIN)
    for each in results.detections:
        if each.side is side:
            here, place = ticks == each.tick, _PLACES[each.kind]
            found[here, place] = np.maximum(found[here, place], round(100 * each.probability))
    return found
