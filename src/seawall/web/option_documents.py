"""Documents of options: one that is typed in."""

from __future__ import annotations

import json
import math
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from seawall.core import DAYS_PER_YEAR, DISCLAIMER
from seawall.web.desk import Desk
from seawall.web.document_route import DocumentRoute, Query

__all__ = ["OPTION_DOCUMENTS"]


class OptionQuery(Query):
    """One European option."""

    right: Literal["call", "put"] = "call"
    spot: Annotated[float, Field(gt=0.0, le=1e12)] = 97_420.0
    strike: Annotated[float, Field(gt=0.0, le=1e12)] = 100_000.0
    days: Annotated[float, Field(gt=0.0, le=36_500.0, description="Calendar days; a year has 365.")] = 30.0
    volatility: Annotated[float, Field(gt=0.0, le=10.0, description="Decimal a year.")] = 0.72
    rate: Annotated[float, Field(ge=-2.0, le=2.0, description="Decimal a year, continuously compounded.")] = 0.05
    dividend: Annotated[float, Field(ge=-2.0, le=2.0)] = 0.0


class OptionBody(BaseModel):
    """Price and Greeks per unit of the underlying; a value without bound is null."""

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


def _option(_: Desk, asked: OptionQuery) -> str:
    """``seawall option greeks --json``."""
    from seawall.valuation import single_option_values

    inputs = asked.model_dump(mode="json")
    priced = {name: value for name, value in inputs.items() if name != "days"}
    values = single_option_values(time=asked.days / DAYS_PER_YEAR, **priced)
    found = {name: value if math.isfinite(value) else None for name, value in values.by_unit().items()}
    document = {**found, "inputs": {**priced, "days": asked.days}, "disclaimer": DISCLAIMER}
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


OPTION_DOCUMENTS = (
    DocumentRoute("option", "Price and Greeks of one European option", _option, OptionQuery, OptionBody),
)
