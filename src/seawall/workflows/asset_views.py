"""The views of the dollar, gold, bitcoin and ether: closes found, figures joined, views built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seawall.errors import DataError
from seawall.macro import (
    AssetPrices,
    AssetView,
    DriverObservation,
    Economy,
    ViewAsset,
    build_asset_views,
    closes_until,
)
from seawall.sources import PriceSource, read_drivers

__all__ = ["ASSET_SYMBOLS", "AssetSymbol", "last_view_close", "run_asset_views"]

_CURRENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class AssetSymbol:
    """A symbol that can give the level of an asset.

    Attributes
    ----------
    symbol : str
        As price sources name it.
    label, unit : str
        What its closes are of, and what they count.
    is_stand_in : bool
        Something else that moves with the asset: used only where nothing of the asset itself is there, however old.
    """

    symbol: str
    label: str
    unit: str
    is_stand_in: bool = False


_DOLLAR_INDEX = ("US Dollar Index (ICE, March 1973 = 100)", "points")
_FUND = ("UUP, a fund on the dollar index, not the index", "USD a share")

ASSET_SYMBOLS: Mapping[ViewAsset, tuple[AssetSymbol, ...]] = {
    ViewAsset.DOLLAR: (
        AssetSymbol("DXY", *_DOLLAR_INDEX),
        AssetSymbol("dxy", *_DOLLAR_INDEX),
        AssetSymbol("DX-Y.NYB", *_DOLLAR_INDEX),
        AssetSymbol("UUP", *_FUND, is_stand_in=True),
    ),
    ViewAsset.GOLD: (AssetSymbol("GLD", "GLD, a gold ETF share, not ounces", "USD a share"),),
    ViewAsset.BTC: (AssetSymbol("BTC_USD", "Bitcoin", "USD"), AssetSymbol("BTC-USD", "Bitcoin", "USD")),
    ViewAsset.ETH: (AssetSymbol("ETH_USD", "Ether", "USD"), AssetSymbol("ETH-USD", "Ether", "USD")),
}
"""Symbols of each asset, the best first."""


def run_asset_views(
    economy: Economy,
    source: PriceSource,
    *,
    drivers: Path | None = None,
    observations: Sequence[DriverObservation] = (),
    as_of: dt.date | None = None,
) -> tuple[AssetView, ...]:
    """Level, drivers and reading of the dollar, gold, bitcoin and ether.

    Of the symbols that can give a level, the first whose last close is at most 7 days old is used; where none is, the
    one with the newest close. A stand-in, such as a fund on the dollar index, is used only where the source holds
    nothing of the asset itself.

    Parameters
    ----------
    economy : Economy
        Series known on its as-of date.
    source : PriceSource
        Closes.
    drivers : Path, optional
        CSV of figures that the user supplies.
    observations : sequence of DriverObservation
        Figures from elsewhere, such as the leverage that the live wing estimates.
    as_of : datetime.date, optional
        Not after the date of the economy; by default that date.

    Returns
    -------
    tuple of AssetView
        One for every asset; what is not there is named with its reason.

    Raises
    ------
    InputError
        For an as-of date after the economy's, or two figures of a driver for the same day.
    DataError, SourceError
        For a drivers file that breaks a rule or cannot be read.
    """
    known = economy if as_of is None else economy.known_on(as_of)
    prices: dict[ViewAsset, AssetPrices] = {}
    missing: dict[ViewAsset, str] = {}
    for asset, symbols in ASSET_SYMBOLS.items():
        try:
            prices[asset] = _prices(source, symbols, known.as_of)
        except DataError as error:
            missing[asset] = str(error)
    supplied = (*(read_drivers(drivers) if drivers else ()), *observations)
    return build_asset_views(known, prices, observations=supplied, missing_prices=missing)


def last_view_close(source: PriceSource) -> dt.date:
    """Day of the newest close of any of the four assets.

    Raises
    ------
    DataError
        When the source holds none of them.
    """
    found: list[dt.date] = []
    present = _present(source)
    names = [each.symbol for symbols in ASSET_SYMBOLS.values() for each in symbols]
    for name in names:
        if present is None or name in present:
            try:
                found.append(source.read(name).window.end)
            except DataError:
                continue  # its view says why
    if not found:
        raise DataError(f"{source.label}: has none of {', '.join(names)}")
    return max(found)


def _prices(source: PriceSource, symbols: Sequence[AssetSymbol], day: dt.date) -> AssetPrices:
    """Closes of the first symbol that is current, else of the one with the newest close."""
    found: list[tuple[dt.date, AssetPrices]] = []
    faults: list[str] = []
    present = _present(source)
    for each in symbols:
        if (present is not None and each.symbol not in present) or (found and each.is_stand_in):
            continue
        try:
            series = closes_until(source.read(each.symbol), day)
        except DataError as error:
            faults.append(str(error))
            continue
        last = series.window.end
        prices = AssetPrices(each.label, each.unit, series, source.simulated)
        if (day - last).days <= _CURRENT_DAYS:
            return _with_note(prices, found, faults)
        found.append((last, prices))
    if not found:
        names = ", ".join(each.symbol for each in symbols)
        raise DataError("; ".join(faults) or f"{source.label}: has none of {names}")
    best = max(range(len(found)), key=lambda place: (found[place][0], -place))
    return _with_note(found[best][1], found[:best], faults)


def _present(source: PriceSource) -> frozenset[str] | None:
    """Symbols of the source; None where a table in it cannot be looked into."""
    try:
        return frozenset(source.symbols())
    except DataError:
        return None


def _with_note(
    prices: AssetPrices, passed: Sequence[tuple[dt.date, AssetPrices]], faults: Sequence[str]
) -> AssetPrices:
    older = [f"{each.series.symbol} ends on {last}" for last, each in passed]
    return replace(prices, note="; ".join((*older, *faults)))
