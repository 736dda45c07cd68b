"""Historical scenarios: what was is what is applied, by date, overlapping and weighed by age."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError, InputError
from seawall.market import FactorKind, PricePanel, RiskFactor, simple_returns
from seawall.scenarios import age_weighted_scenarios, historical_scenarios
from tests.scenarios.panels import MADE, panel_of, spots
from tests.tolerances import EXACT

LOGS = 0.02 * np.random.default_rng(3).standard_normal((60, 2))
PANEL = panel_of(LOGS)
CLOSES = PricePanel(
    ("A", "B"),
    np.datetime64("2020-01-01") + np.arange(61),
    100.0 * np.exp(np.vstack([np.zeros(2), np.cumsum(LOGS, axis=0)])),
)


def test_over_one_session_the_panels_own_returns_come_back_to_the_bit() -> None:
    scenarios = historical_scenarios(PANEL, factors=spots("B", "A"), lineage=MADE, horizon_sessions=1)
    np.testing.assert_array_equal(scenarios.shocks, PANEL.returns[:, ::-1])
    assert scenarios.labels == tuple(str(date) for date in PANEL.dates)


@pytest.mark.parametrize("horizon", [2, 10, 59])
def test_compounded_returns_are_those_of_prices_h_sessions_apart(horizon: int) -> None:
    compounded = historical_scenarios(PANEL, factors=spots("A", "B"), lineage=MADE, horizon_sessions=horizon)
    from_prices = historical_scenarios(
        simple_returns(CLOSES, horizon_sessions=horizon), factors=spots("A", "B"), lineage=MADE
    )
    np.testing.assert_allclose(compounded.shocks, from_prices.shocks, rtol=EXACT, atol=EXACT)
    assert compounded.labels == from_prices.labels
    assert compounded.lineage == from_prices.lineage
    assert compounded.horizon_sessions == horizon == compounded.design.overlap_sessions


def test_half_up_and_half_down_multiply_and_do_not_add() -> None:
    """+50 % and then -40 % is -10 %, not +10 %."""
    panel = panel_of(np.log([1.5, 0.6, 1.5]))
    scenarios = historical_scenarios(panel, factors=spots("A"), lineage=MADE, horizon_sessions=2)
    assert scenarios.shocks.ravel() == pytest.approx([-0.1, -0.1], rel=EXACT)


def test_a_panel_cannot_be_brought_to_another_horizon_twice() -> None:
    twice = simple_returns(CLOSES, horizon_sessions=5)
    with pytest.raises(InputError, match="must be simple returns over 1 session, were simple over 5"):
        historical_scenarios(twice, factors=spots("A"), lineage=MADE, horizon_sessions=10)


def test_a_horizon_longer_than_the_history_is_refused() -> None:
    with pytest.raises(DataError, match="60 sessions are too few for two scenarios over 60 sessions"):
        historical_scenarios(PANEL, factors=spots("A"), lineage=MADE, horizon_sessions=60)
    with pytest.raises(InputError, match="'horizon_sessions' must be at least 1, was 0"):
        historical_scenarios(PANEL, factors=spots("A"), lineage=MADE, horizon_sessions=0)


def test_a_factor_without_history_is_held_and_named() -> None:
    rate = RiskFactor(FactorKind.RATE, "USD")
    for horizon in (1, 3):
        scenarios = historical_scenarios(PANEL, factors=[rate, *spots("A")], lineage=MADE, horizon_sessions=horizon)
        assert scenarios.held_constant == ("rate:USD",)
        assert not scenarios.shocks[:, 0].any()
        assert scenarios.shocks[:, 1].any()


def test_a_factor_of_absolute_shocks_cannot_take_relative_returns() -> None:
    with pytest.raises(InputError, match="rate:USD moves by absolute shocks"):
        historical_scenarios(PANEL, factors=[RiskFactor(FactorKind.RATE, "USD", "A")], lineage=MADE, horizon_sessions=2)


@given(st.integers(1, 60), st.floats(0.5, 0.999))
def test_age_weights_are_a_probability_that_falls_with_age(horizon: int, decay: float) -> None:
    horizon = min(horizon, 59)
    scenarios = age_weighted_scenarios(PANEL, factors=spots("A"), lineage=MADE, horizon_sessions=horizon, decay=decay)
    weights = scenarios.design.weights
    assert weights is not None
    assert math.fsum(weights) == pytest.approx(1.0, abs=EXACT), (horizon, decay)
    assert (np.diff(weights) > 0).all(), f"newest is not the largest at horizon {horizon}, decay {decay}"
    n = len(scenarios)
    newest = (1.0 - decay) / (1.0 - decay**n)
    assert weights[-1] == pytest.approx(newest, rel=1e-9), (horizon, decay)
    assert weights[0] == pytest.approx(newest * decay ** (n - 1), rel=1e-9), (horizon, decay)


def test_age_weighting_changes_no_shock() -> None:
    plain = historical_scenarios(PANEL, factors=spots("A", "B"), lineage=MADE, horizon_sessions=3)
    aged = age_weighted_scenarios(PANEL, factors=spots("A", "B"), lineage=MADE, horizon_sessions=3, decay=0.9)
    np.testing.assert_array_equal(aged.shocks, plain.shocks)
    assert aged.design.overlap_sessions == 3
    assert aged.lineage.method == (
        "age-weighted historical simulation, simple returns, overlapping 3-session returns, decay 0.9 per session"
    )


@pytest.mark.parametrize("decay", [0.0, 1.0, 99.0, -0.5, float("nan")])
def test_a_decay_outside_its_range_is_refused(decay: float) -> None:
    with pytest.raises(InputError, match="'decay' must be above 0 and below 1"):
        age_weighted_scenarios(PANEL, factors=spots("A"), lineage=MADE, decay=decay)
