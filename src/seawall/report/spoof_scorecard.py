"""How good the detector of spoof-like orders is, beside the plain rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seawall.measures import DetectionScore
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, percent, quantity

__all__ = [
    "SPOOF_SCORE_NOTES",
    "DetectorLine",
    "SpoofScoreLine",
    "SpoofScoreView",
    "SpoofScorecard",
    "spoof_score_section",
    "spoof_score_view",
]


@dataclass(frozen=True, slots=True)
class DetectorLine:
    """A detector or a rule on one set of trials; the area is that under precision and recall, None without scores."""

    name: str
    score: DetectionScore
    area: float | None = None
    area_low: float | None = None
    area_high: float | None = None


@dataclass(frozen=True, slots=True)
class SpoofScorecard:
    """How good the detector is on one set of trials.

    Attributes
    ----------
    where : str
        What was looked at.
    trials, planted, found_large, large : int
        Streams; large orders planted; how many of them were large for the detector; all large orders.
    base_rate : float
        `found_large` / `large`: the share of large orders that were planted, which is the precision of a detector
        that knows nothing.
    lines : tuple of DetectorLine
        The detector at one half, then the plain rules.
    calibration_error, brier : float
        Expected calibration error of the probabilities over large orders, and their Brier score.
    """

    where: str
    trials: int
    planted: int
    found_large: int
    large: int
    base_rate: float
    lines: tuple[DetectorLine, ...]
    calibration_error: float
    brier: float


@dataclass(frozen=True, slots=True)
class SpoofScoreLine:
    """A detector or a rule on one market; null where there is nothing to say."""

    name: str
    area: Number
    area_low: Number
    area_high: Number
    times_base_rate: Number
    precision: Number
    recall: Number
    unlabelled_per_hour: Number
    median_delay: Number


@dataclass(frozen=True, slots=True)
class SpoofScoreView:
    """One market with plants."""

    where: str
    trials: int
    planted: int
    found_large: int
    large: int
    base_rate: Number
    calibration_error: Number
    brier: Number
    lines: tuple[SpoofScoreLine, ...]


SPOOF_SCORE_NOTES = (
    "Base rate: planted large orders among all large orders, which is the precision of knowing nothing. A "
    "large order is one of the largest fiftieth at its distance in the last hour.",
    "Unlabelled: flags that hit no plant. A recorded market has no labels: nobody knows what those were.",
    "Area: under precision and recall, over plants that were never large too; its interval draws half minutes "
    "of the stream again. The plain rule flags what appears and has gone by nine tenths within 5 s.",
)
"""What the numbers of a spoof-like scorecard mean."""


def spoof_score_section(markets: Sequence[SpoofScoreView]) -> Section:
    """The tables of the scorecards."""
    titles = ("PR area", "low", "high", "x base", "Precision", "Recall", "Unlabelled/h", "Delay s")
    columns = (Column("Detector", is_number=False), *(Column(title) for title in titles))
    tables = []
    for each in markets:
        rows = tuple(
            table_row(
                line.name, line.area, line.area_low, line.area_high, line.times_base_rate, line.precision, line.recall,
                line.unlabelled_per_hour, line.median_delay,
            )
            for line in each.lines
        )  # fmt: skip
        caption = (
            f"{each.trials} streams; {each.planted} planted large orders, {each.found_large} of them large among "
            f"{each.large:,}: base rate {each.base_rate.text}; calibration error {each.calibration_error.text}, "
            f"Brier score {each.brier.text}"
        )
        tables.append(Table(each.where, columns, rows, caption))
    return Section("spoof-like", "Spoof-like orders: what was planted, and what was found", tuple(tables))


def spoof_score_view(scored: SpoofScorecard) -> SpoofScoreView:
    """A scorecard with its texts."""
    return SpoofScoreView(
        where=scored.where,
        trials=scored.trials,
        planted=scored.planted,
        found_large=scored.found_large,
        large=scored.large,
        base_rate=percent(scored.base_rate, decimals=1),
        calibration_error=quantity(scored.calibration_error, "probability", decimals=3),
        brier=quantity(scored.brier, "squared probability", decimals=4),
        lines=tuple(_line(each, scored.base_rate) for each in scored.lines),
    )


def _line(line: DetectorLine, base_rate: float) -> SpoofScoreLine:
    return SpoofScoreLine(
        name=line.name,
        area=quantity(line.area, "area", decimals=2),
        area_low=quantity(line.area_low, "area", decimals=2),
        area_high=quantity(line.area_high, "area", decimals=2),
        times_base_rate=quantity(None if line.area is None else line.area / base_rate, "times", decimals=1),
        precision=quantity(line.score.precision, "share", decimals=2),
        recall=quantity(line.score.recall, "share", decimals=2),
        unlabelled_per_hour=quantity(line.score.false_per_hour, "per hour", decimals=0),
        median_delay=quantity(line.score.median_delay_s, "seconds", decimals=1),
    )
