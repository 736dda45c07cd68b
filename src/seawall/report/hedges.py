"""The page of hedges: the trade in each instrument that lowers the tail most, and what closing each position does.

Each trade is measured as a what-if measures it, and shown with the same views.
"""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.measures import Measure
from seawall.report.document import FigureView, LineageView
from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.numbers import Number, money, percent
from seawall.report.provenance import badge_text, figure_view, lineage_view, origin_text
from seawall.report.results import HedgeResults, WhatIfResults
from seawall.report.what_if import MEASURE_SHORT_NAMES, ChangeView, TradeView, change_views, signed_change, trade_views

__all__ = ["HedgeDocument", "compose_hedges", "hedge_section"]

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class LeftOutView:
    """A position or asset without a hedge, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SingleTradeView:
    """One trade alone: as a what-if takes it, what it changes, and that in a sentence."""

    order: str
    trade: TradeView
    changes: tuple[ChangeView, ...]
    relative_change: Number
    sentence: str


@dataclass(frozen=True, slots=True)
class HedgeDocument:
    """What single trades would take out of the tail of a book, the largest fall of Expected Shortfall first."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    simulated: bool
    badge: str
    equity: Number
    measure: str
    confidence: float
    horizon_sessions: int
    before: tuple[FigureView, ...]
    hedges: tuple[SingleTradeView, ...]
    removals: tuple[SingleTradeView, ...]
    left_out: tuple[LeftOutView, ...]
    n: int
    held_constant: tuple[str, ...]
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_hedges(results: HedgeResults) -> HedgeDocument:
    """Turn the hedges of a book into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : HedgeResults
        One run of the workflow.

    Returns
    -------
    HedgeDocument
        Numbers with text and unit; nothing is computed after this.
    """
    base, first = results.portfolio.base_currency, results.before[0]
    return HedgeDocument(
        format_version=_FORMAT_VERSION,
        portfolio=results.portfolio.name,
        base_currency=base,
        as_of=str(results.as_of),
        prices_as_of=str(results.snapshot.as_of),
        simulated=first.lineage.simulated,
        badge=badge_text(first.lineage),
        equity=money(results.equity, base),
        measure=Measure.EXPECTED_SHORTFALL.value,
        confidence=results.confidence,
        horizon_sessions=first.horizon_sessions,
        before=tuple(figure_view(each, results.equity) for each in results.before),
        hedges=tuple(_single_trade(each, results.confidence) for each in results.hedges),
        removals=tuple(_single_trade(each, results.confidence, is_removal=True) for each in results.removals),
        left_out=tuple(LeftOutView(name, reason) for name, reason in results.left_out.items()),
        n=first.n,
        held_constant=results.held_constant,
        lineage=lineage_view(first.lineage),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def _single_trade(results: WhatIfResults, confidence: float, *, is_removal: bool = False) -> SingleTradeView:
    trade, changes = trade_views(results)[0], change_views(results)
    shortfall = _at(changes, confidence)[1]
    before, change = shortfall.before.value, shortfall.change.value
    relative = percent(change.value / before.value if before.value and change.value is not None else None, decimals=1)
    units = results.trades[0].sized
    written = f"{units:+}".removesuffix(".0")
    if is_removal:
        verb = f"Close {trade.trade}"
    else:
        size = trade.quantity.text.lstrip("+-")
        verb = f"{'Buy' if units > 0 else 'Sell'} {size} {trade.trade} ({trade.quantity_before.text} held)"
    words = "does not change" if not change.value else "falls" if change.value < 0 else "rises"
    share = f" by {relative.text.lstrip('-')}" if change.value and relative.value is not None else ""
    return SingleTradeView(
        order=f"{trade.trade} {written}",
        trade=trade,
        changes=changes,
        relative_change=relative,
        sentence=f"{verb}: one-session ES {100 * confidence:g}% {words}{share}, from {before.text} to "
        f"{shortfall.after.value.text} {before.unit}.",
    )


def _notes(results: HedgeResults) -> tuple[str, ...]:
    level = f"{100 * results.confidence:g}%"
    notes = [
        f"A hedge is the one trade in an instrument that makes the {level} Expected Shortfall of the whole book least, "
        "on the scenarios of the report: the exact minimum, its quantity to four significant digits.",
        "The quantity was found on the same scenarios that measure it, so that the fall is what this sample allows at "
        "best. The bounds are those of the change by this trade: 95 %, nominal, and without the error of its choice.",
        "Options and perpetuals are traded in their own units, as contracts of the position. An option sold as a hedge "
        "can lose more than any scenario here shows.",
        f"Trades are paid from cash in {results.portfolio.base_currency} at the last close, without costs.",
    ]
    if results.left_out:
        reasons = "; ".join(f"{name} ({reason})" for name, reason in results.left_out.items())
        notes.append(f"Without a hedge: {reasons}.")
    if results.held_constant:
        notes.append(f"Held constant, for want of history: {', '.join(results.held_constant)}.")
    return tuple(notes)


def hedge_section(document: HedgeDocument) -> Section:
    """The hedges as tables: the best trade in each instrument, and each position closed.

    Parameters
    ----------
    document : HedgeDocument
        The hedges.

    Returns
    -------
    Section
        Two tables.
    """
    level = f"{100 * document.confidence:g}%"
    lineage = document.lineage
    origin = (
        f"{document.n:,} scenarios: {lineage.method}, {lineage.window_start} to {lineage.window_end}; "
        f"{origin_text(lineage)}."
    )
    best = _table(
        document.hedges,
        document.confidence,
        title=f"Best single hedge by instrument, one-session figures at {level}, {document.base_currency}",
        caption=f"{_before(document)} {origin}",
    )
    closed = _table(
        document.removals,
        document.confidence,
        title=f"Each position closed, one-session figures at {level}, {document.base_currency}",
        caption="A position whose closing raises the figure is a hedge.",
    )
    return Section("hedge", "02 Quantify: what a hedge would change", (best, closed))


def _before(document: HedgeDocument) -> str:
    figures = (each for each in document.before if each.confidence == document.confidence)
    return f"Before: {', '.join(f'{MEASURE_SHORT_NAMES[each.measure]} {each.value.text}' for each in figures)}."


def _at(changes: tuple[ChangeView, ...], confidence: float) -> tuple[ChangeView, ChangeView]:
    """VaR and Expected Shortfall at one level."""
    at_risk, shortfall = (each for each in changes if each.confidence == confidence)
    return at_risk, shortfall


def _table(trades: tuple[SingleTradeView, ...], confidence: float, *, title: str, caption: str) -> Table:
    rows = []
    for each in trades:
        at_risk, shortfall = _at(each.changes, confidence)
        rows.append(
            (
                Cell(each.trade.trade),
                Cell(each.trade.instrument),
                Cell(each.trade.quantity_before.text),
                Cell(each.trade.quantity.text),
                Cell(each.trade.quantity_after.text),
                Cell(at_risk.after.value.text),
                Cell(shortfall.after.value.text),
                signed_change(shortfall),
                Cell(each.relative_change.text),
                Cell(shortfall.change.lower.text),
                Cell(shortfall.change.upper.text),
            )
        )
    return Table(
        title=title,
        columns=(
            Column("Trade in", is_number=False),
            Column("Instrument", is_number=False),
            Column("Held"),
            Column("Trade"),
            Column("Then"),
            Column("VaR after"),
            Column("ES after"),
            Column("Change"),
            Column("of ES"),
            Column("Lower"),
            Column("Upper"),
        ),
        rows=tuple(rows),
        caption=caption,
    )
