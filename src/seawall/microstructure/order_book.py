"""A book by level: a hot window of ticks around the best prices, and a far tail outside it.

The window is an array per side that compiled loops read and write; the tail is a dictionary, for levels that are seldom
touched. The window moves when the best price nears its edge. Nothing is rounded: ticks and lots are whole numbers.
"""

from __future__ import annotations

import numpy as np

from seawall.core import IntArray
from seawall.errors import InputError
from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.book_kernels import (
    REFUSED,
    apply_loop,
    compiled,
    replay_loop,
    sum_loop,
    top_loop,
    walk_loop,
)
from seawall.microstructure.events import BookDelta, Side
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.level_batch import LevelBatch, TopLevels, check_levels

__all__ = ["OrderBook"]

_WINDOW_TICKS = 1 << 15
_EDGE = _WINDOW_TICKS // 4
"""The window moves when the best price comes nearer than this to its end."""


class OrderBook:
    """Displayed sizes by price.

    It applies what it is given: whether an update is missing is for the feed to know.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.

    Examples
    --------
    >>> from decimal import Decimal
    >>> book = OrderBook(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")))
    >>> book.set_levels([9_999, 9_998], [1_500, 500], [10_000], [730])
    >>> book.best(Side.BID), book.best(Side.ASK)
    ((9999, 1500), (10000, 730))
    >>> book.average_ticks(Side.BID, 2_000)  # selling 2.0 takes both levels
    (9998.75, 9998)
    """

    def __init__(self, grid: InstrumentGrid) -> None:
        self.grid = grid
        self.venue_ns = 0
        self.local_ns = 0
        self.last_id = -1
        self.complete_from_tick = 0
        self.complete_to_tick = -1  # nothing is known yet
        self._windows = np.zeros((2, _WINDOW_TICKS), dtype=np.int64)
        self._tails: tuple[dict[int, int], dict[int, int]] = ({}, {})  # bids, asks, as the rows of the windows
        self._base = 0
        self._best = (-1, _WINDOW_TICKS)
        self._ahead: tuple[set[int], set[int]] = (
            set(),
            set(),
        )  # of the tail, what is better than the window has room for
        self._is_tail_ahead = (False, False)
        self._far = np.zeros(64, dtype=np.int64)
        self._is_centred = False

    def apply(
        self, delta: BookDelta, *, complete_from_tick: int | None = None, complete_to_tick: int | None = None
    ) -> None:
        """Apply an update, or replace the book by a whole one.

        Parameters
        ----------
        delta : BookDelta
            New sizes; a size of 0 removes a level, and removing one that is not known is normal.
        complete_from_tick, complete_to_tick : int, optional
            Of a whole book: prices between which it names every level; from its lowest bid to its highest ask
            by default.

        Raises
        ------
        DataError
            When sizes are below 0, or prices not above 0; the book is then as it was.
        """
        levels = delta.bid_ticks, delta.bid_lots, delta.ask_ticks, delta.ask_lots
        if delta.is_snapshot:
            check_levels(delta.symbol, *levels)
            self._clear()
        self._set(*levels)
        if delta.is_snapshot:
            lowest = int(delta.bid_ticks.min()) if len(delta.bid_ticks) else 0
            highest = int(delta.ask_ticks.max()) if len(delta.ask_ticks) else 0
            self.complete_from_tick = lowest if complete_from_tick is None else complete_from_tick
            self.complete_to_tick = highest if complete_to_tick is None else complete_to_tick
        self.venue_ns, self.local_ns, self.last_id = delta.venue_ns, delta.local_ns, delta.last_id

    def set_levels(
        self,
        bid_ticks: IntArray | list[int],
        bid_lots: IntArray | list[int],
        ask_ticks: IntArray | list[int],
        ask_lots: IntArray | list[int],
    ) -> None:
        """Set sizes at some levels without an update's number or time; 0 removes."""
        self._set(*(np.asarray(each, dtype=np.int64) for each in (bid_ticks, bid_lots, ask_ticks, ask_lots)))

    def apply_many(self, batch: LevelBatch) -> None:
        """Apply many updates at once, without their numbers and times.

        Parameters
        ----------
        batch : LevelBatch
            Updates in the order in which they came.
        """
        self.replay(batch, every=0, levels=1)

    def replay(self, batch: LevelBatch, *, every: int, levels: int) -> TopLevels:
        """Apply many updates at once, and read the best levels after each `every` of them.

        Parameters
        ----------
        batch : LevelBatch
            Updates in the order in which they came.
        every : int
            Read after this many updates; 0 never.
        levels : int
            How many levels of each side to read, at least 1.

        Returns
        -------
        TopLevels
            One row per read; the book stands after the last update.
        """
        if every < 0 or levels < 1:
            raise InputError(f"'every' must be 0 or more and 'levels' at least 1, were {every} and {levels}")
        n_reads = batch.n_updates // every if every else 0
        reads = np.zeros((n_reads, 4, levels), dtype=np.int64)
        if len(batch.ticks):
            self._centre(int(batch.ticks[0]))
        far = np.empty(max(int(np.diff(batch.starts).max(initial=0)), 1 << 12), dtype=np.int64)
        columns = batch.starts, batch.sides, batch.ticks, batch.lots
        update = read = 0
        while update < batch.n_updates:
            known = zip(self._tails, self._is_tail_ahead, strict=True)
            tails = np.array([2 if is_ahead else bool(tail) for tail, is_ahead in known], dtype=np.int64)
            update, read, outside, is_missing, *best = compiled(replay_loop)(
                self._windows, self._base, *self._best, _EDGE, tails, *columns, update, every, read, reads, far
            )
            self._best = (best[0], best[1])
            places = far[:outside]
            rows = (batch.sides[places] < 0).tolist()
            self._set_far(rows, batch.ticks[places].tolist(), batch.lots[places].tolist())
            self._settle(outside)
            if is_missing:
                for row, side in enumerate((Side.BID, Side.ASK)):
                    ticks, lots = self.top(side, levels)
                    reads[read, 2 * row : 2 * row + 2] = 0
                    reads[read, 2 * row, : len(ticks)], reads[read, 2 * row + 1, : len(lots)] = ticks, lots
                read += 1
        reads.setflags(write=False)
        return TopLevels(np.arange(1, n_reads + 1) * every, *(reads[:, column] for column in range(4)))

    def best(self, side: Side) -> tuple[int, int] | None:
        """Tick and lots of the best level of one side; None where there is none."""
        row = 0 if side is Side.BID else 1
        place = self._best[row]
        if 0 <= place < _WINDOW_TICKS and not self._is_tail_ahead[row]:
            return self._base + place, self._windows.item(row, place)
        ticks, lots = self._all_levels(side)
        return (int(ticks[0]), int(lots[0])) if len(ticks) else None

    @property
    def is_crossed(self) -> bool:
        """Whether the best bid is at or above the best ask."""
        best_bid, best_ask = self._best
        if best_bid >= 0 and best_ask < _WINDOW_TICKS and True not in self._is_tail_ahead:
            return best_bid >= best_ask
        bid, ask = self.best(Side.BID), self.best(Side.ASK)
        return bid is not None and ask is not None and bid[0] >= ask[0]

    def lots_at(self, side: Side, tick: int) -> int:
        """Displayed lots at one price; 0 where there are none."""
        row = 0 if side is Side.BID else 1
        place = tick - self._base
        if 0 <= place < _WINDOW_TICKS:
            return self._windows.item(row, place)
        return self._tails[row].get(tick, 0)

    def lots_at_each(self, side: Side, ticks: IntArray) -> IntArray:
        """Displayed lots at many prices of one side, shape (n,); 0 where there are none."""
        row = 0 if side is Side.BID else 1
        places = ticks - self._base
        inside = (places >= 0) & (places < _WINDOW_TICKS)
        lots: IntArray = self._windows[row, np.where(inside, places, 0)]
        if not inside.all():
            tail = self._tails[row]
            outside = np.flatnonzero(~inside)
            lots[outside] = [tail.get(tick, 0) for tick in ticks[outside].tolist()]
        return lots

    def top(self, side: Side, levels: int) -> tuple[IntArray, IntArray]:
        """Ticks and lots of the best levels of one side, best first.

        Parameters
        ----------
        side : Side
            Which side.
        levels : int
            At most this many, at least 1.

        Returns
        -------
        tuple of IntArray
            Ticks and lots, each of shape (n,), n at most `levels`.
        """
        if levels < 1:
            raise InputError(f"'levels' must be at least 1, was {levels}")
        row = 0 if side is Side.BID else 1
        if not self._is_tail_ahead[row]:
            ticks, lots = np.empty(levels, dtype=np.int64), np.empty(levels, dtype=np.int64)
            count = compiled(top_loop)(self._windows[row], self._best[row], 2 * row - 1, self._base, ticks, lots)
            if count == levels or not self._tails[row]:
                return ticks[:count], lots[:count]
        all_ticks, all_lots = self._all_levels(side)
        return all_ticks[:levels], all_lots[:levels]

    def lots_within(self, side: Side, ticks: int) -> int:
        """Displayed lots from the best price of a side to `ticks` away from it, both included."""
        best = self.best(side)
        if best is None or ticks < 0:
            return 0
        limit = best[0] - int(side) * ticks
        low, high = min(best[0], limit), max(best[0], limit)
        row = 0 if side is Side.BID else 1
        inside = int(compiled(sum_loop)(self._windows[row], low - self._base, high - self._base))
        return inside + sum(lots for tick, lots in self._tails[row].items() if low <= tick <= high)

    def average_ticks(self, side: Side, lots: int) -> tuple[float, int] | None:
        """Average price at which `lots` can be taken from one side, and the last price touched.

        Parameters
        ----------
        side : Side
            The side that is taken from: a seller takes bids.
        lots : int
            Size, above 0.

        Returns
        -------
        tuple of float and int, or None
            In ticks; None where the side holds less.
        """
        if lots < 1:
            raise InputError(f"'lots' must be at least 1, was {lots}")
        row = 0 if side is Side.BID else 1
        if not self._is_tail_ahead[row]:
            taken, weighted, last = compiled(walk_loop)(self._windows[row], self._best[row], 2 * row - 1, lots)
            if taken == lots:
                return self._base + weighted / lots, self._base + int(last)
        ticks, sizes = self._all_levels(side)
        reached = np.cumsum(sizes)
        if not len(ticks) or reached[-1] < lots:
            return None
        last = int(np.searchsorted(reached, lots))
        used = sizes[: last + 1].copy()
        used[-1] -= reached[last] - lots
        return float(np.dot(used.astype(float), (ticks[: last + 1] - ticks[0]).astype(float)) / lots + ticks[0]), int(
            ticks[last]
        )

    def image(self, *, levels: int | None = None, state: StreamState = StreamState.LIVE) -> BookImage:
        """The book as it is now.

        Parameters
        ----------
        levels : int, optional
            Best levels of each side; all by default.
        state : StreamState
            What the feed knows of it.

        Returns
        -------
        BookImage
            A copy; it is known no further than the levels that it holds.
        """
        (bid_ticks, bid_lots), (ask_ticks, ask_lots) = (
            self._all_levels(side) if levels is None else self.top(side, levels) for side in (Side.BID, Side.ASK)
        )
        # where a side holds more levels than are wanted, nothing is said beyond the last of them
        lowest = int(bid_ticks[-1]) if len(bid_ticks) == levels else 0
        highest = int(ask_ticks[-1]) if len(ask_ticks) == levels else self.complete_to_tick
        return BookImage(
            grid=self.grid,
            venue_ns=self.venue_ns,
            local_ns=self.local_ns,
            last_id=self.last_id,
            state=state,
            bid_ticks=bid_ticks,
            bid_lots=bid_lots,
            ask_ticks=ask_ticks,
            ask_lots=ask_lots,
            complete_from_tick=self.complete_from_tick if levels is None else max(self.complete_from_tick, lowest),
            complete_to_tick=self.complete_to_tick if levels is None else min(self.complete_to_tick, highest),
        )

    def _set(self, bid_ticks: IntArray, bid_lots: IntArray, ask_ticks: IntArray, ask_lots: IntArray) -> None:
        bids, asks = len(bid_ticks), len(ask_ticks)
        if not self._is_centred and (bids or asks):
            self._centre(int(bid_ticks.max() if bids else ask_ticks.min()))
        if bids + asks > len(self._far):
            self._far = np.zeros(2 * (bids + asks), dtype=np.int64)
        outside, *best = compiled(apply_loop)(
            self._windows, self._base, *self._best, bid_ticks, bid_lots, ask_ticks, ask_lots, self._far
        )
        if outside == REFUSED:
            check_levels(self.grid.symbol, bid_ticks, bid_lots, ask_ticks, ask_lots)
        self._best = (best[0], best[1])
        if outside:
            places = self._far[:outside]
            ticks, lots = np.concatenate([bid_ticks, ask_ticks])[places], np.concatenate([bid_lots, ask_lots])[places]
            self._set_far((places >= bids).tolist(), ticks.tolist(), lots.tolist())
        self._settle(outside)

    def _settle(self, outside: int) -> None:
        """After levels were set, so many of them outside the window: move the window if needed."""
        if outside or self._is_near_edge():
            self._recentre()

    def _centre(self, tick: int) -> None:
        """Lay an empty book's window around a price."""
        if not self._is_centred:
            self._base = tick - _WINDOW_TICKS // 2
            self._is_centred = True

    def _set_far(self, rows: list[bool], ticks: list[int], lots: list[int]) -> None:
        """Set levels outside the window, of asks where `rows` is true."""
        low, high = self._base, self._base + _WINDOW_TICKS
        for row, tick, size in zip(rows, ticks, lots, strict=True):
            if size:
                self._tails[row][tick] = size
            else:
                self._tails[row].pop(tick, None)
            if tick < low if row else tick >= high:
                (self._ahead[row].add if size else self._ahead[row].discard)(tick)
        self._is_tail_ahead = (bool(self._ahead[0]), bool(self._ahead[1]))

    def _is_near_edge(self) -> bool:
        bid, ask = self._best
        return (
            bid > _WINDOW_TICKS - _EDGE
            or ask < _EDGE
            or (bid < _EDGE and bool(self._tails[0]))
            or (ask > _WINDOW_TICKS - _EDGE and bool(self._tails[1]))
        )

    def _recentre(self) -> None:
        """Move the window so that the best price of a side lies in its middle, unless it does nearly so."""
        middle = self.best(Side.BID) or self.best(Side.ASK)
        if middle is None or abs(middle[0] - self._base - _WINDOW_TICKS // 2) < _EDGE:
            return
        levels = [self._all_levels(side) for side in (Side.BID, Side.ASK)]
        self._clear()
        self._centre(middle[0])
        best = list(self._best)
        for row, (ticks, lots) in enumerate(levels):
            places = ticks - self._base
            inside = (places >= 0) & (places < _WINDOW_TICKS)
            self._windows[row, places[inside]] = lots[inside]
            self._tails[row].update(zip(ticks[~inside].tolist(), lots[~inside].tolist(), strict=True))
            if inside.any():
                best[row] = int(places[inside].min() if row else places[inside].max())
        self._best = (best[0], best[1])
        low, high = self._base, self._base + _WINDOW_TICKS
        bids, asks = self._tails
        self._ahead = ({tick for tick in bids if tick >= high}, {tick for tick in asks if tick < low})
        self._is_tail_ahead = (bool(self._ahead[0]), bool(self._ahead[1]))

    def _clear(self) -> None:
        self._windows.fill(0)
        self._tails = ({}, {})
        self._ahead = (set(), set())
        self._is_tail_ahead = (False, False)
        self._best = (-1, _WINDOW_TICKS)
        self._is_centred = False

    def _all_levels(self, side: Side) -> tuple[IntArray, IntArray]:
        row = 0 if side is Side.BID else 1
        tail = self._tails[row]
        places = np.flatnonzero(self._windows[row])
        ticks = np.concatenate([places + self._base, np.fromiter(tail, np.int64, len(tail))])
        lots = np.concatenate([self._windows[row, places], np.fromiter(tail.values(), np.int64, len(tail))])
        order = np.argsort(ticks)[:: -int(side)]
        return ticks[order], lots[order]
