"""What the Fed has done, and what the 1-year Treasury yield implies that it will do."""

from __future__ import annotations

import datetime as dt

import numpy as np

from seawall.core import DateWindow, FloatArray, Lineage, combine_hashes, to_date
from seawall.errors import DataError
from seawall.macro.asset_view import DriverEstimate
from seawall.macro.series import MacroSeries

__all__ = [
    "estimate_cuts_implied",
    "estimate_policy_change",
    "estimate_real_policy_rate",
    "estimate_year_on_year",
    "implied_cuts",
    "past_misses",
]

_CUT = 0.25
_MONTHS = 12
_STANCE_MONTHS = 6
_FEWEST_MISSES = 60
_MOST_DAYS_APART = 45
_MIDDLE = (0.05, 0.95)


def implied_cuts(policy_rate: float, one_year_yield: float) -> float:
    r"""Cuts of a quarter point that a 1-year yield implies over the next year.

    .. math:: \frac{2 \, (r_0 - y_1)}{0.25}

    On a straight path from :math:`r_0` to :math:`r_1` the mean of the year is :math:`(r_0 + r_1)/2`. If that is the
    1-year yield, then :math:`r_0 - r_1 = 2 (r_0 - y_1)`. Term premium, compounding and the gap between Treasury and
    federal funds rates are left out: each 0.1 percentage point of them moves the count by 0.8.

    Parameters
    ----------
    policy_rate, one_year_yield : float
        Percent a year.

    Returns
    -------
    float
        Above zero for cuts, below zero for rises.

    Examples
    --------
    >>> round(implied_cuts(3.875, 3.50), 6)
    3.0
    """
    return 2.0 * (policy_rate - one_year_yield) / _CUT


def past_misses(funds: MacroSeries, one_year: MacroSeries) -> FloatArray:
    """Cuts that came over a year less cuts implied at its start, for every past month of both series.

    The yield is the last of the month in which a year starts. Years overlap, so misses that follow each other are not
    independent.

    Parameters
    ----------
    funds : MacroSeries
        Monthly mean of the policy rate, percent.
    one_year : MacroSeries
        Daily 1-year yield, percent.

    Returns
    -------
    FloatArray
        Shape (n,), in cuts of a quarter point; empty where no year is complete.
    """
    months = funds.dates.astype("datetime64[M]")
    ends = np.searchsorted(months, months + np.timedelta64(_MONTHS, "M"))
    yield_months = one_year.dates.astype("datetime64[M]")
    last = np.searchsorted(yield_months, months, side="right") - 1
    usable = (ends < len(months)) & (last >= 0)
    usable[usable] &= months[ends[usable]] == months[usable] + np.timedelta64(_MONTHS, "M")
    usable[usable] &= yield_months[last[usable]] == months[usable]
    start = funds.values[usable]
    implied = 2.0 * (start - one_year.values[last[usable]]) / _CUT
    came = (start - funds.values[ends[usable]]) / _CUT
    return np.asarray(came - implied)


def estimate_cuts_implied(funds: MacroSeries, one_year: MacroSeries) -> DriverEstimate:
    """Cuts implied by the last yield, with the range in which past misses put them.

    Raises
    ------
    DataError
        When the end of the month of the policy rate and the day of the yield are more than 45 days apart.
    """
    policy_month = _month_end(funds.latest_date)
    date = one_year.latest_date
    if abs(date - policy_month).days > _MOST_DAYS_APART:
        raise DataError(
            f"{funds.source}; {one_year.source}: FEDFUNDS ends on {policy_month} and DGS1 on {date}, more than "
            f"{_MOST_DAYS_APART} days apart"
        )
    value = implied_cuts(float(funds.values[-1]), float(one_year.values[-1]))
    misses = past_misses(funds, one_year)
    lower = upper = None
    label, note = "", f"fewer than {_FEWEST_MISSES} past years to judge it by"
    if len(misses) >= _FEWEST_MISSES:
        lower, upper = (value + float(each) for each in np.quantile(misses, _MIDDLE))
        label, note = "middle 90 % of past misses", "past years overlap"
    return DriverEstimate(
        value,
        date,
        Lineage(
            f"2 (FEDFUNDS {funds.values[-1]:.2f} % - DGS1 {one_year.values[-1]:.2f} %) / 0.25, straight path, "
            "no term premium",
            f"{funds.source}; {one_year.source}",
            combine_hashes((funds.data_hash, one_year.data_hash)),
            DateWindow(min(funds.latest_date, date), date),
        ),
        lower=lower,
        upper=upper,
        interval=label,
        n_observations=len(misses) or None,
        note=f"policy rate: mean of the month to {policy_month}; a term premium of 0.1 moves the count by 0.8; {note}",
    )


def estimate_policy_change(funds: MacroSeries) -> DriverEstimate:
    """Change of the policy rate over six months, percentage points."""
    before = _months_before(funds, _STANCE_MONTHS)
    return DriverEstimate(
        float(funds.values[-1]) - before,
        _month_end(funds.latest_date),
        _monthly_lineage(f"{funds.facts.series_id} less its value 6 months before", funds, _STANCE_MONTHS),
    )


def estimate_year_on_year(prices: MacroSeries) -> DriverEstimate:
    """Change of a price index over twelve months, percent."""
    before = _months_before(prices, _MONTHS)
    return DriverEstimate(
        100.0 * (float(prices.values[-1]) / before - 1.0),
        _month_end(prices.latest_date),
        _monthly_lineage(f"{prices.facts.series_id} over its value 12 months before, less 1", prices, _MONTHS),
    )


def estimate_real_policy_rate(funds: MacroSeries, core_prices: MacroSeries) -> DriverEstimate:
    """Policy rate less inflation over the past year, percent; dated by the older of the two."""
    inflation = estimate_year_on_year(core_prices)
    date = min(_month_end(funds.latest_date), inflation.date)
    return DriverEstimate(
        float(funds.values[-1]) - inflation.value,
        date,
        Lineage(
            f"FEDFUNDS of the month to {_month_end(funds.latest_date)} less {core_prices.facts.series_id} "
            f"over the year to {inflation.date}",
            f"{funds.source}; {core_prices.source}",
            combine_hashes((funds.data_hash, core_prices.data_hash)),
        ),
    )


def _month_end(start: dt.date) -> dt.date:
    return to_date((np.datetime64(start, "M") + 1).astype("datetime64[D]") - np.timedelta64(1, "D"))


def _month_before(start: dt.date, months: int) -> dt.date:
    return to_date((np.datetime64(start, "M") - months).astype("datetime64[D]"))


def _months_before(series: MacroSeries, months: int) -> float:
    start = _month_before(series.latest_date, months)
    value = series.value_on(start)
    if value is None:
        raise DataError(
            f"{series.source}: {series.facts.series_id} has no value for {start:%Y-%m}, {months} months before"
        )
    return value


def _monthly_lineage(method: str, series: MacroSeries, months: int) -> Lineage:
    window = DateWindow(_month_before(series.latest_date, months), _month_end(series.latest_date))
    return Lineage(method, series.source, series.data_hash, window)
