"""Drivers of asset views that a user supplies: a CSV with a row per figure, read strictly."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from seawall.core import did_you_mean, shorten
from seawall.errors import DataError, InputError
from seawall.macro import DRIVER_CATALOGUE, DriverFacts, DriverObservation, ViewAsset, driver_facts
from seawall.sources.price_tables import PriceTable

__all__ = ["DRIVER_COLUMNS", "read_drivers"]

DRIVER_COLUMNS = ("asset", "driver", "date", "value", "unit", "source")
"""Header of the file, in this order."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a cell stands, for messages."""

    path: Path
    line: int

    def refuse(self, field: str, rule: str, value: str) -> DataError:
        return DataError(f"{self.path}:{self.line}: {field} must {rule}, was {shorten(value)}")


def read_drivers(path: Path) -> tuple[DriverObservation, ...]:
    """Figures of a drivers file.

    Every row is held against the catalogue: asset, driver, day, a number in its range, the driver's own unit, and a
    source that is not empty. A driver has one row per day.

    Parameters
    ----------
    path : Path
        CSV, gzipped or not, with the header ``asset,driver,date,value,unit,source``. The date is the day from which the
        figure was known.

    Returns
    -------
    tuple of DriverObservation
        In the order of the file; simulated where the source or the file's name says so.

    Raises
    ------
    DataError
        For a row that breaks a rule: one line with file, line, field, value and what is allowed.
    InputError
        For a file that is no CSV by its name.
    SourceError
        When the file cannot be read.
    """
    if not path.name.endswith((".csv", ".csv.gz")):
        raise InputError(f"'drivers' must be a file ending in .csv or .csv.gz, was {str(path)!r}")
    table = PriceTable.read(path)
    if tuple(table.columns) != DRIVER_COLUMNS:
        raise DataError(f"{path}:1: header must be {','.join(DRIVER_COLUMNS)}, was {shorten(','.join(table.columns))}")
    if not table.lines:
        raise DataError(f"{path}: has column names, but no rows")
    observations: list[DriverObservation] = []
    seen: dict[tuple[ViewAsset, str, dt.date], int] = {}
    for line, *cells in zip(table.lines, *table.columns.values(), strict=True):
        place = _Place(path, line)
        row = _observation(place, [cell.strip() for cell in cells], table.data_hash)
        key = (row.asset, row.driver_id, row.date)
        if key in seen:
            what = f"{row.asset.value} {row.driver_id} of {row.date}"
            raise DataError(f"{path}:{line}: {what} stands twice, first on line {seen[key]}")
        seen[key] = line
        observations.append(row)
    return tuple(observations)


def _observation(place: _Place, cells: list[str], data_hash: str) -> DriverObservation:
    asset_text, driver_text, day_text, value_text, unit, source = cells
    facts = _facts(place, asset_text, driver_text)
    date = _parsed(place, "date", day_text, "be a day as YYYY-MM-DD", _day)
    rule = f"be a number from {facts.lowest:g} to {facts.highest:g}"
    value = _parsed(place, "value", value_text, rule, _number)
    if not facts.lowest <= value <= facts.highest:
        raise place.refuse("value", rule, value_text)
    if unit != facts.unit:
        raise place.refuse("unit", f"be {facts.unit!r} for {facts.driver_id}", unit)
    if not source:
        raise place.refuse("source", "say who says so", source)
    return DriverObservation(
        asset=facts.asset,
        driver_id=facts.driver_id,
        date=date,
        value=value,
        source=source,
        data_hash=data_hash,
        simulated="simulated" in f"{place.path.name} {source}".lower(),
    )


def _facts(place: _Place, asset_text: str, driver_text: str) -> DriverFacts:
    assets = [each.value for each in ViewAsset]
    if asset_text not in assets:
        raise DataError(
            f"{place.path}:{place.line}: asset must be one of {', '.join(assets)}, was {shorten(asset_text)}"
            f"{did_you_mean(asset_text, assets)}"
        )
    asset = ViewAsset(asset_text)
    supplied = [each.driver_id for each in DRIVER_CATALOGUE if each.asset is asset and each.is_supplied]
    if driver_text in supplied:
        return driver_facts(asset, driver_text)
    is_computed = any(each.asset is asset and each.driver_id == driver_text for each in DRIVER_CATALOGUE)
    hint = "; that one is computed" if is_computed else did_you_mean(driver_text, supplied)
    raise DataError(
        f"{place.path}:{place.line}: driver must be one of {', '.join(supplied)} for {asset.value}, "
        f"was {shorten(driver_text)}{hint}"
    )


def _parsed(place: _Place, field: str, text: str, rule: str, parse: Callable[[str], _Value]) -> _Value:
    try:
        return parse(text)
    except ValueError as error:
        raise place.refuse(field, rule, text) from error


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text if _DAY.fullmatch(text) else "")


def _number(text: str) -> float:
    value = float(text if _NUMBER.fullmatch(text) else "")
    if not math.isfinite(value):
        raise ValueError(text)
    return value
