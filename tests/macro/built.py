"""Series made by the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from seawall.core import DateArray
from seawall.macro import Economy, MacroSeries, series_facts


def monthly(series_id: str, first: str, values: Sequence[float | None]) -> MacroSeries:
    """A monthly series from `first` (YYYY-MM) on; None is a month that was never published."""
    months = np.datetime64(first, "M") + np.arange(len(values))
    return _series(series_id, months.astype("datetime64[D]"), values)


def daily(series_id: str, first: str, values: Sequence[float | None]) -> MacroSeries:
    """A daily series on weekdays from `first` on."""
    days = np.busday_offset(np.datetime64(first, "D"), np.arange(len(values)), roll="forward")
    return _series(series_id, days, values)


def economy(as_of: str, *series: MacroSeries) -> Economy:
    """What was known of these series on a day."""
    day = dt.date.fromisoformat(as_of)
    return Economy(day, {each.facts.series_id: each.known_on(day) for each in series})


def _series(series_id: str, dates: DateArray, values: Sequence[float | None]) -> MacroSeries:
    has_value = np.array([each is not None for each in values])
    return MacroSeries(
        facts=series_facts(series_id),
        dates=dates[has_value],
        values=np.array([each for each in values if each is not None], dtype=float),
        blank_dates=dates[~has_value],
        vintage=None,
        source="made by the test",
        data_hash="0" * 16,
    )
