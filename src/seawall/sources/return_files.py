"""Returns that were made elsewhere: a table with a column of dates and one of decimals.

Nothing is sorted, filled or left out. A blank, a date out of order, a return of -1 or below, and returns that
can only be percent or prices are refused with file, line and value.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seawall.core import (
    DateArray,
    DateWindow,
    FloatArray,
    did_you_mean,
    read_only,
    read_only_dates,
    sessions_per_year,
    shorten,
    to_date,
)
from seawall.errors import DataError, InputError
from seawall.sources.price_tables import PriceTable

__all__ = ["ReturnSeries", "read_return_series"]

_FEWEST_RETURNS = 4
_LARGEST_VOLATILITY = 4.0
"""A year. No market is that wild; a calm one is, where its returns are percent."""
_COLUMNS_SHOWN = 8


@dataclass(frozen=True, slots=True, eq=False)
class ReturnSeries:
    """Simple returns of one column of a file.

    Attributes
    ----------
    name : str
        Header of the column.
    dates : DateArray
        Date on which each return ends, strictly rising, shape (n,).
    returns : FloatArray
        Decimals above -1, shape (n,), n >= 4, not all equal.
    source : str
        The file.
    data_hash : str
        Hash of the file's bytes.
    simulated : bool
        True where the column or the file has "simulated" in its name.
    """

    name: str
    dates: DateArray
    returns: FloatArray
    source: str
    data_hash: str
    simulated: bool

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        object.__setattr__(self, "dates", read_only_dates(self.dates))
        object.__setattr__(self, "returns", read_only(self.returns))

    @property
    def window(self) -> DateWindow:
        """First and last date of the returns."""
        return DateWindow(to_date(self.dates[0]), to_date(self.dates[-1]))

    @property
    def sessions_per_year(self) -> float:
        """Sessions a year, as observed."""
        return sessions_per_year(self.dates)


def read_return_series(path: Path, *, column: str | None = None) -> ReturnSeries:
    """Read one column of returns.

    Parameters
    ----------
    path : Path
        CSV, gzipped CSV or Parquet; dates as YYYY-MM-DD under ``date``, ``observation_date`` or ``timestamp``.
    column : str, optional
        Header of the returns; not needed where there is one column beside the dates.

    Returns
    -------
    ReturnSeries
        Every row of the file.

    Raises
    ------
    DataError
        For a row that breaks a rule, or a series that looks like percent or prices.
    InputError
        For a column that is not there, or not named where there are several.
    SourceError
        When the file cannot be read.
    """
    table = PriceTable.read(path)
    dates_header = table.date_column()
    if dates_header is None:
        raise DataError(
            f"{path}:1: must have a column 'date', 'observation_date' or 'timestamp'; its columns are "
            f"{_listed(list(table.columns))}"
        )
    header = _chosen(table, dates_header, column)
    if len(table.lines) < _FEWEST_RETURNS:
        raise DataError(f"{path}: must hold at least {_FEWEST_RETURNS} returns, held {len(table.lines)}")
    _refuse_percent_signs(table, header)
    returns = table.numbers(header)
    dates = table.dates(dates_header)
    _refuse_disorder(table, dates_header, dates)
    _refuse_cells(table, header, returns)
    simulated = "simulated" in f"{path.name} {header}".lower()
    series = ReturnSeries(header, dates, returns, str(path), table.data_hash, simulated)
    _refuse_the_implausible(series)
    return series


def _listed(names: list[str]) -> str:
    return ", ".join(map(shorten, names[:_COLUMNS_SHOWN])) + ", …" * (len(names) > _COLUMNS_SHOWN)


def _chosen(table: PriceTable, dates_header: str, column: str | None) -> str:
    headers = [name for name in table.columns if name != dates_header]
    if not headers:
        raise DataError(f"{table.path}:1: must have a column of returns beside {shorten(dates_header)}, has none")
    if column is None:
        if len(headers) > 1:
            raise InputError(f"{table.path}: has {len(headers)} columns; name one with --column: {_listed(headers)}")
        return headers[0]
    if column not in headers:
        raise InputError(
            f"{table.path}: --column must be one of {_listed(headers)}, was {shorten(column)}"
            f"{did_you_mean(column, headers)}"
        )
    return column


def _place(table: PriceTable, index: int, header: str) -> str:
    return f"{table.path}:{table.lines[index]}: column {shorten(header)}"


def _refuse_percent_signs(table: PriceTable, header: str) -> None:
    for index, cell in enumerate(table.columns[header]):
        if isinstance(cell, str) and cell.strip().endswith("%"):
            place = _place(table, index, header)
            raise DataError(f"{place} must hold decimals, 0.01 for 1 %, was {shorten(cell)}; percent given?")


def _refuse_disorder(table: PriceTable, header: str, dates: DateArray) -> None:
    steps = np.diff(dates) / np.timedelta64(1, "D")
    if (steps <= 0).any():
        index = int(np.argmax(steps <= 0)) + 1
        place = _place(table, index, header)
        if steps[index - 1] == 0:
            raise DataError(f"{place} must rise, but {dates[index]} stands twice")
        raise DataError(f"{place} must rise, but {dates[index]} follows {dates[index - 1]}")


def _refuse_cells(table: PriceTable, header: str, returns: FloatArray) -> None:
    blank = np.isnan(returns)
    if blank.any():
        index = int(np.argmax(blank))
        place = _place(table, index, header)
        raise DataError(f"{place} must hold a return on every date, was blank; a blank is no return of 0")
    if returns.min() >= 0 and returns.max() > 1:
        index = int(np.argmax(returns > 1))
        place = _place(table, index, header)
        raise DataError(f"{place} must hold returns, was {returns[index]:g} and never below 0; prices given?")
    low = returns <= -1
    if low.any():
        index = int(np.argmax(low))
        place = _place(table, index, header)
        raise DataError(f"{place} must hold decimals above -1, was {returns[index]:g}; percent given?")


def _refuse_the_implausible(series: ReturnSeries) -> None:
    place = f"{series.source}: column {shorten(series.name)}"
    if series.returns.min() == series.returns.max():
        raise DataError(f"{place} must vary, but every return is {series.returns[0]:g}")
    volatility = float(np.std(series.returns, ddof=1) * np.sqrt(series.sessions_per_year))
    if volatility > _LARGEST_VOLATILITY:
        raise DataError(
            f"{place} must hold decimals, 0.01 for 1 %, was {volatility:.0%} of volatility a year, above "
            f"{_LARGEST_VOLATILITY:.0%}; percent given?"
        )
