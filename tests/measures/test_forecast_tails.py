"""Tails as equally likely points: means that are the Expected Shortfall, slice by slice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import expected_shortfall, law_tail, sample_tail, value_at_risk
from tests.measures.forecasts import normal_shortfall
from tests.tolerances import EXACT

LOSSES = arrays(np.float64, st.integers(1, 300), elements=st.floats(-1e6, 1e6, allow_subnormal=False))
CONFIDENCE = st.sampled_from([0.5, 0.9, 0.975, 0.99, 0.999])


@given(LOSSES, CONFIDENCE)
def test_the_mean_of_the_points_is_the_expected_shortfall(losses: FloatArray, confidence: float) -> None:
    tail = sample_tail(losses, confidence=confidence)
    scale = max(1.0, float(np.abs(losses).max()))
    assert float(tail.mean()) == pytest.approx(expected_shortfall(losses, confidence=confidence), abs=1e-11 * scale)
    assert (np.diff(tail) <= 1e-9 * scale).all(), "the largest first"
    assert tail[0] <= losses.max() + 1e-9 * scale
    assert tail[-1] >= value_at_risk(losses, confidence=confidence) - 1e-9 * scale


def test_a_tail_of_as_many_losses_as_points_is_itself() -> None:
    losses = np.random.default_rng(1).permutation(np.arange(1.0, 10_001.0))
    assert sample_tail(losses, confidence=0.99) == pytest.approx(np.arange(10_000.0, 9_900.0, -1.0), rel=EXACT)


def test_weights_are_heeded() -> None:
    """Half of a tail of 2 % is the loss of 50, which has 1 %; the rest is of the loss of 30."""
    tail = sample_tail(np.array([30.0, 50.0, 1.0]), confidence=0.98, weights=np.array([0.04, 0.01, 0.95]))
    assert tail == pytest.approx(np.repeat([50.0, 30.0], 50), rel=EXACT)


@pytest.mark.parametrize("confidence", [0.95, 0.975, 0.99])
def test_slices_of_the_normal_law(confidence: float) -> None:
    """Mean of a normal between two quantiles: the difference of the densities over the probability."""
    tail = law_tail(normal_shortfall, confidence=confidence)
    edges = norm.isf(np.arange(101) / 100 * (1 - confidence))
    wanted = np.diff(norm.pdf(edges)) / ((1 - confidence) / 100)
    assert tail == pytest.approx(wanted, rel=1e-9)
    assert float(tail.mean()) == pytest.approx(norm.pdf(norm.ppf(confidence)) / (1 - confidence), rel=1e-9)


def test_what_is_no_tail_is_refused() -> None:
    with pytest.raises(InputError, match="losses"):
        sample_tail(np.zeros(0), confidence=0.99)
    with pytest.raises(InputError, match="percent given"):
        law_tail(normal_shortfall, confidence=99.0)
    with pytest.raises(InputError, match="'shortfall_at' must be finite"):
        law_tail(lambda _: float("nan"), confidence=0.99)
