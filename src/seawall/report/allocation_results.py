"""What the pages of portfolio construction are made of, as the workflows hand it over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from seawall.core import Lineage
from seawall.market import SeriesUse
from seawall.measures import ConfidenceInterval
from seawall.optimize import CovarianceHealth, EfficientFrontier, Rebalancing, WeightBounds, WholePortfolio

__all__ = ["BookAllocation", "BookTrades", "FrontierResults", "OptimizeResults"]


@dataclass(frozen=True, slots=True, eq=False)
class BookTrades:
    """Trades from a book to the weights.

    Attributes
    ----------
    portfolio : str
        Name of the book.
    currency : str
        Base currency: that of all money.
    as_of : datetime.date
        Date of the prices that value it.
    equity : float
        Of the book.
    kept : tuple of str
        Positions that are neither spot nor cash: they stay, and their value is not shared out.
    rebalancing : Rebalancing
        Of the rest.
    """

    portfolio: str
    currency: str
    as_of: dt.date
    equity: float
    kept: tuple[str, ...]
    rebalancing: Rebalancing


@dataclass(frozen=True, slots=True, eq=False)
class OptimizeResults:
    """Everything that the page of ``seawall optimize`` shows.

    Attributes
    ----------
    objective : str
        What was asked for, in words.
    whole : WholePortfolio
        Weights, cash and annual moments.
    health : CovarianceHealth
        How far weights can be trusted that come from the covariance.
    bounds : WeightBounds or None
        None where the objective takes none.
    return_error : float or None
        Standard error of the expected return, decimal a year; None where no formula gives it.
    shortfall : float
        One-session Expected Shortfall, share of the value, loss above zero.
    shortfall_confidence : float
        Its confidence.
    shortfall_interval : ConfidenceInterval or None
        None where the sample is too small for one.
    proof : str
        What shows that no portfolio does better, in words.
    n_observations : int
        Returns.
    sessions_per_year : float
        As observed.
    uses : tuple of SeriesUse
        What the join of prices left out.
    lineage : Lineage
        Of the prices.
    trades : BookTrades or None
        None where no book was given.
    """

    objective: str
    whole: WholePortfolio
    health: CovarianceHealth
    bounds: WeightBounds | None
    return_error: float | None
    shortfall: float
    shortfall_confidence: float
    shortfall_interval: ConfidenceInterval | None
    proof: str
    n_observations: int
    sessions_per_year: float
    uses: tuple[SeriesUse, ...]
    lineage: Lineage
    trades: BookTrades | None


@dataclass(frozen=True, slots=True, eq=False)
class BookAllocation:
    """Where a book stands among portfolios of the same assets.

    Attributes
    ----------
    portfolio : str
        Name of the book.
    whole : WholePortfolio
        Its spot and cash, as shares of what both are worth.
    left_out : tuple of str
        Positions that are neither cash nor spot in one of the assets.
    """

    portfolio: str
    whole: WholePortfolio
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FrontierResults:
    """Everything that the page of ``seawall frontier`` shows.

    Attributes
    ----------
    frontier : EfficientFrontier
        Annual, with its turning points.
    turning, even : tuple of WholePortfolio
        The turning points from the highest return down, and portfolios at even steps of return from the least up.
    minimum, best : WholePortfolio
        Least volatility, and highest Sharpe ratio; `best` is None where nothing earns more than the rate.
    no_best : str
        Why there is no `best`; empty where there is.
    book : BookAllocation or None
        Where a book stands beside the frontier; None where none was given or it cannot be placed.
    no_book : str
        Why a given book cannot be placed.
    risk_free_rate, cash : float
        Decimal a year, and share of the whole.
    n_observations : int
        Returns.
    sessions_per_year : float
        As observed.
    uses : tuple of SeriesUse
        What the join of prices left out.
    lineage : Lineage
        Of the prices.
    """

    frontier: EfficientFrontier
    turning: tuple[WholePortfolio, ...]
    even: tuple[WholePortfolio, ...]
    minimum: WholePortfolio
    best: WholePortfolio | None
    no_best: str
    book: BookAllocation | None
    no_book: str
    risk_free_rate: float
    cash: float
    n_observations: int
    sessions_per_year: float
    uses: tuple[SeriesUse, ...]
    lineage: Lineage
