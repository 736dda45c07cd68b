"""Likelihood ratios of the defensive mixture: bounded, 1 on average, and exact in the tail."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import ndtr, ndtri

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.scenarios import standard_normals
from seawall.scenarios.likelihood_weights import (
    check_plain_share,
    choose_component,
    mixture_ratios,
    mixture_weights,
)
from tests.tolerances import EXACT, SAMPLING_STANDARD_ERRORS

LOG_RATIOS = arrays(np.float64, st.integers(2, 60), elements=st.floats(-800, 800))
SHARES = st.floats(0.01, 0.99)


@given(LOG_RATIOS, SHARES)
def test_no_ratio_is_above_one_over_the_plain_share(log_ratios: FloatArray, share: float) -> None:
    ratios = mixture_ratios(log_ratios, share)
    assert (ratios >= 0).all()
    assert (ratios <= (1 + EXACT) / share).all()
    small = np.abs(log_ratios) < 30
    direct = 1.0 / (share + (1.0 - share) * np.exp(log_ratios[small]))
    assert ratios[small] == pytest.approx(direct, rel=1e-11)


@given(st.floats(-8, 8), SHARES)
def test_the_component_keeps_the_level_of_the_draw(normal: float, share: float) -> None:
    """F(z) is put together again: a F(z') below, a + (1 - a) F(z') above."""
    (is_plain,), (left,) = choose_component(np.array([normal]), share)
    level = share * ndtr(left) if is_plain else share + (1.0 - share) * ndtr(left)
    assert level == pytest.approx(ndtr(normal), rel=1e-9, abs=1e-14)
    assert is_plain == (ndtr(normal) < share)


def test_even_draws_stay_even_in_both_components() -> None:
    n, share = 4096, 0.125
    is_plain, left = choose_component(ndtri((np.arange(n) + 0.5) / n), share)
    assert is_plain.sum() == n * share
    for part in (left[is_plain], left[~is_plain]):
        assert ndtr(np.sort(part)) == pytest.approx((np.arange(len(part)) + 0.5) / len(part), abs=1e-12)


@pytest.mark.parametrize("shift", [0.5, 2.3, 4.0])
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_ratios_are_one_on_average(shift: float, share: float) -> None:
    n = 200_000
    is_plain, along = choose_component(standard_normals(n, 1, seed=4)[:, 0], share)
    along = along + np.where(is_plain, 0.0, shift)
    ratios = mixture_ratios(shift * along - 0.5 * shift**2, share)
    assert abs(ratios.mean() - 1.0) < SAMPLING_STANDARD_ERRORS * ratios.std() / math.sqrt(n), (shift, share)
    assert ratios.std() > 0.1, "a test of constant ratios could not fail"


@given(st.integers(1, 4), st.integers(0, 10_000), SHARES)
def test_weights_are_a_probability_in_every_batch_and_untouched_in_the_tail(
    batches: int, seed: int, share: float
) -> None:
    shift, n = 2.0, 64 * batches
    is_plain, along = choose_component(standard_normals(n, 1, seed=seed)[:, 0], share)
    along = along + np.where(is_plain, 0.0, shift)
    log_ratios, is_tail = shift * along - 0.5 * shift**2, along > 0
    weights_of = mixture_ratios(log_ratios, share) / n
    parts = zip(weights_of.reshape(batches, -1), is_tail.reshape(batches, -1), strict=True)
    if any(part[tail].sum() >= 1 / batches or not part[~tail].any() for part, tail in parts):
        with pytest.raises(NumericalError, match="draw more scenarios per batch"):
            mixture_weights(log_ratios, is_tail=is_tail, plain_share=share, batches=batches)
        return
    weights = mixture_weights(log_ratios, is_tail=is_tail, plain_share=share, batches=batches)
    assert weights.reshape(batches, -1).sum(axis=1) == pytest.approx(np.full(batches, 1 / batches), rel=EXACT)
    assert (weights[is_tail] == weights_of[is_tail]).all()
    assert (weights >= 0).all()


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 12.5, float("nan")])
def test_a_share_outside_its_range_is_refused(share: float) -> None:
    with pytest.raises(InputError, match=r"'plain_share' must be above 0 and below 1"):
        check_plain_share(share, 1000)


def test_a_batch_without_plain_draws_is_refused() -> None:
    with pytest.raises(InputError, match=r"a batch of 64 scenarios with a plain share of 0\.1 has fewer than 8"):
        check_plain_share(0.1, 64)


def test_a_batch_without_calm_scenarios_is_refused() -> None:
    with pytest.raises(NumericalError, match="batch 2 of 2"):
        mixture_weights(np.zeros(4), is_tail=np.array([True, False, True, True]), plain_share=0.5, batches=2)
