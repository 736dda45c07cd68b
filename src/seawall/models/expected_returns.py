"""Estimates of expected returns, each with its unit of time and, where the data give one, its error.

No number in portfolio construction is known less well. Twenty years of an asset of 20 % volatility leave its mean
return uncertain by 20 % / √20 = 4.5 percentage points a year, however often it is observed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError
from seawall.models.covariance import check_observations

__all__ = [
    "MeanEstimate",
    "capm_mean",
    "compounded_mean",
    "ewma_mean",
    "historical_mean",
    "james_stein_mean",
]


@dataclass(frozen=True, slots=True, eq=False)
class MeanEstimate:
    """Expected returns in a stated unit of time, how they were made and how well they are known.

    Attributes
    ----------
    values : FloatArray
        Decimals per period, shape (k,).
    periods_per_year : float
        1 for annual figures; for returns of sessions the sessions per year.
    method : str
        How they were made, with its parameters.
    n_observations : int or None
        Rows of the sample; None where there was none.
    standard_errors : FloatArray or None
        Of the values, for returns that do not depend on each other over time, shape (k,); None where no formula gives
        them.
    shrinkage : float or None
        Weight of the target in [0, 1]; None where nothing was shrunk.
    """

    values: FloatArray
    periods_per_year: float
    method: str
    n_observations: int | None = None
    standard_errors: FloatArray | None = None
    shrinkage: float | None = None

    def __post_init__(self) -> None:
        """Freeze the values and check them."""
        values = check_finite(check_shape(read_only(self.values), "values", (None,)), "values")
        object.__setattr__(self, "values", values)
        check_positive(self.periods_per_year, "periods_per_year")
        if self.standard_errors is not None:
            errors = check_shape(read_only(self.standard_errors), "standard_errors", values.shape)
            object.__setattr__(self, "standard_errors", errors)

    def annual(self) -> MeanEstimate:
        """Per year, not compounded: value and error both times the periods."""
        scale = self.periods_per_year
        errors = None if self.standard_errors is None else scale * self.standard_errors
        return MeanEstimate(scale * self.values, 1.0, self.method, self.n_observations, errors, self.shrinkage)


def historical_mean(
    returns: FloatArray, *, periods_per_year: float, names: Sequence[str] | None = None
) -> MeanEstimate:
    r"""Arithmetic mean of simple returns: what a mean-variance optimiser wants.

    .. math:: \bar x = \frac{1}{n} \sum_t x_t, \quad \mathrm{s.e.} = s / \sqrt{n}

    Parameters
    ----------
    returns : FloatArray
        Simple returns, shape (n, k), decimals; n >= 2, no column constant.
    periods_per_year : float
        Of the returns.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    MeanEstimate
        Per period of the returns; `annual` multiplies by the periods and does not compound.

    Raises
    ------
    InputError
        For fewer than 2 observations, a value that is not finite or a column that never moves.

    Examples
    --------
    >>> estimate = historical_mean(np.array([[0.01], [0.03], [-0.01]]), periods_per_year=252.0)
    >>> estimate.values.round(4).tolist(), estimate.annual().values.round(4).tolist()
    ([0.01], [2.52])
    """
    sample = check_observations(returns, names=names)
    n = len(sample)
    errors = np.std(sample, axis=0, ddof=1) / np.sqrt(n)
    return MeanEstimate(sample.mean(axis=0), periods_per_year, "historical, arithmetic", n, errors)


def compounded_mean(
    returns: FloatArray, *, periods_per_year: float, names: Sequence[str] | None = None
) -> MeanEstimate:
    r"""Rate at which money would have grown: the geometric mean, per year.

    .. math:: \Bigl(\prod_t (1 + x_t)\Bigr)^{p / n} - 1

    It lies below the arithmetic mean by about half the variance. As an expected return of one period it is too low,
    so that an optimiser that is given it takes the cost of variance twice.

    Parameters
    ----------
    returns : FloatArray
        Simple returns above -1, shape (n, k), decimals.
    periods_per_year : float
        :math:`p`, of the returns.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    MeanEstimate
        Per year, whatever the period of the returns; the error is that of the mean logarithm, by the delta method.

    Raises
    ------
    InputError
        For a return of -1 or less, or a sample that is none.

    Examples
    --------
    Half up and 40 % down leave nine tenths:

    >>> compounded_mean(np.array([[0.5], [-0.4]]), periods_per_year=2.0).values.round(4).tolist()
    [-0.1]
    """
    sample = check_observations(returns, names=names)
    if (sample <= -1.0).any():
        raise InputError(f"'returns' must be above -1 to be compounded, lowest was {float(sample.min())!r}")
    logs = np.log1p(sample)
    n, grown = len(sample), np.exp(periods_per_year * logs.mean(axis=0))
    errors = grown * periods_per_year * np.std(logs, axis=0, ddof=1) / np.sqrt(n)
    return MeanEstimate(grown - 1.0, 1.0, "historical, compounded", n, errors)


def ewma_mean(
    returns: FloatArray, *, periods_per_year: float, decay: float, names: Sequence[str] | None = None
) -> MeanEstimate:
    r"""Mean that counts the near past more.

    .. math:: \sum_i w_i x_{n-i}, \quad w_i = \lambda^i \frac{1 - \lambda}{1 - \lambda^n}

    Parameters
    ----------
    returns : FloatArray
        Simple returns, oldest first, shape (n, k).
    periods_per_year : float
        Of the returns.
    decay : float
        :math:`\lambda` per period, in (0, 1).
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    MeanEstimate
        Per period of the returns. The error is the deviation of the sample times the root of the sum of squared
        weights: at a decay of 0.94 that of 32 observations.

    Raises
    ------
    InputError
        For a decay outside (0, 1) or a sample that is none.

    Examples
    --------
    >>> ewma_mean(np.array([[0.0], [0.03]]), periods_per_year=252.0, decay=0.5).values.round(4).tolist()
    [0.02]
    """
    if not 0.0 < decay < 1.0:
        raise InputError(f"'decay' must be above 0 and below 1, was {decay!r}")
    sample = check_observations(returns, names=names)
    weights = np.power(decay, np.arange(len(sample) - 1, -1, -1.0))
    weights /= weights.sum()
    errors = np.std(sample, axis=0, ddof=1) * np.sqrt(np.square(weights).sum())
    return MeanEstimate(weights @ sample, periods_per_year, f"EWMA, decay {decay:g}", len(sample), errors)


def james_stein_mean(
    returns: FloatArray, *, periods_per_year: float, names: Sequence[str] | None = None
) -> MeanEstimate:
    r"""Sample means drawn towards their common mean, by as much as their noise explains.

    .. math::

        \hat\mu = (1 - \phi) \bar x + \phi m 1, \quad
        \phi = \frac{\operatorname{tr} S - 2 \lambda_1}{n \lVert \bar x - m 1 \rVert^2}

    with m the mean of the means, S the sample covariance and :math:`\lambda_1` its largest eigenvalue; :math:`\phi` is
    kept in [0, 1]. Where one factor moves everything, the trace hardly exceeds that eigenvalue, and little is shrunk.

    Parameters
    ----------
    returns : FloatArray
        Simple returns, shape (n, k).
    periods_per_year : float
        Of the returns.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    MeanEstimate
        Per period of the returns, with its shrinkage.

    Raises
    ------
    InputError
        For a sample that is none.

    References
    ----------
    James, Stein, "Estimation with quadratic loss", *Proceedings of the Fourth Berkeley Symposium* 1 (1961). Meucci,
    *Risk and Asset Allocation* (2005), section 4.4.1, for a covariance that is not the identity.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> estimate = james_stein_mean(0.01 * rng.standard_normal((100, 8)), periods_per_year=252.0)
    >>> round(estimate.shrinkage, 2)
    0.55
    """
    sample = check_observations(returns, names=names)
    n = len(sample)
    mean = sample.mean(axis=0)
    target = float(mean.mean())
    eigenvalues = np.linalg.eigvalsh(np.atleast_2d(np.cov(sample, rowvar=False)))
    apart = float(np.square(mean - target).sum())
    noise = float(eigenvalues.sum() - 2.0 * eigenvalues[-1]) / n
    # means that agree already are their target
    shrinkage = 1.0 if apart == 0.0 else min(1.0, max(0.0, noise / apart))
    values = (1.0 - shrinkage) * mean + shrinkage * target
    return MeanEstimate(values, periods_per_year, "James-Stein to the mean of means", n, None, shrinkage)


def capm_mean(
    betas: npt.ArrayLike, *, market_return: float, risk_free_rate: float, periods_per_year: float
) -> MeanEstimate:
    r"""Expected returns on the security market line, :math:`r_f + \beta_i (r_m - r_f)`.

    Parameters
    ----------
    betas : array-like
        To the market, shape (k,).
    market_return, risk_free_rate : float
        Decimals per period, both of the same period.
    periods_per_year : float
        Of both: 1 where they are annual.

    Returns
    -------
    MeanEstimate
        Per period of the two returns; the error of the betas is not in it.

    Raises
    ------
    InputError
        For a value that is not finite.

    References
    ----------
    Sharpe, "Capital asset prices", *Journal of Finance* 19 (1964).

    Examples
    --------
    >>> line = capm_mean([0.5, 1.0, 1.5], market_return=0.12, risk_free_rate=0.05, periods_per_year=1.0)
    >>> line.values.round(4).tolist()
    [0.085, 0.12, 0.155]
    """
    slopes = check_finite(check_shape(np.asarray(betas, dtype=np.float64), "betas", (None,)), "betas")
    for name, rate in (("market_return", market_return), ("risk_free_rate", risk_free_rate)):
        if not np.isfinite(rate):
            raise InputError(f"{name!r} must be finite, was {rate!r}")
    method = f"CAPM, market {market_return:g}, risk-free {risk_free_rate:g}"
    return MeanEstimate(risk_free_rate + slopes * (market_return - risk_free_rate), periods_per_year, method)
