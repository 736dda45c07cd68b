"""From a portfolio file to what a stress scenario may name in its book."""

from __future__ import annotations

import datetime as dt

from seawall.portfolio import PortfolioFile
from seawall.report import ScenarioFactorsResults
from seawall.scenarios import statable_shocks, stress_library
from seawall.sources import PriceSource
from seawall.workflows.market_data import Progress, open_book

__all__ = ["run_scenario_factors"]


def run_scenario_factors(
    file: PortfolioFile,
    source: PriceSource,
    *,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> ScenarioFactorsResults:
    """List the names that a scenario may state a shock for, with today's levels.

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
    ScenarioFactorsResults
        Everything that an editor of scenarios begins with.

    Raises
    ------
    InputError, DataError
        When the book or its prices break a rule; one line that names the place.
    """
    portfolio, data = open_book(file, source, as_of=as_of, progress=progress)
    return ScenarioFactorsResults(portfolio, data.as_of, data.snapshot, statable_shocks(portfolio), stress_library())
