"""The recession probit: sample and lags by hand, a known law, the delta method, and samples without a fit."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from seawall.core import DateArray, FloatArray
from seawall.errors import DataError, InputError, NumericalError
from seawall.macro import Economy, MacroSeries, forecast_recession, month_starts, recession_history, series_facts
from seawall.macro.recession import area_under_curve, recession_sample
from seawall.models import fit_probit
from tests.tolerances import EXACT

AS_OF = dt.date(2024, 6, 20)


def made(name: str, values: FloatArray, dates: DateArray) -> MacroSeries:
    none = np.array([], dtype="datetime64[D]")
    return MacroSeries(series_facts(name), dates, values, none, None, "test", "0" * 16)


def months(first: str, last: str) -> DateArray:
    return np.arange(np.datetime64(first), np.datetime64(last) + 1).astype("datetime64[D]")


def drawn_economy(seed: int, *, constant: float = -0.8, slope: float = -0.6) -> dict[str, MacroSeries]:
    """Spreads drawn month by month from 1990, with recessions a year later by a known law."""
    generator = np.random.default_rng(seed)
    grid = months("1990-01", "2024-06")
    monthly = 1.5 + 1.2 * generator.normal(size=len(grid))
    days = np.arange(np.datetime64("1990-01-01"), np.datetime64("2024-06-21"))
    days = days[np.is_busday(days)]
    of_day = monthly[days.astype("datetime64[M]").astype(int) - grid[0].astype("datetime64[M]").astype(int)]
    later = (grid.astype("datetime64[M]") + 12).astype("datetime64[D]")
    flags = (constant + slope * monthly + generator.normal(size=len(grid)) > 0).astype(float)
    return {"T10Y3M": made("T10Y3M", of_day, days), "USREC": made("USREC", flags, later)}


def economy_of(series: dict[str, MacroSeries], as_of: dt.date = AS_OF) -> Economy:
    return Economy(as_of, {name: each.known_on(as_of) for name, each in series.items()})


def test_the_sample_pairs_each_spread_with_the_recession_a_year_later_and_ends_640_days_before() -> None:
    series = drawn_economy(1)
    forecast = forecast_recession(economy_of(series))
    spreads = {str(day)[:7]: value for day, value in zip(series["T10Y3M"].dates, series["T10Y3M"].values, strict=True)}
    flags = {str(day)[:7]: value for day, value in zip(series["USREC"].dates, series["USREC"].values, strict=True)}
    outcomes, regressor = [], []
    for month in months("1990-01", "2024-06"):
        target = (month.astype("datetime64[M]") + 12).astype("datetime64[D]")
        end = (target.astype("datetime64[M]") + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
        if end + np.timedelta64(640, "D") <= np.datetime64(AS_OF):
            outcomes.append(flags[str(target)[:7]])
            regressor.append(spreads[str(month)[:7]])
    by_hand = fit_probit(np.array(outcomes), regressor=np.array(regressor), lags=12)
    assert forecast.fit.probit.n == len(outcomes)
    # a mean of equal days differs from their value by rounding
    assert forecast.fit.probit.coefficients == pytest.approx(by_hand.coefficients, rel=1e-9)
    assert forecast.spread_month == dt.date(2024, 5, 1)
    assert forecast.target_month == dt.date(2025, 5, 1)
    assert forecast.spread == pytest.approx(spreads["2024-05"])
    index = by_hand.coefficients[0] + by_hand.coefficients[1] * forecast.spread
    reach = ndtri(0.95) * by_hand.index_error(forecast.spread)
    found = (forecast.lower, forecast.probability, forecast.upper)
    assert found == pytest.approx((ndtr(index - reach), ndtr(index), ndtr(index + reach)), rel=1e-8)


def test_intervals_cover_the_true_probability_as_often_as_they_say() -> None:
    covered = 0
    for seed in range(150):
        forecast = forecast_recession(economy_of(drawn_economy(seed)))
        truth = float(ndtr(-0.8 - 0.6 * forecast.spread))
        covered += forecast.lower <= truth <= forecast.upper
    # 90 % of 150, within three standard errors; Newey-West errors are somewhat short in small samples
    assert 0.90 - 3 * np.sqrt(0.09 / 150) - 0.03 <= covered / 150 <= 0.90 + 3 * np.sqrt(0.09 / 150), covered


def test_a_month_still_running_is_not_used() -> None:
    series = drawn_economy(2)
    curve = series["T10Y3M"]
    for as_of, month in (
        (dt.date(2024, 5, 31), dt.date(2024, 4, 1)),
        (dt.date(2024, 6, 1), dt.date(2024, 5, 1)),
    ):
        assert forecast_recession(economy_of(series, as_of)).spread_month == month, as_of
    running = np.where(curve.dates >= np.datetime64("2024-06-01"), 50.0, curve.values)
    shaken = {**series, "T10Y3M": dataclasses.replace(curve, values=running)}
    assert forecast_recession(economy_of(shaken)).probability == forecast_recession(economy_of(series)).probability


def test_the_proxy_extends_the_sample_before_the_spread_begins() -> None:
    series = drawn_economy(3)
    days = np.arange(np.datetime64("1985-01-01"), np.datetime64("2024-06-21"))
    days = days[np.is_busday(days)]
    grid = months("1985-01", "2024-05")
    longer = {
        **series,
        "DGS10": made("DGS10", np.full(len(days), 7.0), days),
        "FEDFUNDS": made("FEDFUNDS", np.full(len(grid), 5.5), grid),
        "USREC": made(
            "USREC",
            np.concatenate([np.tile([0.0, 1.0], 36), series["USREC"].values]),
            np.concatenate([months("1985-01", "1990-12"), series["USREC"].dates]),
        ),
    }
    sample = recession_sample(economy_of(longer))
    assert int(sample.is_proxy.sum()) == 60
    assert sample.spreads[:60] == pytest.approx(1.5, rel=EXACT)
    forecast = forecast_recession(economy_of(longer))
    assert forecast.fit.proxy_months == 60
    assert forecast.fit.first_month == dt.date(1985, 1, 1)
    assert set(forecast.lineage.source.split(", ")) == {"DGS10", "FEDFUNDS", "T10Y3M", "USREC"}


def test_what_cannot_be_fitted_is_said() -> None:
    series = drawn_economy(4)
    flags = series["USREC"]
    never = {**series, "USREC": dataclasses.replace(flags, values=np.zeros(len(flags.values)))}
    with pytest.raises(NumericalError, match=r"all .* outcomes are 0"):
        forecast_recession(economy_of(never))
    separated = np.array([float(value < 0.5) for value in recession_sample(economy_of(series)).spreads])
    apart = {**series, "USREC": dataclasses.replace(flags, values=np.append(separated, 0.0)[: len(flags.values)])}
    with pytest.raises(NumericalError, match="separates the outcomes"):
        forecast_recession(economy_of(apart))
    with pytest.raises(DataError, match="USREC"):
        forecast_recession(Economy(AS_OF, {"T10Y3M": series["T10Y3M"].known_on(AS_OF)}))
    with pytest.raises(DataError, match="too old to forecast from"):
        forecast_recession(Economy(dt.date(2024, 12, 1), dict(economy_of(series).series)))
    with pytest.raises(InputError, match=r"'coverage' must lie between 0 and 1, was 1\.0"):
        forecast_recession(economy_of(series), coverage=1.0)


def test_history_lists_the_days_it_could_not_fit() -> None:
    series = drawn_economy(5)
    days = month_starts(dt.date(1991, 1, 1), dt.date(1995, 12, 1))
    found = recession_history(economy_of(series), days=days)
    assert len(found.days) + len(found.omitted) == len(days)
    assert found.omitted[0].where == "recession probability of 1991-01-01"
    assert "USREC" in found.omitted[0].message


@pytest.mark.parametrize("seed", range(5))
def test_area_under_the_curve_is_the_share_of_pairs(seed: int) -> None:
    generator = np.random.default_rng(seed)
    forecasts = np.round(generator.random(40), 1)
    outcomes = (generator.random(40) < 0.3).astype(float)
    pairs = [
        1.0 if one > zero else 0.5 if one == zero else 0.0
        for one in forecasts[outcomes == 1]
        for zero in forecasts[outcomes == 0]
    ]
    assert area_under_curve(forecasts, outcomes) == pytest.approx(np.mean(pairs), rel=EXACT)


@pytest.mark.parametrize("day", [dt.date(2003, 2, 1), dt.date(2012, 7, 1)])
def test_the_history_of_a_day_knows_no_recession_named_later(day: dt.date) -> None:
    series = drawn_economy(6)
    found = recession_history(economy_of(series), days=np.array([day], dtype="datetime64[D]"))
    assert found.probabilities[0] == forecast_recession(economy_of(series, day)).probability, day
