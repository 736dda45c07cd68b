"""The page of a store: what it holds, by kind and name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.report.data_results import DataStatusResults
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, quantity

__all__ = ["DataStatusDocument", "compose_data_status", "data_status_section"]

_FORMAT_VERSION = 1
_MOST_ENTITIES = 60
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class EntityView:
    """What is kept of one symbol or series."""

    dataset: str
    entity: str
    rows: Number
    first: str
    last: str
    vintages: Number
    newest_vintage: str
    findings: Number


@dataclass(frozen=True, slots=True)
class DataStatusDocument:
    """What a store holds."""

    format_version: int
    home: str
    as_of: str
    version: int
    size: Number
    last_kept: str | None
    last_source: str | None
    refused_batches: Number
    entities: tuple[EntityView, ...]
    notes: tuple[str, ...]
    disclaimer: str


def _count(value: int) -> Number:
    return quantity(float(value), "1", decimals=0)


def compose_data_status(results: DataStatusResults) -> DataStatusDocument:
    """Turn what a store holds into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : DataStatusResults
        One run of the workflow.
    """
    found = Counter((each.dataset, each.finding.entity) for each in results.findings)
    kept = [each for each in results.audit if each.outcome.startswith("kept")]
    refused = sum(each.outcome == "refused" for each in results.audit)
    return DataStatusDocument(
        format_version=_FORMAT_VERSION,
        home=results.home,
        as_of=results.asked_at.isoformat(timespec="seconds"),
        version=results.version,
        size=Number(results.size_bytes / _MEGABYTE, f"{results.size_bytes / _MEGABYTE:,.2f} MB", "MB"),
        last_kept=kept[-1].at if kept else None,
        last_source=f"{kept[-1].source}: {kept[-1].request}" if kept else None,
        refused_batches=_count(refused),
        entities=tuple(
            EntityView(
                dataset=dataset.value,
                entity=each.entity,
                rows=_count(each.rows),
                first=_moment(each.first.isoformat(timespec="seconds")),
                last=_moment(each.last.isoformat(timespec="seconds")),
                vintages=_count(len(each.vintages)),
                newest_vintage=str(each.vintages[-1]),
                findings=_count(found[dataset, each.entity]),
            )
            for dataset, entities in results.coverage.items()
            for each in entities
        ),
        notes=(
            "Times are UTC; a bar is dated by its start. A vintage is a day on which the source held these values.",
            "Findings: what the gate found on the way in, of batches that were kept and of those that were refused.",
        ),
        disclaimer=DISCLAIMER,
    )


def _moment(text: str) -> str:
    """Day, or day and time where it is not midnight."""
    return text.removesuffix("+00:00").removesuffix("T00:00:00").replace("T", " ")


def data_status_section(document: DataStatusDocument) -> Section:
    """What is kept, by kind and name.

    Parameters
    ----------
    document : DataStatusDocument
        The status.
    """
    shown = document.entities[:_MOST_ENTITIES]
    more = len(document.entities) - len(shown)
    return Section(
        "data",
        "Kept data",
        (
            Table(
                title="By kind and name",
                columns=(
                    Column("Kind", is_number=False),
                    Column("Name", is_number=False),
                    Column("Rows"),
                    Column("First", is_number=False),
                    Column("Last", is_number=False),
                    Column("Vintages"),
                    Column("Newest", is_number=False),
                    Column("Findings"),
                ),
                rows=tuple(
                    table_row(
                        each.dataset,
                        each.entity,
                        each.rows,
                        each.first,
                        each.last,
                        each.vintages,
                        each.newest_vintage,
                        each.findings,
                    )
                    for each in shown
                ),
                caption=f"{more:,} more in --json." if more else "" if shown else "Nothing is kept here yet.",
            ),
        ),
    )
