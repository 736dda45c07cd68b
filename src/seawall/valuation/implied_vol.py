"""The volatility that a price implies, with how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from seawall.core import BoolArray, FloatArray
from seawall.valuation import kernels
from seawall.valuation.option_inputs import evaluate
from seawall.valuation.volatility_status import VolatilityStatus

if TYPE_CHECKING:
    from seawall.valuation.option_inputs import RightLike

__all__ = ["ImpliedVolatility", "implied_volatility"]


@dataclass(frozen=True, slots=True, eq=False)
class ImpliedVolatility:
    """Implied volatilities, point by point.

    Attributes
    ----------
    volatility : FloatArray
        Per year, decimal; NaN where `status` is not ``SOLVED``.
    status : ndarray of int8
        Codes of :class:`VolatilityStatus`.
    error_bound : FloatArray
        The volatility is off by no more than this, given that the price is right to its last digit; NaN with it.
    """

    volatility: FloatArray
    status: npt.NDArray[np.int8]
    error_bound: FloatArray

    @property
    def is_solved(self) -> BoolArray:
        """Where there is a volatility."""
        return np.asarray(self.status == VolatilityStatus.SOLVED)


def implied_volatility(
    *,
    price: npt.ArrayLike,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    time: npt.ArrayLike,
    rate: npt.ArrayLike,
    right: RightLike,
    dividend: npt.ArrayLike = 0.0,
) -> ImpliedVolatility:
    r"""Volatility at which :func:`~seawall.valuation.black_scholes` gives `price`.

    Solved for the total volatility :math:`s = \sigma\sqrt T` in the logarithm of the time value, where

    .. math:: \ln b(x, s) = \ln\left(M(-d_1) - M(-d_2)\right) - \tfrac12\left(\tfrac{x^2}{s^2} + \tfrac{s^2}{4}\right)
              - \ln\sqrt{2\pi}

    neither overflows nor loses its slope, by two Householder steps of fourth order from a guess that inverts
    Bachelier's formula. Above half of the largest time value, its complement takes its place.

    Parameters
    ----------
    price : array_like
        Premium, in the currency of spot and strike. For a price in coins, multiply by the spot.
    spot, strike, time, rate, dividend, right
        As for :func:`~seawall.valuation.black_scholes`. On a forward, pass it as `spot` and `rate` as `dividend`.

    Returns
    -------
    ImpliedVolatility
        Read-only arrays of the broadcast shape. A price outside its bounds has a status and no volatility.

    Raises
    ------
    InputError
        When an argument is NaN or outside its range, or the shapes do not fit together.

    Notes
    -----
    What a price says about volatility is limited by its own last digit, divided by vega; deep in the money, little
    is left. `error_bound` says how much, from that digit and the rounding of the method.

    References
    ----------
    Jäckel (2015), *Let's be rational*, for the split into regions. Choi, Kim and Kwak (2009) for the variable in
    which Bachelier's formula is inverted.

    Examples
    --------
    >>> found = implied_volatility(price=[4.7594, 1.0], spot=42.0, strike=40.0, time=0.5, rate=0.10, right="call")
    >>> found.volatility.round(4).tolist()
    [0.2, nan]
    >>> VolatilityStatus(found.status[1]).name
    'BELOW_LOWER_BOUND'
    """
    inputs = {"price": price, "spot": spot, "strike": strike, "time": time, "rate": rate, "dividend": dividend}
    volatility, error_bound, codes = evaluate(kernels.volatility_loop, inputs, right, rows=3)
    status = codes.astype(np.int8)
    status.flags.writeable = False
    return ImpliedVolatility(volatility=volatility, status=status, error_bound=error_bound)
