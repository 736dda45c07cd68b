"""The tables of ``seawall forecast``."""

from __future__ import annotations

from seawall.report.forecast import ForecastDocument, StepView
from seawall.report.forecast_parts import residual_table, stationarity_table
from seawall.report.layout import Column, Section, Table, table_row

__all__ = ["forecast_section"]


def forecast_section(document: ForecastDocument) -> Section:
    """Everything of the forecast, from stationarity to the naive comparison.

    Parameters
    ----------
    document : ForecastDocument
        The forecast.

    Returns
    -------
    Section
        Eight tables, nine with a level.
    """
    tables = [
        _forecast(document),
        *([_level(document)] if document.steps[0].level_lower else []),
        _comparison(document),
        _coverage(document),
        stationarity_table(document.stationarity),
        _model(document),
        _candidates(document),
        residual_table(document.diagnostics, title="Residuals of the model"),
    ]
    return Section("forecast", f"Forecast of {document.series.name}, {document.series.transform}", tuple(tables))


def _interval_columns(step: StepView) -> tuple[Column, ...]:
    return tuple(Column(f"{name} % {side}") for name in step.lower for side in ("from", "to"))


def _forecast(document: ForecastDocument) -> Table:
    first = document.steps[0]
    return Table(
        title=f"ARIMA {document.order}: {len(document.steps)} steps from {document.series.last_date}",
        columns=(
            Column("Step"),
            Column("Forecast"),
            *_interval_columns(first),
            *(Column(f"Naive: {name}") for name in first.naive),
        ),
        rows=tuple(
            table_row(
                f"{each.step}",
                each.forecast,
                *(number for name in each.lower for number in (each.lower[name], each.upper[name])),
                *each.naive.values(),
            )
            for each in document.steps
        ),
        caption=f"{document.series.transform}, {first.forecast.unit}. " + " ".join(document.verdicts),
    )


def _level(document: ForecastDocument) -> Table:
    first = document.steps[0]
    return Table(
        title=f"Level, {document.series.unit}; last {document.series.last_level.text}",
        columns=(Column("Step"), Column("Median"), *_interval_columns(first)),
        rows=tuple(
            table_row(
                f"{each.step}",
                each.level_median,
                *(number for name in each.level_lower for number in (each.level_lower[name], each.level_upper[name])),
            )
            for each in document.steps
        ),
    )


def _comparison(document: ForecastDocument) -> Table:
    return Table(
        title=f"ARIMA {document.evaluation_order} against forecasts without a model, rolled through history",
        columns=(
            Column("Steps"),
            Column("Against", is_number=False),
            Column("RMSE"),
            Column("its RMSE"),
            Column("Ratio"),
            Column("MASE"),
            Column("its MASE"),
            Column("DM"),
            Column("p"),
            Column("Beaten", is_number=False),
        ),
        rows=tuple(
            table_row(
                f"{each.horizon}",
                each.naive,
                each.rmse,
                each.naive_rmse,
                each.rmse_ratio,
                each.mase,
                each.naive_mase,
                each.diebold_mariano,
                each.p_value,
                "yes" if each.is_beaten else "no",
            )
            for each in document.comparisons
        ),
        caption=document.schedule.sentence,
    )


def _coverage(document: ForecastDocument) -> Table:
    return Table(
        title="Coverage of the intervals, rolled through history",
        columns=(
            Column("Steps"),
            Column("Promised"),
            Column("Held"),
            Column("from"),
            Column("to"),
            Column("Inside"),
            Column("Promise", is_number=False),
        ),
        rows=tuple(
            table_row(
                f"{each.horizon}",
                each.nominal,
                each.share,
                each.lower,
                each.upper,
                f"{each.inside} of {each.n}",
                "not rejected" if each.holds else "too narrow" if each.upper.value < each.nominal.value else "too wide",  # type: ignore[operator]
            )
            for each in document.coverages
        ),
    )


def _model(document: ForecastDocument) -> Table:
    return Table(
        title=f"Parameters of ARIMA {document.order}",
        columns=(Column("Parameter", is_number=False), Column("Estimate"), Column("Standard error")),
        rows=tuple(table_row(each.name, each.estimate, each.standard_error) for each in document.parameters),
        caption=f"{document.n_used:,} values: log-likelihood {document.log_likelihood.text}, AIC {document.aic.text}, "
        f"AICc {document.aicc.text}, BIC {document.bic.text}. {_roots(document)}",
    )


def _roots(document: ForecastDocument) -> str:
    if not document.roots:
        return "No roots: the model has no lags."
    said = "; ".join(f"{each.side} {each.modulus.text}, {each.verdict}" for each in document.roots)
    return f"Smallest roots, 1 being the unit circle: {said}."


def _candidates(document: ForecastDocument) -> Table:
    name = {"aic": "AIC", "aicc": "AICc", "bic": "BIC"}[document.criterion]
    return Table(
        title=f"Candidates by {name}: the best {len(document.candidates)} of {document.candidates_tried}",
        columns=(
            Column("Order", is_number=False),
            Column("AIC"),
            Column("AICc"),
            Column("BIC"),
            Column(f"{name} less the best's"),
            Column("Refused for", is_number=False),
        ),
        rows=tuple(
            table_row(each.order, each.aic, each.aicc, each.bic, each.against_best, each.refused)
            for each in document.candidates
        ),
    )
