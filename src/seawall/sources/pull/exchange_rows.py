"""Rows of exchanges: bars, funding and open interest, whatever their order and names at the source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seawall.errors import DataError
from seawall.sources.pull.adapter import BAR_SECONDS

__all__ = ["FIRST_DAY", "Candle", "bar_columns", "first_millisecond", "on_grid"]

FIRST_DAY = dt.date(2017, 1, 1)
"""Before this no exchange here had a market."""


@dataclass(frozen=True, slots=True)
class Candle:
    """One bar, as an exchange gives it.

    Attributes
    ----------
    time : datetime.datetime
        Start, UTC.
    open, high, low, close : float
        Prices in the quote currency.
    volume : float
        In the base asset.
    """

    time: dt.datetime
    open: float
    high: float
    low: float
    close: float
    volume: float

    def check(self, place: str) -> None:
        """Refuse a price at or below 0, a negative volume, and a range that does not hold open and close."""
        if self.low <= 0:
            raise DataError(f"{place}: low must be above 0, was {self.low:g}")
        if not (self.low <= min(self.open, self.close) and self.high >= max(self.open, self.close)):
            prices = f"open {self.open:g}, high {self.high:g}, low {self.low:g}, close {self.close:g}"
            raise DataError(f"{place}: low and high must hold open and close, were {prices}")
        if self.volume < 0:
            raise DataError(f"{place}: volume must be 0 or more, was {self.volume:g}")


def bar_columns(candles: Sequence[Candle], interval: str) -> dict[str, list[Any]]:
    """Columns of the bars, without those of provenance."""
    return {
        "time": [each.time for each in candles],
        "interval": [interval] * len(candles),
        "open": [each.open for each in candles],
        "high": [each.high for each in candles],
        "low": [each.low for each in candles],
        "close": [each.close for each in candles],
        "volume": [each.volume for each in candles],
        "adjusted": [False] * len(candles),
    }


def on_grid(time: dt.datetime, interval: str, place: str) -> dt.datetime:
    """Return `time` if a bar of the interval can start then."""
    if int(time.timestamp()) % BAR_SECONDS[interval] or time.microsecond:
        raise DataError(f"{place}: a bar of {interval} cannot start at {time:%Y-%m-%d %H:%M:%S}")
    return time


def first_millisecond(start: dt.date | None) -> int:
    """Start of a day in milliseconds since 1970; of the first day of any exchange where none is given."""
    day = max(start or FIRST_DAY, FIRST_DAY)
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()) * 1_000
