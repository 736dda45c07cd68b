"""Printed values, parity, and finite differences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.portfolio import Right
from seawall.valuation import black_scholes
from tests.tolerances import EXACT, FINITE_DIFFERENCE, PRICE_PRINTED

# Haug, "The Complete Guide to Option Pricing Formulas" (2007): right, K, S, q, r, T, sigma, value
HAUG = [
    (Right.CALL, 65, 60, 0.0, 0.08, 0.25, 0.30, 2.1334),
    (Right.PUT, 95, 100, 0.05, 0.10, 0.5, 0.20, 2.4648),
    (Right.PUT, 19, 19, 0.10, 0.10, 0.75, 0.28, 1.7011),
    (Right.CALL, 19, 19, 0.10, 0.10, 0.75, 0.28, 1.7011),
    (Right.CALL, 1.60, 1.56, 0.08, 0.06, 0.5, 0.12, 0.0291),
    (Right.PUT, 70, 75, 0.05, 0.10, 0.5, 0.35, 4.0870),
    (Right.CALL, 40, 42, 0.08, 0.04, 0.75, 0.35, 5.0975),
]


@pytest.mark.parametrize(("right", "strike", "spot", "dividend", "rate", "time", "volatility", "printed"), HAUG)
def test_haug(
    right: Right,
    spot: float,
    strike: float,
    dividend: float,
    rate: float,
    time: float,
    volatility: float,
    printed: float,
) -> None:
    values = black_scholes(
        spot=spot, strike=strike, time=time, rate=rate, volatility=volatility, right=right, dividend=dividend
    )
    assert float(values.price) == pytest.approx(printed, abs=PRICE_PRINTED)


def test_the_greeks_of_the_textbook_case() -> None:
    call = black_scholes(spot=100, strike=100, time=1, rate=0.05, volatility=0.2, right=Right.CALL)
    put = black_scholes(spot=100, strike=100, time=1, rate=0.05, volatility=0.2, right=Right.PUT)
    found = [float(x) for x in (call.price, call.delta, call.gamma, call.vega, call.theta, call.rho)]
    assert found == pytest.approx([10.450584, 0.636831, 0.018762, 37.524035, -6.414028, 53.232482], abs=5e-7)
    assert [float(put.price), float(put.theta), float(put.rho)] == pytest.approx(
        [5.573526, -1.657880, -41.890461], abs=5e-7
    )


def test_the_founding_pages_option_set_right() -> None:
    """The page shows .487, .0024, -48.2, 186.4, 12.8 and 4,820 for this option."""
    call = black_scholes(spot=97_420, strike=100_000, time=30 / 365, rate=0.05, volatility=0.72, right=Right.CALL)
    assert float(call.delta) == pytest.approx(0.498599, abs=5e-7)
    assert float(call.gamma) == pytest.approx(1.98387e-5, rel=5e-6)
    assert float(call.theta) / 365 == pytest.approx(-139.393, abs=5e-4)
    assert float(call.vega) / 100 == pytest.approx(111.4217, abs=5e-5)
    assert float(call.rho) / 100 == pytest.approx(34.1221, abs=5e-5)
    assert float(call.price) == pytest.approx(7_058.336, abs=5e-4)


INPUTS = {
    "spot": st.floats(20, 500),
    "strike": st.floats(20, 500),
    "time": st.floats(0.02, 3),
    "rate": st.floats(-0.05, 0.15),
    "volatility": st.floats(0.08, 1.5),
    "dividend": st.floats(0, 0.1),
}


@given(**INPUTS)
def test_put_call_parity(
    spot: float, strike: float, time: float, rate: float, volatility: float, dividend: float
) -> None:
    call, put = (
        black_scholes(
            spot=spot, strike=strike, time=time, rate=rate, volatility=volatility, right=right, dividend=dividend
        )
        for right in (Right.CALL, Right.PUT)
    )
    forward = spot * math.exp(-dividend * time) - strike * math.exp(-rate * time)
    assert float(call.price - put.price) == pytest.approx(forward, abs=EXACT * (spot + strike))


@given(**INPUTS, right=st.sampled_from(list(Right)))
def test_greeks_are_finite_differences_of_the_price(
    spot: float, strike: float, time: float, rate: float, volatility: float, dividend: float, right: Right
) -> None:
    point = {
        "spot": spot,
        "strike": strike,
        "time": time,
        "rate": rate,
        "volatility": volatility,
        "dividend": dividend,
    }
    values = black_scholes(**point, right=right)

    def slope(name: str, step: float) -> float:
        up, down = ({**point, name: point[name] + side * step} for side in (1, -1))
        difference = black_scholes(**up, right=right).price - black_scholes(**down, right=right).price
        return float(difference) / (2 * step)

    scale = spot + strike
    for found, expected, size in (
        (slope("spot", 1e-5 * spot), float(values.delta), 1.0),
        (slope("volatility", 1e-5), float(values.vega), scale),
        (-slope("time", 1e-5 * time), float(values.theta), scale / time),
        (slope("rate", 1e-5), float(values.rho), scale),
    ):
        assert found == pytest.approx(expected, rel=FINITE_DIFFERENCE, abs=FINITE_DIFFERENCE * size), point


@pytest.mark.parametrize("name", ["spot", "strike", "time", "volatility"])
def test_an_input_at_zero_is_refused(name: str) -> None:
    point = {"spot": 100.0, "strike": 100.0, "time": 1.0, "rate": 0.0, "volatility": 0.2, name: 0.0}
    with pytest.raises(InputError, match=f"'{name}' must be above 0"):
        black_scholes(**point, right=Right.CALL)


def test_arrays_broadcast() -> None:
    values = black_scholes(
        spot=np.array([90.0, 110.0])[:, None],
        strike=np.array([95.0, 100.0, 105.0]),
        time=1.0,
        rate=0.0,
        volatility=0.3,
        right=Right.PUT,
    )
    assert values.price.shape == (2, 3)
