"""Fast figures of long samples: every bit that of the plain ones, however the sample is arranged."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import expected_shortfall, tail_figures, value_at_risk
from seawall.measures.tail_selection import _sum_of

CONFIDENCES = (0.99, 0.95, 0.975, 0.95)
N = 120_007


def random_losses() -> FloatArray:
    return np.random.default_rng(3).standard_t(2, N)


def seen_as_calm() -> FloatArray:
    """Every 197th loss, which is all that the threshold is made from, is huge: far too few losses lie above it."""
    losses = random_losses()
    losses[::197] = 1e9
    return losses


def seen_as_wild() -> FloatArray:
    """Every 197th loss is tiny: the bounds are far too low, and nearly everything is picked."""
    losses = random_losses()
    losses[::197] = -1e9
    return losses


ARRANGED: dict[str, Callable[[], FloatArray]] = {
    "random": random_losses,
    "sorted": lambda: np.sort(random_losses()),
    "descending": lambda: np.sort(random_losses())[::-1],
    "constant": lambda: np.full(N, -2.5),
    "few values": lambda: random_losses().round(0),
    "periodic": lambda: np.tile(np.arange(197.0), N // 197 + 1)[:N],
    "misleading": seen_as_calm,
    "misleading downwards": seen_as_wild,
    "wide range": lambda: random_losses() * np.exp(np.random.default_rng(4).uniform(-300, 300, N)),
    "gains only": lambda: -np.abs(random_losses()) - 1.0,
    "strided": lambda: np.random.default_rng(3).standard_t(2, (N, 2))[:, 0],
}


@pytest.mark.parametrize("arrangement", ARRANGED)
def test_every_bit_is_that_of_the_plain_functions(arrangement: str) -> None:
    losses = ARRANGED[arrangement]()
    kept = losses.copy()
    for found, confidence in zip(tail_figures(losses, confidences=CONFIDENCES), CONFIDENCES, strict=True):
        assert found.confidence == confidence
        assert found.value_at_risk == value_at_risk(losses, confidence=confidence), (arrangement, confidence)
        assert found.expected_shortfall == expected_shortfall(losses, confidence=confidence), (arrangement, confidence)
    np.testing.assert_array_equal(losses, kept)


@pytest.mark.parametrize("confidence", [0.5, 0.9999, 0.999999])
def test_extreme_levels(confidence: float) -> None:
    losses = random_losses()
    (found,) = tail_figures(losses, confidences=(confidence,))
    assert found.value_at_risk == value_at_risk(losses, confidence=confidence)
    assert found.expected_shortfall == expected_shortfall(losses, confidence=confidence)


@given(arrays(np.float64, st.integers(1, 2_000), elements=st.floats(-1e300, 1e300)))
@settings(max_examples=60)
def test_the_compiled_sum_is_the_exact_one(values: FloatArray) -> None:
    """math.fsum is exact too, by another method; subnormal numbers are among the values."""
    half = len(values) // 2
    assert _sum_of(values[:half], values[half:]) == math.fsum(values)


@pytest.mark.parametrize("fault", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", [0, 196, 197, N - 1])
def test_what_is_not_finite_is_refused(fault: float, place: int) -> None:
    losses = random_losses()
    losses[place] = fault
    with pytest.raises(InputError, match=rf"finite.*\({place},\)"):
        tail_figures(losses, confidences=(0.99,))


def test_bad_confidences_are_refused() -> None:
    with pytest.raises(InputError, match="at least one"):
        tail_figures(np.ones(10), confidences=())
    for n in (10, N):
        with pytest.raises(InputError, match="percent given"):
            tail_figures(np.ones(n), confidences=(99.0,))
