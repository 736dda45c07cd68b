"""A book at one instant: levels of both sides, and how far each is known."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from seawall.core import IntArray
from seawall.errors import InputError
from seawall.microstructure.grid import InstrumentGrid

__all__ = ["BookImage", "StreamState"]


class StreamState(enum.StrEnum):
    """What may be believed of a stream.

    SYNCING: the first whole book has not been joined with its updates yet. LIVE: every update since then is accounted
    for. SUSPECT: something proves, or may prove, that an update is missing; the last book is still shown, as stale.
    DEAD: closed, banned or silent for so long that nobody should look at it.
    """

    SYNCING = "SYNCING"
    LIVE = "LIVE"
    SUSPECT = "SUSPECT"
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True, eq=False)
class BookImage:
    """Levels of a book, best first.

    Attributes
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    venue_ns, local_ns : int
        Instant of the last update, by the venue's clock and by ours.
    last_id : int
        Last update applied; -1 where the venue numbers none.
    state : StreamState
        LIVE, or why it may be stale.
    bid_ticks, ask_ticks : IntArray
        Shape (n_bids,), falling, and (n_asks,), rising.
    bid_lots, ask_lots : IntArray
        Displayed sizes, above 0.
    complete_from_tick, complete_to_tick : int
        Prices between which every level is known; outside, levels may be missing because no whole book covered them.
    """

    grid: InstrumentGrid
    venue_ns: int
    local_ns: int
    last_id: int
    state: StreamState
    bid_ticks: IntArray
    bid_lots: IntArray
    ask_ticks: IntArray
    ask_lots: IntArray
    complete_from_tick: int
    complete_to_tick: int

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse levels out of order and sizes of nothing."""
        for name in ("bid_ticks", "bid_lots", "ask_ticks", "ask_lots"):
            array = np.ascontiguousarray(getattr(self, name), dtype=np.int64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        for side, ticks, lots, direction in (
            ("bid", self.bid_ticks, self.bid_lots, -1),
            ("ask", self.ask_ticks, self.ask_lots, 1),
        ):
            if ticks.ndim != 1 or ticks.shape != lots.shape:
                raise InputError(
                    f"'{side}_ticks' and '{side}_lots' must be of one shape (n,), were {ticks.shape}, {lots.shape}"
                )
            if len(ticks) > 1 and not (np.diff(ticks) * direction > 0).all():
                raise InputError(f"'{side}_ticks' must lead away from the best price, were {ticks[:5].tolist()}...")
            if len(lots) and lots.min() <= 0:
                raise InputError(f"'{side}_lots' must be above 0, lowest was {int(lots.min())}")

    @property
    def is_two_sided(self) -> bool:
        """Whether both sides have a level."""
        return bool(len(self.bid_ticks) and len(self.ask_ticks))

    @property
    def is_crossed(self) -> bool:
        """Whether the best bid is at or above the best ask."""
        return self.is_two_sided and bool(self.bid_ticks[0] >= self.ask_ticks[0])

    @property
    def is_stale(self) -> bool:
        """Whether it may differ from the venue's book."""
        return self.state is not StreamState.LIVE
