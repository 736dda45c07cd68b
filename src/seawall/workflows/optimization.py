"""From prices to one portfolio by an objective, and to the trades that lead there from a book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from seawall.core import FloatArray, choice_named
from seawall.errors import InputError
from seawall.market import ReturnPanel
from seawall.measures import expected_shortfall, expected_shortfall_interval
from seawall.optimize import (
    Allocation,
    AssetMoments,
    ReturnScenarios,
    WeightBounds,
    WholePortfolio,
    covariance_health,
    efficient_frontier,
    hierarchical_risk_parity,
    minimum_shortfall,
    risk_budget_portfolio,
    risky_target,
    weight_bounds,
)
from seawall.portfolio import PortfolioFile
from seawall.report import OptimizeResults
from seawall.sources import PriceSource
from seawall.workflows.asset_moments import CovarianceMethod, MeanMethod, estimate_moments, mean_error
from seawall.workflows.asset_prices import read_asset_returns
from seawall.workflows.book_trades import trades_from_book
from seawall.workflows.market_data import Progress

__all__ = ["Objective", "check_assets", "run_optimization"]

_CONFIDENCE = 0.975
_FEWEST_ASSETS = 2


class Objective(StrEnum):
    """What a portfolio is to be best at."""

    MAX_SHARPE = "max-sharpe"
    MIN_VOLATILITY = "min-volatility"
    EFFICIENT_RETURN = "efficient-return"
    EFFICIENT_RISK = "efficient-risk"
    MIN_SHORTFALL = "min-shortfall"
    RISK_PARITY = "risk-parity"
    HIERARCHICAL = "hierarchical"


_WITH_TARGET = {Objective.EFFICIENT_RETURN: "least return", Objective.EFFICIENT_RISK: "largest volatility"}
_TITLES = {
    Objective.MAX_SHARPE: "highest Sharpe ratio",
    Objective.MIN_VOLATILITY: "least volatility",
    Objective.EFFICIENT_RETURN: "least volatility at a return of at least {:.2%}",
    Objective.EFFICIENT_RISK: "highest return at a volatility of at most {:.2%}",
    Objective.MIN_SHORTFALL: "least Expected Shortfall 97.5 % of one session",
    Objective.RISK_PARITY: "equal shares of the volatility",
    Objective.HIERARCHICAL: "hierarchical risk parity",
}


def run_optimization(
    source: PriceSource,
    *,
    objective: Objective,
    risk_free_rate: float,
    assets: Sequence[str] | None = None,
    bounds: tuple[float, float] | None = None,
    cash: float = 0.0,
    target: float | None = None,
    covariance: CovarianceMethod = CovarianceMethod.LEDOIT_WOLF,
    mean: MeanMethod = MeanMethod.HISTORICAL,
    book: PortfolioFile | None = None,
    since: dt.date | None = None,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> OptimizeResults:
    """Find the weights that an objective asks for, and what they promise.

    Parameters
    ----------
    source : PriceSource
        Prices of all assets.
    objective : Objective
        What to be best at.
    risk_free_rate : float
        Decimal a year; what cash earns.
    assets : sequence of str, optional
        Symbols; everything that the source lists by default.
    bounds : tuple of float, optional
        Least and largest weight of each asset, as shares of the whole; 0 and 1 by default. The tree takes none.
    cash : float
        Fixed share of the whole, in [0, 1).
    target : float, optional
        Return or volatility a year of the whole, for the objectives that need one.
    covariance : CovarianceMethod
        Estimator.
    mean : MeanMethod
        Estimator of expected returns.
    book : PortfolioFile, optional
        Book to trade from.
    since, as_of : datetime.date, optional
        Earlier and later prices are not used; the date of the book is its last where it has one.
    progress : Progress, optional
        Told what is being done.

    Returns
    -------
    OptimizeResults
        Everything the page shows.

    Raises
    ------
    InputError
        Where no portfolio meets the bounds or the target, in the words of the optimiser; for an `objective`,
        `covariance` or `mean` that there is not.
    DataError
        For missing or corrupt prices.
    NumericalError
        Where no certificate is reached.
    """
    objective = choice_named(objective, "objective", Objective)
    covariance = choice_named(covariance, "covariance", CovarianceMethod)
    mean = choice_named(mean, "mean", MeanMethod)
    check_assets(assets)
    _check_options(objective, target, bounds)
    last = as_of or (book.portfolio.as_of if book is not None else None)
    read = read_asset_returns(source, assets, since=since, as_of=last, progress=progress)
    returns = read.returns
    moments = estimate_moments(returns, covariance=covariance, mean=mean)
    if progress is not None:
        progress("finding the weights", 0, 1)
    within = None
    if objective is not Objective.HIERARCHICAL:
        within = weight_bounds(moments.names, bounds or (0.0, 1.0), total=1.0 - cash)
    weights, proof = _solved(
        objective, moments, returns, within, cash=cash, risk_free_rate=risk_free_rate, target=target
    )
    whole = WholePortfolio(moments, weights, cash, risk_free_rate)
    losses = whole.losses(returns.returns, sessions_per_year=returns.sessions_per_year)
    trades = None
    if book is not None:
        trades = trades_from_book(book, source, moments.names, weights, as_of=last, progress=progress)
    return OptimizeResults(
        objective=_TITLES[objective].format(target),
        whole=whole,
        health=covariance_health(moments),
        bounds=within,
        return_error=mean_error(returns, weights, mean=mean),
        shortfall=expected_shortfall(losses, confidence=_CONFIDENCE),
        shortfall_confidence=_CONFIDENCE,
        shortfall_interval=expected_shortfall_interval(losses, confidence=_CONFIDENCE),
        proof=proof,
        n_observations=len(returns.returns),
        sessions_per_year=returns.sessions_per_year,
        uses=read.uses,
        lineage=read.lineage,
        trades=trades,
    )


def check_assets(assets: Sequence[str] | None) -> None:
    """Refuse fewer than two assets: one leaves nothing to choose."""
    if assets is not None and len(assets) < _FEWEST_ASSETS:
        raise InputError(f"the assets must be at least {_FEWEST_ASSETS} symbols, were {len(assets)}")


def _check_options(objective: Objective, target: float | None, bounds: tuple[float, float] | None) -> None:
    if objective in _WITH_TARGET and target is None:
        raise InputError(f"'target' is missing: {objective.value} needs the {_WITH_TARGET[objective]} a year, as 0.12")
    if objective not in _WITH_TARGET and target is not None:
        raise InputError(f"'target' is only for {' and '.join(_WITH_TARGET)}, was {target:g} for {objective.value}")
    if objective is Objective.HIERARCHICAL and bounds is not None:
        raise InputError(f"'bounds' are not for {objective.value}, whose weights come from a tree: leave them out")


def _solved(
    objective: Objective,
    moments: AssetMoments,
    returns: ReturnPanel,
    bounds: WeightBounds | None,
    *,
    cash: float,
    risk_free_rate: float,
    target: float | None,
) -> tuple[FloatArray, str]:
    """Weights of the risky assets, which with cash sum to 1, and what shows that they are the answer."""
    if bounds is None:
        tree = hierarchical_risk_parity(moments.covariance, names=moments.names)
        return tree.weights * (1.0 - cash), "a rule and not an optimum: nothing is claimed to be least or highest"
    if objective is Objective.RISK_PARITY:
        parity = risk_budget_portfolio(moments.covariance, names=moments.names, bounds=bounds)
        return parity.weights, f"shares of the volatility met to {parity.residual:.1e}"
    if objective is Objective.MIN_SHORTFALL:
        scenarios = ReturnScenarios(moments.names, returns.returns, periods_per_year=returns.sessions_per_year)
        least = minimum_shortfall(scenarios, confidence=_CONFIDENCE, bounds=bounds)
        return least.weights, f"Expected Shortfall within {abs(least.gap):.1e} of the least, by its dual bound"
    found = _on_frontier(objective, moments, bounds, cash=cash, risk_free_rate=risk_free_rate, target=target)
    return found.weights, f"{found.solver.value}, conditions of optimality met to {found.residual:.1e}"


def _on_frontier(
    objective: Objective,
    moments: AssetMoments,
    bounds: WeightBounds,
    *,
    cash: float,
    risk_free_rate: float,
    target: float | None,
) -> Allocation:
    frontier = efficient_frontier(moments, bounds=bounds)
    if objective is Objective.MIN_VOLATILITY or target is None:
        if objective is Objective.MAX_SHARPE:
            return frontier.max_sharpe(risk_free_rate=risk_free_rate)
        return frontier.minimum_volatility()
    if objective is Objective.EFFICIENT_RISK:
        return frontier.efficient_risk(target)
    highest = frontier.maximum_return().expected_return
    return frontier.efficient_return(risky_target(target, cash=cash, risk_free_rate=risk_free_rate, highest=highest))
