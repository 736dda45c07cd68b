"""What all scenario models share: the symbols of a book, each once, as log returns."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import Lineage
from seawall.errors import InputError
from seawall.market import FactorKind, RiskFactor
from seawall.scenarios import (
    ScenarioSet,
    age_weighted_scenarios,
    book_filtered_scenarios,
    factor_filtered_scenarios,
    historical_scenarios,
    parametric_scenarios,
    volatility_scaled_scenarios,
)
from tests.scenarios.panels import MADE, garch_returns, panel_of

LOGS = np.column_stack([garch_returns(300, seed=seed, omega=4e-6, alpha=0.08, beta=0.88)[0] for seed in (1, 2)])
PANEL = panel_of(LOGS)
MODELS = {
    "historical": historical_scenarios,
    "age-weighted": age_weighted_scenarios,
    "volatility-scaled": volatility_scaled_scenarios,
    "book filter": book_filtered_scenarios,
    "factor filter": factor_filtered_scenarios,
    "parametric": parametric_scenarios,
}
CASH_ONLY = [RiskFactor(FactorKind.RATE, "USD"), RiskFactor(FactorKind.CURRENCY, "AED")]


def _make(model: str, factors: list[RiskFactor], *, lineage: Lineage = MADE, horizon: int = 1) -> ScenarioSet:
    options = {"filter_series": LOGS[:, 0]} if model == "book filter" else {}
    return MODELS[model](PANEL, factors=factors, lineage=lineage, horizon_sessions=horizon, **options)  # type: ignore[operator, no-any-return]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("horizon", [1, 5])
def test_every_model_takes_the_same_door(model: str, horizon: int) -> None:
    """Two factors of one symbol move alike, one without is held, and the set says over what and from when."""
    twins = [
        RiskFactor(FactorKind.SPOT, "WRAPPED", "B"),
        RiskFactor(FactorKind.RATE, "USD"),
        RiskFactor(FactorKind.SPOT, "B", "B"),
        RiskFactor(FactorKind.SPOT, "A", "A"),
    ]
    scenarios = _make(model, twins, horizon=horizon)
    np.testing.assert_array_equal(scenarios.shocks[:, 0], scenarios.shocks[:, 2])
    assert not np.array_equal(scenarios.shocks[:, 0], scenarios.shocks[:, 3])
    assert not scenarios.shocks[:, 1].any()
    assert scenarios.held_constant == ("rate:USD",)
    assert scenarios.horizon_sessions == horizon
    assert str(scenarios.lineage.window) == "2020-01-01 to 2020-10-27"
    assert (scenarios.lineage.source, scenarios.lineage.data_hash) == (MADE.source, MADE.data_hash)
    assert scenarios.shocks.min() > -1.0


@pytest.mark.parametrize("model", MODELS)
def test_a_book_without_any_history_does_not_move(model: str) -> None:
    scenarios = _make(model, CASH_ONLY)
    assert len(scenarios) > 0
    assert not scenarios.shocks.any()
    assert scenarios.held_constant == ("rate:USD", "currency:AED")


@pytest.mark.parametrize("model", MODELS)
def test_where_nothing_is_drawn_the_seed_of_made_prices_stays(model: str) -> None:
    simulated = Lineage("closes", "made", "0", seed=42, simulated=True)
    scenarios = _make(model, [RiskFactor(FactorKind.SPOT, "A", "A")], lineage=simulated)
    assert scenarios.lineage.seed == (0 if model == "parametric" else 42)
    assert scenarios.lineage.simulated


@pytest.mark.parametrize("model", [each for each in MODELS if each not in {"historical", "age-weighted"}])
def test_a_horizon_below_one_and_a_symbol_that_is_not_there_are_refused(model: str) -> None:
    with pytest.raises(InputError, match="'horizon_sessions' must be at least 1, was 0"):
        _make(model, [RiskFactor(FactorKind.SPOT, "A", "A")], horizon=0)
    with pytest.raises(InputError, match="'symbol' must be one of A, B, was 'Z'"):
        _make(model, [RiskFactor(FactorKind.SPOT, "Z", "Z")])
