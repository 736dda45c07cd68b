"""Drivers that closes alone give: change, volatility and its rank, correlation with another asset."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from seawall.core import DateWindow, FloatArray, Lineage, combine_hashes, sessions_per_year, to_date
from seawall.errors import DataError
from seawall.macro.asset_view import DriverEstimate
from seawall.market import PriceSeries, join_on_common_closes
from seawall.models import asynchronous_covariance, estimate_correlation

__all__ = [
    "CORRELATION_DAYS",
    "VOLATILITY_RETURNS",
    "estimate_correlations",
    "estimate_price_change",
    "estimate_volatility",
]

CORRELATION_DAYS = 365
"""Calendar days of closes behind a correlation."""

VOLATILITY_RETURNS = 30
"""Returns behind a volatility."""

_CHANGE_DAYS = 91
_SLACK_DAYS = 7
_RANK_DAYS = 1096
_FEWEST_RANKED = 250
_FEWEST_CORRELATED = 60


def estimate_price_change(prices: PriceSeries) -> DriverEstimate:
    """Last close over the one 91 days before, less 1, percent.

    Raises
    ------
    DataError
        When no close stands within a week before that day.
    """
    end = prices.window.end
    wanted = end - dt.timedelta(days=_CHANGE_DAYS)
    before = prices.close_on(wanted, within_days=_SLACK_DAYS)
    if before is None:
        raise DataError(f"{prices.source}: {prices.symbol} has no close in the week to {wanted}")
    start = to_date(prices.dates[np.searchsorted(prices.dates, np.datetime64(wanted, "D"), side="right") - 1])
    return DriverEstimate(
        100.0 * (float(prices.closes[-1]) / before - 1.0),
        end,
        Lineage(
            f"close of {prices.symbol} over its close of {start}, less 1",
            prices.source,
            prices.data_hash,
            DateWindow(start, end),
        ),
    )


def estimate_volatility(prices: PriceSeries) -> dict[str, DriverEstimate]:
    """Volatility of the last 30 log-returns, and its rank among three years of such volatilities.

    The interval is that of a normal sample by the chi-square law; fat tails and clustering make it too narrow. The rank
    is the share of the other days, of the 1,096 calendar days before, whose volatility was lower.

    Raises
    ------
    DataError
        For fewer than 280 returns, or a price that never moves.
    """
    from scipy.stats import chi2  # its import takes longer than most commands

    returns = np.diff(np.log(prices.closes))
    recent = prices.dates >= prices.dates[-1] - np.timedelta64(_RANK_DAYS, "D")
    n = VOLATILITY_RETURNS
    if len(returns) < n + _FEWEST_RANKED:
        raise DataError(f"{prices.source}: {prices.symbol} has {len(returns)} returns, fewer than {n + _FEWEST_RANKED}")
    # volatility that ends with each return, from the 30th return on
    variances = np.lib.stride_tricks.sliding_window_view(returns, n).var(axis=1, ddof=1)
    sessions = sessions_per_year(prices.dates[recent])
    volatility = 100.0 * math.sqrt(float(variances[-1]) * sessions)
    if volatility <= 0.0:
        raise DataError(f"{prices.source}: {prices.symbol} never moves in its last {n} returns")
    ends = prices.dates[n:]
    ranked = variances[:-1][recent[n:-1]]
    if len(ranked) < _FEWEST_RANKED:
        raise DataError(f"{prices.source}: {prices.symbol} has {len(ranked)} closes in 3 years to rank among")
    low, high = (volatility * math.sqrt((n - 1) / float(chi2.ppf(each, n - 1))) for each in (0.975, 0.025))
    end = prices.window.end
    window = DateWindow(to_date(prices.dates[-n - 1]), end)
    rank_window = DateWindow(to_date(max(ends[0], prices.dates[recent][0])), end)
    return {
        "volatility": DriverEstimate(
            volatility,
            end,
            Lineage(
                f"standard deviation of {n} log-returns, {sessions:.0f} sessions a year",
                prices.source,
                prices.data_hash,
                window,
            ),
            lower=low,
            upper=high,
            interval="95 % interval",
            n_observations=n,
            note="interval of a normal sample; fat tails widen it",
        ),
        "volatility_rank": DriverEstimate(
            100.0 * float(np.mean(ranked < variances[-1])),
            end,
            Lineage(f"share of lower {n}-return volatilities", prices.source, prices.data_hash, rank_window),
            n_observations=len(ranked),
        ),
    }


def estimate_correlations(
    first: PriceSeries, second: PriceSeries, *, closes: str
) -> tuple[DriverEstimate, DriverEstimate]:
    """Correlation of log-returns over a year, as it stands and with a lead and a lag of one close added.

    Only common closes are used. Closes at different hours pull a correlation towards 0; the second figure sums what
    one market sees a close later, and is noisier.

    Parameters
    ----------
    first, second : PriceSeries
        Closes.
    closes : str
        What is to be said of their hours.

    Returns
    -------
    tuple of DriverEstimate
        As it stands, with Fisher's interval; with the lead and the lag.

    Raises
    ------
    DataError
        For fewer than 60 common returns in the last 365 days, or a price that never moves.
    """
    panel = join_on_common_closes({"first": first, "second": second})
    kept = panel.dates >= panel.dates[-1] - np.timedelta64(CORRELATION_DAYS, "D")
    returns = np.diff(np.log(panel.closes[kept]), axis=0)
    names = f"{first.symbol} and {second.symbol}"
    source = f"{first.source}; {second.source}"
    if len(returns) < _FEWEST_CORRELATED:
        raise DataError(f"{source}: {names} have {len(returns)} common returns, fewer than {_FEWEST_CORRELATED}")
    _refuse_still(returns, source, names)
    found = estimate_correlation(returns[:, 0], returns[:, 1])
    summed = asynchronous_covariance(returns)
    window = DateWindow(to_date(panel.dates[kept][0]), to_date(panel.dates[-1]))
    data_hash = combine_hashes((first.data_hash, second.data_hash))
    return (
        DriverEstimate(
            found.value,
            window.end,
            Lineage(f"correlation of daily log-returns of {names}", source, data_hash, window),
            lower=found.lower,
            upper=found.upper,
            interval="95 % interval",
            n_observations=found.n_observations,
            note=f"Fisher's interval, normal returns; {closes}",
        ),
        DriverEstimate(
            float(summed.correlation[0, 1]),
            window.end,
            Lineage(f"{summed.method} of log-returns of {names}", source, data_hash, window),
            n_observations=found.n_observations,
            note="noisier by a factor of about 1.7",
        ),
    )


def _refuse_still(returns: FloatArray, source: str, names: str) -> None:
    if (np.ptp(returns, axis=0) <= 0.0).any():
        raise DataError(f"{source}: one of {names} never moves in {len(returns)} returns")
