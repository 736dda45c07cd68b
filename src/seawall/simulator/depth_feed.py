"""What a venue would show of its book: depth updates with numbers, trades, and whole books; no RPI or hidden orders.

Numbers follow Binance's futures: every change of a displayed level has the next number; an update covers the changes
from its first to its last number and names the last one of the update before it.
"""

from __future__ import annotations

import numpy as np

from seawall.errors import InputError
from seawall.microstructure import BookDelta, InstrumentGrid, Side, Trade
from seawall.simulator.event_log import EventFlag, EventKind, EventLog

__all__ = ["DepthFeed"]

_UP = {int(EventKind.ADD), int(EventKind.REFILL)}


class DepthFeed:
    """Turns the log of an exchange into the messages of its feed.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    interval_ns : int, optional
        Updates are sent at multiples of this; by default each change is an update of its own.
    start_ns : int
        What the clock of the venue shows when the market begins.
    """

    def __init__(self, grid: InstrumentGrid, *, interval_ns: int | None = None, start_ns: int = 0) -> None:
        if interval_ns is not None and interval_ns < 1:
            raise InputError(f"'interval_ns' must be at least 1, was {interval_ns}")
        self.grid = grid
        self._interval_ns = interval_ns
        self._start_ns = start_ns
        self._levels: dict[Side, dict[int, int]] = {side: {} for side in Side}
        self._changed: dict[Side, set[int]] = {side: set() for side in Side}
        self._now_ns = 0
        self._last_id = self._sent_id = 1
        self._trade_id = 0
        self._due_ns = interval_ns or 0

    def messages(self, log: EventLog, *, until_ns: int) -> list[BookDelta | Trade]:
        """Messages of the lines of a log, and the updates that are due by `until_ns`.

        Parameters
        ----------
        log : EventLog
            What happened since the last call.
        until_ns : int
            How far the market has run.
        """
        found: list[BookDelta | Trade] = []
        lines = zip(log.time_ns, log.kind, log.side, log.ticks, log.lots, log.hidden_lots, log.flags, strict=True)
        for line in lines:
            time_ns, kind, side_number, ticks, lots, hidden_lots, flags = (int(each) for each in line)
            self._send_due(time_ns, found)
            self._now_ns = time_ns
            if kind == EventKind.TRADE:
                found.append(self._trade(Side(-side_number), ticks, lots + hidden_lots, flags))
            if lots:
                self._change(Side(side_number), ticks, lots if kind in _UP else -lots)
                if self._interval_ns is None:
                    found.append(self._update(time_ns))
        self._send_due(until_ns, found)
        self._now_ns = max(self._now_ns, until_ns)
        return found

    def whole_book(self, *, levels: int = 1_000) -> BookDelta:
        """The displayed book after all changes so far, as a venue answers when asked: at most `levels` of each side."""
        chosen = {side: sorted(self._levels[side], reverse=side is Side.BID)[:levels] for side in Side}
        return self._delta(chosen, self._now_ns, first_id=self._last_id, previous_id=-1, is_snapshot=True)

    def _change(self, side: Side, ticks: int, lots: int) -> None:
        book = self._levels[side]
        left = book.get(ticks, 0) + lots
        if left:
            book[ticks] = left
        else:
            del book[ticks]
        self._changed[side].add(ticks)
        self._last_id += 1

    def _send_due(self, now_ns: int, found: list[BookDelta | Trade]) -> None:
        """Send the update of every interval that ended by now; an interval without a change sends none."""
        if self._interval_ns is None or now_ns < self._due_ns:
            return
        if self._last_id > self._sent_id:
            found.append(self._update(self._due_ns))
        self._due_ns = (now_ns // self._interval_ns + 1) * self._interval_ns

    def _update(self, time_ns: int) -> BookDelta:
        chosen = {side: sorted(self._changed[side]) for side in Side}
        previous = self._sent_id
        self._sent_id = self._last_id
        for changed in self._changed.values():
            changed.clear()
        return self._delta(chosen, time_ns, first_id=previous + 1, previous_id=previous, is_snapshot=False)

    def _delta(
        self, chosen: dict[Side, list[int]], time_ns: int, *, first_id: int, previous_id: int, is_snapshot: bool
    ) -> BookDelta:
        venue_ns = self._start_ns + time_ns
        columns = [
            np.array(each, dtype=np.int64)
            for side in (Side.BID, Side.ASK)
            for each in (chosen[side], [self._levels[side].get(tick, 0) for tick in chosen[side]])
        ]
        ids = (first_id, self._last_id, previous_id)
        return BookDelta(self.grid.symbol, venue_ns, venue_ns, *ids, is_snapshot, *columns)

    def _trade(self, taker_side: Side, ticks: int, lots: int, flags: int) -> Trade:
        self._trade_id += 1
        venue_ns = self._start_ns + self._now_ns
        visible = 0 if flags & EventFlag.RPI else lots
        return Trade(self.grid.symbol, venue_ns, venue_ns, self._trade_id, ticks, lots, taker_side, visible)
