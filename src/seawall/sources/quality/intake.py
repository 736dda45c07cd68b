"""The way into the store: looked at by the gate first, then kept whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from seawall.core import BusinessCalendar
from seawall.sources.datasets import Batch
from seawall.sources.quality.finding_log import FindingLog
from seawall.sources.quality.findings import Finding, QualityReport
from seawall.sources.quality.gate import inspect_batch
from seawall.sources.quality.rows import PeerSeries
from seawall.sources.store.store import Receipt, Store

__all__ = ["IntakeResult", "intake"]


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of a batch.

    Attributes
    ----------
    report : QualityReport
        What the gate found.
    receipt : Receipt or None
        The store's receipt; None where the batch was refused and nothing of it is kept.
    """

    report: QualityReport
    receipt: Receipt | None


def intake(
    store: Store,
    batch: Batch,
    *,
    peers: Mapping[str, PeerSeries] | None = None,
    calendar: BusinessCalendar | None = None,
    found_before: Sequence[Finding] = (),
) -> IntakeResult:
    """Keep a batch unless one of its rows is refused.

    Findings are written to the log of findings first; then the batch is kept, or its refusal noted in the audit log. No
    row is changed or left out.

    Parameters
    ----------
    store : Store
        Where to.
    batch : Batch
        Rows of one kind.
    peers, calendar
        As in `inspect_batch`.
    found_before : sequence of Finding
        What was found while reading the source, such as blank rows of a file; added to the report.

    Returns
    -------
    IntakeResult
        The report, and the receipt unless it was refused.

    Raises
    ------
    SourceError
        When another process writes, or the disk cannot be written to.
    """
    report = inspect_batch(batch, peers=peers, calendar=calendar)
    if found_before:
        report = replace(report, findings=(*report.findings, *found_before))
    FindingLog(store.home).write(report)
    if report.is_refused:
        store.record_refusal(batch, findings=len(report.findings))
        return IntakeResult(report, None)
    return IntakeResult(report, store.append(batch, findings=len(report.findings)))
