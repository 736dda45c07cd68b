"""Normalised Black-76 and its inverse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.valuation._black76_inversion import implied_total_volatility, normalised_price
from tests.tolerances import EXACT, IMPLIED_VOLATILITY


def test_haug_black76() -> None:
    deviation = 0.28 * np.sqrt(0.75)
    price = 19 * np.exp(-0.075) * normalised_price(np.zeros(1), np.full(1, deviation), np.array([True]))
    assert price == pytest.approx([1.7011], abs=5e-5)


@given(st.floats(-2.0, 2.0), st.floats(0.05, 3.0), st.booleans())
def test_round_trip(moneyness: float, deviation: float, is_call: bool) -> None:
    k, right = np.array([moneyness]), np.array([is_call])
    out = np.array([moneyness >= 0])
    if normalised_price(k, np.array([deviation]), out)[0] < 1e-8:
        return
    price = normalised_price(k, np.array([deviation]), right)
    found = implied_total_volatility(price, k, right)
    scale = max(1.0, np.exp(moneyness)) / normalised_price(k, np.array([deviation]), out)[0]
    assert found == pytest.approx([deviation], rel=IMPLIED_VOLATILITY + 1e-15 * scale)


@given(st.floats(-2.0, 2.0), st.floats(0.05, 3.0))
def test_parity(moneyness: float, deviation: float) -> None:
    k, s = np.full(2, moneyness), np.full(2, deviation)
    call, put = normalised_price(k, s, np.array([True, False]))
    assert call - put == pytest.approx(1 - np.exp(moneyness), abs=10 * EXACT)


@pytest.mark.parametrize(
    ("price", "moneyness", "is_call"),
    [(0.0, 0.1, True), (1.0, 0.1, True), (0.05, -0.1, True), (0.0, 0.0, False), (1.2, 0.1, False), (-0.1, 0.0, True)],
)
def test_on_or_outside_the_bounds_there_is_none(price: float, moneyness: float, is_call: bool) -> None:
    found = implied_total_volatility(np.array([price]), np.array([moneyness]), np.array([is_call]))
    assert np.isnan(found).all()
