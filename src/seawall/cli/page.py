"""A page of one section on standard output: its tables, or its document as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from seawall.report import BookPage, Section

__all__ = ["show_page"]

Page = TypeVar("Page", bound="BookPage")


def show_page(document: Page, section: Callable[[Page], Section], *, title: str, as_json: bool) -> None:
    """Print the document as JSON, or under its title the tables of `section`, which are built only then."""
    from seawall.report import document_json, print_page

    if as_json:
        typer.echo(document_json(document), nl=False)
        return
    from seawall.cli.progress import page_console

    print_page(document, section(document), page_console(), title=title)
