"""What pages of derivatives are made of: a book between two closes, and a book over a grid of shocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from seawall.core import FloatArray, Lineage
from seawall.market import MarketSnapshot
from seawall.portfolio import Portfolio
from seawall.valuation import PnlExplain

__all__ = ["ExplainResults", "GridResults"]


@dataclass(frozen=True, slots=True)
class ExplainResults:
    """What a book gained between two closes, by cause.

    Attributes
    ----------
    portfolio : Portfolio
        With quantities, held from the first close to the second.
    before, after : MarketSnapshot
        Levels of the two closes.
    values_before, values_after : mapping of str to float
        Of each position, base currency.
    explained : PnlExplain
        Terms per position and in total.
    lineage : Lineage
        Of the prices.
    """

    portfolio: Portfolio
    before: MarketSnapshot
    after: MarketSnapshot
    values_before: Mapping[str, float]
    values_after: Mapping[str, float]
    explained: PnlExplain
    lineage: Lineage


@dataclass(frozen=True, slots=True, eq=False)
class GridResults:
    """P&L of a book over a grid of moves of spot and volatility.

    Attributes
    ----------
    portfolio : Portfolio
        With quantities.
    as_of : datetime.date
        Date asked for; prices are those of ``snapshot.as_of``.
    snapshot : MarketSnapshot
        Levels that positions were valued against.
    underlying : str or None
        The asset that moves; None where all do.
    spot_moves, volatility_moves : tuple of float
        Relative, decimal.
    pnl : FloatArray
        Of the whole book, base currency, shape (n_volatility_moves, n_spot_moves).
    liquidated : mapping of int to tuple of str
        Positions that a cell liquidates, by cell, counted row by row; cells without one are absent.
    equity : float
        Value of the book, base currency.
    """

    portfolio: Portfolio
    as_of: dt.date
    snapshot: MarketSnapshot
    underlying: str | None
    spot_moves: tuple[float, ...]
    volatility_moves: tuple[float, ...]
    pnl: FloatArray
    liquidated: Mapping[int, tuple[str, ...]]
    equity: float
