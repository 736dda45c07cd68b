"""Volatility scaling: no effect where volatility is constant, and no knowledge of the future."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError, InputError
from seawall.scenarios import historical_scenarios, volatility_scaled_scenarios
from tests.scenarios.panels import MADE, garch_returns, panel_of, spots
from tests.tolerances import SCALED

START = 75
"""Sessions after which 0.94 to that power is below 1 %: 0.94**74 is 1.03 %, 0.94**75 is 0.97 %."""

SIGNS = np.where(np.random.default_rng(5).random((200, 2)) < 0.5, -1.0, 1.0)


@pytest.mark.parametrize("horizon", [1, 5])
def test_where_volatility_is_constant_it_is_plain_historical_simulation(horizon: int) -> None:
    """Moves of one size and random sign have the same EWMA volatility on every date."""
    panel = panel_of(SIGNS * [0.01, 0.03])
    scaled = volatility_scaled_scenarios(panel, factors=spots("A", "B"), lineage=MADE, horizon_sessions=horizon)
    plain = historical_scenarios(panel, factors=spots("A", "B"), lineage=MADE, horizon_sessions=horizon)
    np.testing.assert_allclose(scaled.shocks, plain.shocks[START:], rtol=SCALED, atol=SCALED)
    assert tuple(scaled.labels) == tuple(plain.labels)[START:]


def test_moves_are_scaled_by_the_forecast_over_the_volatility_of_their_date() -> None:
    """The recursion written out with plain floats, on log returns."""
    logs, _ = garch_returns(150, seed=8, omega=1e-5, alpha=0.1, beta=0.8)
    variance = sum(float(each) ** 2 for each in logs[:START]) / START
    path = []
    for each in logs:
        path.append(variance)
        variance = 0.94 * variance + 0.06 * float(each) ** 2
    expected = [np.expm1(logs[s] * np.sqrt(variance / path[s])) for s in range(START, 150)]
    scaled = volatility_scaled_scenarios(panel_of(logs), factors=spots("A"), lineage=MADE)
    np.testing.assert_allclose(scaled.shocks[:, 0], expected, rtol=SCALED)


def test_the_scale_of_a_date_knows_nothing_of_later_dates() -> None:
    """Later returns change the forecast, by one common factor; the ratios between earlier dates stay."""
    logs, _ = garch_returns(300, seed=9, omega=1e-5, alpha=0.1, beta=0.8)
    changed = logs.copy()
    changed[200:] *= -4.0
    before, after = (
        np.log1p(volatility_scaled_scenarios(panel_of(each), factors=spots("A"), lineage=MADE).shocks[: 200 - START, 0])
        for each in (logs, changed)
    )
    ratio = after / before
    np.testing.assert_allclose(ratio, ratio[0], rtol=SCALED)
    assert ratio[0] > 1.5, "the louder end must raise the forecast, or this test shows nothing"


@given(st.floats(0.1, 50.0))
def test_no_scale_takes_a_price_below_zero(loudness: float) -> None:
    """A crash of 30 % on a quiet date, scaled up by a loud end, is scaled past -100 % as a simple return."""
    logs = np.where(np.arange(150) % 2, 0.01, -0.01)
    logs[80] = np.log(0.7)
    logs[140:] *= loudness
    scaled = volatility_scaled_scenarios(panel_of(logs), factors=spots("A"), lineage=MADE)
    assert scaled.shocks.min() > -1.0, loudness


def test_the_order_of_the_factors_changes_nothing() -> None:
    panel = panel_of(SIGNS * np.random.default_rng(1).random((200, 2)))
    one = volatility_scaled_scenarios(panel, factors=spots("A", "B"), lineage=MADE)
    other = volatility_scaled_scenarios(panel, factors=spots("B", "A"), lineage=MADE)
    np.testing.assert_array_equal(one.shocks, other.shocks[:, ::-1])


def test_a_window_without_room_for_the_start_is_refused() -> None:
    with pytest.raises(DataError, match=r"needs at least 105 sessions of A, found 104 \(2020-01-01 to 2020-04-14\)"):
        volatility_scaled_scenarios(panel_of(SIGNS[:104, 0]), factors=spots("A"), lineage=MADE)
    assert len(volatility_scaled_scenarios(panel_of(SIGNS[:105, 0]), factors=spots("A"), lineage=MADE)) == 30


def test_a_price_that_never_moved_before_the_first_scenario_is_named() -> None:
    logs = SIGNS * 0.01
    logs[:START, 1] = 0.0
    with pytest.raises(DataError, match=r"B has no volatility to scale by: .* from 2020-01-01 to 2020-03-16"):
        volatility_scaled_scenarios(panel_of(logs), factors=spots("A", "B"), lineage=MADE)


def test_a_decay_in_percent_is_refused() -> None:
    with pytest.raises(InputError, match="'decay'"):
        volatility_scaled_scenarios(panel_of(SIGNS), factors=spots("A"), lineage=MADE, decay=94.0)


def test_lineage_says_how_it_was_scaled() -> None:
    scaled = volatility_scaled_scenarios(panel_of(SIGNS * 0.01), factors=spots("A"), lineage=MADE, horizon_sessions=10)
    assert scaled.lineage.method == (
        "volatility-scaled historical simulation, log returns times forecast over past EWMA volatility, "
        "decay 0.94 started on 75 sessions, overlapping sums over 10 sessions"
    )
    assert str(scaled.lineage.window) == "2020-01-01 to 2020-07-19"
    assert scaled.lineage.seed is None
    assert scaled.design.overlap_sessions == 10 == scaled.horizon_sessions
