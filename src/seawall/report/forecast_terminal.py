"""Forecasts, autocorrelations and volatility in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.acf import AcfDocument
from seawall.report.forecast import ForecastDocument
from seawall.report.layout import Section
from seawall.report.provenance import origin_text
from seawall.report.section_terminal import print_section
from seawall.report.volatility import VolatilityDocument

__all__ = ["print_series_page"]


def print_series_page(
    document: ForecastDocument | AcfDocument | VolatilityDocument, section: Section, console: Console, *, title: str
) -> None:
    """Print the page of one series: whose, what is modelled, the tables, and the conventions behind them.

    Parameters
    ----------
    document : ForecastDocument, AcfDocument or VolatilityDocument
        What to show.
    section : Section
        Its tables.
    console : rich.console.Console
        Where; colour and width are its own.
    title : str
        Of the page.
    """
    series = document.series
    head = Text(series.name, style="bold")
    head.append(f"   {series.title}   {series.transform}   as of {series.last_date}", style="default")
    badge = Text(f" {document.badge} ", style="bold black on yellow" if document.simulated else "green")
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(head, badge)
    console.print(Panel(grid, title=title, title_align="left", box=box.ROUNDED))
    print_section(section, console)
    console.print()
    lineage = series.lineage
    made = Text(
        f"{series.n_values:,} values, {lineage.window_start} to {lineage.window_end}, {series.sessions_per_year.text} "
        f"a year; {origin_text(lineage)}.",
        style="dim",
    )
    console.print(made)
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    console.print(Text(document.disclaimer, style="dim italic"))
