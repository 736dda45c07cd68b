"""The page of ``seawall var --method``: VaR and ES of a book by the models that were asked for."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.report.document import FailureView, LineageView, ModelView
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.model_views import model_view
from seawall.report.numbers import Number, money
from seawall.report.provenance import badge_text, lineage_view, origin_text
from seawall.report.results import ModelResults
from seawall.report.tables import MEASURE_NAMES

__all__ = ["ModelDocument", "compose_models", "model_section"]

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class ModelDocument:
    """VaR and ES of a book by one or more models."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    simulated: bool
    badge: str
    equity: Number
    horizon_sessions: int
    window_sessions: int
    models: tuple[ModelView, ...]
    lineage: LineageView
    notes: tuple[str, ...]
    failures: tuple[FailureView, ...]
    disclaimer: str


def compose_models(results: ModelResults, *, horizon_sessions: int) -> ModelDocument:
    """Turn figures of models into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : ModelResults
        One run of the workflow.
    horizon_sessions : int
        That of its figures.

    Returns
    -------
    ModelDocument
        Numbers with text and unit; nothing is computed after this.
    """
    base, lineage = results.portfolio.base_currency, results.snapshot.lineage
    return ModelDocument(
        format_version=_FORMAT_VERSION,
        portfolio=results.portfolio.name,
        base_currency=base,
        as_of=str(results.as_of),
        prices_as_of=str(results.snapshot.as_of),
        simulated=lineage.simulated,
        badge=badge_text(lineage),
        equity=money(results.equity, base),
        horizon_sessions=horizon_sessions,
        window_sessions=results.window_sessions,
        models=tuple(model_view(each, results.equity) for each in results.models),
        lineage=lineage_view(lineage),
        notes=_notes(results),
        failures=tuple(FailureView(each.where, each.reason, each.message) for each in results.failures),
        disclaimer=DISCLAIMER,
    )


def _notes(results: ModelResults) -> tuple[str, ...]:
    """How each model made its scenarios, in its own words."""
    return tuple(f"{each.title}: {each.figures[0].lineage.method}." for each in results.models)


def model_section(document: ModelDocument) -> Section:
    """The figures as one table, a line for each model, measure and confidence.

    Parameters
    ----------
    document : ModelDocument
        The figures.

    Returns
    -------
    Section
        One table.
    """
    base = document.base_currency
    sessions = "1 session" if document.horizon_sessions == 1 else f"{document.horizon_sessions} sessions"
    rows = tuple(
        table_row(
            model.title,
            MEASURE_NAMES[each.measure],
            f"{each.confidence * 100:g}%",
            each.value,
            each.share_of_equity,
            each.lower,
            each.upper,
            each.coverage,
            each.interval,
            f"{each.n:,}",
            model.effective_n,
        )
        for model in document.models
        for each in model.figures
    )
    lineage = document.lineage
    table = Table(
        title=f"Value at Risk and Expected Shortfall over {sessions}, by model",
        columns=(
            Column("Model", is_number=False),
            Column("Measure", is_number=False),
            Column("Confidence"),
            Column(f"Loss {base}"),
            Column("of equity"),
            Column(f"Lower {base}"),
            Column(f"Upper {base}"),
            Column("Coverage"),
            Column("Interval", is_number=False),
            Column("n"),
            Column("effective n"),
        ),
        rows=rows,
        caption=f"Equity {document.equity.text} {base}. Models know the {document.window_sessions:,} sessions up to "
        f"{document.prices_as_of}; {origin_text(lineage)}.",
    )
    return Section("models", "02 Quantify: models", (table,))
