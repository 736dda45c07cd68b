"""From a portfolio file to what its book gained between two closes, by cause."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np

from seawall.core import DateWindow, to_date
from seawall.errors import DataError, InputError
from seawall.market import MarketSnapshot
from seawall.portfolio import Portfolio, PortfolioFile
from seawall.report import ExplainResults
from seawall.sources import PriceSource
from seawall.valuation import explain_pnl, position_values
from seawall.workflows.market_data import MarketData, Progress, open_book, snapshot_at

__all__ = ["run_pnl_explain"]


def run_pnl_explain(
    file: PortfolioFile,
    source: PriceSource,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    progress: Progress | None = None,
) -> ExplainResults:
    """Explain what the book of one date would have gained since an earlier one.

    Parameters
    ----------
    file : PortfolioFile
        The book. Its quantities are held from the first close to the second; weights are those of the second.
    source : PriceSource
        Its prices.
    start : datetime.date, optional
        The last common close up to it is the first; without it, the common close before the second.
    end : datetime.date, optional
        The last common close up to it is the second. Wins over the date in the file; the last common close where
        neither is given.
    progress : Progress, optional
        Told of the symbols read.

    Returns
    -------
    ExplainResults
        Everything the page of the explain shows.

    Raises
    ------
    InputError, DataError
        When the book, the dates or the prices break a rule; one line that names the place.
    """
    portfolio, data = open_book(file, source, as_of=end, closes=None, progress=progress)
    before = _first_snapshot(portfolio, data, start)
    explained = explain_pnl(portfolio, portfolio, before, data.snapshot)
    names = [position.id for position in portfolio.positions]
    return ExplainResults(
        portfolio=portfolio,
        before=before,
        after=data.snapshot,
        values_before=dict(zip(names, position_values(portfolio, before).tolist(), strict=True)),
        values_after=dict(zip(names, position_values(portfolio, data.snapshot).tolist(), strict=True)),
        explained=explained,
        lineage=dataclasses.replace(
            data.lineage, method="P&L explain between two closes", window=DateWindow(before.as_of, data.snapshot.as_of)
        ),
    )


def _first_snapshot(portfolio: Portfolio, data: MarketData, start: dt.date | None) -> MarketSnapshot:
    dates, last = data.panel.dates, data.snapshot.as_of
    if start is None:
        return snapshot_at(portfolio, data.panel, len(dates) - 2, data.lineage)
    if start >= last:
        raise InputError(f"--from must be before the close of {last} that is explained, was {start}")
    row = int(np.searchsorted(dates, np.datetime64(start, "D"), side="right")) - 1
    if row < 0:
        raise DataError(f"{data.lineage.source}: the first common close is {to_date(dates[0])}, after --from {start}")
    return snapshot_at(portfolio, data.panel, row, data.lineage)
