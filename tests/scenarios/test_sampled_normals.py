"""The four ways of drawing normals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from seawall.errors import InputError
from seawall.scenarios import Sampling, standard_normals
from seawall.scenarios.sampled_normals import normal_draws


@pytest.mark.parametrize("sampling", list(Sampling))
def test_every_way_has_the_moments_of_the_normal_law(sampling: Sampling) -> None:
    normals = normal_draws(16_384, 5, seed=3, batches=4, sampling=sampling)
    assert np.abs(normals.mean(axis=0)).max() < 4 / np.sqrt(16_384), sampling
    assert np.abs(np.cov(normals.T) - np.eye(5)).max() < 5 * np.sqrt(2 / 16_384), sampling


def test_antithetic_pairs_are_mirror_images() -> None:
    normals = normal_draws(64, 3, seed=3, batches=4, sampling=Sampling.ANTITHETIC)
    assert (normals[::2] == -normals[1::2]).all()
    assert len(np.unique(np.abs(normals[:, 0]))) == 32


def test_every_slice_of_every_batch_holds_one_stratified_draw() -> None:
    size = 128
    normals = normal_draws(4 * size, 3, seed=3, batches=4, sampling=Sampling.STRATIFIED)
    for batch in normals[:, 0].reshape(4, size):
        assert (np.floor(ndtr(batch) * size).astype(int) == np.arange(size)).all()
    assert (normals[:, 1:] == standard_normals(4 * size, 3, seed=3)[:, 1:]).all(), "the others stay as they were"


def test_stratified_draws_are_finite_to_the_last_slice() -> None:
    assert np.isfinite(normal_draws(2**17, 1, seed=1, batches=2, sampling=Sampling.STRATIFIED)).all()


def test_a_longer_sample_starts_with_the_shorter() -> None:
    assert (normal_draws(1000, 3, seed=5)[:300] == normal_draws(300, 3, seed=5)).all()


@pytest.mark.parametrize(
    ("n_scenarios", "batches", "sampling", "message"),
    [
        (0, 1, Sampling.PSEUDO_RANDOM, "at least 1"),
        (10, 0, Sampling.PSEUDO_RANDOM, "at least 1"),
        (10, 3, Sampling.PSEUDO_RANDOM, "a multiple of 'batches' 3, was 10"),
        (16, 1, Sampling.SOBOL, "'batches' must be at least 2 for sobol"),
        (16, 1, Sampling.ANTITHETIC, "'batches' must be at least 2 for antithetic"),
        (16, 1, Sampling.STRATIFIED, "'batches' must be at least 2 for stratified"),
        (15, 5, Sampling.ANTITHETIC, "must hold antithetic pairs, was 3"),
        (24, 2, Sampling.SOBOL, "power of two"),
    ],
)
def test_a_sample_that_does_not_fit_is_refused(
    n_scenarios: int, batches: int, sampling: Sampling, message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        normal_draws(n_scenarios, 2, seed=1, batches=batches, sampling=sampling)
    assert "\n" not in str(caught.value)
