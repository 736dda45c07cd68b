"""A folder of economic series, one file each, as FRED gives them; later downloads stand in sub-folders.

::

    CPIAUCSL.csv                        date,value  or  observation_date,CPIAUCSL
    DGS10.csv.gz
    vintage                             optional: the day of these downloads, 2026-01-03 or 2026-01
    vintage_2026-07/CPIAUCSL.csv        a later download of one of them
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seawall.core import did_you_mean, shorten, to_date
from seawall.errors import DataError, InputError, SourceError
from seawall.macro import SERIES_CATALOGUE, Economy, Frequency, MacroSeries, SeriesFacts, series_facts
from seawall.sources.price_tables import PriceTable

__all__ = ["BASE_VINTAGE", "read_macro_file", "read_macro_folder"]

BASE_VINTAGE = "base"
"""Name of the vintage that stands in the folder itself."""

_SUFFIXES = (".csv", ".csv.gz")
_DATE_HEADERS = ("date", "observation_date", "DATE")
_BLANKS = ("", ".")  # FRED writes a point where a period has no value
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VINTAGE = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_LARGEST_NUMBER = 1e18
_LONGEST_VINTAGE_BYTES = 100
_LONGEST_LAG_DAYS = 92
"""Series known later than a quarter after their period, as the NBER's recessions, do not say when a file was made."""


@dataclass(frozen=True, slots=True)
class _Vintage:
    """One folder of downloads."""

    name: str
    folder: Path
    day: dt.date | None

    @property
    def age_key(self) -> dt.date:
        """Where it stands among the others; downloads of an unstated day are taken for the oldest."""
        return self.day or dt.date.min


def read_macro_folder(path: Path, *, as_of: dt.date | None = None, vintage: str | None = None) -> Economy:
    """Economic series of a folder, as they were known on one day.

    Each series is taken from the newest vintage that is not later than `as_of`; a folder whose day is not stated
    counts as the oldest. Where every vintage is later, the oldest is taken: its values hold revisions that nobody
    knew on the day, and the vintage of the series says so. Values not yet published on `as_of`, by the lags of the
    catalogue, are then cut off.

    Parameters
    ----------
    path : Path
        Folder with ``<ID>.csv`` or ``<ID>.csv.gz`` of known series; other files are not read.
    as_of : datetime.date, optional
        The day; by default the first on which all of the newest vintages was known.
    vintage : str, optional
        Only this vintage: ``base`` for the folder itself, or the name of a sub-folder such as ``vintage_2026-07``.

    Returns
    -------
    Economy
        The series; those of which nothing was known on the day are named in `absent`.

    Raises
    ------
    InputError
        For a vintage that is not there.
    DataError
        For a file that breaks a rule; one line with file, line and value.
    SourceError
        When the folder or a file cannot be read, or holds no known series.
    """
    vintages = _vintages(path)
    if vintage is not None:
        names = [each.name for each in vintages]
        if vintage not in names:
            hint = did_you_mean(vintage, names)
            raise InputError(f"vintage must be one of {', '.join(names)} in {path}, was {shorten(vintage)}{hint}")
        vintages = [each for each in vintages if each.name == vintage]
    chosen = _newest_files(vintages, as_of)
    if not chosen:
        raise SourceError(f"{path}: holds no file of a known series, such as CPIAUCSL.csv")
    whole = {name: read_macro_file(file, vintage=day) for name, (file, day) in sorted(chosen.items())}
    day = as_of or _first_day_known(whole)
    known: dict[str, MacroSeries] = {}
    absent: dict[str, str] = {}
    for name, each in whole.items():
        if each.publication_dates[0] <= np.datetime64(day, "D"):
            known[name] = each.known_on(day)
        else:
            absent[name] = f"its first value is known from {each.publication_dates[0]} ({each.source})"
    return Economy(day, known, absent)


def read_macro_file(path: Path, *, series_id: str | None = None, vintage: dt.date | None = None) -> MacroSeries:
    """One economic series, whole.

    Parameters
    ----------
    path : Path
        CSV of two columns, gzipped or not: ``date``, ``observation_date`` or ``DATE``, then ``value`` or the
        identifier. A blank or a point is a period listed without a value.
    series_id : str, optional
        Identifier; by default the name of the file.
    vintage : datetime.date, optional
        Day on which the source held these values.

    Returns
    -------
    MacroSeries
        All observations.

    Raises
    ------
    InputError
        For an identifier that is not in the catalogue.
    DataError
        For an unknown header, a day or number that is none, dates out of order; one line with file, line and value.
    SourceError
        When the file cannot be read.
    """
    facts = series_facts(series_id or path.name.removesuffix(".gz").removesuffix(".csv"))
    table = PriceTable.read(path)
    header = list(table.columns)
    if len(header) != 2 or header[0] not in _DATE_HEADERS or header[1] not in {"value", facts.series_id}:
        raise DataError(
            f"{path}:1: header must be date, observation_date or DATE, then value or {facts.series_id}, "
            f"was {shorten(','.join(header))}"
        )
    dates, values, blanks = _observations(path, table, facts)
    return MacroSeries(
        facts=facts,
        dates=np.array(dates, dtype="datetime64[D]"),
        values=np.array(values, dtype=np.float64),
        blank_dates=np.array(blanks, dtype="datetime64[D]"),
        vintage=vintage,
        source=str(path),
        data_hash=table.data_hash,
    )


def _observations(
    path: Path, table: PriceTable, facts: SeriesFacts
) -> tuple[list[dt.date], list[float], list[dt.date]]:
    """Dates with values, the values, and dates without one."""
    dates: list[dt.date] = []
    values: list[float] = []
    blanks: list[dt.date] = []
    previous: dt.date | None = None
    day_cells, value_cells = table.columns.values()
    for line, day_cell, value_cell in zip(table.lines, day_cells, value_cells, strict=True):
        day = _day(day_cell.strip(), facts.frequency)
        if isinstance(day, str):
            raise DataError(f"{path}:{line}: {facts.series_id} {day}, was {shorten(day_cell)}")
        if previous is not None and day <= previous:
            rule = "stands twice" if day == previous else f"must not follow {previous}: dates rise"
            raise DataError(f"{path}:{line}: date {day} {rule}")
        previous = day
        text = value_cell.strip()
        if text in _BLANKS:
            blanks.append(day)
            continue
        value = float(text) if _NUMBER.fullmatch(text) else math.inf
        if abs(value) > _LARGEST_NUMBER:
            raise DataError(
                f"{path}:{line}: {facts.series_id} must be a number within {_LARGEST_NUMBER:g} of 0, blank or '.', "
                f"was {shorten(value_cell)}"
            )
        dates.append(day)
        values.append(value)
    if not values:
        raise DataError(f"{path}: {facts.series_id} has no values")
    return dates, values, blanks


def _day(text: str, frequency: Frequency) -> dt.date | str:
    """Day of an observation, or the rule that it breaks."""
    try:
        day = dt.date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        return "must have days as YYYY-MM-DD"
    if frequency in {Frequency.MONTHLY, Frequency.QUARTERLY} and day.day != 1:
        return f"is {frequency} and must be dated by the first day of its period"
    if frequency is Frequency.QUARTERLY and day.month not in {1, 4, 7, 10}:
        return "is quarterly and must be dated by the first day of its period"
    return day


def _vintages(path: Path) -> list[_Vintage]:
    """Vintages of a folder, from the oldest."""
    try:
        folders = [each for each in path.iterdir() if each.name.startswith("vintage_") and each.is_dir()]
        base_file = path / "vintage"
        base_text = base_file.read_bytes()[:_LONGEST_VINTAGE_BYTES] if base_file.is_file() else None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error
    base_day = None if base_text is None else _vintage_day(base_text.decode("utf-8", "replace").strip(), base_file)
    found = [_Vintage(BASE_VINTAGE, path, base_day)]
    found += [_Vintage(each.name, each, _vintage_day(each.name.removeprefix("vintage_"), each)) for each in folders]
    return sorted(found, key=lambda each: (each.age_key, each.name))


def _vintage_day(text: str, place: Path) -> dt.date:
    """Day of a vintage: the last of the month where only that is given, as it was surely known by then."""
    parts = _VINTAGE.fullmatch(text)
    try:
        if parts is None:
            raise ValueError(text)
        year, month = int(parts[1]), int(parts[2])
        first = dt.date(year, month, 1)
        return first.replace(day=int(parts[3]) if parts[3] else calendar.monthrange(year, month)[1])
    except ValueError as error:
        raise DataError(f"{place}: vintage must be YYYY-MM or YYYY-MM-DD, was {shorten(text)}") from error


def _newest_files(vintages: list[_Vintage], as_of: dt.date | None) -> dict[str, tuple[Path, dt.date | None]]:
    """File of each series: of the newest vintage that is not later than the day, else of the oldest."""
    chosen: dict[str, tuple[Path, dt.date | None]] = {}
    for each in vintages:
        is_later = as_of is not None and each.age_key > as_of
        for name, file in _series_files(each.folder).items():
            if not is_later or name not in chosen:
                chosen[name] = (file, each.day)
    return chosen


def _series_files(folder: Path) -> dict[str, Path]:
    try:
        names = {each.name for each in folder.iterdir() if each.is_file()}
    except OSError as error:
        raise SourceError(f"{folder}: cannot be read: {error.strerror or error}") from error
    found: dict[str, Path] = {}
    for series_id in SERIES_CATALOGUE:
        files = [folder / f"{series_id}{suffix}" for suffix in _SUFFIXES if f"{series_id}{suffix}" in names]
        if len(files) > 1:
            raise DataError(f"{folder}: {series_id} stands there twice, as .csv and .csv.gz")
        if files:
            found[series_id] = files[0]
    return found


def _first_day_known(series: Mapping[str, MacroSeries]) -> dt.date:
    """First day on which all of these files could have been made, and all that they hold was known."""
    prompt = [each for each in series.values() if each.facts.publication_lag_days <= _LONGEST_LAG_DAYS]
    days = [to_date(each.publication_dates[-1]) for each in prompt or series.values()]
    return max([*days, *(each.vintage for each in series.values() if each.vintage is not None)])
