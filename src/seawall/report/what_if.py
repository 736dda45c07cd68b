"""The page of a what-if: trades and the tail before and after them, as data, as tables, and as JSON."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.measures import ConfidenceInterval, RiskFigure, TailChange
from seawall.report.compose import describe_instrument
from seawall.report.document import LineageView
from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.numbers import Number, money, percent, signed
from seawall.report.provenance import badge_text, lineage_view, origin_text
from seawall.report.results import WhatIfResults

__all__ = ["WhatIfDocument", "compose_what_if", "what_if_section"]

_FORMAT_VERSION = 1
MEASURE_SHORT_NAMES = {"value_at_risk": "VaR", "expected_shortfall": "ES"}
_NO_INTERVAL = "none (n too small)"


@dataclass(frozen=True, slots=True)
class BoundedView:
    """A loss, or a change of one, with its bounds; null where there are none."""

    value: Number
    lower: Number
    upper: Number
    coverage: Number
    interval: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One measure before and after the trades."""

    measure: str
    confidence: float
    horizon_sessions: int
    before: BoundedView
    after: BoundedView
    change: BoundedView
    before_share_of_equity: Number
    after_share_of_equity: Number


@dataclass(frozen=True, slots=True)
class TradeView:
    """One trade, and its part of the Expected Shortfall after all of them, by confidence."""

    trade: str
    instrument: str
    quantity_before: Number
    quantity: Number
    quantity_after: Number
    paid: Number
    contributions: dict[str, Number]


@dataclass(frozen=True, slots=True)
class WhatIfDocument:
    """A book before and after trades."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    simulated: bool
    badge: str
    equity: Number
    paid: Number
    trades: tuple[TradeView, ...]
    changes: tuple[ChangeView, ...]
    n: int
    held_constant: tuple[str, ...]
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_what_if(results: WhatIfResults) -> WhatIfDocument:
    """Turn a what-if into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : WhatIfResults
        One run of the workflow.

    Returns
    -------
    WhatIfDocument
        Numbers with text and unit; nothing is computed after this.
    """
    base, first = results.portfolio.base_currency, results.result.changes[0].before
    return WhatIfDocument(
        format_version=_FORMAT_VERSION,
        portfolio=results.portfolio.name,
        base_currency=base,
        as_of=str(results.as_of),
        prices_as_of=str(results.snapshot.as_of),
        simulated=first.lineage.simulated,
        badge=badge_text(first.lineage),
        equity=money(results.equity, base),
        paid=money(float(results.paid.sum()), base),
        trades=trade_views(results),
        changes=change_views(results),
        n=first.n,
        held_constant=results.held_constant,
        lineage=lineage_view(first.lineage),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def trade_views(results: WhatIfResults) -> tuple[TradeView, ...]:
    """Trades, and their parts of the tail after them."""
    base, held = results.portfolio.base_currency, {each.id: each.sized for each in results.portfolio.positions}
    return tuple(
        TradeView(
            trade=trade.id,
            instrument=describe_instrument(trade.instrument),
            quantity_before=_units(held.get(trade.id, 0.0)),
            quantity=_units(trade.sized, sign="+"),
            quantity_after=_units(held.get(trade.id, 0.0) + trade.sized),
            paid=money(float(results.paid[place]), base),
            contributions={
                f"{level:g}": money(float(amounts[place]), base)
                for level, amounts in results.result.contributions.items()
            },
        )
        for place, trade in enumerate(results.trades)
    )


def _units(value: float, *, sign: str = "") -> Number:
    return Number(value, f"{value:{sign},.6g}", "units")


def change_views(results: WhatIfResults) -> tuple[ChangeView, ...]:
    """Tail before and after: VaR by confidence, then Expected Shortfall."""
    return tuple(_change(each, results.equity) for each in results.result.changes)


def _change(change: TailChange, equity: float) -> ChangeView:
    before, after = change.before, change.after
    return ChangeView(
        measure=before.measure.value,
        confidence=before.confidence,
        horizon_sessions=before.horizon_sessions,
        before=_figure(before),
        after=_figure(after),
        change=_bounded(change.change, change.interval, before.currency),
        before_share_of_equity=percent(before.value / equity if equity > 0 else None),
        after_share_of_equity=percent(after.value / equity if equity > 0 else None),
    )


def _figure(figure: RiskFigure) -> BoundedView:
    return _bounded(figure.value, figure.interval, figure.currency)


def _bounded(value: float, interval: ConfidenceInterval | None, currency: str) -> BoundedView:
    return BoundedView(
        value=money(value, currency),
        lower=money(interval.lower if interval else None, currency),
        upper=money(interval.upper if interval else None, currency),
        coverage=percent(interval.coverage if interval else None, decimals=1),
        interval=interval.method if interval else _NO_INTERVAL,
    )


def _notes(results: WhatIfResults) -> tuple[str, ...]:
    base = results.portfolio.base_currency
    notes = [
        f"Trades are paid from cash in {base} at the last close, without costs: equity stays what it was, and that "
        "cash carries no risk.",
        "Before and after are measured on the same scenarios. The bounds are those of the change: 95 %, nominal.",
        "ES part: the trade's part of the Expected Shortfall after all trades (Euler), below zero for a hedge. A large "
        "trade changes the figure by another amount, because the tail moves with it.",
    ]
    if results.new_symbols:
        notes.append(
            f"{', '.join(results.new_symbols)} is new to the book: scenarios are the closes common to the book and the "
            "trades, so that the figures before may differ from those of the book alone."
        )
    if results.held_constant:
        notes.append(f"Held constant, for want of history: {', '.join(results.held_constant)}.")
    return tuple(notes)


def what_if_section(document: WhatIfDocument) -> Section:
    """The what-if as tables: the tail before and after, and the trades.

    Parameters
    ----------
    document : WhatIfDocument
        The what-if.

    Returns
    -------
    Section
        Two tables.
    """
    return Section("what_if", "02 Quantify: what if", (_changes_table(document), _trades_table(document)))


def _changes_table(document: WhatIfDocument) -> Table:
    base, lineage = document.base_currency, document.lineage
    return Table(
        title=f"One-session VaR and Expected Shortfall, {base}",
        columns=(
            Column("Measure", is_number=False),
            Column("Before"),
            Column("of equity"),
            Column("After"),
            Column("of equity"),
            Column("Change"),
            Column("Lower"),
            Column("Upper"),
        ),
        rows=tuple(
            (
                Cell(f"{MEASURE_SHORT_NAMES[each.measure]} {each.confidence * 100:g}%"),
                Cell(each.before.value.text),
                Cell(each.before_share_of_equity.text),
                Cell(each.after.value.text),
                Cell(each.after_share_of_equity.text),
                signed_change(each),
                Cell(each.change.lower.text),
                Cell(each.change.upper.text),
            )
            for each in document.changes
        ),
        caption=f"Equity {document.equity.text} {base}. {document.n:,} scenarios: {lineage.method}, "
        f"{lineage.window_start} to {lineage.window_end}; {origin_text(lineage)}. "
        f"Bounds of the change: {document.changes[0].change.interval}.",
    )


def signed_change(change: ChangeView) -> Cell:
    """The change with its sign; more risk is coloured as a loss."""
    value, before = change.change.value.value or 0.0, abs(change.before.value.value or 0.0)
    heat = -max(-1.0, min(1.0, value / before)) if before else 0.0
    return Cell(signed(change.change.value).text, heat)


def _trades_table(document: WhatIfDocument) -> Table:
    levels = list(document.trades[0].contributions)
    return Table(
        title="Trades",
        columns=(
            Column("Trade", is_number=False),
            Column("Instrument", is_number=False),
            Column("Held"),
            Column("Trade"),
            Column("Then"),
            Column(f"Paid {document.base_currency}"),
            *(Column(f"ES part {float(level) * 100:g}%") for level in levels),
        ),
        rows=tuple(
            tuple(
                Cell(text)
                for text in (
                    each.trade,
                    each.instrument,
                    each.quantity_before.text,
                    each.quantity.text,
                    each.quantity_after.text,
                    each.paid.text,
                    *(each.contributions[level].text for level in levels),
                )
            )
            for each in document.trades
        ),
    )
