"""A rule by which figures become words: conditions, a sentence, and what it says of the asset.

A rule speaks where all its conditions hold on the figures as they are shown (rounded), so that words and figures cannot
disagree, and where no figure that it needs is missing or stale. In words, ``{driver.part}`` is a figure: parts are
`value`, `signed` (with a plus sign), `size` (without a sign), `lower`, `upper`, `date`, `start` of its window, and
`range` (the interval and its name, or nothing where there is none). The level has `label`, `unit`, `close`, `previous`,
`change` in percent, `date` and `previous_date`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from seawall.macro.asset_view import Leaning
from seawall.macro.driver_catalogue import ViewAsset

__all__ = ["Condition", "ReadingRule", "at_least", "below", "reading_rule"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a figure must be.

    Attributes
    ----------
    figure : str
        Driver and part: ``real_yield_effect.upper``.
    at_least, below : float
        Bounds, the lower included, the upper not.
    """

    figure: str
    at_least: float = -math.inf
    below: float = math.inf


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """One claim that figures can make.

    Attributes
    ----------
    rule_id : str
        Unique.
    asset : ViewAsset
        Whose view it is for.
    conditions : tuple of Condition
        All must hold.
    words : str
        The sentence.
    leaning : Leaning
        What it says of the asset.
    short : str
        The same in a few words, for the sentence on what conflicts; empty for a rule without a leaning.
    """

    rule_id: str
    asset: ViewAsset
    conditions: tuple[Condition, ...]
    words: str
    leaning: Leaning = Leaning.NEITHER
    short: str = ""


def reading_rule(
    rule_id: str,
    asset: ViewAsset,
    conditions: tuple[Condition, ...],
    words: str,
    *,
    leaning: Leaning = Leaning.NEITHER,
    short: str = "",
) -> ReadingRule:
    """Rule of one asset; its identifier opens with the asset."""
    return ReadingRule(f"{asset.value}-{rule_id}", asset, conditions, words, leaning, short)


def at_least(figure: str, value: float) -> Condition:
    """A figure that is `value` or more."""
    return Condition(figure, at_least=value)


def below(figure: str, value: float) -> Condition:
    """A figure that is less than `value`."""
    return Condition(figure, below=value)
