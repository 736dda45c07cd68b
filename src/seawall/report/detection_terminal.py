"""Scores of detectors in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.detection import DetectionDocument, detection_section
from seawall.report.section_terminal import print_section
from seawall.report.spoof_scorecard import spoof_score_section

__all__ = ["print_detection"]


def print_detection(document: DetectionDocument, console: Console) -> None:
    """Print the scores: which markets, the tables, and the conventions behind them.

    Parameters
    ----------
    document : DetectionDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    badge = "SIMULATED" if document.simulated else "SIMULATED, AND PLANTS IN A RECORDING"
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(Text(document.share), Text(f" {badge} ", style="bold black on yellow"))
    console.print(Panel(grid, title="SEAWALL detectors on planted truth", title_align="left", box=box.ROUNDED))
    if document.rows:
        print_section(detection_section(document), console)
    if document.spoof_like:
        print_section(spoof_score_section(document.spoof_like), console)
    console.print()
    console.print(Text(f"Detectors: {document.parameters}. Seawall {document.seawall_version}.", style="dim"))
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    console.print(Text(document.disclaimer, style="dim italic"))
