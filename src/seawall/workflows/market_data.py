"""From the symbols that a book needs to the levels and histories that price it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from seawall.core import Lineage, combine_hashes, to_date
from seawall.errors import DataError, InputError
from seawall.market import MarketSnapshot, PricePanel, PriceSeries, join_on_common_closes
from seawall.portfolio import EuropeanOption, Portfolio, PortfolioFile, Position, resolve_weights
from seawall.sources import PriceSource
from seawall.valuation import unit_values

__all__ = ["MarketData", "Progress", "load_market_data", "open_book", "snapshot_at", "with_trades"]

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

DEFAULT_CLOSES = 1_000
_STALE_DAYS = 7
"""Prices older than this on the as-of date are refused: a week covers every market holiday."""


@dataclass(frozen=True, slots=True, eq=False)
class MarketData:
    """Prices of a book.

    Attributes
    ----------
    as_of : datetime.date
        Date asked for.
    snapshot : MarketSnapshot
        Levels at the last common close.
    panel : PricePanel
        Common closes up to it.
    series : mapping of str to PriceSeries
        Full history by symbol, proxies included.
    lineage : Lineage
        Where the prices came from.
    """

    as_of: dt.date
    snapshot: MarketSnapshot
    panel: PricePanel
    series: Mapping[str, PriceSeries]
    lineage: Lineage


def open_book(
    file: PortfolioFile,
    source: PriceSource,
    *,
    as_of: dt.date | None = None,
    closes: int | None = DEFAULT_CLOSES,
    progress: Progress | None = None,
    trades: Sequence[Position] = (),
) -> tuple[Portfolio, MarketData]:
    """Book of a file with a quantity for every position, and the prices that value it.

    Parameters
    ----------
    file : PortfolioFile
        The book; faults in it are named by its path.
    source : PriceSource
        Its prices.
    as_of : datetime.date, optional
        Wins over the date in the file; the last common close where neither is given.
    closes : int, optional
        Common closes to keep; all where fewer exist, or where None is given.
    progress : Progress, optional
        Told of each symbol read.
    trades : sequence of Position, optional
        Not in the book, but to be priced with it: the prices they need are joined to its own.

    Returns
    -------
    tuple of Portfolio and MarketData
        Weights resolved, expiries checked.

    Raises
    ------
    InputError, DataError
        When the book or its prices break a rule; one line that names the place.
    """
    try:
        priced = with_trades(file.portfolio, trades) if trades else file.portfolio
        data = load_market_data(priced, source, as_of=as_of or file.portfolio.as_of, closes=closes, progress=progress)
        file.portfolio.check_expiries(data.as_of)
        return resolve_weights(file.portfolio, unit_values=unit_values(file.portfolio, data.snapshot)), data
    except InputError as error:
        raise InputError(f"{file.path}: {error}") from error


def with_trades(portfolio: Portfolio, trades: Sequence[Position]) -> Portfolio:
    """Book that holds what the book and the trades hold, one unit of each: for the prices and factors they need."""
    held = (dataclasses.replace(each, quantity=1.0, weight=None) for each in portfolio.positions)
    bought = (dataclasses.replace(each, id=f"trade {each.id}") for each in trades)
    return dataclasses.replace(portfolio, positions=(*held, *bought), assets_under_management=None)


def load_market_data(
    portfolio: Portfolio,
    source: PriceSource,
    *,
    as_of: dt.date | None = None,
    closes: int | None = DEFAULT_CLOSES,
    progress: Progress | None = None,
) -> MarketData:
    """Read and join the prices that a book needs, and only those.

    Parameters
    ----------
    portfolio : Portfolio
        The book.
    source : PriceSource
        Where prices are.
    as_of : datetime.date, optional
        Later prices are not used; the last common close by default.
    closes : int, optional
        Common closes to keep; all where fewer exist, or where None is given.
    progress : Progress, optional
        Told of each symbol read.

    Returns
    -------
    MarketData
        Snapshot, joined closes, and full histories.

    Raises
    ------
    InputError
        When nothing in the book has a price.
    DataError
        For a missing symbol, corrupt prices, an as-of date before the data or more than a week after it.
    """
    joined = _joined_symbols(portfolio)
    wanted = tuple(dict.fromkeys((*joined, *_proxy_symbols(portfolio))))
    series: dict[str, PriceSeries] = {}
    for count, symbol in enumerate(wanted):
        if progress is not None:
            progress("reading prices", count, len(wanted))
        series[symbol] = source.read(symbol)
    if not joined:
        raise InputError("positions: none has a price, only cash in the base currency: there is no risk to measure")
    panel = join_on_common_closes({symbol: series[symbol] for symbol in joined}, until=as_of, closes=closes)
    last = to_date(panel.dates[-1])
    if as_of is not None and (as_of - last).days > _STALE_DAYS:
        ends = min((series[symbol] for symbol in joined), key=lambda each: each.window.end)
        raise DataError(
            f"{ends.source}: the last common close is {last}, {(as_of - last).days} days before the as-of date "
            f"{as_of} (at most {_STALE_DAYS}); {ends.symbol} ends on {ends.window.end}"
        )
    lineage = Lineage(
        method="last common close",
        source=source.label,
        data_hash=combine_hashes(each.data_hash for each in series.values()),
        window=panel.window,
        simulated=source.simulated,
    )
    return MarketData(
        as_of or last, snapshot_at(portfolio, panel, len(panel.dates) - 1, lineage), panel, series, lineage
    )


def _joined_symbols(portfolio: Portfolio) -> tuple[str, ...]:
    """Symbols that value the book or measure its beta; all of them need a close on every date used."""
    symbols = [asset.symbol for asset in portfolio.held_assets()]
    symbols += [each.symbol for each in portfolio.held_currencies() if each.symbol is not None]
    for position in portfolio.positions:
        asset = portfolio.asset_of(position)
        if isinstance(position.instrument, EuropeanOption) and asset is not None and asset.volatility is not None:
            symbols.append(asset.volatility.symbol)
    if portfolio.benchmark is not None and symbols:
        symbols.append(portfolio.assets[portfolio.benchmark].symbol)
    return tuple(dict.fromkeys(symbols))


def _proxy_symbols(portfolio: Portfolio) -> tuple[str, ...]:
    """Symbols that only stress replays read."""
    return tuple(
        portfolio.assets[asset.proxy.asset].symbol for asset in portfolio.held_assets() if asset.proxy is not None
    )


def snapshot_at(portfolio: Portfolio, panel: PricePanel, row: int, lineage: Lineage) -> MarketSnapshot:
    """Levels that a book needs at one of the joined closes; fixed rates and currencies are those of its file."""
    closes = dict(zip(panel.symbols, panel.closes[row].tolist(), strict=True))
    volatilities = {
        asset.id: closes[asset.volatility.symbol] * asset.volatility.scale
        for asset in portfolio.held_assets()
        if asset.volatility is not None and asset.volatility.symbol in closes
    }
    currencies = {}
    for currency in portfolio.held_currencies():
        if currency.fixed_rate is not None:
            currencies[currency.id] = currency.fixed_rate
        elif currency.symbol is not None:
            currencies[currency.id] = closes[currency.symbol]
    return MarketSnapshot(
        as_of=to_date(panel.dates[row]),
        base_currency=portfolio.base_currency,
        lineage=lineage,
        spots={asset.id: closes[asset.symbol] for asset in portfolio.held_assets()},
        volatilities=volatilities,
        rates=portfolio.rates,
        currencies=currencies,
    )
