"""From a book and target weights to the trades between them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

import numpy as np

from seawall.core import FloatArray, did_you_mean
from seawall.errors import InputError
from seawall.optimize import rebalancing_trades
from seawall.portfolio import Cash, PortfolioFile, Position, Spot
from seawall.report import BookTrades
from seawall.sources import PriceSource
from seawall.valuation import position_values, unit_values
from seawall.workflows.market_data import Progress, open_book

__all__ = ["trades_from_book"]


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
