"""A book among portfolios of its assets: where it stands, and the trades from there to target weights."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

import numpy as np

from seawall.core import FloatArray, did_you_mean
from seawall.errors import InputError
from seawall.optimize import AssetMoments, WholePortfolio, rebalancing_trades
from seawall.portfolio import Cash, PortfolioFile, Position, Spot
from seawall.report import BookAllocation, BookTrades
from seawall.sources import PriceSource
from seawall.valuation import position_values, unit_values
from seawall.workflows.market_data import Progress, open_book

__all__ = ["book_allocation", "trades_from_book"]


def book_allocation(
    file: PortfolioFile,
    source: PriceSource,
    moments: AssetMoments,
    *,
    risk_free_rate: float,
    as_of: dt.date | None,
) -> BookAllocation:
    """Spot and cash of a book as shares of what both are worth, on the moments of a frontier.

    Parameters
    ----------
    file : PortfolioFile
        The book.
    source : PriceSource
        Its prices.
    moments : AssetMoments
        Of the assets, by price symbol, a year.
    risk_free_rate : float
        Decimal a year; what cash earns.
    as_of : datetime.date, optional
        Date of the book.

    Returns
    -------
    BookAllocation
        Positions that are neither cash nor spot in one of the assets are left out, by name.

    Raises
    ------
    InputError
        Where spot and cash are worth nothing, or cash is owed.
    DataError
        For missing or corrupt prices.
    """
    book, data = open_book(file, source, as_of=as_of)
    values = dict.fromkeys(moments.names, 0.0)
    cash, left_out = 0.0, []
    for position, value in zip(book.positions, position_values(book, data.snapshot).tolist(), strict=True):
        asset = book.asset_of(position)
        if isinstance(position.instrument, Cash):
            cash += value
        elif isinstance(position.instrument, Spot) and asset is not None and asset.symbol in values:
            values[asset.symbol] += value
        else:
            left_out.append(position.id)
    total = sum(values.values()) + cash
    if total <= 0.0 or cash < 0.0:
        raise InputError(
            f"{file.path}: spot and cash are worth {total:,.6g} {book.base_currency}, cash {cash:,.6g} of it: the "
            "first must be above 0 and the second not below it"
        )
    weights = np.array(list(values.values())) / total
    whole = WholePortfolio(moments, weights, cash / total, risk_free_rate)
    return BookAllocation(book.name, whole, tuple(left_out))


def trades_from_book(
    file: PortfolioFile,
    source: PriceSource,
    symbols: Sequence[str],
    weights: FloatArray,
    *,
    as_of: dt.date | None,
    progress: Progress | None = None,
) -> BookTrades:
    """Trades in spot that turn a book into target weights.

    Parameters
    ----------
    file : PortfolioFile
        The book. Its spot and cash are shared out; every other position stays as it is.
    source : PriceSource
        Its prices.
    symbols : sequence of str
        Price symbols of the weights; each must be that of an asset of the file, which states its currency.
    weights : FloatArray
        Shares, shape (n_symbols,); what they leave of 1 is cash.
    as_of : datetime.date, optional
        Date of the book.
    progress : Progress, optional
        Told of each symbol read.

    Returns
    -------
    BookTrades
        Spot that is held and has no weight is sold.

    Raises
    ------
    InputError
        Where a symbol is no asset of the book, or its spot and cash are worth nothing.
    DataError
        For missing or corrupt prices.
    """
    targets = dict(zip(_asset_ids(file, symbols), weights.tolist(), strict=True))
    wanted = tuple(Position(id=name, instrument=Spot(name), quantity=1.0) for name in targets)
    book, data = open_book(file, source, as_of=as_of, progress=progress, trades=wanted)
    values = position_values(book, data.snapshot)
    held: dict[str, float] = dict.fromkeys(targets, 0.0)
    cash, kept = 0.0, []
    for position, value in zip(book.positions, values.tolist(), strict=True):
        match position.instrument:
            case Spot(asset=asset):
                held[asset] = held.get(asset, 0.0) + position.sized
            case Cash():
                cash += value
            case _:
                kept.append(position.id)
    one_each = tuple(Position(id=name, instrument=Spot(name), quantity=1.0) for name in held)
    units = unit_values(dataclasses.replace(book, positions=one_each), data.snapshot)
    try:
        rebalancing = rebalancing_trades(
            tuple(held),
            units_held=np.array(list(held.values())),
            unit_values=np.array([units[name] for name in held]),
            cash=cash,
            target_weights=np.array([targets.get(name, 0.0) for name in held]),
        )
    except InputError as error:
        raise InputError(f"{file.path}: {error}") from error
    return BookTrades(
        portfolio=book.name,
        currency=book.base_currency,
        as_of=data.snapshot.as_of,
        equity=float(values.sum()),
        kept=tuple(kept),
        rebalancing=rebalancing,
    )


def _asset_ids(file: PortfolioFile, symbols: Sequence[str]) -> list[str]:
    by_symbol = {asset.symbol: asset.id for asset in file.portfolio.assets.values()}
    for symbol in symbols:
        if symbol not in by_symbol:
            raise InputError(
                f"{file.path}: no asset of the book has the price symbol {symbol!r}; add it to its assets, so that its "
                f"currency is known{did_you_mean(symbol, by_symbol)}"
            )
    return [by_symbol[symbol] for symbol in symbols]
