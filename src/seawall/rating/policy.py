"""The rating policy as a file: weights, anchors, ladder and actions, checked as a whole."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from seawall.core import parse_document, read_document

__all__ = ["Band", "FactorPolicy", "RatingFactor", "RatingPolicy", "default_policy", "policy_schema", "read_policy"]

_WEIGHT_TOLERANCE = 1e-12
WORST_SCORE = 10.0


class RatingFactor(StrEnum):
    """The five factors of the composite."""

    MARKET = "market"
    CREDIT = "credit"
    LIQUIDITY = "liquidity"
    CONCENTRATION = "concentration"
    MACRO = "macro"


@dataclass(frozen=True, slots=True)
class FactorPolicy:
    """How one factor is scored.

    Attributes
    ----------
    factor : RatingFactor
        Which.
    title : str
        Shown on the page.
    weight : float
        In the composite, decimal.
    reading : str
        What is measured, in words.
    low : float or None
        Reading that scores 0; None stands for 1/n.
    high : float
        Reading that scores 10.
    """

    factor: RatingFactor
    title: str
    weight: float
    reading: str
    low: float | None
    high: float


@dataclass(frozen=True, slots=True)
class Band:
    """One grade.

    Attributes
    ----------
    grade : str
        Such as ``BBB``.
    below : float
        Scores below this edge and not below the previous one belong here; the last edge is included.
    action : str
        What the grade asks for.
    """

    grade: str
    below: float
    action: str


@dataclass(frozen=True, slots=True)
class RatingPolicy:
    """Everything that turns readings into a grade.

    Attributes
    ----------
    name : str
        Shown beside the rating.
    factors : tuple of FactorPolicy
        In the order of the waterfall; weights sum to 1.
    ladder : tuple of Band
        From best to worst, edges rising to 10.
    """

    name: str
    factors: tuple[FactorPolicy, ...]
    ladder: tuple[Band, ...]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class _FactorRecord(_Record):
    title: str
    weight: Annotated[float, Field(ge=0, le=1)]
    reading: str
    low: float | Literal["1/n"]
    high: float


class _BandRecord(_Record):
    grade: Literal["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D"]
    below: Annotated[float, Field(gt=0, le=WORST_SCORE)]
    action: Literal["HOLD", "MONITOR", "REDUCE", "EXIT"]


class _PolicyRecord(_Record):
    """A Seawall rating policy file, version 1."""

    model_config = ConfigDict(title="Seawall rating policy file")

    version: Literal[1]
    name: str
    factors: dict[RatingFactor, _FactorRecord]
    ladder: Annotated[list[_BandRecord], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> _PolicyRecord:
        missing = [factor.value for factor in RatingFactor if factor not in self.factors]
        if missing:
            raise ValueError(f"factors must hold {', '.join(missing)}")
        total = math.fsum(each.weight for each in self.factors.values())
        if abs(total - 1.0) > _WEIGHT_TOLERANCE:
            raise ValueError(f"weights must sum to 1, summed to {total:.12g}")
        edges = [band.below for band in self.ladder]
        if any(later <= earlier for earlier, later in itertools.pairwise(edges)):
            raise ValueError(f"ladder edges must rise, were {edges}")
        if edges[-1] != WORST_SCORE:
            raise ValueError(f"the last ladder edge must be {WORST_SCORE:g}, was {edges[-1]:g}")
        for name, each in self.factors.items():
            low = 0.0 if each.low == "1/n" else float(each.low)
            if low >= each.high:
                raise ValueError(f"factors.{name}.low must be below high {each.high:g}, was {each.low}")
        return self


def policy_schema() -> dict[str, Any]:
    """JSON schema of the rating policy file."""
    return _PolicyRecord.model_json_schema()


def read_policy(path: Path) -> RatingPolicy:
    """Read a rating policy.

    Raises
    ------
    InputError
        One line with file, line, field and value.
    """
    record = parse_document(_PolicyRecord, read_document(path))
    return RatingPolicy(
        name=record.name,
        factors=tuple(
            FactorPolicy(
                factor=factor,
                title=each.title,
                weight=each.weight,
                reading=each.reading,
                low=None if each.low == "1/n" else float(each.low),
                high=each.high,
            )
            for factor, each in record.factors.items()
        ),
        ladder=tuple(Band(each.grade, each.below, each.action) for each in record.ladder),
    )


@cache
def default_policy() -> RatingPolicy:
    """Return the policy that Seawall ships."""
    with resources.as_file(resources.files("seawall.rating") / "policy.yaml") as path:
        return read_policy(path)
