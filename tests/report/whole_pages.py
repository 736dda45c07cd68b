"""Whether a page of one section shows every number of its tables, whole and within its width."""

from __future__ import annotations

import io

from rich.console import Console

from seawall.report import BookPage, Section, print_page

__all__ = ["assert_all_shown"]


def assert_all_shown(document: BookPage, section: Section, width: int) -> None:
    """Print a page, and look for its badge, its numbers and the end of its lines."""
    stream = io.StringIO()
    print_page(document, section, Console(file=stream, width=width), title="page")
    screen = stream.getvalue()
    assert max(len(line) for line in screen.splitlines()) <= width
    assert document.badge.split(":")[0] in screen
    shown = set(screen.split())
    for table in section.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.is_number:
                    assert cell.text in shown, (cell, width)
    assert "…" not in screen
