"""From a portfolio file to the Greeks of its book."""

from __future__ import annotations

import datetime as dt

from seawall.portfolio import PortfolioFile
from seawall.report import GreeksResults
from seawall.sources import PriceSource
from seawall.valuation import book_greeks
from seawall.workflows.market_data import Progress, open_book

__all__ = ["run_book_greeks"]


def run_book_greeks(
    file: PortfolioFile,
    source: PriceSource,
    *,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> GreeksResults:
    """Value a book and take its Greeks.

    Parameters
    ----------
    file : PortfolioFile
        The book.
    source : PriceSource
        Its prices.
    as_of : datetime.date, optional
        Wins over the date in the file; the last common close where neither is given.
    progress : Progress, optional
        Told of the symbols read.

    Returns
    -------
    GreeksResults
        Everything the page of Greeks shows.

    Raises
    ------
    InputError, DataError
        When the book or its prices break a rule; one line that names the place.
    """
    portfolio, data = open_book(file, source, as_of=as_of, progress=progress)
    return GreeksResults(portfolio, data.as_of, data.snapshot, book_greeks(portfolio, data.snapshot))
