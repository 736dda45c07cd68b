"""What pages are laid out in: sections of titled tables, whose cells are words and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.report.numbers import Number

__all__ = ["Cell", "Column", "Section", "Table", "table_row"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    title : str
        Heading, with the unit.
    is_number : bool
        Numbers are set to the right.
    """

    title: str
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes
    ----------
    text : str
        As shown.
    heat : float
        From -1 (worst loss of the table) to 1 (best gain); 0 for a cell without colour.
    """

    text: str
    heat: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table.

    Attributes
    ----------
    title, caption : str
        Above and below it.
    columns : tuple of Column
        Headings.
    rows : tuple of tuple of Cell
        Cells.
    has_total : bool
        Whether the last row sums the others.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One stage of the report.

    Attributes
    ----------
    id : str
        One of `STAGES`.
    title : str
        Heading.
    tables : tuple of Table
        Its tables.
    """

    id: str
    title: str
    tables: tuple[Table, ...]


def table_row(*values: str | Number | Cell) -> tuple[Cell, ...]:
    """Cells of words, numbers and cells."""
    return tuple(
        value if isinstance(value, Cell) else Cell(value.text if isinstance(value, Number) else value)
        for value in values
    )
