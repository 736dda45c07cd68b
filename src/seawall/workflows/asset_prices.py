"""Prices of assets that no portfolio file describes, from a first date on, and their joint returns."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import Lineage, check_unique, combine_hashes
from seawall.errors import DataError, InputError
from seawall.market import PriceSeries, ReturnPanel, SeriesUse, join_on_common_closes, simple_returns
from seawall.sources import PriceSource
from seawall.workflows.market_data import Progress

__all__ = ["AssetReturns", "check_dates_asked", "read_asset_returns", "read_prices"]


@dataclass(frozen=True, slots=True, eq=False)
class AssetReturns:
    """Joint returns of assets, and where they come from.

    Attributes
    ----------
    returns : ReturnPanel
        Simple, over one common session.
    uses : tuple of SeriesUse
        What the join left out.
    lineage : Lineage
        Of the prices.
    """

    returns: ReturnPanel
    uses: tuple[SeriesUse, ...]
    lineage: Lineage


def read_asset_returns(
    source: PriceSource,
    assets: Sequence[str] | None,
    *,
    since: dt.date | None = None,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> AssetReturns:
    """Read prices and join them on their common closes.

    Parameters
    ----------
    source : PriceSource
        Where prices are.
    assets : sequence of str or None
        Symbols; everything that the source lists, where None.
    since, as_of : datetime.date, optional
        Earlier and later prices are not used.
    progress : Progress, optional
        Told of each symbol read.

    Returns
    -------
    AssetReturns
        At least two returns of each.

    Raises
    ------
    InputError
        For dates that cross, or a symbol named twice or not at all.
    DataError
        For a missing symbol, corrupt prices or too few common closes.
    """
    check_dates_asked(since, as_of)
    chosen = tuple(source.symbols() if assets is None else check_unique(assets, "assets"))
    if not chosen:
        raise InputError("the assets must be at least one symbol, were none")
    series = read_prices(source, chosen, since=since, progress=progress)
    panel = join_on_common_closes(series, until=as_of)
    try:
        returns = simple_returns(panel)
    except DataError as error:
        raise DataError(f"{source.label}: {error}") from error
    lineage = Lineage(
        method="simple returns of common closes",
        source=source.label,
        data_hash=combine_hashes(each.data_hash for each in series.values()),
        window=returns.window,
        simulated=source.simulated,
    )
    return AssetReturns(returns, panel.uses, lineage)


def check_dates_asked(since: dt.date | None, as_of: dt.date | None) -> None:
    """Refuse a first date that is not before the last."""
    if since is not None and as_of is not None and since >= as_of:
        raise InputError(f"the first date must be before the last, {as_of}, was {since}")


def read_prices(
    source: PriceSource, symbols: Sequence[str], *, since: dt.date | None, progress: Progress | None
) -> dict[str, PriceSeries]:
    """Closes of each symbol from `since` on."""
    series: dict[str, PriceSeries] = {}
    for count, symbol in enumerate(symbols):
        if progress is not None:
            progress("reading prices", count, len(symbols))
        series[symbol] = _from(source.read(symbol), since)
    return series


def _from(series: PriceSeries, since: dt.date | None) -> PriceSeries:
    if since is None:
        return series
    kept = series.dates >= np.datetime64(since, "D")
    if not kept.any():
        raise DataError(f"{series.source}: {series.symbol} ends on {series.window.end}, before the first date {since}")
    return dataclasses.replace(series, dates=series.dates[kept], closes=series.closes[kept], volumes=None)
