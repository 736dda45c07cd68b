"""The limits of a portfolio file: each kind with its own fields, so that every number says what it is of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from seawall.portfolio.file_fields import Identifier, Positive, Record
from seawall.portfolio.limits import Limit, LimitKind

__all__ = ["LimitRecord", "limit_of"]

_AMOUNTS = ("share_of_equity", "share_of_claims", "per_year", "days")
_NAMES = ("asset", "asset_class", "venue")

_OfEquity = Annotated[Positive, Field(description="At most, decimal share of equity.")]


class _TailLimit(Record):
    limit: Literal["value_at_risk", "expected_shortfall"]
    confidence: float = Field(ge=0.5, lt=1, description="Such as 0.99.")
    horizon_sessions: Literal[1, 10] = Field(1, description="Of the figures of a report.")
    share_of_equity: _OfEquity


class _StressLimit(Record):
    limit: Literal["stress_loss"]
    share_of_equity: _OfEquity


class _VolatilityLimit(Record):
    limit: Literal["volatility"]
    per_year: Positive = Field(description="At most, decimal, of equity.")


class _GrossLimit(Record):
    limit: Literal["gross_exposure"]
    share_of_equity: _OfEquity


class _AssetLimit(Record):
    limit: Literal["asset_exposure"]
    asset: Identifier
    share_of_equity: _OfEquity


class _ClassLimit(Record):
    limit: Literal["class_exposure"]
    asset_class: Literal["equity", "crypto", "metal", "rates", "credit", "commodity"]
    share_of_equity: _OfEquity


class _VenueLimit(Record):
    limit: Literal["venue_share"]
    venue: Identifier
    share_of_claims: Annotated[Positive, Field(le=1, description="At most, decimal share of what all venues hold.")]


class _SaleLimit(Record):
    limit: Literal["days_to_sell"]
    days: Positive = Field(description="At most, of the position that takes longest.")


LimitRecord = Annotated[
    _TailLimit | _StressLimit | _VolatilityLimit | _GrossLimit | _AssetLimit | _ClassLimit | _VenueLimit | _SaleLimit,
    Field(discriminator="limit"),
]


def limit_of(record: LimitRecord) -> Limit:
    """Limit that a record of the file states."""
    fields = record.model_dump()
    return Limit(
        LimitKind(record.limit),
        most=next(fields[each] for each in _AMOUNTS if each in fields),
        confidence=fields.get("confidence"),
        horizon_sessions=fields.get("horizon_sessions"),
        name=next((fields[each] for each in _NAMES if each in fields), None),
    )
