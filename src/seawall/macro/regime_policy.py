"""The policy of the macro-regime score as a file: weights, anchors and thresholds, checked as a whole."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from seawall.core import FormatVersion, choice_named, parse_document, read_document
from seawall.macro.catalogue import SERIES_CATALOGUE

__all__ = [
    "IndicatorPolicy",
    "PartPolicy",
    "RegimeIndicator",
    "RegimePart",
    "RegimePolicy",
    "WordThresholds",
    "default_regime_policy",
    "read_regime_policy",
    "regime_policy_schema",
]

_WEIGHT_TOLERANCE = 1e-12
WORST_REGIME_SCORE = 10.0


class RegimePart(StrEnum):
    """The six parts of the score."""

    GROWTH = "growth"
    INFLATION = "inflation"
    POLICY = "policy"
    CREDIT = "credit"
    VOLATILITY = "volatility"
    CURVE = "curve"


class RegimeIndicator(StrEnum):
    """What is measured; the formulas stand in `regime_indicators`."""

    PAYROLL_GROWTH = "payroll_growth"
    UNEMPLOYMENT_RISE = "unemployment_rise"
    CLAIMS_RISE = "claims_rise"
    CORE_PCE_GAP = "core_pce_gap"
    CPI_GAP = "cpi_gap"
    CORE_PCE_PACE = "core_pce_pace"
    REAL_POLICY_RATE = "real_policy_rate"
    POLICY_CHANGE = "policy_change"
    SPREAD_LEVEL = "spread_level"
    SPREAD_CHANGE = "spread_change"
    VIX_LEVEL = "vix_level"
    VIX_PERCENTILE = "vix_percentile"
    CURVE_10Y3M = "curve_10y3m"
    CURVE_10Y2Y = "curve_10y2y"
    RESTEEPENING = "resteepening"


@dataclass(frozen=True, slots=True)
class PartPolicy:
    """One part of the score.

    Attributes
    ----------
    part : RegimePart
        Which.
    title : str
        Shown on the page.
    weight : float
        In the score, decimal.
    reason : str
        Why it has a place and this weight.
    """

    part: RegimePart
    title: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class IndicatorPolicy:
    """How one indicator is scored.

    Attributes
    ----------
    indicator : RegimeIndicator
        Which.
    part : RegimePart
        Where it belongs.
    title, unit : str
        Shown on the page.
    series : tuple of str
        Identifiers of the series that it is made of.
    weight : float
        Within its part, decimal.
    zero_at, ten_at : float
        Readings that score 0 and 10, in either order.
    reason : str
        Why these anchors.
    """

    indicator: RegimeIndicator
    part: RegimePart
    title: str
    unit: str
    series: tuple[str, ...]
    weight: float
    zero_at: float
    ten_at: float
    reason: str


@dataclass(frozen=True, slots=True)
class WordThresholds:
    """Scores at which the word for the regime changes; see `regime_word` for the rule.

    Attributes
    ----------
    stress_at, stagflation_at, recovery_from, recovery_fall, slowdown_at, overheating_at : float
        In points of the score, 0 to 10.
    """

    stress_at: float
    stagflation_at: float
    recovery_from: float
    recovery_fall: float
    slowdown_at: float
    overheating_at: float


@dataclass(frozen=True, slots=True)
class RegimePolicy:
    """Everything that turns the economy into a score.

    Attributes
    ----------
    name : str
        Shown beside the score.
    parts : tuple of PartPolicy
        In the order of the waterfall; weights sum to 1.
    indicators : tuple of IndicatorPolicy
        Weights sum to 1 within each part.
    words : WordThresholds
        For the word.
    """

    name: str
    parts: tuple[PartPolicy, ...]
    indicators: tuple[IndicatorPolicy, ...]
    words: WordThresholds

    def of_part(self, part: RegimePart) -> tuple[IndicatorPolicy, ...]:
        """Indicators of one part."""
        part = choice_named(part, "part", RegimePart)
        return tuple(each for each in self.indicators if each.part is part)


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True, strict=True)


_Share = Annotated[float, Field(ge=0, le=1)]
_Score = Annotated[float, Field(gt=0, le=WORST_REGIME_SCORE)]


class _PartRecord(_Record):
    title: str
    weight: _Share
    reason: str


class _IndicatorRecord(_Record):
    part: Annotated[RegimePart, Field(strict=False)]
    title: str
    unit: str
    series: Annotated[list[str], Field(min_length=1)]
    weight: _Share
    zero_at: float
    ten_at: float
    reason: str


class _WordsRecord(_Record):
    stress_at: _Score
    stagflation_at: _Score
    recovery_from: _Score
    recovery_fall: _Score
    slowdown_at: _Score
    overheating_at: _Score


class _PolicyRecord(_Record):
    """A Seawall macro-regime policy file, version 1."""

    model_config = ConfigDict(title="Seawall macro-regime policy file")

    version: FormatVersion
    name: str
    parts: dict[Annotated[RegimePart, Field(strict=False)], _PartRecord]
    indicators: dict[Annotated[RegimeIndicator, Field(strict=False)], _IndicatorRecord]
    words: _WordsRecord

    @model_validator(mode="after")
    def _whole(self) -> _PolicyRecord:
        missing = [each.value for each in RegimePart if each not in self.parts]
        missing += [each.value for each in RegimeIndicator if each not in self.indicators]
        if missing:
            raise ValueError(f"parts and indicators must hold {', '.join(missing)}")
        _check_weights("parts", [each.weight for each in self.parts.values()])
        for part in RegimePart:
            inside = [each.weight for each in self.indicators.values() if each.part is part]
            _check_weights(f"indicators of {part.value}", inside)
        for name, each in self.indicators.items():
            if each.zero_at == each.ten_at:
                raise ValueError(f"indicators.{name}.zero_at must differ from ten_at, both were {each.ten_at:g}")
            if unknown := [series for series in each.series if series not in SERIES_CATALOGUE]:
                raise ValueError(f"indicators.{name}.series holds {unknown[0]!r}, which the catalogue does not know")
        return self


def _check_weights(place: str, weights: list[float]) -> None:
    total = math.fsum(weights)
    if abs(total - 1.0) > _WEIGHT_TOLERANCE:
        raise ValueError(f"weights of {place} must sum to 1, summed to {total:.12g}")


def regime_policy_schema() -> dict[str, Any]:
    """JSON schema of the macro-regime policy file."""
    return _PolicyRecord.model_json_schema()


def read_regime_policy(path: Path) -> RegimePolicy:
    """Read a macro-regime policy.

    Raises
    ------
    InputError
        One line with file, line, field and value.
    """
    record = parse_document(_PolicyRecord, read_document(path))
    return RegimePolicy(
        name=record.name,
        # the order of the enumeration, whatever that of the file: arrays of the history follow it
        parts=tuple(
            PartPolicy(part, record.parts[part].title, record.parts[part].weight, record.parts[part].reason)
            for part in RegimePart
        ),
        indicators=tuple(
            IndicatorPolicy(
                indicator=indicator,
                part=each.part,
                title=each.title,
                unit=each.unit,
                series=tuple(each.series),
                weight=each.weight,
                zero_at=each.zero_at,
                ten_at=each.ten_at,
                reason=each.reason,
            )
            for indicator, each in ((name, record.indicators[name]) for name in RegimeIndicator)
        ),
        words=WordThresholds(**record.words.model_dump()),
    )


@cache
def default_regime_policy() -> RegimePolicy:
    """Return the policy that Seawall ships."""
    with resources.as_file(resources.files("seawall.macro") / "regime.yaml") as path:
        return read_regime_policy(path)
