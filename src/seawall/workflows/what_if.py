"""From a portfolio file and a few trades to the tail before and after them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from seawall.errors import DataError
from seawall.market import simple_returns
from seawall.measures import what_if
from seawall.portfolio import PortfolioFile, Trade, trade_positions
from seawall.report import WhatIfResults
from seawall.scenarios import historical_scenarios, risk_factors
from seawall.sources import PriceSource
from seawall.valuation import position_values, revalue, revalue_trades
from seawall.workflows.market_data import Progress, open_book, with_trades
from seawall.workflows.risk_report import CONFIDENCES

__all__ = ["run_what_if"]


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
    both = with_trades(portfolio, bought)
    try:
        returns = simple_returns(data.panel)
    except DataError as error:
        raise DataError(f"{data.lineage.source}: {error}") from error
    scenarios = historical_scenarios(returns, factors=risk_factors(both), lineage=data.lineage)
    cube = revalue(portfolio, data.snapshot, scenarios)
    trade_cube = revalue_trades(portfolio, data.snapshot, scenarios, trades=bought)
    return WhatIfResults(
        portfolio=portfolio,
        as_of=data.as_of,
        snapshot=data.snapshot,
        trades=bought,
        paid=position_values(dataclasses.replace(portfolio, positions=bought), data.snapshot),
        equity=float(position_values(portfolio, data.snapshot).sum()),
        result=what_if(cube, trade_cube, confidences=CONFIDENCES),
        new_symbols=tuple(
            dict.fromkeys(
                asset.symbol
                for each in bought
                if (asset := portfolio.asset_of(each)) is not None and asset not in portfolio.held_assets()
            )
        ),
        held_constant=scenarios.held_constant,
    )
