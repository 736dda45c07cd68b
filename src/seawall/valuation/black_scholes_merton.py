"""The Black-Scholes-Merton price of a European option, and its first derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.portfolio import Right

__all__ = ["OptionValues", "black_scholes"]

_INVERSE_SQRT_TWO_PI = 0.3989422804014327


@dataclass(frozen=True, slots=True, eq=False)
class OptionValues:
    """Price and Greeks per unit of the underlying, in the currency of the strike.

    Attributes
    ----------
    price : FloatArray
        Premium.
    delta : FloatArray
        Per 1.00 of spot.
    gamma : FloatArray
        Change of delta per 1.00 of spot.
    vega : FloatArray
        Per 1.00 of volatility.
    theta : FloatArray
        Per year; negative where the option loses value as time passes.
    rho : FloatArray
        Per 1.00 of the rate.
    """

    price: FloatArray
    delta: FloatArray
    gamma: FloatArray
    vega: FloatArray
    theta: FloatArray
    rho: FloatArray


def black_scholes(
    *,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    time: npt.ArrayLike,
    rate: npt.ArrayLike,
    volatility: npt.ArrayLike,
    right: Right,
    dividend: npt.ArrayLike = 0.0,
) -> OptionValues:
    r"""Price and Greeks of European options.

    .. math::

        V = \phi\left(S e^{-qT} N(\phi d_1) - K e^{-rT} N(\phi d_2)\right), \quad
        d_{1,2} = \frac{\ln(S/K) + (r - q)T}{\sigma\sqrt T} \pm \frac{\sigma\sqrt T}{2}

    with :math:`\phi = 1` for a call and -1 for a put.

    Parameters
    ----------
    spot, strike : array_like
        Above zero.
    time : array_like
        Years to expiry, above zero.
    rate, dividend : array_like
        Continuously compounded, per year, decimal.
    volatility : array_like
        Per year, decimal, above zero.
    right : Right
        Call or put.

    Returns
    -------
    OptionValues
        Arrays of the broadcast shape.

    Raises
    ------
    InputError
        When spot, strike, time or volatility is not above zero.

    References
    ----------
    Hull, *Options, Futures, and Other Derivatives*, chapter 15, example 15.6.

    Examples
    --------
    >>> values = black_scholes(spot=42.0, strike=40.0, time=0.5, rate=0.10, volatility=0.20, right=Right.CALL)
    >>> round(float(values.price), 4)
    4.7594
    """
    named = {"spot": spot, "strike": strike, "time": time, "volatility": volatility}
    for name, values in named.items():
        array = np.asarray(values, dtype=np.float64)
        if not (array > 0).all():
            raise InputError(f"{name!r} must be above 0, lowest was {array.min()!r}")
    s, k, t, r, v, q = (np.asarray(each, dtype=np.float64) for each in (spot, strike, time, rate, volatility, dividend))
    sign = right.sign
    root_time = np.sqrt(t)
    total = v * root_time
    d1 = (np.log(s / k) + (r - q) * t) / total + 0.5 * total
    d2 = d1 - total
    carried, discounted = s * np.exp(-q * t), k * np.exp(-r * t)
    n1, n2 = ndtr(sign * d1), ndtr(sign * d2)
    density = _INVERSE_SQRT_TWO_PI * np.exp(-0.5 * d1 * d1)
    return OptionValues(
        price=np.asarray(sign * (carried * n1 - discounted * n2)),
        delta=np.asarray(sign * np.exp(-q * t) * n1),
        gamma=np.asarray(np.exp(-q * t) * density / (s * total)),
        vega=np.asarray(carried * density * root_time),
        theta=np.asarray(
            -carried * density * v / (2.0 * root_time) - sign * r * discounted * n2 + sign * q * carried * n1
        ),
        rho=np.asarray(sign * discounted * t * n2),
    )
