"""The report in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.backtest_document import BacktestDocument
from seawall.report.document import FailureView, ReportDocument
from seawall.report.explain import ExplainDocument
from seawall.report.greeks import GreeksDocument
from seawall.report.hedges import HedgeDocument
from seawall.report.layout import Section
from seawall.report.model_document import ModelDocument
from seawall.report.rating import RatingView, rating_range
from seawall.report.scenario_factors import ScenarioFactorsDocument
from seawall.report.section_terminal import print_section
from seawall.report.shock_grid import GridDocument
from seawall.report.tables import STAGES, headline, sections
from seawall.report.what_if import WhatIfDocument

BookPage = (
    GreeksDocument
    | ExplainDocument
    | GridDocument
    | ModelDocument
    | BacktestDocument
    | ScenarioFactorsDocument
    | WhatIfDocument
    | HedgeDocument
)
"""Pages of one section."""

__all__ = ["BookPage", "failures_text", "print_page", "print_report"]

_GRADE_STYLE = {"AAA": "green", "AA": "green", "A": "green", "BBB": "yellow", "BB": "yellow"}


def print_report(document: ReportDocument, console: Console, *, only: Sequence[str] = STAGES) -> None:
    """Print the report.

    Parameters
    ----------
    document : ReportDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    only : sequence of str
        Stages to show, all by default.
    """
    console.print(_header(document))
    console.print(_cards(document))
    for section in sections(document):
        if section.id in only:
            print_section(section, console)
    if "data" in only:
        for note in document.notes:
            console.print(Text(f"· {note}", style="dim"))
    console.print()
    if document.limits is not None:
        style = "bold red" if document.limits.breached else "yellow" if document.limits.not_known else "default"
        console.print(Text(document.limits.sentence, style=style))
    console.print(failures_text(document.failures))
    console.print(Text(document.disclaimer, style="dim italic"))


def print_page(document: BookPage, section: Section, console: Console, *, title: str) -> None:
    """Print a page of one section.

    Parameters
    ----------
    document : document of a book
        Whose header, notes and failures are shown.
    section : Section
        Its tables.
    console : rich.console.Console
        Where; colour and width are its own.
    title : str
        Name of the page.
    """
    console.print(_header(document, page=title))
    print_section(section, console)
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    if isinstance(document, ModelDocument | BacktestDocument):
        console.print(failures_text(document.failures))
    console.print(Text(document.disclaimer, style="dim italic"))


def _header(document: ReportDocument | BookPage, *, page: str = "SEAWALL risk report") -> RenderableType:
    title = Text(document.portfolio, style="bold")
    title.append(f"   as of {document.as_of}", style="default")
    if document.prices_as_of != document.as_of:
        title.append(f", prices of {document.prices_as_of}", style="default")
    title.append(f"   {document.base_currency}", style="default")
    badge = Text(f" {document.badge} ", style="bold black on yellow" if document.simulated else "green")
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(title, badge)
    return Panel(grid, title=page, title_align="left", box=box.ROUNDED)


def _rating_text(rating: RatingView) -> Text:
    if rating.grade is not None:
        text = Text(rating.grade, style=f"bold {_GRADE_STYLE.get(rating.grade, 'red')}")
        text.append(f"\n{rating.score.text} of 10\n{rating.action}", style="default")
        return text
    text = Text(rating_range(rating), style="bold yellow")
    text.append(f"\n{rating.best.text} to {rating.worst.text} of 10\nnot rated in full", style="default")
    return text


def _cards(document: ReportDocument) -> RenderableType:
    grid = RichTable(box=box.SIMPLE, expand=True, show_header=True, header_style="dim", pad_edge=False)
    grid.add_column("Composite rating")
    rated = _rating_text(document.rating)
    if document.limits is not None:
        rated.append(
            f"\nlimits: {document.limits.summary}", style="bold red" if document.limits.breached else "default"
        )
    cells: list[RenderableType] = [rated]
    for title, figure, small in headline(document):
        grid.add_column(title, overflow="fold")
        text = Text(figure, style="bold")
        text.append(f"\n{small}", style="dim")
        cells.append(text)
    grid.add_row(*cells)
    return grid


def failures_text(failures: Sequence[FailureView]) -> Text:
    """Every failure on a line of its own, or that there is none."""
    if not failures:
        return Text("Failures: none.")
    text = Text(f"Failures: {len(failures)}", style="bold red")
    for each in failures:
        text.append(f"\n  {each.where}: {each.message} ({each.reason})", style="red")
    return text
