"""The economy in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.macro import MacroDocument
from seawall.report.macro_history import MacroHistoryDocument, macro_history_section
from seawall.report.macro_indicators import CardView
from seawall.report.macro_tables import macro_sections, rule_sentences
from seawall.report.provenance import origin_text
from seawall.report.section_terminal import print_section
from seawall.report.terminal import failures_text

__all__ = ["print_macro", "print_macro_history"]

_TWO_COLUMNS_FROM = 120


def print_macro(document: MacroDocument, console: Console) -> None:
    """Print the cards, then the tables.

    Parameters
    ----------
    document : MacroDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    badge = Text(f" {document.badge} ", style="bold black on yellow" if document.simulated else "green")
    _print_head(console, "The economy", document.as_of, badge)
    if document.cards:
        console.print(_cards(document, console.width))
    for section in macro_sections(document):
        print_section(section, console)
        if section.id == "indicators":
            for rule in rule_sentences(document):
                console.print(Text(f"· {rule}", style="dim"))
    _print_tail(console, document)


def print_macro_history(document: MacroHistoryDocument, console: Console) -> None:
    """Print the regime over time.

    Parameters
    ----------
    document : MacroHistoryDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    _print_head(console, "The economy over time", document.as_of, Text(f" {document.badge} ", style="green"))
    print_section(macro_history_section(document), console)
    _print_tail(console, document, f"{origin_text(document.lineage)}.")


def _print_head(console: Console, words: str, as_of: str, badge: Text) -> None:
    title = Text(words, style="bold")
    title.append(f"   as of {as_of}", style="default")
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(title, badge)
    console.print(Panel(grid, title="SEAWALL macro", title_align="left", box=box.ROUNDED))


def _print_tail(console: Console, document: MacroDocument | MacroHistoryDocument, *more: str) -> None:
    console.print()
    for note in (*document.notes, *more):
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    console.print(failures_text(document.failures))
    console.print(Text(document.disclaimer, style="dim italic"))


def _cards(document: MacroDocument, width: int) -> RenderableType:
    columns = 2 if width >= _TWO_COLUMNS_FROM else 1
    grid = RichTable.grid(expand=True)
    for _ in range(columns):
        grid.add_column(ratio=1)
    cards = [_card(each) for each in document.cards]
    for start in range(0, len(cards), columns):
        grid.add_row(*cards[start : start + columns])
    return grid


def _card(card: CardView) -> RenderableType:
    reading = card.indicator
    text = Text(reading.value.text, style="bold")
    text.append(f" {reading.value.unit}", style="default")
    if reading.value.value is not None:
        text.append(f"   {' · '.join(each for each in (reading.word, card.trend) if each)}", style="bold yellow")
    text.append(f"\n{card.what}; {reading.series_id}, {reading.period or 'no period'}", style="dim")
    if reading.known_on:
        text.append(f", known on {reading.known_on}, vintage {reading.vintage}", style="dim")
    if reading.stale:
        text.append(f"\nStale: {reading.stale}", style="bold red")
    text.append(f"\n{card.sentence}", style="default")
    return Panel(text, title=reading.title, title_align="left", box=box.ROUNDED)
