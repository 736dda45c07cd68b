"""Merton's jump-diffusion against the closed forms of its cumulants, and against the diffusion without jumps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import DataError, InputError, NumericalError
from seawall.scenarios import (
    CommonJumps,
    JumpDiffusion,
    OwnJumps,
    Sampling,
    brownian_scenarios,
    fit_jump_diffusion,
    jump_diffusion_scenarios,
)
from tests.scenarios.simulated import HELD, MADE, brownian, log_moves, panel, spots
from tests.tolerances import EXACT, SAMPLING_STANDARD_ERRORS

COMMON = CommonJumps(20.0, np.array([-0.03, -0.05, 0.01]), np.array([0.02, 0.03, 0.04]), 0.5)
OWN = OwnJumps(np.array([50.0, 10.0, 0.0]), np.array([0.01, -0.04, 0.5]), np.array([0.02, 0.05, 0.1]))
BOTH = JumpDiffusion(brownian(3, drift=0.0003), 252.0, COMMON, OWN)


def sample_cumulants(moves: FloatArray) -> FloatArray:
    """First four cumulants of each column, shape (4, k)."""
    centred = moves - moves.mean(axis=0)
    second, third, fourth = (np.mean(centred**power, axis=0) for power in (2, 3, 4))
    return np.array([moves.mean(axis=0), second, third, fourth - 3 * second**2])


def test_cumulants_of_one_factor_by_hand() -> None:
    """Factor 1 over 2 sessions: a common and an own jump, each with its rate per session."""
    variance = BOTH.diffusion.covariance[1, 1]
    kinds = [(20 / 252, -0.05, 0.03), (10 / 252, -0.04, 0.05)]
    expected = [
        2 * (0.0003 + sum(rate * m for rate, m, _ in kinds)),
        2 * (variance + sum(rate * (m**2 + d**2) for rate, m, d in kinds)),
        2 * sum(rate * m * (m**2 + 3 * d**2) for rate, m, d in kinds),
        2 * sum(rate * (m**4 + 6 * m**2 * d**2 + 3 * d**4) for rate, m, d in kinds),
    ]
    assert BOTH.log_cumulants(2)[:, 1] == pytest.approx(expected, rel=EXACT)
    assert np.diagonal(BOTH.log_covariance(2)) == pytest.approx(BOTH.log_cumulants(2)[1], rel=EXACT)
    across = BOTH.diffusion.covariance[0, 1] + 20 / 252 * (0.5 * 0.02 * 0.03 + 0.03 * 0.05)
    assert BOTH.log_covariance()[0, 1] == pytest.approx(across, rel=EXACT)


@pytest.mark.parametrize("sampling", list(Sampling))
def test_draws_have_the_cumulants_and_the_covariance(sampling: Sampling) -> None:
    batches, size, sessions = 32, 2**13, 5
    scenarios = jump_diffusion_scenarios(
        BOTH, n_scenarios=batches * size, seed=11, horizon_sessions=sessions, batches=batches, sampling=sampling
    )
    parts = log_moves(scenarios).reshape(batches, size, 3)
    for found, true in (
        (np.array([sample_cumulants(part) for part in parts]), BOTH.log_cumulants(sessions)),
        (np.array([np.cov(part.T) for part in parts]), BOTH.log_covariance(sessions)),
    ):
        error = found.std(axis=0, ddof=1) / np.sqrt(batches)
        missed = (found.mean(axis=0) - true) / error
        # 12 and 9 figures are looked at at once: one in ten such sets would leave 3 standard errors by chance alone
        assert np.abs(missed).max() < SAMPLING_STANDARD_ERRORS + 1, (sampling, missed)
        assert (error < np.abs(true) + 1e-9).all(), "errors are small enough for the test to fail"


def test_jumps_that_never_come_leave_the_diffusion() -> None:
    never = OwnJumps(np.zeros(3), np.full(3, 0.5), np.full(3, 0.5))
    model = JumpDiffusion(BOTH.diffusion, 252.0, own=never)
    jumps = jump_diffusion_scenarios(model, n_scenarios=500, seed=3)
    assert jumps.shocks.tobytes() == brownian_scenarios(BOTH.diffusion, n_scenarios=500, seed=3).shocks.tobytes()


def test_a_common_jump_strikes_all_at_once() -> None:
    quiet = brownian(3, scale=1e-5)
    model = JumpDiffusion(quiet, 252.0, CommonJumps(25.2, np.full(3, -0.2), np.zeros(3), 0.0))
    struck = log_moves(jump_diffusion_scenarios(model, n_scenarios=20_000, seed=3)) < -0.1
    assert (struck.all(axis=1) == struck.any(axis=1)).all()
    assert struck[:, 0].mean() == pytest.approx(1 - np.exp(-0.1), abs=4 * np.sqrt(0.1 / 20_000))


def jumping_sample() -> FloatArray:
    """Log returns of two factors whose jumps are planted."""
    model = JumpDiffusion(
        brownian(2, scale=0.008), 252.0, own=OwnJumps(np.full(2, 30.0), np.array([-0.02, 0.01]), np.full(2, 0.03))
    )
    return log_moves(jump_diffusion_scenarios(model, n_scenarios=4000, seed=2))


def test_the_fit_has_the_moments_of_the_sample() -> None:
    sample = jumping_sample()
    fitted = fit_jump_diffusion(panel(sample), factors=(*spots(2), HELD), lineage=MADE, intensity_annual=20.0)
    cumulants = sample_cumulants(sample)
    assert fitted.log_cumulants()[1] == pytest.approx(np.var(sample, axis=0, ddof=1), rel=1e-9)
    assert fitted.log_cumulants()[2:] == pytest.approx(cumulants[2:], rel=1e-9)
    assert fitted.log_covariance() == pytest.approx(np.cov(sample.T), rel=1e-9)
    assert fitted.diffusion.held_constant == (HELD,)
    assert "jump-diffusion with 20 jumps a year" in fitted.diffusion.lineage.method


def test_prices_are_expected_to_grow_as_stated() -> None:
    r"""E exp(X) = exp(m + s^2 / 2 + rate (E exp(J) - 1)), the exponent of Merton's law."""
    for growth in (0.0, 0.3):
        fitted = fit_jump_diffusion(
            panel(jumping_sample()),
            factors=spots(2),
            lineage=MADE,
            intensity_annual=20.0,
            annual_growth=np.full(2, growth),
        )
        jumps, diffusion = fitted.own, fitted.diffusion
        assert jumps is not None
        expected_jump = np.exp(jumps.mean + 0.5 * jumps.deviation**2) - 1
        exponent = diffusion.drift + 0.5 * np.diagonal(diffusion.covariance) + 20 / 252 * expected_jump
        assert exponent == pytest.approx(np.full(2, growth / 252), abs=1e-14)


def test_a_symmetric_sample_has_jumps_without_mean() -> None:
    half = np.random.default_rng(1).standard_t(3, 500) * 0.01
    fitted = fit_jump_diffusion(
        panel(np.concatenate([half, -half])[:, None]), factors=spots(1), lineage=MADE, intensity_annual=10.0
    )
    assert fitted.own is not None
    assert abs(float(fitted.own.mean[0])) < 1e-3 * float(fitted.own.deviation[0])


@pytest.mark.parametrize(
    ("sample", "intensity", "error", "message"),
    [
        (np.random.default_rng(1).uniform(-0.01, 0.01, (200, 1)), 5.0, NumericalError, "too small for jumps"),
        (np.random.default_rng(1).standard_t(5, (2000, 1)) * 0.01, 5000.0, NumericalError, "lower intensity"),
        (np.random.default_rng(1).standard_t(5, (20, 1)) * 0.01, 5.0, DataError, "at least 30"),
        (np.random.default_rng(1).standard_t(5, (200, 1)) * 0.01, 0.0, InputError, "intensity_annual"),
    ],
)
def test_a_sample_without_such_jumps_is_refused(
    sample: FloatArray, intensity: float, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as caught:
        fit_jump_diffusion(panel(sample), factors=spots(1), lineage=MADE, intensity_annual=intensity)
    assert "\n" not in str(caught.value)


GOOD: dict[str, Any] = {"intensity_annual": 1.0, "mean": np.zeros(3), "deviation": np.ones(3), "correlation": 0.5}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"intensity_annual": -1.0}, "'intensity_annual' must be finite and not below 0, was -1.0"),
        ({"intensity_annual": float("nan")}, "intensity_annual"),
        ({"deviation": np.array([0.1, -0.1, 0.1])}, "'deviation' must be finite and not below 0, was -0.1"),
        ({"correlation": 1.5}, "correlation"),
        ({"mean": np.array([np.inf, 0.0, 0.0])}, "mean"),
    ],
)
def test_jumps_that_are_none_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        CommonJumps(**GOOD | change)


def test_jumps_that_do_not_fit_the_factors_are_refused() -> None:
    with pytest.raises(InputError, match="shape"):
        JumpDiffusion(brownian(2), 252.0, COMMON)
    with pytest.raises(InputError, match=r"own\.intensity_annual"):
        JumpDiffusion(brownian(3), 252.0, own=OwnJumps(np.zeros(2), np.zeros(3), np.zeros(3)))
    with pytest.raises(InputError, match="without jumps the law is the diffusion"):
        JumpDiffusion(brownian(3), 252.0)
    with pytest.raises(InputError, match="sessions_per_year"):
        JumpDiffusion(brownian(3), 0.0, COMMON)
