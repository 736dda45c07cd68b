"""One indicator on many days: on each, the newest reading that had been published, unless it had gone stale."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from seawall.core import DateArray, FloatArray
from seawall.macro.catalogue import Frequency
from seawall.macro.series import MacroSeries

__all__ = ["IndicatorPath", "PathStatus", "Readings", "monthly_readings", "on_days"]

_NO_DATE = np.datetime64("NaT", "D")
_MOST_AGE_DAYS = {Frequency.DAILY: 7, Frequency.WEEKLY: 21, Frequency.MONTHLY: 75, Frequency.QUARTERLY: 200}
"""Days from its publication after which a reading says nothing of today: about two releases missed."""


class PathStatus(IntEnum):
    """Whether an indicator is known on a day, and else why not."""

    KNOWN = 0
    NOT_SUPPLIED = 1
    TOO_SHORT = 2
    STALE = 3


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Readings made of one series, each by what had been published with its newest observation.

    Attributes
    ----------
    periods, published : DateArray
        Shape (n,), rising: reference period of the newest observation in each, and when that was published.
    values : FloatArray
        Shape (n,).
    frequency : Frequency
        Of the series.
    """

    periods: DateArray
    published: DateArray
    values: FloatArray
    frequency: Frequency


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorPath:
    """One indicator on many days.

    Attributes
    ----------
    values : FloatArray
        Shape (n_days,); 0 where `status` is not KNOWN.
    periods, published : DateArray
        Shape (n_days,), of the newest observation; no date where there is none.
    status : numpy.ndarray
        Shape (n_days,), a `PathStatus` each.
    """

    values: FloatArray
    periods: DateArray
    published: DateArray
    status: np.ndarray[tuple[int, ...], np.dtype[np.int8]]

    @classmethod
    def without_data(cls, n_days: int, status: PathStatus) -> IndicatorPath:
        """Path of an indicator that is known on no day."""
        nowhere = np.full(n_days, _NO_DATE)
        return cls(np.zeros(n_days), nowhere, nowhere, np.full(n_days, status, dtype=np.int8))


def on_days(readings: Readings, days: DateArray) -> IndicatorPath:
    """Newest reading published by each day.

    Parameters
    ----------
    readings : Readings
        May be empty.
    days : DateArray
        Shape (n_days,).

    Returns
    -------
    IndicatorPath
        TOO_SHORT before the first reading, STALE where the newest is too old.
    """
    if not len(readings.values):
        return IndicatorPath.without_data(len(days), PathStatus.TOO_SHORT)
    newest = np.searchsorted(readings.published, days, side="right") - 1
    found = np.maximum(newest, 0)
    age = (days - readings.published[found]).astype(np.int64)
    status = np.where(age > _MOST_AGE_DAYS[readings.frequency], PathStatus.STALE, PathStatus.KNOWN)
    status = np.where(newest < 0, PathStatus.TOO_SHORT, status).astype(np.int8)
    return IndicatorPath(
        values=np.where(status == PathStatus.KNOWN, readings.values[found], 0.0),
        periods=np.where(newest < 0, _NO_DATE, readings.periods[found]),
        published=np.where(newest < 0, _NO_DATE, readings.published[found]),
        status=status,
    )


def monthly_readings(series: MacroSeries, values_by_month: FloatArray) -> Readings:
    """Readings of a monthly series, from values on its unbroken grid of months; NaN where a month has none."""
    months = series.dates.astype("datetime64[M]").astype(np.int64)
    has_reading = ~np.isnan(values_by_month[months - months[0]])
    return Readings(
        periods=series.dates[has_reading],
        published=series.publication_dates[has_reading],
        values=values_by_month[months - months[0]][has_reading],
        frequency=series.facts.frequency,
    )
