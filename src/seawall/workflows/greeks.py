"""From a portfolio file to the Greeks of its book."""

from __future__ import annotations

import datetime as dt

from seawall.errors import InputError
from seawall.portfolio import PortfolioFile, resolve_weights
from seawall.report import GreeksResults
from seawall.sources import PriceSource
from seawall.valuation import book_greeks, unit_values
from seawall.workflows.market_data import Progress, load_market_data

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
    try:
        data = load_market_data(file.portfolio, source, as_of=as_of or file.portfolio.as_of, progress=progress)
        file.portfolio.check_expiries(data.as_of)
        portfolio = resolve_weights(file.portfolio, unit_values=unit_values(file.portfolio, data.snapshot))
        greeks = book_greeks(portfolio, data.snapshot)
    except InputError as error:
        raise InputError(f"{file.path}: {error}") from error
    return GreeksResults(portfolio, data.as_of, data.snapshot, greeks)
