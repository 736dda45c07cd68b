"""How gold moves with the 10-year real yield."""

from __future__ import annotations

import datetime as dt
from statistics import NormalDist

import numpy as np

from seawall.core import DateArray, DateWindow, FloatArray, Lineage, combine_hashes, to_date
from seawall.errors import DataError
from seawall.macro.asset_view import DriverEstimate
from seawall.macro.series import MacroSeries
from seawall.market import PriceSeries
from seawall.models import SlopeFit, fit_slope

__all__ = ["BETA_WEEKS", "estimate_real_yield_drivers", "estimate_yield_change", "real_yield_beta", "weekly_last"]

BETA_WEEKS = 156
"""Weeks of the regression: three years."""

_FEWEST_WEEKS = 52
_CHANGE_DAYS = 91
_SLACK_DAYS = 7
_Z = NormalDist().inv_cdf(0.975)


def weekly_last(dates: DateArray) -> DateArray:
    """Last date of each week, Monday to Sunday, among strictly rising dates.

    Examples
    --------
    >>> days = np.array(["2024-01-04", "2024-01-05", "2024-01-08"], dtype="datetime64[D]")
    >>> weekly_last(days).astype(str).tolist()
    ['2024-01-05', '2024-01-08']
    """
    # day 0 was a Thursday
    weeks = (dates.astype("datetime64[D]").astype(np.int64) + 3) // 7
    ends = np.append(weeks[1:] != weeks[:-1], True)
    return np.asarray(dates[ends])


def real_yield_beta(gold: PriceSeries, real_yield: MacroSeries) -> tuple[SlopeFit, DateWindow]:
    r"""Slope of weekly log-returns of gold on weekly changes of the real yield.

    .. math:: 100 \, \Delta \ln G_t = a + b \, \Delta y_t + u_t

    Weeks end on the last day on which both have a value; the last week may be unfinished. The window is the last 156
    weeks, the error Newey-West.

    Parameters
    ----------
    gold : PriceSeries
        Closes.
    real_yield : MacroSeries
        Percent.

    Returns
    -------
    SlopeFit
        Slope in percent of gold per percentage point of the yield; negative where gold falls as real yields rise.
    DateWindow
        First and last week's end.

    Raises
    ------
    DataError
        For fewer than 52 weeks, or a side that never moves in them.
    """
    ends = weekly_last(np.intersect1d(gold.dates, real_yield.dates, assume_unique=True))[-BETA_WEEKS - 1 :]
    if len(ends) <= _FEWEST_WEEKS:
        raise DataError(
            f"{gold.source}; {real_yield.source}: {gold.symbol} and {real_yield.facts.series_id} have "
            f"{max(len(ends) - 1, 0)} common weeks, fewer than {_FEWEST_WEEKS}"
        )
    returns = 100.0 * np.diff(np.log(gold.closes[np.searchsorted(gold.dates, ends)]))
    changes = np.diff(real_yield.values[np.searchsorted(real_yield.dates, ends)])
    _refuse_still(returns, gold.source, gold.symbol)
    _refuse_still(changes, real_yield.source, real_yield.facts.series_id)
    return fit_slope(returns, changes), DateWindow(to_date(ends[0]), to_date(ends[-1]))


def estimate_yield_change(real_yield: MacroSeries) -> DriverEstimate:
    """Last real yield less the one 91 days before, percentage points.

    Raises
    ------
    DataError
        When no value stands within a week before that day.
    """
    end = real_yield.latest_date
    wanted = end - dt.timedelta(days=_CHANGE_DAYS)
    index = int(np.searchsorted(real_yield.dates, np.datetime64(wanted, "D"), side="right")) - 1
    if index < 0 or (wanted - to_date(real_yield.dates[index])).days > _SLACK_DAYS:
        raise DataError(f"{real_yield.source}: {real_yield.facts.series_id} has no value in the week to {wanted}")
    start = to_date(real_yield.dates[index])
    return DriverEstimate(
        float(real_yield.values[-1] - real_yield.values[index]),
        end,
        Lineage(
            f"{real_yield.facts.series_id} less its value of {start}",
            real_yield.source,
            real_yield.data_hash,
            DateWindow(start, end),
        ),
    )


def estimate_real_yield_drivers(gold: PriceSeries, real_yield: MacroSeries) -> dict[str, DriverEstimate]:
    """Beta of gold to the real yield, and what it makes of the change over 91 days.

    Raises
    ------
    DataError
        As `real_yield_beta` and `estimate_yield_change`.
    """
    fit, window = real_yield_beta(gold, real_yield)
    change = estimate_yield_change(real_yield)
    half = _Z * fit.standard_error
    source = f"{gold.source}; {real_yield.source}"
    data_hash = combine_hashes((gold.data_hash, real_yield.data_hash))
    effects = sorted((change.value * (fit.slope - half), change.value * (fit.slope + half)))
    return {
        "real_yield_beta": DriverEstimate(
            fit.slope,
            window.end,
            Lineage(
                f"weekly log-returns of {gold.symbol} on changes of DFII10, Newey-West with {fit.lags} lags",
                source,
                data_hash,
                window,
            ),
            lower=fit.slope - half,
            upper=fit.slope + half,
            interval="95 % interval",
            n_observations=fit.n_observations,
            note=f"standard error {fit.standard_error:.2f}, {100 * fit.r_squared:.0f} % of the variance explained",
        ),
        "real_yield_effect": DriverEstimate(
            change.value * fit.slope,
            min(change.date, window.end),
            Lineage("beta times the change of the real yield", source, data_hash, window),
            lower=effects[0],
            upper=effects[1],
            interval="95 % interval of the beta",
            n_observations=fit.n_observations,
            note="an association over the window, no forecast",
        ),
    }


def _refuse_still(values: FloatArray, source: str, name: str) -> None:
    if np.ptp(values) <= 1e-12 * float(np.max(np.abs(values), initial=0.0)):
        raise DataError(f"{source}: {name} never moves in {len(values)} weeks")
