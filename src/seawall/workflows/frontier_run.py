"""From prices to all efficient portfolios within bounds, and their picture."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

from seawall.core import Lineage, choice_named
from seawall.errors import InputError, NumericalError
from seawall.optimize import EfficientFrontier, WholePortfolio, efficient_frontier, weight_bounds
from seawall.portfolio import PortfolioFile
from seawall.report import FrontierResults, OptimizeResults
from seawall.sources import PriceSource
from seawall.workflows.asset_moments import CovarianceMethod, MeanMethod, estimate_moments
from seawall.workflows.asset_prices import read_asset_returns
from seawall.workflows.book_trades import book_allocation
from seawall.workflows.market_data import Progress
from seawall.workflows.optimization import check_assets
from seawall.workflows.write_files import write_atomically

__all__ = ["run_frontier", "write_allocation", "write_frontier"]


def run_frontier(
    source: PriceSource,
    *,
    risk_free_rate: float,
    points: int,
    assets: Sequence[str] | None = None,
    bounds: tuple[float, float] = (0.0, 1.0),
    cash: float = 0.0,
    covariance: CovarianceMethod = CovarianceMethod.LEDOIT_WOLF,
    mean: MeanMethod = MeanMethod.HISTORICAL,
    book: PortfolioFile | None = None,
    since: dt.date | None = None,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> FrontierResults:
    """Find every efficient portfolio of assets.

    Parameters
    ----------
    source : PriceSource
        Prices of all assets.
    risk_free_rate : float
        Decimal a year; what cash earns, and where the capital market line starts.
    points : int
        Portfolios at even steps of return, at least 2.
    assets : sequence of str, optional
        Symbols; everything that the source lists by default.
    bounds : tuple of float
        Least and largest weight of each asset, as shares of the whole.
    cash : float
        Fixed share of the whole, in [0, 1).
    covariance : CovarianceMethod
        Estimator.
    mean : MeanMethod
        Estimator of expected returns.
    book : PortfolioFile, optional
        Book to show beside the frontier.
    since, as_of : datetime.date, optional
        Earlier and later prices are not used; the date of the book is its last where it has one.
    progress : Progress, optional
        Told what is being done.

    Returns
    -------
    FrontierResults
        Everything the page shows; where nothing earns more than the rate, there is no highest Sharpe ratio, and why.

    Raises
    ------
    InputError
        Where no portfolio meets the bounds; for a `covariance` or `mean` that there is not.
    DataError
        For missing or corrupt prices.
    NumericalError
        Where no certificate is reached.
    """
    covariance = choice_named(covariance, "covariance", CovarianceMethod)
    mean = choice_named(mean, "mean", MeanMethod)
    check_assets(assets)
    last = as_of or (book.portfolio.as_of if book is not None else None)
    read = read_asset_returns(source, assets, since=since, as_of=last, progress=progress)
    moments = estimate_moments(read.returns, covariance=covariance, mean=mean)
    frontier = efficient_frontier(moments, bounds=weight_bounds(moments.names, bounds, total=1.0 - cash))
    best, no_best = None, ""
    try:
        best = WholePortfolio(moments, frontier.max_sharpe(risk_free_rate=risk_free_rate).weights, cash, risk_free_rate)
    except (InputError, NumericalError) as error:
        no_best = str(error)
    placed, no_book = None, ""
    if book is not None:
        try:
            placed = book_allocation(book, source, moments, risk_free_rate=risk_free_rate, as_of=last)
        except InputError as error:
            no_book = str(error)
    return FrontierResults(
        frontier=frontier,
        turning=tuple(WholePortfolio(moments, each, cash, risk_free_rate) for each in frontier.weights),
        even=tuple(WholePortfolio(moments, each, cash, risk_free_rate) for each in frontier.points(points).weights),
        minimum=WholePortfolio(moments, frontier.minimum_volatility().weights, cash, risk_free_rate),
        best=best,
        no_best=no_best,
        book=placed,
        no_book=no_book,
        risk_free_rate=risk_free_rate,
        cash=cash,
        n_observations=len(read.returns.returns),
        sessions_per_year=read.returns.sessions_per_year,
        uses=read.uses,
        lineage=read.lineage,
    )


def write_frontier(file: Path, results: FrontierResults) -> Path:
    """Write the picture of the frontier.

    Parameters
    ----------
    file : Path
        Ends in ``.png``; its folder is made if it does not exist.
    results : FrontierResults
        What it is drawn from.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        When the name does not end in ``.png``.
    SourceError
        When it cannot be written.
    """
    book = results.book.whole if results.book else None
    return _drawn(file, results.frontier, results.risk_free_rate, book, results.lineage, chosen_name="the book")


def write_allocation(file: Path, results: OptimizeResults) -> Path:
    """Write the picture of one portfolio beside the frontier within its bounds; otherwise as :func:`write_frontier`.

    Parameters
    ----------
    file : Path
        Ends in ``.png``.
    results : OptimizeResults
        What it is drawn from.

    Returns
    -------
    Path
        The file.
    """
    whole = results.whole
    bounds = results.bounds or weight_bounds(whole.moments.names, (0.0, 1.0), total=1.0 - whole.cash)
    found = efficient_frontier(whole.moments, bounds=bounds)
    return _drawn(file, found, whole.risk_free_rate, whole, results.lineage)


def _drawn(
    file: Path,
    frontier: EfficientFrontier,
    risk_free_rate: float,
    chosen: WholePortfolio | None,
    lineage: Lineage,
    *,
    chosen_name: str = "chosen portfolio",
) -> Path:
    from seawall.figures import efficient_frontier as draw
    from seawall.figures import root_figure

    if file.suffix.lower() != ".png":
        raise InputError(f"the picture must be named NAME.png, was {file.name[:60]!r}")
    badge = f"SIMULATED: {lineage.source}" if lineage.simulated else lineage.source
    note = f"{badge}, {lineage.window}"
    axes = draw(frontier, risk_free_rate=risk_free_rate, chosen=chosen, chosen_name=chosen_name, note=note)
    stream = io.BytesIO()
    root_figure(axes).savefig(stream, format="png", dpi=120, metadata={"Software": None})
    (written,) = write_atomically(file.parent, {file.name: stream.getvalue()})
    return written
