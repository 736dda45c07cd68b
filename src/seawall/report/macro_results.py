"""What the page on the economy is made of, as the workflow hands it over."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import Failure
from seawall.macro import AssetView, Economy, Indicator, MacroCard, RecessionForecast, RegimeReading

__all__ = ["MacroResults"]


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
        Six.
    indicators : tuple of Indicator
        All.
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
    regime: RegimeReading | None
    recession: RecessionForecast | None
    views: tuple[AssetView, ...]
    prices: str
    failures: tuple[Failure, ...]
