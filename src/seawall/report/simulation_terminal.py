"""A simulation in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.section_terminal import print_section
from seawall.report.simulation import SimulationDocument, simulation_section

__all__ = ["print_simulation"]


def print_simulation(document: SimulationDocument, console: Console) -> None:
    """Print the inputs, the fan, and the tail beside its closed form.

    Parameters
    ----------
    document : SimulationDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    title = Text(f"spot {document.spot.text}", style="bold")
    title.append(
        f"   drift {document.drift_annual.text} and volatility {document.volatility_annual.text} a year",
        style="default",
    )
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(title, Text(f" {document.badge} ", style="bold black on yellow"))
    console.print(Panel(grid, title="SEAWALL simulation", title_align="left", box=box.ROUNDED))
    batches = f" in {document.batches} batches" if document.batches > 1 else ""
    console.print(Text(f"Horizon: {document.days.text} calendar days, {document.years.text} years."))
    console.print(
        Text(f"Paths: {document.paths:,} {document.method}{batches}, {document.steps:,} steps, seed {document.seed}.")
    )
    print_section(simulation_section(document), console)
    console.print()
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    console.print(Text(document.disclaimer, style="dim italic"))
