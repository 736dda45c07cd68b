"""What can be forecast, as the workflow hands it over."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from seawall.core import Failure

__all__ = ["ListedSeries", "SeriesKind", "SeriesListResults"]


class SeriesKind(enum.StrEnum):
    """Where a series stands."""

    PRICE = "price"
    ECONOMIC = "economic"


@dataclass(frozen=True, slots=True)
class ListedSeries:
    """One series that can be asked for by name.

    Attributes
    ----------
    name, title : str
        Identifier, and what it is.
    kind : SeriesKind
        A symbol of the prices, or an economic series.
    unit, frequency : str
        Of its values.
    transform : str
        What a forecast models of it by default.
    n_values : int
        Values known on the day, before the transform.
    first, last : datetime.date
        Of these.
    simulated : bool
        Whether it was made, not observed.
    obstacle : str
        Why ten steps of it cannot be forecast; empty where they can.
    """

    name: str
    title: str
    kind: SeriesKind
    unit: str
    frequency: str
    transform: str
    n_values: int
    first: dt.date
    last: dt.date
    simulated: bool
    obstacle: str


@dataclass(frozen=True, slots=True)
class SeriesListResults:
    """Everything that the page of ``seawall data series`` shows.

    Attributes
    ----------
    as_of : datetime.date or None
        The day asked for.
    prices, economy : str
        Where both come from; empty where there are none.
    simulated : bool
        Whether the prices were made.
    series : tuple of ListedSeries
        Prices first, each kind by name.
    no_economy : str
        Why there is no economic series, where none was asked for.
    failures : tuple of Failure
        What could not be read, and why.
    """

    as_of: dt.date | None
    prices: str
    economy: str
    simulated: bool
    series: tuple[ListedSeries, ...]
    no_economy: str
    failures: tuple[Failure, ...]
