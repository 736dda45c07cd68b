"""Trades to target weights: the value is kept, and the weights are reached."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.optimize import rebalancing_trades
from tests.tolerances import EXACT

columns = st.lists(st.tuples(st.floats(-1e3, 1e4), st.floats(0.01, 1e5), st.floats(0.0, 1.0)), min_size=1, max_size=6)


@given(columns, st.floats(0.0, 1e6))
def test_value_is_kept_and_weights_are_reached(rows: list[tuple[float, float, float]], spare: float) -> None:
    held, prices, wanted = (np.array(each) for each in zip(*rows, strict=True))
    # cash that leaves the whole above zero, whatever is short
    cash = 1.0 + spare + float(-np.minimum(held, 0.0) @ prices)
    weights = wanted / max(1.0, wanted.sum())
    names = [f"A{i}" for i in range(len(rows))]
    found = rebalancing_trades(names, units_held=held, unit_values=prices, cash=cash, target_weights=weights)
    scale = float(np.abs(held) @ prices) + cash
    assert found.units_after @ prices + found.cash_after == pytest.approx(found.value, abs=10 * EXACT * scale), rows
    assert found.units_after * prices == pytest.approx(weights * found.value, abs=10 * EXACT * scale), rows
    assert found.units_before + found.units == pytest.approx(found.units_after, abs=10 * EXACT * scale), rows


def test_a_book_at_its_weights_needs_no_trade() -> None:
    found = rebalancing_trades(
        ("SPY", "BTC"),
        units_held=np.array([10.0, 0.02]),
        unit_values=np.array([500.0, 100_000.0]),
        cash=3_000.0,
        target_weights=np.array([0.5, 0.2]),
    )
    assert (found.units.tolist(), found.turnover, found.cash_after) == ([0.0, 0.0], 0.0, 3_000.0)


def test_what_is_worth_nothing_is_refused() -> None:
    one = np.ones(1)
    with pytest.raises(InputError, match="value of what is held"):
        rebalancing_trades(("SPY",), units_held=-one, unit_values=one, cash=1.0, target_weights=one)
    with pytest.raises(InputError, match="unit_values of SPY"):
        rebalancing_trades(("SPY",), units_held=one, unit_values=0.0 * one, cash=1.0, target_weights=one)
