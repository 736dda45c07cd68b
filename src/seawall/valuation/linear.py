r"""Contracts that move in a line with the spot, or with its inverse: dated futures and perpetual swaps.

Quantities are signed, above 0 for a long. Profit and loss is above 0 for a gain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, check_finite, check_positive, read_only
from seawall.errors import InputError

__all__ = [
    "DatedFuture",
    "InversePerpetualPnl",
    "annual_funding_rate",
    "dated_future",
    "implied_carry",
    "inverse_funding",
    "inverse_perpetual_pnl",
    "linear_funding",
    "linear_perpetual_pnl",
]

_HOURS_PER_YEAR = 365.0 * 24.0


@dataclass(frozen=True, slots=True)
class DatedFuture:
    """Fair price of a dated future and how it moves.

    Attributes
    ----------
    price : float
        Currency per unit of the asset.
    delta : float
        Per 1 of spot.
    theta : float
        Per year of calendar time.
    rho : float
        Per 1.00 of rate.
    """

    price: float
    delta: float
    theta: float
    rho: float


@dataclass(frozen=True, slots=True)
class InversePerpetualPnl:
    """Profit of an inverse perpetual, which is quoted in dollars and settled in the coin.

    Attributes
    ----------
    coin : float
        Profit in the coin.
    usd : float
        The same in dollars at the price it was taken at.
    coin_delta : float
        Change of `coin` per 1 of price.
    usd_delta : float
        Change of `usd` per 1 of price.
    """

    coin: float
    usd: float
    coin_delta: float
    usd_delta: float


def dated_future(*, spot: float, time: float, rate: float, carry_yield: float = 0.0) -> DatedFuture:
    r"""Price a future by its cost of carry.

    .. math:: F = S e^{(r - q) T}

    Parameters
    ----------
    spot : float
        Above 0.
    time : float
        Years to expiry, at least 0.
    rate : float
        Continuously compounded, decimal per year.
    carry_yield : float
        What holding the asset earns, net of what storing it costs: dividends, lending; same convention.

    Returns
    -------
    DatedFuture
        Price and sensitivities; theta is :math:`-(r - q)F`.

    Raises
    ------
    InputError
        For values out of range.

    Examples
    --------
    >>> round(dated_future(spot=100.0, time=0.25, rate=0.05).price, 6)
    101.257845
    """
    check_positive(spot, "spot")
    _check_time(time)
    carry = _finite(rate, "rate") - _finite(carry_yield, "carry_yield")
    growth = math.exp(carry * time)
    price = spot * growth
    return DatedFuture(price=price, delta=growth, theta=-carry * price, rho=time * price)


def implied_carry(*, future: float, spot: float, time: float) -> float:
    r"""Carry that a quoted future implies, :math:`\ln(F/S)/T`: the annualised basis.

    Parameters
    ----------
    future, spot : float
        Above 0, in one currency.
    time : float
        Years to expiry, above 0.

    Returns
    -------
    float
        Continuously compounded, decimal per year.

    Raises
    ------
    InputError
        For values out of range.

    Examples
    --------
    >>> round(implied_carry(future=101.0, spot=100.0, time=0.25), 6)
    0.039801
    """
    return math.log(check_positive(future, "future") / check_positive(spot, "spot")) / check_positive(time, "time")


def linear_perpetual_pnl(*, entry_price: float, price: float, quantity: float) -> float:
    r"""Profit of a linear perpetual or future, :math:`Q (p - p_0)`, before funding and fees.

    Parameters
    ----------
    entry_price, price : float
        Above 0, in the quote currency.
    quantity : float
        Units of the asset.

    Returns
    -------
    float
        In the quote currency.

    Raises
    ------
    InputError
        For values out of range.

    Examples
    --------
    >>> linear_perpetual_pnl(entry_price=50_000.0, price=40_000.0, quantity=-0.2)
    2000.0
    """
    return _finite(quantity, "quantity") * (check_positive(price, "price") - check_positive(entry_price, "entry_price"))


def inverse_perpetual_pnl(*, entry_price: float, price: float, notional_usd: float) -> InversePerpetualPnl:
    r"""Profit of an inverse perpetual, before funding and fees.

    .. math:: \text{coin} = N \left(\frac{1}{p_0} - \frac{1}{p}\right), \qquad
       \text{usd} = p \cdot \text{coin} = N \left(\frac{p}{p_0} - 1\right)

    A fall costs a long more coins than the same rise earns it: the loss is paid in the coin that has fallen.

    Parameters
    ----------
    entry_price, price : float
        Dollars per coin, above 0.
    notional_usd : float
        Dollars of contracts.

    Returns
    -------
    InversePerpetualPnl
        In coins and in dollars.

    Raises
    ------
    InputError
        For values out of range.

    Examples
    --------
    >>> pnl = inverse_perpetual_pnl(entry_price=50_000.0, price=40_000.0, notional_usd=10_000.0)
    >>> round(pnl.coin, 12), round(pnl.usd, 8)
    (-0.05, -2000.0)
    """
    check_positive(entry_price, "entry_price")
    check_positive(price, "price")
    _finite(notional_usd, "notional_usd")
    move = price - entry_price
    return InversePerpetualPnl(
        coin=notional_usd * move / (entry_price * price),
        usd=notional_usd * move / entry_price,
        coin_delta=notional_usd / price**2,
        usd_delta=notional_usd / entry_price,
    )


def linear_funding(*, funding_rates: npt.ArrayLike, mark_prices: npt.ArrayLike, quantity: float) -> FloatArray:
    r"""Funding received at each funding time by a linear perpetual, :math:`-f_i\, Q\, m_i`.

    A long pays, hence receives less than nothing, when the rate is above 0.

    Parameters
    ----------
    funding_rates : array_like
        Rate of each interval, as published: a decimal per interval and not per year, shape (n,).
    mark_prices : array_like
        Mark price at each funding time, above 0, shape (n,).
    quantity : float
        Units of the asset held at those times.

    Returns
    -------
    FloatArray
        In the quote currency, shape (n,).

    Raises
    ------
    InputError
        For values out of range or shapes that differ.

    Examples
    --------
    >>> linear_funding(funding_rates=[1e-4, -2e-4], mark_prices=[50_000.0, 40_000.0], quantity=0.5).tolist()
    [-2.5, 4.0]
    """
    rates, marks = _funding(funding_rates, mark_prices)
    return read_only(-rates * marks * _finite(quantity, "quantity"))


def inverse_funding(*, funding_rates: npt.ArrayLike, mark_prices: npt.ArrayLike, notional_usd: float) -> FloatArray:
    r"""Funding received at each funding time by an inverse perpetual, :math:`-f_i\, N / m_i`, in the coin.

    Parameters
    ----------
    funding_rates : array_like
        Rate of each interval, as published: a decimal per interval and not per year, shape (n,).
    mark_prices : array_like
        Mark price at each funding time, dollars per coin, above 0, shape (n,).
    notional_usd : float
        Dollars of contracts held at those times.

    Returns
    -------
    FloatArray
        In the coin, shape (n,).

    Raises
    ------
    InputError
        For values out of range or shapes that differ.

    Examples
    --------
    >>> inverse_funding(funding_rates=[1e-4], mark_prices=[50_000.0], notional_usd=10_000.0).tolist()
    [-2e-05]
    """
    rates, marks = _funding(funding_rates, mark_prices)
    return read_only(-rates * _finite(notional_usd, "notional_usd") / marks)


def annual_funding_rate(*, funding_rate: float, interval_hours: float) -> float:
    """Put the rate of one interval on a year of 365 days, without compounding.

    Parameters
    ----------
    funding_rate : float
        Decimal per interval.
    interval_hours : float
        Hours from one funding time to the next, above 0: 8 on most venues, 4 or 1 on some.

    Returns
    -------
    float
        Decimal per year.

    Raises
    ------
    InputError
        For values out of range.

    Examples
    --------
    >>> round(annual_funding_rate(funding_rate=1e-4, interval_hours=8.0), 6)
    0.1095
    """
    return _finite(funding_rate, "funding_rate") * _HOURS_PER_YEAR / check_positive(interval_hours, "interval_hours")


def _funding(funding_rates: npt.ArrayLike, mark_prices: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    rates = check_finite(np.asarray(funding_rates, dtype=np.float64), "funding_rates")
    marks = check_finite(np.asarray(mark_prices, dtype=np.float64), "mark_prices")
    if rates.ndim != 1 or rates.shape != marks.shape:
        raise InputError(
            f"'funding_rates' and 'mark_prices' must be rows of one length, had shapes {rates.shape} and {marks.shape}"
        )
    if (marks <= 0.0).any():
        raise InputError(f"'mark_prices' must be above 0, was {marks[marks <= 0.0][0]}")
    return rates, marks


def _check_time(time: float) -> None:
    if not (math.isfinite(time) and time >= 0.0):
        raise InputError(f"'time' must be finite and at least 0, was {time!r}")


def _finite(value: float, name: str) -> float:
    if not math.isfinite(value):
        raise InputError(f"{name!r} must be finite, was {value!r}")
    return value
