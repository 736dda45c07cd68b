"""What the gate finds: one finding a fault, with the rule, how grave it is, where it stands and what was expected."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import DateArray, FloatArray, IntArray, choice_named
from seawall.sources.datasets import Dataset

__all__ = ["Finding", "QualityReport", "Rule", "Severity", "findings_at", "time_text"]


class Severity(enum.StrEnum):
    """What becomes of a row.

    ``inform``: kept, and worth knowing. ``suspect``: kept, and listed in the audit log. ``refuse``: the whole batch is
    not kept.
    """

    INFORM = "inform"
    SUSPECT = "suspect"
    REFUSE = "refuse"


class Rule(enum.StrEnum):
    """What is looked for."""

    UNREADABLE = "unreadable"
    BLANK = "blank row"
    DUPLICATE = "duplicate"
    CONFLICT = "conflicting duplicate"
    ORDER = "out of order"
    FUTURE = "in the future"
    NO_SESSION = "row on a day without session"
    SHIFTED = "shifted time"
    GAP = "gap"
    HOLIDAYS = "weekdays without a row"
    NOT_FINITE = "not finite"
    NOT_POSITIVE = "not above zero"
    BAR_SHAPE = "open, high, low, close"
    VOLUME = "volume below zero"
    STALE = "stale run"
    SPLIT = "split"
    SPIKE = "spike"
    OUTLIER = "outlier"
    PEER_STEP = "step against its twin"
    PEER_GLITCH = "glitch against its twin"
    CROSSED = "bid above ask"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault.

    Attributes
    ----------
    rule : Rule
        What was looked for.
    severity : Severity
        What becomes of the rows.
    entity : str
        Symbol, series or underlying.
    time : str
        Day, or instant in UTC, of the first row concerned; for a gap, of the first row that is missing.
    value : float or None
        Value found; None where the fault is that there is none.
    expected : str
        What was found and what is expected, in words.
    rows : tuple of int
        Rows concerned, as numbered by whoever gave them (lines of a file, rows of a batch from 1); empty for a gap.
    """

    rule: Rule
    severity: Severity
    entity: str
    time: str
    value: float | None
    expected: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """All findings about one batch or file.

    Attributes
    ----------
    dataset : Dataset
        Kind of the rows.
    request : str
        What was asked of the source, or the path of the file.
    data_hash : str
        Hash of the bytes that the source gave.
    n_rows : int
        Rows looked at.
    entities : tuple of str
        What they are about, sorted.
    findings : tuple of Finding
        Gravest first, then by entity and time.
    """

    dataset: Dataset
    request: str
    data_hash: str
    n_rows: int
    entities: tuple[str, ...]
    findings: tuple[Finding, ...]

    def __post_init__(self) -> None:
        """Put the gravest findings first."""
        order = {Severity.REFUSE: 0, Severity.SUSPECT: 1, Severity.INFORM: 2}
        ranked = sorted(self.findings, key=lambda each: (order[each.severity], each.entity, each.time, each.rule))
        object.__setattr__(self, "findings", tuple(ranked))

    def of(self, *severities: Severity) -> tuple[Finding, ...]:
        """Findings of these severities."""
        wanted = {choice_named(each, "severities", Severity) for each in severities}
        return tuple(each for each in self.findings if each.severity in wanted)

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it may be kept."""
        return bool(self.of(Severity.REFUSE))


def time_text(time: np.datetime64) -> str:
    """Day, or instant to the second where it is not midnight; UTC."""
    day = time.astype("datetime64[D]")
    return str(day) if day == time else str(time.astype("datetime64[s]"))


def findings_at(
    places: IntArray,
    *,
    rule: Rule,
    severity: Severity,
    entity: str,
    times: DateArray,
    rows: IntArray,
    values: FloatArray | None,
    expected: str | Sequence[str],
) -> list[Finding]:
    """One finding for each place of an array.

    Parameters
    ----------
    places : IntArray
        Places in `times`, `rows` and `values`.
    rule, severity, entity
        As in `Finding`.
    times, rows, values : array
        Shape (n,), of the series.
    expected : str or sequence of str
        One text for all, or one for each place.
    """
    texts = [expected] * len(places) if isinstance(expected, str) else expected
    return [
        Finding(
            rule=rule,
            severity=severity,
            entity=entity,
            time=time_text(times[place]),
            value=None if values is None or not np.isfinite(values[place]) else float(values[place]),
            expected=text,
            rows=(int(rows[place]),),
        )
        for place, text in zip(places, texts, strict=True)
    ]
