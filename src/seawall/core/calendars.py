"""Time between dates: 24/7 markets run on ACT/365, session markets on the sessions observed."""

from __future__ import annotations

import datetime as dt

import numpy as np

from seawall.core.arrays import DateArray
from seawall.errors import InputError

__all__ = ["DAYS_PER_YEAR", "sessions_per_year", "to_date", "year_fraction"]

DAYS_PER_YEAR = 365.0
"""Day count of ACT/365 Fixed, used for option time and all crypto."""

_DAYS_PER_GREGORIAN_YEAR = 365.2425


def year_fraction(start: dt.date, end: dt.date) -> float:
    """Years from `start` to `end` by ACT/365 Fixed.

    Parameters
    ----------
    start, end : datetime.date
        Calendar dates.

    Returns
    -------
    float
        Actual days / 365; negative where `end` is before `start`.

    Examples
    --------
    >>> round(year_fraction(dt.date(2025, 1, 1), dt.date(2025, 1, 31)), 6)
    0.082192
    """
    return (end - start).days / DAYS_PER_YEAR


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
