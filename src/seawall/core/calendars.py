"""Time between dates: day counts, business days and rolls.

24/7 markets run on ACT/365 Fixed and have no holidays; session markets run on the sessions observed; bonds and swaps
name their day count, their holidays and their roll.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core.arrays import DateArray
from seawall.core.days import DAYS_PER_YEAR
from seawall.core.words import choice_named
from seawall.errors import InputError

__all__ = [
    "BusinessCalendar",
    "DayCount",
    "Roll",
    "add_months",
    "is_month_end",
    "sessions_per_year",
    "to_date",
    "year_fraction",
]

_DAYS_PER_GREGORIAN_YEAR = 365.2425
_SATURDAY = 5


class DayCount(StrEnum):
    """How days become years (ISDA 2006 Definitions, section 4.16).

    ``THIRTY_360_ISDA`` is 4.16(f), the "bond basis". ``THIRTY_360_US`` adds the rule of the United States that the
    last day of February counts as the 30th.
    """

    ACT_365_FIXED = "act/365f"
    ACT_360 = "act/360"
    ACT_ACT_ISDA = "act/act isda"
    THIRTY_360_US = "30/360 us"
    THIRTY_360_ISDA = "30/360 isda"


class Roll(StrEnum):
    """What becomes of a date that is no business day."""

    UNADJUSTED = "unadjusted"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified following"
    PRECEDING = "preceding"


def year_fraction(start: dt.date, end: dt.date, day_count: DayCount = DayCount.ACT_365_FIXED) -> float:
    """Years from `start` to `end`.

    Parameters
    ----------
    start, end : datetime.date
        Calendar dates.
    day_count : DayCount
        ACT/365 Fixed unless named.

    Returns
    -------
    float
        Years; negative where `end` is before `start`.

    Raises
    ------
    InputError
        For a `day_count` that there is not.

    Examples
    --------
    >>> round(year_fraction(dt.date(2025, 1, 1), dt.date(2025, 1, 31)), 6)
    0.082192
    >>> year_fraction(dt.date(2025, 1, 31), dt.date(2025, 7, 31), DayCount.THIRTY_360_US)
    0.5
    """
    day_count = choice_named(day_count, "day_count", DayCount)
    if end < start:
        return -year_fraction(end, start, day_count)
    if day_count is DayCount.ACT_365_FIXED:
        return (end - start).days / DAYS_PER_YEAR
    if day_count is DayCount.ACT_360:
        return (end - start).days / 360.0
    if day_count is DayCount.ACT_ACT_ISDA:
        return _actual_years(start, end)
    return _thirty_day_months(start, end, february=day_count is DayCount.THIRTY_360_US) / 360.0


def _actual_years(start: dt.date, end: dt.date) -> float:
    """Days in leap years over 366 plus days in other years over 365."""
    if start.year == end.year:
        return (end - start).days / _days_in(start.year)
    head = (dt.date(start.year + 1, 1, 1) - start).days / _days_in(start.year)
    tail = (end - dt.date(end.year, 1, 1)).days / _days_in(end.year)
    return head + (end.year - start.year - 1) + tail


def _days_in(year: int) -> float:
    return 366.0 if calendar.isleap(year) else 365.0


def _thirty_day_months(start: dt.date, end: dt.date, *, february: bool) -> int:
    """Days between two dates of months that have 30 days."""
    first, last = start.day, end.day
    if february and start.month == 2 and is_month_end(start):
        if end.month == 2 and is_month_end(end):
            last = 30
        first = 30
    first = min(first, 30)
    if last == 31 and first == 30:
        last = 30
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


def is_month_end(day: dt.date) -> bool:
    """Tell whether `day` is the last of its month."""
    return (day + dt.timedelta(days=1)).day == 1


def add_months(day: dt.date, months: int, *, keep_month_end: bool = False) -> dt.date:
    """Move `day` by whole months, back to the last day where the month is shorter.

    Parameters
    ----------
    day : datetime.date
        Date to move.
    months : int
        Any sign.
    keep_month_end : bool
        Whether the last day of a month moves to the last day of a month.

    Examples
    --------
    >>> add_months(dt.date(2024, 8, 31), -6).isoformat()
    '2024-02-29'
    >>> add_months(dt.date(2024, 2, 29), 6, keep_month_end=True).isoformat()
    '2024-08-31'
    """
    count = 12 * day.year + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, last if keep_month_end and is_month_end(day) else min(day.day, last))


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Days on which payments are made: all but Saturdays, Sundays and the holidays given.

    Attributes
    ----------
    holidays : frozenset of datetime.date
        As the caller knows them; Seawall ships no list of holidays.
    """

    holidays: frozenset[dt.date] = frozenset()

    @classmethod
    def of(cls, holidays: Iterable[dt.date]) -> BusinessCalendar:
        """Make a calendar from any iterable of holidays."""
        return cls(frozenset(holidays))

    def is_business_day(self, day: dt.date) -> bool:
        """Tell whether payments are made on `day`."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def roll(self, day: dt.date, rule: Roll) -> dt.date:
        """Move `day` to a business day.

        Examples
        --------
        >>> weekends = BusinessCalendar()
        >>> weekends.roll(dt.date(2025, 5, 31), Roll.FOLLOWING).isoformat()
        '2025-06-02'
        >>> weekends.roll(dt.date(2025, 5, 31), Roll.MODIFIED_FOLLOWING).isoformat()
        '2025-05-30'
        """
        rule = choice_named(rule, "rule", Roll)
        if rule is Roll.UNADJUSTED:
            return day
        if rule is Roll.PRECEDING:
            return self._nearest(day, -1)
        later = self._nearest(day, 1)
        if rule is Roll.MODIFIED_FOLLOWING and later.month != day.month:
            return self._nearest(day, -1)
        return later

    def _nearest(self, day: dt.date, step_days: int) -> dt.date:
        while not self.is_business_day(day):
            day += dt.timedelta(days=step_days)
        return day


def sessions_per_year(dates: DateArray) -> float:
    r"""Sessions a year as observed in `dates`; never a silent 252.

    .. math:: \frac{n - 1}{(d_n - d_1) / 365.2425}

    Parameters
    ----------
    dates : DateArray
        Session dates, strictly rising, shape (n,), n >= 2.

    Returns
    -------
    float
        Sessions per year.

    Raises
    ------
    InputError
        For fewer than two dates.

    Examples
    --------
    >>> days = np.arange("2021-01-01", "2022-01-01", dtype="datetime64[D]")
    >>> round(sessions_per_year(days), 2)
    365.24
    """
    if len(dates) < 2:
        raise InputError(f"'dates' must hold at least 2 sessions, held {len(dates)}")
    span_days = float((dates[-1] - dates[0]) / np.timedelta64(1, "D"))
    return (len(dates) - 1) / (span_days / _DAYS_PER_GREGORIAN_YEAR)


def to_date(day: np.datetime64) -> dt.date:
    """Return the calendar date of a datetime64 day."""
    value = day.astype("datetime64[D]").item()
    if not isinstance(value, dt.date):
        raise InputError(f"'day' must be a date, was {day!r}")
    return value
