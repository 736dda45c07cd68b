"""Prices: one series per symbol, and series joined on their common closes.

A 24/7 market has closes on days when a session market has none. Only dates on which *every* series has a
close are kept, and returns are taken afterwards, so that a Monday crypto return spans the weekend just as
the share's return does. What is left out is counted, per series, with its reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seawall.core import (
    DateArray,
    DateWindow,
    FloatArray,
    check_dates,
    check_finite,
    check_shape,
    check_unique,
    read_only,
    read_only_dates,
    to_date,
)
from seawall.errors import DataError, InputError

__all__ = ["PricePanel", "PriceSeries", "SeriesUse", "join_on_common_closes"]


@dataclass(frozen=True, slots=True, eq=False)
class PriceSeries:
    """Closes of one symbol.

    Attributes
    ----------
    symbol : str
        Name in the market data.
    dates : DateArray
        Shape (n,), strictly rising.
    closes : FloatArray
        Shape (n,), above zero, in the currency of the asset; adjusted where `column` says so.
    source : str
        File it came from.
    column : str
        Column it came from, such as ``adjusted close``.
    data_hash : str
        Hash of the bytes read.
    volumes : FloatArray or None
        Shape (n,), zero or more, in the unit that the portfolio file states; None where unknown.
    blank_rows : int
        Rows of the source that held no price, and were left out.
    """

    symbol: str
    dates: DateArray
    closes: FloatArray
    source: str
    column: str
    data_hash: str
    volumes: FloatArray | None = None
    blank_rows: int = 0

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse bad dates and prices."""
        object.__setattr__(self, "dates", read_only_dates(self.dates))
        object.__setattr__(self, "closes", read_only(self.closes))
        if not len(self.dates):
            raise DataError(f"{self.source}: {self.symbol} has no prices")
        check_dates(self.dates, f"{self.symbol}.dates")
        check_shape(self.closes, f"{self.symbol}.closes", (len(self.dates),))
        check_finite(self.closes, f"{self.symbol}.closes")
        if (self.closes <= 0).any():
            place = int(np.argmax(self.closes <= 0))
            raise DataError(
                f"{self.source}: {self.symbol} on {self.dates[place]}: price must be above 0, "
                f"was {self.closes[place]:g}"
            )
        if self.volumes is not None:
            object.__setattr__(self, "volumes", read_only(self.volumes))
            check_shape(self.volumes, f"{self.symbol}.volumes", (len(self.dates),))
            check_finite(self.volumes, f"{self.symbol}.volumes")

    @property
    def window(self) -> DateWindow:
        """First and last date."""
        return DateWindow(to_date(self.dates[0]), to_date(self.dates[-1]))

    def close_on(self, day: dt.date, *, within_days: int = 0) -> float | None:
        """Last close on `day` or at most `within_days` before it; None where there is none.

        Parameters
        ----------
        day : datetime.date
            The date asked for.
        within_days : int
            Calendar days that the close may be older.

        Returns
        -------
        float or None
            The close.
        """
        asked = np.datetime64(day, "D")
        index = int(np.searchsorted(self.dates, asked, side="right")) - 1
        if index < 0 or asked - self.dates[index] > np.timedelta64(within_days, "D"):
            return None
        return float(self.closes[index])


@dataclass(frozen=True, slots=True)
class SeriesUse:
    """What a join took from one series, and what it left out.

    Attributes
    ----------
    symbol, source, column : str
        Which series.
    available : DateWindow
        First and last date of the series.
    rows : int
        Closes within the span of the joined panel.
    not_common : int
        Of these, left out because another series has no close on that date.
    blank_rows : int
        Rows of the source without a price.
    """

    symbol: str
    source: str
    column: str
    available: DateWindow
    rows: int
    not_common: int
    blank_rows: int


@dataclass(frozen=True, slots=True, eq=False)
class PricePanel:
    """Closes of several symbols on their common dates.

    Attributes
    ----------
    symbols : tuple of str
        Column names.
    dates : DateArray
        Shape (n_times,), strictly rising.
    closes : FloatArray
        Shape (n_times, n_symbols), above zero, each in its own currency.
    uses : tuple of SeriesUse
        What was taken from each series.
    """

    symbols: tuple[str, ...]
    dates: DateArray
    closes: FloatArray
    uses: tuple[SeriesUse, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        object.__setattr__(self, "dates", read_only_dates(self.dates))
        object.__setattr__(self, "closes", read_only(self.closes))
        check_unique(self.symbols, "symbols")
        check_dates(self.dates, "dates")
        check_shape(self.closes, "closes", (len(self.dates), len(self.symbols)))
        check_finite(self.closes, "closes")
        if (self.closes <= 0).any():
            raise InputError(f"'closes' must be above 0, lowest was {self.closes.min()!r}")

    @property
    def window(self) -> DateWindow:
        """First and last common close."""
        return DateWindow(to_date(self.dates[0]), to_date(self.dates[-1]))

    def column(self, symbol: str) -> FloatArray:
        """Closes of one symbol, shape (n_times,)."""
        if symbol not in self.symbols:
            raise InputError(f"'symbol' must be one of {', '.join(self.symbols)}, was {symbol!r}")
        return self.closes[:, self.symbols.index(symbol)]

    def last(self, symbol: str) -> float:
        """Last close of one symbol."""
        return float(self.column(symbol)[-1])


def join_on_common_closes(
    series: Mapping[str, PriceSeries], *, until: dt.date | None = None, closes: int | None = None
) -> PricePanel:
    """Keep the dates on which every series has a close.

    Parameters
    ----------
    series : mapping of str to PriceSeries
        At least one, by symbol.
    until : datetime.date, optional
        Later closes are not used.
    closes : int, optional
        Keep the last this many common closes; all by default, and all where fewer exist.

    Returns
    -------
    PricePanel
        The joined closes; ``uses`` counts what each series lost.

    Raises
    ------
    DataError
        When fewer than two common closes exist; names the series that ends first or starts last.

    Examples
    --------
    >>> def days(*d): return np.array(d, dtype="datetime64[D]")
    >>> share = PriceSeries("S", days("2024-01-05", "2024-01-08"), [10.0, 11.0], "s.csv", "close", "0")
    >>> coin = PriceSeries("C", days("2024-01-05", "2024-01-06", "2024-01-07", "2024-01-08"),
    ...     [1.0, 2.0, 3.0, 4.0], "c.csv", "close", "0")
    >>> panel = join_on_common_closes({"S": share, "C": coin})
    >>> panel.closes.tolist(), [use.not_common for use in panel.uses]
    ([[10.0, 1.0], [11.0, 4.0]], [0, 2])
    """
    if not series:
        raise InputError("'series' must hold at least one series")
    common: DateArray | None = None
    for each in series.values():
        dates = each.dates if until is None else each.dates[each.dates <= np.datetime64(until, "D")]
        if not len(dates):
            raise DataError(f"{each.source}: {each.symbol} starts on {each.window.start}, after the as-of date {until}")
        common = dates if common is None else np.intersect1d(common, dates, assume_unique=True)
    if common is None or len(common) < 2:
        first, last = min(series.values(), key=lambda s: s.dates[-1]), max(series.values(), key=lambda s: s.dates[0])
        spans = "; ".join(f"{s.symbol} {s.window} ({len(s.dates)} closes)" for s in dict.fromkeys((first, last)))
        raise DataError(
            f"{first.source}: {len(series)} series have fewer than 2 common closes up to {until or 'the end'}: {spans}"
        )
    kept = common if closes is None else common[-closes:]
    columns, uses = [], []
    for each in series.values():
        columns.append(each.closes[np.searchsorted(each.dates, kept)])
        rows = int(np.count_nonzero((each.dates >= kept[0]) & (each.dates <= kept[-1])))
        uses.append(
            SeriesUse(
                symbol=each.symbol,
                source=each.source,
                column=each.column,
                available=each.window,
                rows=rows,
                not_common=rows - len(kept),
                blank_rows=each.blank_rows,
            )
        )
    return PricePanel(tuple(series), kept, np.column_stack(columns), tuple(uses))
