"""The economic series that Seawall knows: identifier, title, unit, frequency, and how long each takes to be published.

Identifiers are those of FRED, the data service of the Federal Reserve Bank of St. Louis. Publication lags are in
calendar days after the end of the reference period, and are rounded up, so that no reading uses a value before
anybody could have had it: the schedules are those of the agencies (BLS, BEA, the Federal Reserve, Treasury, NBER).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from seawall.core import did_you_mean
from seawall.errors import InputError

__all__ = ["SERIES_CATALOGUE", "Frequency", "SeriesFacts", "SeriesUnit", "series_facts"]


class Frequency(enum.StrEnum):
    """How often a series has an observation."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class SeriesUnit(enum.StrEnum):
    """What a value counts."""

    INDEX = "index"
    PERCENT = "%"
    THOUSANDS = "thousands of persons"
    PERSONS = "persons"
    BILLIONS = "billions of chained 2017 USD"
    USD_PER_BARREL = "USD per barrel"
    FLAG = "0 or 1"


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What a series is.

    Attributes
    ----------
    series_id : str
        Identifier at FRED, which is also the name of its file.
    title : str
        In words.
    unit : SeriesUnit
        What a value counts; rates and spreads are in percent, as published.
    frequency : Frequency
        How often it is observed.
    publication_lag_days : int
        Calendar days from the end of the reference period until the value is surely known.
    """

    series_id: str
    title: str
    unit: SeriesUnit
    frequency: Frequency
    publication_lag_days: int


def _facts() -> tuple[SeriesFacts, ...]:
    day, week, month, quarter = Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.QUARTERLY
    index, percent = SeriesUnit.INDEX, SeriesUnit.PERCENT
    return (
        SeriesFacts("CPIAUCSL", "Consumer prices, all items, seasonally adjusted", index, month, 16),
        SeriesFacts("CPILFESL", "Consumer prices less food and energy, seasonally adjusted", index, month, 16),
        SeriesFacts("PCEPI", "Personal consumption: price index", index, month, 31),
        SeriesFacts("PCEPILFE", "Personal consumption less food and energy: price index", index, month, 31),
        SeriesFacts("PAYEMS", "Non-farm payrolls, seasonally adjusted", SeriesUnit.THOUSANDS, month, 10),
        SeriesFacts("UNRATE", "Unemployment rate, seasonally adjusted", percent, month, 10),
        SeriesFacts("FEDFUNDS", "Effective federal funds rate, monthly mean", percent, month, 3),
        SeriesFacts("DFF", "Effective federal funds rate", percent, day, 1),
        SeriesFacts("DGS1MO", "Treasury yield, 1 month", percent, day, 1),
        SeriesFacts("DGS3MO", "Treasury yield, 3 months", percent, day, 1),
        SeriesFacts("DGS6MO", "Treasury yield, 6 months", percent, day, 1),
        SeriesFacts("DGS1", "Treasury yield, 1 year", percent, day, 1),
        SeriesFacts("DGS2", "Treasury yield, 2 years", percent, day, 1),
        SeriesFacts("DGS5", "Treasury yield, 5 years", percent, day, 1),
        SeriesFacts("DGS10", "Treasury yield, 10 years", percent, day, 1),
        SeriesFacts("DGS20", "Treasury yield, 20 years", percent, day, 1),
        SeriesFacts("DGS30", "Treasury yield, 30 years", percent, day, 1),
        SeriesFacts("T10Y2Y", "Treasury yields, 10 less 2 years", percent, day, 1),
        SeriesFacts("T10Y3M", "Treasury yields, 10 years less 3 months", percent, day, 1),
        SeriesFacts("DFII10", "Real Treasury yield, 10 years (TIPS)", percent, day, 1),
        SeriesFacts("T10YIE", "Breakeven inflation, 10 years", percent, day, 1),
        SeriesFacts("T5YIE", "Breakeven inflation, 5 years", percent, day, 1),
        SeriesFacts("VIXCLS", "VIX, close", index, day, 1),
        SeriesFacts("BAMLH0A0HYM2", "US high-yield corporate bonds: option-adjusted spread", percent, day, 1),
        SeriesFacts("BAMLC0A0CM", "US investment-grade corporate bonds: option-adjusted spread", percent, day, 1),
        SeriesFacts("DTWEXBGS", "Broad US dollar index, nominal", index, day, 7),
        SeriesFacts("DCOILWTICO", "Crude oil, WTI, spot", SeriesUnit.USD_PER_BARREL, day, 7),
        SeriesFacts("DCOILBRENTEU", "Crude oil, Brent, spot", SeriesUnit.USD_PER_BARREL, day, 7),
        SeriesFacts("ICSA", "Initial jobless claims, seasonally adjusted", SeriesUnit.PERSONS, week, 5),
        SeriesFacts("STLFSI4", "St. Louis Fed financial stress index", index, week, 7),
        # the NBER has named turning points between 4 and 21 months after they happened
        SeriesFacts("USREC", "Recession by the NBER", SeriesUnit.FLAG, month, 640),
        SeriesFacts("GDPC1", "Real gross domestic product", SeriesUnit.BILLIONS, quarter, 31),
    )


SERIES_CATALOGUE: dict[str, SeriesFacts] = {each.series_id: each for each in _facts()}
"""Facts of every known series, by its identifier."""


def series_facts(series_id: str) -> SeriesFacts:
    """Facts of a known series.

    Raises
    ------
    InputError
        When the identifier is not in the catalogue.

    Examples
    --------
    >>> series_facts("CPILFESL").publication_lag_days
    16
    """
    if series_id not in SERIES_CATALOGUE:
        hint = did_you_mean(series_id, SERIES_CATALOGUE)
        raise InputError(f"'series_id' must be one of the {len(SERIES_CATALOGUE)} series here, was {series_id!r}{hint}")
    return SERIES_CATALOGUE[series_id]
