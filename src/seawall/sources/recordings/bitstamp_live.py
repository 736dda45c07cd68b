"""Orders and trades of Bitstamp's live channels in two tables, as ob-analytics' collector writes them.

Orders: id, timestamp, exchange_timestamp, price, volume, action, direction; volume is what is left. Trades: trade_id,
timestamp, exchange_timestamp, price, amount, buy_order_id, sell_order_id, side. Times are in milliseconds. With the
trades an order that becomes smaller was filled where a trade of the same instant names it, and reduced or deleted
otherwise. An order that takes does not rest while it does: it is added with what its instant leaves of it. Deletions
of everything at the last instant are of the collector, not of the venue, and are left out, as are bids at a price of 0
and orders that executions passed over.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np

from seawall.core import BoolArray, IntArray, content_hash
from seawall.errors import DataError
from seawall.microstructure import InstrumentGrid, OrderAction, OrderColumns, Side
from seawall.sources.recordings.recorded_orders import RecordedOrders, file_bytes

__all__ = ["read_bitstamp_live"]

_ORDERS = ["id", "timestamp", "exchange_timestamp", "price", "volume", "action", "direction"]
_TRADES = [
    "trade_id", "timestamp", "exchange_timestamp", "price", "amount", "buy_order_id", "sell_order_id", "side",
]  # fmt: skip
_SIDES = {"bid": Side.BID, "ask": Side.ASK}
_GRID = InstrumentGrid("BTCUSD", Decimal("1"), Decimal("0.00000001"))
_NANOSECONDS_PER_MILLISECOND = 1_000_000

_SURELY_NS = 1_000_000_000

_Event = tuple[int, int, int, int, int, int, int, int]


def read_bitstamp_live(orders: Path, trades: Path) -> RecordedOrders:
    """Read the events of one capture.

    Parameters
    ----------
    orders : Path
        A CSV file, compressed with gzip.
    trades : Path
        A CSV file.

    Returns
    -------
    RecordedOrders
        Ticks of 1 USD and lots of 1e-8 BTC.

    Raises
    ------
    DataError
        When a file is damaged or a row is none of these; names file, row and field.
    """
    content, _ = file_bytes(orders)
    traded, _ = file_bytes(trades)
    try:
        text = gzip.decompress(content).decode()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataError(f"{orders}: is no whole gzip file of text: {error}") from None
    reading = _Capture(*_fills(trades, traded.decode(errors="replace")))
    lines = list(_table(orders, text, _ORDERS))
    last = lines[-1][2] if lines else ""
    for row, line in enumerate(lines):
        reading.take(row, line, f"{orders}: row {row + 1}", is_last=line[2] == last)
    columns = np.array(reading.events, dtype=np.int64).reshape(-1, 8).T
    is_passed = _passed_over(columns)
    reading.without_event["of orders that executions passed over: gone, but never told so"] = int(is_passed.sum())
    columns = columns[:, ~is_passed]
    return RecordedOrders(
        orders=OrderColumns(_GRID, *columns[:7]),
        rows=columns[7],
        records=dict(sorted(reading.kinds.items())),
        without_event=dict(sorted(reading.without_event.items())),
        source=orders.name,
        data_hash=content_hash(content + traded),
    )


class _Capture:
    """Rows into events."""

    def __init__(self, takers: set[int], fills: set[tuple[int, int]]) -> None:
        self.events: list[_Event] = []
        self.kinds: Counter[str] = Counter()
        self.without_event: Counter[str] = Counter()
        self._takers = takers
        self._fills = fills
        self._left: dict[int, tuple[int, int]] = {}
        self._taking: dict[int, tuple[int, int, Side, int]] = {}  # not resting yet: price, lots, side, row
        self._at: tuple[int, int] = (0, 0)

    def take(self, row: int, line: list[str], where: str, *, is_last: bool) -> None:
        order_id, local, venue = (_whole(line[place], f"{where}, {_ORDERS[place]}") for place in (0, 1, 2))
        action, direction = line[5:]
        if direction not in _SIDES:
            raise DataError(f"{where}, direction: must be bid or ask, was {direction[:20]!r}")
        if action not in {"created", "changed", "deleted"}:
            raise DataError(f"{where}, action: must be created, changed or deleted, was {action[:20]!r}")
        self.kinds[action] += 1
        if is_last and action == "deleted":
            self.without_event["deleted by the collector at its end"] += 1
            return
        if Decimal(line[3]) <= 0:
            self.without_event["at a price of 0"] += 1
            return
        try:
            tick, lots = _GRID.ticks(line[3]), _GRID.lots(line[4])
        except DataError as error:
            raise DataError(f"{where}: {error}") from None
        instant = venue * _NANOSECONDS_PER_MILLISECOND, local * _NANOSECONDS_PER_MILLISECOND
        if instant[0] != self._at[0]:
            self._rest()
        self._at = instant
        side = _SIDES[direction]
        if order_id in self._taking or (action == "created" and order_id in self._takers):
            self._taking.pop(order_id, None)
            if action != "deleted" and lots:
                self._taking[order_id] = tick, lots, side, row
            self.without_event["while it took"] += 1
            return
        for done, price, size in self._done(action, order_id, tick, lots):
            self.events.append((*instant, order_id, int(done), int(side), price, size, row))

    def _rest(self) -> None:
        """What the instant left of orders that took now rests."""
        for order_id, (tick, lots, side, row) in self._taking.items():
            self._left[order_id] = tick, lots
            self.events.append((*self._at, order_id, int(OrderAction.ADD), int(side), tick, lots, row))
        self._taking.clear()

    def _done(self, action: str, order_id: int, tick: int, lots: int) -> Iterator[tuple[OrderAction, int, int]]:
        """What a row does to its order, given price and size that the order showed."""
        known = self._left.pop(order_id, None)
        price, before = known or (tick, lots)
        if action != "deleted" and lots:
            self._left[order_id] = tick, lots
        if action == "created" or (known is None and action == "changed"):
            if lots:
                yield OrderAction.ADD, tick, lots
            return
        if lots < before:
            is_fill = (order_id, self._at[0]) in self._fills
            yield OrderAction.FILL if is_fill else OrderAction.REDUCE, price, before - lots
        if action == "deleted":
            if lots:
                yield OrderAction.DELETE, price, lots
        elif lots and (tick != price or lots > before):
            yield OrderAction.REPLACE, tick, lots


def _passed_over(columns: IntArray) -> BoolArray:
    """Events of orders that cannot have been there: an execution at a worse price of their side went past them.

    The collector's first book holds a few such orders, whose end came before it listened; they would cross the book.
    """
    times, _, ids, actions, sides, ticks, *_ = columns
    _, first, place = np.unique(ids, return_index=True, return_inverse=True)
    last_ns = np.zeros(len(first), dtype=np.int64)
    np.maximum.at(last_ns, place, times)
    is_open = np.ones(len(first), dtype=np.bool_)  # the file never says that it went
    is_open[place[(actions == OrderAction.DELETE) | (actions == OrderAction.FILL)]] = False
    passed = np.zeros(len(first), dtype=np.bool_)
    for row in np.flatnonzero(actions == OrderAction.FILL).tolist():
        is_better = sides[first] * (ticks[first] - ticks[row]) > 0
        passed |= is_open & (sides[first] == sides[row]) & is_better & (last_ns < times[row] - _SURELY_NS)
    return np.asarray(passed[place])


def _fills(path: Path, text: str) -> tuple[set[int], set[tuple[int, int]]]:
    """Ids of orders that took, and ids that were filled with the instants at which they were."""
    takers: set[int] = set()
    fills: set[tuple[int, int]] = set()
    for row, line in enumerate(_table(path, text, _TRADES)):
        where = f"{path}: row {row + 1}"
        venue, buyer, seller = (_whole(line[place], f"{where}, {_TRADES[place]}") for place in (2, 5, 6))
        if line[7] not in {"buy", "sell"}:
            raise DataError(f"{where}, side: must be buy or sell, was {line[7][:20]!r}")
        taker, maker = (buyer, seller) if line[7] == "buy" else (seller, buyer)
        takers.add(taker)
        fills.add((maker, venue * _NANOSECONDS_PER_MILLISECOND))
    return takers, fills


def _table(path: Path, text: str, columns: list[str]) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text))
    header = next(lines, [])
    if header != columns:
        raise DataError(f"{path}: header must be {','.join(columns)}, was {','.join(header)[:100]}")
    for row, line in enumerate(lines):
        if len(line) != len(columns):
            raise DataError(f"{path}: row {row + 1}: must have {len(columns)} fields, had {len(line)}")
        yield line


def _whole(text: str, where: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise DataError(f"{where}: must be a whole number, was {text[:20]!r}")
