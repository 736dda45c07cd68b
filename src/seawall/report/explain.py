"""The page of a P&L explain: what a book gained between two closes, by cause, as data, as tables, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.market import FactorKind
from seawall.portfolio import Cash, EuropeanOption, Perpetual
from seawall.report.compose import describe_instrument
from seawall.report.derivative_results import ExplainResults
from seawall.report.document import LineageView
from seawall.report.factor_level import level_number
from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.numbers import Number, money, percent, quantity, signed
from seawall.report.provenance import badge_text, lineage_view, origin_text
from seawall.scenarios import risk_factors
from seawall.valuation import PnlTerms

__all__ = ["ExplainDocument", "compose_explain", "explain_section"]

_FORMAT_VERSION = 1
_TITLES = {
    "delta": ("Delta", "of the spot, first order"),
    "gamma": ("Gamma", "of the spot, second order"),
    "vega": ("Vega", "of the volatility, first order"),
    "volga": ("Volga", "of the volatility, second order"),
    "vanna": ("Vanna", "of spot and volatility together"),
    "theta": ("Theta", "of time passing"),
    "rho": ("Rho", "of the rate"),
    "currency": ("Currency", "of exchange rates"),
    "funding": ("Funding", "of perpetuals"),
    "carry": ("Carry", "interest, dividends, staking, borrowing"),
    "new_trades": ("New trades", "of what was bought and sold in between"),
    "unexplained": ("Residual", "what no cause explains"),
}
_LEVEL_NAMES = {
    FactorKind.SPOT: "price",
    FactorKind.VOLATILITY: "implied volatility",
    FactorKind.RATE: "rate",
    FactorKind.CURRENCY: "exchange rate",
}


@dataclass(frozen=True, slots=True)
class CauseView:
    """A cause of P&L, and whether it moved any position of this book."""

    cause: str
    title: str
    meaning: str
    matters: bool


@dataclass(frozen=True, slots=True)
class LevelView:
    """One level of the market on both dates."""

    name: str
    kind: str
    before: Number
    after: Number
    move: Number


@dataclass(frozen=True, slots=True)
class ExplainView:
    """P&L of a position or of the book by cause; the terms with a value sum to `actual`, the residual among them."""

    value_before: Number
    value_after: Number
    terms: Mapping[str, Number]
    actual: Number
    residual_share: Number


@dataclass(frozen=True, slots=True)
class PositionExplainView:
    """One position."""

    position: str
    instrument: str
    explain: ExplainView


@dataclass(frozen=True, slots=True)
class ExplainDocument:
    """What a book gained between two closes, by cause."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    start: str
    end: str
    calendar_days: int
    simulated: bool
    badge: str
    causes: tuple[CauseView, ...]
    levels: tuple[LevelView, ...]
    positions: tuple[PositionExplainView, ...]
    total: ExplainView
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_explain(results: ExplainResults) -> ExplainDocument:
    """Turn a P&L explain into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : ExplainResults
        One run of the workflow.

    Returns
    -------
    ExplainDocument
        Numbers with text and unit; nothing is computed after this. What the prices cannot tell is null, not 0.
    """
    base, explained = results.portfolio.base_currency, results.explained
    perpetuals = {each.id for each in results.portfolio.positions if isinstance(each.instrument, Perpetual)}
    positions = tuple(
        PositionExplainView(
            position=position.id,
            instrument=describe_instrument(position.instrument),
            explain=_view(
                row.terms,
                (results.values_before[position.id], results.values_after[position.id], row.actual),
                base,
                has_funding=position.id in perpetuals,
            ),
        )
        for position, row in zip(results.portfolio.positions, explained.positions, strict=True)
    )
    before, after = sum(results.values_before.values()), sum(results.values_after.values())
    rows = [row.terms for row in explained.positions]
    return ExplainDocument(
        format_version=_FORMAT_VERSION,
        portfolio=results.portfolio.name,
        base_currency=base,
        as_of=str(explained.end),
        prices_as_of=str(explained.end),
        start=str(explained.start),
        end=str(explained.end),
        calendar_days=(explained.end - explained.start).days,
        simulated=results.lineage.simulated,
        badge=badge_text(results.lineage),
        causes=tuple(
            CauseView(cause, title, meaning, any(getattr(row, cause) != 0.0 for row in rows))
            for cause, (title, meaning) in _TITLES.items()
        ),
        levels=_levels(results),
        positions=positions,
        total=_view(explained.total, (before, after, explained.actual), base, has_funding=bool(perpetuals)),
        lineage=lineage_view(results.lineage),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def _view(terms: PnlTerms, values: tuple[float, float, float], base: str, *, has_funding: bool) -> ExplainView:
    before, after, actual = values
    unknown = {"carry"} | ({"funding"} if has_funding else set())
    return ExplainView(
        value_before=money(before, base),
        value_after=money(after, base),
        terms={cause: money(None if cause in unknown else getattr(terms, cause) + 0.0, base) for cause in _TITLES},
        actual=money(actual + 0.0, base),
        residual_share=percent(abs(terms.unexplained) / terms.gross if terms.gross else None, decimals=4),
    )


def _levels(results: ExplainResults) -> tuple[LevelView, ...]:
    views = []
    for factor in risk_factors(results.portfolio):
        if factor.kind is FactorKind.VOLATILITY and factor.name not in results.after.volatilities:
            continue  # every option on it carries its own, which notes name
        before, after = results.before.level(factor), results.after.level(factor)
        if factor.kind in (FactorKind.RATE, FactorKind.VOLATILITY):
            move = quantity(100.0 * (after - before), "points of a percent a year", decimals=2)
        else:
            move = percent(after / before - 1.0)
        views.append(
            LevelView(
                name=factor.name,
                kind=_LEVEL_NAMES[factor.kind],
                before=level_number(before, factor, results.portfolio),
                after=level_number(after, factor, results.portfolio),
                move=signed(move),
            )
        )
    return tuple(views)


def _notes(results: ExplainResults) -> tuple[str, ...]:
    book = results.portfolio
    held = [position for position in book.positions if not isinstance(position.instrument, Cash)]
    options = [each for each in held if isinstance(each.instrument, EuropeanOption)]
    marked = [
        each.id
        for each in options
        if isinstance(each.instrument, EuropeanOption) and each.instrument.implied_volatility is not None
    ]
    perpetuals = [each.id for each in held if isinstance(each.instrument, Perpetual)]
    notes = [
        "The quantities of the portfolio file are held from the first close to the second: no trade is in the P&L.",
        "Time passes first, then rates move, then spot and volatility along a straight line, on which the second-order "
        "terms are taken.",
        "Residual share: its size as a share of the sum of the sizes of all causes, so that it has a meaning where "
        "gains and losses cancel.",
        "Carry is not known: prices tell neither interest nor staking. Dividends are in the prices where these are "
        "adjusted for them.",
    ]
    if perpetuals:
        notes.append(f"Funding is not known from prices and not in the P&L of {', '.join(perpetuals)}.")
    if marked:
        notes.append(
            f"The portfolio file fixes the implied volatility of {', '.join(marked)}: held constant between the dates, "
            "so that vega, vanna and volga are 0 and what the market's volatility did is in no term."
        )
    if options:
        currencies = sorted({book.currency_of(each) for each in options})
        notes.append(f"Rates are those of the portfolio file ({', '.join(currencies)}), held constant: rho is 0.")
    fixed = [each.id for each in book.held_currencies() if each.fixed_rate is not None]
    if fixed:
        notes.append(f"Held at the rate of the portfolio file: {', '.join(fixed)}.")
    return tuple(notes)


def explain_section(document: ExplainDocument) -> Section:
    """The explain as tables: causes by position, and the levels that moved.

    Parameters
    ----------
    document : ExplainDocument
        The explain.

    Returns
    -------
    Section
        Two tables. A cause that moved no position has no column.
    """
    return Section("explain", "02 Quantify: P&L explain", (_causes_table(document), _levels_table(document)))


def _causes_table(document: ExplainDocument) -> Table:
    base, lineage = document.base_currency, document.lineage
    shown = [each for each in document.causes if each.matters or each.cause == "unexplained"]

    def row(name: str, instrument: str, view: ExplainView) -> tuple[Cell, ...]:
        texts = [view.terms[each.cause].text for each in shown]
        return tuple(Cell(text) for text in (name, instrument, view.actual.text, *texts, view.residual_share.text))

    days = document.calendar_days
    return Table(
        title=f"P&L from {document.start} to {document.end}, {base}",
        columns=(
            Column("Position", is_number=False),
            Column("Instrument", is_number=False),
            Column("P&L"),
            *(Column(each.title) for each in shown),
            Column("Residual share"),
        ),
        rows=(
            *(row(each.position, each.instrument, each.explain) for each in document.positions),
            row("Whole book", "", document.total),
        ),
        caption=f"{days} calendar day{'s' * (days != 1)}. {origin_text(lineage)}.",
        has_total=True,
    )


def _levels_table(document: ExplainDocument) -> Table:
    return Table(
        title="Levels",
        columns=(
            Column("Name", is_number=False),
            Column("Level", is_number=False),
            Column(document.start),
            Column(document.end),
            Column("Move"),
        ),
        rows=tuple(
            (Cell(each.name), Cell(each.kind), Cell(each.before.text), Cell(each.after.text), Cell(each.move.text))
            for each in document.levels
        ),
        caption="Move: of a price or an exchange rate in percent of the first, of a volatility or a rate in points of "
        "a percent.",
    )
