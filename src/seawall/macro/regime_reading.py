"""The macro-regime score of one day, with its waterfall.

An indicator without data is "not rated". Its part, and the score, are then not numbers but ranges: what is not
known may score anything from 0 to 10, and nobody may choose for the reader.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from seawall.core import Lineage
from seawall.macro.regime_policy import IndicatorPolicy, PartPolicy

__all__ = ["IndicatorScore", "PartScore", "RegimeReading", "RegimeWord"]


class RegimeWord(StrEnum):
    """A word for the state of the economy, as `regime_word` rules."""

    EXPANSION = "expansion"
    OVERHEATING = "overheating"
    SLOWDOWN = "slowdown"
    RECOVERY = "recovery"
    STAGFLATION = "stagflation"
    STRESS = "stress"


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator on one day.

    Attributes
    ----------
    policy : IndicatorPolicy
        Title, unit, weight and anchors.
    value : float or None
        The reading, in the unit of the policy; None where it is not known.
    period : datetime.date or None
        Reference period of the newest observation in it.
    known_from : datetime.date or None
        Day on which that was published.
    score : float or None
        0 to 10, higher is riskier; None when not rated.
    basis : str
        Series and period, or what is missing.
    """

    policy: IndicatorPolicy
    value: float | None
    period: dt.date | None
    known_from: dt.date | None
    score: float | None
    basis: str


@dataclass(frozen=True, slots=True)
class PartScore:
    """One step of the waterfall.

    Attributes
    ----------
    policy : PartPolicy
        Title and weight.
    indicators : tuple of IndicatorScore
        What it is made of, rated or not.
    best, worst : float
        Lowest and highest score that the known indicators allow, 0 to 10; equal when all are known.
    """

    policy: PartPolicy
    indicators: tuple[IndicatorScore, ...]
    best: float
    worst: float

    @property
    def score(self) -> float | None:
        """0 to 10; None where an indicator is not rated."""
        return self.best if all(each.score is not None for each in self.indicators) else None

    @property
    def contribution(self) -> float | None:
        """Weight times score; None where an indicator is not rated."""
        return None if self.score is None else self.policy.weight * self.score


@dataclass(frozen=True, slots=True)
class RegimeReading:
    """The macro-regime risk score of one day.

    Attributes
    ----------
    as_of : datetime.date
        Only what had been published by then is used; later revisions are not undone.
    policy : str
        Name of the policy.
    waterfall : tuple of PartScore
        The six parts, rated or not.
    best, worst : float
        Lowest and highest score that the known indicators allow, 0 (calm) to 10; equal when all are known.
    word : RegimeWord or None
        None where what is missing could change it.
    word_basis : str
        The rule that gave the word, with its numbers; or why there is none.
    lineage : Lineage
        Files, hash of their data, method.
    """

    as_of: dt.date
    policy: str
    waterfall: tuple[PartScore, ...]
    best: float
    worst: float
    word: RegimeWord | None
    word_basis: str
    lineage: Lineage

    @property
    def score(self) -> float | None:
        """The score; None where an indicator is not rated."""
        return self.best if all(each.score is not None for each in self.waterfall) else None

    @property
    def unrated(self) -> tuple[IndicatorScore, ...]:
        """Indicators without data."""
        return tuple(each for part in self.waterfall for each in part.indicators if each.score is None)
