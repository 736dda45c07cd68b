"""One series as the rules see it: arrays in the order of the source, with the number of each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seawall.core import DateArray, FloatArray, IntArray, check_shape
from seawall.errors import InputError
from seawall.sources.datasets import Batch

__all__ = ["BarRows", "MacroRows", "PeerSeries", "bar_rows", "macro_rows", "row_groups", "step_seconds"]

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, slots=True, eq=False)
class BarRows:
    """Bars of one symbol, in the order of the source.

    Attributes
    ----------
    symbol : str
        Name.
    step_seconds : int
        Length of a bar.
    times : DateArray
        Shape (n,), datetime64[ns], start of each bar, UTC.
    close : FloatArray
        Shape (n,); NaN where the row is blank.
    open, high, low, volume : FloatArray or None
        Shape (n,); None where the source has no such column.
    rows : IntArray
        Shape (n,), number of each row.
    known_until : numpy.datetime64
        Instant at which the rows were fetched.
    """

    symbol: str
    step_seconds: int
    times: DateArray
    close: FloatArray
    open: FloatArray | None
    high: FloatArray | None
    low: FloatArray | None
    volume: FloatArray | None
    rows: IntArray
    known_until: np.datetime64


@dataclass(frozen=True, slots=True, eq=False)
class PeerSeries:
    """Another daily series, to compare with.

    Attributes
    ----------
    days : DateArray
        Shape (n,), datetime64[D], strictly rising.
    closes : FloatArray
        Shape (n,), above 0.
    """

    days: DateArray
    closes: FloatArray

    def __post_init__(self) -> None:
        """Refuse days that do not rise, and closes that are not above 0."""
        check_shape(self.closes, "closes", (len(self.days),))
        if (np.diff(self.days) <= np.timedelta64(0, "D")).any():
            raise InputError("'days' of a peer must rise strictly")
        if not (np.isfinite(self.closes) & (self.closes > 0.0)).all():
            raise InputError("'closes' of a peer must be finite and above 0")


@dataclass(frozen=True, slots=True, eq=False)
class MacroRows:
    """Observations of one economic series, in the order of the source.

    Attributes
    ----------
    series_id : str
        Identifier.
    dates : DateArray
        Shape (n,), datetime64[D].
    values : FloatArray
        Shape (n,); NaN where the source lists the period without a value.
    rows : IntArray
        Shape (n,), number of each row.
    known_until : numpy.datetime64
        Day of the vintage.
    """

    series_id: str
    dates: DateArray
    values: FloatArray
    rows: IntArray
    known_until: np.datetime64


def step_seconds(interval: str) -> int:
    """Seconds of an interval such as ``1m``, ``4h`` or ``1d``.

    Raises
    ------
    InputError
        For any other text.

    Examples
    --------
    >>> step_seconds("4h")
    14400
    """
    count, unit = interval[:-1], interval[-1:]
    if unit not in _SECONDS or not (count.isascii() and count.isdigit()) or int(count) < 1:
        raise InputError(f"'interval' must be a number and one of {', '.join(_SECONDS)}, such as 1d; was {interval!r}")
    return int(count) * _SECONDS[unit]


def row_groups(table: pa.Table, names: tuple[str, ...]) -> Iterator[tuple[tuple[object, ...], IntArray]]:
    """Rows with equal values in the columns named, in the order of the table.

    Yields
    ------
    tuple
        The values, and the places of the rows.
    """
    codes = np.zeros(table.num_rows, dtype=np.int64)
    words: list[list[object]] = []
    for name in names:
        column = pc.dictionary_encode(table.column(name).combine_chunks())
        column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        values = column.dictionary.to_pylist()
        codes = codes * len(values) + column.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        words.append(values)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        code, found = int(codes[order[start]]), list[object]()
        for values in reversed(words):
            code, place = divmod(code, len(values))
            found.append(values[place])
        yield tuple(reversed(found)), order[start:end]


def _numbers(table: pa.Table, name: str) -> FloatArray:
    found: FloatArray = table.column(name).cast(pa.float64()).to_numpy().astype(np.float64)
    return found


def _newest(keys: DateArray, vintages: IntArray) -> IntArray:
    """Places of the rows that no row of the same key in a later vintage replaces."""
    _, inverse = np.unique(keys, return_inverse=True)
    newest = np.full(inverse.max() + 1, np.iinfo(np.int64).min)
    np.maximum.at(newest, inverse, vintages)
    return np.flatnonzero(vintages == newest[inverse])


def bar_rows(batch: Batch, *, newest_only: bool = False) -> Iterator[BarRows]:
    """Series of a batch of bars: one for each symbol, interval, adjustment, source and vintage.

    Parameters
    ----------
    batch : Batch
        Bars.
    newest_only : bool
        Whether vintages are joined to one series, each time in its newest.
    """
    table = batch.rows
    times = table.column("time").to_numpy().astype("datetime64[ns]")
    fetched = table.column("retrieved_at").to_numpy().astype("datetime64[ns]")
    columns = {name: _numbers(table, name) for name in ("open", "high", "low", "close", "volume")}
    vintages = _days(table)
    names = ("symbol", "interval", "adjusted", "source")
    for words, group in row_groups(table, names if newest_only else (*names, "vintage")):
        places = group[_newest(times[group], vintages[group])] if newest_only else group
        part = {name: values[places] for name, values in columns.items()}
        no_volume = bool(np.isnan(part["volume"]).all())
        yield BarRows(
            symbol=str(words[0]),
            step_seconds=step_seconds(str(words[1])),
            times=times[places],
            close=part["close"],
            open=part["open"],
            high=part["high"],
            low=part["low"],
            volume=None if no_volume else part["volume"],
            rows=places + 1,
            known_until=fetched[places].max(),
        )


def _days(table: pa.Table) -> IntArray:
    found: IntArray = table.column("vintage").to_numpy().astype("datetime64[D]").astype(np.int64)
    return found


def macro_rows(batch: Batch, *, newest_only: bool = False) -> Iterator[MacroRows]:
    """Series of a batch of economic observations: one for each identifier, source and vintage.

    Parameters
    ----------
    batch : Batch
        Economic observations.
    newest_only : bool
        Whether vintages are joined to one series, each period in its newest.
    """
    table = batch.rows
    dates = table.column("date").to_numpy().astype("datetime64[D]")
    values = _numbers(table, "value")
    vintages = _days(table)
    names = ("series_id", "source")
    for words, group in row_groups(table, names if newest_only else (*names, "vintage")):
        places = group[_newest(dates[group], vintages[group])] if newest_only else group
        yield MacroRows(
            series_id=str(words[0]),
            dates=dates[places],
            values=values[places],
            rows=places + 1,
            known_until=np.datetime64(int(vintages[places].max()), "D"),
        )
