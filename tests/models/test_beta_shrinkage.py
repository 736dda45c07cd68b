"""Shrunk betas: closed forms, limits, and a cross-section whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.models import blume_betas, vasicek_betas
from tests.tolerances import EXACT

BETAS = st.integers(-3_000_000, 3_000_000).map(lambda millionths: millionths / 1e6)


@given(st.lists(BETAS, min_size=3, max_size=20, unique=True), st.floats(0.01, 2.0))
def test_shrunk_betas_lie_between_estimate_and_mean(betas: list[float], error: float) -> None:
    found = vasicek_betas(np.array(betas), np.full(len(betas), error))
    low, high = np.minimum(betas, found.target), np.maximum(betas, found.target)
    assert ((low - EXACT <= found.betas) & (found.betas <= high + EXACT)).all()
    assert found.betas.mean() == pytest.approx(np.mean(betas), abs=1e-9), "alike errors keep the mean"


def test_the_posterior_of_two_normal_laws() -> None:
    """Prior 1 ± 0.5, estimate 2 ± 0.25: precisions 4 and 16, so that the posterior mean is (4 + 32) / 20."""
    found = vasicek_betas(np.array([2.0]), np.array([0.25]), prior_mean=1.0, prior_variance=0.25)
    assert found.betas[0] == pytest.approx(1.8, rel=EXACT)


def test_shrinking_brings_betas_nearer_to_the_truth() -> None:
    rng = np.random.default_rng(5)
    truth = 1.0 + 0.3 * rng.standard_normal(2000)
    errors = rng.uniform(0.1, 0.6, 2000)
    estimates = truth + errors * rng.standard_normal(2000)
    found = vasicek_betas(estimates, errors)
    assert np.mean((found.betas - truth) ** 2) < 0.7 * np.mean((estimates - truth) ** 2)


def test_blume_is_a_third_towards_one() -> None:
    assert blume_betas(np.array([-0.5, 1.0, 2.5])).betas == pytest.approx([0.0, 1.0, 2.0], abs=EXACT)


def test_what_has_no_answer_is_refused() -> None:
    one = np.ones(3)
    for betas, errors, given_prior, fault in (
        (np.array([1.0, 2.0]), np.ones(2), {}, "at least 3 to have a mean and a variance, was 2"),
        (one, one, {}, "'betas' must differ"),
        (np.arange(3.0), np.array([1.0, 0.0, 1.0]), {}, "'errors' must be above 0"),
        (np.arange(3.0), np.ones(2), {}, "'errors' must have shape"),
        (np.arange(3.0), one, {"prior_mean": 1.0}, "both or not at all"),
        (np.arange(3.0), one, {"prior_mean": 1.0, "prior_variance": 0.0}, "'prior_variance' must be"),
        (np.array([1.0, np.nan, 2.0]), one, {}, "'betas' must be finite"),
    ):
        with pytest.raises(InputError, match=fault):
            vasicek_betas(betas, errors, **given_prior)
