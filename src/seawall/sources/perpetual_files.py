"""Recorded perpetuals from files: prices, open interest, funding and liquidations, as aggregators export them.

The layout is recognised by the header and stated. Nothing is repaired: a missing hour stays a gap, a column that is
zero throughout was not collected, and a unit that the numbers do not settle is asked for.
"""

from __future__ import annotations

import csv
import enum
import gzip
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seawall.core import FloatArray, IntArray, choice_named, content_hash, read_only, shorten
from seawall.errors import DataError, SourceError
from seawall.microstructure import PerpetualFlow

__all__ = ["FundingUnit", "PerpetualFile", "PerpetualLayout", "find_perpetual_files", "read_perpetual_file"]

_LARGEST_BYTES = 256_000_000
_MS = 1_000_000
_PRICES = ("price_open", "price_high", "price_low", "price_close")
_MARKET = (
    "timestamp",
    *_PRICES,
    "liquidation_long_usd",
    "liquidation_short_usd",
    "funding_close",
    "oi_open",
    "oi_close",
)
_TOTALS = ("timestamp", "longUsd", "shortUsd")
_PERCENT_FROM, _DECIMAL_UP_TO = 1e-3, 2e-4
"""Median size per eight hours: no perpetual pays 0.1 % for weeks, and none 0.0002 % (a percentage read as such)."""
_WILD_INTEREST = 0.2
"""Open interest that moves by more than a fifth in one interval is a change of what is counted, or an error."""
_SUM = 1e-6


class PerpetualLayout(enum.StrEnum):
    """What an export holds."""

    MARKET = "price, liquidations, funding and open interest"
    LIQUIDATIONS = "liquidations only"


class FundingUnit(enum.StrEnum):
    """What a column of funding rates is written in, per eight hours."""

    PERCENT = "percent"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True, eq=False)
class PerpetualFile:
    """One export, as it was read.

    Attributes
    ----------
    path : str
        The file.
    layout : PerpetualLayout
        Recognised by its header.
    interval_ns : int
        Length of an interval: the most frequent step of the times.
    end_ns : IntArray
        Shape (n,), rising: end of each interval; files write its beginning.
    gaps : int
        Intervals that are missing inside.
    liquidated_long_usd, liquidated_short_usd : FloatArray or None
        Shape (n,); None where both are zero throughout: not collected.
    funding_rate : FloatArray or None
        Shape (n,), decimals per eight hours as quoted at the end of each interval; None where not collected.
    funding_unit : FundingUnit or None
        What the file writes it in.
    flow : PerpetualFlow or None
        What is publicly known of the perpetual; None where the file holds no prices.
    statements : tuple of str
        What was found and how it was read, in words.
    data_hash : str
        Of the file's bytes.
    """

    path: str
    layout: PerpetualLayout
    interval_ns: int
    end_ns: IntArray
    gaps: int
    liquidated_long_usd: FloatArray | None
    liquidated_short_usd: FloatArray | None
    funding_rate: FloatArray | None
    funding_unit: FundingUnit | None
    flow: PerpetualFlow | None
    statements: tuple[str, ...]
    data_hash: str


def read_perpetual_file(
    path: Path, *, symbol: str = "BTC perpetual", funding_unit: FundingUnit | None = None
) -> PerpetualFile:
    """Read one export.

    Parameters
    ----------
    path : Path
        CSV or gzipped CSV of CoinGlass's columns: ``timestamp`` in milliseconds (beginning of the interval) with
        ``price_*``, ``liquidation_*_usd``, ``funding_close`` and ``oi_*``, or with ``longUsd`` and ``shortUsd``.
    symbol : str
        What to call the perpetual.
    funding_unit : FundingUnit, optional
        Of the funding rates; without it, it is told by their size.

    Returns
    -------
    PerpetualFile
        Every row of the file.

    Raises
    ------
    InputError
        For a `funding_unit` that there is not.
    DataError
        For a header that is neither layout, a row that breaks a rule (with its line), or funding whose unit its size
        does not settle.
    SourceError
        When the file cannot be read.
    """
    funding_unit = None if funding_unit is None else choice_named(funding_unit, "funding_unit", FundingUnit)
    content = _content(path)
    lines = list(csv.reader(io.StringIO(_text(path, content))))
    if not lines:
        raise DataError(f"{path}: must have a header, was empty")
    header, rows = lines[0], lines[1:]
    layout = _layout(path, header)
    wanted = _MARKET if layout is PerpetualLayout.MARKET else _TOTALS
    columns = {name: _column(path, header, rows, name) for name in wanted}
    end_ns, interval_ns, gaps = _clock(path, columns["timestamp"])
    said = [f"layout: {layout.value}", "times are beginnings of intervals, UTC"]
    if gaps:
        said.append(f"{gaps} intervals are missing inside: kept as gaps")
    names = ("liquidation_long_usd", "liquidation_short_usd") if layout is PerpetualLayout.MARKET else _TOTALS[1:]
    long_usd, short_usd = _liquidated(path, columns[names[0]], columns[names[1]], said)
    _check_totals(path, header, rows, columns[names[0]] + columns[names[1]])
    funding = unit = flow = None
    if layout is PerpetualLayout.MARKET:
        funding, unit = _funding(path, columns["funding_close"], funding_unit, said)
        _check_interest(path, columns, end_ns, interval_ns, said)
        _say_takers(path, header, rows, said)
        flow = _flow(path, symbol, columns, (long_usd, short_usd), end_ns=end_ns, interval_ns=interval_ns)
        said.append("no mark price in the file: the traded price stands for it")
    return PerpetualFile(
        path=str(path),
        layout=layout,
        interval_ns=interval_ns,
        end_ns=end_ns,
        gaps=gaps,
        liquidated_long_usd=long_usd,
        liquidated_short_usd=short_usd,
        funding_rate=funding,
        funding_unit=unit,
        flow=flow,
        statements=tuple(said),
        data_hash=content_hash(content),
    )


def find_perpetual_files(folder: Path) -> tuple[Path, ...]:
    """Files of a folder whose header is one of the layouts, by name.

    Parameters
    ----------
    folder : Path
        Its CSV and gzipped CSV are looked at; other files, and those with other headers, are not meant.

    Returns
    -------
    tuple of Path
        May be empty.
    """
    found = []
    for path in sorted(folder.iterdir()):
        if not path.name.endswith((".csv", ".csv.gz")):
            continue
        first = _text(path, _content(path)).split("\n", 1)[0].strip().split(",")
        if any(set(wanted) <= set(first) for wanted in (_MARKET, _TOTALS)):
            found.append(path)
    return tuple(found)


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > _LARGEST_BYTES:
        raise DataError(f"{path}: must have at most {_LARGEST_BYTES} bytes")
    return content


def _text(path: Path, content: bytes) -> str:
    try:
        if path.name.endswith(".gz"):
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
                content = stream.read(_LARGEST_BYTES + 1)
        if len(content) > _LARGEST_BYTES:
            raise DataError(f"{path}: must hold at most {_LARGEST_BYTES} bytes of text")
        return content.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: must be gzip: {shorten(str(error))}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: must be UTF-8, byte {error.start} is not") from error


def _layout(path: Path, header: list[str]) -> PerpetualLayout:
    if set(_MARKET) <= set(header):
        return PerpetualLayout.MARKET
    if set(_TOTALS) <= set(header):
        return PerpetualLayout.LIQUIDATIONS
    lacking = [name for name in _MARKET if name not in header]
    raise DataError(
        f"{path}:1: must have the columns {', '.join(_TOTALS)}, or those of a market, of which it lacks "
        f"{', '.join(lacking[:4])}"
    )


def _column(path: Path, header: list[str], rows: list[list[str]], name: str) -> FloatArray:
    place = header.index(name)
    values = np.empty(len(rows))
    for count, row in enumerate(rows):
        cell = row[place] if len(row) == len(header) else ""
        try:
            values[count] = float(cell)
        except ValueError:
            values[count] = np.nan
        if not np.isfinite(values[count]):
            raise DataError(f"{path}:{count + 2}: {name!r} must be a number, was {shorten(cell)!r}")
    return values


def _clock(path: Path, timestamps: FloatArray) -> tuple[IntArray, int, int]:
    if len(timestamps) < 3:
        raise DataError(f"{path}: must have at least 3 rows, had {len(timestamps)}")
    begins = timestamps.astype(np.int64) * _MS
    steps = np.diff(begins)
    if (steps <= 0).any():
        raise DataError(f"{path}:{int(np.argmax(steps <= 0)) + 3}: 'timestamp' must rise strictly")
    sizes, counts = np.unique(steps, return_counts=True)
    interval = int(sizes[counts.argmax()])
    if (steps % interval).any():
        line = int(np.argmax(steps % interval != 0)) + 3
        raise DataError(f"{path}:{line}: 'timestamp' must rise by whole intervals of {interval // _MS} ms")
    ends = begins + interval
    ends.flags.writeable = False
    return ends, interval, int((steps // interval - 1).sum())


def _liquidated(
    path: Path, longs: FloatArray, shorts: FloatArray, said: list[str]
) -> tuple[FloatArray | None, FloatArray | None]:
    for name, values in (("long", longs), ("short", shorts)):
        if (values < 0.0).any():
            raise DataError(f"{path}:{int(np.argmax(values < 0.0)) + 2}: {name} liquidations must be 0 or more")
    if not longs.any() and not shorts.any():
        said.append("liquidations are zero in every row: not collected, which is not zero")
        return None, None
    return read_only(longs), read_only(shorts)


def _check_totals(path: Path, header: list[str], rows: list[list[str]], total: FloatArray) -> None:
    for name in ("liquidation_total_usd", "totalUsd"):
        if name in header:
            stated = _column(path, header, rows, name)
            wrong = np.abs(stated - total) > _SUM * np.maximum(total, 1.0)
            if wrong.any():
                line = int(np.argmax(wrong))
                raise DataError(
                    f"{path}:{line + 2}: {name!r} must be long and short {total[line]:g}, was {stated[line]:g}"
                )


def _funding(
    path: Path, values: FloatArray, unit: FundingUnit | None, said: list[str]
) -> tuple[FloatArray | None, FundingUnit | None]:
    if not values.any():
        said.append("funding is zero in every row: not collected")
        return None, None
    typical = float(np.median(np.abs(values)))
    chosen = unit
    if chosen is None:
        if _DECIMAL_UP_TO < typical < _PERCENT_FROM:
            raise DataError(f"{path}: 'funding_close' of median size {typical:.2g} may be percent or decimal: state it")
        chosen = FundingUnit.PERCENT if typical >= _PERCENT_FROM else FundingUnit.DECIMAL
        said.append(f"funding is in {chosen.value}s per eight hours: its median size is {typical:.2g}")
    return read_only(values / 100.0 if chosen is FundingUnit.PERCENT else values), chosen


def _check_interest(
    path: Path, columns: dict[str, FloatArray], end_ns: IntArray, interval_ns: int, said: list[str]
) -> None:
    interest = columns["oi_close"]
    if (interest <= 0.0).any():
        raise DataError(f"{path}:{int(np.argmax(interest <= 0.0)) + 2}: 'oi_close' must be above 0")
    moves = np.abs(np.diff(np.log(interest)))
    follows = np.diff(end_ns) == interval_ns
    wild = follows & (moves > _WILD_INTEREST)
    if wild.any():
        said.append(f"open interest moves by more than {_WILD_INTEREST:.0%} in {int(wild.sum())} intervals: suspect")
    else:
        said.append(f"largest move of open interest in one interval: {float(moves[follows].max()):.1%}")
    said.append("no traded volume in the file: open interest cannot be held against it")


def _say_takers(path: Path, header: list[str], rows: list[list[str]], said: list[str]) -> None:
    has_delta = "cvd_close" in header and _column(path, header, rows, "cvd_close").any()
    if has_delta:
        said.append("cumulative volume delta is a net of takers: their volumes are not known from it")
    else:
        said.append("volume of takers not collected")


def _flow(
    path: Path,
    symbol: str,
    columns: dict[str, FloatArray],
    liquidated_usd: tuple[FloatArray | None, FloatArray | None],
    *,
    end_ns: IntArray,
    interval_ns: int,
) -> PerpetualFlow:
    opened, high, low, close = (columns[name] for name in _PRICES)
    wrong = (low > np.minimum(opened, close)) | (high < np.maximum(opened, close)) | (low <= 0.0)
    if wrong.any():
        raise DataError(f"{path}:{int(np.argmax(wrong)) + 2}: prices must be above 0, low up to high around the others")
    longs, shorts = (None if usd is None else usd / close for usd in liquidated_usd)
    return PerpetualFlow(
        symbol=symbol,
        interval_ns=interval_ns,
        end_ns=end_ns,
        open=opened,
        high=high,
        low=low,
        close=close,
        mark_high=high,
        mark_low=low,
        mark_close=close,
        open_interest=columns["oi_close"] / close,
        taker_buy=None,
        taker_sell=None,
        liquidated_long=longs,
        liquidated_short=shorts,
    )
