"""Standard draws: normal, independent, the same bytes, and kept."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.measures import expected_shortfall, value_at_risk
from seawall.scenarios import sobol_normals, standard_normal_draws, standard_normals


def test_draws_are_sixteen_scramblings_one_below_the_other() -> None:
    draws = standard_normal_draws(16 * 64, 3, seed=11)
    np.testing.assert_array_equal(draws, sobol_normals(64, 3, seed=11, batches=16))
    assert not draws.flags.writeable, "kept draws must not be changed by whoever gets them"


def test_moments_are_those_of_independent_normals() -> None:
    draws = standard_normal_draws(16_384, 6, seed=2)
    np.testing.assert_allclose(draws.mean(axis=0), 0.0, atol=1e-3)
    np.testing.assert_allclose(draws.T @ draws / len(draws), np.eye(6), atol=0.01)
    np.testing.assert_allclose((draws**4).mean(axis=0), 3.0, atol=0.05)


@pytest.mark.parametrize("factors", [1, 20, 100])
def test_var_and_es_vary_less_than_with_plain_draws(factors: int) -> None:
    """A book whose directions each weigh half of the one before: over sixteen seeds, a third or more."""
    weights = 0.5 ** np.arange(factors)
    spread = {}
    for name, draw in (("even", standard_normal_draws), ("plain", standard_normals)):
        found = []
        for seed in range(16):
            losses = draw(16_384, factors, seed=seed) @ weights
            found.append([measure(losses, confidence=0.99) for measure in (value_at_risk, expected_shortfall)])
        spread[name] = np.var(found, axis=0)
    assert (1.5 * spread["even"] < spread["plain"]).all(), spread


def test_another_seed_is_another_sample() -> None:
    assert not np.array_equal(standard_normal_draws(256, 2, seed=1), standard_normal_draws(256, 2, seed=2))


@pytest.mark.parametrize("n", [0, 15, 1000, 16 * 3, -16, 16_385])
def test_a_number_that_leaves_the_cube_uneven_is_refused(n: int) -> None:
    with pytest.raises(InputError, match="'n_scenarios' must be 16 times a power of two"):
        standard_normal_draws(n, 2, seed=1)
