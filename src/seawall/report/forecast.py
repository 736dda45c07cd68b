"""The page of ``seawall forecast``: order, forecast, intervals and the naive comparison, as data and as tables."""

from __future__ import annotations

import math
from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.models import NEAR_UNIT_ROOT, ArimaFit
from seawall.report.forecast_parts import (
    ResidualTestView,
    ScheduleView,
    SeriesView,
    StationarityView,
    p_value_number,
    residual_views,
    schedule_view,
    series_badge,
    series_view,
    stationarity_view,
    value_unit,
)
from seawall.report.forecast_results import ForecastResults
from seawall.report.numbers import Number, multiple, percent, quantity, significant

__all__ = ["ForecastDocument", "compose_forecast"]

_FORMAT_VERSION = 1
_MOST_CANDIDATES = 8
_LEAST_HISTORY, _HISTORY_PER_STEP = 120, 8
_CRITERIA = {"aic": "AIC", "aicc": "AICc", "bic": "BIC"}


@dataclass(frozen=True, slots=True)
class ParameterView:
    """One parameter; the error is null where the likelihood has none."""

    name: str
    estimate: Number
    standard_error: Number


@dataclass(frozen=True, slots=True)
class RootView:
    """Least modulus of the roots of one side; 1 is the unit circle."""

    side: str
    modulus: Number
    verdict: str


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One date of the series before the forecast; a difference has no value on its first."""

    date: str
    level: Number
    value: Number


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One order of the search; `against_best` is its criterion less the best's; `refused`: why not chosen."""

    order: str
    aic: Number
    aicc: Number
    bic: Number
    against_best: Number
    refused: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step ahead: forecast, its intervals by confidence, naive forecasts by rule, and the level of log-returns."""

    step: int
    forecast: Number
    lower: dict[str, Number]
    upper: dict[str, Number]
    naive: dict[str, Number]
    level_median: Number
    level_lower: dict[str, Number]
    level_upper: dict[str, Number]
    level_naive: dict[str, Number]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """ARIMA beside one rule at one horizon."""

    horizon: int
    naive: str
    rmse: Number
    naive_rmse: Number
    rmse_ratio: Number
    mase: Number
    naive_mase: Number
    diebold_mariano: Number
    p_value: Number
    is_beaten: bool


@dataclass(frozen=True, slots=True)
class CoverageView:
    """Share of outcomes inside the interval at one horizon."""

    horizon: int
    nominal: Number
    share: Number
    lower: Number
    upper: Number
    inside: int
    n: int
    holds: bool


@dataclass(frozen=True, slots=True)
class ForecastDocument:
    """A forecast, and what to think of it."""

    format_version: int
    series: SeriesView
    simulated: bool
    badge: str
    period: int
    criterion: str
    stationarity: StationarityView
    order: str
    parameters: tuple[ParameterView, ...]
    roots: tuple[RootView, ...]
    log_likelihood: Number
    aic: Number
    aicc: Number
    bic: Number
    n_used: int
    candidates: tuple[CandidateView, ...]
    candidates_tried: int
    diagnostics: tuple[ResidualTestView, ...]
    history: tuple[HistoryView, ...]
    steps: tuple[StepView, ...]
    verdicts: tuple[str, ...]
    evaluation_order: str
    schedule: ScheduleView
    comparisons: tuple[ComparisonView, ...]
    coverages: tuple[CoverageView, ...]
    notes: tuple[str, ...]
    disclaimer: str


def compose_forecast(results: ForecastResults) -> ForecastDocument:
    """Turn a forecast into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : ForecastResults
        One run of the workflow.

    Returns
    -------
    ForecastDocument
        Numbers with text and unit; nothing is computed after this.
    """
    fit, lineage = results.fit, results.series.lineage
    order = results.evaluation_order
    return ForecastDocument(
        format_version=_FORMAT_VERSION,
        series=series_view(results.series),
        simulated=lineage.simulated,
        badge=series_badge(results.series),
        period=results.period,
        criterion=results.criterion,
        stationarity=stationarity_view(results.stationarity),
        order=str(fit.order),
        parameters=_parameters(fit),
        roots=_roots(fit),
        log_likelihood=_criterion(fit.log_likelihood),
        aic=_criterion(fit.aic),
        aicc=_criterion(fit.aicc),
        bic=_criterion(fit.bic),
        n_used=fit.n_used,
        candidates=_candidates(results),
        candidates_tried=len(results.search.candidates),
        diagnostics=residual_views(results.diagnostics),
        history=_history(results),
        steps=_steps(results),
        verdicts=tuple(results.evaluation.sentence(each, model="ARIMA") for each in results.horizons),
        evaluation_order=str(order),
        schedule=schedule_view(
            results.schedule, what=f"order {order}, searched on the values before the first origin alone; "
        ),
        comparisons=_comparisons(results),
        coverages=_coverages(results),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def _criterion(value: float) -> Number:
    return quantity(value, "1", decimals=2)


def _parameters(fit: ArimaFit) -> tuple[ParameterView, ...]:
    estimates = [*fit.coefficients.tolist(), *([fit.constant] if fit.order.with_constant else [])]
    estimates.append(fit.innovation_variance)
    errors = [None] * len(estimates) if fit.standard_errors is None else fit.standard_errors.tolist()
    return tuple(
        ParameterView(name.replace("_", " "), significant(estimate, "1"), significant(error, "1"))
        if error is not None
        else ParameterView(name.replace("_", " "), significant(estimate, "1"), Number(None, "–", "1"))
        for name, estimate, error in zip(fit.order.parameter_names, estimates, errors, strict=True)
    )


def _roots(fit: ArimaFit) -> tuple[RootView, ...]:
    """Sides that have roots at all."""
    sides = (("autoregressive", fit.smallest_ar_root), ("moving average", fit.smallest_ma_root))
    return tuple(
        RootView(
            side,
            quantity(modulus, "1", decimals=3),
            "beside the unit circle: one difference too few, or one too many"
            if modulus < NEAR_UNIT_ROOT
            else "outside the unit circle",
        )
        for side, modulus in sides
        if math.isfinite(modulus)
    )


def _history(results: ForecastResults) -> tuple[HistoryView, ...]:
    """As much of the past as stands well beside the forecast."""
    series = results.series
    shown = min(max(_LEAST_HISTORY, _HISTORY_PER_STEP * len(results.forecast.mean)), len(series.levels))
    first = len(series.levels) - len(series.values)
    unit = value_unit(series)
    return tuple(
        HistoryView(
            str(series.level_dates[row]),
            significant(float(series.levels[row]), series.unit),
            significant(None if row < first else float(series.values[row - first]), unit),
        )
        for row in range(len(series.levels) - shown, len(series.levels))
    )


def _candidates(results: ForecastResults) -> tuple[CandidateView, ...]:
    best = getattr(results.fit, results.criterion)
    ranked = sorted(results.search.candidates, key=lambda each: float(getattr(each, results.criterion)))
    return tuple(
        CandidateView(
            str(each.order),
            _criterion(each.aic),
            _criterion(each.aicc),
            _criterion(each.bic),
            _criterion(getattr(each, results.criterion) - best),
            "a root beside the unit circle" if each.is_near_unit_root else "",
        )
        for each in ranked[:_MOST_CANDIDATES]
    )


def _steps(results: ForecastResults) -> tuple[StepView, ...]:
    unit, level_unit = value_unit(results.series), results.series.unit
    forecast, level = results.forecast, results.level
    names = [f"{100 * each:g}" for each in results.confidences]

    def bounds(values: object, column: int, unit_of: str) -> dict[str, Number]:
        if values is None:
            return {}
        return {name: significant(float(row[column]), unit_of) for name, row in zip(names, values, strict=True)}  # type: ignore[call-overload]

    return tuple(
        StepView(
            step=step + 1,
            forecast=significant(float(forecast.mean[step]), unit),
            lower=bounds(forecast.lower, step, unit),
            upper=bounds(forecast.upper, step, unit),
            naive={str(name): significant(float(each[step]), unit) for name, each in results.naive.items()},
            level_median=significant(None if level is None else float(level.median[step]), level_unit),
            level_lower=bounds(None if level is None else level.lower, step, level_unit),
            level_upper=bounds(None if level is None else level.upper, step, level_unit),
            level_naive={
                name: significant(float(each[step]), level_unit) for name, each in results.naive_levels.items()
            },
        )
        for step in range(len(forecast.mean))
    )


def _comparisons(results: ForecastResults) -> tuple[ComparisonView, ...]:
    unit = value_unit(results.series)
    return tuple(
        ComparisonView(
            each.horizon,
            each.naive,
            significant(each.rmse, unit),
            significant(each.naive_rmse, unit),
            quantity(each.rmse_ratio, "1", decimals=4),
            quantity(each.mase, "1", decimals=4),
            quantity(each.naive_mase, "1", decimals=4),
            multiple(each.difference.statistic),
            p_value_number(each.difference.p_value),
            each.is_beaten,
        )
        for each in results.evaluation.comparisons
    )


def _coverages(results: ForecastResults) -> tuple[CoverageView, ...]:
    return tuple(
        CoverageView(
            each.horizon,
            percent(each.nominal, decimals=0),
            percent(each.share, decimals=1),
            percent(each.lower, decimals=1),
            percent(each.upper, decimals=1),
            each.inside,
            each.n,
            each.holds,
        )
        for each in results.evaluation.coverages
    )


def _notes(results: ForecastResults) -> tuple[str, ...]:
    fit = results.fit
    notes = [
        f"Exact maximum likelihood; order by {_CRITERIA[results.criterion]} among {len(results.search.candidates)} "
        "models of the same differences.",
        "Intervals take innovations for normal and parameters for known; the coverage table shows what they then held.",
        "MASE: mean absolute error over the mean absolute step before the first origin. DM: Diebold and Mariano's test "
        "of squared errors, below 0 where ARIMA errs less, with Harvey, Leybourne and Newbold's correction and "
        "h - 1 autocovariances; p is two-sided.",
        "Beaten: less error by both measures, at p < 0.05. Coverage bounds: Clopper and Pearson's, 95 %, for "
        "independent outcomes; those of several steps overlap, and their bounds are too narrow.",
    ]
    if results.level is not None:
        notes.append(
            f"Level: the last, {results.series.levels[-1]:,.6g}, times the exponential of the summed log-returns; a "
            "median. The mean is higher by half the variance."
        )
    if not fit.is_converged:
        notes.append("The search for the parameters did not converge: read them with caution.")
    if fit.is_near_unit_root:
        notes.append("A root lies beside the unit circle: one difference too few, or one too many.")
    if fit.is_near_cancellation:
        notes.append("Roots of both sides nearly cancel: a smaller model would say the same.")
    return tuple(notes)
