"""The page of ``seawall volatility``: term structures, parameters and scores, as data and as tables."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.models import VolatilityForecast
from seawall.report.forecast_parts import (
    ScheduleView,
    SeriesView,
    p_value_number,
    schedule_view,
    series_badge,
    series_view,
)
from seawall.report.forecast_results import VolatilityResults
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, multiple, percent, quantity, significant

__all__ = ["VolatilityDocument", "compose_volatility", "volatility_section"]

_FORMAT_VERSION = 1
_NAMES = {"garch": "GARCH(1,1)", "gjr": "GJR(1,1,1)"}


@dataclass(frozen=True, slots=True)
class GarchParameterView:
    """One parameter with its robust standard error."""

    name: str
    estimate: Number
    standard_error: Number


@dataclass(frozen=True, slots=True)
class HorizonView:
    """Annualised volatility of the h-th session, and of the sum of the first h, with its bounds."""

    session: int
    session_volatility: Number
    average_volatility: Number
    lower: Number
    upper: Number


@dataclass(frozen=True, slots=True)
class VolatilityModelView:
    """One model; half-life and long-run level are null where the fit is integrated."""

    model: str
    parameters: tuple[GarchParameterView, ...]
    persistence: Number
    half_life: Number
    long_run_volatility: Number
    log_likelihood: Number
    confidence: float
    why_no_errors: str
    horizons: tuple[HorizonView, ...]


@dataclass(frozen=True, slots=True)
class VolatilityScoreView:
    """Mean QLIKE of one model, and the test against the best."""

    model: str
    mean_score: Number
    less_best: Number
    diebold_mariano: Number
    p_value: Number


@dataclass(frozen=True, slots=True)
class VolatilityDocument:
    """A forecast of volatility, and what to think of it."""

    format_version: int
    series: SeriesView
    simulated: bool
    badge: str
    models: tuple[VolatilityModelView, ...]
    scores: tuple[VolatilityScoreView, ...]
    verdict: str
    schedule: ScheduleView
    notes: tuple[str, ...]
    disclaimer: str


def compose_volatility(results: VolatilityResults) -> VolatilityDocument:
    """Turn volatility forecasts into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : VolatilityResults
        One run of the workflow.

    Returns
    -------
    VolatilityDocument
        Numbers with text and unit; nothing is computed after this.
    """
    lineage, best = results.series.lineage, results.scores[0]
    return VolatilityDocument(
        format_version=_FORMAT_VERSION,
        series=series_view(results.series),
        simulated=lineage.simulated,
        badge=series_badge(results.series),
        models=tuple(_model(each) for each in results.forecasts),
        scores=tuple(
            VolatilityScoreView(
                _named(each.model),
                quantity(each.mean_score, "1", decimals=4),
                quantity(each.mean_score - best.mean_score, "1", decimals=4),
                multiple(each.against_best.statistic if each.against_best else None),
                p_value_number(each.against_best.p_value if each.against_best else None),
            )
            for each in results.scores
        ),
        verdict=_verdict(results),
        schedule=schedule_view(results.schedule, what="one session ahead; "),
        notes=(
            "Annual by the sessions observed in a year. Average: of the sum of the first h returns; session: of the "
            "h-th alone.",
            "Bounds: the error of the parameters only, by their robust covariance (Bollerslev, Wooldridge), on a log "
            "scale. What then happens scatters far more widely.",
            "QLIKE: log of the forecast variance plus the squared return over it; only differences have a meaning. DM: "
            "the best's scores less the model's. The best was chosen by the same scores, which flatters it.",
        ),
        disclaimer=DISCLAIMER,
    )


def _named(model: str) -> str:
    return _NAMES.get(model, model)


def _model(forecast: VolatilityForecast) -> VolatilityModelView:
    errors = forecast.parameter_errors
    return VolatilityModelView(
        model=_named(str(forecast.fit.kind)),
        parameters=tuple(
            GarchParameterView(name, significant(value, "1"), _error(None if errors is None else float(errors[place])))
            for place, (name, value) in enumerate(zip(forecast.parameter_names, forecast.parameters, strict=True))
        ),
        persistence=quantity(forecast.fit.persistence, "1", decimals=4),
        half_life=quantity(forecast.half_life_sessions, "sessions", decimals=1),
        long_run_volatility=percent(forecast.long_run_volatility),
        log_likelihood=quantity(forecast.fit.log_likelihood, "1", decimals=2),
        confidence=forecast.confidence,
        why_no_errors=forecast.why_no_errors,
        horizons=tuple(
            HorizonView(
                place + 1,
                percent(float(forecast.session_volatility[place])),
                percent(float(forecast.average_volatility[place])),
                percent(None if forecast.lower is None else float(forecast.lower[place])),
                percent(None if forecast.upper is None else float(forecast.upper[place])),
            )
            for place in range(len(forecast.session_volatility))
        ),
    )


def _error(value: float | None) -> Number:
    return Number(None, "–", "1") if value is None else significant(value, "1")


def _verdict(results: VolatilityResults) -> str:
    best, *others = results.scores
    close = [
        _named(each.model)
        for each in others
        if each.against_best is None or each.against_best.p_value is None or each.against_best.p_value >= 0.05
    ]
    apart = f"not told apart from {', '.join(close)} at 5 %" if close else "each of the others is worse beyond chance"
    return f"{_named(best.model)} forecast best by QLIKE; {apart}."


def volatility_section(document: VolatilityDocument) -> Section:
    """Term structures, parameters and scores as tables.

    Parameters
    ----------
    document : VolatilityDocument
        The forecasts.

    Returns
    -------
    Section
        Two tables for each model, and the scores.
    """
    tables: list[Table] = []
    for each in document.models:
        tables += [_term_structure(each), _parameters(each)]
    scores = Table(
        title="One-session forecasts of the squared return, rolled through history",
        columns=(
            Column("Model", is_number=False),
            Column("QLIKE"),
            Column("less the best"),
            Column("DM"),
            Column("p"),
        ),
        rows=tuple(
            table_row(each.model, each.mean_score, each.less_best, each.diebold_mariano, each.p_value)
            for each in document.scores
        ),
        caption=f"{document.verdict} {document.schedule.sentence}",
    )
    title = f"Volatility of {document.series.name}, {document.series.transform}"
    return Section("volatility", title, (*tables, scores))


def _term_structure(model: VolatilityModelView) -> Table:
    level = 100 * model.confidence
    return Table(
        title=f"{model.model}: volatility a year",
        columns=(
            Column("Sessions"),
            Column("Session"),
            Column("Average"),
            Column(f"{level:g} % from"),
            Column(f"{level:g} % to"),
        ),
        rows=tuple(
            table_row(f"{each.session}", each.session_volatility, each.average_volatility, each.lower, each.upper)
            for each in model.horizons
        ),
        caption=f"Long run {model.long_run_volatility.text}; half-life of a surprise {model.half_life.text} sessions."
        + (f" No bounds: {model.why_no_errors}." if model.why_no_errors else ""),
    )


def _parameters(model: VolatilityModelView) -> Table:
    return Table(
        title=f"{model.model}: parameters, of returns a session",
        columns=(Column("Parameter", is_number=False), Column("Estimate"), Column("Robust error")),
        rows=tuple(table_row(each.name, each.estimate, each.standard_error) for each in model.parameters),
        caption=f"Persistence {model.persistence.text}, log-likelihood {model.log_likelihood.text}.",
    )
