"""Futures and perpetuals: printed values, identities, finite differences, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.valuation.linear import (
    annual_funding_rate,
    dated_future,
    implied_carry,
    inverse_funding,
    inverse_perpetual_pnl,
    linear_funding,
    linear_perpetual_pnl,
)
from tests.tolerances import EXACT, GREEK_DIFFERENCE, PRINTED_HALF_UNIT

PRICES = st.floats(1.0, 1e6)
QUANTITIES = st.integers(-(10**8), 10**8).map(lambda hundredths: hundredths / 100.0)


@pytest.mark.parametrize(
    ("inputs", "printed"),
    [
        # Hull, Options, Futures and Other Derivatives, chapter 5: a 40-dollar share at 5 % for 3 months; an index of
        # 1,300 at 5 % with a yield of 1 % for 3 months
        ({"spot": 40.0, "time": 0.25, "rate": 0.05}, 40.50),
        ({"spot": 1300.0, "time": 0.25, "rate": 0.05, "carry_yield": 0.01}, 1313.07),
    ],
)
def test_cost_of_carry_of_hull(inputs: dict[str, float], printed: float) -> None:
    assert dated_future(**inputs).price == pytest.approx(printed, abs=PRINTED_HALF_UNIT * 1e-2), inputs


@given(spot=PRICES, time=st.floats(0.01, 10.0), rate=st.floats(-0.1, 0.3), carry_yield=st.floats(-0.1, 0.3))
def test_future_against_finite_differences_and_its_inverse(
    spot: float, time: float, rate: float, carry_yield: float
) -> None:
    case = {"spot": spot, "time": time, "rate": rate, "carry_yield": carry_yield}

    def slope(name: str, step: float) -> float:
        up, down = (dated_future(**(case | {name: case[name] + shift})).price for shift in (step, -step))
        return (up - down) / (2.0 * step)

    future, near = dated_future(**case), GREEK_DIFFERENCE
    assert future.delta == pytest.approx(slope("spot", 1e-3 * spot), rel=near), case
    assert future.theta == pytest.approx(-slope("time", 1e-3), rel=near, abs=near * spot), case
    assert future.rho == pytest.approx(slope("rate", 1e-4), rel=near), case
    carry = implied_carry(future=future.price, spot=spot, time=time)
    assert carry == pytest.approx(rate - carry_yield, abs=EXACT / time), case


def test_inverse_perpetual_of_the_textbook_loss() -> None:
    # 10,000 dollars long from 50,000 to 40,000: a loss of .05 coins, which are worth 2,000 dollars by then
    pnl = inverse_perpetual_pnl(entry_price=50_000.0, price=40_000.0, notional_usd=10_000.0)
    assert pnl.coin == pytest.approx(-0.05, abs=EXACT)
    assert pnl.usd == pytest.approx(-2000.0, rel=EXACT)
    gain = inverse_perpetual_pnl(entry_price=50_000.0, price=60_000.0, notional_usd=10_000.0)
    assert gain.coin == pytest.approx(1.0 / 30.0, rel=EXACT)
    assert gain.coin < -pnl.coin


@given(entry=PRICES, price=PRICES, notional=QUANTITIES)
def test_inverse_perpetual_identities_and_finite_differences(entry: float, price: float, notional: float) -> None:
    def pnl(at: float) -> Any:
        return inverse_perpetual_pnl(entry_price=entry, price=at, notional_usd=notional)

    found, context = pnl(price), (entry, price, notional)
    scale = abs(notional) * max(1.0, price / entry)
    assert found.usd == pytest.approx(found.coin * price, abs=EXACT * scale), context
    by_parts = notional / entry - notional / price
    assert found.coin == pytest.approx(by_parts, abs=EXACT * abs(notional) * max(1 / entry, 1 / price)), context
    step = 1e-4 * price
    up, down = pnl(price + step), pnl(price - step)
    near = GREEK_DIFFERENCE
    assert found.coin_delta == pytest.approx((up.coin - down.coin) / (2 * step), rel=near, abs=1e-12), context
    assert found.usd_delta == pytest.approx((up.usd - down.usd) / (2 * step), rel=near, abs=1e-12), context


@given(entry=PRICES, price=PRICES, quantity=QUANTITIES)
def test_linear_perpetual_identities(entry: float, price: float, quantity: float) -> None:
    pnl = linear_perpetual_pnl(entry_price=entry, price=price, quantity=quantity)
    assert pnl == -linear_perpetual_pnl(entry_price=entry, price=price, quantity=-quantity)
    assert pnl == -linear_perpetual_pnl(entry_price=price, price=entry, quantity=quantity)
    step = 1e-3 * price
    up, down = (linear_perpetual_pnl(entry_price=entry, price=price + k * step, quantity=quantity) for k in (1, -1))
    assert (up - down) / (2 * step) == pytest.approx(quantity, rel=GREEK_DIFFERENCE, abs=1e-6), (entry, price)


def test_longs_pay_when_funding_is_positive() -> None:
    rates, marks = [1e-4, -5e-5], [50_000.0, 40_000.0]
    long = linear_funding(funding_rates=rates, mark_prices=marks, quantity=2.0)
    np.testing.assert_allclose(long, [-10.0, 4.0], rtol=EXACT)
    short = linear_funding(funding_rates=rates, mark_prices=marks, quantity=-2.0)
    np.testing.assert_array_equal(short, -long)
    coins = inverse_funding(funding_rates=rates, mark_prices=marks, notional_usd=10_000.0)
    np.testing.assert_allclose(coins, [-2e-5, 1.25e-5], rtol=EXACT)
    # equal notionals pay equal dollars
    same = inverse_funding(funding_rates=rates[:1], mark_prices=marks[:1], notional_usd=100_000.0)
    np.testing.assert_allclose(same * marks[0], long[:1], rtol=EXACT)
    assert not long.flags.writeable


@pytest.mark.parametrize(("hours", "annual"), [(8.0, 0.1095), (4.0, 0.219), (1.0, 0.876)])
def test_funding_a_year_depends_on_the_interval(hours: float, annual: float) -> None:
    assert annual_funding_rate(funding_rate=1e-4, interval_hours=hours) == pytest.approx(annual, rel=EXACT)


def test_refuses() -> None:
    with pytest.raises(InputError, match="'spot' must be finite and above 0"):
        dated_future(spot=0.0, time=1.0, rate=0.05)
    with pytest.raises(InputError, match=r"'time' must be finite and at least 0, was -1\.0"):
        dated_future(spot=1.0, time=-1.0, rate=0.05)
    with pytest.raises(InputError, match="'rate' must be finite, was nan"):
        dated_future(spot=1.0, time=1.0, rate=math.nan)
    with pytest.raises(InputError, match="'time' must be finite and above 0"):
        implied_carry(future=1.0, spot=1.0, time=0.0)
    with pytest.raises(InputError, match="'entry_price' must be finite and above 0"):
        inverse_perpetual_pnl(entry_price=0.0, price=1.0, notional_usd=1.0)
    with pytest.raises(InputError, match="'quantity' must be finite"):
        linear_perpetual_pnl(entry_price=1.0, price=1.0, quantity=math.inf)
    with pytest.raises(InputError, match="rows of one length"):
        linear_funding(funding_rates=[1e-4], mark_prices=[1.0, 2.0], quantity=1.0)
    with pytest.raises(InputError, match=r"'mark_prices' must be above 0, was 0\.0"):
        inverse_funding(funding_rates=[1e-4], mark_prices=[0.0], notional_usd=1.0)
    with pytest.raises(InputError, match="'interval_hours' must be finite and above 0"):
        annual_funding_rate(funding_rate=1e-4, interval_hours=0.0)
