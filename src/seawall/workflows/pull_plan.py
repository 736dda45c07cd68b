"""From a portfolio to the histories it needs, and the source of each.

Shares, funds, indices, metals, bonds and commodities are read from Yahoo. Coins are read from the spot market of an
exchange against USDT where the book's price is in USD. A perpetual position adds the bars of the perpetual, its
funding and its open interest.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from seawall.core import Failure, choice_named
from seawall.errors import InputError
from seawall.macro import SERIES_CATALOGUE
from seawall.portfolio import Asset, AssetClass, EuropeanOption, Perpetual, Portfolio
from seawall.sources import Dataset, PullRequest

__all__ = ["DEFAULT_PULL_SOURCES", "PlannedPull", "PullSource", "plan_pull"]


class PullSource(enum.StrEnum):
    """Sources of history."""

    FRED = "fred"
    YAHOO = "yahoo"
    BINANCE = "binance"
    BYBIT = "bybit"


DEFAULT_PULL_SOURCES = (PullSource.FRED, PullSource.YAHOO, PullSource.BINANCE)
_EXCHANGES = (PullSource.BINANCE, PullSource.BYBIT)

_YAHOO_NAMES = {
    "SP500": "^GSPC", "GSPC": "^GSPC", "IXIC": "^IXIC", "NDX": "^NDX", "DJI": "^DJI", "RUT": "^RUT",
    "VIX": "^VIX", "VXN": "^VXN", "OVX": "^OVX", "GVZ": "^GVZ", "DXY": "DX-Y.NYB",
}  # fmt: skip
"""Indices whose name at Yahoo is not the one that the rest of the world uses."""

_VOLATILITY_INDICES = frozenset({"VIX", "VXN", "OVX", "GVZ"})
_COIN = re.compile(r"^(?P<base>[A-Z0-9]{2,12}?)[-_/]?(?P<quote>USDT|USD|EUR)?$")


@dataclass(frozen=True, slots=True)
class PlannedPull:
    """One history to pull.

    Attributes
    ----------
    source : PullSource
        Where from.
    request : PullRequest
        What.
    """

    source: PullSource
    request: PullRequest


def plan_pull(
    portfolio: Portfolio, *, sources: tuple[PullSource, ...] = DEFAULT_PULL_SOURCES, since: dt.date | None = None
) -> tuple[tuple[PlannedPull, ...], tuple[Failure, ...]]:
    """Histories that a book and the page of the economy need.

    Parameters
    ----------
    portfolio : Portfolio
        The book: assets held, their proxies, the benchmark, currencies with a price, volatility indices of options.
    sources : tuple of PullSource
        Those that may be asked; what another would have to give is left out.
    since : datetime.date, optional
        First day wanted; all that each source has by default.

    Returns
    -------
    tuple of PlannedPull and tuple of Failure
        What to pull, each history once; and what no source here has.

    Raises
    ------
    InputError
        For one of `sources` that there is not.
    """
    sources = tuple(choice_named(each, "sources", PullSource) for each in sources)
    chosen: dict[tuple[Dataset, str], PlannedPull] = {}
    failures: dict[str, Failure] = {}
    for each in (*_prices(portfolio, sources), *_perpetuals(portfolio, sources), *_economy()):
        if isinstance(each, Failure):
            failures[each.where] = each
        elif each.source in sources:
            request = dataclasses.replace(each.request, start=since)
            chosen.setdefault((request.dataset, request.entity), PlannedPull(each.source, request))
    return tuple(chosen.values()), tuple(failures.values())


def _prices(portfolio: Portfolio, sources: tuple[PullSource, ...]) -> Iterator[PlannedPull | Failure]:
    wanted = list(portfolio.held_assets())
    wanted += [portfolio.assets[asset.proxy.asset] for asset in wanted if asset.proxy is not None]
    if portfolio.benchmark is not None:
        wanted.append(portfolio.assets[portfolio.benchmark])
    for asset in wanted:
        yield _coin(asset, sources) if asset.asset_class is AssetClass.CRYPTO else _listed(asset.symbol)
    for currency in portfolio.held_currencies():
        if currency.symbol is not None:
            name = f"{currency.id}{portfolio.base_currency}=X"
            yield PlannedPull(PullSource.YAHOO, PullRequest(Dataset.BARS, currency.symbol, name))
    for position in portfolio.positions:
        held = portfolio.asset_of(position)
        if isinstance(position.instrument, EuropeanOption) and held is not None and held.volatility is not None:
            symbol = held.volatility.symbol
            yield _listed(symbol) if symbol.lstrip("^") in _VOLATILITY_INDICES else _without_source(symbol)


def _listed(symbol: str) -> PlannedPull:
    return PlannedPull(PullSource.YAHOO, PullRequest(Dataset.BARS, symbol, _YAHOO_NAMES.get(symbol, symbol)))


def _without_source(symbol: str) -> Failure:
    message = f"no source here has the volatility index {symbol}; put its file into a folder, and import it"
    return Failure(f"pull {symbol}", "InputError", message)


def _coin(asset: Asset, sources: tuple[PullSource, ...]) -> PlannedPull | Failure:
    """Spot pair of a coin, at Binance unless only Bybit may be asked."""
    try:
        pair = _pair(asset)
    except InputError as error:
        return Failure.of(f"pull {asset.symbol}", error)
    exchange = next((each for each in _EXCHANGES if each in sources), PullSource.BINANCE)
    return PlannedPull(exchange, PullRequest(Dataset.BARS, asset.symbol, pair))


def _pair(asset: Asset, *, quote: str | None = None) -> str:
    """Pair of an exchange: the coin's own name and the currency of its price, of which USD is traded as USDT."""
    match = _COIN.fullmatch(asset.symbol.upper())
    if match is None:
        raise InputError(f"assets.{asset.id}.symbol must be that of a coin, such as BTC_USD, was {asset.symbol!r}")
    money = quote or asset.currency
    return match["base"] + ("USDT" if money == "USD" else money)


def _perpetuals(portfolio: Portfolio, sources: tuple[PullSource, ...]) -> Iterator[PlannedPull | Failure]:
    """Bars, funding and open interest of each perpetual held, at each exchange that may be asked."""
    for position in portfolio.positions:
        asset = portfolio.asset_of(position)
        if (
            not isinstance(position.instrument, Perpetual)
            or asset is None
            or asset.asset_class is not AssetClass.CRYPTO
        ):
            continue
        try:
            pair = _pair(asset, quote="USDT")
        except InputError as error:
            yield Failure.of(f"pull perpetual {asset.symbol}", error)
            continue
        for exchange in (each for each in _EXCHANGES if each in sources):
            entity = f"{pair}.{exchange.upper()}"
            for dataset in (Dataset.BARS, Dataset.FUNDING, Dataset.OPEN_INTEREST):
                yield PlannedPull(exchange, PullRequest(dataset, entity, pair, perpetual=True))


def _economy() -> Iterator[PlannedPull]:
    for name in SERIES_CATALOGUE:
        yield PlannedPull(PullSource.FRED, PullRequest(Dataset.MACRO, name, name))
