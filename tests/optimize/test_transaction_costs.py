"""Costs by hand, in money and against the holding period."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.optimize import TradingCosts, trade_bill
from tests.tolerances import EXACT

COSTS = TradingCosts(
    ("SPY", "BTC"), np.array([0.0002, 0.001]), np.array([0.01, 0.04]), np.array([4e10, 1e9]), impact=0.8
)


def test_a_bill_by_hand() -> None:
    bill = trade_bill(COSTS, np.array([-4e6, 1e6]))
    assert bill.proportional.tolist() == [800.0, 1000.0]
    assert bill.impact == pytest.approx([0.8 * 0.01 * 4e6 * np.sqrt(1e-4), 0.8 * 0.04 * 1e6 * np.sqrt(1e-3)], rel=EXACT)
    assert bill.turnover == 5e6
    assert bill.total == pytest.approx(1_800.0 + 320.0 + 32_000.0 * np.sqrt(1e-3), rel=EXACT)


@given(st.floats(1.0, 1e8), st.floats(0.01, 100.0))
def test_impact_grows_with_the_power_three_halves(size: float, factor: float) -> None:
    small, large = (trade_bill(COSTS, np.array([each, -each])) for each in (size, factor * size))
    assert large.impact == pytest.approx(factor**1.5 * small.impact, rel=EXACT)
    assert large.proportional == pytest.approx(factor * small.proportional, rel=EXACT)


def test_a_cost_paid_once_counts_by_the_time_that_it_is_spread_over() -> None:
    """0.12 % of the portfolio, held for half a year: 0.24 % a year, and 0.24 % / 252 a session."""
    costs = TradingCosts(("SPY",), np.array([0.0012]))
    bill = trade_bill(costs, np.array([1e6]))
    assert bill.per_period(value=1e6, holding_years=0.5, periods_per_year=1.0) == pytest.approx(0.0024, rel=EXACT)
    daily = bill.per_period(value=1e6, holding_years=0.5, periods_per_year=252.0)
    assert daily == pytest.approx(0.0024 / 252, rel=EXACT)


def test_bad_input_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="needs both 'daily_volatility' and 'daily_volume'"):
        TradingCosts(("A",), np.array([0.0]), daily_volatility=np.array([0.01]))
    with pytest.raises(InputError, match=r"'proportional' must be at least 0, was -0\.1"):
        TradingCosts(("A",), np.array([-0.1]))
    with pytest.raises(InputError, match="'daily_volume' must be above 0"):
        TradingCosts(("A",), np.array([0.1]), np.array([0.01]), np.array([0.0]))
    with pytest.raises(InputError, match="'impact' must be finite and at least 0"):
        TradingCosts(("A",), np.array([0.1]), impact=-1.0)
    with pytest.raises(InputError, match="'trades' must have shape"):
        trade_bill(COSTS, np.array([1.0]))
    with pytest.raises(InputError, match="'holding_years' must be finite and above 0"):
        trade_bill(COSTS, np.zeros(2)).per_period(value=1.0, holding_years=0.0, periods_per_year=1.0)
