"""A section in a terminal: its heading, and tables that continue below themselves where they are too wide."""

from __future__ import annotations

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.layout import Cell, Section, Table

__all__ = ["print_section"]

_LONGEST_WORD = 18
_GAP = 3  # a blank, the rule between columns, and a blank


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
