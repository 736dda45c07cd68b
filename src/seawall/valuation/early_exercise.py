r"""Value of a right to exercise early, given the boundary: the European value plus the premium integral.

Strike 1 throughout. Results are rows in the order of :class:`seawall.valuation.american.AmericanOption`: price,
boundary, delta, gamma, theta, vega, rho, error estimate; shape (8, n_spots).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray
from seawall.errors import NumericalError
from seawall.valuation.exercise_boundary import Boundary, first_boundary, refine_boundary

__all__ = ["converged_boundary", "early_values", "european_values", "expired_values"]

_FIRST_NODES = 10
_MOST_NODES = 80
_WANTED_ERROR = 1e-8
_LARGEST_ERROR = 1e-6
_TOUCHING = 1e-6
_SQRT_TWO_PI = math.sqrt(2.0 * math.pi)


def expired_values(x: FloatArray, *, sign: int) -> FloatArray:
    """Rows at expiry: what exercise pays at spot `x`, in strikes."""
    rows = np.zeros((8, len(x)))
    rows[0] = np.maximum(sign * (x - 1.0), 0.0)
    rows[1] = 1.0
    rows[2] = np.where(sign * (x - 1.0) > 0.0, sign, 0.0)
    return rows


def european_values(
    x: FloatArray, *, sign: int, time: float, rate: float, dividend: float, volatility: float
) -> FloatArray:
    """Rows of an option that is never exercised early, at spot `x` in strikes (Merton 1973)."""
    from scipy.special import ndtr

    spread = volatility * math.sqrt(time)
    d1 = (np.log(x) + (rate - dividend) * time) / spread + 0.5 * spread
    asset = x * math.exp(-dividend * time)
    cash = math.exp(-rate * time) * ndtr(sign * (d1 - spread))
    held = asset * ndtr(sign * d1)
    slope = asset * np.exp(-0.5 * d1 * d1) / _SQRT_TWO_PI
    rows = np.zeros((8, len(x)))
    rows[0] = sign * (held - cash)
    rows[1] = math.inf if sign > 0 else 0.0
    rows[2] = sign * held / x
    rows[3] = slope / (spread * x * x)
    rows[5] = slope * math.sqrt(time)
    rows[6] = sign * time * cash
    rows[4] = _theta(x, rows, rate=rate, dividend=dividend, volatility=volatility)
    return rows


def converged_boundary(
    sign: int, *, time: float, rate: float, dividend: float, volatility: float
) -> tuple[Boundary, Boundary]:
    """Double the grid until the price moves by less than 1e-8 of the strike, and return the last two.

    Probed at the strike and half way to the boundary, where the early-exercise premium is large, and not at the spot:
    a contract has the same boundary whatever the spots asked for with it.

    Raises
    ------
    NumericalError
        Where the price still moves by more than 1e-6 of the strike on the largest grid.
    """
    coarse = first_boundary(sign, time=time, rate=rate, dividend=dividend, volatility=volatility, size=_FIRST_NODES)
    probes = np.array([1.0, math.sqrt(coarse.today)])
    before = _premium(probes, coarse).value
    while True:
        fine = refine_boundary(coarse)
        after = _premium(probes, fine).value
        error = float(np.abs(after - before).max())
        if error <= _WANTED_ERROR or len(fine.values) >= _MOST_NODES:
            break
        coarse, before = fine, after
    if not error <= _LARGEST_ERROR:
        raise NumericalError(
            f"American option did not converge: the price still moves by {error:.1e} of the strike on "
            f"{_MOST_NODES} nodes at time {time!r}, rate {rate!r}, dividend {dividend!r}, volatility {volatility!r}"
        )
    return coarse, fine


def early_values(x: FloatArray, *, coarse: Boundary, fine: Boundary) -> FloatArray:
    """Rows at spot `x` in strikes from the `fine` boundary; the `coarse` one gives the error estimate."""
    sign, rate, dividend, volatility = fine.sign, fine.rate, fine.dividend, fine.volatility
    rows = european_values(x, sign=sign, time=fine.time, rate=rate, dividend=dividend, volatility=volatility)
    premium = _premium(x, fine)
    past, _, _, slopes = fine.along()
    spread = volatility * np.sqrt(past)
    pull = premium.asset_density - premium.cash_density
    bend = (premium.cash_density * premium.d1 - premium.asset_density * premium.d2) / spread
    held_longer = premium.cash * (1.0 - rate * past)

    rows[7] = np.abs(_value(x, rows[0], premium, fine) - _value(x, rows[0], _premium(x, coarse), coarse))
    rows[0] = _value(x, rows[0], premium, fine)
    rows[1] = fine.today
    rows[2] += (premium.held + pull.sum(1)) / x
    # so near the boundary the quadrature cannot see gamma rise; its limit there follows from the pricing equation
    touching = np.abs(x / fine.today - 1.0) < _TOUCHING
    limit = 2.0 * sign * (dividend * fine.today - rate) / (volatility * fine.today) ** 2
    rows[3] = np.where(touching, limit, rows[3] + bend.sum(1) / (x * x))
    rows[5] += (bend * (spread**2 / volatility)).sum(1) - pull @ slopes[:, 0]
    rows[6] += (pull * past - sign * held_longer).sum(1) - pull @ slopes[:, 1]
    rows[4] = _theta(x, rows, rate=rate, dividend=dividend, volatility=volatility)
    done = sign * (x - fine.today) >= 0.0
    rows[2, done] = sign
    rows[3:7, done] = 0.0
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class _Premium:
    """Integrals of the early-exercise premium at every spot, and their integrands where Greeks need them."""

    value: FloatArray  # (n_spots,)
    held: FloatArray  # (n_spots,), the part of the value that is asset
    cash: FloatArray  # (n_spots, n_points), discounted probability of exercise
    asset_density: FloatArray  # (n_spots, n_points)
    cash_density: FloatArray  # (n_spots, n_points)
    d1: FloatArray  # (n_spots, n_points)
    d2: FloatArray  # (n_spots, n_points)


def _premium(x: FloatArray, boundary: Boundary) -> _Premium:
    from scipy.special import ndtr

    sign, rate, dividend = boundary.sign, boundary.rate, boundary.dividend
    past, weights, log_boundary, _ = boundary.along()
    spread = boundary.volatility * np.sqrt(past)
    d1 = (np.log(x)[:, None] - log_boundary + (rate - dividend) * past) / spread + 0.5 * spread
    d2 = d1 - spread
    asset = dividend * x[:, None] * (weights * np.exp(-dividend * past))
    weighted = weights * np.exp(-rate * past)
    held = sign * (asset * ndtr(sign * d1)).sum(1)
    cash = weighted * ndtr(sign * d2)
    return _Premium(
        value=held - sign * rate * cash.sum(1),
        held=held,
        cash=cash,
        asset_density=asset * np.exp(-0.5 * d1 * d1) / (_SQRT_TWO_PI * spread),
        cash_density=rate * weighted * np.exp(-0.5 * d2 * d2) / (_SQRT_TWO_PI * spread),
        d1=d1,
        d2=d2,
    )


def _value(x: FloatArray, european: FloatArray, premium: _Premium, boundary: Boundary) -> FloatArray:
    """Price; both its lower bounds hold exactly, so that rounding below them is moved onto them."""
    intrinsic = boundary.sign * (x - 1.0)
    held = np.maximum(np.maximum(european + premium.value, european), intrinsic)
    return np.where(boundary.sign * (x - boundary.today) >= 0.0, intrinsic, held)


def _theta(x: FloatArray, rows: FloatArray, *, rate: float, dividend: float, volatility: float) -> FloatArray:
    """Time decay that the pricing equation leaves for price, delta and gamma."""
    price, delta, gamma = rows[0], rows[2], rows[3]
    return np.asarray(rate * price - (rate - dividend) * x * delta - 0.5 * (volatility * x) ** 2 * gamma)
