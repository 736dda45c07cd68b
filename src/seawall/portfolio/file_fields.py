"""What fields of a portfolio file may hold: names, symbols, currencies and numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

__all__ = ["SYMBOL_FORM", "CurrencyCode", "Identifier", "Number", "Positive", "Record", "Share", "Symbol"]

# a symbol is also the name of a file, so it holds no separators
SYMBOL_FORM = r"^[A-Za-z0-9^][A-Za-z0-9_.^=-]*$"


def _not_tiny(value: float) -> float:
    if value < 1e-18:
        raise ValueError(f"must be at least 1e-18, was {value:g}")
    return value


Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/^=-]*$")]
Symbol = Annotated[str, Field(min_length=1, max_length=64, pattern=SYMBOL_FORM)]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3,6}$")]
# the bounds are far from any real book, and keep every product of a few of them finite
Number = Annotated[float, Field(ge=-1e18, le=1e18)]
Positive = Annotated[float, Field(gt=0, le=1e18), AfterValidator(_not_tiny)]
Share = Annotated[float, Field(ge=0, le=1)]


class Record(BaseModel):
    """A mapping of the file: no field that it does not know, no NaN, and no value of another type."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True, strict=True)
