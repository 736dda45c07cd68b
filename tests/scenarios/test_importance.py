"""The importance shift: closed forms, no bias over many seeds, and far less error than plain draws."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import expected_shortfall, value_at_risk
from seawall.scenarios import Sampling, ScenarioSet, brownian_scenarios, shifted_scenarios
from tests.scenarios.simulated import brownian, errors_over_seeds, log_moves
from tests.tolerances import SAMPLING_STANDARD_ERRORS

MODEL = brownian(5, drift=0.0005)
WEIGHTS = np.array([1.0, 2.0, -0.5, 1.5, 1.0])
VAR, ES = 2.3263478740408408, 2.6652142203458076
WAYS = [(Sampling.PSEUDO_RANDOM, 4), (Sampling.STRATIFIED, 4), (Sampling.SOBOL, 4)]


def linear_losses(scenarios: ScenarioSet) -> FloatArray:
    return np.asarray(-log_moves(scenarios) @ WEIGHTS)


def normal_figures(sessions: int) -> FloatArray:
    """VaR and ES of the linear book, exactly."""
    deviation = math.sqrt(sessions * float(WEIGHTS @ MODEL.covariance @ WEIGHTS))
    return np.asarray(np.array([VAR, ES]) * deviation - sessions * 0.0005 * WEIGHTS.sum())


def figures(losses: FloatArray, scenarios: ScenarioSet) -> FloatArray:
    weights = scenarios.design.weights
    return np.array(
        [
            value_at_risk(losses, confidence=0.99, weights=weights),
            expected_shortfall(losses, confidence=0.99, weights=weights),
        ]
    )


def shifted(seed: int, sampling: Sampling = Sampling.STRATIFIED, batches: int = 4, **more: Any) -> ScenarioSet:
    size: dict[str, Any] = {"n_scenarios": 4096, "horizon_sessions": 5} | more
    return shifted_scenarios(MODEL, gradient=WEIGHTS, seed=seed, sampling=sampling, batches=batches, **size)


@pytest.mark.parametrize(("sampling", "batches"), WAYS)
def test_a_linear_book_is_met_without_bias(sampling: Sampling, batches: int) -> None:
    """Order statistics have a bias of order 1 / n; it is far below the errors of independent draws."""
    true = normal_figures(5)

    def estimate(seed: int) -> FloatArray:
        scenarios = shifted(seed, sampling, batches)
        return figures(linear_losses(scenarios), scenarios)

    if sampling is Sampling.PSEUDO_RANDOM:
        missed = errors_over_seeds(estimate, true, 60)
        assert (np.abs(missed) < SAMPLING_STANDARD_ERRORS).all(), missed
    found = np.array([estimate(seed) for seed in range(10)])
    allowed = 0.03 if sampling is Sampling.PSEUDO_RANDOM else 0.003
    assert np.abs(found / true - 1.0).max() < allowed, found / true - 1.0


@pytest.mark.parametrize(("sampling", "batches"), WAYS)
def test_tail_probabilities_are_unbiased(sampling: Sampling, batches: int) -> None:
    """The plain mean of the likelihood ratios beyond a level is its probability, at any level."""
    var, _ = normal_figures(5)

    def estimate(seed: int) -> FloatArray:
        scenarios = shifted(seed, sampling, batches, n_scenarios=1024)
        weights = scenarios.design.weights
        assert weights is not None
        return np.array([weights[linear_losses(scenarios) > var].sum()])

    missed = errors_over_seeds(estimate, np.array([0.01]), 200)
    assert (np.abs(missed) < SAMPLING_STANDARD_ERRORS).all(), missed


def concave_losses(scenarios: ScenarioSet) -> FloatArray:
    """A book with direction and curvature: each price squared, and a floor under one of them."""
    prices = 1.0 + scenarios.shocks[:, :5]
    return np.asarray(
        (1.0 - prices) @ WEIGHTS + 20.0 * np.maximum(0.97 - prices[:, 0], 0.0) - 0.5 * np.square(prices[:, 1] - 1)
    )


@cache
def plain_figures(runs: int) -> FloatArray:
    """VaR and ES of plain samples, shape (runs, 2)."""
    samples = (
        brownian_scenarios(MODEL, n_scenarios=100_000, seed=1000 + run, horizon_sessions=5) for run in range(runs)
    )
    return np.array([figures(concave_losses(scenarios), scenarios) for scenarios in samples])


@pytest.mark.slow
@pytest.mark.parametrize(("sampling", "batches"), WAYS)
def test_a_curved_book_agrees_with_a_large_plain_sample(sampling: Sampling, batches: int, slow_share: int) -> None:
    plain = plain_figures(200 // slow_share)
    found = []
    for seed in range(400 // slow_share):
        scenarios = shifted(seed, sampling, batches)
        found.append(figures(concave_losses(scenarios), scenarios))
    error = np.sqrt(plain.var(axis=0, ddof=1) / len(plain) + np.var(found, axis=0, ddof=1) / len(found))
    missed = (np.mean(found, axis=0) - plain.mean(axis=0)) / error
    assert (np.abs(missed) < SAMPLING_STANDARD_ERRORS).all(), missed


def test_the_error_is_far_below_that_of_plain_draws() -> None:
    plain, moved = [], []
    for seed in range(30):
        scenarios = brownian_scenarios(MODEL, n_scenarios=4096, seed=seed, horizon_sessions=5)
        plain.append(figures(concave_losses(scenarios), scenarios))
        scenarios = shifted(seed, Sampling.PSEUDO_RANDOM, 4)
        moved.append(figures(concave_losses(scenarios), scenarios))
    gain = np.var(plain, axis=0) / np.var(moved, axis=0)
    assert (gain > [3.0, 8.0]).all(), gain


def test_what_the_design_and_the_method_say() -> None:
    scenarios = shifted(1, Sampling.SOBOL, 4, plain_share=0.25)
    weights = scenarios.design.weights
    assert weights is not None
    assert weights.reshape(4, -1).sum(axis=1) == pytest.approx([0.25] * 4, rel=1e-12)
    size = 1.0 / np.square(weights).sum()
    assert f"effective size {size:,.0f}" in scenarios.lineage.method
    assert "shifted by 2.33 standard deviations" in scenarios.lineage.method
    assert "0.25 of them plain" in scenarios.lineage.method
    assert scenarios.lineage.seed == 1
    assert size < 4096 / 2


def test_the_tail_is_where_most_draws_are() -> None:
    scenarios = shifted(1)
    share = float(np.mean(linear_losses(scenarios) > normal_figures(5)[0]))
    assert share == pytest.approx(0.875 * 0.5 + 0.125 * 0.01, abs=0.002)


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second = shifted(3), shifted(3)
    assert first.shocks.tobytes() == second.shocks.tobytes()
    assert first.design.weights is not None
    assert second.design.weights is not None
    assert first.design.weights.tobytes() == second.design.weights.tobytes()


def test_the_length_of_the_gradient_does_not_matter() -> None:
    first = shifted_scenarios(MODEL, gradient=WEIGHTS, seed=3, n_scenarios=512, batches=2)
    second = shifted_scenarios(MODEL, gradient=1024.0 * WEIGHTS, seed=3, n_scenarios=512, batches=2)
    assert first.shocks == pytest.approx(second.shocks, abs=1e-14)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gradient": np.zeros(5)}, "needs twisted_scenarios"),
        ({"gradient": np.ones(4)}, "shape"),
        ({"gradient": np.full(5, np.nan)}, "finite"),
        ({"shift": -1.0}, "'shift' must be finite and above 0"),
        ({"confidence": 99.0}, "percent given"),
        ({"confidence": 0.5}, "'shift' must be finite and above 0"),
        ({"plain_share": 1.0}, "'plain_share' must be above 0 and below 1"),
        ({"plain_share": 0.01}, "fewer than 8 plain draws"),
        ({"sampling": Sampling.ANTITHETIC}, "must not be antithetic"),
        ({"batches": 3}, "multiple of 'batches'"),
        ({"horizon_sessions": 0}, "horizon_sessions"),
    ],
)
def test_a_shift_that_is_none_is_refused(change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"gradient": WEIGHTS, "n_scenarios": 1024, "seed": 1} | change
    with pytest.raises(InputError, match=message) as caught:
        shifted_scenarios(MODEL, **arguments)
    assert "\n" not in str(caught.value)
