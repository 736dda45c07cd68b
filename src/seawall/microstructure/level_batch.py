"""Many updates of a book in flat columns, for replays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import IntArray
from seawall.errors import DataError, InputError
from seawall.microstructure.events import BookDelta, Side

__all__ = ["LevelBatch", "TopLevels", "check_levels", "level_batch_of"]


@dataclass(frozen=True, slots=True, eq=False)
class LevelBatch:
    """New sizes at levels, in the order in which they came, and where each update begins.

    Attributes
    ----------
    starts : IntArray
        Shape (n_updates + 1,): update i holds the levels from ``starts[i]`` up to but not with ``starts[i + 1]``.
    sides : IntArray
        Shape (n,): 1 bids, -1 asks.
    ticks, lots : IntArray
        Shape (n,): prices above 0, and new sizes; 0 removes the level.

    Raises
    ------
    InputError
        When the columns differ in length, or the starts do not rise from 0 to that length.
    DataError
        When a side is neither 1 nor -1, a price not above 0, or a size below 0; names the first such row.
    """

    starts: IntArray
    sides: IntArray
    ticks: IntArray
    lots: IntArray

    def __post_init__(self) -> None:
        """Freeze the columns; refuse what is no list of levels."""
        for name in ("starts", "sides", "ticks", "lots"):
            column = np.ascontiguousarray(getattr(self, name), dtype=np.int64)
            column = column.view() if column is getattr(self, name) else column
            column.setflags(write=False)
            object.__setattr__(self, name, column)
        if not (self.sides.shape == self.ticks.shape == self.lots.shape and self.ticks.ndim == 1):
            raise InputError(
                f"'sides', 'ticks' and 'lots' must be of one shape (n,), were {self.sides.shape}, {self.ticks.shape} "
                f"and {self.lots.shape}"
            )
        starts = self.starts
        if (
            starts.ndim != 1
            or not len(starts)
            or starts[0]
            or starts[-1] != len(self.ticks)
            or np.diff(starts).min(initial=0) < 0
        ):
            raise InputError(f"'starts' must rise from 0 to {len(self.ticks)}, was {starts[:5].tolist()}...")
        bad = (np.abs(self.sides) != 1) | (self.ticks <= 0) | (self.lots < 0)
        if bad.any():
            row = int(bad.argmax())
            raise DataError(
                f"level {row} must have side 1 or -1, a price above 0 and a size of 0 or more, had side "
                f"{int(self.sides[row])}, {int(self.ticks[row])} ticks and {int(self.lots[row])} lots"
            )

    @property
    def n_updates(self) -> int:
        """How many updates it holds."""
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True, eq=False)
class TopLevels:
    """The best levels of both sides at several moments of a replay.

    Attributes
    ----------
    updates : IntArray
        Shape (n,): how many updates had been applied.
    bid_ticks, bid_lots, ask_ticks, ask_lots : IntArray
        Shape (n, levels), best first; 0 where a side has fewer levels.
    """

    updates: IntArray
    bid_ticks: IntArray
    bid_lots: IntArray
    ask_ticks: IntArray
    ask_lots: IntArray


def level_batch_of(deltas: Sequence[BookDelta]) -> LevelBatch:
    """The levels of some updates, one after another, bids before asks within each.

    Parameters
    ----------
    deltas : sequence of BookDelta
        Updates; none of them a whole book, since that also removes what it does not name.

    Returns
    -------
    LevelBatch
        The same levels in columns.

    Raises
    ------
    InputError
        When one is a whole book.
    """
    for place, delta in enumerate(deltas):
        if delta.is_snapshot:
            raise InputError(f"'deltas' must hold no whole book, number {place} (update {delta.last_id}) is one")
    none = [np.empty(0, dtype=np.int64)]
    counts = [len(side) for delta in deltas for side in (delta.bid_ticks, delta.ask_ticks)]
    signs = np.tile(np.array([int(Side.BID), int(Side.ASK)], dtype=np.int64), len(deltas))
    return LevelBatch(
        starts=np.concatenate([[0], np.cumsum(np.array(counts, dtype=np.int64).reshape(-1, 2).sum(axis=1))]),
        sides=np.repeat(signs, counts),
        ticks=np.concatenate(none + [side for delta in deltas for side in (delta.bid_ticks, delta.ask_ticks)]),
        lots=np.concatenate(none + [side for delta in deltas for side in (delta.bid_lots, delta.ask_lots)]),
    )


def check_levels(symbol: str, bid_ticks: IntArray, bid_lots: IntArray, ask_ticks: IntArray, ask_lots: IntArray) -> None:
    """Say which levels of an update are none, if any.

    Raises
    ------
    DataError
        For sides with more prices than sizes, prices not above 0, or sizes below 0.
    """
    for side, ticks, lots in (("bid", bid_ticks, bid_lots), ("ask", ask_ticks, ask_lots)):
        if len(ticks) != len(lots):
            raise DataError(f"{symbol}: {side}s have {len(ticks)} prices and {len(lots)} sizes")
        if len(lots) and (lots.min() < 0 or ticks.min() <= 0):
            raise DataError(
                f"{symbol}: {side}s must have prices above 0 and sizes of 0 or more, had "
                f"{int(ticks.min())} ticks and {int(lots.min())} lots"
            )
