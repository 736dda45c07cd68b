"""One European option: the arithmetic of the kernels on plain numbers, without arrays or their start-up time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seawall.core import DAYS_PER_YEAR
from seawall.errors import InputError
from seawall.valuation import kernels
from seawall.valuation.option_limits import LIMITS, limit_fault
from seawall.valuation.volatility_status import VolatilityStatus

if TYPE_CHECKING:
    from seawall.portfolio import Right

__all__ = ["SingleOptionValues", "SingleVolatility", "single_option_values", "single_option_volatility"]

_SIGNS = {"call": 1.0, "put": -1.0}


@dataclass(frozen=True, slots=True)
class SingleOptionValues:
    """Price and Greeks of one option, per unit of the underlying.

    Attributes
    ----------
    price : float
        Premium, in the currency of the strike.
    delta : float
        Per 1.00 of the spot.
    gamma : float
        Change of `delta` per 1.00 of the spot.
    vega : float
        Per 1.00 of volatility.
    theta : float
        Per year; negative where the option loses value as time passes.
    rho : float
        Per 1.00 of the rate.
    vanna : float
        Change of `delta` per 1.00 of volatility.
    volga : float
        Change of `vega` per 1.00 of volatility.
    """

    price: float
    delta: float
    gamma: float
    vega: float
    theta: float
    rho: float
    vanna: float
    volga: float

    @property
    def theta_per_day(self) -> float:
        """Theta per calendar day."""
        return self.theta / DAYS_PER_YEAR

    @property
    def vega_per_point(self) -> float:
        """Vega per volatility point, 0.01."""
        return self.vega / 100.0

    @property
    def rho_per_percent(self) -> float:
        """Rho per 1 % of the rate."""
        return self.rho / 100.0

    def by_unit(self) -> dict[str, float]:
        """Price and Greeks; the unit is part of each name that leaves a choice."""
        return {
            "price": self.price,
            "delta": self.delta,
            "gamma": self.gamma,
            "theta_per_day": self.theta_per_day,
            "theta_per_year": self.theta,
            "vega_per_point": self.vega_per_point,
            "vega_per_1": self.vega,
            "rho_per_percent": self.rho_per_percent,
            "rho_per_1": self.rho,
            "vanna": self.vanna,
            "volga": self.volga,
        }


@dataclass(frozen=True, slots=True)
class SingleVolatility:
    """The volatility that one price implies.

    Attributes
    ----------
    volatility : float or None
        Per year, decimal; None where `status` is not ``SOLVED``.
    status : VolatilityStatus
        Why there is a volatility, or none.
    error_bound : float or None
        The volatility is off by no more than this, given that the price is right to its last digit.
    lowest_price, highest_price : float
        Between these, in the currency of the strike, a price has a volatility; the bounds themselves have none.
    """

    volatility: float | None
    status: VolatilityStatus
    error_bound: float | None
    lowest_price: float
    highest_price: float


def single_option_values(
    *,
    spot: float,
    strike: float,
    time: float,
    rate: float,
    volatility: float,
    right: Right | str,
    dividend: float = 0.0,
) -> SingleOptionValues:
    """Price and Greeks of one European option, to the last bit those of :func:`~seawall.valuation.black_scholes`.

    Parameters
    ----------
    spot, strike : float
        Above zero, in one currency.
    time : float
        Years to expiry, from 0 to 1,000.
    rate, dividend : float
        Continuously compounded, per year, decimal, from -10 to 10.
    volatility : float
        Per year, decimal, from 0 to 50.
    right : Right or str
        ``"call"`` or ``"put"``.

    Returns
    -------
    SingleOptionValues
        Second-order Greeks included.

    Raises
    ------
    InputError
        When an argument is NaN or outside its range.

    Examples
    --------
    >>> values = single_option_values(spot=42.0, strike=40.0, time=0.5, rate=0.10, volatility=0.20, right="put")
    >>> round(values.price, 4)
    0.8086
    """
    sign = _sign(right)
    _check(spot=spot, strike=strike, time=time, rate=rate, dividend=dividend, volatility=volatility)
    return SingleOptionValues(*kernels.greeks_point(spot, strike, time, rate, dividend, volatility, sign))


def single_option_volatility(
    *,
    price: float,
    spot: float,
    strike: float,
    time: float,
    rate: float,
    right: Right | str,
    dividend: float = 0.0,
) -> SingleVolatility:
    """Volatility that one price implies, to the last bit that of :func:`~seawall.valuation.implied_volatility`.

    Parameters
    ----------
    price : float
        Premium, in the currency of spot and strike.
    spot, strike, time, rate, dividend, right
        As for :func:`single_option_values`.

    Returns
    -------
    SingleVolatility
        Volatility and error bound, or the reason why there is none.

    Raises
    ------
    InputError
        When an argument is NaN or outside its range.

    Examples
    --------
    >>> found = single_option_volatility(price=1.0, spot=42.0, strike=40.0, time=0.5, rate=0.10, right="call")
    >>> found.volatility, found.status.name, round(found.lowest_price, 4)
    (None, 'BELOW_LOWER_BOUND', 3.9508)
    """
    sign = _sign(right)
    _check(price=price, spot=spot, strike=strike, time=time, rate=rate, dividend=dividend)
    volatility, bound, code = kernels.volatility_point(price, spot, strike, time, rate, dividend, sign)
    status = VolatilityStatus(int(code))
    solved = status is VolatilityStatus.SOLVED
    highest = spot * math.exp(-dividend * time) if sign > 0.0 else strike * math.exp(-rate * time)
    return SingleVolatility(
        volatility=volatility if solved else None,
        status=status,
        error_bound=bound if solved else None,
        lowest_price=kernels.greeks_point(spot, strike, time, rate, dividend, 0.0, sign)[0],
        highest_price=highest,
    )


def _sign(right: Right | str) -> float:
    if right not in _SIGNS:
        raise InputError(f"'right' must be 'call' or 'put', was {right!r}")
    return _SIGNS[right]


def _check(**inputs: float) -> None:
    for name, value in inputs.items():
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise InputError(limit_fault(name, float(value)))
    for name in ("rate", "dividend"):
        exponent = abs(inputs[name] * inputs["time"])
        if exponent > kernels.LARGEST_EXPONENT:
            most = kernels.LARGEST_EXPONENT
            raise InputError(f"{name!r} times 'time' must be in [{-most:g}, {most:g}], was {exponent!r} in size")
