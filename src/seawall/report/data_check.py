"""The page of the quality gate: what it finds in a store, in files, or in what is imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.report.data_results import DataCheckResults, DataImportResults
from seawall.report.layout import Cell, Column, Section, Table, table_row
from seawall.report.numbers import Number, quantity, significant
from seawall.sources import Finding, QualityReport, Severity

__all__ = [
    "DataCheckDocument",
    "compose_data_check",
    "compose_data_import",
    "data_check_section",
]

_FORMAT_VERSION = 1
_MOST_FINDINGS = 60
_MOST_ROWS_NAMED = 3
_HEAT = {Severity.REFUSE: -1.0, Severity.SUSPECT: -0.3, Severity.INFORM: 0.0}


@dataclass(frozen=True, slots=True)
class FindingView:
    """One fault with its rows."""

    severity: str
    rule: str
    dataset: str
    request: str
    entity: str
    time: str
    value: Number
    expected: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CheckedView:
    """One file, kind of data or batch, and how many findings it has by severity."""

    name: str
    dataset: str
    entities: Number
    rows: Number
    refuse: Number
    suspect: Number
    inform: Number
    outcome: str
    data_hash: str


@dataclass(frozen=True, slots=True)
class DamagedFileView:
    """A file of the store that is not what its manifest says."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class DataCheckDocument:
    """What the gate finds."""

    format_version: int
    title: str
    where: str
    as_of: str
    checked: tuple[CheckedView, ...]
    findings: tuple[FindingView, ...]
    store_version: int | None
    damaged_files: tuple[DamagedFileView, ...]
    is_clean: bool
    notes: tuple[str, ...]
    disclaimer: str


def _count(value: int) -> Number:
    return quantity(float(value), "1", decimals=0)


def compose_data_check(results: DataCheckResults) -> DataCheckDocument:
    """Turn what the gate finds into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : DataCheckResults
        One run of the workflow.
    """
    verified = results.verification
    faults = verified.faults if verified is not None else ()
    notes: tuple[str, ...] = _CHECK_NOTES
    if verified is not None:
        notes = (
            f"Store of version {verified.version:,}: {verified.files:,} files with {verified.rows:,} rows compared "
            f"with the manifest, {len(faults):,} of them damaged.",
            *notes,
        )
    outcomes = ["refused" if each.is_refused else "fit to be kept" for each in results.reports]
    return _check_document(
        "SEAWALL data check",
        results.where,
        results.asked_at.isoformat(timespec="seconds"),
        results.reports,
        outcomes if verified is None else ["kept"] * len(outcomes),
        store_version=None if verified is None else verified.version,
        damaged=tuple(DamagedFileView(each.path, each.message) for each in faults),
        notes=notes,
    )


def compose_data_import(results: DataImportResults) -> DataCheckDocument:
    """Turn what became of imported batches into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : DataImportResults
        One run of the workflow.
    """
    outcomes = [
        "refused" if each.receipt is None else "kept before" if each.receipt.already_kept else "kept"
        for each in results.results
    ]
    return _check_document(
        "SEAWALL data import",
        f"{results.where} into {results.home}",
        results.asked_at.isoformat(timespec="seconds"),
        [each.report for each in results.results],
        outcomes,
        store_version=None,
        damaged=(),
        notes=_CHECK_NOTES,
    )


_CHECK_NOTES = (
    "REFUSE: nothing of the batch is kept. SUSPECT: kept, and to be looked at. INFORM: good to know.",
    "Nothing is repaired or filled. Rows are lines of a file, or rows of a batch or of a store counted from 1.",
)


def _check_document(
    title: str,
    where: str,
    as_of: str,
    reports: Sequence[QualityReport],
    outcomes: Sequence[str],
    *,
    store_version: int | None,
    damaged: tuple[DamagedFileView, ...],
    notes: tuple[str, ...],
) -> DataCheckDocument:
    checked = tuple(
        CheckedView(
            name=report.request,
            dataset=report.dataset.value,
            entities=_count(len(report.entities)),
            rows=_count(report.n_rows),
            refuse=_count(len(report.of(Severity.REFUSE))),
            suspect=_count(len(report.of(Severity.SUSPECT))),
            inform=_count(len(report.of(Severity.INFORM))),
            outcome=outcome,
            data_hash=report.data_hash,
        )
        for report, outcome in zip(reports, outcomes, strict=True)
    )
    pairs = [(report, finding) for report in reports for finding in report.findings]
    ranked = sorted(pairs, key=lambda pair: list(_HEAT).index(pair[1].severity))
    return DataCheckDocument(
        format_version=_FORMAT_VERSION,
        title=title,
        where=where,
        as_of=as_of,
        checked=checked,
        findings=tuple(_finding_view(report, finding) for report, finding in ranked),
        store_version=store_version,
        damaged_files=damaged,
        is_clean=not damaged and all(finding.severity is Severity.INFORM for _, finding in pairs),
        notes=notes,
        disclaimer=DISCLAIMER,
    )


def _finding_view(report: QualityReport, finding: Finding) -> FindingView:
    return FindingView(
        severity=finding.severity.value,
        rule=finding.rule.value,
        dataset=report.dataset.value,
        request=report.request,
        entity=finding.entity,
        time=finding.time,
        value=significant(finding.value, "of the series"),
        expected=finding.expected,
        rows=finding.rows,
    )


def data_check_section(document: DataCheckDocument) -> Section:
    """What was checked, damaged files, and the findings.

    Parameters
    ----------
    document : DataCheckDocument
        The check.
    """
    tables = [_checked_table(document)]
    if document.damaged_files:
        tables.append(
            Table(
                title="Damaged files of the store",
                columns=(Column("File", is_number=False), Column("What is wrong", is_number=False)),
                rows=tuple(table_row(each.path, each.message) for each in document.damaged_files),
            )
        )
    tables.append(_findings_table(document))
    return Section("data_check", "Quality of data", tuple(tables))


def _checked_table(document: DataCheckDocument) -> Table:
    return Table(
        title="Looked at",
        columns=(
            Column("File or kind", is_number=False),
            Column("Data", is_number=False),
            Column("Names"),
            Column("Rows"),
            Column("Refuse"),
            Column("Suspect"),
            Column("Inform"),
            Column("Outcome", is_number=False),
        ),
        rows=tuple(
            table_row(
                each.name.rsplit("/", 1)[-1],
                each.dataset,
                each.entities,
                each.rows,
                each.refuse,
                each.suspect,
                each.inform,
                each.outcome,
            )
            for each in document.checked
        ),
    )


def _findings_table(document: DataCheckDocument) -> Table:
    shown = document.findings[:_MOST_FINDINGS]
    more = len(document.findings) - len(shown)
    caption = f"{more:,} more in --json." if more else ""
    return Table(
        title="Findings, the gravest first",
        columns=(
            Column("Name and time", is_number=False),
            Column("Value: what was found", is_number=False),
            Column("Severity", is_number=False),
            Column("Rule", is_number=False),
            Column("Row", is_number=False),
        ),
        rows=tuple(
            table_row(
                f"{each.entity} {each.time}".rstrip(),
                each.expected if each.value.value is None else f"{each.value.text}: {each.expected}",
                Cell(each.severity.upper(), _HEAT[Severity(each.severity)]),
                each.rule,
                _rows_text(each.rows),
            )
            for each in shown
        ),
        caption=caption if document.findings else "None.",
    )


def _rows_text(rows: tuple[int, ...]) -> str:
    named = ", ".join(f"{row:,}" for row in rows[:_MOST_ROWS_NAMED])
    more = len(rows) - _MOST_ROWS_NAMED
    return f"{named} and {more:,} more" if more > 0 else named or "–"
