"""Alpha, beta and R² in rolling windows, and Newey-West errors of rolling betas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_shape
from seawall.errors import InputError
from seawall.models.capm_kernels import compiled, rolling_error_loop, rolling_loop
from seawall.models.hac_regression import hac_errors
from seawall.models.market_sample import FEWEST_CAPM_OBSERVATIONS, MarketSample, check_lags, market_sample

__all__ = ["RollingCapm", "rolling_beta_errors", "rolling_capm"]

_LONG = 4_000_000
"""Observations in all windows together from which on the compiled loop is quicker, the time to load it counted."""

_STILL = 1e-13
"""Variation, of the sum of squares, that is left by rounding alone."""

_PARAMETERS = 2


@dataclass(frozen=True, slots=True, eq=False)
class RollingCapm:
    """Regressions on the market in m = n - window + 1 windows; row i is that of observations i to i + window - 1.

    Attributes
    ----------
    names : tuple of str
        Of the k assets.
    window : int
        Observations of each regression.
    alpha_annual : FloatArray
        Jensen's alpha a year, shape (m, k).
    beta : FloatArray
        Shape (m, k).
    r_squared : FloatArray
        Shape (m, k); 0 in a window in which the asset stands still, of whose variance of 0 nothing can be explained.
    """

    names: tuple[str, ...]
    window: int
    alpha_annual: FloatArray
    beta: FloatArray
    r_squared: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays, which are too large to copy, and check their shapes."""
        for name in ("alpha_annual", "beta", "r_squared"):
            array = check_shape(np.asarray(getattr(self, name), dtype=np.float64), name, (None, len(self.names))).view()
            array.flags.writeable = False
            object.__setattr__(self, name, array)


def rolling_capm(
    returns: FloatArray,
    market: FloatArray,
    *,
    window: int,
    risk_free_annual: float | FloatArray,
    periods_per_year: float,
    names: Sequence[str] | None = None,
) -> RollingCapm:
    """Regress excess returns on the market's in every window of consecutive observations.

    Each window is the regression of :func:`seawall.models.fit_capm`. Returns are centred before they are summed, and
    nothing is ever taken away from a sum, so that a quiet window after a crash is as exact as any other.

    Parameters
    ----------
    returns : FloatArray
        Simple returns, shape (n, k), decimals per period.
    market : FloatArray
        Simple returns of the market over the same periods, shape (n,).
    window : int
        Observations of each regression, from 24 to n.
    risk_free_annual : float or FloatArray
        Decimals a year in [-1, 1], one for all periods or one for each, shape (n,).
    periods_per_year : float
        As observed.
    names : sequence of str, optional
        Of the assets.

    Returns
    -------
    RollingCapm
        One row for each window.

    Raises
    ------
    InputError
        As :func:`seawall.models.fit_capm`, for a window outside its range, and for a window in which the market stands
        still.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> market = 0.01 * rng.standard_normal(500)
    >>> asset = np.linspace(0.5, 1.5, 500) * market
    >>> rolling = rolling_capm(asset[:, None], market, window=60, risk_free_annual=0.0, periods_per_year=250.0)
    >>> rolling.beta[[0, 220, 440], 0].round(2).tolist()
    [0.56, 1.01, 1.45]
    """
    sample = market_sample(
        returns, market, risk_free_annual=risk_free_annual, periods_per_year=periods_per_year, names=names
    )
    means, variations = _market_windows(sample, window)
    alpha, beta, explained = _fit(sample, window, means, variations)
    return RollingCapm(sample.names, window, alpha, beta, explained)


def rolling_beta_errors(
    returns: FloatArray,
    market: FloatArray,
    *,
    window: int,
    risk_free_annual: float | FloatArray,
    periods_per_year: float,
    lags: int | None = None,
    names: Sequence[str] | None = None,
) -> FloatArray:
    """Newey-West standard errors of the betas of :func:`rolling_capm`.

    Parameters
    ----------
    returns, market, window, risk_free_annual, periods_per_year, names
        As for :func:`rolling_capm`.
    lags : int, optional
        At most half of the window; :func:`newey_west_lags` of the window by default.

    Returns
    -------
    FloatArray
        Shape (n - window + 1, k).

    Raises
    ------
    InputError
        As :func:`rolling_capm`, and for lags outside their range.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> market, noise = 0.01 * rng.standard_normal((2, 500))
    >>> errors = rolling_beta_errors((market + noise)[:, None], market, window=250, risk_free_annual=0.0,
    ...     periods_per_year=250.0)
    >>> errors[[0, 250], 0].round(3).tolist()
    [0.068, 0.06]
    """
    sample = market_sample(
        returns, market, risk_free_annual=risk_free_annual, periods_per_year=periods_per_year, names=names
    )
    means, variations = _market_windows(sample, window)
    chosen = check_lags(lags, window)
    if _is_long(sample, window):
        alpha, beta, squares = _compiled_fit(sample, window, means, variations, scale=1.0, market_mean=0.0)
        compiled(rolling_error_loop)(
            np.ascontiguousarray(sample.returns), sample.risk_free, sample.market, means, window, chosen, alpha, beta,
            squares,
        )  # fmt: skip
        sample.check_estimates(beta[0], np.ones(1))
        squares *= window / (window - _PARAMETERS) / (chosen + 1)
        return np.asarray(np.sqrt(squares, out=squares) / variations[:, None])
    excess = sample.excess
    sample.check_estimates(excess.mean(axis=0), np.ones(1))
    errors = np.empty((len(means), excess.shape[1]))
    for row, (mean, variation) in enumerate(zip(means, variations, strict=True)):
        x, y = sample.market[row : row + window] - mean, excess[row : row + window]
        centred = y - y.mean(axis=0)
        residuals = centred - x[:, None] * (x @ centred / variation)
        errors[row] = hac_errors(x / variation, residuals, lags=chosen, parameters=_PARAMETERS)
    return errors


def _market_windows(sample: MarketSample, window: int) -> tuple[FloatArray, FloatArray]:
    """Mean and variation of the centred market in each window."""
    n = len(sample.market)
    if not FEWEST_CAPM_OBSERVATIONS <= window <= n:
        raise InputError(f"'window' must be from {FEWEST_CAPM_OBSERVATIONS} to {n}, the observations, was {window!r}")
    windows = np.lib.stride_tricks.sliding_window_view(sample.market, window)
    means = windows.mean(axis=1)
    variations = ((windows - means[:, None]) ** 2).sum(axis=1)
    still = variations <= _STILL * (windows**2).sum(axis=1)
    if still.any():
        end = int(np.argmax(still)) + window - 1
        raise InputError(
            f"'market' must vary in every window, but stands still in the {window} observations that end with row {end}"
        )
    return means, variations


def _is_long(sample: MarketSample, window: int) -> bool:
    n, k = sample.returns.shape
    return bool((n - window + 1) * window * k >= _LONG)


def _fit(
    sample: MarketSample, window: int, means: FloatArray, variations: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Alpha a year, beta and R² of each window."""
    if _is_long(sample, window):
        found = _compiled_fit(
            sample, window, means, variations, scale=sample.periods_per_year, market_mean=sample.market_mean
        )
        # a value that is not finite spoils the mean of its asset, and so every window
        sample.check_estimates(found[1][0], np.ones(1))
        return found
    excess = sample.excess
    level = excess.mean(axis=0)
    sample.check_estimates(level, np.ones(1))
    y = np.lib.stride_tricks.sliding_window_view(excess - level, window, axis=0)
    x = np.lib.stride_tricks.sliding_window_view(sample.market, window) - means[:, None]
    centres = y.mean(axis=2)
    cross = np.einsum("ijt,it->ij", y, x)
    squares = (y**2).sum(axis=2)
    totals = ((y - centres[:, :, None]) ** 2).sum(axis=2)
    beta = cross / variations[:, None]
    alpha = centres + level - beta * (means + sample.market_mean)[:, None]
    still = totals <= _STILL * squares
    explained = np.where(still, 0.0, beta * cross / np.where(still, 1.0, totals))
    return sample.periods_per_year * alpha, beta, explained


def _compiled_fit(
    sample: MarketSample, window: int, means: FloatArray, variations: FloatArray, *, scale: float, market_mean: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    shape = (len(means), sample.returns.shape[1])
    alpha, beta, explained = np.empty(shape), np.empty(shape), np.empty(shape)
    compiled(rolling_loop)(
        np.ascontiguousarray(sample.returns), sample.risk_free, sample.market, market_mean, means, variations, window,
        scale, alpha, beta, explained,
    )  # fmt: skip
    return alpha, beta, explained
