"""What the page on the economy is made of, as the workflow hands it over."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import Failure
from seawall.macro import Economy, Indicator, MacroCard

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
    failures : tuple of Failure
        What could not be read, and why.
    """

    economy: Economy
    data: str
    vintage: str
    cards: tuple[MacroCard, ...]
    indicators: tuple[Indicator, ...]
    failures: tuple[Failure, ...]
