"""A map of liquidations in a terminal: its profile by price, its clusters, and what it rests on."""

from __future__ import annotations

import numpy as np
from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.liquidations import LiquidationsDocument, liquidations_section
from seawall.report.section_terminal import print_section

__all__ = ["print_liquidations"]

_BADGE_STYLES = {"LIVE": "bold black on green", "REPLAY": "bold black on cyan", "SIMULATED": "bold black on yellow"}
_ROWS, _BAR = 24, 44
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def print_liquidations(document: LiquidationsDocument, console: Console) -> None:
    """Print the profile by price, clusters, leverage and supposed stops.

    Parameters
    ----------
    document : LiquidationsDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    title = Text(f"{document.symbol}  mark {document.mark.text}", style="bold")
    title.append(f"   {document.as_of}", style="default")
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(title, Text(f" {document.badge} ", style=_BADGE_STYLES.get(document.badge, "bold")))
    console.print(Panel(grid, title="SEAWALL liquidations, estimated", title_align="left", box=box.ROUNDED))
    console.print(Text(f"Record: {document.hours.text} hours of {document.source}."))
    console.print(
        Text(
            f"Open interest: {document.open_interest.text} M USD a side; on the map {document.long_on_map.text} long "
            f"and {document.short_on_map.text} short, the rest outside."
        )
    )
    console.print(Text(_leverage_line(document)))
    console.print(Text(document.leaning, style="bold"))
    console.print()
    for line in _profile(document):
        console.print(line)
    print_section(liquidations_section(document), console)
    console.print()
    for each in document.findings:
        console.print(Text(f"! {each}", style="yellow"))
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print(Text(document.disclaimer, style="dim italic"))


def _leverage_line(document: LiquidationsDocument) -> str:
    def said(name: str, value: str, interval: object) -> str:
        return f"{value}x {name}{interval}"

    ends = [
        f" ({low.text} to {high.text})" if pair else ""
        for pair in (document.effective_interval, document.arithmetic_interval)
        for low, high in [pair or (document.mark, document.mark)]
    ]
    return (
        f"Estimated leverage: {said('effective', document.effective_leverage.text, ends[0])}, "
        f"{said('arithmetic', document.arithmetic_leverage.text, ends[1])}; from {document.leverage_from}."
    )


def _profile(document: LiquidationsDocument) -> list[Text]:
    """Bars of USD by price, highest price first, with the mark between; each row sums its bins."""
    edges = np.array(document.price_edges)
    bins = len(document.long_usd)
    starts = np.linspace(0, bins, _ROWS + 1).round().astype(int)
    longs = np.add.reduceat(document.long_usd, starts[:-1]) / 1e6
    shorts = np.add.reduceat(document.short_usd, starts[:-1]) / 1e6
    most = max(float((longs + shorts).max()), 1e-12)
    mark = float(document.mark.value or 0.0)
    lines = [Text(f"{'price':>21}  {'M USD':>7}  estimated, by price of the mark", style="dim")]
    is_marked = False
    for row in reversed(range(_ROWS)):
        low, high = edges[starts[row]], edges[starts[row + 1]]
        if not is_marked and high <= mark:
            lines.append(Text(f"{document.mark.text:>21}  {'mark':>7}  " + "─" * _BAR, style="bold"))
            is_marked = True
        line = Text(f"{low:>10,.0f} {high:>10,.0f}  {longs[row] + shorts[row]:>7,.1f}  ")
        for amount, style in ((longs[row], "red"), (shorts[row], "green")):
            eighths = round(8 * _BAR * float(amount) / most)
            line.append("█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip(), style=style)
        lines.append(line)
    lines.append(Text(f"{'':>32}red: longs sold by force, green: shorts bought back by force", style="dim"))
    return lines
