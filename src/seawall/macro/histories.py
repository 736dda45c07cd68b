"""From the values of a series to what is read off it: levels, growth over a year, annualised growth, changes.

A figure of one month needs the values of exactly the months in its formula. Where one of them has none, the figure of
that month does not exist, and the history says why; nothing is interpolated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from seawall.core import (
    DateArray,
    FloatArray,
    check_dates,
    check_finite,
    check_shape,
    read_only,
    read_only_dates,
    to_date,
)
from seawall.errors import InputError
from seawall.macro.catalogue import Frequency
from seawall.macro.series import MacroSeries

__all__ = [
    "IndicatorHistory",
    "annualised_growth",
    "levels",
    "mean_monthly_change",
    "monthly_change",
    "year_on_year",
]

_MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorHistory:
    """An indicator in every period for which it exists.

    Attributes
    ----------
    dates : DateArray
        Shape (n,), first day of each reference period, strictly rising; n may be 0.
    values : FloatArray
        Shape (n,), finite.
    gaps : mapping of datetime.date to str
        Periods of the series for which the indicator does not exist, and why.
    """

    dates: DateArray
    values: FloatArray
    gaps: Mapping[dt.date, str]

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse bad dates and values."""
        object.__setattr__(self, "dates", read_only_dates(self.dates))
        object.__setattr__(self, "values", read_only(self.values))
        object.__setattr__(self, "gaps", MappingProxyType(dict(self.gaps)))
        check_dates(self.dates, "dates")
        check_shape(self.values, "values", (len(self.dates),))
        check_finite(self.values, "values")

    def value_on(self, date: dt.date) -> float | None:
        """Value of the period that starts on `date`; None where there is none."""
        index = int(np.searchsorted(self.dates, np.datetime64(date, "D")))
        found = index < len(self.dates) and self.dates[index] == np.datetime64(date, "D")
        return float(self.values[index]) if found else None


def levels(series: MacroSeries) -> IndicatorHistory:
    """Values as published.

    Examples
    --------
    >>> from seawall.macro.catalogue import series_facts
    >>> dates = np.array(["2025-01-01", "2025-02-01"], dtype="datetime64[D]")
    >>> rate = MacroSeries(series_facts("UNRATE"), dates, np.array([4.0, 4.1]), dates[:0], None, "example", "")
    >>> levels(rate).values.tolist()
    [4.0, 4.1]
    """
    return IndicatorHistory(series.dates, series.values, {})


def year_on_year(series: MacroSeries) -> IndicatorHistory:
    r"""Growth over twelve months, in percent: :math:`100\,(I_t / I_{t-12} - 1)`.

    Parameters
    ----------
    series : MacroSeries
        Monthly index levels above 0.

    Returns
    -------
    IndicatorHistory
        In percent; a month without the value of exactly twelve months earlier is a gap.

    Raises
    ------
    InputError
        When the series is not monthly, or holds a level at or below 0.

    Examples
    --------
    >>> from seawall.macro.catalogue import series_facts
    >>> dates = np.array(["2024-01-01", "2025-01-01"], dtype="datetime64[D]")
    >>> prices = MacroSeries(series_facts("PCEPI"), dates, np.array([125.0, 128.125]), dates[:0], None, "example", "")
    >>> year_on_year(prices).values.round(6).tolist()
    [2.5]
    """
    _check_levels(series)
    return _compared(series, _MONTHS_PER_YEAR, lambda now, then: 100.0 * (now / then - 1.0))


def annualised_growth(series: MacroSeries, *, months: int = 3) -> IndicatorHistory:
    r"""Growth over some months at the pace of a year, in percent: :math:`100\,((I_t / I_{t-m})^{12/m} - 1)`.

    Parameters
    ----------
    series : MacroSeries
        Monthly index levels above 0.
    months : int
        m, at least 1.

    Returns
    -------
    IndicatorHistory
        In percent a year; a month without the value of exactly `months` earlier is a gap.

    Raises
    ------
    InputError
        When the series is not monthly, holds a level at or below 0, or `months` is below 1.

    Examples
    --------
    >>> from seawall.macro.catalogue import series_facts
    >>> dates = np.array(["2025-01-01", "2025-04-01"], dtype="datetime64[D]")
    >>> prices = MacroSeries(series_facts("PCEPI"), dates, np.array([100.0, 101.0]), dates[:0], None, "example", "")
    >>> annualised_growth(prices).values.round(6).tolist()
    [4.060401]
    """
    if months < 1:
        raise InputError(f"'months' must be at least 1, was {months}")
    _check_levels(series)
    return _compared(series, months, lambda now, then: 100.0 * ((now / then) ** (_MONTHS_PER_YEAR / months) - 1.0))


def monthly_change(series: MacroSeries) -> IndicatorHistory:
    """Value less that of the month before, in the unit of the series.

    Raises
    ------
    InputError
        When the series is not monthly.

    Examples
    --------
    >>> from seawall.macro.catalogue import series_facts
    >>> dates = np.array(["2025-01-01", "2025-02-01"], dtype="datetime64[D]")
    >>> jobs = MacroSeries(series_facts("PAYEMS"), dates, np.array([159_000.0, 159_120.0]), dates[:0], None, "x", "")
    >>> monthly_change(jobs).values.tolist()
    [120.0]
    """
    return _compared(series, 1, lambda now, then: now - then)


def mean_monthly_change(series: MacroSeries, *, months: int = 3) -> IndicatorHistory:
    """Mean of the last monthly changes, which is the whole change divided by their number.

    Parameters
    ----------
    series : MacroSeries
        Monthly.
    months : int
        Number of changes, at least 1.

    Returns
    -------
    IndicatorHistory
        In the unit of the series.

    Raises
    ------
    InputError
        When the series is not monthly, or `months` is below 1.

    Examples
    --------
    >>> from seawall.macro.catalogue import series_facts
    >>> dates = np.array(["2025-01-01", "2025-04-01"], dtype="datetime64[D]")
    >>> jobs = MacroSeries(series_facts("PAYEMS"), dates, np.array([159_000.0, 159_120.0]), dates[:0], None, "x", "")
    >>> mean_monthly_change(jobs).values.tolist()
    [40.0]
    """
    if months < 1:
        raise InputError(f"'months' must be at least 1, was {months}")
    return _compared(series, months, lambda now, then: (now - then) / months)


def _check_levels(series: MacroSeries) -> None:
    if (series.values <= 0).any():
        place = int(np.argmax(series.values <= 0))
        raise InputError(
            f"{series.facts.series_id} must hold levels above 0 to grow, was {series.values[place]:g} "
            f"on {series.dates[place]}"
        )


def _compared(
    series: MacroSeries, months: int, formula: Callable[[FloatArray, FloatArray], FloatArray]
) -> IndicatorHistory:
    """Each value against that of exactly `months` earlier."""
    if series.facts.frequency is not Frequency.MONTHLY:
        raise InputError(f"{series.facts.series_id} must be monthly, is {series.facts.frequency}")
    wanted = (series.dates.astype("datetime64[M]") - months).astype("datetime64[D]")
    places = np.minimum(np.searchsorted(series.dates, wanted), len(series.dates) - 1)
    found = series.dates[places] == wanted
    first = to_date(series.dates[0])
    gaps = {
        to_date(day): _why_missing(to_date(then), first)
        for day, then in zip(series.dates[~found], wanted[~found], strict=True)
    }
    return IndicatorHistory(series.dates[found], formula(series.values[found], series.values[places[found]]), gaps)


def _why_missing(month: dt.date, first: dt.date) -> str:
    if month < first:
        return f"{month:%Y-%m} is before the first value, of {first:%Y-%m}"
    return f"{month:%Y-%m} was never published"
