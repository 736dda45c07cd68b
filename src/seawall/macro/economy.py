"""The economic series that were known on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from seawall.errors import DataError, InputError
from seawall.macro.catalogue import series_facts
from seawall.macro.series import MacroSeries

__all__ = ["Economy"]


@dataclass(frozen=True, slots=True, eq=False)
class Economy:
    """What was known of the economy on one day.

    Attributes
    ----------
    as_of : datetime.date
        The day.
    series : mapping of str to MacroSeries
        By identifier, each already cut to what had been published by `as_of`.
    absent : mapping of str to str
        Series that the source has, but that are not here, and why; empty by default.

    Examples
    --------
    >>> empty = Economy(dt.date(2025, 12, 10), {})
    >>> empty.has("CPIAUCSL")
    False
    """

    as_of: dt.date
    series: Mapping[str, MacroSeries]
    absent: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the mappings; refuse a series under another name, or one that holds what was not yet published."""
        object.__setattr__(self, "series", MappingProxyType(dict(self.series)))
        object.__setattr__(self, "absent", MappingProxyType(dict(self.absent)))
        for name, each in self.series.items():
            if name != each.facts.series_id:
                raise InputError(f"'series' must be keyed by identifier, but {name!r} holds {each.facts.series_id!r}")
            if (last := each.publication_dates[-1]) > np.datetime64(self.as_of, "D"):
                raise InputError(
                    f"'series' must hold what was known on {self.as_of}, but the {each.latest_date} of {name} "
                    f"is known from {last}; cut it by known_on"
                )

    def has(self, series_id: str) -> bool:
        """Whether a series is here."""
        return series_id in self.series

    def known_on(self, day: dt.date) -> Economy:
        """Cut to what had been published by an earlier day, by the stated lags.

        Raises
        ------
        InputError
            When the day is after `as_of`.
        """
        if day > self.as_of:
            raise InputError(f"'day' must be {self.as_of} or before, the date of the economy, was {day}")
        series: dict[str, MacroSeries] = {}
        absent = dict(self.absent)
        for name, each in self.series.items():
            try:
                series[name] = each.known_on(day)
            except DataError as error:
                absent[name] = str(error)
        return Economy(day, series, absent)

    def get(self, series_id: str) -> MacroSeries:
        """Return one series.

        Raises
        ------
        InputError
            When the identifier is not in the catalogue.
        DataError
            When the series was not supplied, or nothing of it was known on the day.
        """
        facts = series_facts(series_id)
        if series_id not in self.series:
            reason = self.absent.get(series_id, "not supplied")
            raise DataError(f"{series_id} ({facts.title}) is not available on {self.as_of}: {reason}")
        return self.series[series_id]
