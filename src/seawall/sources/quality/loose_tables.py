"""Prices and economic series in files that are not in the store, as the rules see them.

A table with a close, or with one column of a name that no economic series has, is prices; a wide panel is one series a
column; a table named after a series of the catalogue is that series. Blank rows are found here, since rows of the store
are never blank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seawall.core import BusinessCalendar, DateArray, FloatArray, IntArray
from seawall.errors import DataError, SeawallError, SourceError
from seawall.macro import SERIES_CATALOGUE
from seawall.sources.datasets import Dataset
from seawall.sources.price_tables import TABLE_SUFFIXES, PriceTable, panel_columns
from seawall.sources.quality.findings import Finding, QualityReport, Rule, Severity
from seawall.sources.quality.gate import inspect_bars
from seawall.sources.quality.gate_macro import macro_findings
from seawall.sources.quality.gate_rows import grouped_finding
from seawall.sources.quality.rows import BarRows, MacroRows, PeerSeries

__all__ = ["LooseTable", "inspect_files", "read_loose_table", "table_paths"]

_DAY_SECONDS = 86_400
_PRICES = ("open", "high", "low", "close")


@dataclass(frozen=True, slots=True, eq=False)
class LooseTable:
    """The series of one file.

    Attributes
    ----------
    path : Path
        The file.
    dataset : Dataset
        Bars or economic series.
    series : tuple of BarRows or MacroRows
        Without the blank rows of prices.
    blanks : tuple of Finding
        Rows of prices that hold nothing.
    n_rows : int
        Rows of the file.
    data_hash : str
        Hash of its bytes.
    """

    path: Path
    dataset: Dataset
    series: tuple[BarRows | MacroRows, ...]
    blanks: tuple[Finding, ...]
    n_rows: int
    data_hash: str


def table_paths(path: Path) -> tuple[Path, ...]:
    """The file, or the tables of a folder, sorted by name.

    Raises
    ------
    SourceError
        When nothing is there, it cannot be read, or it holds no table.
    """
    try:
        if path.is_file():
            if not path.name.endswith(TABLE_SUFFIXES):
                raise SourceError(f"{path}: a table must end in {', '.join(TABLE_SUFFIXES)}")
            return (path,)
        if not path.exists():
            raise SourceError(f"{path}: no such file or folder")
        found = tuple(sorted(each for each in path.iterdir() if each.is_file() and each.name.endswith(TABLE_SUFFIXES)))
    except SourceError:
        raise
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error
    if not found:
        raise SourceError(f"{path}: holds no table ending in {', '.join(TABLE_SUFFIXES)}")
    return found


def _stem(path: Path) -> str:
    return next(path.name.removesuffix(each) for each in TABLE_SUFFIXES if path.name.endswith(each))


def read_loose_table(path: Path, *, now: dt.datetime) -> LooseTable:
    """Series of one file, by day.

    Parameters
    ----------
    path : Path
        CSV, gzipped CSV or Parquet with a column of dates.
    now : datetime.datetime
        Instant that no row can be later than; UTC.

    Raises
    ------
    DataError
        When it is no table of prices or of an economic series, or a cell is no date or number.
    SourceError
        When it cannot be read.
    """
    table = PriceTable.read(path)
    date_header = table.date_column()
    headers = [name for name in table.columns if name != date_header]
    if date_header is None or not headers:
        raise DataError(f"{path}: has no column of dates beside one of values; its columns are {', '.join(headers)}")
    if not table.lines:
        raise DataError(f"{path}: has column names, but no rows")
    days = table.dates(date_header)
    rows = np.asarray(table.lines, dtype=np.int64)
    until = np.datetime64(now.replace(tzinfo=None), "ns")
    stem = _stem(path)
    if len(headers) == 1 and stem in SERIES_CATALOGUE:
        values = table.numbers(headers[0])
        macro = MacroRows(stem, days, values, rows, until.astype("datetime64[D]"))
        return LooseTable(path, Dataset.MACRO, (macro,), (), len(rows), table.data_hash)
    named = {name.lower(): name for name in headers}
    panel = panel_columns(headers)
    if panel:
        parts = {stem if len(panel) == 1 else name: {"close": table.numbers(name)} for name in panel}
    else:
        columns = {name: named[name] for name in (*_PRICES, "volume") if name in named}
        parts = {stem: {name: table.numbers(header) for name, header in columns.items()}}
    series: list[BarRows | MacroRows] = []
    blanks: list[Finding] = []
    for symbol, part in parts.items():
        if "close" not in part:
            raise DataError(f"{path}: has no column close; its columns are {', '.join(headers)}")
        bars, found = _without_blanks(symbol, days, part, rows, until=until, is_panel=len(parts) > 1)
        series.append(bars)
        blanks += found
    return LooseTable(path, Dataset.BARS, tuple(series), tuple(blanks), len(rows), table.data_hash)


def _without_blanks(
    symbol: str,
    days: DateArray,
    values: Mapping[str, FloatArray],
    rows: IntArray,
    *,
    until: np.datetime64,
    is_panel: bool,
) -> tuple[BarRows, list[Finding]]:
    prices = [values[name] for name in _PRICES if name in values]
    is_blank = np.logical_and.reduce([np.isnan(each) for each in prices])
    kept = np.flatnonzero(~is_blank)
    start = kept[0] if is_panel and len(kept) else 0  # in a panel, a share has no row before it is listed
    places = np.flatnonzero(is_blank)
    places = places[places >= start]
    blank = grouped_finding(
        places,
        rule=Rule.BLANK,
        severity=Severity.INFORM,
        entity=symbol,
        times=days,
        rows=rows,
        expected=f"{len(places):,} of {len(rows):,} rows hold no price: days without trading",
    )
    bars = BarRows(
        symbol=symbol,
        step_seconds=_DAY_SECONDS,
        times=days[kept].astype("datetime64[ns]"),
        close=values["close"][kept],
        open=values["open"][kept] if "open" in values else None,
        high=values["high"][kept] if "high" in values else None,
        low=values["low"][kept] if "low" in values else None,
        volume=values["volume"][kept] if "volume" in values else None,
        rows=rows[kept],
        known_until=until,
    )
    return bars, blank


def inspect_files(
    path: Path,
    *,
    now: dt.datetime,
    peers: Mapping[str, PeerSeries] | None = None,
    calendar: BusinessCalendar | None = None,
) -> tuple[QualityReport, ...]:
    """Look at a file, or at all tables of a folder beside each other; change none.

    Parameters
    ----------
    path : Path
        File or folder.
    now : datetime.datetime
        Instant that no row can be later than; UTC.
    peers, calendar
        As in `inspect_batch`; the series of the folder are compared with each other anyhow.

    Returns
    -------
    tuple of QualityReport
        One for each file; a file that cannot be read has one refused finding that says why.

    Raises
    ------
    SourceError
        When there is no table at `path`.
    """
    tables: dict[Path, LooseTable | SeawallError] = {}
    for file in table_paths(path):
        try:
            tables[file] = read_loose_table(file, now=now)
        except (DataError, SourceError) as error:
            tables[file] = error
    bars = [
        each
        for table in tables.values()
        if isinstance(table, LooseTable)
        for each in table.series
        if isinstance(each, BarRows)
    ]
    by_symbol: dict[str, list[Finding]] = {}
    for finding in inspect_bars(bars, peers=peers, calendar=calendar):
        by_symbol.setdefault(finding.entity, []).append(finding)
    return tuple(_file_report(file, table, by_symbol) for file, table in tables.items())


def _file_report(file: Path, table: LooseTable | SeawallError, by_symbol: Mapping[str, list[Finding]]) -> QualityReport:
    if not isinstance(table, LooseTable):
        text = str(table).removeprefix(f"{file}: ")
        text = text.replace(f"{file}:", "line ", 1)  # a place in the file, whose name stands beside it
        unreadable = Finding(Rule.UNREADABLE, Severity.REFUSE, _stem(file), "", None, text, ())
        return QualityReport(Dataset.BARS, str(file), "", 0, (_stem(file),), (unreadable,))
    findings = list(table.blanks)
    names = []
    for each in table.series:
        if isinstance(each, MacroRows):
            findings += macro_findings(each)
            names.append(each.series_id)
        else:
            findings += by_symbol.get(each.symbol, [])
            names.append(each.symbol)
    return QualityReport(
        dataset=table.dataset,
        request=str(file),
        data_hash=table.data_hash,
        n_rows=table.n_rows,
        entities=tuple(sorted(names)),
        findings=tuple(findings),
    )
