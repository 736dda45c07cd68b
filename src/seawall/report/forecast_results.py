"""Everything that the pages of forecasts are made of, as the workflow hands it over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from seawall.core import DateArray, FloatArray, Lineage, check_shape, choice_named
from seawall.measures import ForecastEvaluation, VolatilityScore
from seawall.models import (
    ArimaFit,
    ArimaForecast,
    ArimaOrder,
    Autocorrelation,
    LevelForecast,
    Naive,
    OrderSearch,
    ResidualTest,
    StationarityReading,
    Transform,
    VolatilityForecast,
)

__all__ = ["AcfResults", "ForecastResults", "ForecastSeries", "RollingSchedule", "VolatilityResults"]


@dataclass(frozen=True, slots=True, eq=False)
class ForecastSeries:
    """One series, as it was read and as it is modelled.

    Attributes
    ----------
    name, title : str
        Identifier, and what it is.
    unit : str
        Of the levels.
    transform : Transform
        From levels to values.
    level_dates, levels : DateArray, FloatArray
        Shape (n,).
    dates, values : DateArray, FloatArray
        Shape (n,) or (n - 1,): what is modelled.
    sessions_per_year : float
        As observed.
    lineage : Lineage
        Of the levels.
    """

    name: str
    title: str
    unit: str
    transform: Transform
    level_dates: DateArray
    levels: FloatArray
    dates: DateArray
    values: FloatArray
    sessions_per_year: float
    lineage: Lineage

    def __post_init__(self) -> None:
        """Hold one date for every value."""
        object.__setattr__(self, "transform", choice_named(self.transform, "transform", Transform))
        check_shape(self.levels, "levels", (len(self.level_dates),))
        check_shape(self.values, "values", (len(self.dates),))


@dataclass(frozen=True, slots=True)
class RollingSchedule:
    """How forecasts were rolled through history.

    Attributes
    ----------
    origins, refit_every, fits : int
        Origins, origins between two fits, and fits.
    first_origin, last_origin : datetime.date
        Dates of the last value known at the first and the last origin.
    """

    origins: int
    refit_every: int
    fits: int
    first_origin: dt.date
    last_origin: dt.date


@dataclass(frozen=True, slots=True, eq=False)
class ForecastResults:
    """Everything that the page of ``seawall forecast`` shows.

    Attributes
    ----------
    series : ForecastSeries
        What is forecast.
    period : int
        Values in a season; 1 without.
    criterion : str
        By which orders were compared.
    stationarity : StationarityReading
        Of the values.
    search : OrderSearch
        Candidates, and the best on all values.
    forecast : ArimaForecast
        Of the best.
    confidences : tuple of float
        Of the intervals.
    naive : mapping of Naive to FloatArray
        Shape (steps,) each.
    level : LevelForecast or None
        Only of log-returns.
    naive_levels : mapping of str to FloatArray
        Shape (steps,) each: levels that need no model; empty where `level` is None.
    diagnostics : tuple of ResidualTest
        Of the residuals of the best.
    evaluation_order : ArimaOrder
        Found on the values before the first origin alone.
    evaluation : ForecastEvaluation
        Of that order, rolled.
    schedule : RollingSchedule
        How.
    horizons : tuple of int
        Steps ahead that were judged.
    """

    series: ForecastSeries
    period: int
    criterion: str
    stationarity: StationarityReading
    search: OrderSearch
    forecast: ArimaForecast
    confidences: tuple[float, ...]
    naive: Mapping[Naive, FloatArray]
    level: LevelForecast | None
    naive_levels: Mapping[str, FloatArray]
    diagnostics: tuple[ResidualTest, ...]
    evaluation_order: ArimaOrder
    evaluation: ForecastEvaluation
    schedule: RollingSchedule
    horizons: tuple[int, ...]

    @property
    def fit(self) -> ArimaFit:
        """The best model on all values."""
        return self.search.best


@dataclass(frozen=True, slots=True, eq=False)
class AcfResults:
    """Everything that the page of ``seawall acf`` shows.

    Attributes
    ----------
    series : ForecastSeries
        Whose.
    found : Autocorrelation
        Of its values.
    squares : Autocorrelation
        Of their squared deviations from the mean.
    stationarity : StationarityReading
        Of the values.
    tests : tuple of ResidualTest
        Of the values themselves.
    """

    series: ForecastSeries
    found: Autocorrelation
    squares: Autocorrelation
    stationarity: StationarityReading
    tests: tuple[ResidualTest, ...]


@dataclass(frozen=True, slots=True, eq=False)
class VolatilityResults:
    """Everything that the page of ``seawall volatility`` shows.

    Attributes
    ----------
    series : ForecastSeries
        Log-returns.
    forecasts : tuple of VolatilityForecast
        By model.
    scores : tuple of VolatilityScore
        Of rolled one-session forecasts, the best first.
    schedule : RollingSchedule
        How they were rolled.
    """

    series: ForecastSeries
    forecasts: tuple[VolatilityForecast, ...]
    scores: tuple[VolatilityScore, ...]
    schedule: RollingSchedule
