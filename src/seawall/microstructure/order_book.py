"""A book by level: a hot window of ticks around the best prices, and a far tail outside it.

The window is an array per side that compiled loops read and write; the tail is a dictionary, for levels that are seldom
touched. The window moves when the best price nears its edge. Nothing is rounded: ticks and lots are whole numbers.
"""

from __future__ import annotations

import numpy as np

from seawall.core import IntArray
from seawall.errors import DataError, InputError
from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.book_kernels import (
    BASE,
    BEST_ASK,
    BEST_BID,
    STATE_SIZE,
    apply_loop,
    compiled,
    sum_loop,
    top_loop,
    walk_loop,
)
from seawall.microstructure.events import BookDelta, Side
from seawall.microstructure.grid import InstrumentGrid

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
        self._window = {side: np.zeros(_WINDOW_TICKS, dtype=np.int64) for side in Side}
        self._tail: dict[Side, dict[int, int]] = {side: {} for side in Side}
        self._tail_is_ahead = dict.fromkeys(Side, False)
        self._state = np.zeros(STATE_SIZE, dtype=np.int64)
        self._far = np.zeros(64, dtype=np.int64)
        self._is_centred = False
        self._clear()

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
        for side, ticks, lots in (("bid", delta.bid_ticks, delta.bid_lots), ("ask", delta.ask_ticks, delta.ask_lots)):
            if len(ticks) != len(lots):
                raise DataError(f"{delta.symbol}: {side}s have {len(ticks)} prices and {len(lots)} sizes")
            if len(lots) and (lots.min() < 0 or ticks.min() <= 0):
                raise DataError(
                    f"{delta.symbol}: {side}s must have prices above 0 and sizes of 0 or more, had "
                    f"{int(ticks.min())} ticks and {int(lots.min())} lots"
                )
        if delta.is_snapshot:
            self._clear()
        self._set(delta.bid_ticks, delta.bid_lots, delta.ask_ticks, delta.ask_lots)
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

    def best(self, side: Side) -> tuple[int, int] | None:
        """Tick and lots of the best level of one side; None where there is none."""
        place = int(self._state[BEST_BID if side is Side.BID else BEST_ASK])
        if not self._tail_leads(side) and 0 <= place < _WINDOW_TICKS:
            return int(self._state[BASE]) + place, int(self._window[side][place])
        ticks, lots = self._all_levels(side)
        return (int(ticks[0]), int(lots[0])) if len(ticks) else None

    @property
    def is_crossed(self) -> bool:
        """Whether the best bid is at or above the best ask."""
        bid, ask = self.best(Side.BID), self.best(Side.ASK)
        return bid is not None and ask is not None and bid[0] >= ask[0]

    def lots_at(self, side: Side, tick: int) -> int:
        """Displayed lots at one price; 0 where there are none."""
        place = tick - int(self._state[BASE])
        if 0 <= place < _WINDOW_TICKS:
            return int(self._window[side][place])
        return self._tail[side].get(tick, 0)

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
        if not self._tail_leads(side):
            ticks, lots = np.empty(levels, dtype=np.int64), np.empty(levels, dtype=np.int64)
            place = self._state[BEST_BID if side is Side.BID else BEST_ASK]
            count = compiled(top_loop)(self._window[side], place, -int(side), self._state[BASE], ticks, lots)
            if count == levels or not self._tail[side]:
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
        base = int(self._state[BASE])
        inside = int(compiled(sum_loop)(self._window[side], low - base, high - base))
        return inside + sum(lots for tick, lots in self._tail[side].items() if low <= tick <= high)

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
        base = int(self._state[BASE])
        if not self._tail_leads(side):
            place = self._state[BEST_BID if side is Side.BID else BEST_ASK]
            taken, weighted, last = compiled(walk_loop)(self._window[side], place, -int(side), lots)
            if taken == lots:
                return base + weighted / lots, base + int(last)
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
            A copy.
        """
        (bid_ticks, bid_lots), (ask_ticks, ask_lots) = (
            self._all_levels(side) if levels is None else self.top(side, levels) for side in (Side.BID, Side.ASK)
        )
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
            complete_from_tick=self.complete_from_tick,
            complete_to_tick=self.complete_to_tick,
        )

    def _set(self, bid_ticks: IntArray, bid_lots: IntArray, ask_ticks: IntArray, ask_lots: IntArray) -> None:
        if not self._is_centred and (len(bid_ticks) or len(ask_ticks)):
            self._state[BASE] = int(bid_ticks.max() if len(bid_ticks) else ask_ticks.min()) - _WINDOW_TICKS // 2
            self._is_centred = True
        bids = len(bid_ticks)
        if bids + len(ask_ticks) > len(self._far):
            self._far = np.zeros(2 * (bids + len(ask_ticks)), dtype=np.int64)
        bid_window, ask_window = self._window[Side.BID], self._window[Side.ASK]
        outside = compiled(apply_loop)(
            bid_window, ask_window, self._state, bid_ticks, bid_lots, ask_ticks, ask_lots, self._far
        )
        for place in self._far[:outside].tolist():
            if place < bids:
                self._set_far(Side.BID, int(bid_ticks[place]), int(bid_lots[place]))
            else:
                self._set_far(Side.ASK, int(ask_ticks[place - bids]), int(ask_lots[place - bids]))
        if outside:
            self._find_leaders()
        if outside or self._is_near_edge():
            self._recentre()

    def _set_far(self, side: Side, tick: int, lots: int) -> None:
        if lots:
            self._tail[side][tick] = lots
        else:
            self._tail[side].pop(tick, None)

    def _is_near_edge(self) -> bool:
        bid, ask = int(self._state[BEST_BID]), int(self._state[BEST_ASK])
        return (
            bid > _WINDOW_TICKS - _EDGE
            or ask < _EDGE
            or (bid < _EDGE and bool(self._tail[Side.BID]))
            or (ask > _WINDOW_TICKS - _EDGE and bool(self._tail[Side.ASK]))
        )

    def _recentre(self) -> None:
        """Move the window so that the best price of a side lies in its middle, unless it does nearly so."""
        bid, ask = self.best(Side.BID), self.best(Side.ASK)
        middle = bid or ask
        if middle is None or abs(middle[0] - int(self._state[BASE]) - _WINDOW_TICKS // 2) < _EDGE:
            return
        levels = {side: self._all_levels(side) for side in Side}
        base = middle[0] - _WINDOW_TICKS // 2
        self._clear()
        self._state[BASE], self._is_centred = base, True
        for side, (ticks, lots) in levels.items():
            places = ticks - base
            inside = (places >= 0) & (places < _WINDOW_TICKS)
            self._window[side][places[inside]] = lots[inside]
            self._tail[side] = dict(zip(ticks[~inside].tolist(), lots[~inside].tolist(), strict=True))
            if inside.any():
                if side is Side.BID:
                    self._state[BEST_BID] = int(places[inside].max())
                else:
                    self._state[BEST_ASK] = int(places[inside].min())
        self._find_leaders()

    def _clear(self) -> None:
        for side in Side:
            self._window[side].fill(0)
            self._tail[side] = {}
            self._tail_is_ahead[side] = False
        self._state[BEST_BID], self._state[BEST_ASK] = -1, _WINDOW_TICKS
        self._is_centred = False

    def _find_leaders(self) -> None:
        """Note for each side whether the tail holds a better price than the window has room for."""
        base = int(self._state[BASE])
        bids, asks = self._tail[Side.BID], self._tail[Side.ASK]
        self._tail_is_ahead[Side.BID] = bool(bids) and max(bids) >= base + _WINDOW_TICKS
        self._tail_is_ahead[Side.ASK] = bool(asks) and min(asks) < base

    def _tail_leads(self, side: Side) -> bool:
        """Whether the best level lies in the tail."""
        best = int(self._state[BEST_BID if side is Side.BID else BEST_ASK])
        return self._tail_is_ahead[side] or (bool(self._tail[side]) and not 0 <= best < _WINDOW_TICKS)

    def _all_levels(self, side: Side) -> tuple[IntArray, IntArray]:
        places = np.flatnonzero(self._window[side])
        ticks = np.concatenate([places + self._state[BASE], np.fromiter(self._tail[side], np.int64)])
        lots = np.concatenate([self._window[side][places], np.fromiter(self._tail[side].values(), np.int64)])
        order = np.argsort(ticks)[:: -int(side)]
        return ticks[order], lots[order]
