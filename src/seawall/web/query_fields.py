"""Fields that several queries share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seawall.portfolio import Identifier

__all__ = ["AssetId", "Confidence", "Name", "Names", "Rate", "Seed", "Share"]

AssetId = Identifier
"""An asset as the portfolio file calls it; a `Name` is that of a series of prices or of the economy."""
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.^=-]+$")]
Names = Annotated[list[Name], Field(min_length=2, max_length=60)]
Rate = Annotated[float, Field(ge=-1.0, le=1.0, description="Decimal a year.")]
Share = Annotated[float, Field(ge=-10.0, le=10.0, description="Share of the whole.")]
Confidence = Annotated[float, Field(ge=0.5, le=0.999)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
