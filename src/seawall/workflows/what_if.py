"""From a portfolio file and a few trades to the tail before and after them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from seawall.errors import DataError
from seawall.market import simple_returns
from seawall.measures import what_if
from seawall.portfolio import Portfolio, PortfolioFile, Position, Trade, trade_positions
from seawall.report import WhatIfResults
from seawall.scenarios import ScenarioSet, historical_scenarios, risk_factors
from seawall.sources import PriceSource
from seawall.valuation import PnlCube, position_values, revalue, revalue_trades
from seawall.workflows.market_data import MarketData, Progress, open_book, with_trades
from seawall.workflows.risk_report import CONFIDENCES

__all__ = ["common_scenarios", "measured_trades", "run_what_if"]


def run_what_if(
    file: PortfolioFile,
    source: PriceSource,
    trades: Sequence[Trade],
    *,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> WhatIfResults:
    """Measure a book before and after trades, on the one-session historical scenarios of both.

    Parameters
    ----------
    file : PortfolioFile
        The book.
    source : PriceSource
        Its prices, and those of the trades.
    trades : sequence of Trade
        From 1 to 10.
    as_of : datetime.date, optional
        Wins over the date in the file; the last common close where neither is given.
    progress : Progress, optional
        Told of the symbols read.

    Returns
    -------
    WhatIfResults
        Everything the page of a what-if shows.

    Raises
    ------
    InputError, DataError
        When the book, the trades or the prices break a rule; one line that names the place.
    """
    bought = trade_positions(file.portfolio, trades)
    portfolio, data = open_book(file, source, as_of=as_of, progress=progress, trades=bought)
    return measured_trades(portfolio, data, common_scenarios(portfolio, data, bought), bought)


def common_scenarios(portfolio: Portfolio, data: MarketData, trades: Sequence[Position]) -> ScenarioSet:
    """One-session history of everything that moves a book or the trades."""
    try:
        returns = simple_returns(data.panel)
    except DataError as error:
        raise DataError(f"{data.lineage.source}: {error}") from error
    factors = risk_factors(with_trades(portfolio, trades))
    return historical_scenarios(returns, factors=factors, lineage=data.lineage)


def measured_trades(
    portfolio: Portfolio,
    data: MarketData,
    scenarios: ScenarioSet,
    trades: tuple[Position, ...],
    *,
    cube: PnlCube | None = None,
) -> WhatIfResults:
    """Tail of a book before and after trades; the P&L of the book is made where none is given."""
    book = revalue(portfolio, data.snapshot, scenarios) if cube is None else cube
    trade_cube = revalue_trades(portfolio, data.snapshot, scenarios, trades=trades)
    assets = (portfolio.asset_of(each) for each in trades)
    return WhatIfResults(
        portfolio=portfolio,
        as_of=data.as_of,
        snapshot=data.snapshot,
        trades=trades,
        paid=position_values(dataclasses.replace(portfolio, positions=trades), data.snapshot),
        equity=float(position_values(portfolio, data.snapshot).sum()),
        result=what_if(book, trade_cube, confidences=CONFIDENCES),
        new_symbols=tuple(
            dict.fromkeys(each.symbol for each in assets if each is not None and each not in portfolio.held_assets())
        ),
        held_constant=scenarios.held_constant,
    )
