"""From a series to its forecast, its autocorrelations and its volatility, each judged on what came after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from seawall.core import FloatArray, choice_named, to_date
from seawall.errors import InputError
from seawall.measures import evaluate_forecasts, rank_volatility_forecasts
from seawall.models import (
    ArimaFit,
    GarchKind,
    InformationCriterion,
    LevelForecast,
    Naive,
    ResidualTest,
    Transform,
    arch_lm,
    arima_estimator,
    autocorrelations,
    default_lags,
    fit_garch,
    forecast_arima,
    forecast_volatility,
    jarque_bera,
    level_from_log_returns,
    ljung_box,
    moving_average_weights,
    naive_mean,
    naive_scale,
    read_stationarity,
    roll_forecasts,
    roll_volatility,
    search_arima_order,
)
from seawall.report import AcfResults, ForecastResults, ForecastSeries, RollingSchedule, VolatilityResults
from seawall.workflows.market_data import Progress

__all__ = ["FEWEST_TRAINING_VALUES", "LARGEST_STEPS", "forecast_origins", "run_acf", "run_forecast", "run_volatility"]

CONFIDENCES = (0.80, 0.95)
FEWEST_TRAINING_VALUES = 60
LARGEST_STEPS = 60
_LARGEST_PERIOD = 60
_FEWEST_ORIGINS = 20
_DEFAULT_ORIGINS = 250
_REFITS = 5
_ARCH_LAGS = 5
_FEWEST_GARCH = 500


def run_forecast(
    series: ForecastSeries,
    *,
    steps: int = 10,
    period: int = 1,
    criterion: InformationCriterion = InformationCriterion.AICC,
    origins: int | None = None,
    progress: Progress | None = None,
) -> ForecastResults:
    """Forecast a series by the best ARIMA order, and judge forecasts of this kind by rolling them through history.

    Two searches are made: one on all values, for the forecast; one on the values before the first origin alone, for
    the judgement, whose parameters are fitted anew five times on the way.

    Parameters
    ----------
    series : ForecastSeries
        What to forecast.
    steps : int
        Ahead, from 1 to 60.
    period : int
        Values in a season, from 1 (none) to 60.
    criterion : InformationCriterion
        By which orders are compared.
    origins : int, optional
        From which forecasts are rolled: 250 by default, fewer where the series is short.
    progress : Progress, optional
        Told of each stage.

    Returns
    -------
    ForecastResults
        Everything the page shows.

    Raises
    ------
    InputError
        For steps, a period or origins outside their range, or a series too short for them; for a `criterion` that there
        is not.
    NumericalError
        When no model can be fitted.
    """
    criterion = choice_named(criterion, "criterion", InformationCriterion)
    tell = progress or (lambda *_: None)
    _check_range("steps", steps, 1, LARGEST_STEPS)
    _check_range("period", period, 1, _LARGEST_PERIOD)
    values = series.values
    chosen = forecast_origins(series, steps=steps, period=period, asked=origins)
    first = len(values) - steps - chosen + 1
    tell("searching orders", 0, 3)
    search = search_arima_order(values, period=period, criterion=criterion)
    forecast = forecast_arima(search.best, steps=steps, confidences=CONFIDENCES)
    tell("searching orders before the first origin", 1, 3)
    order = search_arima_order(values[:first], period=period, criterion=criterion).best.order
    tell("rolling through history", 2, 3)
    refit_every = -(-chosen // _REFITS)
    rolled = roll_forecasts(
        values,
        estimate=arima_estimator(order, confidences=CONFIDENCES),
        origins=chosen,
        steps=steps,
        refit_every=refit_every,
        confidences=CONFIDENCES,
    )
    rules = _rules(series.transform, period)
    naive = {
        str(rule): np.stack([naive_mean(values[:at], rule, steps=steps, period=period) for at in rolled.origins])
        for rule in rules
    }
    horizons = (1,) if steps == 1 else (1, steps)
    evaluation = evaluate_forecasts(rolled, naive, scale=naive_scale(values[:first], period=period), horizons=horizons)
    naive_ahead = {rule: naive_mean(values, rule, steps=steps, period=period) for rule in rules}
    return ForecastResults(
        series=series,
        period=period,
        criterion=str(criterion),
        stationarity=read_stationarity(values),
        search=search,
        forecast=forecast,
        confidences=CONFIDENCES,
        naive=naive_ahead,
        level=_level(series, search.best, forecast.mean),
        naive_levels=_naive_levels(series, naive_ahead),
        diagnostics=_diagnostics(search.best, period),
        evaluation_order=order,
        evaluation=evaluation,
        schedule=_schedule(series, first, chosen, refit_every, rolled.fits),
        horizons=horizons,
    )


def forecast_origins(series: ForecastSeries, *, steps: int = 10, period: int = 1, asked: int | None = None) -> int:
    """From how many past origins a forecast is judged: those asked for, or the default as far as there is room.

    Parameters
    ----------
    series : ForecastSeries
        What is forecast.
    steps, period : int
        As for :func:`run_forecast`.
    asked : int, optional
        Origins; 250 by default, fewer where the series is short.

    Raises
    ------
    InputError
        When the series is too short for these steps and period, or for the origins asked for.
    """
    room = len(series.values) - max(FEWEST_TRAINING_VALUES, 4 * period) - steps + 1
    least = max(_FEWEST_ORIGINS, 2 * steps)
    if room < least:
        raise InputError(
            f"{series.name} has {len(series.values)} values of {series.transform}, too few: "
            f"{len(series.values) + least - room} are needed for these steps and period"
        )
    if asked is None:
        return max(min(_DEFAULT_ORIGINS, room // 2), least)
    _check_range("origins", asked, least, room)
    return asked


def run_acf(series: ForecastSeries, *, lags: int | None = None) -> AcfResults:
    """Autocorrelations of a series and of its squares, with tests of both.

    Parameters
    ----------
    series : ForecastSeries
        Whose.
    lags : int, optional
        Ten times the decimal logarithm of its length by default.

    Returns
    -------
    AcfResults
        Everything the page shows.

    Raises
    ------
    InputError
        For a series too short, or lags outside their range.
    """
    values = series.values
    _check_length(series, FEWEST_TRAINING_VALUES)
    shown = default_lags(len(values)) if lags is None else lags
    _check_range("lags", shown, 1, len(values) // 2 - 1)
    squares = (values - values.mean()) ** 2
    return AcfResults(
        series=series,
        found=autocorrelations(values, lags=shown),
        squares=autocorrelations(squares, lags=shown),
        stationarity=read_stationarity(values),
        tests=(ljung_box(values, lags=shown), arch_lm(values - values.mean(), lags=_ARCH_LAGS), jarque_bera(values)),
    )


def run_volatility(
    series: ForecastSeries,
    *,
    steps: int = 10,
    kinds: Sequence[GarchKind] = tuple(GarchKind),
    progress: Progress | None = None,
) -> VolatilityResults:
    """Term structure of volatility, and how one-session forecasts of its kind ranked in history.

    Parameters
    ----------
    series : ForecastSeries
        Of log-returns or returns.
    steps : int
        Sessions ahead, from 1 to 60.
    kinds : sequence of GarchKind
        Which recursions.
    progress : Progress, optional
        Told of each stage.

    Returns
    -------
    VolatilityResults
        Everything the page shows.

    Raises
    ------
    InputError
        For steps outside their range, values that are no returns, or a series too short; for one of `kinds` that there
        is not.
    NumericalError
        When a fit does not converge.
    """
    kinds = tuple(choice_named(each, "kinds", GarchKind) for each in kinds)
    tell = progress or (lambda *_: None)
    if series.transform not in {Transform.LOG_RETURNS, Transform.RETURNS}:
        raise InputError(f"volatility is of log-returns or returns, not of the transform {series.transform}")
    _check_range("steps", steps, 1, LARGEST_STEPS)
    _check_length(series, _FEWEST_GARCH)
    values = series.values
    origins = min(2 * _DEFAULT_ORIGINS, len(values) // 3)
    forecasts = []
    for count, kind in enumerate(kinds):
        tell(f"fitting {kind}", count, len(kinds) + 1)
        fit = fit_garch(values, kind=kind)
        forecasts.append(forecast_volatility(fit, values, steps=steps, sessions_per_year=series.sessions_per_year))
    tell("rolling through history", len(kinds), len(kinds) + 1)
    refit_every = -(-origins // _REFITS)
    rolled = roll_volatility(values, kinds=kinds, origins=origins, refit_every=refit_every)
    return VolatilityResults(
        series=series,
        forecasts=tuple(forecasts),
        scores=rank_volatility_forecasts(rolled.returns, rolled.forecasts),
        schedule=_schedule(series, len(values) - origins, origins, refit_every, rolled.fits),
    )


def _rules(transform: Transform, period: int) -> tuple[Naive, ...]:
    """Rules that suit what is modelled."""
    plain = (Naive.ZERO, Naive.MEAN, Naive.LAST_VALUE) if transform.is_step else (Naive.LAST_VALUE, Naive.DRIFT)
    return (*plain, Naive.SEASONAL) if period > 1 else plain


def _diagnostics(fit: ArimaFit, period: int) -> tuple[ResidualTest, ...]:
    """Tests of the residuals; lags by Hyndman's rule, 10 or two seasons, and room for the coefficients."""
    fitted = len(fit.coefficients)
    lags = min(max(10, 2 * period if period > 1 else 0, fitted + 3), fit.n_used // 5)
    residuals = fit.residuals
    return (
        ljung_box(residuals, lags=max(lags, fitted + 1), fitted_parameters=fitted),
        arch_lm(residuals, lags=_ARCH_LAGS),
        jarque_bera(residuals),
    )


def _level(series: ForecastSeries, fit: ArimaFit, mean: FloatArray) -> LevelForecast | None:
    if series.transform is not Transform.LOG_RETURNS:
        return None
    order = fit.order

    def seasonal(weights: FloatArray) -> FloatArray:
        spread = np.zeros(order.period * len(weights) + 1)
        spread[0] = 1.0
        spread[order.period :: order.period] = weights
        return spread

    weights = moving_average_weights(
        autoregressive=[np.append(1.0, -fit.ar), seasonal(-fit.seasonal_ar)],
        moving_average=[np.append(1.0, fit.ma), seasonal(fit.seasonal_ma)],
        differences=[1] * order.d + [order.period] * order.seasonal_d,
        steps=len(mean),
    )
    return level_from_log_returns(
        mean,
        weights=weights,
        innovation_variance=fit.innovation_variance,
        last_level=float(series.levels[-1]),
        confidences=CONFIDENCES,
    )


def _naive_levels(series: ForecastSeries, naive: Mapping[Naive, FloatArray]) -> dict[str, FloatArray]:
    """Levels of log-returns that are zero, and that are the mean of all before."""
    if series.transform is not Transform.LOG_RETURNS:
        return {}
    last = float(series.levels[-1])
    growth = naive[Naive.MEAN]
    return {"no change": np.full(len(growth), last), "mean growth": last * np.exp(np.cumsum(growth))}


def _schedule(series: ForecastSeries, first: int, origins: int, refit_every: int, fits: int) -> RollingSchedule:
    return RollingSchedule(
        origins=origins,
        refit_every=refit_every,
        fits=fits,
        first_origin=to_date(series.dates[first - 1]),
        last_origin=to_date(series.dates[first + origins - 2]),
    )


def _check_length(series: ForecastSeries, fewest: int) -> None:
    if len(series.values) < fewest:
        raise InputError(
            f"{series.name} has {len(series.values)} values of {series.transform}, too few: {fewest} are needed"
        )


def _check_range(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise InputError(f"{name} must be a whole number from {low:,} to {high:,}, was {value:,}")
