"""European options by Black, Scholes and Merton: on a spot, on a forward, and settled in the coin itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from seawall.core import DAYS_PER_YEAR, FloatArray, read_only
from seawall.valuation.kernels import greeks_loop, second_order_loop
from seawall.valuation.option_inputs import evaluate

if TYPE_CHECKING:
    from seawall.valuation.option_inputs import RightLike

__all__ = ["OptionValues", "black_76", "black_scholes", "coin_settled_black_scholes"]


@dataclass(frozen=True, slots=True, eq=False)
class OptionValues:
    """Price and Greeks per unit of the underlying: each Greek is a derivative of `price`, in the unit of `price`.

    Attributes
    ----------
    price : FloatArray
        Premium, in the currency of the strike unless the function that made it says otherwise.
    delta : FloatArray
        Per 1.00 of the spot (of the forward for :func:`black_76`).
    gamma : FloatArray
        Change of `delta` per 1.00 of the spot.
    vega : FloatArray
        Per 1.00 of volatility.
    theta : FloatArray
        Per year; negative where the option loses value as time passes.
    rho : FloatArray
        Per 1.00 of the rate.
    vanna : FloatArray or None
        Change of `delta` per 1.00 of volatility; None unless asked for.
    volga : FloatArray or None
        Change of `vega` per 1.00 of volatility; None unless asked for.
    """

    price: FloatArray
    delta: FloatArray
    gamma: FloatArray
    vega: FloatArray
    theta: FloatArray
    rho: FloatArray
    vanna: FloatArray | None = None
    volga: FloatArray | None = None

    @property
    def theta_per_day(self) -> FloatArray:
        """Theta per calendar day."""
        return self.theta / DAYS_PER_YEAR

    @property
    def vega_per_point(self) -> FloatArray:
        """Vega per volatility point, 0.01."""
        return self.vega / 100.0

    @property
    def rho_per_percent(self) -> FloatArray:
        """Rho per 1 % of the rate."""
        return self.rho / 100.0


def black_scholes(
    *,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    time: npt.ArrayLike,
    rate: npt.ArrayLike,
    volatility: npt.ArrayLike,
    right: RightLike,
    dividend: npt.ArrayLike = 0.0,
    second_order: bool = False,
) -> OptionValues:
    r"""Price and Greeks of European options.

    .. math::

        V = \phi\left(S e^{-qT} N(\phi d_1) - K e^{-rT} N(\phi d_2)\right), \quad
        d_{1,2} = \frac{\ln(S/K) + (r - q)T}{\sigma\sqrt T} \pm \frac{\sigma\sqrt T}{2}

    with :math:`\phi = 1` for a call and -1 for a put. All arguments broadcast against each other.

    Parameters
    ----------
    spot, strike : array_like
        Above zero, in one currency.
    time : array_like
        Years to expiry, from 0 to 1,000.
    rate, dividend : array_like
        Continuously compounded, per year, decimal, from -10 to 10; times `time`, at most 200 in size.
    volatility : array_like
        Per year, decimal, from 0 to 50.
    right : Right, str or array_like
        ``"call"`` or ``"put"``, as text or :class:`~seawall.portfolio.Right`, or an array of them; or +1 and -1.
    second_order : bool
        Whether to give vanna and volga too.

    Returns
    -------
    OptionValues
        Read-only arrays of the broadcast shape; of shape () for numbers.

    Raises
    ------
    InputError
        When an argument is NaN or outside its range, or the shapes do not fit together.

    Notes
    -----
    At zero time or volatility the values are the limits: the discounted intrinsic value and the Greeks of a forward
    or of nothing. Only exactly at the forward has the payoff a kink: there gamma is infinite, delta is one half of
    its range and, at zero time, theta is minus infinity. The price never falls below the discounted intrinsic value.
    Absolute errors stay below 1e-14 of the greater of spot and strike, in the far tails too.

    References
    ----------
    Hull, *Options, Futures, and Other Derivatives*, chapter 15, example 15.6; chapter 19 for the Greeks.

    Examples
    --------
    >>> values = black_scholes(spot=42.0, strike=40.0, time=0.5, rate=0.10, volatility=0.20, right=["call", "put"])
    >>> values.price.round(4).tolist()
    [4.7594, 0.8086]
    """
    inputs = {
        "spot": spot,
        "strike": strike,
        "time": time,
        "rate": rate,
        "dividend": dividend,
        "volatility": volatility,
    }
    if second_order:
        return OptionValues(*evaluate(second_order_loop, inputs, right, rows=8))
    return OptionValues(*evaluate(greeks_loop, inputs, right, rows=6))


def black_76(
    *,
    forward: npt.ArrayLike,
    strike: npt.ArrayLike,
    time: npt.ArrayLike,
    rate: npt.ArrayLike,
    volatility: npt.ArrayLike,
    right: RightLike,
    second_order: bool = False,
) -> OptionValues:
    r"""Price and Greeks of European options on a forward or futures price, premium paid today.

    .. math:: V = \phi e^{-rT}\left(F N(\phi d_1) - K N(\phi d_2)\right)

    Delta, gamma and vanna are taken along the forward; theta and rho hold the forward, so :math:`\rho = -T V`.

    Parameters
    ----------
    forward : array_like
        Above zero.
    strike, time, rate, volatility, right, second_order
        As for :func:`black_scholes`.

    Returns
    -------
    OptionValues
        Read-only arrays of the broadcast shape.

    Raises
    ------
    InputError
        As for :func:`black_scholes`.

    References
    ----------
    Black (1976), *The pricing of commodity contracts*. Haug, *Option Pricing Formulas*, 2nd ed., section 1.1.2.

    Examples
    --------
    >>> values = black_76(forward=19.0, strike=19.0, time=0.75, rate=0.10, volatility=0.28, right="call")
    >>> round(float(values.price), 4)
    1.7011
    """
    inputs = {
        "forward": forward,
        "strike": strike,
        "time": time,
        "rate": rate,
        "dividend": rate,
        "volatility": volatility,
    }
    loop, rows = (second_order_loop, 8) if second_order else (greeks_loop, 6)
    price, delta, gamma, vega, theta, _, *second = evaluate(loop, inputs, right, rows=rows)
    rho = read_only(-price * np.asarray(time, dtype=np.float64))
    return OptionValues(price, delta, gamma, vega, theta, rho, *second)


def coin_settled_black_scholes(
    *,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    time: npt.ArrayLike,
    rate: npt.ArrayLike,
    volatility: npt.ArrayLike,
    right: RightLike,
    dividend: npt.ArrayLike = 0.0,
    second_order: bool = False,
) -> OptionValues:
    r"""Price and Greeks, in coins, of inverse options: strike in dollars, premium and payoff in the coin itself.

    The payoff of :math:`\max(\phi(S_T - K), 0) / S_T` coins is worth :math:`\max(\phi(S_T - K), 0)` dollars, so

    .. math:: C = V / S, \qquad \frac{\partial C}{\partial S} = \frac{\Delta - C}{S}

    with V and Δ of :func:`black_scholes`.

    Parameters
    ----------
    spot, strike, time, rate, volatility, right, dividend, second_order
        As for :func:`black_scholes`. A venue that quotes against its own future, such as Deribit, is met by that
        future as `spot` and a `rate` of zero.

    Returns
    -------
    OptionValues
        Read-only arrays of the broadcast shape; coins per coin of notional, and derivatives of that. The number of
        coins that hedges the position in dollars, its premium-adjusted delta, is ``spot * delta``.

    Raises
    ------
    InputError
        As for :func:`black_scholes`.

    Examples
    --------
    >>> values = coin_settled_black_scholes(
    ...     spot=50_000.0, strike=50_000.0, time=0.25, rate=0.0, volatility=0.8, right="call"
    ... )
    >>> round(float(values.price), 6)
    0.158519
    """
    dollars = black_scholes(
        spot=spot,
        strike=strike,
        time=time,
        rate=rate,
        volatility=volatility,
        right=right,
        dividend=dividend,
        second_order=second_order,
    )
    spots = np.asarray(spot, dtype=np.float64)
    price = dollars.price / spots
    delta = (dollars.delta - price) / spots
    vega = dollars.vega / spots
    return OptionValues(
        price=read_only(price),
        delta=read_only(delta),
        gamma=read_only((dollars.gamma - 2.0 * delta) / spots),
        vega=read_only(vega),
        theta=read_only(dollars.theta / spots),
        rho=read_only(dollars.rho / spots),
        vanna=None if dollars.vanna is None else read_only((dollars.vanna - vega) / spots),
        volga=None if dollars.volga is None else read_only(dollars.volga / spots),
    )
