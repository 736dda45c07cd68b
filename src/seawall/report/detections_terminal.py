"""Icebergs and spoof-like orders in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.detections import DetectionView, EpisodeDocument

__all__ = ["detection_screen", "print_detections"]

_WIDE = 150
_BADGE_STYLES = {"LIVE": "bold black on green", "REPLAY": "bold black on cyan", "SIMULATED": "bold black on yellow"}
_WARNING = "bold white on red"
_SURE, _LIKELY = 0.8, 0.5
_BAR = 8
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_FRAME = 4
_MOST_EXPLAINED = 5
_COLUMNS = (
    ("Time UTC", False), ("Kind", False), ("Side", False), ("Price", True), ("Shown", True), ("For s", True),
    ("Probability", False), ("Base", True),
)  # fmt: skip
_WIDE_COLUMNS = (("Hidden", True), ("Left", True), ("Evidence", False))
"""What only a wide terminal has room for."""


def print_detections(document: EpisodeDocument, console: Console) -> None:
    """Print the episodes, what was left out, and the notes.

    Parameters
    ----------
    document : EpisodeDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    console.print(detection_screen(document, width=console.width))
    console.print()
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print(Text(document.disclaimer, style="dim italic"))


def detection_screen(document: EpisodeDocument, *, width: int) -> RenderableType:
    """The screen of both detectors: wide terminals show evidence beside each episode, narrow ones below it.

    Parameters
    ----------
    document : EpisodeDocument
        What to show.
    width : int
        Columns of the terminal.

    Returns
    -------
    rich renderable
        To print, or to keep up to date.
    """
    parts: list[RenderableType] = [_header(document, width), _table(document, is_wide=width >= _WIDE)]
    if document.kept > document.listed:
        parts.append(
            Text(f"{document.listed:,} of {document.kept:,} episodes listed; the others are less likely", "dim")
        )
    parts.extend(Text(f"! {each}", style="yellow") for each in document.exclusions)
    return Group(*parts)


def _header(document: EpisodeDocument, width: int) -> RenderableType:
    title = Text.assemble((document.symbol, "bold"), f"  {document.venue}")
    badge = Text(f" {document.badge} ", style=_BADGE_STYLES.get(document.badge, _WARNING))
    span = Text(f"{document.from_time or '–'}  for {document.span.text} s", style="dim")
    judged = Text(f"{document.large_orders:,} large orders, {document.executed_prices:,} executed prices", style="dim")
    source = Text(document.source, style="dim")
    models = Text(", ".join(document.model_versions), style="dim")
    rows = ((title, badge), (span, judged), (source, models))
    lines = []
    for left, right in rows:
        left.truncate(max(width - _FRAME - right.cell_len - 2, 1), overflow="ellipsis", pad=True)
        lines.append(Text.assemble(left, "  ", right))
    body = Text("\n").join(lines)
    return Panel(body, title="SEAWALL icebergs and spoof-like orders", title_align="left", box=box.ROUNDED)


def _table(document: EpisodeDocument, *, is_wide: bool) -> RenderableType:
    if not document.episodes:
        return Text(f"no episode with a probability of {document.least_probability.text} or more", style="dim")
    table = RichTable(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
    for title, is_number in _COLUMNS + (_WIDE_COLUMNS if is_wide else ()):
        table.add_column(title, justify="right" if is_number else "left", no_wrap=title != "Evidence")
    for each in document.episodes:
        table.add_row(*_row(each, is_wide=is_wide))
    if is_wide:
        return table
    lines = [Text(), Text("Evidence, of the first of them", style="bold")]
    for each in document.episodes[:_MOST_EXPLAINED]:
        head = f"{_clock(each)} {each.kind}, {each.side} {each.price.text}: "
        lines.append(Text.assemble(head, (_evidence(each), "dim")))
    return Group(table, *lines)


def _row(each: DetectionView, *, is_wide: bool) -> list[RenderableType]:
    share = each.probability.value or 0.0
    style = "bold" if share >= _SURE else "" if share >= _LIKELY else "dim"
    eighths = round(share * _BAR * 8)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    colour = "green" if each.side == "bid" else "red"
    cells: list[RenderableType] = [
        Text(_clock(each), style="dim"),
        Text(each.kind + (" now" if each.is_open else ""), style=style),
        Text(each.side, style=colour),
        Text(each.price.text, style=colour),
        Text(each.displayed.text),
        Text(each.lasted.text),
        Text(f"{each.probability.text} {bar}", style=style),
        Text(each.base_rate.text, style="dim"),
    ]
    if is_wide:
        cells += [Text(each.hidden.text), Text(each.remaining.text), Text(_evidence(each), style="dim")]
    return cells


def _evidence(each: DetectionView) -> str:
    return "; ".join((each.outcome, *each.evidence))


def _clock(each: DetectionView) -> str:
    return each.start_time.split(" ")[1]
