"""Documents of series: the economy, and the past and the forecast of any one series."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seawall.models import GarchKind, InformationCriterion, Transform
from seawall.report import (
    AcfDocument,
    ForecastDocument,
    ForecastSeries,
    MacroDocument,
    MacroHistoryDocument,
    SeriesListDocument,
    VolatilityDocument,
    compose_acf,
    compose_forecast,
    compose_macro,
    compose_macro_history,
    compose_series_list,
    compose_volatility,
    document_json,
)
from seawall.web.desk import Desk
from seawall.web.document_route import DocumentRoute, NoQuery, Query
from seawall.web.query_fields import Name
from seawall.workflows import (
    list_series,
    read_forecast_series,
    run_acf,
    run_forecast,
    run_macro,
    run_macro_history,
    run_volatility,
)

__all__ = ["SERIES_DOCUMENTS"]

_Steps = Annotated[int, Field(ge=1, le=60)]


class ForecastQuery(Query):
    """ARIMA forecast of a series."""

    series: Name
    transform: Transform | None = None
    steps: _Steps = 10
    criterion: InformationCriterion = InformationCriterion.AICC
    period: Annotated[int, Field(ge=1, le=52)] = 1


class AcfQuery(Query):
    """Autocorrelations of a series."""

    series: Name
    transform: Transform | None = None
    lags: Annotated[int | None, Field(ge=1, le=500)] = None


class VolatilityQuery(Query):
    """GARCH volatility of a series."""

    series: Name
    steps: _Steps = 10


def _macro(desk: Desk, _: NoQuery) -> str:
    """``seawall macro --json``."""
    return document_json(compose_macro(run_macro(desk.inputs.macro, prices=desk.source, as_of=desk.inputs.as_of)))


def _macro_history(desk: Desk, _: NoQuery) -> str:
    """``seawall macro --history --json``."""
    return document_json(compose_macro_history(run_macro_history(desk.inputs.macro, as_of=desk.inputs.as_of)))


def _series(desk: Desk, _: NoQuery) -> str:
    """``seawall data series --json``."""
    results = list_series(prices=desk.source, macro_folder=desk.inputs.macro, as_of=desk.inputs.as_of)
    return document_json(compose_series_list(results))


def _forecast(desk: Desk, asked: ForecastQuery) -> str:
    """``seawall forecast --json``."""
    read = _read(desk, asked.series, asked.transform)
    results = run_forecast(
        read, steps=asked.steps, criterion=asked.criterion, period=asked.period, progress=desk.progress
    )
    return document_json(compose_forecast(results))


def _acf(desk: Desk, asked: AcfQuery) -> str:
    """``seawall acf --json``."""
    return document_json(compose_acf(run_acf(_read(desk, asked.series, asked.transform), lags=asked.lags)))


def _volatility(desk: Desk, asked: VolatilityQuery) -> str:
    """``seawall volatility --json``."""
    series = _read(desk, asked.series, None)
    results = run_volatility(series, steps=asked.steps, kinds=tuple(GarchKind), progress=desk.progress)
    return document_json(compose_volatility(results))


def _read(desk: Desk, name: str, transform: Transform | None) -> ForecastSeries:
    return read_forecast_series(
        name, market=desk.market, macro_folder=desk.inputs.macro, transform=transform, as_of=desk.inputs.as_of
    )


SERIES_DOCUMENTS = (
    DocumentRoute("macro", "The economy on one day", _macro, document=MacroDocument),
    DocumentRoute("macro-history", "The macro regime over time", _macro_history, document=MacroHistoryDocument),
    DocumentRoute("series", "Series that can be asked for by name", _series, document=SeriesListDocument),
    DocumentRoute("forecast", "ARIMA forecast of a series", _forecast, ForecastQuery, ForecastDocument),
    DocumentRoute("acf", "Autocorrelations of a series", _acf, AcfQuery, AcfDocument),
    DocumentRoute("volatility", "GARCH volatility of a series", _volatility, VolatilityQuery, VolatilityDocument),
)
