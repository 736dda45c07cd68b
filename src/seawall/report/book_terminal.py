"""An order book in a terminal: the ladder, and beside it what it says."""

from __future__ import annotations

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.book import BookDocument
from seawall.report.book_levels import LevelView
from seawall.report.replay import ReplayDocument, replay_section
from seawall.report.section_terminal import print_section

__all__ = ["book_screen", "print_book", "print_replay"]

_WIDE = 120
_BAR = 18
_FRAME = 4
_STATE_STYLES = {"LIVE": "green", "SYNCING": "yellow", "SUSPECT": "bold yellow", "DEAD": "bold red"}
_BADGE_STYLES = {"LIVE": "bold black on green", "REPLAY": "bold black on cyan", "SIMULATED": "bold black on yellow"}
_WARNING = "bold white on red"
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_MOST_ROWS = 6


def print_book(document: BookDocument, console: Console) -> None:
    """Print one page of a book, with its notes.

    Parameters
    ----------
    document : BookDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    console.print(book_screen(document, width=console.width))
    console.print()
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print(Text(document.disclaimer, style="dim italic"))


def print_replay(document: ReplayDocument, console: Console) -> None:
    """Print the summary of a replay, and its last book.

    Parameters
    ----------
    document : ReplayDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    print_section(replay_section(document), console)
    console.print()
    print_book(document.book, console)


def book_screen(document: BookDocument, *, width: int) -> RenderableType:
    """The screen of a book: wide terminals show ladder and figures side by side.

    Parameters
    ----------
    document : BookDocument
        What to show.
    width : int
        Columns of the terminal.

    Returns
    -------
    rich renderable
        To print, or to keep up to date.
    """
    ladder = _ladder(document)
    figures = Group(_touch(document), _costs(document), _depth(document))
    body: RenderableType = Group(ladder, figures)
    if width >= _WIDE:
        grid = RichTable.grid(padding=(0, 4))
        grid.add_column()
        grid.add_column()
        grid.add_row(ladder, figures)
        body = grid
    return Group(_header(document, width), body, _feed(document))


def _header(document: BookDocument, width: int) -> RenderableType:
    title = Text.assemble((document.symbol, "bold"), f"  {document.venue}")
    badge = Text.assemble((f" {document.badge} ", _BADGE_STYLES.get(document.badge, _WARNING)))
    state = Text.assemble(
        ("book ", "dim"), (document.state, _STATE_STYLES[document.state]), (f": {document.state_meaning}", "dim")
    )
    local_time = (document.local_time or "–").partition(" ")[2] or "–"
    times = Text.assemble(("venue ", "dim"), document.venue_time or "–", ("   here ", "dim"), local_time)
    update = f"update {document.last_update}" if document.last_update >= 0 else ""
    rows = (
        (title, badge),
        (state, Text(f"{document.age.text} s ago", style="dim")),
        (times, Text(f"grid {document.tick_size} / {document.lot_size}", style="dim")),
        (Text(document.source, style="dim"), Text(update, style="dim")),
    )
    style = "red" if document.is_stale else "none"
    body = Text("\n").join(_two_ends(left, right, width - _FRAME) for left, right in rows)
    return Panel(body, title="SEAWALL order book", title_align="left", box=box.ROUNDED, border_style=style)


def _two_ends(left: Text, right: Text, width: int) -> Text:
    """One line with a text at either end; the left one gives way."""
    left.truncate(max(width - right.cell_len - 2, 1), overflow="ellipsis", pad=True)
    return Text.assemble(left, "  ", right)


def _ladder(document: BookDocument) -> RenderableType:
    table = RichTable(box=None, pad_edge=False, padding=(0, 1), show_header=True, header_style="dim")
    for title, justify in (("", "left"), ("Price", "right"), ("Size", "right"), ("Cumulated", "right"), ("", "left")):
        table.add_column(title, justify="right" if justify == "right" else "left", no_wrap=True)
    dim = " dim" if document.is_stale else ""
    for each in reversed(document.asks):
        table.add_row(*_level(each, "ask", "red" + dim))
    spread = f"spread {document.spread.text}  ({document.spread_bp.text} bp)" if document.spread.value else "no spread"
    table.add_row(
        "", Text(document.mid.text, style="bold" + dim), Text("mid", style="dim"), "", Text(spread, style="dim")
    )
    for each in document.bids:
        table.add_row(*_level(each, "bid", "green" + dim))
    if not (document.asks or document.bids):
        table.add_row("", "–", "", "", Text("no book yet", style="dim"))
    return table


def _level(level: LevelView, side: str, style: str) -> tuple[RenderableType, ...]:
    eighths = round(level.share_of_shown * _BAR * 8)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    return (
        Text(side, style="dim"),
        Text(("" if level.is_known else "~") + level.price.text, style=style),
        Text(level.size.text, style="bold" if level.is_wall else ""),
        Text(level.cumulated.text, style="dim"),
        _bar(level, bar or "▏", style),
    )


def _bar(level: LevelView, bar: str, style: str) -> Text:
    """The bar, and behind it what the level is or looks like."""
    marks = (["wall"] if level.is_wall else []) + [each.text for each in level.marks]
    shown = Text(bar, style=style)
    if marks:
        shown.append(" " + ", ".join(marks), style="bold")
    return shown


def _touch(document: BookDocument) -> RenderableType:
    table = RichTable(box=None, pad_edge=False, padding=(0, 1), show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(no_wrap=True)
    trade = document.last_trade
    rows = [
        ("last trade", f"{trade.price.text}  {trade.size.text} {trade.taker}" if trade else "–"),
        ("weighted mid", document.weighted_mid.text),
        *((("mark", document.mark.text),) if document.mark.value is not None else ()),
        *(
            (
                f"bid share {each.of}",
                f"{each.bid_share.text}  signed {each.signed.text}{'' if each.is_complete else ' ~'}",
            )
            for each in document.imbalances
        ),
        ("displayed", f"{document.bid_depth.text} bid, {document.ask_depth.text} ask"),
        ("levels", f"{document.bid_levels:,} bid, {document.ask_levels:,} ask"),
    ]
    for name, value in rows:
        table.add_row(name, value)
    return Group(Text(), table)


def _costs(document: BookDocument) -> RenderableType:
    if not document.costs:
        return Text()
    table = RichTable(
        title="Cost to trade, bp",
        title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 1), header_style="dim",
    )  # fmt: skip
    for title in ("Size", "Value", "Sell", "Buy"):
        table.add_column(title, justify="right", no_wrap=True)
    for each in document.costs:
        table.add_row(
            each.size.text,
            each.notional.text,
            _cost(each.sell_cost.text, each.sell_is_upper_bound and each.sell_cost.value is not None),
            _cost(each.buy_cost.text, each.buy_is_upper_bound and each.buy_cost.value is not None),
        )
    return Group(Text(), table)


def _cost(text: str, is_upper_bound: bool) -> str:
    return f"≤ {text}" if is_upper_bound else text


def _depth(document: BookDocument) -> RenderableType:
    lines = [Text(), Text("Walls and thin zones", style="bold")]
    lines += [
        Text.assemble(
            (f"wall  {each.side} ", "dim"), each.price.text, ("  holds ", "dim"), each.size.text,
            ("  usually ", "dim"), each.usual_size.text, ("  for ", "dim"), f"{each.age.text} s",
        )
        for each in document.walls[:_MOST_ROWS]
    ]  # fmt: skip
    lines += [
        Text.assemble(
            (f"thin  {each.side} ", "dim"), f"{each.nearest.text} to {each.furthest.text}", ("  holds ", "dim"),
            each.size.text, ("  usually ", "dim"), each.usual_size.text,
        )
        for each in document.thin_zones[:_MOST_ROWS]
    ]  # fmt: skip
    more = max(len(document.walls) - _MOST_ROWS, 0) + max(len(document.thin_zones) - _MOST_ROWS, 0)
    if more:
        lines.append(Text(f"and {more} more, in the JSON", style="dim"))
    if not (document.walls or document.thin_zones):
        lines.append(Text("none", style="dim"))
    lines.append(Text(document.depth_judged, style="dim"))
    return Group(*lines)


def _feed(document: BookDocument) -> RenderableType:
    counts = ", ".join(f"{count:,} {kind}" for kind, count in document.incidents.items()) or "none"
    read = Text(
        f"\n{document.messages:,} messages, {document.updates:,} updates, {document.trades:,} trades, "
        f"{document.traded.text} traded, {document.liquidations:,} liquidations",
        style="dim",
    )
    read.append(f"\nincidents: {counts}", style="dim")
    if document.last_incident is not None:
        read.append(f"\nlast, {document.last_incident_time}: {document.last_incident}", style="yellow")
    return read
