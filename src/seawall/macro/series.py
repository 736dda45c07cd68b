"""One economic series: observations by reference period, its gaps, and when each became known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

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
from seawall.errors import DataError
from seawall.macro.catalogue import Frequency, SeriesFacts

__all__ = ["MacroSeries"]


@dataclass(frozen=True, slots=True, eq=False)
class MacroSeries:
    """Observations of one economic series in one vintage.

    Attributes
    ----------
    facts : SeriesFacts
        Identifier, title, unit, frequency and publication lag.
    dates : DateArray
        Shape (n,), first day of each reference period (the day itself for daily series), strictly rising.
    values : FloatArray
        Shape (n,), finite, in the unit of `facts`.
    blank_dates : DateArray
        Reference periods that the source lists without a value, strictly rising: holidays of a daily series,
        and months that were never published.
    vintage : datetime.date or None
        Day on which the source held these values; None where it is not stated.
    source : str
        File or address.
    data_hash : str
        Hash of the bytes read.
    """

    facts: SeriesFacts
    dates: DateArray
    values: FloatArray
    blank_dates: DateArray
    vintage: dt.date | None
    source: str
    data_hash: str

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse bad dates and values."""
        name = self.facts.series_id
        object.__setattr__(self, "dates", read_only_dates(self.dates))
        object.__setattr__(self, "blank_dates", read_only_dates(self.blank_dates))
        object.__setattr__(self, "values", read_only(self.values))
        if not len(self.dates):
            raise DataError(f"{self.source}: {name} has no values")
        check_dates(self.dates, f"{name}.dates")
        if len(self.blank_dates):
            check_dates(self.blank_dates, f"{name}.blank_dates")
        check_shape(self.values, f"{name}.values", (len(self.dates),))
        check_finite(self.values, f"{name}.values")
        if len(both := np.intersect1d(self.dates, self.blank_dates)):
            raise DataError(f"{self.source}: {name} has {both[0]} both with a value and blank")

    @property
    def publication_dates(self) -> DateArray:
        """Day on which each observation is known, by the stated lag; shape (n,)."""
        return _period_ends(self.dates, self.facts.frequency) + np.timedelta64(self.facts.publication_lag_days, "D")

    @property
    def latest_date(self) -> dt.date:
        """Reference period of the last observation."""
        return to_date(self.dates[-1])

    def known_on(self, day: dt.date) -> MacroSeries:
        """Observations that had been published by `day`, by the stated lag.

        Revisions made later are not undone: values are those of this vintage.

        Parameters
        ----------
        day : datetime.date
            The day asked for, itself included.

        Returns
        -------
        MacroSeries
            The same series, shorter.

        Raises
        ------
        DataError
            When nothing had been published by then.
        """
        asked = np.datetime64(day, "D")
        known = self.publication_dates <= asked
        if not known.any():
            raise DataError(
                f"{self.source}: {self.facts.series_id} has nothing published by {day}; "
                f"its first value is known from {self.publication_dates[0]}"
            )
        blank_known = _period_ends(self.blank_dates, self.facts.frequency) + np.timedelta64(
            self.facts.publication_lag_days, "D"
        )
        return MacroSeries(
            facts=self.facts,
            dates=self.dates[known],
            values=self.values[known],
            blank_dates=self.blank_dates[blank_known <= asked],
            vintage=self.vintage,
            source=self.source,
            data_hash=self.data_hash,
        )

    def value_on(self, date: dt.date) -> float | None:
        """Value of the reference period that starts on `date`; None where there is none (a gap, never a zero)."""
        index = int(np.searchsorted(self.dates, np.datetime64(date, "D")))
        found = index < len(self.dates) and self.dates[index] == np.datetime64(date, "D")
        return float(self.values[index]) if found else None


def _period_ends(starts: DateArray, frequency: Frequency) -> DateArray:
    """Last day of the reference periods that start on the dates given."""
    match frequency:
        case Frequency.DAILY | Frequency.WEEKLY:  # a weekly series is dated by the day that ends its week
            return starts
        case Frequency.MONTHLY | Frequency.QUARTERLY:
            months = np.timedelta64(1 if frequency is Frequency.MONTHLY else 3, "M")
            next_start: DateArray = (starts.astype("datetime64[M]") + months).astype("datetime64[D]")
            return next_start - np.timedelta64(1, "D")
