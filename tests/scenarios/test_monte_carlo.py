"""Geometric Brownian motion against the closed forms of the normal and the lognormal law."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from seawall.errors import DataError, InputError, NumericalError
from seawall.market import FactorKind, RiskFactor
from seawall.measures import expected_shortfall, value_at_risk
from seawall.models import ledoit_wolf_covariance
from seawall.scenarios import GeometricBrownianMotion, Sampling, brownian_scenarios, fit_geometric_brownian_motion
from tests.scenarios.simulated import HELD, MADE, brownian, covariance, log_moves, panel, spots
from tests.tolerances import EXACT


def test_a_linear_book_has_the_var_and_es_of_the_normal_law() -> None:
    """VaR z s, ES phi(z) s / (1 - c), s the deviation over the horizon; Sobol points come within 0.1 %."""
    model, weights, sessions = brownian(6), np.array([1.0, -2.0, 0.5, 3.0, 1.0, -0.5]), 5
    scenarios = brownian_scenarios(
        model,
        n_scenarios=2**16,
        seed=3,
        horizon_sessions=sessions,
        batches=4,
        sampling=Sampling.SOBOL,
        gradient=weights,
    )
    losses = -log_moves(scenarios) @ weights
    deviation = np.sqrt(sessions * weights @ model.covariance @ weights)
    assert value_at_risk(losses, confidence=0.99) == pytest.approx(2.326348 * deviation, rel=1e-3)
    assert expected_shortfall(losses, confidence=0.99) == pytest.approx(2.665214 * deviation, rel=1e-3)


def test_along_the_gradient_the_first_coordinate_is_the_loss() -> None:
    """Stratified draws then hold the quantile of a linear book to within one slice."""
    model, weights = brownian(4), np.array([1.0, -2.0, 0.5, 3.0])
    scenarios = brownian_scenarios(
        model, n_scenarios=4000, seed=3, batches=2, sampling=Sampling.STRATIFIED, gradient=weights
    )
    losses = np.sort(-log_moves(scenarios)[:2000] @ weights)
    deviation = np.sqrt(weights @ model.covariance @ weights)
    levels = np.arange(2000) / 2000
    assert (losses[1:] >= deviation * ndtri(levels[1:]) - EXACT).all()
    assert (losses[:-1] <= deviation * ndtri(levels[1:]) + EXACT).all()


def test_moments_over_the_horizon() -> None:
    model, sessions, n = brownian(3, drift=0.001), 10, 2**17
    moves = log_moves(brownian_scenarios(model, n_scenarios=n, seed=5, horizon_sessions=sessions))
    true = sessions * model.covariance
    deviations = np.sqrt(np.diagonal(true))
    assert (np.abs(moves.mean(axis=0) - sessions * 0.001) < 4 * deviations / np.sqrt(n)).all()
    error = np.sqrt((np.outer(deviations, deviations) ** 2 + true**2) / n)
    assert (np.abs(np.cov(moves.T) - true) < 4 * error).all()


def test_without_a_stated_growth_prices_are_expected_to_stay() -> None:
    sample = np.random.default_rng(1).standard_normal((500, 2)) * [0.01, 0.03] + 0.002
    factors = (*spots(2), HELD)
    model = fit_geometric_brownian_motion(panel(sample), factors=factors, lineage=MADE)
    assert model.covariance == pytest.approx(np.cov(sample.T), rel=1e-9)
    assert model.drift + 0.5 * np.diagonal(model.covariance) == pytest.approx([0, 0], abs=EXACT)
    scenarios = brownian_scenarios(model, n_scenarios=2**14, seed=1, batches=2, sampling=Sampling.SOBOL)
    assert np.abs(scenarios.shocks.mean(axis=0)).max() < 1e-5
    grown = fit_geometric_brownian_motion(
        panel(sample), factors=factors, lineage=MADE, annual_growth=np.array([0.25, -0.1])
    )
    assert grown.drift - model.drift == pytest.approx([0.25 / 252, -0.1 / 252], rel=EXACT)


def test_held_factors_stand_still_and_are_listed_and_the_method_says_how() -> None:
    model = fit_geometric_brownian_motion(
        panel(np.random.default_rng(1).standard_normal((300, 2)) * 0.01),
        factors=(HELD, *spots(2)),
        lineage=MADE,
        covariance=ledoit_wolf_covariance,
    )
    scenarios = brownian_scenarios(model, n_scenarios=64, seed=9, batches=2, sampling=Sampling.STRATIFIED)
    assert scenarios.held_constant == (HELD.id,)
    assert not scenarios.column(HELD).any()
    assert scenarios.column(spots(2)[1]).any()
    assert scenarios.lineage.seed == 9
    assert "Ledoit-Wolf" in scenarios.lineage.method
    assert "64 stratified draws in 2 batches" in scenarios.lineage.method
    assert scenarios.lineage.window is not None
    assert scenarios.design.batches == 2
    assert scenarios.labels[0] == "draw 1"


def test_two_factors_of_one_symbol_move_together() -> None:
    twin = RiskFactor(FactorKind.SPOT, "B", "A0")
    sample = np.random.default_rng(1).standard_normal((300, 2)) * 0.01
    model = fit_geometric_brownian_motion(panel(sample), factors=(*spots(2), twin), lineage=MADE)
    scenarios = brownian_scenarios(model, n_scenarios=100, seed=1)
    assert scenarios.column(twin) == pytest.approx(scenarios.column(spots(2)[0]), abs=EXACT)


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads() -> None:
    model = brownian(30)

    def bytes_of(seed: int) -> bytes:
        return brownian_scenarios(model, n_scenarios=2048, seed=seed).shocks.tobytes()

    alone = [bytes_of(seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(bytes_of, range(4))) == alone
    assert len(set(alone)) == 4
    longer = brownian_scenarios(model, n_scenarios=4096, seed=0).shocks
    assert longer[:2048].tobytes() == alone[0], "a longer sample starts with the shorter"


BROKEN: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"covariance": np.array([[1.0, 2.0], [2.0, 1.0]])}, NumericalError, "not positive semidefinite"),
    ({"covariance": np.array([[1.0, 0.1], [0.2, 1.0]])}, InputError, "symmetric"),
    ({"covariance": np.diag([1.0, 0.0])}, InputError, "variance of spot:A1 must be above 0, was 0.0"),
    ({"covariance": np.eye(3)}, InputError, "shape"),
    ({"drift": np.array([0.0, np.nan])}, InputError, "finite"),
    ({"factors": ()}, InputError, "at least one factor"),
    ({"factors": (spots(1)[0], HELD)}, InputError, "moves by absolute shocks"),
    ({"held_constant": (spots(2)[0],)}, InputError, "must not repeat"),
]


@pytest.mark.parametrize(("change", "error", "message"), BROKEN)
def test_a_model_that_is_none_is_refused(change: dict[str, Any], error: type[Exception], message: str) -> None:
    parts: dict[str, Any] = {"factors": spots(2), "drift": np.zeros(2), "covariance": covariance(2), "lineage": MADE}
    with pytest.raises(error, match=message) as caught:
        GeometricBrownianMotion(**parts | change)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"horizon_sessions": 0}, "horizon_sessions"),
        ({"gradient": np.zeros(3)}, "must not be zero"),
        ({"gradient": np.ones(2)}, "shape"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_draw_that_is_none_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        brownian_scenarios(brownian(3), **{"n_scenarios": 10, "seed": 1} | change)


def test_a_history_that_cannot_be_fitted_is_refused() -> None:
    sample = np.random.default_rng(1).standard_normal((50, 2)) * 0.01
    with pytest.raises(DataError, match="A1 has zero variance"):
        fit_geometric_brownian_motion(panel(sample * [1.0, 0.0]), factors=spots(2), lineage=MADE)
    with pytest.raises(InputError, match="'symbol' must be one of"):
        fit_geometric_brownian_motion(panel(sample), factors=spots(3), lineage=MADE)
    with pytest.raises(InputError, match="at least one factor"):
        fit_geometric_brownian_motion(panel(sample), factors=(HELD,), lineage=MADE)
    overlapping = dataclasses.replace(panel(sample), horizon_sessions=5)
    with pytest.raises(InputError, match="over 5"):
        fit_geometric_brownian_motion(overlapping, factors=spots(2), lineage=MADE)
    with pytest.raises(InputError, match="annual_growth"):
        fit_geometric_brownian_motion(panel(sample), factors=spots(2), lineage=MADE, annual_growth=np.zeros(3))
