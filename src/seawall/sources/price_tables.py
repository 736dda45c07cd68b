"""One table of prices: CSV, gzipped CSV or Parquet, its columns recognised by their headers.

Reading is bounded (no line and no file can exhaust memory), blank prices are left out and counted, and
everything else that is not a date or a price above zero is refused with file, line and value.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from seawall.core import DateArray, FloatArray, content_hash, shorten
from seawall.errors import DataError, SourceError
from seawall.market import PriceSeries

__all__ = ["TABLE_SUFFIXES", "PriceTable", "read_header"]

TABLE_SUFFIXES = (".csv", ".csv.gz", ".parquet")

_LONGEST_LINE_BYTES = 1_000_000
_LARGEST_TABLE_BYTES = 512_000_000
_CHUNK_BYTES = 1 << 20

_DATE_HEADERS = ("date", "observation_date", "timestamp")
_ADJUSTED_HEADERS = ("adjusted close", "adj close", "adj_close", "adjusted_close", "adjclose")
_CLOSE_HEADERS = ("close",)
_VOLUME_HEADERS = ("volume",)
_BLANKS = ("", "null")  # "null" is how Yahoo writes a missing price
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
    first_row : int
        Line number of the first row of cells.
    """

    path: Path
    columns: dict[str, list[Any]]
    data_hash: str
    first_row: int

    @classmethod
    def read(cls, path: Path) -> PriceTable:
        """Read a whole file."""
        if path.name.endswith(".parquet"):
            return _read_parquet(path)
        content = _bounded_bytes(path)
        text = _decode(content, path)
        rows = list(csv.reader(io.StringIO(text)))
        if not rows or not any(cell.strip() for cell in rows[0]):
            raise DataError(f"{path}: is empty")
        header = [cell.strip() for cell in rows[0]]
        if len(set(header)) != len(header):
            repeated = next(name for name in header if header.count(name) > 1)
            raise DataError(f"{path}:1: column {shorten(repeated)} stands twice")
        body = [row for row in rows[1:] if row]
        for number, row in enumerate(body, start=2):
            if len(row) != len(header):
                raise DataError(f"{path}:{number}: row must have {len(header)} cells, had {len(row)}")
        cells: list[list[Any]] = [list(column) for column in zip(*body, strict=True)] or [[] for _ in header]
        return cls(path, dict(zip(header, cells, strict=True)), content_hash(content), first_row=2)

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
        date_header = self._find(_DATE_HEADERS)
        price_header = column or self._find(_ADJUSTED_HEADERS) or self._find(_CLOSE_HEADERS)
        if date_header is None or price_header is None:
            wanted = "date" if date_header is None else "close or adjusted close"
            raise DataError(f"{self.path}: has no column {wanted}; its columns are {', '.join(self.columns)[:200]}")
        prices = self._numbers(price_header)
        present = ~np.isnan(prices)
        if not present.any():
            raise DataError(f"{self.path}: column {shorten(price_header)} holds no price")
        dates = self._dates(date_header)
        order = np.argsort(dates[present], kind="stable")
        kept_dates, kept_prices = dates[present][order], prices[present][order]
        self._refuse_repeats(kept_dates)
        volumes = None
        volume_header = None if column else self._find(_VOLUME_HEADERS)
        if volume_header is not None:
            found = self._numbers(volume_header)[present][order]
            # a volume column with holes is not a volume: liquidity then says that it is unknown
            volumes = None if np.isnan(found).any() else found
            if volumes is not None and (volumes < 0).any():
                place = int(np.argmax(volumes < 0))
                raise DataError(f"{self.path}: {kept_dates[place]}: volume must be 0 or more, was {volumes[place]:g}")
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
        by_lower = {name.lower(): name for name in self.columns}
        return next((by_lower[name] for name in headers if name in by_lower), None)

    def _numbers(self, header: str) -> FloatArray:
        numbers = np.empty(len(self.columns[header]))
        for index, cell in enumerate(self.columns[header]):
            try:
                is_blank = cell is None or (isinstance(cell, str) and cell.strip() in _BLANKS)
                numbers[index] = np.nan if is_blank else float(cell)
            except (TypeError, ValueError) as error:
                raise DataError(
                    f"{self.path}:{index + self.first_row}: column {shorten(header)} must hold numbers, "
                    f"was {shorten(cell)}"
                ) from error
            if np.isinf(numbers[index]):
                raise DataError(f"{self.path}:{index + self.first_row}: column {shorten(header)} is infinite")
        return numbers

    def _dates(self, header: str) -> DateArray:
        days: list[str] = []
        for index, cell in enumerate(self.columns[header]):
            match = _ISO_DAY.match(str(cell).strip())
            try:
                days.append(str(np.datetime64(match[1], "D")) if match else "")
            except ValueError:
                days.append("")
            if not days[-1]:
                raise DataError(
                    f"{self.path}:{index + self.first_row}: column {shorten(header)} must hold days as YYYY-MM-DD, "
                    f"was {shorten(cell)}"
                )
        return np.array(days, dtype="datetime64[D]")

    def _refuse_repeats(self, dates: DateArray) -> None:
        repeated = dates[1:][dates[1:] == dates[:-1]]
        if len(repeated):
            raise DataError(f"{self.path}: date {repeated[0]} stands twice")


def read_header(path: Path) -> tuple[str, ...]:
    """Column names of a table, without reading its rows; empty for a file that is no table."""
    try:
        if path.name.endswith(".parquet"):
            import pyarrow.parquet

            return tuple(pyarrow.parquet.read_schema(path).names)
        with _open(path) as stream:
            line = stream.readline(_LONGEST_LINE_BYTES)
        cells = next(csv.reader([line.decode("utf-8-sig")]), [])
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error, ValueError):
        return ()
    return tuple(cell.strip() for cell in cells)


def _open(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.name.endswith(".gz") else path.open("rb")


def _bounded_bytes(path: Path) -> bytes:
    """All bytes of a file, unless a line or the whole is too long."""
    chunks: list[bytes] = []
    total, open_line, line_number = 0, 0, 1
    try:
        with _open(path) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                chunks.append(chunk)
                total += len(chunk)
                for piece in chunk.splitlines(keepends=True):
                    open_line += len(piece)
                    if open_line > _LONGEST_LINE_BYTES:
                        raise DataError(f"{path}:{line_number}: line is longer than {_LONGEST_LINE_BYTES:,} bytes")
                    if piece.endswith((b"\n", b"\r")):
                        open_line, line_number = 0, line_number + 1
                if total > _LARGEST_TABLE_BYTES:
                    raise DataError(f"{path}: is larger than {_LARGEST_TABLE_BYTES:,} bytes unpacked")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path}: is not a whole gzip file: {error}") from error
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error
    return b"".join(chunks)


def _decode(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 text (byte {error.start})") from error


def _read_parquet(path: Path) -> PriceTable:
    import pyarrow
    import pyarrow.parquet

    try:
        content = path.read_bytes()
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(content))
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error}") from error
    except pyarrow.ArrowInvalid as error:
        raise DataError(f"{path}: is not a Parquet file: {str(error).splitlines()[0]}") from error
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        cells = column.to_pylist()
        # pandas writes a missing price as NaN, which here is a blank cell like any other
        columns[name] = [None if isinstance(cell, float) and math.isnan(cell) else cell for cell in cells]
    return PriceTable(path, columns, content_hash(content), first_row=1)
