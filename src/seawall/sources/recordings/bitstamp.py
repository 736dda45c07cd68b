"""Order events of Bitstamp in a table: id, timestamp, exchange.timestamp, price, volume, action, direction.

The table tells of no execution. An order that is changed to less at its price was partly filled or partly cancelled,
and one that is deleted with less than it showed was so before it went: both are told as a reduction, since which it
was is not in the file. Volumes are in 1e-8 BTC and are what is left; times are in milliseconds, and the exchange's
are whole seconds. Source: the documentation of the R package obAnalytics, which hands out such a table.
"""

from __future__ import annotations

import csv
import io
import lzma
from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np

from seawall.errors import DataError
from seawall.microstructure import InstrumentGrid, OrderAction, OrderColumns, Side
from seawall.sources.recordings.recorded_orders import RecordedOrders, file_bytes

__all__ = ["read_bitstamp"]

_COLUMNS = ["id", "timestamp", "exchange.timestamp", "price", "volume", "action", "direction"]
_SIDES = {"bid": int(Side.BID), "ask": int(Side.ASK)}
_GRID = InstrumentGrid("BTCUSD", Decimal("0.01"), Decimal("0.00000001"))
_NANOSECONDS_PER_MILLISECOND = 1_000_000


def read_bitstamp(path: Path) -> RecordedOrders:
    """Read the events of one file.

    Parameters
    ----------
    path : Path
        A CSV file, compressed with xz.

    Returns
    -------
    RecordedOrders
        Ticks of one cent and lots of 1e-8 BTC. A row that changes both price and size, or deletes less than was shown,
        gives a reduction and what else it says.

    Raises
    ------
    DataError
        When the file is damaged or a row is none of these; names file, row and field.
    """
    content, data_hash = file_bytes(path)
    try:
        text = lzma.decompress(content).decode()
    except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: is no whole xz file of text: {error}") from None
    lines = csv.reader(io.StringIO(text))
    header = next(lines, [])
    if header != _COLUMNS:
        raise DataError(f"{path}: header must be {','.join(_COLUMNS)}, was {','.join(header)[:100]}")
    left: dict[int, tuple[int, int]] = {}
    kinds: Counter[str] = Counter()
    events: list[tuple[int, ...]] = []
    for row, line in enumerate(lines):
        where = f"{path}: row {row + 1}"
        if len(line) != len(_COLUMNS):
            raise DataError(f"{where}: must have {len(_COLUMNS)} fields, had {len(line)}")
        order_id, local, venue, volume = (_whole(line[place], f"{where}, {_COLUMNS[place]}") for place in (0, 1, 2, 4))
        action, direction = line[5:]
        if direction not in _SIDES:
            raise DataError(f"{where}, direction: must be bid or ask, was {direction[:20]!r}")
        try:
            tick = _GRID.ticks(line[3])
        except DataError as error:
            raise DataError(f"{where}, price: {error}") from None
        fixed = venue * _NANOSECONDS_PER_MILLISECOND, local * _NANOSECONDS_PER_MILLISECOND, order_id
        if action not in {"created", "changed", "deleted"}:
            raise DataError(f"{where}, action: must be created, changed or deleted, was {action[:20]!r}")
        for done, price, lots in _events(left, action, order_id, tick, volume):
            events.append((*fixed, int(done), _SIDES[direction], price, lots, row))
        kinds[action] += 1
    columns = np.array(events, dtype=np.int64).reshape(-1, 8).T
    return RecordedOrders(
        orders=OrderColumns(_GRID, *columns[:7]),
        rows=columns[7],
        records=dict(sorted(kinds.items())),
        without_event={},
        source=path.name,
        data_hash=data_hash,
    )


def _events(
    left: dict[int, tuple[int, int]], action: str, order_id: int, tick: int, volume: int
) -> list[tuple[OrderAction, int, int]]:
    """What a row does to its order, given price and size that the order showed."""
    is_known = order_id in left
    price, lots = left.get(order_id, (tick, volume))
    if action == "created":
        left[order_id] = (tick, volume)
        return [(OrderAction.ADD, tick, volume)]
    reduced = [(OrderAction.REDUCE, price, lots - volume)] if volume < lots else []
    if action == "deleted":
        left.pop(order_id, None)
        return [*reduced, (OrderAction.DELETE, tick, volume)]
    left[order_id] = (tick, volume)
    if tick != price or volume > lots or not is_known:
        return [*reduced, (OrderAction.REPLACE, tick, volume)]
    return reduced or [(OrderAction.REDUCE, tick, 0)]


def _whole(text: str, where: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise DataError(f"{where}: must be a whole number, was {text[:20]!r}")
