"""Kept data in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.data_check import DataCheckDocument, data_check_section
from seawall.report.data_status import DataStatusDocument, data_status_section
from seawall.report.layout import Section
from seawall.report.section_terminal import print_section
from seawall.report.series_list import SeriesListDocument, series_list_section
from seawall.report.terminal import failures_text

__all__ = ["print_data_check", "print_data_status", "print_series_list"]


def print_data_status(document: DataStatusDocument, console: Console) -> None:
    """Print what a store holds.

    Parameters
    ----------
    document : DataStatusDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    title = Text(document.home, style="bold")
    title.append(f"   version {document.version:,}   {document.size.text}", style="default")
    last = f"last kept {document.last_kept} from {document.last_source}" if document.last_kept else "nothing kept yet"
    _print(
        document,
        data_status_section(document),
        console,
        page="SEAWALL data status",
        title=title,
        right=Text(f"as of {document.as_of}"),
        lead=f"{last}; batches refused: {document.refused_batches.text}",
    )


def print_data_check(document: DataCheckDocument, console: Console) -> None:
    """Print what the gate finds.

    Parameters
    ----------
    document : DataCheckDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    verdict = (
        Text("nothing to look at", style="green") if document.is_clean else Text("to be looked at", style="bold red")
    )
    _print(
        document,
        data_check_section(document),
        console,
        page=document.title,
        title=Text(document.where, style="bold"),
        right=verdict,
        lead=f"as of {document.as_of}",
    )


def print_series_list(document: SeriesListDocument, console: Console) -> None:
    """Print the series that can be asked for by name.

    Parameters
    ----------
    document : SeriesListDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    title = Text(f"{len(document.series):,} series", style="bold")
    _print(
        document,
        series_list_section(document),
        console,
        page="SEAWALL data series",
        title=title,
        right=Text(f" {document.badge} ", style="bold black on yellow" if document.simulated else "green"),
        lead=f"as of {document.as_of}" if document.as_of else "as of the last value of each",
        tail=failures_text(document.failures),
    )


def _print(
    document: DataCheckDocument | DataStatusDocument | SeriesListDocument,
    section: Section,
    console: Console,
    *,
    page: str,
    title: Text,
    right: Text,
    lead: str,
    tail: Text | None = None,
) -> None:
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(title, right)
    console.print(Panel(grid, title=page, title_align="left", box=box.ROUNDED))
    console.print(Text(lead))
    print_section(section, console)
    console.print()
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    if tail is not None:
        console.print(tail)
    console.print(Text(document.disclaimer, style="dim italic"))
