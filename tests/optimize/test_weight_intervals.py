"""Bootstrap intervals of weights: coverage of a known truth, seeds, blocks."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.optimize import weight_intervals_of
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT


def _least_variance(returns: FloatArray) -> FloatArray:
    weights = np.linalg.solve(np.cov(returns, rowvar=False), np.ones(returns.shape[1]))
    return np.asarray(weights / weights.sum())


def _sample(seed: int, n: int = 250) -> FloatArray:
    return np.asarray(0.01 * np.random.default_rng(seed).standard_normal((n, 2)) * [1.0, 2.0])


@pytest.mark.slow
def test_the_interval_covers_the_weight_of_the_law(slow_share: int) -> None:
    """Least variance of two unrelated assets at volatilities 1 and 2 is 80 to 20; nominal 95 %, less by bootstrap."""
    runs = 1_000 // slow_share
    hits = 0
    for seed in range(runs):
        found = weight_intervals_of(_sample(seed), names=("A", "B"), allocator=_least_variance, seed=seed)
        hits += bool(found.lower[0] <= 0.8 <= found.upper[0])
    error = np.sqrt(0.95 * 0.05 / runs)
    # percentile intervals of 250 sessions cover a point or two less than they say
    assert 0.92 - COVERAGE_STANDARD_ERRORS * error <= hits / runs <= 0.95 + COVERAGE_STANDARD_ERRORS * error


def test_the_error_is_that_of_the_law() -> None:
    """Weight w of two unrelated assets: the slope on log variances is w (1 - w), each known to sqrt(2 / n)."""
    found = weight_intervals_of(_sample(3, 2_000), names=("A", "B"), allocator=_inverse_variance, seed=1, resamples=999)
    weight = float(found.weights[0])
    assert found.standard_errors[0] == pytest.approx(weight * (1.0 - weight) * np.sqrt(4.0 / 2_000), rel=0.1)
    assert found.standard_errors[1] == pytest.approx(found.standard_errors[0], rel=1e-9)


def _inverse_variance(returns: FloatArray) -> FloatArray:
    weights = 1.0 / returns.var(axis=0)
    return np.asarray(weights / weights.sum())


def test_a_seed_names_the_resamples_and_more_of_them_keep_the_first() -> None:
    seen: dict[int, list[FloatArray]] = {39: [], 60: []}
    for resamples, record in seen.items():

        def watching(returns: FloatArray, record: list[FloatArray] = record) -> FloatArray:
            record.append(returns.copy())
            return _inverse_variance(returns)

        weight_intervals_of(_sample(1), names=("A", "B"), allocator=watching, seed=5, resamples=resamples)
    assert all((first == second).all() for first, second in zip(seen[39], seen[60], strict=False))
    other = weight_intervals_of(_sample(1), names=("A", "B"), allocator=_inverse_variance, seed=6, resamples=39)
    same = weight_intervals_of(_sample(1), names=("A", "B"), allocator=_inverse_variance, seed=5, resamples=39)
    assert (other.lower != same.lower).any()


def test_blocks_keep_neighbours_together_and_rows_whole() -> None:
    sample = np.column_stack((np.arange(40.0), np.arange(40.0) + 100.0))
    drawn: list[FloatArray] = []

    def watching(returns: FloatArray) -> FloatArray:
        drawn.append(returns)
        return np.array([0.5, 0.5])

    weight_intervals_of(sample, names=("A", "B"), allocator=watching, seed=1, resamples=39, block_sessions=8)
    for each in drawn[1:]:
        assert (each[:, 1] - each[:, 0] == 100.0).all()
        steps = np.diff(each[:, 0].reshape(5, 8), axis=1)
        assert np.isin(steps, [1.0, -39.0]).all()


def test_weights_that_do_not_depend_on_the_sample_have_no_width() -> None:
    found = weight_intervals_of(
        _sample(1), names=("A", "B"), allocator=lambda _returns: np.array([0.3, 0.7]), seed=1, resamples=39
    )
    assert (found.lower == found.upper).all()
    assert found.standard_errors == pytest.approx([0.0, 0.0], abs=EXACT)


def test_bad_input_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="'resamples' must be at least 39"):
        weight_intervals_of(_sample(1), names=("A", "B"), allocator=_inverse_variance, seed=1, resamples=10)
    with pytest.raises(InputError, match="'block_sessions' must be from 1 to the 250 sessions"):
        weight_intervals_of(_sample(1), names=("A", "B"), allocator=_inverse_variance, seed=1, block_sessions=251)
    with pytest.raises(InputError, match="'seed' must be a whole number"):
        weight_intervals_of(_sample(1), names=("A", "B"), allocator=_inverse_variance, seed=-1)
    with pytest.raises(InputError, match="'weights of the allocator' must have shape"):
        weight_intervals_of(_sample(1), names=("A", "B"), allocator=lambda _returns: np.ones(3), seed=1)
