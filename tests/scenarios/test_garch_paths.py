"""GARCH paths: the term structure of variance, correlations, and the recursion written out once more."""

from __future__ import annotations

import math

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.models import GarchFit, GarchKind, ResidualLaw, fit_garch
from seawall.scenarios import (
    GarchFactors,
    Sampling,
    fit_garch_factors,
    garch_scenarios,
    standard_normals,
)
from tests.scenarios.simulated import HELD, MADE, log_moves, panel, spots
from tests.tolerances import SAMPLING_STANDARD_ERRORS

CORRELATION = np.array([[1.0, 0.6], [0.6, 1.0]])


def fit(
    *, omega: float = 2e-6, alpha: float = 0.08, gamma: float = 0.0, beta: float = 0.9, volatility: float = 0.03,
    degrees: float | None = None, mean: float = 0.0,
) -> GarchFit:  # fmt: skip
    """Parameters by hand; a sample there was none."""
    return GarchFit(
        kind=GarchKind.GJR if gamma else GarchKind.GARCH,
        law=ResidualLaw.NORMAL if degrees is None else ResidualLaw.STUDENT_T,
        mean=mean,
        omega=omega,
        alpha=alpha,
        gamma=gamma,
        beta=beta,
        degrees_of_freedom=degrees,
        volatility=np.full(1, volatility),
        next_volatility=volatility,
        residuals=np.zeros(1),
        log_likelihood=0.0,
        backcast_variance=volatility**2,
    )


def pair(**change: float) -> GarchFactors:
    fits = (fit(**change), fit(volatility=0.01, gamma=0.05, alpha=0.05, **change))
    return GarchFactors(spots(2), fits, CORRELATION, MADE, (HELD,))


@pytest.mark.parametrize("degrees", [None, 6.0])
@pytest.mark.parametrize("sessions", [1, 10])
def test_variance_follows_its_term_structure(sessions: int, degrees: float | None) -> None:
    """The variance of the sum is the sum of the expected variances; here from 3 % falling and from 1 % rising."""
    model = pair() if degrees is None else pair(degrees=degrees)
    batches, size = 32, 4096
    scenarios = garch_scenarios(model, n_scenarios=batches * size, seed=4, horizon_sessions=sessions, batches=batches)
    parts = log_moves(scenarios).reshape(batches, size, 2)
    true = np.array([each.variance_path(sessions).sum() for each in model.fits])
    found = np.square(parts).mean(axis=1)
    missed = (found.mean(axis=0) - true) / (found.std(axis=0, ddof=1) / math.sqrt(batches))
    assert (np.abs(missed) < SAMPLING_STANDARD_ERRORS).all(), (sessions, degrees, missed)
    flat = sessions * np.array([each.next_volatility**2 for each in model.fits])
    if sessions > 1:
        assert (np.abs(true / flat - 1) > 0.02).all(), "the root of time would be seen to be wrong"


def test_one_session_of_student_residuals_has_their_kurtosis_and_correlation() -> None:
    model = GarchFactors(spots(2), (fit(degrees=9.0), fit(degrees=9.0, volatility=0.01)), CORRELATION, MADE)
    moves = log_moves(garch_scenarios(model, n_scenarios=2**17, seed=5, batches=2, sampling=Sampling.SOBOL)) / [
        0.03,
        0.01,
    ]
    assert moves.std(axis=0) == pytest.approx([1, 1], rel=0.005)
    assert (moves**4).mean(axis=0) == pytest.approx([3 + 6 / (9 - 4)] * 2, rel=0.05)
    assert (moves[:, 0] * moves[:, 1]).mean() == pytest.approx(0.6, abs=0.01)
    normal = GarchFactors(spots(2), (fit(), fit(volatility=0.01)), CORRELATION, MADE)
    alone = log_moves(garch_scenarios(normal, n_scenarios=2**17, seed=5, batches=2, sampling=Sampling.SOBOL))
    together, apart = ((part < -3).all(axis=1).mean() for part in (moves, alone / [0.03, 0.01]))
    assert together > 3 * apart, "bad sessions are bad for both"


def test_the_recursion_written_out() -> None:
    model, sessions = pair(mean=0.001), 4
    scenarios = garch_scenarios(model, n_scenarios=20, seed=6, horizon_sessions=sessions)
    normals = standard_normals(20, 2 * sessions, seed=6).reshape(20, sessions, 2) @ model.loadings.T
    for row in range(20):
        for i, each in enumerate(model.fits):
            variance, total = each.next_volatility**2, 0.0
            for session in range(sessions):
                shock = math.sqrt(variance) * float(normals[row, session, i])
                total += 0.001 + shock
                weight = each.alpha + (each.gamma if shock < 0 else 0.0)
                variance = each.omega + weight * shock**2 + each.beta * variance
            assert scenarios.shocks[row, i] == pytest.approx(math.expm1(total), rel=1e-9), (row, i)


def test_a_fit_goes_on_from_todays_variance() -> None:
    draw = np.random.default_rng(8)
    normals = draw.multivariate_normal(np.zeros(2), CORRELATION, 1500)
    sample, variance = np.empty((1500, 2)), np.full(2, 1e-4)
    for t in range(1500):
        sample[t] = np.sqrt(variance) * normals[t]
        variance = 2e-6 + 0.1 * sample[t] ** 2 + 0.88 * variance
    model = fit_garch_factors(panel(sample), factors=(*spots(2), HELD), lineage=MADE, law=ResidualLaw.NORMAL)
    for i in range(2):
        alone = fit_garch(np.log1p(np.expm1(sample[:, i])), constant_mean=False)
        assert model.fits[i].next_volatility == pytest.approx(alone.next_volatility, rel=1e-9)
        assert model.fits[i].mean == 0.0
    assert model.correlation[0, 1] == pytest.approx(0.6, abs=0.06)
    scenarios = garch_scenarios(model, n_scenarios=64, seed=1, horizon_sessions=3)
    assert scenarios.held_constant == (HELD.id,)
    assert "GARCH with normal residuals" in scenarios.lineage.method
    assert scenarios.lineage.window is not None


@pytest.mark.parametrize(
    ("fits", "correlation", "message"),
    [
        ((fit(),), CORRELATION, "'fits' must be one per factor, 2, were 1"),
        ((fit(), fit(degrees=5.0)), CORRELATION, "all normal or all Student-t"),
        ((fit(), fit()), np.eye(3), "shape"),
        ((fit(), fit()), np.array([[1.0, 0.5], [0.4, 1.0]]), "symmetric"),
    ],
)
def test_a_model_that_is_none_is_refused(fits: tuple[GarchFit, ...], correlation: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        GarchFactors(spots(2), fits, correlation, MADE)
