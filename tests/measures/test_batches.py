"""Intervals between batches: the formula by hand, coverage with known truth, and samples that batches cannot serve."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import t as student

from seawall.core import Lineage
from seawall.errors import InputError
from seawall.measures import Measure, batch_interval, estimate, expected_shortfall, value_at_risk
from seawall.scenarios import SampleDesign
from seawall.valuation import PnlCube
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT

MADE = Lineage(method="test", source="test", data_hash="0")


@pytest.mark.parametrize("measure", list(Measure))
def test_the_interval_is_that_of_the_formula(measure: Measure) -> None:
    losses = np.random.default_rng(5).standard_t(4, 4_000)
    function = value_at_risk if measure is Measure.VALUE_AT_RISK else expected_shortfall
    found = batch_interval(losses, measure, confidence=0.99, batches=10)
    assert found is not None
    estimates = [function(each, confidence=0.99) for each in losses.reshape(10, 400)]
    error = np.std(estimates, ddof=1) / math.sqrt(10)
    whole = function(losses, confidence=0.99)
    assert found.standard_error == pytest.approx(error, rel=EXACT)
    assert found.lower == pytest.approx(whole - student.ppf(0.975, 9) * error, rel=1e-9)
    assert found.upper == pytest.approx(whole + student.ppf(0.975, 9) * error, rel=1e-9)


def test_each_batch_is_weighed_by_itself() -> None:
    losses = np.random.default_rng(6).standard_normal(800)
    weights = np.repeat([1.0, 3.0], 400) / 1_600  # even within each batch: the batches' own estimates do not change
    found = batch_interval(losses, Measure.EXPECTED_SHORTFALL, confidence=0.95, batches=2, weights=weights)
    plain = batch_interval(losses, Measure.EXPECTED_SHORTFALL, confidence=0.95, batches=2)
    assert found is not None
    assert plain is not None
    assert found.standard_error == pytest.approx(plain.standard_error, rel=EXACT)
    middle = (found.lower + found.upper) / 2
    assert middle == pytest.approx(expected_shortfall(losses, confidence=0.95, weights=weights), rel=1e-9)


def test_a_design_of_batches_chooses_this_interval() -> None:
    pnl = np.random.default_rng(7).standard_normal((1_000, 1))
    labels = tuple(map(str, range(1_000)))
    cube = PnlCube(pnl, ("a",), labels, "USD", 1, MADE, SampleDesign(batches=5))
    figure = estimate(cube, Measure.VALUE_AT_RISK, confidence=0.95)
    assert figure.interval == batch_interval(cube.losses, Measure.VALUE_AT_RISK, confidence=0.95, batches=5)
    assert figure.standard_error is not None
    assert figure.effective_n == 1_000


def test_batches_without_a_tail_have_no_interval() -> None:
    losses = np.arange(1_000.0)
    assert batch_interval(losses, Measure.VALUE_AT_RISK, confidence=0.99, batches=10) is not None
    assert batch_interval(losses, Measure.VALUE_AT_RISK, confidence=0.99, batches=20) is None


def test_what_makes_no_batches_is_refused() -> None:
    with pytest.raises(InputError, match="at least 2"):
        batch_interval(np.ones(10), Measure.VALUE_AT_RISK, confidence=0.9, batches=1)
    with pytest.raises(InputError, match="do not divide"):
        batch_interval(np.ones(10), Measure.VALUE_AT_RISK, confidence=0.9, batches=3)
    weights = np.repeat([0.0, 0.2], 5)
    with pytest.raises(InputError, match="throughout a batch"):
        batch_interval(np.arange(10.0), Measure.VALUE_AT_RISK, confidence=0.5, batches=2, weights=weights)


@pytest.mark.slow
def test_batches_of_antithetic_pairs_cover_the_truth(slow_share: int) -> None:
    """Pairs x and -x depend on each other; between batches nothing does."""
    runs = 4_000 // slow_share
    generator = np.random.default_rng(11)
    truth = float(ndtri(0.95))
    hits = 0
    for _ in range(runs):
        half = generator.standard_normal((20, 250))
        losses = np.concatenate([half, -half], axis=1).ravel()
        found = batch_interval(losses, Measure.VALUE_AT_RISK, confidence=0.95, batches=20)
        assert found is not None
        hits += found.lower <= truth <= found.upper
    error = math.sqrt(0.95 * 0.05 / runs)
    assert abs(hits / runs - 0.95) <= COVERAGE_STANDARD_ERRORS * error + 0.01, (hits, runs)
