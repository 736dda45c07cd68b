"""The levels that a reading is judged by: bands with a word each, and where their numbers come from."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.errors import InputError

__all__ = [
    "CPI_RULE",
    "PAYROLL_RULE",
    "PCE_RULE",
    "PCE_TARGET",
    "PERCENTILE_RULE",
    "SLOPE_RULE",
    "VIX_RULE",
    "Band",
    "ThresholdRule",
]


@dataclass(frozen=True, slots=True)
class Band:
    """Values that share a word.

    Attributes
    ----------
    word : str
        What a value in the band is called.
    lower, upper : float or None
        A value is in the band from `lower` up to but not at `upper`; None is without end.
    """

    word: str
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class ThresholdRule:
    """Bands that cover every value.

    Attributes
    ----------
    text : str
        The rule in words, with its numbers.
    bands : tuple of Band
        Rising, each starting where the one before it ends; the first and the last are without end.
    unit : str
        Of the levels.
    source : str
        Who set each level.
    on_percentile : bool
        Whether the value's percentile in its own history is judged, and not the value.
    """

    text: str
    bands: tuple[Band, ...]
    unit: str
    source: str
    on_percentile: bool = False

    def __post_init__(self) -> None:
        """Refuse bands that leave a value out or take one twice."""
        if not self.bands or self.bands[0].lower is not None or self.bands[-1].upper is not None:
            raise InputError("'bands' must start and end without a limit")
        for before, after in zip(self.bands, self.bands[1:], strict=False):
            if before.upper is None or before.upper != after.lower:
                raise InputError(f"'bands' must touch: {before.word} ends at {before.upper}, then {after.lower}")
        limits = self.levels
        if list(limits) != sorted(set(limits)):
            raise InputError(f"'bands' must rise, were {limits}")

    @property
    def levels(self) -> tuple[float, ...]:
        """Where one band ends and the next begins."""
        return tuple(each.lower for each in self.bands if each.lower is not None)

    def word(self, value: float) -> str:
        """Word of the band that holds a value.

        Examples
        --------
        >>> VIX_RULE.word(14.99), VIX_RULE.word(15.0), VIX_RULE.word(20.0)
        ('complacent', 'calm', 'on watch')
        """
        return next(each.word for each in reversed(self.bands) if each.lower is None or value >= each.lower)


def _rule(
    text: str, words: tuple[str, ...], levels: tuple[float, ...], *, unit: str, source: str, on_percentile: bool = False
) -> ThresholdRule:
    lowers, uppers = (None, *levels), (*levels, None)
    bands = tuple(Band(*each) for each in zip(words, lowers, uppers, strict=True))
    return ThresholdRule(text, bands, unit, source, on_percentile)


PCE_TARGET = 2.0
"""Percent a year: the inflation that the Federal Reserve aims at, of the PCE price index."""

PCE_RULE = _rule(
    "within 0.25 points of the Fed's target of 2 % at target; from 3 % well above it",
    ("below target", "at target", "above target", "well above target"),
    (1.75, 2.25, 3.0),
    unit="% a year",
    source="2 %: FOMC, Statement on Longer-Run Goals and Monetary Policy Strategy (2012), on the whole PCE index; "
    "0.25 points and 3 %: Seawall's choice",
)
"""Inflation by the price index of personal consumption."""

CPI_RULE = _rule(
    "below 2 % low, from 2 % moderate, from 3 % elevated, from 5 % high",
    ("low", "moderate", "elevated", "high"),
    (2.0, 3.0, 5.0),
    unit="% a year",
    source="Seawall's choice: the Fed has no target for the CPI",
)
"""Inflation by the consumer price index."""

PAYROLL_RULE = _rule(
    "below 0 shrinking; below 150 thousand a month short of what a growing population needs; from there resilient",
    ("shrinking", "short of need", "resilient"),
    (0.0, 150.0),
    unit="thousand a month",
    source="150: the round figure in common use; the need follows the growth of the labour force",
)
"""Monthly change of payrolls."""

VIX_RULE = _rule(
    "below 15 complacent, from 15 calm, from 20 on watch, from 30 stressed",
    ("complacent", "calm", "on watch", "stressed"),
    (15.0, 20.0, 30.0),
    unit="index points",
    source="15 and 20: common practice; 30: Seawall's choice",
)
"""Implied volatility of the S&P 500."""

SLOPE_RULE = _rule(
    "below 0 inverted, below 0.5 points flat, from there upward",
    ("inverted", "flat", "upward"),
    (0.0, 0.5),
    unit="points",
    source="0: Estrella and Mishkin (1996), The Yield Curve as a Predictor of U.S. Recessions; 0.5: Seawall's choice",
)
"""Slope of the Treasury curve."""

PERCENTILE_RULE = _rule(
    "below the 20th percentile of its own history low, from the 80th high, else usual",
    ("low", "usual", "high"),
    (0.2, 0.8),
    unit="percentile",
    source="Seawall's choice: no level is generally agreed on",
    on_percentile=True,
)
"""Indicators without a level of their own."""
