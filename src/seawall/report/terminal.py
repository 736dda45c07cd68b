"""The report in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.document import FailureView, RatingView, ReportDocument
from seawall.report.greeks import GreeksDocument, greeks_section
from seawall.report.tables import STAGES, Cell, Section, Table, headline, rating_range, sections
from seawall.report.what_if import WhatIfDocument, what_if_section

__all__ = ["failures_text", "print_greeks", "print_report", "print_section", "print_what_if"]

_LONGEST_WORD = 18
_GAP = 3  # a blank, the rule between columns, and a blank
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
    console.print(failures_text(document.failures))
    console.print(Text(document.disclaimer, style="dim italic"))


def print_greeks(document: GreeksDocument, console: Console) -> None:
    """Print the Greeks of a book.

    Parameters
    ----------
    document : GreeksDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    _print_page(document, "SEAWALL Greeks", greeks_section(document), console)


def print_what_if(document: WhatIfDocument, console: Console) -> None:
    """Print a book before and after trades.

    Parameters
    ----------
    document : WhatIfDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    _print_page(document, "SEAWALL what if", what_if_section(document), console)


def _print_page(document: GreeksDocument | WhatIfDocument, page: str, section: Section, console: Console) -> None:
    console.print(_header(document, page=page))
    print_section(section, console)
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    console.print(Text(document.disclaimer, style="dim italic"))


def _header(
    document: ReportDocument | GreeksDocument | WhatIfDocument, *, page: str = "SEAWALL risk report"
) -> RenderableType:
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
    cells: list[RenderableType] = [_rating_text(document.rating)]
    for title, figure, small in headline(document):
        grid.add_column(title, overflow="fold")
        text = Text(figure, style="bold")
        text.append(f"\n{small}", style="dim")
        cells.append(text)
    grid.add_row(*cells)
    return grid


def print_section(section: Section, console: Console) -> None:
    """Print a heading and its tables; a table that is too wide continues below itself."""
    console.print()
    console.rule(Text(section.title, style="bold"), align="left", style="dim")
    for index, table in enumerate(section.tables):
        if index:
            console.print()
        for block, columns in enumerate(_blocks(table, console.width)):
            console.print(_table(table, columns, width=console.width, is_first=block == 0))
        if table.caption:
            console.print(Text(table.caption, style="dim"))


def _narrowest(table: Table, index: int) -> int:
    """Width at which a column stays legible: a number never breaks, text and headings break between words."""
    column = table.columns[index]
    texts = [row[index].text for row in table.rows]
    words = [word for text in texts for word in ([text] if column.is_number else text.split())]
    longest = max((len(word) for word in words), default=0)
    if not column.is_number:
        longest = min(longest, _LONGEST_WORD)
    return max(longest, *(len(word) for word in column.title.split()))


def _widths(table: Table, columns: list[int], width: int) -> list[int]:
    """Legible widths, the spare room of the page given to the columns that can use it, from the left."""
    widths = [_narrowest(table, index) for index in columns]
    spare = width - sum(widths) - _GAP * len(columns)
    for place, index in enumerate(columns):
        texts = [table.columns[index].title, *(row[index].text for row in table.rows)]
        more = min(max(len(text) for text in texts) - widths[place], max(spare, 0))
        widths[place] += more
        spare -= more
    return widths


def _blocks(table: Table, width: int) -> list[list[int]]:
    """Columns that fit on a page beside each other; each block opens with the first column."""
    widths = [_narrowest(table, index) + _GAP for index in range(len(table.columns))]
    blocks = [[0]]
    for index in range(1, len(widths)):
        if sum(widths[each] for each in blocks[-1]) + widths[index] > width and len(blocks[-1]) > 1:
            blocks.append([0])
        blocks[-1].append(index)
    return blocks


def _table(table: Table, columns: list[int], *, width: int, is_first: bool) -> RenderableType:
    drawn = RichTable(
        title=table.title if is_first else None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for index, room in zip(columns, _widths(table, columns, width), strict=True):
        drawn.add_column(
            table.columns[index].title,
            justify="right" if table.columns[index].is_number else "left",
            header_style="dim",
            width=room,
            overflow="fold",
        )
    for number, row in enumerate(table.rows):
        is_total = table.has_total and number == len(table.rows) - 1
        if is_total:
            drawn.add_section()
        drawn.add_row(*(_cell(row[index]) for index in columns), style="bold" if is_total else "")
    return drawn


def _cell(cell: Cell) -> Text:
    if cell.heat == 0.0:
        return Text(cell.text)
    strength = "bold " if abs(cell.heat) > 0.5 else ""
    return Text(cell.text, style=f"{strength}{'red' if cell.heat < 0 else 'green'}")


def failures_text(failures: Sequence[FailureView]) -> Text:
    """Every failure on a line of its own, or that there is none."""
    if not failures:
        return Text("Failures: none.")
    text = Text(f"Failures: {len(failures)}", style="bold red")
    for each in failures:
        text.append(f"\n  {each.where}: {each.message} ({each.reason})", style="red")
    return text
