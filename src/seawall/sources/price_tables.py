"""One table of prices: CSV, gzipped CSV or Parquet, its columns recognised by their headers.

Reading is bounded (no line, file or number of cells can exhaust memory), blank prices are left out and
counted, and everything else that is not a date or a price above zero is refused with file, line and value.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import decimal
import gzip
import io
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from seawall.core import DateArray, FloatArray, IntArray, content_hash, shorten
from seawall.errors import DataError, SourceError
from seawall.market import PriceSeries

__all__ = ["TABLE_SUFFIXES", "PriceTable", "panel_columns", "read_header"]

TABLE_SUFFIXES = (".csv", ".csv.gz", ".parquet")

_LONGEST_LINE_BYTES = 1_000_000
_LARGEST_TABLE_BYTES = 128_000_000
_MOST_LINES = 1_000_000
_MOST_CELLS = 10_000_000
_CHUNK_BYTES = 1 << 19
_COLUMNS_SHOWN = 8

_DATE_HEADERS = ("date", "observation_date", "timestamp")
_ADJUSTED_HEADERS = ("adjusted close", "adj close", "adj_close", "adjusted_close", "adjclose")
_CLOSE_HEADERS = ("close",)
_VOLUME_HEADERS = ("volume",)
_BLANKS = ("", "null")  # "null" is how Yahoo writes a missing price
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_SMALLEST_PRICE, _LARGEST_NUMBER = 1e-18, 1e18  # far from any real one; their products stay finite
_ISO_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?)?$")


@dataclass(frozen=True, slots=True, eq=False)
class PriceTable:
    """The raw columns of one file.

    Attributes
    ----------
    path : Path
        The file.
    columns : mapping of str to list
        Raw cells by header: text for CSV, Python values for Parquet.
    data_hash : str
        Hash of the file's bytes.
    lines : sequence of int
        Line of each row of cells; in Parquet its number, from 1.
    """

    path: Path
    columns: dict[str, list[Any]]
    data_hash: str
    lines: Sequence[int]

    @classmethod
    def read(cls, path: Path) -> PriceTable:
        """Read a whole file."""
        return _read_parquet(path) if path.name.endswith(".parquet") else _read_csv(path)

    def series(self, symbol: str, *, column: str | None = None) -> PriceSeries:
        """Closes of one symbol.

        Parameters
        ----------
        symbol : str
            Name given to the series.
        column : str, optional
            Header of its prices in a wide panel; by default the adjusted close, else the close.

        Raises
        ------
        DataError
            For a missing column, text where a number should stand, a repeated date or a price at or below 0.
        """
        date_header = self.date_column()
        price_header = column or self._find(_ADJUSTED_HEADERS) or self._find(_CLOSE_HEADERS)
        if date_header is None or price_header is None:
            wanted = "date" if date_header is None else "close or adjusted close"
            names = ", ".join(shorten(name) for name in list(self.columns)[:_COLUMNS_SHOWN])
            more = ", …" if len(self.columns) > _COLUMNS_SHOWN else ""
            raise DataError(f"{self.path}: has no column {wanted}; its columns are {names}{more}")
        if not self.lines:
            raise DataError(f"{self.path}: has column names, but no rows")
        prices = self.numbers(price_header)
        present = ~np.isnan(prices)
        if not present.any():
            raise DataError(f"{self.path}: column {shorten(price_header)} holds no price")
        self._refuse_lowest(prices, price_header)
        dates = self.dates(date_header)
        order = np.flatnonzero(present)[np.argsort(dates[present], kind="stable")]
        kept_dates, kept_prices = dates[order], prices[order]
        self._refuse_repeats(kept_dates, order)
        volumes = None
        volume_header = None if column else self._find(_VOLUME_HEADERS)
        if volume_header is not None:
            found = self.numbers(volume_header)[order]
            # a volume column with holes is not a volume: liquidity then says that it is unknown
            volumes = None if np.isnan(found).any() else found
            if volumes is not None and (volumes < 0).any():
                place = int(np.argmax(volumes < 0))
                where = f"{self.path}:{self.lines[order[place]]}: column {shorten(volume_header)}"
                raise DataError(f"{where} must be 0 or more, was {volumes[place]:g}")
        return PriceSeries(
            symbol=symbol,
            dates=kept_dates,
            closes=kept_prices,
            source=str(self.path),
            column=price_header,
            data_hash=self.data_hash,
            volumes=volumes,
            blank_rows=int(np.count_nonzero(~present)),
        )

    def _find(self, headers: tuple[str, ...]) -> str | None:
        for wanted in headers:
            found = [name for name in self.columns if name.lower() == wanted]
            if len(found) > 1:
                raise DataError(f"{self.path}: columns {' and '.join(map(shorten, found))} differ only in case")
            if found:
                return found[0]
        return None

    def date_column(self) -> str | None:
        """Header of the dates; None where there is none."""
        return self._find(_DATE_HEADERS)

    def numbers(self, header: str) -> FloatArray:
        """Numbers of a column, NaN where a cell is blank.

        Raises
        ------
        DataError
            For a cell that is no number.
        """
        numbers = np.empty(len(self.columns[header]))
        for index, cell in enumerate(self.columns[header]):
            number = _number(cell)
            if number is None or abs(number) > _LARGEST_NUMBER:
                rule = "hold numbers" if number is None else f"lie within {_LARGEST_NUMBER:g} of 0"
                place = f"{self.path}:{self.lines[index]}: column {shorten(header)}"
                raise DataError(f"{place} must {rule}, was {shorten(cell)}")
            numbers[index] = number
        return numbers

    def _refuse_lowest(self, prices: FloatArray, header: str) -> None:
        low = prices < _SMALLEST_PRICE
        if low.any():
            index = int(np.argmax(low))
            rule = "above 0" if prices[index] <= 0 else f"at least {_SMALLEST_PRICE:g}"
            place = f"{self.path}:{self.lines[index]}: column {shorten(header)}"
            raise DataError(f"{place}: price must be {rule}, was {prices[index]:g}")

    def dates(self, header: str) -> DateArray:
        """Days of a column, in the order of the file.

        Raises
        ------
        DataError
            For a cell that is no day.
        """
        days: list[dt.date] = []
        for index, cell in enumerate(self.columns[header]):
            match = _ISO_DAY.match(str(cell).strip())
            try:
                days.append(dt.date.fromisoformat(match[1] if match else ""))
            except ValueError as error:
                place = f"{self.path}:{self.lines[index]}: column {shorten(header)}"
                raise DataError(f"{place} must hold days as YYYY-MM-DD, was {shorten(cell)}") from error
        return np.array(days, dtype="datetime64[D]")

    def _refuse_repeats(self, dates: DateArray, order: IntArray) -> None:
        repeated = np.flatnonzero(dates[1:] == dates[:-1])
        if len(repeated):
            first, second = (self.lines[order[repeated[0] + step]] for step in (0, 1))
            raise DataError(f"{self.path}:{second}: date {dates[repeated[0]]} stands twice, first on line {first}")


def _number(cell: object) -> float | None:
    """The number in a cell, NaN for a blank one, None for what is no number (also ``nan``, ``1_000`` and True)."""
    if cell is None:
        return math.nan
    if isinstance(cell, str):
        text = cell.strip()
        return math.nan if text in _BLANKS else float(text) if _NUMBER.fullmatch(text) else None
    if isinstance(cell, bool) or not isinstance(cell, int | float | decimal.Decimal):
        return None
    return float(cell)


def read_header(path: Path) -> tuple[str, ...]:
    """Column names of a table, without reading its rows.

    Raises
    ------
    DataError
        When the file is no table.
    SourceError
        When it cannot be read.
    """
    if path.name.endswith(".parquet"):
        return _parquet_header(path)
    with _reading(path), _open(path) as stream:
        line = stream.readline(_LONGEST_LINE_BYTES + 1)
    if len(line) > _LONGEST_LINE_BYTES:
        raise DataError(f"{path}:1: line is longer than {_LONGEST_LINE_BYTES:,} bytes")
    reader = csv.reader(io.StringIO(_decode(line, path), newline=""), strict=True)
    try:
        return tuple(cell.strip() for cell in next(reader, []))
    except csv.Error as error:
        raise DataError(f"{path}:1: is not CSV: {error}") from error


def panel_columns(header: Sequence[str]) -> tuple[str, ...]:
    """Columns of a wide panel that hold prices; none for the table of one symbol, which has a column named close."""
    if any(name.lower() in (*_CLOSE_HEADERS, *_ADJUSTED_HEADERS) for name in header):
        return ()
    return tuple(name for name in header if name.lower() not in (*_DATE_HEADERS, "", "__index_level_0__"))


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path}: is not a whole gzip file: {error}") from error
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error


def _open(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.name.endswith(".gz") else path.open("rb")


def _bounded_bytes(path: Path) -> bytes:
    """All bytes of a file, unless a line or the whole is too long."""
    chunks: list[bytes] = []
    total, open_line, line_number = 0, 0, 1
    with _reading(path), _open(path) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            chunks.append(chunk)
            total += len(chunk)
            # a chunk is shorter than the longest line, so only the line that enters it can be too long
            first_end = chunk.find(b"\n")
            open_line += len(chunk) if first_end < 0 else first_end
            if open_line > _LONGEST_LINE_BYTES:
                raise DataError(f"{path}:{line_number}: line is longer than {_LONGEST_LINE_BYTES:,} bytes")
            if first_end >= 0:
                open_line = len(chunk) - chunk.rfind(b"\n") - 1
                line_number += chunk.count(b"\n")
            if total > _LARGEST_TABLE_BYTES:
                raise DataError(f"{path}: is larger than {_LARGEST_TABLE_BYTES:,} bytes unpacked")
    return b"".join(chunks)


def _decode(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 text (byte {error.start})") from error


def _check_header(path: Path, header: Sequence[str]) -> None:
    if not any(header):
        raise DataError(f"{path}:1: must hold column names, was blank")
    seen: set[str] = set()
    for name in header:
        if name in seen:
            raise DataError(f"{path}:1: column {shorten(name)} stands twice")
        seen.add(name)


def _read_csv(path: Path) -> PriceTable:
    content = _bounded_bytes(path)
    text = _decode(content, path)
    if not text.strip():
        raise DataError(f"{path}: is empty")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(rows)]
        _check_header(path, header)
        columns: list[list[Any]] = [[] for _ in header]
        lines: list[int] = []
        for row in rows:
            if rows.line_num > _MOST_LINES or (len(lines) + 1) * len(header) > _MOST_CELLS:
                raise DataError(
                    f"{path}:{rows.line_num}: table has more than {_MOST_LINES:,} lines or {_MOST_CELLS:,} cells"
                )
            if not row:
                continue
            if len(row) != len(header):
                raise DataError(f"{path}:{rows.line_num}: row must have {len(header)} cells, had {len(row)}")
            for column, cell in zip(columns, row, strict=True):
                column.append(cell)
            lines.append(rows.line_num)
    except csv.Error as error:
        raise DataError(f"{path}:{rows.line_num}: is not CSV: {error}") from error
    return PriceTable(path, dict(zip(header, columns, strict=True)), content_hash(content), lines)


def _parquet_header(path: Path) -> tuple[str, ...]:
    import pyarrow
    import pyarrow.parquet

    with _reading(path), path.open("rb") as stream:
        try:
            return tuple(pyarrow.parquet.read_schema(stream).names)
        except (pyarrow.ArrowException, OSError, ValueError) as error:
            raise DataError(f"{path}: is not a Parquet file: {shorten(str(error))}") from error


def _read_parquet(path: Path) -> PriceTable:
    import pyarrow
    import pyarrow.parquet

    with _reading(path), path.open("rb") as stream:
        content = stream.read(_LARGEST_TABLE_BYTES + 1)
    if len(content) > _LARGEST_TABLE_BYTES:
        raise DataError(f"{path}: is larger than {_LARGEST_TABLE_BYTES:,} bytes")
    try:
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(content))
        if file.metadata.num_rows * file.metadata.num_columns > _MOST_CELLS:
            raise DataError(f"{path}: table has more than {_MOST_CELLS:,} cells")
        table = file.read()
        _check_header(path, table.column_names)
        columns = {}
        for name in table.column_names:
            cells = table.column(name).to_pylist()
            # pandas writes a missing price as NaN, which here is a blank cell like any other
            columns[name] = [None if isinstance(cell, float) and math.isnan(cell) else cell for cell in cells]
    except DataError:
        raise
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise DataError(f"{path}: is not a Parquet file: {shorten(str(error))}") from error
    return PriceTable(path, columns, content_hash(content), range(1, table.num_rows + 1))
