"""The capital asset pricing model in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.capm import CapmDocument, capm_section
from seawall.report.section_terminal import print_section

__all__ = ["print_capm"]


def print_capm(document: CapmDocument, console: Console) -> None:
    """Print market and rates, the table of assets, and the conventions behind it.

    Parameters
    ----------
    document : CapmDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    title = Text(f"market {document.market}", style="bold")
    origin = "mean of the sample" if document.market_return_is_estimated else "as given"
    title.append(
        f"   {document.market_return_annual.text} a year, {origin}; risk-free {document.risk_free_annual.text}   "
        f"prices of {document.prices_as_of}",
        style="default",
    )
    badge = Text(f" {document.badge} ", style="bold black on yellow" if document.simulated else "green")
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(title, badge)
    console.print(Panel(grid, title="SEAWALL CAPM", title_align="left", box=box.ROUNDED))
    print_section(capm_section(document), console)
    console.print()
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    console.print(Text(document.disclaimer, style="dim italic"))
