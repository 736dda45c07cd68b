"""How far prices move with what is traded: Kyle's lambda and Amihud's illiquidity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite
from seawall.errors import InputError
from seawall.models import newey_west_lags, regress

__all__ = ["KyleLambda", "amihud_illiquidity", "kyle_lambda"]

_LEAST_INTERVALS = 30


@dataclass(frozen=True, slots=True)
class KyleLambda:
    """Slope of price changes on signed volume.

    Attributes
    ----------
    value, standard_error : float
        Quote currency per unit of the base asset that buyers took more than sellers; Newey-West error.
    r_squared : float
        Share of the variance of price changes that is explained, in [0, 1].
    n : int
        Intervals.
    """

    value: float
    standard_error: float
    r_squared: float
    n: int


def kyle_lambda(price_changes: FloatArray, signed_volumes: FloatArray) -> KyleLambda:
    r"""Kyle's lambda.

    .. math:: \lambda = \frac{\mathrm{cov}(\Delta P, q)}{\mathrm{var}(q)}

    Parameters
    ----------
    price_changes : FloatArray
        Shape (n,), of the mid over intervals, quote currency, n at least 30.
    signed_volumes : FloatArray
        Shape (n,), what buyers took less what sellers took in the same intervals, base asset.

    Returns
    -------
    KyleLambda
        Error by Newey-West, lags by 4 (n / 100)^(2/9).

    Notes
    -----
    A. S. Kyle (1985), Continuous Auctions and Insider Trading, Econometrica 53.
    """
    n = len(price_changes)
    if price_changes.shape != signed_volumes.shape or price_changes.ndim != 1 or n < _LEAST_INTERVALS:
        raise InputError(
            f"'price_changes' and 'signed_volumes' must be of one shape (n,), n at least {_LEAST_INTERVALS}, "
            f"were {price_changes.shape} and {signed_volumes.shape}"
        )
    check_finite(price_changes, "price_changes")
    check_finite(signed_volumes, "signed_volumes")
    if np.ptp(signed_volumes) <= 0 or np.ptp(price_changes) <= 0:
        raise InputError("'price_changes' and 'signed_volumes' must vary, but one is constant")
    regressors = np.column_stack([np.ones(n), signed_volumes])
    slope = np.array([[0.0], [1.0]])
    lags = newey_west_lags(n)
    found = regress(regressors, price_changes[:, None], combinations=slope, lags=lags)
    residuals = price_changes - regressors @ found.coefficients[:, 0]
    return KyleLambda(
        value=float(found.values[0, 0]),
        standard_error=float(found.errors[0, 0]),
        r_squared=1.0 - float(residuals.var() / price_changes.var()),
        n=n,
    )


def amihud_illiquidity(returns: FloatArray, volumes: FloatArray) -> float | None:
    r"""Mean absolute return per million traded.

    .. math:: \frac{1}{n} \sum_t \frac{|r_t|}{V_t} \cdot 10^6

    Parameters
    ----------
    returns : FloatArray
        Shape (n,), decimal, over intervals.
    volumes : FloatArray
        Shape (n,), traded in each, quote currency, 0 or more. Intervals without a trade are left out, as in the source.

    Returns
    -------
    float or None
        Decimal return per million of the quote currency; None when nothing traded.

    Notes
    -----
    Y. Amihud (2002), Illiquidity and stock returns, Journal of Financial Markets 5.

    Examples
    --------
    >>> round(amihud_illiquidity(np.array([0.01, -0.02, 0.5]), np.array([1e6, 4e6, 0.0])), 10)
    0.0075
    """
    if returns.shape != volumes.shape or returns.ndim != 1:
        raise InputError(f"'returns' and 'volumes' must be of one shape (n,), were {returns.shape}, {volumes.shape}")
    check_finite(returns, "returns")
    check_finite(volumes, "volumes")
    if (volumes < 0).any():
        raise InputError(f"'volumes' must be 0 or more, lowest was {volumes.min()!r}")
    traded = volumes > 0
    return float(np.mean(np.abs(returns[traded]) / volumes[traded]) * 1e6) if traded.any() else None
