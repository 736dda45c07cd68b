"""Where an indicator is heading, and where it stands in its own history."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from seawall.core import DateArray, DateWindow, FloatArray, choice_named, to_date
from seawall.errors import InputError
from seawall.macro.catalogue import Frequency
from seawall.macro.histories import IndicatorHistory

__all__ = ["HistoryRank", "Trend", "TrendReading", "rank_in_history", "read_trend"]

_STEADY_SHARE = 0.5
_ROUNDING = 1e-9
"""Published values have few decimals, so changes often equal the limit: the noise of a subtraction must not decide."""

_FEWEST_CHANGES = 12
_FEWEST_RANKED = 12
_YEARS_OF_NOISE = 10
_STEPS = {Frequency.DAILY: 63, Frequency.WEEKLY: 13, Frequency.MONTHLY: 3, Frequency.QUARTERLY: 1}
_SPANS = {
    Frequency.DAILY: "63 sessions",
    Frequency.WEEKLY: "13 weeks",
    Frequency.MONTHLY: "3 months",
    Frequency.QUARTERLY: "1 quarter",
}


class Trend(enum.StrEnum):
    """Direction over about a quarter."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"


@dataclass(frozen=True, slots=True)
class TrendReading:
    """Direction of an indicator, and the numbers behind the word.

    Attributes
    ----------
    trend : Trend
        Steady where the change is at most half the usual one, else its sign.
    change : float
        Over `span`, in the unit of the indicator.
    span : str
        63 sessions, or 3 months.
    usual_change : float
        Median size of the changes over as long a span in the `window`; 0 for a series that did not move.
    n : int
        Number of those changes.
    window : DateWindow
        Of those changes: at most ten years, up to the reading.
    """

    trend: Trend
    change: float
    span: str
    usual_change: float
    n: int
    window: DateWindow

    @property
    def rule(self) -> str:
        """The rule in words."""
        return (
            f"rising or falling where the change over {self.span} exceeds {_STEADY_SHARE:g} of the median size of such "
            f"changes over {_YEARS_OF_NOISE} years, else steady"
        )


@dataclass(frozen=True, slots=True)
class HistoryRank:
    """Where a value stands among all that were known.

    Attributes
    ----------
    percentile : float
        Share of the history below the value, half of the ties included; from 0 to 1.
    n : int
        Length of the history, the value itself included.
    window : DateWindow
        First and last reference period of the history.
    """

    percentile: float
    n: int
    window: DateWindow


def read_trend(history: IndicatorHistory, *, frequency: Frequency) -> TrendReading | None:
    """Direction over a quarter, measured by the indicator's own noise.

    The change over 63 sessions (13 weeks, 3 months, 1 quarter) is compared with the median size of all changes over
    as long a span in the ten years before: above half of it the indicator is rising or falling, else steady.
    A month is compared with exactly three months earlier, a session with the 63rd before it.

    Parameters
    ----------
    history : IndicatorHistory
        What was known.
    frequency : Frequency
        Of its series.

    Returns
    -------
    TrendReading or None
        None with fewer than 12 changes, or where the month to compare with is a gap.

    Raises
    ------
    InputError
        For a `frequency` that there is not.
    """
    frequency = choice_named(frequency, "frequency", Frequency)
    starts, changes = _changes(history, frequency)
    if not len(changes) or starts[-1] != history.dates[-1]:
        return None
    oldest = history.dates[-1] - np.timedelta64(round(_YEARS_OF_NOISE * 365.25), "D")
    kept = starts > oldest
    if np.count_nonzero(kept) < _FEWEST_CHANGES:
        return None
    usual, change = float(np.median(np.abs(changes[kept]))), float(changes[-1])
    is_steady = abs(change) <= _STEADY_SHARE * usual + _ROUNDING
    return TrendReading(
        trend=Trend.STEADY if is_steady else Trend.RISING if change > 0 else Trend.FALLING,
        change=change,
        span=_SPANS[frequency],
        usual_change=usual,
        n=int(np.count_nonzero(kept)),
        window=DateWindow(to_date(starts[kept][0]), to_date(starts[-1])),
    )


def _changes(history: IndicatorHistory, frequency: Frequency) -> tuple[DateArray, FloatArray]:
    """Dates and changes over about a quarter; months are matched by the calendar, sessions counted."""
    steps = _STEPS[frequency]
    if frequency in {Frequency.DAILY, Frequency.WEEKLY}:
        return history.dates[steps:], history.values[steps:] - history.values[:-steps]
    months = steps * (3 if frequency is Frequency.QUARTERLY else 1)
    if not len(history.dates):
        return history.dates, history.values
    wanted = (history.dates.astype("datetime64[M]") - months).astype("datetime64[D]")
    places = np.minimum(np.searchsorted(history.dates, wanted), len(history.dates) - 1)
    found = history.dates[places] == wanted
    return history.dates[found], history.values[found] - history.values[places[found]]


def rank_in_history(history: IndicatorHistory, value: float) -> HistoryRank | None:
    r"""Percentile of a value in a history: :math:`(\#\{x < v\} + \tfrac12 \#\{x = v\}) / n`.

    Parameters
    ----------
    history : IndicatorHistory
        All that was known.
    value : float
        Finite.

    Returns
    -------
    HistoryRank or None
        None with fewer than 12 values.

    Raises
    ------
    InputError
        When `value` is not finite.
    """
    if not np.isfinite(value):
        raise InputError(f"'value' must be finite, was {value}")
    n = len(history.values)
    if n < _FEWEST_RANKED:
        return None
    below = np.count_nonzero(history.values < value) + 0.5 * np.count_nonzero(history.values == value)
    return HistoryRank(float(below / n), n, DateWindow(to_date(history.dates[0]), to_date(history.dates[-1])))
