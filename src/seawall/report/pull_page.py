"""The page of a pull: what each source gave, what changed, and what failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from seawall.core import DISCLAIMER, Failure
from seawall.report.document import FailureView
from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.section_terminal import print_section
from seawall.report.terminal import failures_text
from seawall.sources import HistoryUpdate

__all__ = ["PullResults", "print_pull", "pull_section"]

_FINDINGS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PullResults:
    """One pull.

    Attributes
    ----------
    home : Path
        Folder of the store.
    retrieved_at : datetime.datetime
        When it began, UTC.
    updates : tuple of HistoryUpdate
        Histories that were brought up to date, or refused by the gate.
    failures : tuple of Failure
        Histories that could not be fetched, and why.
    was_interrupted : bool
        Whether the user stopped it; what is listed is kept.
    """

    home: Path
    retrieved_at: dt.datetime
    updates: tuple[HistoryUpdate, ...]
    failures: tuple[Failure, ...]
    was_interrupted: bool = False

    @property
    def has_failures(self) -> bool:
        """Whether something that was wanted is not there."""
        return self.was_interrupted or bool(self.failures) or any(each.is_refused for each in self.updates)


def pull_section(results: PullResults) -> Section:
    """Table of the histories pulled, one row each."""
    columns = (
        Column("Series", is_number=False),
        Column("Kind", is_number=False),
        Column("Source", is_number=False),
        Column("Rows new"),
        Column("Rows revised"),
        Column("Last date", is_number=False),
        Column("Findings"),
        Column("Status", is_number=False),
    )
    rows = tuple(
        tuple(
            Cell(text)
            for text in (
                each.request.entity,
                str(each.request.dataset).replace("_", " "),
                f"{each.source} {each.request.symbol}",
                f"{each.rows_new:,}",
                f"{each.rows_revised:,}",
                "—" if each.last is None else str(each.last),
                f"{len(each.findings):,}",
                _status(each),
            )
        )
        for each in results.updates
    )
    new = sum(each.rows_new for each in results.updates)
    caption = f"{new:,} new rows in {results.home}, fetched from {results.retrieved_at:%Y-%m-%d %H:%M} UTC."
    tables = (Table("Histories", columns, rows, caption=caption),)
    return Section("pull", "Pulled", tables)


def _status(update: HistoryUpdate) -> str:
    if update.is_refused:
        return "refused"
    if update.rows_revised:
        return "revised"
    return "updated" if update.rows_new else "up to date" if update.last else "nothing there"


def print_pull(results: PullResults, console: Console) -> None:
    """Print the table, what changed at the sources, what the gate found, and what failed."""
    if results.updates:
        print_section(pull_section(results), console)
    for update in results.updates:
        for note in update.notes:
            console.print(Text(f"· {update.request.entity}: {note}", style="dim"))
    found = [f"{each.request.entity}: {line}" for each in results.updates for line in each.findings]
    for line in found[:_FINDINGS_SHOWN]:
        console.print(Text(f"· {line}", style="yellow"))
    if len(found) > _FINDINGS_SHOWN:
        console.print(Text(f"· and {len(found) - _FINDINGS_SHOWN:,} more findings: seawall data check", style="yellow"))
    if any(each.request.symbol.endswith("USDT") for each in results.updates):
        console.print(Text("· Prices in USDT stand for prices in USD; USDT has traded away from 1 USD.", style="dim"))
    if results.was_interrupted:
        console.print(Text("Interrupted: what is listed is kept, and the next pull goes on from there.", style="bold"))
    console.print()
    console.print(failures_text(tuple(FailureView(each.where, each.reason, each.message) for each in results.failures)))
    console.print(Text(DISCLAIMER, style="dim italic"))
