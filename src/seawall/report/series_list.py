"""The page of ``seawall data series``: what can be asked for by name, and what of it can be forecast."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.report.document import FailureView
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, quantity
from seawall.report.series_results import ListedSeries, SeriesKind, SeriesListResults

__all__ = ["SeriesListDocument", "compose_series_list", "series_list_section"]

_FORMAT_VERSION = 1
_TITLES = {SeriesKind.PRICE: "Prices", SeriesKind.ECONOMIC: "Economic series"}


@dataclass(frozen=True, slots=True)
class ListedSeriesView:
    """One series; `obstacle` says why it cannot be forecast, and is empty where it can."""

    name: str
    title: str
    kind: str
    unit: str
    frequency: str
    transform: str
    n_values: Number
    first: str
    last: str
    simulated: bool
    obstacle: str


@dataclass(frozen=True, slots=True)
class SeriesListDocument:
    """Every series that a forecast can name."""

    format_version: int
    as_of: str | None
    prices: str
    economy: str
    simulated: bool
    badge: str
    series: tuple[ListedSeriesView, ...]
    notes: tuple[str, ...]
    failures: tuple[FailureView, ...]
    disclaimer: str


def compose_series_list(results: SeriesListResults) -> SeriesListDocument:
    """Turn a list of series into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : SeriesListResults
        One run of the workflow.

    Returns
    -------
    SeriesListDocument
        Names with what they are.
    """
    return SeriesListDocument(
        format_version=_FORMAT_VERSION,
        as_of=None if results.as_of is None else str(results.as_of),
        prices=results.prices,
        economy=results.economy,
        simulated=results.simulated,
        badge=_badge(results),
        series=tuple(_view(each) for each in results.series),
        notes=_notes(results),
        failures=tuple(FailureView(each.where, each.reason, each.message) for each in results.failures),
        disclaimer=DISCLAIMER,
    )


def _view(each: ListedSeries) -> ListedSeriesView:
    return ListedSeriesView(
        name=each.name,
        title=each.title,
        kind=each.kind.value,
        unit=each.unit,
        frequency=each.frequency,
        transform=each.transform,
        n_values=quantity(float(each.n_values), "values", decimals=0),
        first=str(each.first),
        last=str(each.last),
        simulated=each.simulated,
        obstacle=each.obstacle,
    )


def _badge(results: SeriesListResults) -> str:
    if results.simulated:
        return f"SIMULATED prices: {results.prices}"
    if results.prices:
        return f"Real prices: {results.prices}"
    return f"Published data: {results.economy}" if results.economy else "No data"


def _notes(results: SeriesListResults) -> tuple[str, ...]:
    notes = [
        "Modelled: what a forecast is of where no transform is named. Forecast: whether ten steps of it can be "
        "forecast, or why a forecast is refused."
    ]
    if results.no_economy:
        notes.append(f"No economic series: {results.no_economy}")
    if not results.prices:
        notes.append("No prices: name them with --market.")
    return tuple(notes)


def series_list_section(document: SeriesListDocument) -> Section:
    """Every series, by kind.

    Parameters
    ----------
    document : SeriesListDocument
        The list.

    Returns
    -------
    Section
        One table for each kind that there is.
    """
    kinds = [kind for kind in SeriesKind if any(each.kind == kind for each in document.series)]
    return Section("series", "Series", tuple(_table(document, kind) for kind in kinds))


def _table(document: SeriesListDocument, kind: SeriesKind) -> Table:
    shown = [each for each in document.series if each.kind == kind]
    origin = document.prices if kind is SeriesKind.PRICE else document.economy
    return Table(
        title=_TITLES[kind],
        columns=(
            Column("Name", is_number=False),
            Column("What", is_number=False),
            Column("Unit", is_number=False),
            Column("Values"),
            Column("First", is_number=False),
            Column("Last", is_number=False),
            Column("Modelled", is_number=False),
            Column("Forecast", is_number=False),
        ),
        rows=tuple(
            table_row(
                each.name,
                each.title,
                each.unit,
                each.n_values,
                each.first,
                each.last,
                each.transform,
                "refused" if each.obstacle else "yes",
            )
            for each in shown
        ),
        caption="\n".join((f"From {origin}.", *(f"Refused: {each.obstacle}." for each in shown if each.obstacle))),
    )
