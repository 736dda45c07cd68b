"""The curve of Treasury yields on the newest day that has one, a month before it and a year before it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seawall.core import DateArray, to_date
from seawall.errors import DataError
from seawall.macro.economy import Economy
from seawall.macro.series import MacroSeries

__all__ = ["CurveDay", "CurvePoint", "TreasuryCurve", "read_treasury_curves"]

_MOST_DAYS_AWAY = 10
"""A day a month or a year before may be a holiday; a pause longer than this is a gap."""

_MATURITIES = {
    "DGS1MO": ("1 month", 1 / 12),
    "DGS3MO": ("3 months", 0.25),
    "DGS6MO": ("6 months", 0.5),
    "DGS1": ("1 year", 1.0),
    "DGS2": ("2 years", 2.0),
    "DGS5": ("5 years", 5.0),
    "DGS10": ("10 years", 10.0),
    "DGS20": ("20 years", 20.0),
    "DGS30": ("30 years", 30.0),
}


class CurveDay(enum.StrEnum):
    """Which of the days."""

    LATEST = "latest"
    MONTH_BEFORE = "a month before"
    YEAR_BEFORE = "a year before"


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Yield of one maturity.

    Attributes
    ----------
    series_id, maturity : str
        Series, and its maturity in words.
    years : float
        Maturity.
    yield_percent : float
        Percent a year, as published.
    """

    series_id: str
    maturity: str
    years: float
    yield_percent: float


@dataclass(frozen=True, slots=True)
class TreasuryCurve:
    """Yields of one day.

    Attributes
    ----------
    day : CurveDay
        Which of the days.
    date : datetime.date
        The day itself.
    points : tuple of CurvePoint
        By maturity; at least half of the maturities that are supplied.
    missing : tuple of (str, str)
        Maturities without a yield on the day, and why.
    """

    day: CurveDay
    date: dt.date
    points: tuple[CurvePoint, ...]
    missing: tuple[tuple[str, str], ...]


def read_treasury_curves(economy: Economy) -> tuple[TreasuryCurve, ...]:
    """Curves of the newest day, and of a month and a year before it.

    A day has a curve when at least half of the supplied maturities, and at least two, have a yield on it. All points of
    a curve are of one day: a maturity without a yield on it is missing, and never carried over from another day.

    Parameters
    ----------
    economy : Economy
        What was known on the day.

    Returns
    -------
    tuple of TreasuryCurve
        One to three: an earlier curve is left out where no day within 10 days before it has one.

    Raises
    ------
    DataError
        When fewer than two maturities are supplied, or no day has a curve.
    """
    supplied = {name: economy.get(name) for name in _MATURITIES if economy.has(name)}
    if len(supplied) < 2:
        raise DataError(
            f"a Treasury curve needs two maturities on {economy.as_of}, of {', '.join(_MATURITIES)}; "
            f"supplied: {', '.join(supplied) or 'none'}"
        )
    days = _curve_days(supplied)
    if not len(days):
        raise DataError(f"no day has yields of half of {', '.join(supplied)}")
    latest = to_date(days[-1])
    found = ((each, _newest(days, _back(latest, months))) for each, months in _MONTHS_BACK.items())
    return tuple(_curve(economy, supplied, each, day) for each, day in found if day is not None)


_MONTHS_BACK = {CurveDay.LATEST: 0, CurveDay.MONTH_BEFORE: 1, CurveDay.YEAR_BEFORE: 12}


def _curve_days(supplied: Mapping[str, MacroSeries]) -> DateArray:
    """Days on which enough maturities have a yield, rising."""
    days, counts = np.unique(np.concatenate([each.dates for each in supplied.values()]), return_counts=True)
    enough: DateArray = days[counts >= max(2, -(-len(supplied) // 2))]
    return enough


def _back(day: dt.date, months: int) -> dt.date:
    """Same day of an earlier month, or its last."""
    month = np.datetime64(day, "M") - months
    last = to_date((month + 1).astype("datetime64[D]") - 1)
    return last.replace(day=min(day.day, last.day))


def _newest(days: DateArray, until: dt.date) -> dt.date | None:
    place = int(np.searchsorted(days, np.datetime64(until, "D"), side="right")) - 1
    if place < 0:
        return None
    day = to_date(days[place])
    return day if (until - day).days <= _MOST_DAYS_AWAY else None


def _curve(economy: Economy, supplied: Mapping[str, MacroSeries], which: CurveDay, day: dt.date) -> TreasuryCurve:
    points: list[CurvePoint] = []
    missing: list[tuple[str, str]] = []
    for name, (maturity, years) in _MATURITIES.items():
        if name not in supplied:
            missing.append((maturity, f"{name} {economy.absent.get(name, 'not supplied')}"))
            continue
        series = supplied[name]
        place = int(np.searchsorted(series.dates, np.datetime64(day, "D")))
        if place < len(series.dates) and series.dates[place] == np.datetime64(day, "D"):
            points.append(CurvePoint(name, maturity, years, float(series.values[place])))
        else:
            missing.append((maturity, _why_missing(series, day)))
    return TreasuryCurve(which, day, tuple(points), tuple(missing))


def _why_missing(series: MacroSeries, day: dt.date) -> str:
    name, first, last = series.facts.series_id, to_date(series.dates[0]), series.latest_date
    if day < first:
        return f"{name} starts on {first}"
    return f"{name} ends on {last}" if day > last else f"{name} has no value on {day}"
