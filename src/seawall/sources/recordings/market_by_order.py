"""Market-by-order records of CME Globex in a table of columns, as Databento's schema names them.

Actions: A add, C cancel, M modify, F a resting order was filled, T an aggressor traded. A fill does not change the book
by itself in that schema: the cancellation or modification behind it does. Here the fill takes its lots at once, and the
record behind it is the confirmation: a modification to what was left, or a cancellation of nothing. A modification to
less at the same price keeps its place in the queue; one to more, or to another price, loses it (CME Globex rule).
Prices are in 1e-9 of a currency unit.
Fills in an auction have no side: it is that of the order; of an order that was never added, such a fill is counted and
gives no event. Source: Databento, "MBO schema" and its notes on fills.
"""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from seawall.errors import DataError
from seawall.microstructure import InstrumentGrid, OrderAction, OrderColumns, Side
from seawall.sources.recordings.recorded_orders import RecordedOrders, file_bytes, on_grid

__all__ = ["read_market_by_order"]

_NUMBERS = ("ts_event", "ts_recv", "order_id", "price", "size", "instrument_id")
_TEXTS = ("action", "side")
_SIDES = {"B": int(Side.BID), "A": int(Side.ASK)}
_KINDS = {"A": "add", "C": "cancel", "M": "modify", "F": "fill", "T": "trade"}
_PRICE_UNITS = 10**9


def read_market_by_order(path: Path, *, grid: InstrumentGrid) -> RecordedOrders:
    """Read the records of one instrument.

    Parameters
    ----------
    path : Path
        A Parquet file with ts_event, ts_recv, order_id, action, side, price, size and instrument_id.
    grid : InstrumentGrid
        Steps of price and size: 0.25 and 1 for the E-mini S&P 500.

    Returns
    -------
    RecordedOrders
        Records T are counted, but are no event of a resting order.

    Raises
    ------
    DataError
        When the file is no such table, or a record is not one of these; names file, row and field.
    """
    content, data_hash = file_bytes(path)
    columns = _columns(path, content)
    if len(set(columns["instrument_id"])) > 1:
        raise DataError(f"{path}: instrument_id: must be one instrument, were {len(set(columns['instrument_id']))}")
    _check_letters(path, columns)
    kinds = Counter(columns["action"])
    is_order = np.array([action != "T" for action in columns["action"]], dtype=bool)
    price = np.where(is_order, np.array(columns["price"], dtype=np.int64), 0)
    ticks = on_grid(price, int(grid.tick_size * _PRICE_UNITS), grid=grid, path=str(path), field="price")
    rows, actions, sides, sizes = np.array(_events(columns, ticks.tolist()), dtype=np.int64).reshape(-1, 4).T
    venue_ns, local_ns, order_ids = (
        np.array(columns[name], dtype=np.int64)[rows] for name in ("ts_event", "ts_recv", "order_id")
    )
    return RecordedOrders(
        orders=OrderColumns(grid, venue_ns, local_ns, order_ids, actions, sides, ticks[rows], sizes),
        rows=rows,
        records={name: kinds[letter] for letter, name in _KINDS.items()},
        without_event={"trade": kinds["T"], "fill of an unknown order without a side": int(is_order.sum()) - len(rows)},
        source=path.name,
        data_hash=data_hash,
    )


def _check_letters(path: Path, columns: dict[str, list[Any]]) -> None:
    """Refuse actions and sides that are none; an auction fills without a side."""
    for row, (action, side) in enumerate(zip(columns["action"], columns["side"], strict=True)):
        if action not in _KINDS:
            raise DataError(f"{path}: row {row + 1}, action: must be one of A C M F T, was {str(action)[:20]!r}")
        if side not in _SIDES and not (side == "N" and action in "FT"):
            raise DataError(f"{path}: row {row + 1}, side: must be B or A, was {str(side)[:20]!r}")


def _events(columns: dict[str, list[Any]], ticks: list[int]) -> list[tuple[int, int, int, int]]:
    """Row, action, side and lots of each record, given what its order showed and what of that was filled since."""
    shown: dict[int, tuple[int, int, int, int]] = {}  # side, price, size, filled since
    events = []
    records = zip(columns["action"], columns["side"], columns["order_id"], ticks, columns["size"], strict=True)
    for row, (action, letter, order_id, tick, size) in enumerate(records):
        if action == "T" or (letter == "N" and order_id not in shown):
            continue
        is_known = order_id in shown
        side, price, before, filled = shown.get(order_id, (_SIDES.get(letter, 0), tick, size, 0))
        left = max(before - filled, 0)
        match action:
            case "A":
                side, done, lots = _SIDES[letter], OrderAction.ADD, size
            case "F":
                done, lots = OrderAction.FILL, size
            case "C":  # of a part, unless it names all that was left
                done, lots = (OrderAction.DELETE, left) if size >= left else (OrderAction.REDUCE, size)
            case _:
                done, lots = _modified(size, left, keeps=is_known and tick == price)
        events.append((row, int(done), side, lots))
        if action in "AM":
            shown[order_id] = (side, tick, size, 0)
        elif action == "F" and is_known:
            shown[order_id] = (side, price, before, filled + size)
        elif done is OrderAction.REDUCE:
            shown[order_id] = (side, price, left - size, 0)
        elif action == "C":
            shown.pop(order_id, None)
    return events


def _modified(size: int, left: int, *, keeps: bool) -> tuple[OrderAction, int]:
    """What a modification does to an order of which so much was left."""
    return (OrderAction.REDUCE, left - size) if keeps and size <= left else (OrderAction.REPLACE, size)


def _columns(path: Path, content: bytes) -> dict[str, list[Any]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(io.BytesIO(content))
    except (pa.ArrowInvalid, pa.ArrowException, OSError) as error:
        raise DataError(f"{path}: is no whole Parquet file: {str(error).splitlines()[0][:120]}") from None
    found = {}
    for name in (*_NUMBERS, *_TEXTS):
        if name not in table.column_names:
            raise DataError(f"{path}: lacks the column {name!r}; has {', '.join(table.column_names)[:120]}")
        column = table[name]
        fits = pa.types.is_integer(column.type) if name in _NUMBERS else not pa.types.is_integer(column.type)
        if not fits or column.null_count:
            raise DataError(f"{path}: {name}: must be {'whole numbers' if name in _NUMBERS else 'text'} without blanks")
        found[name] = column.to_pylist()
    return found
