"""One option on plain numbers: bit for bit what the array functions give, and the same refusals."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.valuation import (
    VolatilityStatus,
    black_scholes,
    implied_volatility,
    single_option_values,
    single_option_volatility,
)

RATES = st.floats(-0.2, 0.5)


@given(st.floats(1, 1e5), st.floats(1, 1e5), st.floats(0, 5), RATES, st.floats(0, 3), st.booleans(), RATES)
def test_values_are_those_of_the_array_function(
    spot: float, strike: float, time: float, rate: float, volatility: float, is_call: bool, dividend: float
) -> None:
    right = "call" if is_call else "put"
    one = single_option_values(
        spot=spot, strike=strike, time=time, rate=rate, volatility=volatility, right=right, dividend=dividend
    )
    many = black_scholes(
        spot=spot,
        strike=strike,
        time=time,
        rate=rate,
        volatility=volatility,
        right=right,
        dividend=dividend,
        second_order=True,
    )
    assert many.vanna is not None
    assert many.volga is not None
    arrays = (many.price, many.delta, many.gamma, many.vega, many.theta, many.rho, many.vanna, many.volga)
    assert astuple(one) == tuple(float(each) for each in arrays)
    assert one.theta_per_day == float(many.theta_per_day)
    assert one.vega_per_point == float(many.vega_per_point)
    assert one.rho_per_percent == float(many.rho_per_percent)


@given(st.floats(0, 150), st.floats(50, 200), st.floats(0, 3), RATES, st.booleans())
def test_volatility_is_that_of_the_array_function_and_the_bounds_are_its_bounds(
    price: float, strike: float, time: float, rate: float, is_call: bool
) -> None:
    right = "call" if is_call else "put"
    one = single_option_volatility(price=price, spot=100.0, strike=strike, time=time, rate=rate, right=right)
    many = implied_volatility(price=price, spot=100.0, strike=strike, time=time, rate=rate, right=right)
    assert one.status == int(many.status)
    if one.status is VolatilityStatus.SOLVED:
        assert one.volatility == float(many.volatility)
        assert one.error_bound == float(many.error_bound)
        assert one.lowest_price < price < one.highest_price
    else:
        assert one.volatility is None
        assert one.error_bound is None
        assert np.isnan(many.volatility)
    if one.status is VolatilityStatus.BELOW_LOWER_BOUND:
        assert price <= one.lowest_price * (1 + 1e-12)
    if one.status is VolatilityStatus.ABOVE_UPPER_BOUND:
        assert price >= one.highest_price * (1 - 1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"spot": 0.0}, "'spot' must be above 0"),
        ({"strike": float("nan")}, "'strike' must be above 0 .* was nan"),
        ({"time": -1.0}, r"'time' must be in \[0, 1000\], was -1.0"),
        ({"volatility": 72.0}, r"'volatility' must be in \[0, 50\], was 72.0; percent given\?"),
        ({"right": "straddle"}, "'right' must be 'call' or 'put', was 'straddle'"),
        ({"time": 100.0, "dividend": 3.0}, r"'dividend' times 'time' must be in \[-200, 200\], was 300.0 in size"),
    ],
)
def test_refusals_are_those_of_the_array_function(change: dict[str, float | str], message: str) -> None:
    good = {"spot": 1.0, "strike": 1.0, "time": 1.0, "rate": 0.0, "volatility": 0.2, "right": "call"}
    with pytest.raises(InputError, match=message):
        single_option_values(**{**good, **change})  # type: ignore[arg-type]
