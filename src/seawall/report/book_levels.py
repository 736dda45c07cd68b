"""Price levels of a book as they are shown, with what was detected at each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.microstructure import Side
from seawall.report.book_numbers import price_number, size_number
from seawall.report.book_results import BookResults
from seawall.report.detected_episode import Detection, DetectionKind
from seawall.report.numbers import Number, quantity

__all__ = ["MARKED_FROM", "LevelMark", "LevelView", "level_views"]

MARKED_FROM = 0.5
"""Probability from which a level is marked."""
_MARK_WORDS = {DetectionKind.ICEBERG: "iceberg?", DetectionKind.SPOOF_LIKE: "spoof-like"}


@dataclass(frozen=True, slots=True)
class LevelMark:
    """What a level looks like: an iceberg, or a spoof-like order, with its probability."""

    kind: str
    probability: Number
    is_open: bool
    text: str


@dataclass(frozen=True, slots=True)
class LevelView:
    """One price level; cumulated from the best price of its side."""

    price: Number
    size: Number
    cumulated: Number
    share_of_shown: float
    is_known: bool
    is_wall: bool
    marks: tuple[LevelMark, ...]


def level_views(results: BookResults, side: Side, levels: int) -> tuple[LevelView, ...]:
    """Levels of a side from the best price outwards, at most so many."""
    image, grid = results.image, results.image.grid
    is_bid = side is Side.BID
    ticks, lots = (image.bid_ticks, image.bid_lots) if is_bid else (image.ask_ticks, image.ask_lots)
    shown = min(levels, len(ticks))
    reached = np.cumsum(lots[:shown])
    walls = {each.tick for each in results.walls.walls if each.side is side} if results.walls else set()
    largest = max((int(each[:levels].max()) for each in (image.bid_lots, image.ask_lots) if len(each)), default=1)
    return tuple(
        LevelView(
            price_number(grid.price(tick), grid),
            size_number(grid.size(size), grid),
            size_number(grid.size(total), grid),
            size / largest,
            image.complete_from_tick <= tick if is_bid else tick <= image.complete_to_tick,
            tick in walls,
            _marks(results, side, tick),
        )
        for tick, size, total in zip(ticks[:shown].tolist(), lots[:shown].tolist(), reached.tolist(), strict=True)
    )


def _marks(results: BookResults, side: Side, tick: int) -> tuple[LevelMark, ...]:
    """Of each kind the likeliest episode at a price."""
    here = [each for each in results.detections if each.side is side and each.tick == tick]
    likely: dict[DetectionKind, Detection] = {}
    for each in sorted(here, key=lambda each: each.probability):
        if each.probability >= MARKED_FROM:
            likely[each.kind] = each
    return tuple(
        LevelMark(
            str(kind),
            quantity(likely[kind].probability, "probability", decimals=2),
            likely[kind].is_open,
            f"{words} {likely[kind].probability:.2f}".replace(" 0.", " ."),
        )
        for kind, words in _MARK_WORDS.items()
        if kind in likely
    )
