"""Weighted VaR and ES: equal weights change no bit, whole multiples repeat losses, and ES stays coherent."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seawall.core import FloatArray, Lineage
from seawall.errors import InputError
from seawall.measures import (
    Measure,
    estimate,
    expected_shortfall,
    shortfall_contributions,
    tail_weights,
    value_at_risk,
)
from seawall.scenarios import SampleDesign
from seawall.valuation import BookPnl, Engine, PnlCube
from tests.tolerances import EXACT, MONEY

CONFIDENCE = st.sampled_from([0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.999])
ELEMENTS = st.floats(-1e6, 1e6, allow_subnormal=False)
MADE = Lineage(method="test", source="test", data_hash="0")


@st.composite
def samples(draw: st.DrawFn, columns: int = 1) -> tuple[FloatArray, FloatArray]:
    n = draw(st.integers(2, 120))
    losses = draw(arrays(np.float64, (n, columns), elements=ELEMENTS))
    counts = draw(arrays(np.int64, n, elements=st.integers(0, 9)).filter(lambda each: bool(each.sum())))
    return losses, counts / counts.sum()


def scale(losses: FloatArray) -> float:
    return max(1.0, float(np.abs(losses).max()))


@given(st.integers(1, 3_000), st.integers(500, 999), st.integers(0, 9))
def test_equal_weights_change_no_bit(n: int, per_mille: int, seed: int) -> None:
    losses = np.random.default_rng(seed).standard_t(3, n).round(1)
    weights, confidence = np.full(n, 1.0 / n), per_mille / 1000
    for measure in (value_at_risk, expected_shortfall):
        plain = measure(losses, confidence=confidence)
        assert measure(losses, confidence=confidence, weights=weights) == plain, (n, confidence, seed)
    plain_tail = tail_weights(losses, confidence=confidence)
    np.testing.assert_array_equal(tail_weights(losses, confidence=confidence, weights=weights), plain_tail)


@given(st.integers(1, 3_000), st.integers(500, 999), st.integers(0, 9))
def test_a_scenario_of_no_weight_counts_for_nothing(n: int, per_mille: int, seed: int) -> None:
    """Here the weights are added up and not counted: the boundary must be met in spite of rounding."""
    losses = np.random.default_rng(seed).standard_t(3, n).round(1)
    confidence = per_mille / 1000
    weights = np.append(np.full(n, 1.0 / n), 0.0)
    for extra in (-1e9, 1e9):
        wider = np.append(losses, extra)
        value = value_at_risk(wider, confidence=confidence, weights=weights)
        assert value == value_at_risk(losses, confidence=confidence), (n, confidence, seed, extra)
        shortfall = expected_shortfall(wider, confidence=confidence, weights=weights)
        assert shortfall == pytest.approx(expected_shortfall(losses, confidence=confidence), rel=EXACT, abs=EXACT)


@given(st.data(), CONFIDENCE)
def test_whole_multiples_of_a_weight_repeat_the_loss(data: st.DataObject, confidence: float) -> None:
    n = data.draw(st.integers(1, 60))
    losses = data.draw(arrays(np.float64, n, elements=ELEMENTS))
    counts = data.draw(arrays(np.int64, n, elements=st.integers(0, 9)).filter(lambda each: bool(each.sum())))
    repeated, weights = np.repeat(losses, counts), counts / counts.sum()
    value = value_at_risk(losses, confidence=confidence, weights=weights)
    assert value == value_at_risk(repeated, confidence=confidence), (losses, counts)
    shortfall = expected_shortfall(losses, confidence=confidence, weights=weights)
    assert shortfall == pytest.approx(
        expected_shortfall(repeated, confidence=confidence), rel=EXACT, abs=EXACT * scale(losses)
    )


@given(samples(), CONFIDENCE)
def test_es_is_the_average_of_var_over_the_tail(sample: tuple[FloatArray, FloatArray], confidence: float) -> None:
    """The quantile integrated piece by piece in exact fractions."""
    losses, weights = sample[0][:, 0], sample[1]
    tail, filled, integral = 1 - Fraction(repr(confidence)), Fraction(0), Fraction(0)
    total = sum((Fraction(float(each)) for each in weights), Fraction(0))
    for place in np.argsort(-losses):
        piece = min(Fraction(float(weights[place])) / total, tail - filled)
        filled += piece
        integral += piece * Fraction(float(losses[place]))
    found = expected_shortfall(losses, confidence=confidence, weights=weights)
    assert found == pytest.approx(float(integral / tail), rel=EXACT, abs=EXACT * scale(losses))
    assert found >= value_at_risk(losses, confidence=confidence, weights=weights) - EXACT * scale(losses)


@given(samples(), CONFIDENCE, st.floats(-1e6, 1e6), st.floats(0.001, 1000.0))
def test_translation_and_homogeneity(
    sample: tuple[FloatArray, FloatArray], confidence: float, shift: float, factor: float
) -> None:
    losses, weights = sample[0][:, 0], sample[1]
    for measure in (value_at_risk, expected_shortfall):
        plain = measure(losses, confidence=confidence, weights=weights)
        moved = measure(losses + shift, confidence=confidence, weights=weights)
        assert moved == pytest.approx(plain + shift, abs=MONEY * scale(losses) + 1e-6)
        scaled = measure(losses * factor, confidence=confidence, weights=weights)
        assert scaled == pytest.approx(factor * plain, rel=EXACT, abs=EXACT * factor * scale(losses))


@given(samples(columns=2), CONFIDENCE)
def test_monotonicity_and_subadditivity(sample: tuple[FloatArray, FloatArray], confidence: float) -> None:
    (first, second), weights = sample[0].T, sample[1]
    slack = MONEY * scale(sample[0])
    for measure in (value_at_risk, expected_shortfall):
        low = measure(np.minimum(first, second), confidence=confidence, weights=weights)
        assert low <= measure(np.maximum(first, second), confidence=confidence, weights=weights) + slack
    apart = [expected_shortfall(each, confidence=confidence, weights=weights) for each in (first, second)]
    assert expected_shortfall(first + second, confidence=confidence, weights=weights) <= sum(apart) + slack


@given(samples(columns=3), CONFIDENCE)
def test_contributions_add_up_under_weights(sample: tuple[FloatArray, FloatArray], confidence: float) -> None:
    losses, weights = sample
    cube = PnlCube(
        -losses, ("a", "b", "c"), tuple(map(str, range(len(losses)))), "USD", 1, MADE, SampleDesign(weights=weights)
    )
    total = expected_shortfall(cube.losses, confidence=confidence, weights=weights)
    assert shortfall_contributions(cube, confidence=confidence).sum() == pytest.approx(
        total, rel=MONEY, abs=MONEY * scale(losses)
    )
    streamed = BookPnl(cube.totals, cube.labels, "USD", 1, MADE, Engine.FULL, 0.0, 0, design=cube.design)
    for measure in Measure:
        figure = estimate(cube, measure, confidence=confidence)
        other = estimate(streamed, measure, confidence=confidence)
        assert figure.value == other.value
        assert figure.interval == other.interval
    assert figure.value == total


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        (np.array([0.5, 0.6]), "sum to 1"),
        (np.array([1.5, -0.5]), "must not be below 0"),
        (np.array([1.0]), "shape"),
        (np.array([np.nan, 1.0]), "finite"),
    ],
)
def test_weights_that_are_no_probabilities_are_refused(weights: FloatArray, fault: str) -> None:
    for measure in (value_at_risk, expected_shortfall, tail_weights):
        with pytest.raises(InputError, match=fault):
            measure(np.ones(2), confidence=0.99, weights=weights)


def test_the_design_of_a_cube_is_that_of_its_figures() -> None:
    cube = PnlCube(
        -np.array([[30.0], [20.0], [10.0]]),
        ("a",),
        ("x", "y", "z"),
        "USD",
        1,
        MADE,
        SampleDesign(np.array([0.05, 0.05, 0.9])),
    )
    assert estimate(cube, Measure.VALUE_AT_RISK, confidence=0.9).value == 20.0
    assert estimate(cube, Measure.EXPECTED_SHORTFALL, confidence=0.9).value == 25.0
    equal = dataclasses.replace(cube, design=SampleDesign())
    assert estimate(equal, Measure.VALUE_AT_RISK, confidence=0.9).value == 30.0
