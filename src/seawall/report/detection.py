"""How good detectors are, as data: what JSON holds, and what the terminal draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from seawall.core import DISCLAIMER
from seawall.measures import ConfidenceInterval, DetectionScore, ReliabilityCurve
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import UNKNOWN, Number, percent, quantity
from seawall.report.spoof_scorecard import SPOOF_SCORE_NOTES, SpoofScorecard, SpoofScoreView, spoof_score_view

__all__ = ["DetectionDocument", "DetectionTrial", "compose_detection", "detection_section"]

_FORMAT_VERSION = 2


@dataclass(frozen=True, slots=True)
class DetectionTrial:
    """One detector on one kind of market.

    Attributes
    ----------
    detector, variant : str
        What was looked for, and in which markets.
    markets : int
        How many.
    score : DetectionScore
        At the threshold of the detector.
    average_precision : float or None
        Area under the precision-recall curve; None where nothing was detected, or nothing was there.
    interval : ConfidenceInterval or None
        Of it, by markets.
    precision_at_recall : tuple of (float, float or None)
        Recall, and the best precision that reaches it.
    reliability : ReliabilityCurve or None
        Of the closing probabilities.
    brier : float or None
    size_error : float or None
        Mean distance of the estimated from the true executed size, as a share of the true one, over what was found.
    total_size_error : float or None
        The same of the whole size, over what was found and filled whole: one that was cancelled has no known error.
    """

    detector: str
    variant: str
    markets: int
    score: DetectionScore
    average_precision: float | None
    interval: ConfidenceInterval | None
    precision_at_recall: tuple[tuple[float, float | None], ...]
    reliability: ReliabilityCurve | None
    brier: float | None
    size_error: float | None
    total_size_error: float | None


@dataclass(frozen=True, slots=True)
class DetectionRow:
    """One trial with its texts."""

    detector: str
    variant: str
    markets: int
    truths: int
    flags: int
    precision: Number
    recall: Number
    average_precision: Number
    average_precision_lower: Number
    average_precision_upper: Number
    precision_at_recall_70: Number
    calibration_error: Number
    brier: Number
    false_per_hour: Number
    median_delay: Number
    size_error: Number
    total_size_error: Number


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """One bin of a reliability curve."""

    detector: str
    stated: Number
    observed: Number
    lower: Number
    upper: Number
    cases: int


@dataclass(frozen=True, slots=True)
class DetectionDocument:
    """Detectors scored on planted truth: icebergs by rows and reliability, spoof-like orders by market."""

    format_version: int
    seawall_version: str
    simulated: bool
    share: str
    parameters: str
    threshold: Number
    rows: tuple[DetectionRow, ...]
    reliability: tuple[ReliabilityRow, ...]
    spoof_like: tuple[SpoofScoreView, ...]
    notes: tuple[str, ...]
    disclaimer: str


_ICEBERG_NOTES = (
    "Icebergs: a flag hits when side and price are those of a planted iceberg and their times meet within a second; "
    "planted is what was refilled at least twice, from its first refill.",
    "PR-AUC: sum of precision over steps of recall; its interval draws whole markets again. ECE: mean distance "
    "of stated and observed, in bins of equal mass. Delay: from the first refill to the flag.",
    "Size: mean error of the executed size; whole size: of executed and expected, over those filled whole.",
)


def compose_detection(
    trials: Sequence[DetectionTrial],
    spoof_like: Sequence[SpoofScorecard] = (),
    *,
    share: str,
    parameters: str,
    simulated: bool = True,
) -> DetectionDocument:
    """Turn trials into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    trials : sequence of DetectionTrial
        Of icebergs; the last one of a detector is over all its markets, and gives the reliability curve.
    spoof_like : sequence of SpoofScorecard
        One by market; at least one trial or scorecard is needed.
    share : str
        Which markets were run.
    parameters : str
        What the detectors were fitted on.
    simulated : bool
        Whether no market is a recorded one with plants.
    """
    threshold = trials[0].score.threshold if trials else spoof_like[0].lines[0].score.threshold
    whole = {each.detector: each for each in trials}
    return DetectionDocument(
        format_version=_FORMAT_VERSION,
        seawall_version=version("seawall"),
        simulated=simulated,
        share=share,
        parameters=parameters,
        threshold=percent(threshold, decimals=0),
        rows=tuple(map(_row, trials)),
        reliability=tuple(row for each in whole.values() for row in _reliability(each)),
        spoof_like=tuple(map(spoof_score_view, spoof_like)),
        notes=(*(_ICEBERG_NOTES if trials else ()), *(SPOOF_SCORE_NOTES if spoof_like else ())),
        disclaimer=DISCLAIMER,
    )


def detection_section(document: DetectionDocument) -> Section:
    """Scores and reliability of icebergs as tables."""
    scores = Table(
        title=f"At a probability of {document.threshold.text}",
        columns=(
            Column("Markets", is_number=False), Column("Planted"), Column("Flags"), Column("Precision"),
            Column("Recall"), Column("PR-AUC"), Column("95 %"), Column("ECE"),
        ),
        rows=tuple(
            table_row(
                each.variant, f"{each.truths:,}", f"{each.flags:,}", each.precision, each.recall,
                each.average_precision, _between(each), each.calibration_error,
            )
            for each in document.rows
        ),
    )  # fmt: skip
    costs = Table(
        title="What a flag costs, and what it tells",
        columns=(
            Column("Markets", is_number=False), Column("P at R 70 %"), Column("False an hour"),
            Column("Delay, s"), Column("Brier"),
            Column("Size error"), Column("Whole size error"),
        ),
        rows=tuple(
            table_row(
                each.variant, each.precision_at_recall_70, each.false_per_hour, each.median_delay, each.brier,
                each.size_error, each.total_size_error,
            )
            for each in document.rows
        ),
    )  # fmt: skip
    bins = Table(
        title="Stated and observed",
        columns=(Column("Stated"), Column("Observed"), Column("95 %"), Column("Episodes")),
        rows=tuple(
            table_row(each.stated, each.observed, f"{each.lower.text} to {each.upper.text}", f"{each.cases:,}")
            for each in document.reliability
        ),
        caption="Episodes of all these markets by closing probability, in bins of equal mass; equal ones together.",
    )
    return Section("detection", "Icebergs: what was planted, and what was found", (scores, costs, bins))


def _between(row: DetectionRow) -> str:
    if row.average_precision_lower.value is None:
        return UNKNOWN
    return f"{row.average_precision_lower.text} to {row.average_precision_upper.text}"


def _row(trial: DetectionTrial) -> DetectionRow:
    score, interval, curve = trial.score, trial.interval, trial.reliability
    at_70 = dict(trial.precision_at_recall).get(0.7)
    return DetectionRow(
        detector=trial.detector,
        variant=trial.variant,
        markets=trial.markets,
        truths=score.truths,
        flags=score.flags,
        precision=percent(score.precision, decimals=1),
        recall=percent(score.recall, decimals=1),
        average_precision=quantity(trial.average_precision, "1", decimals=3),
        average_precision_lower=quantity(None if interval is None else interval.lower, "1", decimals=3),
        average_precision_upper=quantity(None if interval is None else interval.upper, "1", decimals=3),
        precision_at_recall_70=percent(at_70, decimals=1),
        calibration_error=quantity(None if curve is None else curve.expected_calibration_error, "1", decimals=4),
        brier=quantity(trial.brier, "1", decimals=4),
        false_per_hour=quantity(score.false_per_hour, "1/h", decimals=1),
        median_delay=quantity(score.median_delay_s, "s", decimals=2),
        size_error=percent(trial.size_error, decimals=0),
        total_size_error=percent(trial.total_size_error, decimals=0),
    )


def _reliability(trial: DetectionTrial) -> list[ReliabilityRow]:
    curve = trial.reliability
    if curve is None:
        return []
    return [
        ReliabilityRow(
            trial.detector,
            stated=percent(float(curve.stated[row]), decimals=1),
            observed=percent(float(curve.observed[row]), decimals=1),
            lower=percent(float(curve.lower[row]), decimals=1),
            upper=percent(float(curve.upper[row]), decimals=1),
            cases=int(cases),
        )
        for row, cases in enumerate(curve.cases)
    ]
