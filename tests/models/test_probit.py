"""The probit against statsmodels, its gradient against differences, and samples that have no fit."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.models import fit_probit, probit_log_likelihood, probit_score
from tests.tolerances import FINITE_DIFFERENCE, PROBIT_PEER


def drawn(seed: int, *, n: int = 400, constant: float = -0.9, slope: float = -0.5) -> tuple[FloatArray, FloatArray]:
    generator = np.random.default_rng(seed)
    regressor = np.cumsum(generator.normal(size=n)) * 0.1 + generator.normal(size=n)
    noise = generator.normal(size=n)
    return (constant + slope * regressor + noise > 0).astype(float), regressor


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("lags", [1, 12])
def test_coefficients_errors_and_likelihoods_are_those_of_statsmodels(seed: int, lags: int) -> None:
    outcomes, regressor = drawn(seed)
    fit = fit_probit(outcomes, regressor=regressor, lags=lags)
    model = sm.Probit(outcomes, sm.add_constant(regressor))
    peer = model.fit(disp=0, method="newton", tol=1e-14, maxiter=100)
    robust = model.fit(
        disp=0,
        method="newton",
        tol=1e-14,
        maxiter=100,
        cov_type="HAC",
        cov_kwds={"maxlags": lags, "use_correction": False},
    )
    assert fit.coefficients == pytest.approx(peer.params, rel=PROBIT_PEER), (seed, lags)
    assert fit.standard_errors == pytest.approx(peer.bse, rel=PROBIT_PEER), (seed, lags)
    assert fit.robust_errors == pytest.approx(robust.bse, rel=PROBIT_PEER), (seed, lags)
    assert fit.log_likelihood == pytest.approx(peer.llf, rel=PROBIT_PEER)
    assert fit.null_log_likelihood == pytest.approx(peer.llnull, rel=PROBIT_PEER)
    assert fit.mcfadden_r_squared == pytest.approx(peer.prsquared, rel=PROBIT_PEER)
    asked = np.array([[1.0, 0.7]])
    assert fit.probability(0.7) == pytest.approx(float(peer.predict(asked)[0]), rel=PROBIT_PEER)
    index_error = float(np.sqrt(asked[0] @ robust.cov_params() @ asked[0]))
    assert fit.index_error(0.7) == pytest.approx(index_error, rel=PROBIT_PEER)


@given(st.integers(0, 50), st.floats(-3, 3), st.floats(-3, 3))
def test_the_gradient_is_the_difference_of_the_likelihood(seed: int, constant: float, slope: float) -> None:
    outcomes, regressor = drawn(seed, n=60)
    at, step = np.array([constant, slope]), 1e-5
    gradient = probit_score(at, outcomes, regressor=regressor).sum(axis=0)
    for index in range(2):
        move = np.zeros(2)
        move[index] = step
        up = probit_log_likelihood(at + move, outcomes, regressor=regressor)
        down = probit_log_likelihood(at - move, outcomes, regressor=regressor)
        scale = 1.0 + abs(up)
        assert gradient[index] == pytest.approx((up - down) / (2 * step), abs=FINITE_DIFFERENCE * scale), (seed, at)


def test_the_gradient_vanishes_at_the_fit() -> None:
    outcomes, regressor = drawn(3)
    fit = fit_probit(outcomes, regressor=regressor)
    assert np.abs(probit_score(fit.coefficients, outcomes, regressor=regressor).sum(axis=0)).max() < 1e-9


def test_a_known_law_is_found_again_within_its_errors() -> None:
    """Coefficients of 200 samples lie around the truth as their standard errors say."""
    gaps = []
    for seed in range(200):
        outcomes, regressor = drawn(seed + 1_000)
        fit = fit_probit(outcomes, regressor=regressor)
        gaps.append((fit.coefficients - np.array([-0.9, -0.5])) / fit.standard_errors)
    # a mean of 200 standard normals stays within 4/sqrt(200), their spread near 1
    assert np.abs(np.mean(gaps, axis=0)).max() < 4 / np.sqrt(200), np.mean(gaps, axis=0)
    assert np.std(gaps, axis=0) == pytest.approx(1.0, abs=0.2)


def test_estrellas_measure_by_its_formula() -> None:
    outcomes, regressor = drawn(5)
    fit = fit_probit(outcomes, regressor=regressor)
    null = fit.null_log_likelihood
    assert fit.estrella_r_squared == pytest.approx(1 - (fit.log_likelihood / null) ** (-2 * null / 400))
    assert 0 < fit.estrella_r_squared < 1


@pytest.mark.parametrize(
    ("outcomes", "regressor", "sentence"),
    [
        ([0, 0, 0, 0], [1, 2, 3, 4], "all 4 outcomes are 0"),
        ([1, 1, 1], [1, 2, 3], "all 3 outcomes are 1"),
        ([], [], "there are no outcomes"),
        ([0, 0, 1, 1], [4, 3, 2, 1], "separates the outcomes at 3"),
        ([0, 0, 1, 1], [1, 2, 2, 3], "separates the outcomes at 2"),
        ([0, 1, 0, 1], [2, 2, 2, 2], "2 throughout"),
    ],
)
def test_a_sample_without_a_top_is_refused_with_a_sentence(
    outcomes: list[float], regressor: list[float], sentence: str
) -> None:
    with pytest.raises(NumericalError, match=sentence):
        fit_probit(np.array(outcomes, dtype=float), regressor=np.array(regressor, dtype=float))


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(InputError, match=r"0 or 1, was 0\.5"):
        fit_probit(np.array([0.0, 0.5, 1.0]), regressor=np.arange(3.0))
    with pytest.raises(InputError, match="'lags' must be from 0 to 3, was 4"):
        fit_probit(np.array([0.0, 1.0, 0.0, 1.0]), regressor=np.arange(4.0), lags=4)
