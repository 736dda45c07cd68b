r"""Recession twelve months ahead from the slope of the Treasury curve: the probit of Estrella and Mishkin.

.. math:: P(R_{m+12} = 1) = \Phi(a + b \, s_m)

with s the monthly mean of 10 years less 3 months, and R the recessions of the NBER. A recession is known only when the
committee has named it, so the sample ends long before the day of the forecast.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from seawall.core import DateArray, FloatArray, to_date
from seawall.errors import DataError, InputError
from seawall.macro.economy import Economy
from seawall.macro.recession_forecast import RecessionFit, RecessionForecast
from seawall.macro.regime import economy_lineage
from seawall.macro.series import MacroSeries
from seawall.models import ProbitFit, fit_probit

__all__ = ["RECESSION_MONTHS_AHEAD", "RecessionSample", "area_under_curve", "forecast_recession", "recession_sample"]

RECESSION_MONTHS_AHEAD = 12
_LAGS = RECESSION_MONTHS_AHEAD
_FEWEST_DAYS = 10
"""A month with fewer trading days than this in its mean is a gap, not a month."""
_MOST_AGE_MONTHS = 2
_METHOD = "probit of NBER recessions on the 10-year less 3-month spread twelve months earlier, maximum likelihood"


@dataclass(frozen=True, slots=True, eq=False)
class RecessionSample:
    """Monthly spreads and recessions, on one grid of months, with the day on which each was known.

    Attributes
    ----------
    months : numpy.ndarray
        Shape (n,), months since 1970-01.
    spreads : FloatArray
        Shape (n,), percentage points.
    spreads_known : DateArray
        Shape (n,), day on which the whole month was known.
    is_proxy : numpy.ndarray
        Shape (n,): 10 years less fed funds.
    outcomes : FloatArray
        Shape (n,): recession twelve months later, 0 or 1; -1 where it is not in the series.
    outcomes_known : DateArray
        Shape (n,): day on which that was known.
    """

    months: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    spreads: FloatArray
    spreads_known: DateArray
    is_proxy: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    outcomes: FloatArray
    outcomes_known: DateArray

    def rows_known(self, day: dt.date) -> int:
        """How many rows of the sample had their outcome known by a day; they are the first ones.

        Raises
        ------
        DataError
            When there is none.
        """
        known = (self.outcomes >= 0.0) & (self.outcomes_known <= np.datetime64(day, "D"))
        rows = int(np.argmin(known)) if not known.all() else len(known)
        if not rows:
            raise DataError(f"USREC: nothing was known by {day} of twelve months after a spread")
        return rows

    def newest_spread(self, day: dt.date) -> int:
        """Row of the last complete month on a day.

        Raises
        ------
        DataError
            When there is none, or it is more than two months old.
        """
        newest = int(np.searchsorted(self.spreads_known, np.datetime64(day, "D"), side="right")) - 1
        if newest < 0:
            raise DataError(f"T10Y3M has no complete month by {day}, so there is no spread to forecast from")
        age = _month_of(np.datetime64(day, "D")) - int(self.months[newest])
        if age > _MOST_AGE_MONTHS:
            raise DataError(
                f"T10Y3M ends with {_first_day(self.months[newest])}, {age} months before {day}: "
                "too old to forecast from"
            )
        return newest

    def fit(self, rows: int, *, lags: int) -> ProbitFit:
        """Probit on the first `rows` rows, with errors over `lags` months."""
        return fit_probit(self.outcomes[:rows], regressor=self.spreads[:rows], lags=min(lags, max(rows - 1, 0)))


def recession_sample(economy: Economy) -> RecessionSample:
    """Spreads and recessions of an economy, month by month.

    Months before the first of T10Y3M take DGS10 less FEDFUNDS where both are there: a proxy, as it stands.

    Raises
    ------
    DataError
        When T10Y3M or USREC is not supplied, or months are missing from the spread.
    """
    curve, recessions = economy.get("T10Y3M"), economy.get("USREC")
    months, spreads, known = _monthly_means(curve)
    is_proxy = np.zeros(len(months), dtype=np.bool_)
    if economy.has("DGS10") and economy.has("FEDFUNDS"):
        early = _proxy(economy.get("DGS10"), economy.get("FEDFUNDS"), before=int(months[0]))
        months, spreads, known = (np.concatenate(pair) for pair in zip(early, (months, spreads, known), strict=True))
        is_proxy = np.concatenate([np.ones(len(early[0]), dtype=np.bool_), is_proxy])
    if len(gaps := np.flatnonzero(np.diff(months) != 1)):
        raise DataError(f"{curve.source}: the monthly spread has a gap after {_first_day(months[gaps[0]])}")
    targets = months + RECESSION_MONTHS_AHEAD
    recession_months = recessions.dates.astype("datetime64[M]").astype(np.int64)
    place = np.minimum(np.searchsorted(recession_months, targets), len(recession_months) - 1)
    found = recession_months[place] == targets
    return RecessionSample(
        months=months,
        spreads=spreads,
        spreads_known=known,
        is_proxy=is_proxy,
        outcomes=np.where(found, recessions.values[place], -1.0),
        outcomes_known=recessions.publication_dates[place],
    )


_Monthly = tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], FloatArray, DateArray]


def _monthly_means(series: MacroSeries) -> _Monthly:
    """Mean of each month that is complete: the month after it has begun, so that no later day can change it."""
    days_months = series.dates.astype("datetime64[M]").astype(np.int64)
    months, first, counts = np.unique(days_months, return_index=True, return_counts=True)
    sums = np.add.reduceat(series.values, first)
    lag = np.timedelta64(series.facts.publication_lag_days, "D")
    ends = (months + 1).astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
    # the last month may still be running: it is complete when a day near its end is there
    last_days = series.dates[first + counts - 1]
    near_end = (ends - last_days).astype(np.int64) <= _FEWEST_DAYS // 2
    kept = (counts >= _FEWEST_DAYS) & near_end
    return months[kept], sums[kept] / counts[kept], ends[kept] + lag


def _proxy(long_rate: MacroSeries, policy_rate: MacroSeries, *, before: int) -> _Monthly:
    months, means, known = _monthly_means(long_rate)
    policy_months = policy_rate.dates.astype("datetime64[M]").astype(np.int64)
    _, left, right = np.intersect1d(months, policy_months, return_indices=True)
    early = months[left] < before
    left, right = left[early], right[early]
    known_both = np.maximum(known[left], policy_rate.publication_dates[right])
    return months[left], means[left] - policy_rate.values[right], known_both


def forecast_recession(economy: Economy, *, coverage: float = 0.90) -> RecessionForecast:
    r"""Probability that the twelfth month from the last complete one lies in a recession.

    The interval is :math:`\Phi(a + b s \pm z \sqrt{(1, s) V (1, s)'})`, the delta method on the index, with V the
    Newey-West covariance over 12 lags: recessions last, and their months are not independent.

    Parameters
    ----------
    economy : Economy
        With T10Y3M and USREC; DGS10 and FEDFUNDS extend the sample to before 1990.
    coverage : float
        Of the interval, in (0, 1).

    Returns
    -------
    RecessionForecast
        Probability, interval and fit.

    Raises
    ------
    DataError
        When a series is missing or too old.
    NumericalError
        When the sample holds no recession, or one spread separates recessions from the rest.
    """
    _check_coverage(coverage)
    sample = recession_sample(economy)
    row, rows = sample.newest_spread(economy.as_of), sample.rows_known(economy.as_of)
    probit, spread = sample.fit(rows, lags=_LAGS), float(sample.spreads[row])
    index = float(probit.coefficients[0] + probit.coefficients[1] * spread)
    reach = float(ndtri(0.5 + coverage / 2.0)) * probit.index_error(spread)
    used = {"T10Y3M", "USREC"} | ({"DGS10", "FEDFUNDS"} if sample.is_proxy.any() else set())
    return RecessionForecast(
        as_of=economy.as_of,
        spread_month=_first_day(sample.months[row]),
        target_month=_first_day(sample.months[row] + RECESSION_MONTHS_AHEAD),
        spread=spread,
        probability=probit.probability(spread),
        lower=float(ndtr(index - reach)),
        upper=float(ndtr(index + reach)),
        coverage=coverage,
        fit=RecessionFit(
            probit=probit,
            first_month=_first_day(sample.months[0]),
            last_month=_first_day(sample.months[rows - 1]),
            proxy_months=int(sample.is_proxy[:rows].sum()),
            area_under_curve=area_under_curve(probit.coefficients[1] * sample.spreads[:rows], sample.outcomes[:rows]),
        ),
        lineage=economy_lineage(economy, used, method=_METHOD),
    )


def area_under_curve(forecasts: FloatArray, outcomes: FloatArray) -> float:
    r"""Probability that a forecast before a 1 is above one before a 0, ties counted half (Mann and Whitney 1947).

    Parameters
    ----------
    forecasts : FloatArray
        Shape (n,).
    outcomes : FloatArray
        Shape (n,), 0 or 1, both present.

    Returns
    -------
    float
        0.5 says nothing, 1 separates.

    Examples
    --------
    >>> area_under_curve(np.array([0.1, 0.4, 0.4, 0.9]), np.array([0.0, 0.0, 1.0, 1.0]))
    0.875
    """
    from scipy.stats import rankdata  # its import takes longer than most commands

    ones = outcomes == 1.0
    n_ones = int(ones.sum())
    n_zeros = len(outcomes) - n_ones
    if not n_ones or not n_zeros:
        raise DataError("'outcomes' must hold both 0 and 1 for an area under the curve")
    ranks = rankdata(forecasts)
    return float((ranks[ones].sum() - n_ones * (n_ones + 1) / 2.0) / (n_ones * n_zeros))


def _month_of(day: np.datetime64) -> int:
    return int(day.astype("datetime64[M]").astype(np.int64))


def _first_day(month: np.int64 | int) -> dt.date:
    return to_date(np.int64(month).astype("datetime64[M]").astype("datetime64[D]"))


def _check_coverage(coverage: float) -> None:
    if not 0.0 < coverage < 1.0:
        raise InputError(f"'coverage' must lie between 0 and 1, was {coverage!r}")
