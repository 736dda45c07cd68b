"""The quadratic change of measure: its algebra, closed forms of chi-squared losses, and no bias over many seeds."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.special import chdtrc, chdtri, ndtr

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.measures import expected_shortfall, value_at_risk
from seawall.scenarios import (
    GeometricBrownianMotion,
    QuadraticLoss,
    Sampling,
    ScenarioSet,
    brownian_scenarios,
    quadratic_loss,
    standard_normals,
    twisted_scenarios,
)
from tests.scenarios.simulated import MADE, brownian, errors_over_seeds, log_moves, spots
from tests.tolerances import EXACT, FINITE_DIFFERENCE, SADDLEPOINT, SAMPLING_STANDARD_ERRORS

COUNT = 5
MODEL = brownian(COUNT, drift=0.0005)
STRADDLES = -np.diag([200.0, 100.0, 150.0, 80.0, 120.0])
WAYS = [(Sampling.PSEUDO_RANDOM, 4), (Sampling.STRATIFIED, 4), (Sampling.SOBOL, 4)]


def uncorrelated(count: int) -> GeometricBrownianMotion:
    return GeometricBrownianMotion(spots(count), np.zeros(count), 1e-4 * np.eye(count), MADE)


def random_quadratic(seed: int) -> tuple[FloatArray, FloatArray]:
    draw = np.random.default_rng(seed)
    gamma = draw.standard_normal((COUNT, COUNT)) * 100
    return draw.standard_normal(COUNT), gamma + gamma.T


def figures(losses: FloatArray, scenarios: ScenarioSet) -> FloatArray:
    weights = scenarios.design.weights
    return np.array(
        [
            value_at_risk(losses, confidence=0.99, weights=weights),
            expected_shortfall(losses, confidence=0.99, weights=weights),
        ]
    )


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sessions", [1, 10])
def test_the_loss_in_independent_coordinates_is_the_loss_of_the_moves(seed: int, sessions: int) -> None:
    gradient, gamma = random_quadratic(seed)
    loss = quadratic_loss(MODEL, gradient=gradient, gamma=gamma, horizon_sessions=sessions)
    normals = standard_normals(50, COUNT, seed=seed)
    moves = sessions * MODEL.drift + normals @ loss.loadings.T
    direct = -(moves @ gradient) - 0.5 * np.einsum("si,ij,sj->s", moves, gamma, moves)
    assert loss.losses(normals) == pytest.approx(direct, rel=1e-9, abs=EXACT)
    assert loss.loadings @ loss.loadings.T == pytest.approx(sessions * MODEL.covariance, rel=1e-9, abs=1e-15)
    spread = loss.linear**2 + 2 * loss.curvature**2
    assert (np.diff(spread) <= 0).all(), "what matters most stands first"
    assert (loss.linear >= 0).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_log_moment_and_its_derivatives(seed: int) -> None:
    gradient, gamma = random_quadratic(seed)
    loss = quadratic_loss(MODEL, gradient=gradient, gamma=gamma)
    scale = 1.0 / math.sqrt(loss.log_moment(0.0)[2])
    assert loss.log_moment(0.0)[0] == 0.0
    assert loss.log_moment(0.0)[1] == pytest.approx(loss.mean, rel=EXACT)
    twist, step = 0.2 * scale, 1e-4 * scale
    below, at, above = (loss.log_moment(twist + k * step) for k in (-1, 0, 1))
    assert (above[0] - below[0]) / (2 * step) == pytest.approx(at[1], rel=FINITE_DIFFERENCE)
    assert (above[1] - below[1]) / (2 * step) == pytest.approx(at[2], rel=FINITE_DIFFERENCE)
    losses = loss.losses(standard_normals(200_000, COUNT, seed=seed))
    exponentials = np.exp(twist * losses)
    error = exponentials.std() / math.sqrt(len(losses)) / exponentials.mean()
    assert abs(math.log(exponentials.mean()) - at[0]) < SAMPLING_STANDARD_ERRORS * error


@pytest.mark.parametrize("degrees", [1, 3, 20])
@pytest.mark.parametrize("confidence", [0.9, 0.99, 0.999])
def test_the_saddlepoint_meets_the_chi_squared_law(degrees: int, confidence: float) -> None:
    loss = QuadraticLoss(0.0, np.zeros(degrees), np.ones(degrees), np.eye(degrees))
    twist = loss.twist_at(confidence=confidence)
    quantile = loss.log_moment(twist)[1]
    allowed = SADDLEPOINT * (5 if degrees == 1 else 1)  # one square alone is the hardest case of the formula
    assert chdtrc(degrees, quantile) == pytest.approx(1 - confidence, rel=allowed), (degrees, confidence)


def test_the_saddlepoint_is_exact_for_a_linear_loss() -> None:
    loss = QuadraticLoss(7.0, np.array([3.0, 4.0]), np.zeros(2), np.eye(2))
    twist = loss.twist_at(confidence=0.99)
    assert loss.log_moment(twist)[1] == pytest.approx(7.0 + 5.0 * 2.3263478740408408, rel=1e-9)
    assert loss.tail_probability(twist) == pytest.approx(float(ndtr(-2.3263478740408408)), rel=1e-9)


def test_the_twist_of_a_stated_loss_expects_that_loss() -> None:
    loss = quadratic_loss(MODEL, gradient=np.ones(COUNT), gamma=STRADDLES)
    for multiple in (1.5, 5.0, 50.0):
        twist = loss.twist_at(loss=multiple * loss.mean)
        assert loss.log_moment(twist)[1] == pytest.approx(multiple * loss.mean, rel=1e-9)


@pytest.mark.parametrize(("sampling", "batches"), WAYS)
def test_a_chi_squared_book_is_met_without_bias(sampling: Sampling, batches: int) -> None:
    """Loss 0.5 gamma |x|**2 of k independent moves: VaR is a chi-squared quantile, ES follows from k + 2 degrees."""
    count, curvature = 4, 0.5 * 100.0 * 1e-4
    model = uncorrelated(count)
    quantile = float(chdtri(count, 0.01))
    true = curvature * np.array([quantile, count * float(chdtrc(count + 2, quantile)) / 0.01])

    def estimate(seed: int) -> FloatArray:
        scenarios = twisted_scenarios(
            model,
            gradient=np.zeros(count),
            gamma=-100.0 * np.eye(count),
            n_scenarios=4096,
            seed=seed,
            batches=batches,
            sampling=sampling,
        )
        return figures(50.0 * np.square(log_moves(scenarios)).sum(axis=1), scenarios)

    missed = errors_over_seeds(estimate, true, 60)
    assert (np.abs(missed) < SAMPLING_STANDARD_ERRORS).all(), (sampling, missed)
    spread = np.std([estimate(seed) / true for seed in range(20)], axis=0)
    assert (spread < [0.012, 0.010]).all(), (sampling, spread)


@pytest.mark.parametrize(("sampling", "batches"), WAYS)
def test_a_book_with_a_direction_is_met_without_bias(sampling: Sampling, batches: int) -> None:
    """Without curvature the loss is normal: 2.326348 and 2.665214 standard deviations at 99 %."""
    gradient = np.array([3.0, -4.0, 0.0])
    true = 5.0 * 0.01 * np.array([2.3263478740408408, 2.6652142203458076])

    def estimate(seed: int) -> FloatArray:
        scenarios = twisted_scenarios(
            uncorrelated(3),
            gradient=gradient,
            gamma=np.zeros((3, 3)),
            n_scenarios=4096,
            seed=seed,
            batches=batches,
            sampling=sampling,
        )
        return figures(-(log_moves(scenarios) @ gradient), scenarios)

    missed = errors_over_seeds(estimate, true, 40)
    assert (np.abs(missed) < SAMPLING_STANDARD_ERRORS).all(), (sampling, missed)


def straddle_losses(scenarios: ScenarioSet) -> FloatArray:
    """Short straddles by their payoff a little smoothed: to second order only roughly the quadratic that is twisted."""
    moves = log_moves(scenarios)
    sizes = -np.diagonal(STRADDLES)
    return np.asarray((np.sqrt(0.02**2 + moves**2) - 0.02) @ (0.02 * sizes))


@cache
def plain_figures(runs: int) -> FloatArray:
    """VaR and ES of plain samples, shape (runs, 2)."""
    samples = (
        brownian_scenarios(MODEL, n_scenarios=100_000, seed=1000 + run, horizon_sessions=5) for run in range(runs)
    )
    return np.array([figures(straddle_losses(scenarios), scenarios) for scenarios in samples])


@pytest.mark.slow
@pytest.mark.parametrize(("sampling", "batches"), WAYS)
def test_a_delta_neutral_book_agrees_with_a_large_plain_sample(
    sampling: Sampling, batches: int, slow_share: int
) -> None:
    plain = plain_figures(200 // slow_share)
    found = []
    for seed in range(400 // slow_share):
        scenarios = twisted_scenarios(
            MODEL,
            gradient=np.zeros(COUNT),
            gamma=STRADDLES,
            n_scenarios=4096,
            horizon_sessions=5,
            seed=seed,
            batches=batches,
            sampling=sampling,
        )
        found.append(figures(straddle_losses(scenarios), scenarios))
    error = np.sqrt(plain.var(axis=0, ddof=1) / len(plain) + np.var(found, axis=0, ddof=1) / len(found))
    missed = (np.mean(found, axis=0) - plain.mean(axis=0)) / error
    assert (np.abs(missed) < SAMPLING_STANDARD_ERRORS).all(), missed


def test_the_error_is_far_below_that_of_plain_draws() -> None:
    plain, moved = [], []
    for seed in range(30):
        scenarios = brownian_scenarios(MODEL, n_scenarios=4096, seed=seed)
        plain.append(figures(straddle_losses(scenarios), scenarios))
        scenarios = twisted_scenarios(
            MODEL,
            gradient=np.zeros(COUNT),
            gamma=STRADDLES,
            n_scenarios=4096,
            seed=seed,
            batches=4,
            sampling=Sampling.PSEUDO_RANDOM,
        )
        moved.append(figures(straddle_losses(scenarios), scenarios))
    gain = np.var(plain, axis=0) / np.var(moved, axis=0)
    assert (gain > [3.0, 6.0]).all(), gain


def test_a_book_whose_loss_is_bounded_is_sampled_too() -> None:
    """Long straddles lose most where nothing moves: the twist narrows the law."""
    model, count = uncorrelated(2), 2
    scenarios = twisted_scenarios(
        model, gradient=np.zeros(count), gamma=100.0 * np.eye(count), n_scenarios=8192, seed=1, batches=4
    )
    losses = -50.0 * np.square(log_moves(scenarios)).sum(axis=1)
    # |x|**2 is 1e-4 times chi-squared with 2 degrees: the 1 % quantile is -2 log 0.99
    true = -50.0 * 1e-4 * -2.0 * math.log(0.99)
    assert value_at_risk(losses, confidence=0.99, weights=scenarios.design.weights) == pytest.approx(true, rel=0.05)
    assert np.mean(losses > true) > 0.2


def test_what_the_design_and_the_method_say() -> None:
    scenarios = twisted_scenarios(
        MODEL, gradient=np.zeros(COUNT), gamma=STRADDLES, n_scenarios=1024, seed=5, loss_threshold=1.0
    )
    weights = scenarios.design.weights
    assert weights is not None
    assert weights.sum() == pytest.approx(1.0, rel=EXACT)
    assert "twisted towards a loss of 1 to second order" in scenarios.lineage.method
    assert f"effective size {1 / np.square(weights).sum():,.0f}" in scenarios.lineage.method
    assert scenarios.design.batches == 8


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"gamma": np.zeros((COUNT, COUNT))}, InputError, "nothing moves the book"),
        ({"gamma": np.triu(np.ones((COUNT, COUNT)))}, InputError, "symmetric"),
        ({"gamma": np.ones(COUNT)}, InputError, "shape"),
        ({"loss_threshold": 0.0}, InputError, "'loss_threshold' must be above the expected loss"),
        ({"gamma": -STRADDLES, "loss_threshold": 1.0}, NumericalError, "cannot lose 1.0 to second order"),
        ({"confidence": 99.0}, InputError, "percent given"),
        ({"plain_share": 0.0}, InputError, "'plain_share' must be above 0 and below 1"),
        ({"sampling": Sampling.ANTITHETIC}, InputError, "must not be antithetic"),
    ],
)
def test_a_twist_that_is_none_is_refused(change: dict[str, Any], error: type[Exception], message: str) -> None:
    arguments: dict[str, Any] = {"gradient": np.zeros(COUNT), "gamma": STRADDLES, "n_scenarios": 1024, "seed": 1}
    with pytest.raises(error, match=message) as caught:
        twisted_scenarios(MODEL, **arguments | change)
    assert "\n" not in str(caught.value)
