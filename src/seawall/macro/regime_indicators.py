"""The formulas of the fifteen indicators, each from its series, and none with a look ahead.

Every reading uses observations up to its own period alone, so a cut of the series at a publication date leaves
all earlier readings as they are, to the bit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from seawall.core import DateArray, FloatArray
from seawall.macro.economy import Economy
from seawall.macro.indicator_path import IndicatorPath, PathStatus, Readings, monthly_readings, on_days
from seawall.macro.regime_policy import RegimeIndicator
from seawall.macro.series import MacroSeries

__all__ = ["indicator_path"]

_TARGET_INFLATION = 2.0
_YEAR, _QUARTER = 12, 3
_CLAIMS_MEAN_WEEKS, _CLAIMS_LOW_WEEKS = 4, 52
_SPREAD_CHANGE_DAYS = 91
_SPREAD_SLACK_DAYS = 7
_FEWEST_CLOSES = 252
_INVERSION_DAYS = 548
_FEWEST_UNEMPLOYMENT_MONTHS = 2


def _by_month(series: MacroSeries) -> FloatArray:
    """Values on an unbroken grid of months; NaN where a month was never published."""
    months = series.dates.astype("datetime64[M]").astype(np.int64)
    grid = np.full(months[-1] - months[0] + 1, np.nan)
    grid[months - months[0]] = series.values
    return grid


def _back(grid: FloatArray, months: int) -> FloatArray:
    """The grid of so many months earlier."""
    earlier = np.full_like(grid, np.nan)
    earlier[months:] = grid[: max(len(grid) - months, 0)]
    return earlier


def _inflation(series: MacroSeries) -> FloatArray:
    """Change over twelve months."""
    grid = _by_month(series)
    return 100.0 * (grid / _back(grid, _YEAR) - 1.0)


def _pace(series: MacroSeries) -> FloatArray:
    """Change over three months, compounded to a year."""
    grid = _by_month(series)
    ratio = grid / _back(grid, _QUARTER)
    half_year = ratio * ratio
    return 100.0 * (half_year * half_year - 1.0)


def _payroll_growth(series: MacroSeries) -> Readings:
    return monthly_readings(series, _pace(series))


def _unemployment_rise(series: MacroSeries) -> Readings:
    """Mean of the published of three months less the lowest such mean of the twelve months before (Sahm 2019)."""
    grid = _by_month(series)
    three = np.stack([grid, _back(grid, 1), _back(grid, 2)])
    published = ~np.isnan(three)
    counts = published.sum(axis=0)
    sums = np.where(published[0], three[0], 0.0)
    for row, has in zip(three[1:], published[1:], strict=True):
        sums = sums + np.where(has, row, 0.0)
    means = np.where(published[0] & (counts >= _FEWEST_UNEMPLOYMENT_MONTHS), sums / np.maximum(counts, 1), np.nan)
    lows = np.fmin.reduce([_back(means, month) for month in range(1, _YEAR + 1)])
    # the low of fewer than twelve months is no low of a year
    lows[: _YEAR + _FEWEST_UNEMPLOYMENT_MONTHS] = np.nan
    return monthly_readings(series, means - lows)


def _claims_rise(series: MacroSeries) -> Readings:
    values, weeks = series.values, _CLAIMS_MEAN_WEEKS
    if len(values) < weeks + _CLAIMS_LOW_WEEKS - 1:
        return Readings(series.dates[:0], series.dates[:0], values[:0], series.facts.frequency)
    means = np.lib.stride_tricks.sliding_window_view(values, weeks).mean(axis=1)
    lows = np.lib.stride_tricks.sliding_window_view(means, _CLAIMS_LOW_WEEKS).min(axis=1)
    first = weeks + _CLAIMS_LOW_WEEKS - 2
    rise = 100.0 * (means[_CLAIMS_LOW_WEEKS - 1 :] / lows - 1.0)
    return Readings(series.dates[first:], series.publication_dates[first:], rise, series.facts.frequency)


def _target_gap(series: MacroSeries) -> Readings:
    return monthly_readings(series, np.abs(_inflation(series) - _TARGET_INFLATION))


def _pace_gap(series: MacroSeries) -> Readings:
    return monthly_readings(series, np.abs(_pace(series) - _TARGET_INFLATION))


def _change_over_year(series: MacroSeries) -> Readings:
    grid = _by_month(series)
    return monthly_readings(series, grid - _back(grid, _YEAR))


def _level(series: MacroSeries) -> Readings:
    return Readings(series.dates, series.publication_dates, series.values, series.facts.frequency)


def _spread_change(series: MacroSeries) -> Readings:
    """Change from the last observation at least 91 days old, which may be a holiday week older."""
    asked = series.dates - np.timedelta64(_SPREAD_CHANGE_DAYS, "D")
    earlier = np.searchsorted(series.dates, asked, side="right") - 1
    near = asked - series.dates[np.maximum(earlier, 0)] <= np.timedelta64(_SPREAD_SLACK_DAYS, "D")
    kept = (earlier >= 0) & near
    change = series.values[kept] - series.values[earlier[kept]]
    return Readings(series.dates[kept], series.publication_dates[kept], change, series.facts.frequency)


def _newest(series: MacroSeries, days: DateArray) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Rows that are the newest on some day: what looks far back is made for them alone."""
    rows = np.unique(np.searchsorted(series.publication_dates, days, side="right") - 1)
    return rows[rows >= 0]


def _percentile(series: MacroSeries, days: DateArray) -> Readings:
    """Share of all earlier closes that lie below each, in per cent; never of the whole sample."""
    rows = _newest(series, days)
    rows = rows[rows >= _FEWEST_CLOSES]
    shares = np.array([100.0 * np.count_nonzero(series.values[:row] < series.values[row]) / row for row in rows])
    return Readings(series.dates[rows], series.publication_dates[rows], shares, series.facts.frequency)


def _resteepening(series: MacroSeries, days: DateArray) -> Readings:
    """Smaller of the depth of the inversion in the window and of the rise since that depth."""
    rows = _newest(series, days)
    starts = series.dates[rows] - np.timedelta64(_INVERSION_DAYS, "D")
    rows, starts = rows[starts >= series.dates[0]], starts[starts >= series.dates[0]]
    firsts = np.searchsorted(series.dates, starts)
    values = np.zeros(len(rows))
    for place, (first, row) in enumerate(zip(firsts, rows, strict=True)):
        trough = float(series.values[first : row + 1].min())
        values[place] = min(max(-trough, 0.0), float(series.values[row]) - trough)
    return Readings(series.dates[rows], series.publication_dates[rows], values, series.facts.frequency)


_FROM_SERIES: dict[RegimeIndicator, tuple[str, Callable[[MacroSeries], Readings]]] = {
    RegimeIndicator.PAYROLL_GROWTH: ("PAYEMS", _payroll_growth),
    RegimeIndicator.UNEMPLOYMENT_RISE: ("UNRATE", _unemployment_rise),
    RegimeIndicator.CLAIMS_RISE: ("ICSA", _claims_rise),
    RegimeIndicator.CORE_PCE_GAP: ("PCEPILFE", _target_gap),
    RegimeIndicator.CPI_GAP: ("CPIAUCSL", _target_gap),
    RegimeIndicator.CORE_PCE_PACE: ("PCEPILFE", _pace_gap),
    RegimeIndicator.POLICY_CHANGE: ("FEDFUNDS", _change_over_year),
    RegimeIndicator.SPREAD_LEVEL: ("BAMLH0A0HYM2", _level),
    RegimeIndicator.SPREAD_CHANGE: ("BAMLH0A0HYM2", _spread_change),
    RegimeIndicator.VIX_LEVEL: ("VIXCLS", _level),
    RegimeIndicator.CURVE_10Y3M: ("T10Y3M", _level),
    RegimeIndicator.CURVE_10Y2Y: ("T10Y2Y", _level),
}
_FROM_SERIES_ON_DAYS: dict[RegimeIndicator, tuple[str, Callable[[MacroSeries, DateArray], Readings]]] = {
    RegimeIndicator.VIX_PERCENTILE: ("VIXCLS", _percentile),
    RegimeIndicator.RESTEEPENING: ("T10Y3M", _resteepening),
}


def indicator_path(economy: Economy, indicator: RegimeIndicator, days: DateArray) -> IndicatorPath:
    """One indicator on many days, each with what had been published by then.

    Parameters
    ----------
    economy : Economy
        Its series.
    indicator : RegimeIndicator
        Which.
    days : DateArray
        Shape (n_days,).

    Returns
    -------
    IndicatorPath
        Values, with the reason where there is none.
    """
    if indicator is RegimeIndicator.REAL_POLICY_RATE:
        return _real_policy_rate(economy, days)
    if indicator in _FROM_SERIES:
        name, make = _FROM_SERIES[indicator]
        if economy.has(name):
            return on_days(make(economy.get(name)), days)
    else:
        name, make_on_days = _FROM_SERIES_ON_DAYS[indicator]
        if economy.has(name):
            return on_days(make_on_days(economy.get(name), days), days)
    return IndicatorPath.without_data(len(days), PathStatus.NOT_SUPPLIED)


def _real_policy_rate(economy: Economy, days: DateArray) -> IndicatorPath:
    """Fed funds less 12-month core PCE inflation, the newest of each."""
    if not (economy.has("FEDFUNDS") and economy.has("PCEPILFE")):
        return IndicatorPath.without_data(len(days), PathStatus.NOT_SUPPLIED)
    prices = economy.get("PCEPILFE")
    rate = on_days(_level(economy.get("FEDFUNDS")), days)
    inflation = on_days(monthly_readings(prices, _inflation(prices)), days)
    status = np.maximum(rate.status, inflation.status)
    return IndicatorPath(
        values=np.where(status == PathStatus.KNOWN, rate.values - inflation.values, 0.0),
        periods=np.minimum(rate.periods, inflation.periods),
        published=np.maximum(rate.published, inflation.published),
        status=status,
    )
