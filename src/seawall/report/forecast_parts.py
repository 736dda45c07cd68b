"""What the pages of forecasts, autocorrelations and volatility have in common: the series, and tests of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seawall.models import ResidualTest, StationarityReading
from seawall.report.document import LineageView
from seawall.report.forecast_results import ForecastSeries, RollingSchedule
from seawall.report.layout import Column, Table, table_row
from seawall.report.numbers import Number, quantity, significant
from seawall.report.provenance import badge_text, lineage_view

__all__ = [
    "ResidualTestView",
    "ScheduleView",
    "SeriesView",
    "StationarityView",
    "UnitRootView",
    "p_value_number",
    "residual_table",
    "residual_views",
    "schedule_view",
    "series_badge",
    "series_view",
    "stationarity_table",
    "stationarity_view",
    "value_unit",
]

_SMALLEST_P = 5e-4


@dataclass(frozen=True, slots=True)
class SeriesView:
    """The series, and what of it is modelled."""

    name: str
    title: str
    unit: str
    transform: str
    n_values: int
    last_date: str
    last_level: Number
    sessions_per_year: Number
    lineage: LineageView


@dataclass(frozen=True, slots=True)
class UnitRootView:
    """One test of stationarity; `p_bound` says where the true p-value lies beyond the table."""

    name: str
    null: str
    statistic: Number
    lags: int
    lag_rule: str
    p_value: Number
    p_bound: str


@dataclass(frozen=True, slots=True)
class StationarityView:
    """Both tests and what they say together."""

    tests: tuple[UnitRootView, ...]
    verdict: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ResidualTestView:
    """One test of residuals."""

    name: str
    statistic: Number
    degrees_of_freedom: int
    p_value: Number
    verdict: str


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """How forecasts were rolled through history."""

    origins: int
    refit_every: int
    fits: int
    first_origin: str
    last_origin: str
    sentence: str


def value_unit(series: ForecastSeries) -> str:
    """Unit of what is modelled."""
    if series.transform in {"level", "difference"}:
        return series.unit
    return "decimal" if series.transform.is_step else f"log of {series.unit}"


def series_badge(series: ForecastSeries) -> str:
    """Whether the data was made or observed, and by whom."""
    lineage = series.lineage
    return badge_text(lineage) if lineage.simulated else f"Real data: {lineage.source}"


def series_view(series: ForecastSeries) -> SeriesView:
    """The series as text."""
    return SeriesView(
        name=series.name,
        title=series.title,
        unit=series.unit,
        transform=str(series.transform),
        n_values=len(series.values),
        last_date=str(series.dates[-1]),
        last_level=significant(float(series.levels[-1]), series.unit),
        sessions_per_year=quantity(series.sessions_per_year, "values a year", decimals=1),
        lineage=lineage_view(series.lineage),
    )


def p_value_number(value: float | None, bound: str = "") -> Number:
    """A p-value with three decimals; one that would show as zero is below 0.001."""
    if value is not None and value < _SMALLEST_P:
        return Number(value, "<0.001", "1")
    shown = quantity(value, "1", decimals=3)
    return Number(shown.value, f"{bound}{shown.text}", "1")


def stationarity_view(reading: StationarityReading) -> StationarityView:
    """Both tests as text."""
    tests = tuple(
        UnitRootView(
            each.name,
            each.null,
            quantity(each.statistic, "1", decimals=3),
            each.lags,
            each.lag_rule,
            p_value_number(each.p_value, each.p_bound),
            each.p_bound,
        )
        for each in (reading.unit_root, reading.level)
    )
    return StationarityView(tests, str(reading.verdict), reading.sentence)


def stationarity_table(view: StationarityView) -> Table:
    """Both tests as a table."""
    return Table(
        title="Stationarity of what is modelled",
        columns=(
            Column("Test", is_number=False),
            Column("Null", is_number=False),
            Column("Statistic"),
            Column("p"),
            Column("Lags"),
            Column("chosen by", is_number=False),
        ),
        rows=tuple(
            table_row(each.name, each.null, each.statistic, each.p_value, f"{each.lags}", each.lag_rule)
            for each in view.tests
        ),
        caption=f"{view.sentence[0].upper()}{view.sentence[1:]}.",
    )


def residual_views(tests: Sequence[ResidualTest]) -> tuple[ResidualTestView, ...]:
    """Tests of residuals as text."""
    return tuple(
        ResidualTestView(
            each.name,
            quantity(each.statistic, "1", decimals=2),
            each.degrees_of_freedom,
            p_value_number(each.p_value),
            each.verdict,
        )
        for each in tests
    )


def residual_table(views: Sequence[ResidualTestView], *, title: str) -> Table:
    """Tests of residuals as a table."""
    return Table(
        title=title,
        columns=(
            Column("Test", is_number=False),
            Column("Statistic"),
            Column("df"),
            Column("p"),
            Column("Verdict at 5 %", is_number=False),
        ),
        rows=tuple(
            table_row(each.name, each.statistic, f"{each.degrees_of_freedom}", each.p_value, each.verdict)
            for each in views
        ),
    )


def schedule_view(schedule: RollingSchedule, *, what: str) -> ScheduleView:
    """The schedule as text; `what` says what was chosen before the first origin."""
    return ScheduleView(
        schedule.origins,
        schedule.refit_every,
        schedule.fits,
        str(schedule.first_origin),
        str(schedule.last_origin),
        f"{schedule.origins} origins, {schedule.first_origin} to {schedule.last_origin}; {what}fitted at the first and "
        f"every {schedule.refit_every} origins, {schedule.fits} fits, each on the values before its origin alone.",
    )
