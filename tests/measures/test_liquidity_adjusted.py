"""Liquidity-adjusted VaR: by hand, equal to VaR where trading is free, and with both parts shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import Lineage
from seawall.errors import InputError
from seawall.measures import ConfidenceInterval, Measure, RiskFigure, liquidity_adjusted_var
from tests.tolerances import EXACT

COSTS = Lineage("cost to trade 100 BTC each way", "binance", "c" * 16)


def var(measure: Measure = Measure.VALUE_AT_RISK, *, interval: bool = True) -> RiskFigure:
    bounds = ConfidenceInterval(900.0, 1_200.0, 0.95, "order statistics") if interval else None
    return RiskFigure(measure, 1_000.0, 0.95, 1, "USD", 500, bounds, Lineage("historical", "prices", "d" * 16))


def test_by_hand() -> None:
    # of 100 costs of 1 to 100 bp the quantile at 95 % is the 5th largest, 96 bp; half of it on 50,000 is 240
    costs = np.random.default_rng(0).permutation(np.arange(1.0, 101.0))
    found = liquidity_adjusted_var(var(), position_value=-50_000.0, round_trip_costs_bp=costs, cost_lineage=COSTS)
    assert found.round_trip_cost_bp == 96.0
    assert found.liquidity_cost == pytest.approx(240.0, rel=EXACT)
    assert found.figure.value == pytest.approx(found.value_at_risk.value + 240.0, rel=EXACT)
    assert found.figure.interval is not None
    assert (found.figure.interval.lower, found.figure.interval.upper) == pytest.approx((1_140, 1_440), rel=EXACT)
    assert found.figure.interval.method == "order statistics, cost taken as known"
    assert found.figure.lineage.method == (
        "historical; plus half of the 0.95 quantile of 100 round-trip costs (cost to trade 100 BTC each way)"
    )
    assert found.figure.lineage.data_hash not in {"c" * 16, "d" * 16}
    assert found.n_costs == 100


@given(st.floats(1.0, 1e12))
def test_free_trading_leaves_value_at_risk(value: float) -> None:
    plain = var(interval=False)
    found = liquidity_adjusted_var(plain, position_value=value, round_trip_costs_bp=np.zeros(9), cost_lineage=COSTS)
    assert (found.figure.value, found.liquidity_cost, found.figure.interval) == (plain.value, 0.0, None)
    assert found.value_at_risk is plain


@given(st.lists(st.floats(0.0, 1e4), min_size=1, max_size=20), st.floats(1.0, 1e9))
def test_it_is_never_below_value_at_risk_and_costs_at_most_the_worst(costs: list[float], value: float) -> None:
    found = liquidity_adjusted_var(var(), position_value=value, round_trip_costs_bp=np.array(costs), cost_lineage=COSTS)
    assert 0 <= found.liquidity_cost <= value * max(costs) / 2e4 * (1 + 1e-12)
    assert found.figure.value >= var().value


def test_simulated_costs_badge_the_sum() -> None:
    made = Lineage("made", "simulator", "e" * 16, simulated=True)
    found = liquidity_adjusted_var(var(), position_value=1.0, round_trip_costs_bp=np.ones(3), cost_lineage=made)
    assert found.figure.lineage.simulated


@pytest.mark.parametrize("costs", [[], [np.nan], [-1.0], [[1.0]]])
def test_costs_that_cannot_be_are_refused(costs: list[float]) -> None:
    with pytest.raises(InputError, match="'round_trip_costs_bp'"):
        liquidity_adjusted_var(var(), position_value=1.0, round_trip_costs_bp=np.array(costs), cost_lineage=COSTS)


def test_only_value_at_risk_is_adjusted() -> None:
    with pytest.raises(InputError, match="'var' must be a value_at_risk, was expected_shortfall"):
        liquidity_adjusted_var(
            var(Measure.EXPECTED_SHORTFALL), position_value=1.0, round_trip_costs_bp=np.ones(3), cost_lineage=COSTS
        )
