"""The capital asset pricing model, fitted: beta, Jensen's alpha and what follows from them, for many assets at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from seawall.core import BoolArray, FloatArray, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError
from seawall.models.capm_kernels import compiled, whole_sample_loop
from seawall.models.hac_regression import hac_errors
from seawall.models.market_sample import MarketSample, check_lags, market_sample, without_rounding

__all__ = ["TREYNOR_LEVEL", "CapmFit", "fit_capm"]

TREYNOR_LEVEL = 0.05
"""Treynor's ratio is defined where beta is above 0 at this level."""

_LONG = 500_000
"""Returns from which on the compiled loop is quicker than arrays, the time to load it counted."""

_PARAMETERS = 2
_EXACT = 1e-20
"""Residual variation, of the whole, that is left by rounding alone."""

_ARRAYS = (
    "alpha_annual",
    "alpha_error",
    "beta",
    "beta_error",
    "r_squared",
    "residual_deviation_annual",
    "excess_return_annual",
    "information_ratio",
)


@dataclass(frozen=True, slots=True, eq=False)
class CapmFit:
    """Regressions of the excess returns of k assets on those of one market.

    Attributes
    ----------
    names : tuple of str
        Of the assets.
    n_observations : int
        Periods of the sample.
    periods_per_year : float
        By which figures are made annual.
    lags : int
        Of the Newey-West errors.
    risk_free_annual : float
        Mean of the rates, a decimal a year.
    market_return_annual : float
        Arithmetic mean return of the market a year, the risk-free rate included.
    alpha_annual, alpha_error : FloatArray
        Jensen's alpha a year, the intercept times the periods per year, and its error; shape (k,).
    beta, beta_error : FloatArray
        Slope and its error, shape (k,).
    r_squared : FloatArray
        Share of the variance that the market explains, shape (k,).
    residual_deviation_annual : FloatArray
        Standard deviation of the residuals a year, n - 2 degrees of freedom, shape (k,).
    excess_return_annual : FloatArray
        Arithmetic mean of return less risk-free rate a year, shape (k,).
    information_ratio : FloatArray
        Mean return above the market's over its standard deviation (n - 1), both a year, shape (k,).
    """

    names: tuple[str, ...]
    n_observations: int
    periods_per_year: float
    lags: int
    risk_free_annual: float
    market_return_annual: float
    alpha_annual: FloatArray
    alpha_error: FloatArray
    beta: FloatArray
    beta_error: FloatArray
    r_squared: FloatArray
    residual_deviation_annual: FloatArray
    excess_return_annual: FloatArray
    information_ratio: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        check_positive(self.periods_per_year, "periods_per_year")
        for name in _ARRAYS:
            array = check_shape(read_only(getattr(self, name)), name, (len(self.names),))
            object.__setattr__(self, name, check_finite(array, name))

    @property
    def mean_return_annual(self) -> FloatArray:
        """Arithmetic mean return a year, shape (k,)."""
        return read_only(self.excess_return_annual + self.risk_free_annual)

    @property
    def alpha_t(self) -> FloatArray:
        """Alpha over its error, shape (k,)."""
        return read_only(self.alpha_annual / self.alpha_error)

    @property
    def beta_t(self) -> FloatArray:
        """Beta over its error, shape (k,)."""
        return read_only(self.beta / self.beta_error)

    @property
    def alpha_p_value(self) -> FloatArray:
        """Two-sided p-value of alpha 0 by Student's law with n - 2 degrees of freedom, shape (k,)."""
        return read_only(self._p_value(self.alpha_t))

    @property
    def beta_p_value(self) -> FloatArray:
        """Two-sided p-value of beta 0 by Student's law with n - 2 degrees of freedom, shape (k,)."""
        return read_only(self._p_value(self.beta_t))

    @property
    def appraisal_ratio(self) -> FloatArray:
        """Jensen's alpha over the residual deviation, both a year, shape (k,)."""
        return read_only(self.alpha_annual / self.residual_deviation_annual)

    @property
    def treynor_is_defined(self) -> BoolArray:
        """Whether beta is above 0, with a two-sided p-value of at most 5 %, shape (k,).

        Where it may be 0, Treynor's ratio could be any number; where it is below 0, a loss would be as good as a gain.
        """
        return np.asarray((self.beta_p_value <= TREYNOR_LEVEL) & (self.beta > 0.0))

    @property
    def treynor_annual(self) -> FloatArray:
        """Excess return a year over beta, shape (k,); NaN where `treynor_is_defined` says that there is none."""
        beta = np.where(self.treynor_is_defined, self.beta, np.nan)
        return read_only(self.excess_return_annual / beta)

    def _p_value(self, statistic: FloatArray) -> FloatArray:
        return np.asarray(2.0 * stdtr(self.n_observations - _PARAMETERS, -np.abs(statistic)))


def fit_capm(
    returns: FloatArray,
    market: FloatArray,
    *,
    risk_free_annual: float | FloatArray,
    periods_per_year: float,
    lags: int | None = None,
    names: Sequence[str] | None = None,
) -> CapmFit:
    r"""Regress the excess return of each asset on that of the market.

    .. math:: r_{it} - f_t = \alpha_i + \beta_i (m_t - f_t) + \varepsilon_{it}

    by least squares. Errors are those of Newey and West: Bartlett weights, L lags, and the factor T / (T - 2), with
    Student's law of T - 2 degrees of freedom. This is what statsmodels does with ``cov_type="HAC"``,
    ``use_correction=True`` and ``use_t=True``.

    Alpha is made annual by multiplication: N times the intercept, with N the periods per year. The residual deviation
    grows with the root of N.

    Parameters
    ----------
    returns : FloatArray
        Simple returns, shape (n, k), decimals per period; n >= 24.
    market : FloatArray
        Simple returns of the market over the same periods, shape (n,).
    risk_free_annual : float or FloatArray
        Decimals a year in [-1, 1], one for all periods or one for each, shape (n,). Each is divided by
        `periods_per_year`.
    periods_per_year : float
        N, as observed, see :func:`seawall.core.sessions_per_year`.
    lags : int, optional
        L, at most n / 2; :func:`newey_west_lags` of n by default.
    names : sequence of str, optional
        Of the assets.

    Returns
    -------
    CapmFit
        One number per asset and figure.

    Raises
    ------
    InputError
        For fewer than 24 observations, lengths that differ, a value that is not finite, a market or an asset that
        never moves, or an asset that is the market itself or a multiple of it, whose residuals are rounding.

    References
    ----------
    Jensen, "The performance of mutual funds in the period 1945-1964", *Journal of Finance* 23 (1968).
    Newey, West, "A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent covariance
    matrix", *Econometrica* 55 (1987). Treynor, Black, "How to use security analysis to improve portfolio selection",
    *Journal of Business* 46 (1973).

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> market = 0.0004 + 0.01 * rng.standard_normal(1000)
    >>> asset = 0.0002 + 1.3 * (market - 0.0002) + 0.005 * rng.standard_normal(1000)
    >>> fit = fit_capm(asset[:, None], market, risk_free_annual=0.05, periods_per_year=250.0, names=["A"])
    >>> print(f"beta {fit.beta[0]:.3f} ± {fit.beta_error[0]:.3f}, R² {fit.r_squared[0]:.2f}, {fit.lags} lags")
    beta 1.309 ± 0.018, R² 0.85, 6 lags
    """
    sample = market_sample(
        returns, market, risk_free_annual=risk_free_annual, periods_per_year=periods_per_year, names=names
    )
    n = len(sample.market)
    chosen = check_lags(lags, n)
    with np.errstate(invalid="ignore", over="ignore"):
        moments = _compiled(sample, chosen) if sample.returns.size >= _LONG else _plain(sample, chosen)
    mean, beta, total, rest, alpha_error, beta_error = moments
    sample.check_estimates(beta, without_rounding(total, mean, n))
    if (rest <= _EXACT * total).any():
        exact = sample.names[int(np.argmax(rest <= _EXACT * total))]
        raise InputError(
            f"'returns' of {exact!r} are a multiple of the market's to the last digit: leave it out, since it has no "
            "residual to measure an error by"
        )
    active_variance = (rest + (beta - 1.0) ** 2 * sample.variation) / (n - 1)
    per_year = sample.periods_per_year
    risk_free = per_year * float(sample.risk_free.mean())
    return CapmFit(
        names=sample.names,
        n_observations=n,
        periods_per_year=per_year,
        lags=chosen,
        risk_free_annual=risk_free,
        market_return_annual=risk_free + per_year * sample.market_mean,
        alpha_annual=per_year * (mean - beta * sample.market_mean),
        alpha_error=per_year * alpha_error,
        beta=beta,
        beta_error=beta_error,
        r_squared=1.0 - rest / total,
        residual_deviation_annual=np.sqrt(per_year * rest / (n - _PARAMETERS)),
        excess_return_annual=per_year * mean,
        information_ratio=math.sqrt(per_year) * (mean - sample.market_mean) / np.sqrt(active_variance),
    )


def _alpha_weight(sample: MarketSample) -> FloatArray:
    """What each outcome adds to alpha, shape (n,)."""
    return 1.0 / len(sample.market) - sample.market_mean / sample.variation * sample.market


def _plain(sample: MarketSample, lags: int) -> FloatArray:
    """Mean excess return, beta, variation, residual variation, errors of alpha and beta, one row each; by arrays."""
    excess = sample.excess
    mean = excess.mean(axis=0)
    centred = excess - mean
    beta = sample.market @ centred / sample.variation
    residuals = centred - sample.market[:, None] * beta
    weights = (_alpha_weight(sample), sample.market / sample.variation)
    errors = [hac_errors(each, residuals, lags=lags, parameters=_PARAMETERS) for each in weights]
    return np.stack([mean, beta, (centred**2).sum(axis=0), (residuals**2).sum(axis=0), *errors])


def _compiled(sample: MarketSample, lags: int) -> FloatArray:
    """The same in one pass over the panel."""
    n, k = sample.returns.shape
    moments = np.empty((6, k))
    compiled(whole_sample_loop)(
        np.ascontiguousarray(sample.returns),
        sample.risk_free,
        sample.market,
        _alpha_weight(sample),
        sample.variation,
        lags,
        moments,
    )
    moments[4:] = np.sqrt(moments[4:] / (lags + 1) * n / (n - _PARAMETERS))
    moments[5] /= sample.variation
    return moments
