"""Prices and sizes as whole steps: exact, and refused where they are not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError, InputError
from seawall.microstructure import InstrumentGrid

GRID = InstrumentGrid("BTCUSDT", Decimal("0.10"), Decimal("0.001"))


@given(st.integers(1, 10**12), st.integers(0, 10**12))
def test_text_and_steps_are_one(ticks: int, lots: int) -> None:
    price, size = Decimal(ticks) * GRID.tick_size, Decimal(lots) * GRID.lot_size
    assert (GRID.ticks(f"{price:f}"), GRID.lots(f"{size:f}")) == (ticks, lots), (price, size)
    assert (GRID.price(ticks), GRID.size(lots)) == (float(price), float(size)), (ticks, lots)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("61659.75", "price must be a multiple of 0.10, was '61659.75'"),
        ("0", "price must be above 0, was '0'"),
        ("-1.0", "price must be above 0, was '-1.0'"),
        ("nan", "price must be finite, was 'nan'"),
        ("Infinity", "price must be finite, was 'Infinity'"),
        ("", "price must be a number as text, was ''"),
        ("1e400", "price must be at most"),
    ],
)
def test_a_price_off_the_grid_is_refused(text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        GRID.ticks(text)


def test_a_size_below_zero_is_refused_and_zero_is_not() -> None:
    assert GRID.lots("0.000") == 0
    with pytest.raises(DataError, match=r"size must be 0 or more, was '-0\.001'"):
        GRID.lots("-0.001")


@pytest.mark.parametrize("step", ["0", "-0.1", "NaN", "Infinity"])
def test_steps_must_be_above_zero(step: str) -> None:
    with pytest.raises(InputError, match="'tick_size' of X must be above 0 and finite"):
        InstrumentGrid("X", Decimal(step), Decimal(1))
