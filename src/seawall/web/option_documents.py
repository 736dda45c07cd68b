"""Documents of options: one that is typed in, the book by cause and over a grid of shocks, and a chain's surface."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from seawall.core import DAYS_PER_YEAR
from seawall.errors import SourceError
from seawall.report import (
    ChainDocument,
    ExplainDocument,
    GridDocument,
    compose_chain,
    compose_explain,
    compose_grid,
    document_json,
    option_greeks_json,
    option_volatility_json,
)
from seawall.valuation import TYPED_LIMITS, single_option_values, single_option_volatility, typed_fault
from seawall.web.desk import Desk
from seawall.web.document_route import DocumentRoute, NoQuery, Query
from seawall.web.query_fields import AssetId
from seawall.workflows import even_moves, fit_option_chain, run_pnl_explain, run_shock_grid

__all__ = ["OPTION_DOCUMENTS"]


def _typed(name: str) -> AfterValidator:
    """Refuse a number in the words of the command."""

    def check(value: float) -> float:
        fault = typed_fault(name, value)
        if fault is not None:
            raise ValueError(fault)
        return value

    return AfterValidator(check)


def _described(name: str) -> str:
    return f"{TYPED_LIMITS[name][2].capitalize()}."


_Price = Annotated[float, _typed("price"), Field(description=_described("price"))]
_Spot = Annotated[float, _typed("spot"), Field(description=_described("spot"))]
_Strike = Annotated[float, _typed("strike"), Field(description=_described("strike"))]
_Days = Annotated[float, _typed("days"), Field(description=_described("days"))]
_Rate = Annotated[float, _typed("rate"), Field(description=_described("rate"))]
_Dividend = Annotated[float, _typed("dividend"), Field(description=_described("dividend"))]
_Volatility = Annotated[float, _typed("volatility"), Field(description=_described("volatility"))]
_Right = Literal["call", "put"]
_Move = Annotated[float, Field(description="Relative, decimal; above -1 and at most 10.")]
_Count = Annotated[int, Field(ge=2, le=61)]


class OptionQuery(Query):
    """One European option."""

    right: _Right = "call"
    spot: _Spot = 97_420.0
    strike: _Strike = 100_000.0
    days: _Days = 30.0
    rate: _Rate = 0.05
    volatility: _Volatility = 0.72
    dividend: _Dividend = 0.0


class OptionBody(BaseModel):
    """Price and Greeks per unit of the underlying; a value without bound is null, and named with its sign."""

    price: float
    delta: float
    gamma: float | None
    theta_per_day: float | None
    theta_per_year: float | None
    vega_per_point: float
    vega_per_1: float
    rho_per_percent: float
    rho_per_1: float
    vanna: float | None
    volga: float | None
    inputs: dict[str, float | str]
    disclaimer: str
    infinite: dict[str, str] | None = None


class ImpliedVolatilityQuery(Query):
    """One European option with its price."""

    right: _Right = "call"
    price: _Price
    spot: _Spot = 97_420.0
    strike: _Strike = 100_000.0
    days: _Days = 30.0
    rate: _Rate = 0.05
    dividend: _Dividend = 0.0


class ImpliedVolatilityBody(BaseModel):
    """The volatility that a price implies, or why it implies none."""

    volatility: float | None
    status: str
    message: str
    error_bound: float | None
    lowest_price: float
    highest_price: float
    inputs: dict[str, float | str]
    disclaimer: str


class ExplainQuery(Query):
    """Two closes; the last two without."""

    start: dt.date | None = None
    end: dt.date | None = None


class GridQuery(Query):
    """Moves of price and implied volatility at even steps, relative."""

    underlying: AssetId | None = None
    spot_low: _Move = -0.5
    spot_high: _Move = 0.5
    spot_count: _Count = 11
    volatility_low: _Move = -0.4
    volatility_high: _Move = 0.4
    volatility_count: _Count = 9


def _option(_: Desk, asked: OptionQuery) -> str:
    """``seawall option greeks --json``."""
    inputs = asked.model_dump(mode="json")
    priced = {name: value for name, value in inputs.items() if name != "days"}
    return option_greeks_json(single_option_values(time=asked.days / DAYS_PER_YEAR, **priced), inputs)


def _implied_volatility(_: Desk, asked: ImpliedVolatilityQuery) -> str:
    """``seawall option iv --json``."""
    inputs = asked.model_dump(mode="json")
    quoted = {name: value for name, value in inputs.items() if name != "days"}
    return option_volatility_json(single_option_volatility(time=asked.days / DAYS_PER_YEAR, **quoted), inputs)


def _explain(desk: Desk, asked: ExplainQuery) -> str:
    """``seawall explain --json``."""
    results = run_pnl_explain(
        desk.file, desk.source, start=asked.start, end=asked.end or desk.inputs.as_of, progress=desk.progress
    )
    return document_json(compose_explain(results))


def _grid(desk: Desk, asked: GridQuery) -> str:
    """``seawall grid --json``."""
    results = run_shock_grid(
        desk.file,
        desk.source,
        underlying=asked.underlying,
        spot_moves=even_moves(asked.spot_low, asked.spot_high, asked.spot_count),
        volatility_moves=even_moves(asked.volatility_low, asked.volatility_high, asked.volatility_count),
        as_of=desk.inputs.as_of,
        progress=desk.progress,
    )
    return document_json(compose_grid(results))


def _chain(desk: Desk, _: NoQuery) -> str:
    """``seawall option chain --json``."""
    if desk.inputs.chain is None:
        raise SourceError("no option chain was given: start with seawall serve --chain FILE")
    return document_json(compose_chain(*fit_option_chain(desk.inputs.chain, progress=desk.progress)))


OPTION_DOCUMENTS = (
    DocumentRoute("option", "Price and Greeks of one European option", _option, OptionQuery, OptionBody),
    DocumentRoute("implied-volatility", "Volatility that a price implies", _implied_volatility, ImpliedVolatilityQuery,
                  ImpliedVolatilityBody),
    DocumentRoute("explain", "P&L of the book between two closes, by cause", _explain, ExplainQuery, ExplainDocument),
    DocumentRoute("grid", "P&L of the book by move of price and volatility", _grid, GridQuery, GridDocument),
    DocumentRoute("chain", "Volatility surface of an option chain", _chain, document=ChainDocument),
)  # fmt: skip
