"""The page of ``seawall backtest``: verdicts, tests and ranking of the models of a book."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER, FloatArray
from seawall.report.document import BacktestView, FailureView, LineageView
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.model_views import backtest_view
from seawall.report.numbers import Number, quantity
from seawall.report.provenance import badge_text, lineage_view, origin_text
from seawall.report.results import BacktestResults

__all__ = ["BacktestDocument", "ForecastsView", "RankView", "TimelineView", "backtest_section", "compose_backtest"]

_FORMAT_VERSION = 1
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class RankView:
    """Place of one model by its score."""

    rank: int
    model: str
    mean_score: Number
    behind_best: Number
    adjusted_p_value: Number


@dataclass(frozen=True, slots=True)
class ForecastsView:
    """VaR and ES that one model forecast for each session of the timeline, loss above zero."""

    model: str
    value_at_risk: tuple[float, ...]
    expected_shortfall: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """What the book would have gained on each session, and what was forecast for it, to seven significant digits."""

    unit: str
    dates: tuple[str, ...]
    pnl: tuple[float, ...]
    forecasts: tuple[ForecastsView, ...]


@dataclass(frozen=True, slots=True)
class BacktestDocument:
    """Backtests of the models of a book."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    simulated: bool
    badge: str
    confidence: float
    window_sessions: int
    refit_sessions: int
    models: tuple[BacktestView, ...]
    timeline: TimelineView
    ranking: tuple[RankView, ...]
    lineage: LineageView
    notes: tuple[str, ...]
    failures: tuple[FailureView, ...]
    disclaimer: str


def compose_backtest(results: BacktestResults) -> BacktestDocument:
    """Turn backtests into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : BacktestResults
        One run of the workflow.

    Returns
    -------
    BacktestDocument
        Numbers with text and unit; nothing is computed after this.
    """
    lineage = results.snapshot.lineage
    titles = {each.model: each.title for each in results.models}
    return BacktestDocument(
        format_version=_FORMAT_VERSION,
        portfolio=results.portfolio.name,
        base_currency=results.portfolio.base_currency,
        as_of=str(results.as_of),
        prices_as_of=str(results.snapshot.as_of),
        simulated=lineage.simulated,
        badge=badge_text(lineage),
        confidence=results.confidence,
        window_sessions=results.window_sessions,
        refit_sessions=results.refit_sessions,
        models=tuple(backtest_view(each) for each in results.models),
        timeline=_timeline(results),
        ranking=tuple(
            RankView(
                rank=each.rank,
                model=titles[each.model],
                mean_score=quantity(each.mean_score, "1", decimals=4),
                behind_best=quantity(-each.against_best.mean if each.against_best else None, "1", decimals=4),
                adjusted_p_value=quantity(each.adjusted_p_value, "1", decimals=3),
            )
            for each in results.ranking
        ),
        lineage=lineage_view(lineage),
        notes=_NOTES,
        failures=tuple(FailureView(each.where, each.reason, each.message) for each in results.failures),
        disclaimer=DISCLAIMER,
    )


def _timeline(results: BacktestResults) -> TimelineView:
    """Sessions of all models, which are the same; none where no model could be tested."""
    records = [each.forecasts for each in results.models]
    return TimelineView(
        unit=results.portfolio.base_currency,
        dates=tuple(map(str, records[0].dates)) if records else (),
        pnl=_shortened(-records[0].losses) if records else (),
        forecasts=tuple(
            ForecastsView(each.model, _shortened(each.value_at_risk), _shortened(each.expected_shortfall))
            for each in records
        ),
    )


def _shortened(values: FloatArray) -> tuple[float, ...]:
    return tuple(float(f"{each:.{_DIGITS}g}") for each in values)


_NOTES = (
    "Today's quantities at today's levels, met by the moves of each past session: what this book would have lost, not "
    "what was lost. Each forecast knows only the sessions before its own.",
    "An exception is a loss strictly above VaR. The zone is that of the whole record by the Basel rule.",
    "Kupiec: number of exceptions. Independence and conditional coverage: whether one follows another. Dynamic "
    "quantile: whether the past or the level of VaR foretells them. Acerbi-Szekely: their number and size against ES.",
    "p-values are counted exactly or simulated from the model's own forecasts, never read off a limiting law. Holm's "
    "adjustment is over all tests of all models: the chance that any right model is rejected is at most 5 %.",
    "Score: Fissler and Ziegel's for VaR and ES together, the lower the better, by Diebold and Mariano's test.",
)


def backtest_section(document: BacktestDocument) -> Section:
    """Verdicts, p-values and ranking as tables.

    Parameters
    ----------
    document : BacktestDocument
        The backtests.

    Returns
    -------
    Section
        Two tables, and the ranking where there are several models.
    """
    tables = [_verdicts(document), _p_values(document)]
    if document.ranking:
        tables.append(_ranking(document))
    return Section("backtest", "02 Quantify: backtests", tuple(tables))


def _text(title: str) -> Column:
    return Column(title, is_number=False)


def _verdicts(document: BacktestDocument) -> Table:
    first = document.models[0] if document.models else None
    refit = "every session" if document.refit_sessions == 1 else f"every {document.refit_sessions} sessions"
    return Table(
        title=f"Exceptions to VaR {document.confidence * 100:g}% over 1 session",
        columns=(
            _text("Model"),
            Column("Sessions"),
            Column("Exceptions"),
            Column("expected"),
            _text("Zone"),
            Column("Multiplier"),
            _text("Verdict"),
        ),
        rows=tuple(
            table_row(
                each.title,
                f"{each.sessions:,}",
                f"{each.exceptions:,}",
                each.expected_exceptions,
                each.zone,
                each.multiplier,
                each.verdict,
            )
            for each in document.models
        ),
        caption=f"{first.first} to {first.last}, each forecast from {document.window_sessions:,} sessions before it; "
        f"GARCH refit {refit}. Multiplier: MAR32 on the last 250 sessions. "
        f"{origin_text(document.lineage)}."
        if first
        else "No model could be tested.",
    )


def _p_values(document: BacktestDocument) -> Table:
    names = [each.title for each in document.models[0].tests] if document.models else []
    return Table(
        title="p-values, and after Holm's adjustment",
        columns=(
            _text("Model"),
            *(column for name in names for column in (Column(name), Column("adjusted"))),
        ),
        rows=tuple(
            table_row(model.title, *(n for test in model.tests for n in (test.p_value, test.adjusted_p_value)))
            for model in document.models
        ),
    )


def _ranking(document: BacktestDocument) -> Table:
    return Table(
        title="Ranking by the Fissler-Ziegel score of VaR and ES",
        columns=(Column("Rank"), _text("Model"), Column("Mean score"), Column("behind the best"), Column("p-value")),
        rows=tuple(
            table_row(str(each.rank), each.model, each.mean_score, each.behind_best, each.adjusted_p_value)
            for each in document.ranking
        ),
        caption="p-value: that the best leads by chance, after Holm's adjustment over the models behind it.",
    )
