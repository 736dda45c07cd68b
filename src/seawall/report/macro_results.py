"""What the page on the economy is made of, as the workflow hands it over."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import Failure, Lineage
from seawall.macro import (
    AssetView,
    Economy,
    Indicator,
    MacroCard,
    MacroSeries,
    RecessionForecast,
    RecessionHistory,
    RecessionSkill,
    RegimeHistory,
    RegimeReading,
    TreasuryCurve,
)

__all__ = ["MacroHistoryResults", "MacroResults"]


@dataclass(frozen=True, slots=True, eq=False)
class MacroResults:
    """The economy on one day.

    Attributes
    ----------
    economy : Economy
        What was known.
    data : str
        Where it came from.
    vintage : str
        The vintage asked for; empty for the newest of each series.
    cards : tuple of MacroCard
        Six; none without an economic series.
    indicators : tuple of Indicator
        All; none without an economic series.
    curves : tuple of TreasuryCurve
        Of the newest day, a month and a year before; empty without enough maturities.
    regime : RegimeReading or None
        Score of the regime; None where no indicator of it is known.
    recession : RecessionForecast or None
        Probability of a recession; None where it could not be fitted.
    views : tuple of AssetView
        Of the dollar, gold, bitcoin and ether; empty where no prices were given.
    prices : str
        Where the prices came from; empty where none were given.
    failures : tuple of Failure
        What could not be read, and why.
    """

    economy: Economy
    data: str
    vintage: str
    cards: tuple[MacroCard, ...]
    indicators: tuple[Indicator, ...]
    curves: tuple[TreasuryCurve, ...]
    regime: RegimeReading | None
    recession: RecessionForecast | None
    views: tuple[AssetView, ...]
    prices: str
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MacroHistoryResults:
    """The economy on the first day of each month.

    Attributes
    ----------
    economy : Economy
        What is known on the last day.
    data, vintage : str
        Where it came from, and the vintage asked for.
    lineage : Lineage
        Of the score on the last day.
    regime : RegimeHistory
        Scores.
    recession : RecessionHistory or None
        Probabilities; None where none could be fitted.
    skill : RecessionSkill or None
        What became of them; None where that is not known.
    outcomes : MacroSeries or None
        Recessions by the NBER.
    failures : tuple of Failure
        What could not be read, and why.
    """

    economy: Economy
    data: str
    vintage: str
    lineage: Lineage
    regime: RegimeHistory
    recession: RecessionHistory | None
    skill: RecessionSkill | None
    outcomes: MacroSeries | None
    failures: tuple[Failure, ...]
