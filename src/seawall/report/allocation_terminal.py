"""Pages of portfolio construction in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.frontier import FrontierDocument, frontier_section
from seawall.report.layout import Section
from seawall.report.optimize import OptimizeDocument, optimize_section
from seawall.report.section_terminal import print_section

__all__ = ["print_frontier", "print_optimize"]


def print_optimize(document: OptimizeDocument, console: Console) -> None:
    """Print the objective, the tables and the notes of one portfolio.

    Parameters
    ----------
    document : OptimizeDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    _print(document, optimize_section(document), console, title="SEAWALL optimize", what=document.objective)


def print_frontier(document: FrontierDocument, console: Console) -> None:
    """Print the tables and the notes of a frontier.

    Parameters
    ----------
    document : FrontierDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    what = f"{len(document.minimum_volatility.weights)} assets"
    _print(document, frontier_section(document), console, title="SEAWALL frontier", what=what)


def _print(
    document: OptimizeDocument | FrontierDocument, section: Section, console: Console, *, title: str, what: str
) -> None:
    head = Text(what, style="bold")
    head.append(
        f"   risk-free {document.risk_free_annual.text}, cash {document.cash.text}   prices of {document.prices_as_of}",
        style="default",
    )
    badge = Text(f" {document.badge} ", style="bold black on yellow" if document.simulated else "green")
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(head, badge)
    console.print(Panel(grid, title=title, title_align="left", box=box.ROUNDED))
    print_section(section, console)
    console.print()
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    console.print(Text(document.disclaimer, style="dim italic"))
