"""Beta of an asset that answers late, or trades at another hour: the sum of slopes on lagged and leading markets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.models.hac_regression import regress
from seawall.models.market_sample import FEWEST_CAPM_OBSERVATIONS, check_lags, market_sample

__all__ = ["DimsonBeta", "dimson_beta"]


@dataclass(frozen=True, slots=True, eq=False)
class DimsonBeta:
    """Sums of slopes with their errors.

    Attributes
    ----------
    names : tuple of str
        Of the k assets.
    market_lags, market_leads : int
        Markets before and after that of the same period.
    n_observations : int
        Periods that have all of them.
    hac_lags : int
        Of the Newey-West errors.
    beta, error : FloatArray
        Sum of the slopes and its error, shape (k,).
    slopes : FloatArray
        Shape (market_lags + 1 + market_leads, k), on the earliest market first.
    """

    names: tuple[str, ...]
    market_lags: int
    market_leads: int
    n_observations: int
    hac_lags: int
    beta: FloatArray
    error: FloatArray
    slopes: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        k, terms = len(self.names), self.market_lags + 1 + self.market_leads
        for name, shape in (("beta", (k,)), ("error", (k,)), ("slopes", (terms, k))):
            array = check_finite(check_shape(read_only(getattr(self, name)), name, shape), name)
            object.__setattr__(self, name, array)


def dimson_beta(
    returns: FloatArray,
    market: FloatArray,
    *,
    market_lags: int,
    market_leads: int,
    risk_free_annual: float | FloatArray,
    periods_per_year: float,
    hac_lags: int | None = None,
    names: Sequence[str] | None = None,
) -> DimsonBeta:
    r"""Sum of the slopes on the markets of earlier, the same and later periods.

    .. math:: y_t = a + \sum_{j=-p}^{q} b_j\, x_{t+j} + \varepsilon_t, \quad \beta = \sum_j b_j

    with excess returns y and x. The first p and the last q periods have no such neighbours and are left out. The error
    is that of the sum, by Newey and West with the factor T / (T - 2 - p - q).

    Parameters
    ----------
    returns : FloatArray
        Simple returns, shape (n, k), decimals per period.
    market : FloatArray
        Simple returns of the market over the same periods, shape (n,).
    market_lags, market_leads : int
        p and q, 0 or more; at least 24 + p + q periods must be left.
    risk_free_annual : float or FloatArray
        Decimals a year in [-1, 1], one for all periods or one for each, shape (n,).
    periods_per_year : float
        As observed.
    hac_lags : int, optional
        Of the errors; :func:`newey_west_lags` of the periods left by default.
    names : sequence of str, optional
        Of the assets.

    Returns
    -------
    DimsonBeta
        One sum and its error per asset.

    Raises
    ------
    InputError
        For negative lags or leads, too few periods, and as :func:`seawall.models.fit_capm`.

    References
    ----------
    Dimson, "Risk measurement when shares are subject to infrequent trading", *Journal of Financial Economics* 7 (1979).

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> market = 0.01 * rng.standard_normal(1001)
    >>> late = 0.5 * market[1:] + 0.5 * market[:-1]
    >>> found = dimson_beta(late[:, None], market[1:], market_lags=1, market_leads=0, risk_free_annual=0.0,
    ...     periods_per_year=250.0)
    >>> found.beta.round(6).tolist(), found.slopes.round(6).ravel().tolist()
    ([1.0], [0.5, 0.5])
    """
    if market_lags < 0 or market_leads < 0:
        raise InputError(f"'market_lags' and 'market_leads' must be 0 or more, were {market_lags!r}, {market_leads!r}")
    terms = market_lags + 1 + market_leads
    sample = market_sample(
        returns,
        market,
        risk_free_annual=risk_free_annual,
        periods_per_year=periods_per_year,
        names=names,
        fewest=FEWEST_CAPM_OBSERVATIONS + 2 * (terms - 1),
    )
    excess = sample.excess
    sample.check_estimates(excess.mean(axis=0), np.ones(1))
    shifted = np.lib.stride_tricks.sliding_window_view(sample.market, terms)
    used = excess[market_lags : len(excess) - market_leads]
    chosen = check_lags(hac_lags, len(used))
    # a constant of the market's own size keeps the regressors alike
    constant = np.full(len(used), np.sqrt(sample.variation / len(sample.market)))
    combination = np.ones((terms + 1, 1))
    combination[0] = 0.0
    found = regress(np.column_stack([constant, shifted]), used, combinations=combination, lags=chosen)
    return DimsonBeta(
        names=sample.names,
        market_lags=market_lags,
        market_leads=market_leads,
        n_observations=len(used),
        hac_lags=chosen,
        beta=found.values[0],
        error=found.errors[0],
        slopes=found.coefficients[1:],
    )
