"""Missing sessions, weekend rows, times that jump, and periods without a value.

A market is open every day when at least a fifth of its rows fall on Saturday or Sunday (2/7 = 29 % in one that is, 0 %
in one that is not). A weekday without a row may be a holiday or a gap. Three things tell: a calendar that is given;
other series that keep the same days (`agreed_sessions`); and, with neither, the length of the hole, since no ordinary
closure of the last seventy years spans more than four weekdays in a row (11 to 14 September 2001).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seawall.core import BoolArray, BusinessCalendar, DateArray, FloatArray, IntArray

__all__ = [
    "LONGEST_CLOSURE",
    "agreed_sessions",
    "calendar_sessions",
    "months_between",
    "off_grid_times",
    "runs_of_days",
    "trades_every_day",
    "weekdays_between",
    "weekend_places",
]

WEEKEND_SHARE = 0.2
"""Share of rows on weekends above which a market is open every day: midway between 0 and 2/7, above stray rows."""

LONGEST_CLOSURE = 4
"""Weekdays in a row that a market may be closed without being asked why: 11 to 14 September 2001."""

AGREEMENT = 0.985
"""Share of days that two series must have in common to keep one calendar: the holidays of New York and London differ
by about 8 of 261 weekdays, a share of 0.97; two venues of one city by less than 0.2 of a day a year."""

FEWEST_PEERS = 2
"""Series that must agree: one alone may itself have the gap."""

_DAY = np.timedelta64(1, "D")


def _weekday(days: DateArray) -> IntArray:
    """0 on Monday to 6 on Sunday; 1970-01-01 was a Thursday."""
    found: IntArray = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return found


def trades_every_day(days: DateArray) -> bool:
    """Whether rows fall on weekends as on other days.

    Examples
    --------
    >>> trades_every_day(np.arange("2025-01-01", "2025-02-01", dtype="datetime64[D]"))
    True
    """
    return bool(len(days)) and float((_weekday(days) >= 5).mean()) >= WEEKEND_SHARE


def weekend_places(days: DateArray) -> IntArray:
    """Places of rows on Saturdays and Sundays."""
    return np.flatnonzero(_weekday(days) >= 5)


def weekdays_between(days: DateArray) -> DateArray:
    """Every Monday to Friday from the first to the last of `days`."""
    every = np.arange(days.min(), days.max() + _DAY, dtype="datetime64[D]")
    return every[_weekday(every) < 5]


def calendar_sessions(days: DateArray, calendar: BusinessCalendar) -> DateArray:
    """Business days of a calendar from the first to the last of `days`."""
    holidays = np.array(sorted(calendar.holidays), dtype="datetime64[D]")
    weekdays = weekdays_between(days)
    return weekdays[~np.isin(weekdays, holidays)]


def agreed_sessions(days: DateArray, others: Sequence[DateArray]) -> DateArray | None:
    r"""Days on which most of the series with the same calendar have a row.

    Two series keep one calendar when, over the days that both span,
    :math:`|A \cap B| / |A \cup B| \ge 0.985`.

    Parameters
    ----------
    days : DateArray
        Days of the series, sorted and distinct.
    others : sequence of DateArray
        Days of other series, sorted and distinct.

    Returns
    -------
    DateArray or None
        Sorted, within the span of `days`; None where fewer than two series keep the same calendar.
    """
    span = np.arange(days[0], days[-1] + _DAY, dtype="datetime64[D]")
    is_ours = _on(span, days)
    votes = np.zeros(len(span), dtype=np.int64)
    n_open = np.zeros(len(span), dtype=np.int64)
    n_agreeing = 0
    for other in others:
        if not len(other) or other[0] > days[-1] or other[-1] < days[0]:
            continue
        is_theirs = _on(span, other)
        start, end = np.searchsorted(span, (other[0], other[-1] + _DAY))
        ours, theirs = is_ours[start:end], is_theirs[start:end]
        either = np.count_nonzero(ours | theirs)
        if not either or np.count_nonzero(ours & theirs) / either < AGREEMENT:
            continue
        n_agreeing += 1
        votes += is_theirs
        n_open[start:end] += 1
    if n_agreeing < FEWEST_PEERS:
        return None
    return span[(n_open >= FEWEST_PEERS) & (2 * votes > n_open)]


def _on(span: DateArray, days: DateArray) -> BoolArray:
    """Which days of an unbroken span are among `days`."""
    found = np.zeros(len(span), dtype=np.bool_)
    places = (days - span[0]).astype(np.int64)
    found[places[(places >= 0) & (places < len(span))]] = True
    return found


def runs_of_days(missing: DateArray, sessions: DateArray) -> list[DateArray]:
    """Missing sessions split into runs that follow each other in `sessions`."""
    if not len(missing):
        return []
    places = np.searchsorted(sessions, missing)
    return np.split(missing, np.flatnonzero(np.diff(places) > 1) + 1)


def months_between(dates: DateArray, step_months: int) -> DateArray:
    """Every period of `step_months` months from the first to the last of `dates`, by its first day."""
    months = dates.astype("datetime64[M]")
    every = np.arange(months.min(), months.max() + np.timedelta64(1, "M"), np.timedelta64(step_months, "M"))
    found: DateArray = every.astype("datetime64[D]")
    return found


def off_grid_times(times: DateArray, *, every_day: bool) -> tuple[IntArray, FloatArray]:
    """Daily rows that do not start when daily rows start.

    In a market that is open every day they start at 00:00 UTC; in one of sessions at the hour of most rows, whatever it
    is, so that a clock change shows as rows shifted by an hour.

    Parameters
    ----------
    times : DateArray
        Shape (n,), datetime64[ns].
    every_day : bool
        Whether the market is open every day.

    Returns
    -------
    places : IntArray
        Rows at another time of day.
    hours : FloatArray
        How much later than expected each starts, in hours; same length.
    """
    seconds = (times - times.astype("datetime64[D]")).astype("timedelta64[s]").astype(np.int64)
    usual = 0
    if not every_day:
        hours, counts = np.unique(seconds, return_counts=True)
        usual = int(hours[np.argmax(counts)])
    is_off: BoolArray = seconds != usual
    places = np.flatnonzero(is_off)
    return places, (seconds[places] - usual) / 3600.0
