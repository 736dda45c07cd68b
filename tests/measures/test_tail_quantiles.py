"""VaR and ES against printed values, an independent definition, and the axioms of coherence."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import expected_shortfall, tail_size, tail_weights, value_at_risk
from tests.tolerances import EXACT, MONEY

LOSSES = arrays(np.float64, st.integers(1, 300), elements=st.floats(-1e6, 1e6, allow_subnormal=False))
CONFIDENCE = st.sampled_from([0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.999])


def _pairs() -> st.SearchStrategy[tuple[FloatArray, FloatArray]]:
    sizes = st.integers(1, 200)
    elements = st.floats(-1e6, 1e6, allow_subnormal=False)
    return sizes.flatmap(
        lambda n: st.tuples(arrays(np.float64, n, elements=elements), arrays(np.float64, n, elements=elements))
    )


def _scale(*losses: FloatArray) -> float:
    return max(1.0, *(float(np.abs(each).max()) for each in losses))


@pytest.mark.parametrize(
    ("n", "confidence", "rank"),
    [
        (1000, 0.99, 10),
        (999, 0.99, 10),
        (1001, 0.99, 11),
        (250, 0.99, 3),
        (100, 0.95, 5),
        (200, 0.975, 5),
        (1, 0.99, 1),
    ],
)
def test_var_is_the_order_statistic_that_the_definition_names(n: int, confidence: float, rank: int) -> None:
    losses = np.random.default_rng(n).permutation(np.arange(1.0, n + 1.0))
    assert value_at_risk(losses, confidence=confidence) == n - rank + 1


def test_the_tail_is_counted_in_decimals_not_in_binary() -> None:
    assert math.ceil(1000 * (1 - 0.99)) == 11, "floating point has the trap that this test is about"
    assert tail_size(1000, 0.99) == 10
    assert tail_size(999, 0.975) == Fraction(999, 40)


@given(LOSSES, CONFIDENCE)
def test_es_is_the_average_of_var_over_the_tail(losses: FloatArray, confidence: float) -> None:
    """Acerbi and Tasche: ES is the integral of the quantile; here summed piece by piece, exactly."""
    n = len(losses)
    tail = 1 - Fraction(repr(confidence))
    descending = sorted((Fraction(float(each)) for each in losses), reverse=True)
    integral = sum(
        (max(Fraction(0), min(tail, Fraction(i + 1, n)) - Fraction(i, n)) * loss for i, loss in enumerate(descending)),
        Fraction(0),
    )
    assert expected_shortfall(losses, confidence=confidence) == pytest.approx(
        float(integral / tail), rel=EXACT, abs=EXACT * _scale(losses)
    )


@given(LOSSES, CONFIDENCE, st.floats(-1e6, 1e6))
def test_translation(losses: FloatArray, confidence: float, shift: float) -> None:
    for measure in (value_at_risk, expected_shortfall):
        moved = measure(losses + shift, confidence=confidence)
        assert moved == pytest.approx(measure(losses, confidence=confidence) + shift, abs=MONEY * _scale(losses) + 1e-6)


@given(LOSSES, CONFIDENCE, st.floats(0.001, 1000.0))
def test_homogeneity(losses: FloatArray, confidence: float, factor: float) -> None:
    for measure in (value_at_risk, expected_shortfall):
        scaled = measure(losses * factor, confidence=confidence)
        assert scaled == pytest.approx(
            factor * measure(losses, confidence=confidence), rel=EXACT, abs=EXACT * factor * _scale(losses)
        )


@given(_pairs(), CONFIDENCE)
def test_monotonicity(pair: tuple[FloatArray, FloatArray], confidence: float) -> None:
    low, high = np.minimum(*pair), np.maximum(*pair)
    slack = EXACT * _scale(low, high)
    for measure in (value_at_risk, expected_shortfall):
        assert measure(low, confidence=confidence) <= measure(high, confidence=confidence) + slack


@given(_pairs(), CONFIDENCE)
def test_es_is_subadditive(pair: tuple[FloatArray, FloatArray], confidence: float) -> None:
    first, second = pair
    together = expected_shortfall(first + second, confidence=confidence)
    apart = expected_shortfall(first, confidence=confidence) + expected_shortfall(second, confidence=confidence)
    assert together <= apart + MONEY * _scale(first, second)


def test_var_is_not_subadditive() -> None:
    """The classic: two bonds that each default in 4 of 100 states, never together."""
    first, second = np.zeros(100), np.zeros(100)
    first[:4], second[4:8] = 100.0, 100.0
    assert value_at_risk(first, confidence=0.95) == value_at_risk(second, confidence=0.95) == 0.0
    assert value_at_risk(first + second, confidence=0.95) == 100.0


@given(LOSSES, CONFIDENCE)
def test_es_is_never_below_var(losses: FloatArray, confidence: float) -> None:
    var, es = value_at_risk(losses, confidence=confidence), expected_shortfall(losses, confidence=confidence)
    assert es >= var - EXACT * _scale(losses)


@given(LOSSES, CONFIDENCE, st.randoms(use_true_random=False))
def test_the_order_of_scenarios_changes_nothing(losses: FloatArray, confidence: float, random: object) -> None:
    shuffled = np.array(losses)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert value_at_risk(shuffled, confidence=confidence) == value_at_risk(losses, confidence=confidence)
    assert expected_shortfall(shuffled, confidence=confidence) == expected_shortfall(losses, confidence=confidence)


@given(LOSSES, CONFIDENCE)
def test_weights_sum_to_one_and_sit_in_the_tail(losses: FloatArray, confidence: float) -> None:
    weights = tail_weights(losses, confidence=confidence)
    assert math.fsum(weights) == pytest.approx(1.0, abs=EXACT)
    assert (weights >= 0).all()
    assert losses[weights > 0].min() >= value_at_risk(losses, confidence=confidence)


def test_closed_form_of_the_normal_law() -> None:
    """Normal losses: VaR 2.326348, ES 2.665214 (99 %); here on the law's own quantiles, not on a sample."""
    from scipy.special import ndtri

    n = 200_000
    losses = ndtri((np.arange(n) + 0.5) / n)
    assert value_at_risk(losses, confidence=0.99) == pytest.approx(2.326348, abs=2e-4)
    assert expected_shortfall(losses, confidence=0.99) == pytest.approx(2.665214, abs=2e-4)
    assert expected_shortfall(losses, confidence=0.975) == pytest.approx(2.337803, abs=2e-4)


def test_var_is_a_loss_and_not_a_price() -> None:
    """The founding page prints the 1 % quantile of the price, 72,000, as VaR; the loss is what it is short of."""
    prices = np.linspace(72_000.0, 110_000.0, 100)
    losses = 97_420.0 - prices
    assert value_at_risk(losses, confidence=0.99) == 97_420.0 - 72_000.0


@pytest.mark.parametrize("confidence", [99.0, 1.0, 0.4, 0.0, -0.99, float("nan")])
def test_a_confidence_outside_its_range_is_refused(confidence: float) -> None:
    hint = "percent given" if confidence == 99.0 else "must be in"
    with pytest.raises(InputError, match=hint):
        value_at_risk(np.ones(10), confidence=confidence)


@pytest.mark.parametrize("losses", [np.array([]), np.array([1.0, np.nan]), np.array([np.inf]), np.ones((2, 2))])
def test_a_sample_that_is_none_is_refused(losses: FloatArray) -> None:
    for measure in (value_at_risk, expected_shortfall):
        with pytest.raises(InputError, match="losses"):
            measure(losses, confidence=0.99)
