"""Shrinkage against scikit-learn, against the papers' sums written as plain loops, and against known truth."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.covariance import ledoit_wolf, oas

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models import (
    CovarianceEstimate,
    ShrinkageTarget,
    ledoit_wolf_covariance,
    oracle_approximating_covariance,
    sample_covariance,
)
from tests.tolerances import EXACT, PEER

SIZES = [(30, 5), (20, 40), (250, 12), (2, 3), (60, 1)]


def _returns(n: int, k: int, seed: int = 0) -> FloatArray:
    """Common factor, different volatilities, fat tails, means that are not zero."""
    rng = np.random.default_rng([seed, n, k])
    loadings = rng.uniform(0.2, 1.5, k)
    factor, own = rng.standard_t(4, (n, 1)), rng.standard_t(5, (n, k))
    return np.asarray(0.01 * (factor * loadings + own) * rng.uniform(0.2, 3.0, k) + 0.002)


@pytest.mark.parametrize(("n", "k"), SIZES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_scaled_identity_equals_scikit_learn(n: int, k: int, seed: int) -> None:
    returns = _returns(n, k, seed)
    expected, intensity = ledoit_wolf(returns)
    found = ledoit_wolf_covariance(returns)
    np.testing.assert_allclose(found.matrix, expected, rtol=PEER, atol=PEER * 1e-6, err_msg=f"{n} x {k}, seed {seed}")
    assert found.shrinkage == pytest.approx(intensity, abs=PEER)


@pytest.mark.parametrize(("n", "k"), SIZES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_oracle_approximating_equals_scikit_learn(n: int, k: int, seed: int) -> None:
    returns = _returns(n, k, seed)
    expected, intensity = oas(returns)
    found = oracle_approximating_covariance(returns)
    np.testing.assert_allclose(found.matrix, expected, rtol=PEER, atol=PEER * 1e-6, err_msg=f"{n} x {k}, seed {seed}")
    if k > 1:
        assert found.shrinkage == pytest.approx(intensity, abs=PEER)


def _honey(returns: FloatArray) -> tuple[FloatArray, float]:
    """Appendix B of "Honey, I shrunk the sample covariance matrix", a loop for every sum."""
    n, k = returns.shape
    y = returns - returns.mean(axis=0)
    s = [[sum(y[t, i] * y[t, j] for t in range(n)) / n for j in range(k)] for i in range(k)]
    correlations = [s[i][j] / math.sqrt(s[i][i] * s[j][j]) for i in range(k) for j in range(i + 1, k)]
    r = sum(correlations) / len(correlations)
    f = [[s[i][i] if i == j else r * math.sqrt(s[i][i] * s[j][j]) for j in range(k)] for i in range(k)]

    def theta(a: int, i: int, j: int) -> float:
        return float(sum((y[t, a] ** 2 - s[a][a]) * (y[t, i] * y[t, j] - s[i][j]) for t in range(n)) / n)

    pi = [[sum((y[t, i] * y[t, j] - s[i][j]) ** 2 for t in range(n)) / n for j in range(k)] for i in range(k)]
    rho = sum(pi[i][i] for i in range(k))
    for i in range(k):
        for j in range(k):
            if i != j:
                first, second = math.sqrt(s[j][j] / s[i][i]), math.sqrt(s[i][i] / s[j][j])
                rho += r / 2 * (first * theta(i, i, j) + second * theta(j, i, j))
    gamma = sum((f[i][j] - s[i][j]) ** 2 for i in range(k) for j in range(k))
    delta = max(0.0, min(1.0, (sum(map(sum, pi)) - rho) / gamma / n))
    return delta * np.array(f) + (1 - delta) * np.array(s), delta


@pytest.mark.parametrize(("n", "k"), [(30, 4), (12, 9), (80, 3), (2, 4)])
@pytest.mark.parametrize("seed", [0, 1])
def test_constant_correlation_equals_the_paper_written_as_loops(n: int, k: int, seed: int) -> None:
    returns = _returns(n, k, seed)
    expected, intensity = _honey(returns)
    found = ledoit_wolf_covariance(returns, target=ShrinkageTarget.CONSTANT_CORRELATION)
    np.testing.assert_allclose(found.matrix, expected, rtol=PEER, atol=PEER * 1e-6, err_msg=f"{n} x {k}, seed {seed}")
    assert found.shrinkage == pytest.approx(intensity, abs=PEER)


@given(st.integers(2, 60), st.integers(1, 30), st.integers(0, 1000), st.sampled_from(ShrinkageTarget))
def test_intensity_trace_and_definiteness(n: int, k: int, seed: int, target: ShrinkageTarget) -> None:
    returns = _returns(n, k, seed)
    found = ledoit_wolf_covariance(returns, target=target)
    assert found.shrinkage is not None
    assert 0.0 <= found.shrinkage <= 1.0, (n, k, seed)
    sample = sample_covariance(returns).matrix * (n - 1) / n
    assert np.trace(found.matrix) == pytest.approx(np.trace(sample), rel=1e-9), (n, k, seed)
    if target is ShrinkageTarget.CONSTANT_CORRELATION:
        np.testing.assert_allclose(np.diagonal(found.matrix), np.diagonal(sample), rtol=1e-9)
    lowest = float(np.linalg.eigvalsh(found.matrix)[0])
    assert lowest > -1e-12 * float(np.trace(sample)), (n, k, seed)


def test_nearer_to_the_truth_than_the_sample_and_better_conditioned() -> None:
    k, n = 40, 50
    truth = 1e-4 * (0.2 + 0.8 * np.eye(k))
    root = np.linalg.cholesky(truth).T
    estimators: list[Callable[[FloatArray], CovarianceEstimate]] = [
        sample_covariance,
        ledoit_wolf_covariance,
        lambda returns: ledoit_wolf_covariance(returns, target=ShrinkageTarget.CONSTANT_CORRELATION),
        oracle_approximating_covariance,
    ]
    errors, conditions = np.empty((20, 4)), np.empty((20, 4))
    for seed in range(20):
        returns = np.random.default_rng(seed).standard_normal((n, k)) @ root
        for column, estimator in enumerate(estimators):
            estimate = estimator(returns)
            errors[seed, column] = np.sum((estimate.matrix - truth) ** 2)
            conditions[seed, column] = estimate.condition_number
    mean = errors.mean(axis=0)
    assert (mean[1:] < 0.7 * mean[0]).all(), mean
    assert (conditions[:, 1:] < conditions[:, :1] / 5).all(), conditions.max(axis=0)


def test_more_observations_shrink_less() -> None:
    returns = _returns(4000, 6)
    shares = [ledoit_wolf_covariance(returns[:n]).shrinkage or 0.0 for n in (50, 500, 4000)]
    assert shares == sorted(shares, reverse=True), shares


def test_one_asset_has_nothing_to_be_drawn_to() -> None:
    returns = _returns(30, 1)
    for target in ShrinkageTarget:
        found = ledoit_wolf_covariance(returns, target=target)
        assert found.shrinkage == 0.0
        assert found.matrix[0, 0] == pytest.approx(float(returns.var()), rel=EXACT)


@pytest.mark.parametrize("target", ShrinkageTarget)
def test_a_still_asset_is_refused_by_name(target: ShrinkageTarget) -> None:
    returns = _returns(30, 3)
    returns[:, 1] = 0.0
    with pytest.raises(InputError, match="'USDC'"):
        ledoit_wolf_covariance(returns, target=target, names=["A", "USDC", "C"])
    with pytest.raises(InputError, match="'USDC'"):
        oracle_approximating_covariance(returns, names=["A", "USDC", "C"])
