"""A day of LOBSTER: a zip with the messages of a share on NASDAQ and, behind each message, the best levels of its book.

Messages: seconds after midnight in New York, type, order id, size, price in 1/10,000 dollar, direction of the resting
order. Types: 1 new, 2 part cancelled, 3 deleted, 4 executed, 5 hidden order executed, 6 cross trade, 7 halt. Only
messages that change the levels shown are told. Some times are printed with digits behind the nanosecond, which are
left out. Source: the ReadMe of LOBSTER's sample files.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from seawall.core import BoolArray, IntArray
from seawall.errors import DataError
from seawall.microstructure import InstrumentGrid, OrderAction, OrderColumns
from seawall.sources.recordings.recorded_orders import RecordedOrders, file_bytes, on_grid

__all__ = ["LobsterDay", "read_lobster"]

_NAME = re.compile(
    r"(?P<symbol>[A-Z.]+)_(?P<date>\d{4}-\d\d-\d\d)_\d+_\d+_(?P<what>message|orderbook)_(?P<levels>\d+)\.csv"
)
_TICK, _UNITS_PER_TICK = Decimal("0.005"), 50
"""Half a cent: orders that are hidden are executed between two quotes."""
_ACTIONS = {
    1: OrderAction.ADD,
    2: OrderAction.REDUCE,
    3: OrderAction.DELETE,
    4: OrderAction.FILL,
    5: OrderAction.HIDDEN_FILL,
}
_KINDS = {
    1: "new", 2: "part cancelled", 3: "deleted", 4: "executed", 5: "hidden executed", 6: "cross trade", 7: "halt",
}  # fmt: skip
_NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class LobsterDay:
    """Messages of one day, and the book that the file states behind each.

    Attributes
    ----------
    recording : RecordedOrders
        The messages; `rows` are those of the book below.
    levels : int
        Levels of each side that the file shows.
    bid_ticks, bid_lots, ask_ticks, ask_lots : IntArray
        Shape (rows, levels), best first; 0 lots where there is no such level.
    """

    recording: RecordedOrders
    levels: int
    bid_ticks: IntArray
    bid_lots: IntArray
    ask_ticks: IntArray
    ask_lots: IntArray


def read_lobster(path: Path) -> LobsterDay:
    """Read a day.

    Parameters
    ----------
    path : Path
        A zip with one file of messages and one of the book.

    Returns
    -------
    LobsterDay
        Ticks of half a cent, lots of one share, times in UTC.

    Raises
    ------
    DataError
        When the file is no such zip, is damaged, or a row is out of order or off the grid; names file, row and field.
    """
    content, data_hash = file_bytes(path)
    parts = _unpacked(path, content)
    symbol, date, levels = (parts["message"][0][name] for name in ("symbol", "date", "levels"))
    grid = InstrumentGrid(symbol, _TICK, Decimal(1))
    n_levels = int(levels)
    source = f"{path}: messages"
    fields = ("time", "type", "order id", "size", "price", "direction")
    table = _table(source, parts["message"][1], fields)
    book_fields = [
        f"{side} {what} {level + 1}"
        for level in range(n_levels)
        for side in ("ask", "bid")
        for what in ("price", "size")
    ]
    book_source = f"{path}: order book"
    book = np.stack(_table(book_source, parts["orderbook"][1], tuple(book_fields)), axis=1)
    time, kind, order_ids, size, price, direction = table
    if len(book) != len(time):
        raise DataError(f"{path}: {len(time)} messages, but {len(book)} rows of the book")
    _check(source, "type", kind, (kind >= 1) & (kind <= 7), "one of 1 to 7")
    is_event = kind <= 5
    _check(source, "direction", direction, ~is_event | (np.abs(direction) == 1), "1 or -1")
    _check(source, "size", size, ~is_event | (size > 0), "above 0")
    _check(source, "time", time, np.diff(time, prepend=time[:1]) >= 0, "no earlier than the row before")
    midnight = datetime.fromisoformat(date).replace(tzinfo=ZoneInfo("America/New_York"))
    venue_ns = time + int(midnight.timestamp()) * _NANOSECONDS
    ticks = on_grid(np.where(is_event, price, 0), _UNITS_PER_TICK, grid=grid, path=source, field="price")
    actions = np.array([0, *(int(_ACTIONS[each]) for each in range(1, 6)), 0, 0])[kind]
    orders = OrderColumns(
        grid, *(column[is_event] for column in (venue_ns, venue_ns, order_ids, actions, direction, ticks, size))
    )
    counts = np.bincount(kind, minlength=8).tolist()
    recording = RecordedOrders(
        orders=orders,
        rows=np.flatnonzero(is_event),
        records={name: counts[number] for number, name in _KINDS.items()},
        without_event={_KINDS[number]: counts[number] for number in (6, 7)},
        source=path.name,
        data_hash=data_hash,
    )
    is_level = np.abs(book[:, 0::2]) < 9_999_999_999  # what the file puts where there is no level
    shown = np.where(is_level, book[:, 0::2], 0)
    shown_ticks = on_grid(shown.ravel(), _UNITS_PER_TICK, grid=grid, path=book_source, field="price").reshape(
        shown.shape
    )
    lots = np.where(is_level, book[:, 1::2], 0)
    return LobsterDay(recording, n_levels, shown_ticks[:, 1::2], lots[:, 1::2], shown_ticks[:, 0::2], lots[:, 0::2])


def _unpacked(path: Path, content: bytes) -> dict[str, tuple[dict[str, str], bytes]]:
    """Names, taken apart, and bytes of the two files."""
    found: dict[str, tuple[dict[str, str], bytes]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if matched := _NAME.fullmatch(name):
                    found[matched["what"]] = (matched.groupdict(), archive.read(name))
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
        raise DataError(f"{path}: is no whole zip: {error}") from None
    except Exception as error:  # zlib's own error has no public base but Exception
        raise DataError(f"{path}: is damaged: {error}") from None
    if set(found) != {"message", "orderbook"}:
        raise DataError(f"{path}: must hold one <symbol>_<date>_<from>_<to>_message_<n>.csv and one orderbook of it")
    return found


def _table(source: str, content: bytes, fields: tuple[str, ...]) -> list[IntArray]:
    """Whole numbers of each column; a time becomes nanoseconds."""
    import pyarrow as pa
    from pyarrow import csv

    types = {name: pa.decimal128(18, 12) if name == "time" else pa.int64() for name in fields}
    try:
        table = csv.read_csv(
            io.BytesIO(content),
            read_options=csv.ReadOptions(column_names=list(fields), use_threads=False, block_size=1 << 30),
            convert_options=csv.ConvertOptions(column_types=types, null_values=[], strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise DataError(f"{source}: {_in_words(str(error), fields)}") from None
    columns = []
    for name in fields:
        column = table[name].combine_chunks()
        if name == "time":  # sixteen bytes each, the lower eight of which hold the number of picoseconds
            words = np.frombuffer(column.buffers()[1], dtype="<i8")
            columns.append(words[0 : 2 * len(column) : 2] // 1_000)
        else:
            columns.append(column.to_numpy())
    return columns


def _in_words(error: str, fields: tuple[str, ...]) -> str:
    """Row and field of what the parser complains about."""
    first = error.split("\n", maxsplit=1)[0]
    if matched := re.search(r"CSV column #(\d+): (?:Row #(\d+): )?(.*)", first):
        row = f"row {matched[2]}, " if matched[2] else ""
        return f"{row}{fields[int(matched[1])]}: {matched[3]}"
    return first


def _check(source: str, field: str, values: IntArray, is_good: BoolArray, rule: str) -> None:
    if not is_good.all():
        row = int((~is_good).argmax())
        raise DataError(f"{source}: row {row + 1}, {field}: must be {rule}, was {int(values[row])}")
