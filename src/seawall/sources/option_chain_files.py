"""Option chains from files: Deribit's instrument tables and CBOE's delayed-quote downloads.

The format is recognised by the header. Nothing is repaired: a line that does not fit raises an error that names
file, line and value. An empty price field is read as zero, which both exchanges use for "no quote".
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from seawall.core import content_hash
from seawall.errors import DataError, SourceError
from seawall.market import OptionChain, PriceUnit

__all__ = ["read_option_chain"]

_LARGEST_FILE_BYTES = 64_000_000
_LONGEST_LINE_BYTES = 65_536
_MOST_LINES = 1_000_000
_LONGEST_VALUE_SHOWN = 40
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

_DERIBIT_COLUMNS = (
    "instrument_name",
    "timestamp",
    "best_bid_price",
    "best_ask_price",
    "mark_price",
    "mark_iv",
    "underlying_price",
    "index_price",
)
_DERIBIT_INSTRUMENT = re.compile(r"([A-Z]+)-(\d{1,2})([A-Z]{3})(\d{2})-(\d+(?:\.\d+)?)-([CP])")
_DERIBIT_EXPIRY_HOUR_UTC = 8

_CBOE_SIDE = ("Last Sale", "Net", "Bid", "Ask", "Volume", "IV", "Delta", "Gamma", "Open Interest")
_CBOE_HEADER = ("Expiration Date", "Calls", *_CBOE_SIDE, "Strike", "Puts", *_CBOE_SIDE)
_CBOE_HEADER_LINE = 4
_CBOE_CODE = re.compile(r"([A-Z]+)(\d{2})(\d{2})(\d{2})([CP])(\d{8})")
_CBOE_DATE = re.compile(r"Date: ([A-Za-z]{3})[a-z]* (\d{1,2}), (\d{4}) at (\d{1,2}):(\d{2}) (AM|PM) (EDT|EST)")
_CBOE_LAST = re.compile(r"Last: *([0-9.]+)")
_CBOE_STRIKE, _CBOE_PUTS = 11, 12
_MORNING_SETTLED = frozenset({"SPX", "NDX", "RUT", "DJX", "VIX"})
"""Roots whose options settle on opening prices; CBOE writes the others, such as SPXW, on closing prices."""
_NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class _Line:
    path: Path
    number: int
    text: str

    def fault(self, what: str, value: str) -> DataError:
        shown = value if len(value) <= _LONGEST_VALUE_SHOWN else value[:_LONGEST_VALUE_SHOWN] + "..."
        return DataError(f"{self.path}:{self.number}: {what}, was {shown!r}")

    def fields(self, count: int | None = None) -> list[str]:
        try:
            values = next(csv.reader([self.text], strict=True), [])
        except csv.Error as error:
            raise DataError(f"{self.path}:{self.number}: not a line of CSV ({error})") from None
        if count is not None and len(values) != count:
            raise DataError(f"{self.path}:{self.number}: must hold {count} fields, held {len(values)}")
        return values

    def number_of(self, column: str, value: str) -> float:
        """Return the number in a field: finite, not below zero; an empty field is zero."""
        try:
            number = float(value or 0.0)
        except ValueError:
            raise self.fault(f"{column!r} must be a number", value) from None
        if not (math.isfinite(number) and number >= 0):
            raise self.fault(f"{column!r} must be finite and not below 0", value)
        return number


@dataclass(frozen=True, slots=True)
class _Row:
    line: _Line
    underlying: str
    expiry: dt.datetime
    strike: float
    is_call: bool
    bid: float
    ask: float
    volatility: float
    mark: float = 0.0
    forward: float = 0.0
    index: float = 0.0
    milliseconds: int = 0


def read_option_chain(path: Path) -> OptionChain:
    """Read an option chain from a CSV file, plain or gzipped.

    Parameters
    ----------
    path : Path
        A Deribit table, one instrument a line with prices in coin, or a CBOE download, one strike a line with
        calls on the left and puts on the right.

    Returns
    -------
    OptionChain
        Every line of the file, expired ones included. Of several Deribit lines for one instrument the latest is
        kept and the others are counted.

    Raises
    ------
    SourceError
        When the file cannot be read.
    DataError
        When its content is not one of the two formats; names file, line and value.

    Notes
    -----
    Deribit options expire at 08:00 UTC. CBOE options expire at 16:00 in New York, those that settle on opening
    prices (SPX, NDX, RUT, DJX, VIX) at 09:30.

    Examples
    --------
    >>> import tempfile
    >>> raw = '''timestamp,mark_price,mark_iv,underlying_price,index_price,best_bid_price,best_ask_price,instrument_name
    ... 1613068700000,0.055,113.25,48150.5,47800.0,0.05,0.06,BTC-19FEB21-48000-C
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "chain.csv"
    ...     _ = path.write_text(raw)
    ...     chain = read_option_chain(path)
    >>> chain.underlying, chain.bid.tolist(), str(chain.expiry[0])
    ('BTC', [0.05], '2021-02-19T08:00:00')
    """
    try:
        if path.stat().st_size > _LARGEST_FILE_BYTES:
            raise DataError(f"{path}: must not be larger than {_LARGEST_FILE_BYTES // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from None
    lines = _lines(path, content)
    head = [line for _, line in zip(range(_CBOE_HEADER_LINE), lines, strict=False)]
    if not any(line.text.strip() for line in head):
        raise DataError(f"{path}: is empty")
    names = head[0].fields()
    if set(_DERIBIT_COLUMNS) <= set(names):
        rows = [_deribit_row(line, names) for line in (*head[1:], *lines) if line.text.strip()]
        return _deribit_chain(path, content, rows)
    if len(head) == _CBOE_HEADER_LINE and tuple(head[-1].fields()) == _CBOE_HEADER:
        return _cboe_chain(path, content, head, lines)
    raise head[0].fault("must start a Deribit table or the four header lines of a CBOE download", head[0].text.strip())


def _lines(path: Path, content: bytes) -> Iterator[_Line]:
    stream: io.BufferedIOBase = io.BytesIO(content)
    if content[:2] == b"\x1f\x8b":
        stream = gzip.GzipFile(fileobj=stream)
    for number in range(1, _MOST_LINES + 2):
        try:
            line = stream.readline(_LONGEST_LINE_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise DataError(f"{path}:{number}: the gzip file is damaged ({error})") from None
        if not line:
            return
        if len(line) > _LONGEST_LINE_BYTES:
            raise DataError(f"{path}:{number}: the line must not be longer than {_LONGEST_LINE_BYTES} bytes")
        if number > _MOST_LINES:
            raise DataError(f"{path}: must not hold more than {_MOST_LINES} lines")
        try:
            yield _Line(path, number, line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            raise DataError(f"{path}:{number}: not UTF-8 text at byte {error.start}") from None


def _deribit_row(line: _Line, names: Sequence[str]) -> _Row:
    record = dict(zip(names, line.fields(len(names)), strict=True))
    name = record["instrument_name"]
    parts = _DERIBIT_INSTRUMENT.fullmatch(name)
    if parts is None or parts[3] not in _MONTHS:
        raise line.fault("'instrument_name' must look like BTC-26MAR21-50000-C", name)
    try:
        month = _MONTHS.index(parts[3]) + 1
        expiry = dt.datetime(2000 + int(parts[4]), month, int(parts[2]), _DERIBIT_EXPIRY_HOUR_UTC, tzinfo=dt.UTC)
    except ValueError:
        raise line.fault("'instrument_name' must hold a date", name) from None
    stamp = record["timestamp"]
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 14):
        raise line.fault("'timestamp' must be milliseconds since 1970", stamp)
    numbers = {column: line.number_of(column, record[column]) for column in _DERIBIT_COLUMNS[2:]}
    return _Row(
        line=line,
        underlying=parts[1],
        expiry=expiry,
        strike=float(parts[5]),
        is_call=parts[6] == "C",
        bid=numbers["best_bid_price"],
        ask=numbers["best_ask_price"],
        volatility=numbers["mark_iv"] / 100.0,
        mark=numbers["mark_price"],
        forward=numbers["underlying_price"],
        index=numbers["index_price"],
        milliseconds=int(stamp),
    )


def _deribit_chain(path: Path, content: bytes, rows: Sequence[_Row]) -> OptionChain:
    latest: dict[tuple[dt.datetime, float, bool], _Row] = {}
    for row in rows:
        if row.underlying != rows[0].underlying:
            allowed = f"'instrument_name' must be of {rows[0].underlying} as on the lines before"
            raise row.line.fault(allowed, row.underlying)
        instrument = (row.expiry, row.strike, row.is_call)
        if instrument not in latest or row.milliseconds >= latest[instrument].milliseconds:
            latest[instrument] = row
    kept = list(latest.values())
    if not kept:
        raise DataError(f"{path}: holds a header but no options")
    last = max(kept, key=lambda row: row.milliseconds)
    as_of = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=last.milliseconds)
    return _chain(
        path,
        content,
        kept,
        underlying=last.underlying,
        as_of=as_of,
        index_price=last.index,
        unit=PriceUnit.COIN,
        duplicate_rows=len(rows) - len(kept),
    )


def _cboe_chain(path: Path, content: bytes, head: Sequence[_Line], lines: Iterator[_Line]) -> OptionChain:
    title, stamp = head[1], head[2]
    price = _CBOE_LAST.search(title.text)
    if price is None:
        raise title.fault("must hold the index after 'Last:'", title.text.strip())
    seen: set[tuple[dt.datetime, float]] = set()
    rows: list[_Row] = []
    for line in lines:
        if not line.text.strip():
            continue
        pair = _cboe_rows(line)
        key = (pair[0].expiry, pair[0].strike)
        if key in seen:
            raise line.fault("an expiry and strike must not repeat", f"{key[0]:%Y-%m-%d} {key[1]:g}")
        seen.add(key)
        rows += pair
    if not rows:
        raise DataError(f"{path}: holds a header but no options")
    return _chain(
        path,
        content,
        rows,
        underlying=title.fields()[0],
        as_of=_cboe_instant(stamp),
        index_price=title.number_of("Last", price[1]),
        unit=PriceUnit.MONEY,
        duplicate_rows=0,
    )


def _cboe_instant(stamp: _Line) -> dt.datetime:
    parts = _CBOE_DATE.search(stamp.text)
    if parts is None or parts[1].upper() not in _MONTHS:
        raise stamp.fault("must hold 'Date: <month> <day>, <year> at <time> EDT'", stamp.text.strip())
    hour = int(parts[4]) % 12 + (12 if parts[6] == "PM" else 0)
    zone = dt.timezone(dt.timedelta(hours=-4 if parts[7] == "EDT" else -5))
    try:
        month = _MONTHS.index(parts[1].upper()) + 1
        return dt.datetime(int(parts[3]), month, int(parts[2]), hour, int(parts[5]), tzinfo=zone)
    except ValueError:
        raise stamp.fault("must hold a date and time", parts[0]) from None


def _cboe_rows(line: _Line) -> tuple[_Row, _Row]:
    values = line.fields(len(_CBOE_HEADER))
    strike = line.number_of("Strike", values[_CBOE_STRIKE])
    sides = []
    for letter, first in (("C", 1), ("P", _CBOE_PUTS)):
        code = values[first]
        parts = _CBOE_CODE.fullmatch(code)
        if parts is None or parts[5] != letter or int(parts[6]) != round(1000 * strike):
            side = "call" if letter == "C" else "put"
            raise line.fault(f"must be the code of a {side} with strike {strike:g}", code)
        bid, ask, volatility = (
            line.number_of(_CBOE_HEADER[first + offset], values[first + offset]) for offset in (3, 4, 6)
        )
        try:
            day = dt.date(2000 + int(parts[2]), int(parts[3]), int(parts[4]))
        except ValueError:
            raise line.fault("the code of an option must hold a date", code) from None
        close = dt.time(9, 30) if parts[1] in _MORNING_SETTLED else dt.time(16)
        expiry = dt.datetime.combine(day, close, tzinfo=_NEW_YORK)
        sides.append(_Row(line, parts[1], expiry, strike, letter == "C", bid, ask, volatility))
    if sides[0].expiry != sides[1].expiry:
        raise line.fault("call and put must expire together", values[_CBOE_PUTS])
    return sides[0], sides[1]


def _chain(
    path: Path,
    content: bytes,
    rows: Sequence[_Row],
    *,
    underlying: str,
    as_of: dt.datetime,
    index_price: float,
    unit: PriceUnit,
    duplicate_rows: int,
) -> OptionChain:
    for row in rows:
        if not row.strike > 0:
            raise row.line.fault("the strike must be above 0", f"{row.strike:g}")
    in_coin = unit is PriceUnit.COIN
    instants = [row.expiry.astimezone(dt.UTC).replace(tzinfo=None) for row in rows]
    return OptionChain(
        underlying=underlying,
        as_of=as_of,
        price_unit=unit,
        source=str(path),
        data_hash=content_hash(content),
        index_price=index_price,
        expiry=np.array(instants, dtype="datetime64[s]"),
        strike=np.array([row.strike for row in rows]),
        is_call=np.array([row.is_call for row in rows]),
        bid=np.array([row.bid for row in rows]),
        ask=np.array([row.ask for row in rows]),
        mark=np.array([row.mark for row in rows]) if in_coin else None,
        exchange_volatility=np.array([row.volatility for row in rows]),
        exchange_forward=np.array([row.forward for row in rows]) if in_coin else None,
        duplicate_rows=duplicate_rows,
    )
