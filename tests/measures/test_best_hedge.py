"""The best hedge: the exact minimum of a convex curve, none where none helps, all where all can be hedged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.measures import best_hedge_quantity, expected_shortfall
from seawall.scenarios import SampleDesign
from seawall.valuation import PnlCube
from tests.measures.test_contribution import cube_of
from tests.tolerances import MONEY

CONFIDENCES = st.sampled_from([0.5, 0.9, 0.975, 0.99])


def book_and_unit(seed: int, n: int, *, is_weighted: bool = False) -> tuple[PnlCube, FloatArray]:
    """Book and instrument that share a part of what moves them, in either direction."""
    generator = np.random.default_rng(seed)
    common = generator.standard_t(4, n)
    book = generator.choice([-1.0, 1.0]) * 1e4 * (2.0 * common + generator.standard_normal(n))
    weights = generator.uniform(0.5, 1.5, n)
    design = SampleDesign(weights=weights / weights.sum()) if is_weighted else SampleDesign()
    unit = 40.0 * (0.7 * common + generator.standard_normal(n))
    return cube_of(book[:, np.newaxis], design=design), unit


def shortfall_with(book: PnlCube, unit: FloatArray, quantity: float, confidence: float) -> float:
    return expected_shortfall(-(book.totals + quantity * unit), confidence=confidence, weights=book.design.weights)


@given(st.integers(0, 10_000), st.integers(40, 900), CONFIDENCES, st.booleans())
def test_no_quantity_does_better(seed: int, n: int, confidence: float, is_weighted: bool) -> None:
    """Against a search that knows nothing of tangents, and against a step to either side."""
    book, unit = book_and_unit(seed, n, is_weighted=is_weighted)
    weights = book.design.weights
    assume(min(expected_shortfall(side * unit, confidence=confidence, weights=weights) for side in (1, -1)) > 1.0)
    found = best_hedge_quantity(book, unit, confidence=confidence)
    least = shortfall_with(book, unit, found, confidence)
    before = shortfall_with(book, unit, 0.0, confidence)
    assert least <= before
    searched = minimize_scalar(
        lambda quantity: shortfall_with(book, unit, quantity, confidence), bracket=(-1_000.0, 1_000.0), tol=1e-10
    )
    for quantity in (searched.x, 0.999 * found - 1e-3, 1.001 * found + 1e-3):
        there = shortfall_with(book, unit, quantity, confidence)
        assert least <= there + 1e-9 * abs(before), (seed, n, confidence, found, quantity, least, there)


@given(st.integers(0, 10_000), CONFIDENCES, st.floats(-3e3, 3e3), st.floats(-3e3, 3e3), st.floats(0.0, 1.0))
def test_the_curve_is_convex(seed: int, confidence: float, low: float, high: float, share: float) -> None:
    book, unit = book_and_unit(seed, 300)
    between = shortfall_with(book, unit, share * low + (1.0 - share) * high, confidence)
    ends = [shortfall_with(book, unit, quantity, confidence) for quantity in (low, high)]
    assert between <= share * ends[0] + (1.0 - share) * ends[1] + 1e-6


@given(st.integers(0, 10_000), CONFIDENCES, st.sampled_from([-2.5, 0.25, 40.0]))
def test_a_book_of_the_instrument_alone_is_sold_to_nothing(seed: int, confidence: float, held: float) -> None:
    unit = book_and_unit(seed, 200)[1]
    book = cube_of(held * unit[:, np.newaxis])
    assume(min(expected_shortfall(side * unit, confidence=confidence) for side in (1, -1)) > 1.0)
    found = best_hedge_quantity(book, unit, confidence=confidence)
    assert found == pytest.approx(-held, rel=MONEY)
    assert shortfall_with(book, unit, found, confidence) == pytest.approx(0.0, abs=1e-9 * float(np.abs(unit).max()))


@given(st.integers(0, 10_000), CONFIDENCES)
def test_a_hedged_book_is_left_alone(seed: int, confidence: float) -> None:
    """The best hedge on top of the best hedge is none."""
    book, unit = book_and_unit(seed, 250)
    assume(min(expected_shortfall(side * unit, confidence=confidence) for side in (1, -1)) > 1.0)
    found = best_hedge_quantity(book, unit, confidence=confidence)
    hedged = cube_of((book.totals + found * unit)[:, np.newaxis])
    again = best_hedge_quantity(hedged, unit, confidence=confidence)
    assert abs(again) <= 1e-6 * max(abs(found), 1.0), (seed, found, again)


def test_an_instrument_that_nothing_moves_hedges_nothing() -> None:
    book, unit = book_and_unit(1, 100)
    assert best_hedge_quantity(book, np.zeros(100), confidence=0.975) == 0.0
    assert best_hedge_quantity(cube_of(np.zeros((100, 1))), unit, confidence=0.975) == 0.0


def test_of_equally_good_quantities_the_smallest_is_taken() -> None:
    """From 1 unit on the worst loss is that of a scenario which the instrument does not move."""
    book = cube_of(np.array([[-10.0], [-5.0], [0.0], [0.0]]))
    unit = np.array([5.0, 0.0, -1.0, -1.0])
    assert best_hedge_quantity(book, unit, confidence=0.75) == pytest.approx(1.0, rel=MONEY)


def test_what_never_loses_is_refused() -> None:
    book, _ = book_and_unit(2, 100)
    with pytest.raises(NumericalError, match="falls without end as the instrument is bought"):
        best_hedge_quantity(book, np.ones(100), confidence=0.975)
    with pytest.raises(NumericalError, match="is sold"):
        best_hedge_quantity(book, -np.ones(100), confidence=0.975)


def test_gains_of_other_scenarios_are_refused() -> None:
    book, unit = book_and_unit(3, 100)
    with pytest.raises(InputError, match="unit_gains"):
        best_hedge_quantity(book, unit[1:], confidence=0.975)
    with pytest.raises(InputError, match="unit_gains"):
        best_hedge_quantity(book, np.full(100, np.nan), confidence=0.975)
