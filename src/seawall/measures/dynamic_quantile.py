r"""Whether exceptions can be foretold, from earlier exceptions or from the VaR itself.

Engle and Manganelli regress the exceptions on what was known the day before. The p-value is simulated, because the
chi-square limit rejects a right model too often on records as short as those of risk models.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import chdtrc

from seawall.core import BoolArray, FloatArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.measures.backtest_result import Backtest, BacktestResult, checked_exceptions
from seawall.measures.null_exceptions import NullExceptions, randomised_p_value
from seawall.measures.tail_quantiles import tail_size

__all__ = ["LAGS", "dynamic_quantile_test"]

LAGS = 4
"""Earlier sessions whose exceptions are regressors, as in the paper."""

_COLLINEAR = 1e-10
"""Share of a regressor that must remain beside the ones before it, or it says nothing new and is left out."""


def dynamic_quantile_test(
    exceptions: BoolArray, value_at_risk: FloatArray, *, null: NullExceptions, lags: int = LAGS
) -> BacktestResult:
    r"""Engle and Manganelli's dynamic quantile test.

    .. math:: \mathrm{DQ} = \frac{h' X (X'X)^{-} X' h}{p (1 - p)}, \quad h_t = 1\{L_t > \mathrm{VaR}_t\} - p

    with the columns of X a constant, h of the `lags` sessions before, and the VaR of the session. A column that
    is a combination of the others is left out, such as a VaR that never changes.

    The p-value compares the statistic with that of records whose exceptions are independent, the VaR held as it
    was. Where the VaR answers to past losses this is an approximation, whose size is tabulated in the documentation.

    Parameters
    ----------
    exceptions : BoolArray
        Shape (n,): whether the loss of the session was above its VaR; n >= lags + 3.
    value_at_risk : FloatArray
        Shape (n,), any unit.
    null : NullExceptions
        Simulated for n sessions; its confidence is that of the VaR, and its seed orders ties.
    lags : int
        At least 1.

    Returns
    -------
    BacktestResult
        Monte Carlo, randomised at ties; the asymptotic p-value is that of a chi-square with `lags` + 2 degrees of
        freedom, one less for a VaR that never changes.

    Raises
    ------
    InputError
        For a record too short, a VaR that is not finite, or `null` of another length.

    References
    ----------
    Engle, Manganelli, "CAViaR: conditional autoregressive value at risk by regression quantiles", *Journal of
    Business & Economic Statistics* 22 (2004).

    Examples
    --------
    >>> from seawall.measures import simulate_exceptions
    >>> sessions = np.arange(500)
    >>> null = simulate_exceptions(500, confidence=0.99, seed=1)
    >>> in_step = np.isin(sessions, [100, 102, 104, 300, 302])
    >>> print(dynamic_quantile_test(in_step, 1.0 + np.sin(sessions), null=null))
    dynamic quantile: statistic 198.916, p-value 0.0001 (Monte Carlo, 9999 records), asymptotic 0.0000
    """
    if lags < 1:
        raise InputError(f"'lags' must be at least 1, was {lags!r}")
    n = len(checked_exceptions(exceptions, fewest=lags + 3))
    check_finite(check_shape(value_at_risk, "value_at_risk", (n,)), "value_at_risk")
    null.check_fits(n, null.confidence)
    level = _standardised(value_at_risk[lags:])
    where = np.flatnonzero(exceptions)
    observed = NullExceptions(n, null.confidence, null.seed, runs=1, run=np.zeros_like(where), session=where)
    statistic = float(_statistics(observed, level, lags, _counted(observed, lags))[0])
    simulated = _statistics(null, level, lags, _counted_of_null(null, lags))
    degrees = lags + 1 + int(level.any())
    return BacktestResult(
        Backtest.DYNAMIC_QUANTILE,
        statistic,
        randomised_p_value(statistic, simulated, seed=null.seed, purpose="dynamic quantile"),
        f"Monte Carlo, {null.runs} records",
        float(chdtrc(degrees, statistic)),
    )


def _standardised(level: FloatArray) -> FloatArray:
    """VaR of mean 0 and mean square 1, which leaves the statistic as it is; zeros where the VaR never changes."""
    if np.ptp(level) <= _COLLINEAR * np.abs(level).max():
        return np.zeros_like(level)
    centred = level - level.mean()
    return np.asarray(centred / np.sqrt(np.mean(np.square(centred))))


def _statistics(records: NullExceptions, level: FloatArray, lags: int, counted: FloatArray) -> FloatArray:
    """DQ of each record, shape (runs,), from sums of products alone.

    The span of the regressors is that of a constant, the plain exceptions of earlier sessions, and the level.
    """
    n, probability = records.n_sessions, float(tail_size(1, records.confidence))
    products = counted.copy()
    response, of_level = lags + 2, lags + 1
    products[of_level, of_level] = level @ level
    for lag, column in enumerate(_columns(lags)):
        inside = (records.session + lag >= lags) & (records.session + lag < n)
        of_session = level[records.session[inside] + lag - lags]
        summed = np.bincount(records.run[inside], weights=of_session, minlength=records.runs)
        products[min(column, of_level), max(column, of_level)] = summed
    products[:response, response] -= probability * products[0, :response]
    return _explained(products) / (probability * (1.0 - probability))


def _columns(lags: int) -> list[int]:
    """Column of the exceptions of each lag; the response, lag 0, comes last, behind constant, lags and level."""
    return [lags + 2, *range(1, lags + 1)]


@lru_cache(maxsize=4)
def _counted_of_null(null: NullExceptions, lags: int) -> FloatArray:
    """Sums that all models share, kept because they are tested one after the other."""
    return _counted(null, lags)


def _counted(records: NullExceptions, lags: int) -> FloatArray:
    """Sums of products of exceptions of each record, shape (lags + 3, lags + 3, runs), upper triangle; no level."""
    n, runs, run, session = records.n_sessions, records.runs, records.run, records.session
    products = np.zeros((lags + 3, lags + 3, runs))
    products[0, 0] = n - lags
    is_exception = np.zeros(n * runs, dtype=bool)
    is_exception[run * n + session] = True
    columns = _columns(lags)
    for lag, column in enumerate(columns):
        inside = (session + lag >= lags) & (session + lag < n)
        owner, at = run[inside], session[inside]
        products[0, column] = products[column, column] = np.bincount(owner, minlength=runs)
        for other in range(lag):
            # one exception `lag` sessions before the row, and another one `other` sessions before it
            paired = is_exception[owner * n + at + lag - other]
            first, second = sorted((columns[other], column))
            products[first, second] = np.bincount(owner[paired], minlength=runs)
    return products


def _explained(products: FloatArray) -> FloatArray:
    """Squared length of the last column's projection on the others, by elimination; changes `products`."""
    last = len(products) - 1
    lengths = np.array([products[i, i].copy() for i in range(last)])
    explained = np.zeros(products.shape[2])
    for i in range(last):
        pivot = products[i, i]
        is_new = pivot > _COLLINEAR * lengths[i]
        weight = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=is_new)
        explained += products[i, last] ** 2 * weight
        for j in range(i + 1, last):
            products[j, j:] -= products[i, j] * weight * products[i, j:]
    return explained
