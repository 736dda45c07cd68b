"""The page of Greeks: the Greeks of a book as data, as a section of tables, and as JSON."""

from __future__ import annotations

from dataclasses import dataclass, fields

from seawall.core import DISCLAIMER
from seawall.report.compose import describe_instrument
from seawall.report.document import LineageView
from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.numbers import Number, money, significant
from seawall.report.provenance import badge_text, lineage_view, origin_text
from seawall.report.results import GreeksResults
from seawall.valuation import GreekTotals, PositionGreeks

__all__ = ["GreeksDocument", "GreeksView", "compose_greeks", "greeks_section"]

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class GreeksView:
    """Greeks of a position, an underlying or the book; per 1.00 of spot they are null for the book."""

    value: Number
    delta: Number
    delta_exposure: Number
    gamma: Number
    gamma_per_percent: Number
    vega_per_point: Number
    theta_per_day: Number
    rho_per_percent: Number
    vanna_per_point: Number
    volga_per_point: Number


@dataclass(frozen=True, slots=True)
class PositionGreeksView:
    """One position."""

    position: str
    instrument: str
    underlying: str
    currency: str
    quantity: Number
    greeks: GreeksView


@dataclass(frozen=True, slots=True)
class UnderlyingGreeksView:
    """All positions on one underlying."""

    underlying: str
    greeks: GreeksView


@dataclass(frozen=True, slots=True)
class GreeksDocument:
    """The Greeks of a book."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    simulated: bool
    badge: str
    positions: tuple[PositionGreeksView, ...]
    underlyings: tuple[UnderlyingGreeksView, ...]
    total: GreeksView
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_greeks(results: GreeksResults) -> GreeksDocument:
    """Turn Greeks into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : GreeksResults
        One run of the workflow.

    Returns
    -------
    GreeksDocument
        Numbers with text and unit; nothing is computed after this.
    """
    base, greeks, lineage = results.portfolio.base_currency, results.greeks, results.snapshot.lineage
    return GreeksDocument(
        format_version=_FORMAT_VERSION,
        portfolio=results.portfolio.name,
        base_currency=base,
        as_of=str(results.as_of),
        prices_as_of=str(results.snapshot.as_of),
        simulated=lineage.simulated,
        badge=badge_text(lineage),
        positions=tuple(
            PositionGreeksView(
                position=position.id,
                instrument=describe_instrument(position.instrument),
                underlying=row.underlying,
                currency=row.currency,
                quantity=Number(position.sized, f"{position.sized:,.6g}", "units"),
                greeks=_view(row, base),
            )
            for position, row in zip(results.portfolio.positions, greeks.positions, strict=True)
        ),
        underlyings=tuple(UnderlyingGreeksView(str(row.underlying), _view(row, base)) for row in greeks.underlyings),
        total=_view(greeks.total, base),
        lineage=lineage_view(lineage),
        notes=_NOTES,
        disclaimer=DISCLAIMER,
    )


_NOTES = (
    "Delta and gamma /1.00: gain, and change of delta, for +1.00 of the spot in the asset's currency. The book has "
    "none, because its spots differ.",
    "Delta: gain for +100 % of the spot, linearly, the equivalent spot holding. Gamma 1%: change of that delta for "
    "+1 % of the spot.",
    "Vega: gain for +1 volatility point. Theta: gain for one calendar day. Rho: gain for +1 % of the rate. Vanna: "
    "change of delta for +1 point. Volga: change of vega for +1 point.",
    "Totals of the book move every spot by the same percentage, and every volatility and rate by the same points. "
    "Foreign cash moves with its exchange rate.",
)


def _view(row: PositionGreeks | GreekTotals, base: str) -> GreeksView:
    return GreeksView(
        value=money(row.value, base),
        delta=significant(row.delta, f"{base} per 1.00 of spot"),
        delta_exposure=money(row.delta_exposure, base),
        gamma=significant(row.gamma, f"{base} per 1.00 of spot, squared"),
        gamma_per_percent=significant(row.gamma_per_percent, f"{base} per 1 % of spot"),
        vega_per_point=significant(row.vega_per_point, f"{base} per volatility point"),
        theta_per_day=significant(row.theta_per_day, f"{base} per calendar day"),
        rho_per_percent=significant(row.rho_per_percent, f"{base} per 1 % of rate"),
        vanna_per_point=significant(row.vanna_per_point, f"{base} per volatility point"),
        volga_per_point=significant(row.volga_per_point, f"{base} per volatility point, squared"),
    )


def greeks_section(document: GreeksDocument) -> Section:
    """The Greeks as tables: per position, and per underlying with the whole book.

    Parameters
    ----------
    document : GreeksDocument
        The Greeks.

    Returns
    -------
    Section
        Two tables.
    """
    base = document.base_currency
    columns = (
        Column(f"Value {base}"),
        Column("Delta /1.00"),
        Column(f"Delta {base}"),
        Column("Gamma /1.00²"),
        Column("Gamma 1%"),
        Column("Vega point"),
        Column("Theta day"),
        Column("Rho 1%"),
        Column("Vanna point"),
        Column("Volga point²"),
    )
    positions = Table(
        title=f"Greeks by position, {base}",
        columns=(Column("Position", is_number=False), Column("Instrument", is_number=False), *columns),
        rows=tuple(_row(each.position, each.instrument, each.greeks) for each in document.positions),
    )
    underlyings = Table(
        title=f"Greeks by underlying, {base}",
        columns=(Column("Underlying", is_number=False), *columns),
        rows=(
            *(_row(each.underlying, each.greeks) for each in document.underlyings),
            _row("Whole book", document.total),
        ),
        caption=f"{origin_text(document.lineage)}.",
        has_total=True,
    )
    return Section("greeks", "02 Quantify: Greeks", (positions, underlyings))


def _row(*parts: str | GreeksView) -> tuple[Cell, ...]:
    """Cells of words and of Greeks, which stand in the order of the columns."""
    cells: list[Cell] = []
    for part in parts:
        texts = [part] if isinstance(part, str) else [getattr(part, field.name).text for field in fields(part)]
        cells += [Cell(text) for text in texts]
    return tuple(cells)
