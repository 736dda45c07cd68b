"""Documents of portfolio construction: the frontier, one portfolio by an objective, and assets against their market."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from seawall.errors import InputError
from seawall.report import (
    CapmDocument,
    FrontierDocument,
    OptimizeDocument,
    compose_capm,
    compose_frontier,
    compose_optimize,
    document_json,
)
from seawall.web.desk import Desk
from seawall.web.document_route import DocumentRoute, Query
from seawall.web.query_fields import Name, Names, Rate, Share
from seawall.workflows import CovarianceMethod, MeanMethod, Objective, run_capm, run_frontier, run_optimization

__all__ = ["PORTFOLIO_DOCUMENTS"]

_Cash = Annotated[float, Field(ge=0.0, lt=1.0)]


class FrontierQuery(Query):
    """Efficient portfolios."""

    risk_free_rate: Rate = 0.05
    low: Share = 0.0
    high: Share = 1.0
    assets: Names | None = None
    cash: _Cash = 0.0
    points: Annotated[int, Field(ge=2, le=1_000)] = 10
    covariance: CovarianceMethod = CovarianceMethod.LEDOIT_WOLF
    mean: MeanMethod = MeanMethod.HISTORICAL
    with_book: bool = False


class OptimizeQuery(Query):
    """One portfolio by an objective."""

    objective: Objective = Objective.MAX_SHARPE
    risk_free_rate: Rate = 0.05
    low: Share | None = None
    high: Share | None = None
    assets: Names | None = None
    cash: _Cash = 0.0
    target: Annotated[float | None, Field(ge=-10.0, le=10.0)] = None
    covariance: CovarianceMethod = CovarianceMethod.LEDOIT_WOLF
    mean: MeanMethod = MeanMethod.HISTORICAL
    with_book: bool = False

    @model_validator(mode="after")
    def _both_bounds(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high are given together, or neither")
        return self


class CapmQuery(Query):
    """Assets against a market."""

    market: Annotated[Name | None, Field(description="Price symbol; that of the book's benchmark without.")] = None
    risk_free_rate: Rate = 0.05
    market_return: Annotated[float | None, Field(ge=-10.0, le=10.0)] = None
    assets: Annotated[list[Name] | None, Field(min_length=1, max_length=60)] = None


def _frontier(desk: Desk, asked: FrontierQuery) -> str:
    """``seawall frontier --json``."""
    results = run_frontier(
        desk.source,
        risk_free_rate=asked.risk_free_rate,
        bounds=(asked.low, asked.high),
        assets=asked.assets,
        cash=asked.cash,
        points=asked.points,
        covariance=asked.covariance,
        mean=asked.mean,
        book=desk.file if asked.with_book else None,
        as_of=desk.inputs.as_of,
        progress=desk.progress,
    )
    return document_json(compose_frontier(results))


def _optimize(desk: Desk, asked: OptimizeQuery) -> str:
    """``seawall optimize --json``."""
    results = run_optimization(
        desk.source,
        objective=asked.objective,
        risk_free_rate=asked.risk_free_rate,
        bounds=None if asked.low is None or asked.high is None else (asked.low, asked.high),
        assets=asked.assets,
        cash=asked.cash,
        target=asked.target,
        covariance=asked.covariance,
        mean=asked.mean,
        book=desk.file if asked.with_book else None,
        as_of=desk.inputs.as_of,
        progress=desk.progress,
    )
    return document_json(compose_optimize(results))


def _benchmark(desk: Desk) -> str:
    """Price symbol of the book's benchmark."""
    book = desk.file.portfolio
    if book.benchmark is None:
        raise InputError(f"'market' is missing, and {book.name} names no benchmark: a price symbol, such as SPY")
    return book.assets[book.benchmark].symbol


def _capm(desk: Desk, asked: CapmQuery) -> str:
    """``seawall capm --json``."""
    results = run_capm(
        desk.source,
        market=asked.market or _benchmark(desk),
        risk_free_annual=asked.risk_free_rate,
        market_return_annual=asked.market_return,
        assets=asked.assets,
        as_of=desk.inputs.as_of,
        progress=desk.progress,
    )
    return document_json(compose_capm(results))


PORTFOLIO_DOCUMENTS = (
    DocumentRoute("frontier", "Every efficient portfolio", _frontier, FrontierQuery, FrontierDocument),
    DocumentRoute("optimize", "One portfolio by an objective", _optimize, OptimizeQuery, OptimizeDocument),
    DocumentRoute("capm", "Betas and the security market line", _capm, CapmQuery, CapmDocument),
)
