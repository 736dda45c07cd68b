"""A histogram of P&L holds all scenarios, by their weights, and is cut where its figures say."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import Measure, PnlDistribution, estimate, pnl_histogram, tail_size
from seawall.scenarios import SampleDesign
from tests.measures.test_contribution import cube_of

ROUNDING = 1e-12
"""Sums of at most a few hundred weights."""

amounts = st.floats(-1e9, 1e9, allow_nan=False).map(lambda each: round(each, 2))
samples = st.lists(amounts, min_size=1, max_size=200).map(np.array)


def distribution_of(pnl: FloatArray, weights: FloatArray | None, *confidences: float) -> PnlDistribution:
    cube = cube_of(pnl[:, np.newaxis], design=SampleDesign(weights=weights))
    return pnl_histogram(cube, [estimate(cube, measure, confidence=c) for measure in Measure for c in confidences])


@given(samples, st.sampled_from([0.5, 0.9, 0.95, 0.99]), st.data())
def test_every_scenario_is_counted_once_with_its_weight(pnl: FloatArray, level: float, data: st.DataObject) -> None:
    counts = np.array(data.draw(st.lists(st.integers(1, 9), min_size=len(pnl), max_size=len(pnl))))
    weights = counts / counts.sum()
    found = distribution_of(pnl, weights, level)
    # second count, bin by bin
    for low, high, probability in zip(found.edges[:-1], found.edges[1:], found.probabilities, strict=True):
        is_inside = (pnl > low) & (pnl <= high)
        slack = 1e-9 * max(abs(low), abs(high))
        is_near = np.minimum(np.abs(pnl - low), np.abs(pnl - high)) <= slack
        assert abs(weights[is_inside].sum() - probability) <= weights[is_near].sum() + ROUNDING, (low, high)
    assert math.fsum(found.probabilities) == pytest.approx(1.0, abs=ROUNDING)
    assert found.scenarios == len(pnl)


@given(samples, st.sampled_from([0.9, 0.95, 0.975, 0.99]), st.booleans(), st.integers(0, 2**32 - 1))
def test_the_mass_below_the_outermost_var_is_the_probability_of_its_line(
    pnl: FloatArray, level: float, is_weighted: bool, seed: int
) -> None:
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(pnl))) if is_weighted else None
    found = distribution_of(pnl, weights, 0.8, level)
    line = next(
        each for each in found.lines if each.figure.measure is Measure.VALUE_AT_RISK and each.figure.confidence == level
    )
    below = found.edges[1:] <= -line.figure.value
    assert math.fsum(found.probabilities[below]) == pytest.approx(line.probability, abs=ROUNDING), line.figure.value
    # VaR is the largest loss that so many reach: at least 1 - c do, and without those that lose just as much, fewer
    each_weighs = np.full(len(pnl), 1.0 / len(pnl)) if weights is None else weights
    strictly = math.fsum(each_weighs[-pnl > line.figure.value])
    assert strictly < 1.0 - level + ROUNDING <= line.probability + 2 * ROUNDING


def test_an_unweighted_line_counts_whole_scenarios() -> None:
    pnl = -np.arange(1.0, 1000.0)
    found = distribution_of(pnl, None, 0.99)
    value_at_risk, shortfall = found.lines
    assert value_at_risk.probability == pytest.approx(math.ceil(tail_size(999, 0.99)) / 999, abs=ROUNDING)
    # the mean of the ten worst, the last of them for its fraction, lies between the fifth and the sixth
    assert shortfall.probability == float(Fraction(5, 999))


def test_equal_weights_change_nothing() -> None:
    pnl = np.random.default_rng(7).normal(size=500)
    plain, weighted = distribution_of(pnl, None, 0.99), distribution_of(pnl, np.full(500, 1 / 500), 0.99)
    assert plain.edges.tolist() == weighted.edges.tolist()
    assert plain.probabilities == pytest.approx(weighted.probabilities, abs=ROUNDING)


@pytest.mark.parametrize("pnl", [[0.0], [0.0] * 9, [-3.5] * 4, [100.0, 100.0 + 1e-11], [5e9, 5e9 + 2.0]])
def test_a_book_that_nothing_moves_has_one_bin(pnl: list[float]) -> None:
    found = distribution_of(np.array(pnl), None, 0.95)
    assert found.probabilities.tolist() == [1.0]
    assert found.edges[0] < min(pnl) <= max(pnl) <= found.edges[1]


def test_figures_of_another_horizon_are_left_out() -> None:
    pnl = np.arange(10.0)[:, np.newaxis]
    cube, longer = cube_of(pnl), cube_of(pnl, horizon=10)
    figure = estimate(longer, Measure.VALUE_AT_RISK, confidence=0.9)
    assert pnl_histogram(cube, [figure]).lines == ()


def test_edges_that_do_not_rise_are_refused() -> None:
    with pytest.raises(InputError, match="must be at least 2 and rise"):
        PnlDistribution(np.array([0.0, 0.0]), np.array([1.0]), (), 1, "USD", 1)
