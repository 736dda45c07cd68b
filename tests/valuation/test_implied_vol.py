"""Implied volatility: round trips, honest bounds, and a status in place of a fake number."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.valuation import VolatilityStatus, black_scholes, implied_volatility
from seawall.valuation.kernels import SHORT
from tests.tolerances import ATTAINABLE_MULTIPLE, EXACT, IMPLIED_VOLATILITY

POINT: dict[str, Any] = {"spot": 100.0, "strike": 110.0, "time": 0.5, "rate": 0.03, "dividend": 0.01}


def hard_points(size: int) -> tuple[dict[str, FloatArray], FloatArray, FloatArray]:
    """Prices from 50 digits, up to 6 deviations from the forward, 3 hours to 3 years; and what doubles can attain."""
    rng = np.random.default_rng(7)
    time = np.exp(rng.uniform(np.log(3 / 24 / 365), np.log(3), size))
    volatility, deviations = rng.uniform(0.05, 1.2, size), rng.uniform(-6, 6, size)
    rate, dividend = rng.uniform(0, 0.06, size), rng.uniform(0, 0.03, size)
    spot = np.full(size, 100.0)
    strike = spot * np.exp((rate - dividend) * time - deviations * volatility * np.sqrt(time))
    right = rng.choice([-1.0, 1.0], size)
    price, attainable = np.empty(size), np.empty(size)
    with mp.workdps(50):
        columns = (spot, strike, time, rate, dividend, volatility, right)
        for i, row in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
            s, k, t, r, q, v, f = map(mp.mpf, row)
            total = v * mp.sqrt(t)
            d1 = (mp.log(s / k) + (r - q) * t) / total + total / 2
            held, owed = s * mp.exp(-q * t), k * mp.exp(-r * t)
            price[i] = float(f * (held * mp.ncdf(f * d1) - owed * mp.ncdf(f * (d1 - total))))
            attainable[i] = float(0.5 * np.spacing(price[i]) / (held * mp.npdf(d1) * mp.sqrt(t)))
    inputs = {"price": price, "spot": spot, "strike": strike, "time": time, "rate": rate, "dividend": dividend}
    return {**inputs, "right": right}, volatility, attainable


def test_hard_points_from_fifty_digit_prices(slow_share: int) -> None:
    inputs, truth, attainable = hard_points(max(10_000 // slow_share, SHORT))
    found = implied_volatility(**inputs)
    assert found.is_solved.all()
    errors = np.abs(found.volatility - truth)
    assert (errors <= np.maximum(IMPLIED_VOLATILITY, ATTAINABLE_MULTIPLE * attainable)).all()
    assert (errors <= found.error_bound).all(), "an error bound that does not hold"
    assert np.median(found.error_bound) < 1e-13


@pytest.mark.parametrize("moneyness", [0.0, 1e-9, 1e-3, 0.3, 2.0, 8.0, 30.0])
@pytest.mark.parametrize("right", ["call", "put"])
def test_every_region_converges(moneyness: float, right: str) -> None:
    """From 30 deviations out of the money to the last half per cent below the upper bound."""
    deviations = np.linspace(0.05, 30, 300) if moneyness > 0.1 else np.linspace(0.0, 20, 300)
    total = moneyness / deviations if moneyness > 0.1 else np.linspace(0.001, 5, 300)
    sign = 1.0 if right == "call" else -1.0
    inputs: dict[str, Any] = {"spot": 1.0, "strike": np.exp(sign * moneyness), "time": 1.0, "rate": 0.0}
    total = total[(total < 40) & (total > 1e-3)]
    price = black_scholes(**inputs, volatility=total, right=right).price
    ceiling = inputs["spot"] if right == "call" else inputs["strike"]
    keep = (price > 1e-290) & (price < 0.995 * ceiling)
    found = implied_volatility(price=price[keep], **inputs, right=right)
    assert found.is_solved.all()
    # what the price function rounds comes on top of the bound for the price as given
    rounding = 4 * np.finfo(float).eps * ceiling / black_scholes(**inputs, volatility=total[keep], right=right).vega
    deep = price[keep] < 1e-3 * ceiling
    allowed = found.error_bound + np.where(deep, 1e-11 * total[keep], rounding)
    assert (np.abs(found.volatility - total[keep]) <= allowed).all()


@given(
    st.floats(-3.0, 3.0), st.floats(0.02, 3.0), st.floats(0.05, 2.0), st.floats(-0.05, 0.1), st.sampled_from([1, -1])
)
def test_price_of_the_volatility_is_the_price(
    deviations: float, time: float, volatility: float, rate: float, sign: int
) -> None:
    strike = 100.0 * float(np.exp(deviations * volatility * np.sqrt(time)))
    point: dict[str, Any] = {"spot": 100.0, "strike": strike, "time": time, "rate": rate, "right": sign}
    price = float(black_scholes(**point, volatility=volatility).price)
    found = implied_volatility(price=price, **point)
    if found.is_solved:
        again = float(black_scholes(**point, volatility=found.volatility).price)
        assert again == pytest.approx(price, abs=EXACT * max(100.0, strike))


@pytest.mark.parametrize("repeat", [1, SHORT], ids=["plain", "compiled"])
@pytest.mark.parametrize(
    ("price", "right", "changes", "status"),
    [
        (-1.0, "call", {}, VolatilityStatus.BELOW_LOWER_BOUND),
        (9.0, "put", {}, VolatilityStatus.SOLVED),
        (7.0, "put", {}, VolatilityStatus.BELOW_LOWER_BOUND),
        (99.6, "call", {}, VolatilityStatus.ABOVE_UPPER_BOUND),
        (110.0, "put", {}, VolatilityStatus.ABOVE_UPPER_BOUND),
        (0.0, "call", {}, VolatilityStatus.UNDETERMINED),
        (90.0, "call", {"strike": 10.0, "rate": 0.0, "dividend": 0.0}, VolatilityStatus.UNDETERMINED),
        (5.0, "call", {"time": 0.0}, VolatilityStatus.EXPIRED),
    ],
)
def test_no_number_without_a_volatility(
    repeat: int, price: float, right: str, changes: dict[str, float], status: VolatilityStatus
) -> None:
    found = implied_volatility(price=np.full(repeat, price), **{**POINT, **changes}, right=right)
    assert set(found.status.tolist()) == {status}
    solved = status is VolatilityStatus.SOLVED
    assert np.isfinite(found.volatility).all() == solved
    assert np.isfinite(found.error_bound).all() == solved


def test_deep_in_the_money_price_says_how_little_it_knows() -> None:
    inputs: dict[str, Any] = {"spot": 100.0, "strike": 60.0, "time": 0.1, "rate": 0.0, "right": "call"}
    price = float(black_scholes(**inputs, volatility=0.25).price)
    found = implied_volatility(price=price, **inputs)
    assert found.is_solved
    assert 1e-9 < float(found.error_bound) < 0.25
    assert abs(float(found.volatility) - 0.25) <= 2 * float(found.error_bound)


def test_shapes_and_bad_input() -> None:
    grid = implied_volatility(price=np.full((4, 1), 5.0), **{**POINT, "strike": [100.0, 105.0]}, right="call")
    assert grid.volatility.shape == grid.status.shape == grid.error_bound.shape == (4, 2)
    assert not grid.status.flags.writeable
    with pytest.raises(InputError, match=r"'price' must be in .* was nan"):
        implied_volatility(price=float("nan"), **POINT, right="call")
    with pytest.raises(InputError, match=r"'strike' must be above 0 .* was -1.0"):
        implied_volatility(price=5.0, **{**POINT, "strike": -1.0}, right="call")
    with pytest.raises(InputError, match="'time' must"):
        implied_volatility(price=np.full(SHORT, 5.0), **{**POINT, "time": -1.0}, right="call")
