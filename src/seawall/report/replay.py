"""The page of a replayed recording: what it held, what went wrong, and where its book ended."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.report.book import BookDocument, compose_book
from seawall.report.book_numbers import instant_text, size_number
from seawall.report.book_results import ReplayResults
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, quantity

__all__ = ["ReplayDocument", "compose_replay", "replay_section"]

_FORMAT_VERSION = 1
_MOST_INCIDENTS = 20
_NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One thing that went wrong, or was put right."""

    time: str
    kind: str
    cause: str


@dataclass(frozen=True, slots=True)
class ReplayDocument:
    """A recording gone through."""

    format_version: int
    badge: str
    simulated: bool
    file: str
    damage: str
    unreadable_lines: int
    clock: str
    first_time: str
    last_time: str
    duration: Number
    messages: int
    bytes: int
    updates: int
    updates_applied: int
    snapshots: int
    trades: int
    traded: Number
    bought: Number
    sold: Number
    liquidations: int
    longs_liquidated: Number
    shorts_liquidated: Number
    tops_compared: int
    tops_equal: int
    incidents: dict[str, int]
    first_incidents: tuple[IncidentView, ...]
    book: BookDocument
    seconds: Number
    messages_per_second: Number


def compose_replay(results: ReplayResults, *, levels: int) -> ReplayDocument:
    """Turn a replay into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : ReplayResults
        One run.
    levels : int
        Levels of each side of the last book.

    Returns
    -------
    ReplayDocument
        Numbers with text and unit; nothing is computed after this.
    """
    book = compose_book(results.book, levels=levels)
    totals, grid = results.book.totals, results.book.image.grid
    return ReplayDocument(
        format_version=_FORMAT_VERSION,
        badge=book.badge,
        simulated=book.simulated,
        file=results.book.origin.source,
        damage=results.damage,
        unreadable_lines=results.unreadable_lines,
        clock="when received" if results.has_local_clock else "by the venue's clock",
        first_time=instant_text(totals.first_ns),
        last_time=instant_text(totals.last_ns),
        duration=quantity((totals.last_ns - totals.first_ns) / _NANOSECONDS, "seconds", decimals=1),
        messages=totals.messages,
        bytes=totals.bytes,
        updates=totals.updates,
        updates_applied=results.applied,
        snapshots=totals.snapshots,
        trades=totals.trades,
        traded=size_number(grid.size(totals.traded_lots), grid),
        bought=size_number(grid.size(totals.bought_lots), grid),
        sold=size_number(grid.size(totals.sold_lots), grid),
        liquidations=totals.liquidations,
        longs_liquidated=size_number(grid.size(totals.long_liquidated_lots), grid),
        shorts_liquidated=size_number(grid.size(totals.short_liquidated_lots), grid),
        tops_compared=totals.tops_compared,
        tops_equal=totals.tops_equal,
        incidents=book.incidents,
        first_incidents=tuple(
            IncidentView(instant_text(each.local_ns), str(each.kind), each.cause)
            for each in results.incidents[:_MOST_INCIDENTS]
        ),
        book=book,
        seconds=quantity(results.seconds, "seconds", decimals=2),
        messages_per_second=quantity(
            totals.messages / results.seconds if results.seconds > 0 else None, "1/s", decimals=0
        ),
    )


def replay_section(document: ReplayDocument) -> Section:
    """What the recording held, and what went wrong.

    Parameters
    ----------
    document : ReplayDocument
        The replay.

    Returns
    -------
    Section
        One or two tables.
    """
    compared = f"{document.tops_equal:,} of {document.tops_compared:,}" if document.tops_compared else "none stated"
    held = Table(
        title="What the recording held",
        columns=(Column("What", is_number=False), Column("Value"), Column("Unit", is_number=False)),
        rows=(
            table_row("From", document.first_time, ""),
            table_row("To", document.last_time, f"{document.duration.text} s"),
            table_row("Instants", document.clock, ""),
            table_row("Messages", f"{document.messages:,}", f"{document.bytes / 1e6:,.1f} MB"),
            table_row("Whole books", f"{document.snapshots:,}", ""),
            table_row("Updates", f"{document.updates:,}", f"{document.updates_applied:,} applied"),
            table_row("Best prices as stated", compared, ""),
            table_row("Trades", f"{document.trades:,}", ""),
            table_row("Traded", document.traded, document.traded.unit),
            table_row("  bought by takers", document.bought, document.bought.unit),
            table_row("  sold by takers", document.sold, document.sold.unit),
            table_row("Liquidations", f"{document.liquidations:,}", ""),
            table_row("Read in", document.seconds, f"s, {document.messages_per_second.text} /s"),
        ),
        caption=f"Damage: {document.damage}" if document.damage else "",
    )
    if not document.incidents:
        return Section("replay", "Replay", (held,))
    incidents = Table(
        title="What went wrong, or was put right: "
        + ", ".join(f"{n:,} {kind}" for kind, n in document.incidents.items()),
        columns=(Column("When", is_number=False), Column("What", is_number=False), Column("Cause", is_number=False)),
        rows=tuple(table_row(each.time, each.kind, each.cause) for each in document.first_incidents),
        caption=f"The first {len(document.first_incidents)}.",
    )
    return Section("replay", "Replay", (held, incidents))
