"""Bars of one minute from ticks, counted straight from the sorted files."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from seawall.core import FloatArray, IntArray
from seawall.sources.datasets import Dataset
from seawall.sources.store.snapshot import Snapshot

__all__ = ["minute_bars"]

_MINUTE_NS = 60_000_000_000
_SCHEMA = pa.schema(
    [
        pa.field("symbol", pa.string(), nullable=False),
        pa.field("time", pa.timestamp("ns", tz="UTC"), nullable=False),
        pa.field("open", pa.float64(), nullable=False),
        pa.field("high", pa.float64(), nullable=False),
        pa.field("low", pa.float64(), nullable=False),
        pa.field("close", pa.float64(), nullable=False),
        pa.field("volume", pa.float64(), nullable=False),
        pa.field("trades", pa.int64(), nullable=False),
    ]
)


def minute_bars(snapshot: Snapshot, *, start: dt.date | None = None, end: dt.date | None = None) -> pa.Table:
    """Bars of one minute of every symbol, from its ticks.

    A bar's `time` is its start, UTC; a minute without a trade has no bar. First and last price go by time, and
    among ticks of one instant by the order in which they were kept.

    Parameters
    ----------
    snapshot : Snapshot
        Version of the store to read.
    start, end : datetime.date, datetime.datetime or None
        First and last instant of the ticks, both included, as in `Snapshot.read`.

    Returns
    -------
    pyarrow.Table
        ``symbol, time, open, high, low, close, volume, trades``, sorted by symbol and time; volume is the sum of the
        sizes, in the base asset.

    Raises
    ------
    DataError
        When a file is missing or damaged.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from seawall.sources import Store
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     minute_bars(Store(Path(folder)).snapshot()).num_rows
    0
    """
    days = [
        _bars(names, codes, instants, rows.column("price").to_numpy(), rows.column("size").to_numpy())
        for names, codes, instants, rows in snapshot.day_parts(Dataset.TICKS, ["time", "price", "size"], start, end)
        if len(codes)
    ]
    if not days:
        return _SCHEMA.empty_table()
    bars = pa.concat_tables(days)
    return bars if len(days) == 1 else bars.sort_by([("symbol", "ascending"), ("time", "ascending")])


def _bars(names: list[str], codes: IntArray, instants: IntArray, price: FloatArray, size: FloatArray) -> pa.Table:
    """Bars of the ticks of one day, given by symbol and time."""
    minutes = instants // _MINUTE_NS
    changes = (np.diff(minutes) != 0) | (np.diff(codes) != 0)
    first = np.concatenate([[0], np.flatnonzero(changes) + 1])
    after = np.append(first[1:], len(codes))
    symbols = pa.DictionaryArray.from_arrays(pa.array(codes[first]), pa.array(names, pa.string()))
    columns = [
        symbols.cast(pa.string()),
        pa.array(minutes[first] * _MINUTE_NS).cast(pa.timestamp("ns", tz="UTC")),
        price[first],
        np.maximum.reduceat(price, first),
        np.minimum.reduceat(price, first),
        price[after - 1],
        np.add.reduceat(size, first),
        after - first,
    ]
    return pa.Table.from_arrays([pa.array(column) for column in columns], schema=_SCHEMA)
