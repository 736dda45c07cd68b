"""Beta whose past fades: exponentially weighted covariance with the market over its weighted variance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models.market_sample import market_sample

__all__ = ["ewma_beta"]


def ewma_beta(
    returns: FloatArray,
    market: FloatArray,
    *,
    decay: float,
    risk_free_annual: float | FloatArray,
    periods_per_year: float,
    names: Sequence[str] | None = None,
) -> FloatArray:
    r"""Beta before each return, and the forecast after the last.

    .. math::

        \beta_{t+1} = \frac{c_{t+1}}{v_{t+1}}, \quad
        c_{t+1} = \lambda c_t + (1 - \lambda)\, y_t x_t, \quad v_{t+1} = \lambda v_t + (1 - \lambda)\, x_t^2

    with excess returns y and x of asset and market, whose means are taken as zero. As in
    :func:`seawall.models.ewma_volatility`, the start is the mean product and the mean square of the whole window, so
    that early rows know something of later returns; the last row depends on the start by a share of
    :math:`\lambda^n` only.

    Parameters
    ----------
    returns : FloatArray
        Simple returns, shape (n, k), decimals per period; n >= 24.
    market : FloatArray
        Simple returns of the market over the same periods, shape (n,).
    decay : float
        λ in (0, 1).
    risk_free_annual : float or FloatArray
        Decimals a year in [-1, 1], one for all periods or one for each, shape (n,).
    periods_per_year : float
        As observed.
    names : sequence of str, optional
        Of the assets.

    Returns
    -------
    FloatArray
        Shape (n + 1, k); the last row is the forecast.

    Raises
    ------
    InputError
        For a decay outside its range, and as :func:`seawall.models.fit_capm`.

    References
    ----------
    J.P. Morgan, *RiskMetrics Technical Document* (1996), section 5.2.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> market = 0.01 * rng.standard_normal(500)
    >>> asset = np.where(np.arange(500) < 250, 0.5, 1.5) * market
    >>> betas = ewma_beta(asset[:, None], market, decay=0.97, risk_free_annual=0.0, periods_per_year=250.0)
    >>> betas[[250, 270, 500], 0].round(2).tolist()
    [0.5, 0.94, 1.5]
    """
    if not 0.0 < decay < 1.0:
        raise InputError(f"'decay' must be in (0, 1), was {decay!r}")
    sample = market_sample(
        returns, market, risk_free_annual=risk_free_annual, periods_per_year=periods_per_year, names=names
    )
    excess, x = sample.excess, sample.market + sample.market_mean
    n, k = excess.shape
    sample.check_estimates(excess.mean(axis=0), np.ones(1))
    square = float(x @ x) / n
    betas = np.empty((n + 1, k))
    # the recursion runs on the covariances, in place; each is divided by its variance afterwards
    betas[0] = x @ excess / n
    news = np.multiply(excess, (1.0 - decay) * x[:, None])
    squares = np.empty(n + 1)
    squares[0] = square
    for t in range(n):
        betas[t + 1] = decay * betas[t] + news[t]
        squares[t + 1] = decay * squares[t] + (1.0 - decay) * x[t] * x[t]
    betas /= squares[:, None]
    return betas
