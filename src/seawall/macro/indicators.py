"""Every indicator of the economy on one day: value, period, change, trend, percentile, and the rule it is judged by."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seawall.core import choice_named, to_date
from seawall.errors import DataError
from seawall.macro.catalogue import Frequency, series_facts
from seawall.macro.economy import Economy
from seawall.macro.histories import (
    IndicatorHistory,
    annualised_growth,
    levels,
    mean_monthly_change,
    monthly_change,
    year_on_year,
)
from seawall.macro.series import MacroSeries
from seawall.macro.thresholds import (
    CPI_RULE,
    PAYROLL_RULE,
    PCE_RULE,
    PERCENTILE_RULE,
    SLOPE_RULE,
    VIX_RULE,
    ThresholdRule,
)
from seawall.macro.trend import HistoryRank, TrendReading, rank_in_history, read_trend

__all__ = [
    "Indicator",
    "IndicatorId",
    "Subject",
    "indicator_history",
    "read_indicator",
    "read_indicators",
    "recent_history",
]

_QUIET_DAYS = {Frequency.DAILY: 7, Frequency.WEEKLY: 7 + 7}
"""Longest pause between observations: a week covers every market holiday."""

_RECENT = {
    Frequency.DAILY: dt.timedelta(days=365),
    Frequency.WEEKLY: dt.timedelta(days=365),
    Frequency.MONTHLY: dt.timedelta(days=3 * 365),
    Frequency.QUARTERLY: dt.timedelta(days=3 * 365),
}
"""What of a history shows where a reading comes from: a year of days, three years of months."""


class IndicatorId(enum.StrEnum):
    """Names of the indicators."""

    CORE_PCE_YOY = "core_pce_yoy"
    CORE_PCE_3M = "core_pce_3m"
    PCE_YOY = "pce_yoy"
    PCE_3M = "pce_3m"
    CORE_CPI_YOY = "core_cpi_yoy"
    CORE_CPI_3M = "core_cpi_3m"
    CPI_YOY = "cpi_yoy"
    CPI_3M = "cpi_3m"
    PAYROLLS_CHANGE = "payrolls_change"
    PAYROLLS_MEAN_3M = "payrolls_mean_3m"
    UNEMPLOYMENT = "unemployment"
    FED_FUNDS = "fed_funds"
    YIELD_2Y = "yield_2y"
    YIELD_10Y = "yield_10y"
    SLOPE_2Y10Y = "slope_2y10y"
    SLOPE_3M10Y = "slope_3m10y"
    REAL_YIELD_10Y = "real_yield_10y"
    BREAKEVEN_5Y = "breakeven_5y"
    BREAKEVEN_10Y = "breakeven_10y"
    HIGH_YIELD_SPREAD = "high_yield_spread"
    VIX = "vix"
    DOLLAR_INDEX = "dollar_index"


class Subject(enum.StrEnum):
    """What an indicator is about."""

    INFLATION = "inflation"
    LABOUR = "labour"
    RATES = "rates"
    MARKETS = "markets"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One reading of the economy, and everything that made it.

    Attributes
    ----------
    id : IndicatorId
        Its name.
    title : str
        In words.
    subject : Subject
        What it is about.
    series_id : str
        Series that it is read from.
    unit : str
        Of the value and its changes.
    frequency : Frequency
        Of the series.
    value : float or None
        The reading; None where it is not available.
    unavailable : str
        Why there is no reading; empty where there is one.
    period : datetime.date or None
        First day of the latest published reference period; None without the series.
    known_on : datetime.date or None
        Day on which it was known, by the stated lag.
    previous_value, previous_period : float and datetime.date, or None
        The reading before it.
    trend : TrendReading or None
        Direction over about a quarter; None where it cannot be told.
    rank : HistoryRank or None
        Percentile in its own history, as known on the day.
    rule : ThresholdRule
        What the reading is judged by.
    word : str
        What the rule calls it; empty without a value.
    stale : str
        Why it is older than it should be on the day; empty where it is not.
    vintage : datetime.date or None
        Of the series.
    source, data_hash : str
        Of the series.
    """

    id: IndicatorId
    title: str
    subject: Subject
    series_id: str
    unit: str
    frequency: Frequency
    rule: ThresholdRule
    value: float | None = None
    unavailable: str = ""
    period: dt.date | None = None
    known_on: dt.date | None = None
    previous_value: float | None = None
    previous_period: dt.date | None = None
    trend: TrendReading | None = None
    rank: HistoryRank | None = None
    word: str = ""
    stale: str = ""
    vintage: dt.date | None = None
    source: str = ""
    data_hash: str = ""

    @property
    def change(self) -> float | None:
        """Value less the previous one; None where either is missing."""
        return None if self.value is None or self.previous_value is None else self.value - self.previous_value


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How an indicator is made from its series."""

    title: str
    subject: Subject
    series_id: str
    unit: str
    make: Callable[[MacroSeries], IndicatorHistory]
    rule: ThresholdRule = PERCENTILE_RULE


def _recipes() -> dict[IndicatorId, _Recipe]:
    each, inflation, rates, markets = IndicatorId, Subject.INFLATION, Subject.RATES, Subject.MARKETS
    growth, pace, percent, points = "% over a year", "% a year, 3 months", "%", "points"
    thousand = "thousand"
    return {
        each.CORE_PCE_YOY: _Recipe("Core PCE inflation", inflation, "PCEPILFE", growth, year_on_year, PCE_RULE),
        each.CORE_PCE_3M: _Recipe("Core PCE, 3-month pace", inflation, "PCEPILFE", pace, annualised_growth, PCE_RULE),
        each.PCE_YOY: _Recipe("PCE inflation", inflation, "PCEPI", growth, year_on_year, PCE_RULE),
        each.PCE_3M: _Recipe("PCE, 3-month pace", inflation, "PCEPI", pace, annualised_growth, PCE_RULE),
        each.CORE_CPI_YOY: _Recipe("Core CPI inflation", inflation, "CPILFESL", growth, year_on_year, CPI_RULE),
        each.CORE_CPI_3M: _Recipe("Core CPI, 3-month pace", inflation, "CPILFESL", pace, annualised_growth, CPI_RULE),
        each.CPI_YOY: _Recipe("CPI inflation", inflation, "CPIAUCSL", growth, year_on_year, CPI_RULE),
        each.CPI_3M: _Recipe("CPI, 3-month pace", inflation, "CPIAUCSL", pace, annualised_growth, CPI_RULE),
        each.PAYROLLS_CHANGE: _Recipe(
            "Payrolls, monthly change", Subject.LABOUR, "PAYEMS", thousand, monthly_change, PAYROLL_RULE
        ),
        each.PAYROLLS_MEAN_3M: _Recipe(
            "Payrolls, mean change of 3 months", Subject.LABOUR, "PAYEMS", thousand, mean_monthly_change, PAYROLL_RULE
        ),
        each.UNEMPLOYMENT: _Recipe("Unemployment rate", Subject.LABOUR, "UNRATE", percent, levels),
        each.FED_FUNDS: _Recipe("Fed funds rate, monthly mean", rates, "FEDFUNDS", percent, levels),
        each.YIELD_2Y: _Recipe("Treasury yield, 2 years", rates, "DGS2", percent, levels),
        each.YIELD_10Y: _Recipe("Treasury yield, 10 years", rates, "DGS10", percent, levels),
        each.SLOPE_2Y10Y: _Recipe("10 less 2 years", rates, "T10Y2Y", points, levels, SLOPE_RULE),
        each.SLOPE_3M10Y: _Recipe("10 years less 3 months", rates, "T10Y3M", points, levels, SLOPE_RULE),
        each.REAL_YIELD_10Y: _Recipe("Real yield, 10 years", rates, "DFII10", percent, levels),
        each.BREAKEVEN_5Y: _Recipe("Breakeven inflation, 5 years", rates, "T5YIE", percent, levels),
        each.BREAKEVEN_10Y: _Recipe("Breakeven inflation, 10 years", rates, "T10YIE", percent, levels),
        each.HIGH_YIELD_SPREAD: _Recipe("High-yield spread", markets, "BAMLH0A0HYM2", points, levels),
        each.VIX: _Recipe("VIX", markets, "VIXCLS", "index points", levels, VIX_RULE),
        each.DOLLAR_INDEX: _Recipe("Broad dollar index", markets, "DTWEXBGS", "index, Jan 2006 = 100", levels),
    }


_RECIPES = _recipes()


def indicator_history(economy: Economy, indicator: IndicatorId) -> IndicatorHistory:
    """An indicator in every period known on the day.

    Raises
    ------
    InputError
        For an `indicator` that there is not.
    DataError
        When its series is not there.
    """
    indicator = choice_named(indicator, "indicator", IndicatorId)
    recipe = _RECIPES[indicator]
    return recipe.make(economy.get(recipe.series_id))


def recent_history(economy: Economy, indicator: IndicatorId) -> IndicatorHistory:
    """The last year of an indicator by day or week, the last three of one by month or quarter.

    Periods without a figure stay gaps. Empty, without data, where its series is not there.
    """
    indicator = choice_named(indicator, "indicator", IndicatorId)
    recipe = _RECIPES[indicator]
    if not economy.has(recipe.series_id):
        nothing = np.array([], dtype="datetime64[D]")
        return IndicatorHistory(nothing, np.array([]), {})
    whole = indicator_history(economy, indicator)
    series = economy.get(recipe.series_id)
    first = series.latest_date - _RECENT[series.facts.frequency]
    kept = whole.dates > np.datetime64(first, "D")
    gaps = {day: why for day, why in whole.gaps.items() if day > first}
    return IndicatorHistory(whole.dates[kept], whole.values[kept], gaps)


def read_indicators(economy: Economy) -> tuple[Indicator, ...]:
    """Every indicator, in the order of `IndicatorId`; those without data say why.

    Parameters
    ----------
    economy : Economy
        What was known on the day.

    Returns
    -------
    tuple of Indicator
        One for each `IndicatorId`.

    Examples
    --------
    >>> nothing = read_indicators(Economy(dt.date(2025, 12, 10), {}))
    >>> nothing[0].title, nothing[0].value
    ('Core PCE inflation', None)
    """
    return tuple(read_indicator(economy, each) for each in IndicatorId)


def read_indicator(economy: Economy, indicator: IndicatorId) -> Indicator:
    """One indicator on the day.

    The reading is that of the latest published period. Where that period has no figure, because a month in its
    formula was never published, there is no reading, and `previous_value` holds the one before.

    Parameters
    ----------
    economy : Economy
        What was known on the day.
    indicator : IndicatorId
        Which.

    Returns
    -------
    Indicator
        Without a value, but with the reason, where it is not available.

    Raises
    ------
    InputError
        For an `indicator` that there is not.
    """
    indicator = choice_named(indicator, "indicator", IndicatorId)
    recipe = _RECIPES[indicator]
    facts = series_facts(recipe.series_id)
    what = (indicator, recipe.title, recipe.subject, recipe.series_id, recipe.unit, facts.frequency, recipe.rule)
    try:
        series = economy.get(recipe.series_id)
    except DataError as error:
        return Indicator(*what, unavailable=str(error))
    history = recipe.make(series)
    value = history.value_on(series.latest_date)
    unavailable = "" if value is not None else history.gaps[series.latest_date]
    previous = len(history.dates) - (2 if value is not None else 1)
    rank = None if value is None else rank_in_history(history, value)
    return Indicator(
        *what,
        value=value,
        unavailable=unavailable,
        period=series.latest_date,
        known_on=to_date(series.publication_dates[-1]),
        previous_value=float(history.values[previous]) if previous >= 0 else None,
        previous_period=to_date(history.dates[previous]) if previous >= 0 else None,
        trend=None if value is None else read_trend(history, frequency=facts.frequency),
        rank=rank,
        word="" if value is None else _word(recipe.rule, value, rank),
        stale=_stale(series, economy.as_of),
        vintage=series.vintage,
        source=series.source,
        data_hash=series.data_hash,
    )


def _word(rule: ThresholdRule, value: float, rank: HistoryRank | None) -> str:
    if not rule.on_percentile:
        return rule.word(value)
    return "" if rank is None else rule.word(rank.percentile)


def _stale(series: MacroSeries, as_of: dt.date) -> str:
    """Why the latest observation is older than it should be; empty where it is not."""
    lag, frequency = series.facts.publication_lag_days, series.facts.frequency
    last = series.latest_date
    if frequency in _QUIET_DAYS:
        allowed = _QUIET_DAYS[frequency] + lag
        age = (as_of - last).days
        return f"{age:,} days old, at most {allowed} expected" if age > allowed else ""
    next_start = np.datetime64(last, "M") + (3 if frequency is Frequency.QUARTERLY else 1)
    following = next_start + (3 if frequency is Frequency.QUARTERLY else 1)
    due = to_date(following.astype("datetime64[D]")) + dt.timedelta(days=lag - 1)
    return f"{next_start} was due by {due}" if as_of > due else ""
