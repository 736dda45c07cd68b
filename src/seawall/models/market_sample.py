"""The sample of a regression on the market: excess returns on both sides, and the rules that it is held to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape
from seawall.errors import InputError
from seawall.models.covariance import check_observations

__all__ = [
    "FEWEST_CAPM_OBSERVATIONS",
    "MarketSample",
    "check_lags",
    "market_sample",
    "newey_west_lags",
    "without_rounding",
]

FEWEST_CAPM_OBSERVATIONS = 24
"""Two years of months: below it a Newey-West error is no estimate of anything."""

_LARGEST_RATE = 1.0
_STILL = 1e-26
"""Variation, of the squared level, that is left by rounding alone."""


@dataclass(frozen=True, slots=True, eq=False)
class MarketSample:
    """Returns of assets, and what each regression on the market needs of the market.

    Attributes
    ----------
    returns : FloatArray
        Shape (n, k), decimals per period, as they were given.
    risk_free : FloatArray
        Shape (n,), decimals per period.
    market : FloatArray
        Excess returns of the market less their mean, shape (n,).
    market_mean : float
        That mean, per period.
    variation : float
        Sum of squares of `market`.
    names : tuple of str
        Of the assets.
    periods_per_year : float
        As given.
    """

    returns: FloatArray
    risk_free: FloatArray
    market: FloatArray
    market_mean: float
    variation: float
    names: tuple[str, ...]
    periods_per_year: float

    @property
    def excess(self) -> FloatArray:
        """Excess returns of the assets, shape (n, k)."""
        return self.returns - self.risk_free[:, None]

    def check_estimates(self, estimates: FloatArray, variation: FloatArray) -> None:
        """Refuse a sample by what came of it: a value that is not finite, or an asset that never moves.

        Looking at one number per asset is faster than looking at every return first.
        """
        if not (np.isfinite(estimates).all() and np.isfinite(variation).all()):
            check_observations(self.returns, names=self.names)
            raise InputError("'returns' must be small enough to be squared, were not")
        if (variation <= 0.0).any():
            still = int(np.argmax(variation <= 0.0))
            raise InputError(f"'returns' must vary in every column, but never does in {self.names[still]!r}")


def newey_west_lags(n_observations: int) -> int:
    r"""Number of lags of the Newey-West rule.

    .. math:: L = \left\lfloor 4 \, (T / 100)^{2/9} \right\rfloor

    Parameters
    ----------
    n_observations : int
        T, at least 1.

    Returns
    -------
    int
        Lags, below T.

    Raises
    ------
    InputError
        For less than one observation.

    References
    ----------
    Newey, West, "Automatic lag selection in covariance matrix estimation", *Review of Economic Studies* 61 (1994).

    Examples
    --------
    >>> newey_west_lags(100), newey_west_lags(252), newey_west_lags(2500)
    (4, 4, 8)
    """
    if n_observations < 1:
        raise InputError(f"'n_observations' must be at least 1, was {n_observations!r}")
    return int(min(math.floor(4.0 * (n_observations / 100.0) ** (2.0 / 9.0)), n_observations - 1))


def check_lags(lags: int | None, n_observations: int) -> int:
    """Return `lags`, or those of the rule where None are given, if they are fewer than half of the observations."""
    if lags is None:
        return newey_west_lags(n_observations)
    if not 0 <= lags <= n_observations // 2:
        raise InputError(f"'lags' must be from 0 to {n_observations // 2}, half of the observations, was {lags!r}")
    return lags


def market_sample(
    returns: FloatArray,
    market: FloatArray,
    *,
    risk_free_annual: float | FloatArray,
    periods_per_year: float,
    names: Sequence[str] | None,
    fewest: int = FEWEST_CAPM_OBSERVATIONS,
) -> MarketSample:
    """Excess returns, each rate a year divided by the periods per year.

    The division is the arithmetic rule, by which means and alphas are made annual too. Hence a mean return a year is
    the risk-free rate plus the mean excess return a year, to the last digit.

    Raises
    ------
    InputError
        For shapes that do not fit, too few observations, a rate that is no decimal, a market that is not finite or
        never moves.
    """
    sample = check_shape(np.asarray(returns, dtype=np.float64), "returns", (None, None))
    n, k = sample.shape
    if n < fewest or not k:
        raise InputError(f"'returns' must hold at least {fewest} observations of at least 1 asset, was {n} of {k}")
    index = check_finite(check_shape(np.asarray(market, dtype=np.float64), "market", (n,)), "market")
    if names is not None and len(names) != k:
        raise InputError(f"'names' must name each of the {k} columns of 'returns', was {len(names)} names")
    check_positive(periods_per_year, "periods_per_year")
    rates = np.asarray(risk_free_annual, dtype=np.float64)
    if rates.ndim:
        check_shape(rates, "risk_free_annual", (n,))
    strange = ~(np.abs(rates) <= _LARGEST_RATE)
    if strange.any():
        raise InputError(
            f"'risk_free_annual' must be decimals a year in [-1, 1], was {float(rates[strange].ravel()[0])!r}"
        )
    risk_free = np.broadcast_to(rates / periods_per_year, (n,)).copy()
    excess = index - risk_free
    mean = float(excess.mean())
    centred = excess - mean
    with np.errstate(over="ignore"):
        variation = float(centred @ centred)
    if not math.isfinite(variation):
        raise InputError(f"'market' must be small enough to be squared, had {float(np.abs(index).max())!r}")
    if variation <= _STILL * n * float(np.abs(excess).max()) ** 2:
        raise InputError("'market' must vary, but its excess return never does: no beta can be measured against it")
    labels = tuple(names) if names is not None else tuple(f"asset {place + 1}" for place in range(k))
    return MarketSample(sample, risk_free, centred, mean, variation, labels, float(periods_per_year))


def without_rounding(variation: FloatArray, level: FloatArray, n_observations: int) -> FloatArray:
    """Return `variation`, with 0 where it is rounding of the level alone."""
    with np.errstate(over="ignore"):
        is_rounding = np.isfinite(variation) & (variation <= _STILL * n_observations * level**2)
    return np.where(is_rounding, 0.0, variation)
