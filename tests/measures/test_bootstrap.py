"""The bootstrap: against a loop that draws and measures one resample at a time, and known standard errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from seawall.errors import InputError, NumericalError
from seawall.measures import Measure, bootstrap_interval, expected_shortfall, value_at_risk
from seawall.measures.bootstrap import resampled_tails
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT


@given(st.integers(5, 80), st.integers(1, 5), st.sampled_from([0.5, 0.9, 0.975]), st.booleans(), st.integers(0, 100))
def test_each_resample_is_measured_as_a_sample_would_be(
    n: int, block: int, confidence: float, is_weighted: bool, seed: int
) -> None:
    """The second way: the same draws, scenario by scenario, measured by VaR and ES themselves."""
    generator = np.random.default_rng(seed)
    losses = generator.standard_t(3, n)
    weights = generator.uniform(0.5, 1.5, n) if is_weighted else np.ones(n)
    weights /= weights.sum()
    found = resampled_tails(
        losses[np.newaxis],
        (confidence,),
        seed=seed,
        resamples=39,
        block=block,
        weights=weights if is_weighted else None,
    )
    stream = np.random.Generator(np.random.Philox(key=seed))
    starts = stream.integers(0, n, (39, -(-n // block)), dtype=np.int32)
    for place, row in enumerate(starts):
        drawn = np.array([(start + step) % n for start in row for step in range(block)][:n])
        shares = weights[drawn] / weights[drawn].sum() if is_weighted else None
        value = value_at_risk(losses[drawn], confidence=confidence, weights=shares)
        shortfall = expected_shortfall(losses[drawn], confidence=confidence, weights=shares)
        assert found[0, 0, place, 0] == value, (n, block, confidence, is_weighted, seed, place)
        assert found[0, 0, place, 1] == pytest.approx(shortfall, rel=1e3 * EXACT, abs=1e3 * EXACT)


def test_the_seed_alone_decides() -> None:
    losses = np.random.default_rng(1).standard_normal(500)
    first, again, other = (
        bootstrap_interval(losses, Measure.EXPECTED_SHORTFALL, confidence=0.95, seed=seed) for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other


def test_the_bounds_leave_an_equal_share_on_either_side() -> None:
    """39 resamples: 2.5 % of 40 is one, so the bounds are the smallest and the largest."""
    losses = np.random.default_rng(2).standard_normal(200)
    found = bootstrap_interval(losses, Measure.VALUE_AT_RISK, confidence=0.9, seed=3, resamples=39)
    drawn = resampled_tails(losses[np.newaxis], (0.9,), seed=3, resamples=39, block=1)[0, 0, :, 0]
    assert found is not None
    assert (found.lower, found.upper) == (drawn.min(), drawn.max())
    assert found.standard_error == pytest.approx(np.std(drawn, ddof=1), rel=EXACT)


def test_there_is_no_interval_where_order_statistics_have_none() -> None:
    losses = np.random.default_rng(2).standard_normal(367)
    assert bootstrap_interval(losses, Measure.VALUE_AT_RISK, confidence=0.99, seed=1) is None
    longer = np.random.default_rng(2).standard_normal(368)
    assert bootstrap_interval(longer, Measure.VALUE_AT_RISK, confidence=0.99, seed=1) is not None


def test_what_cannot_be_drawn_is_refused() -> None:
    losses = np.arange(100.0)
    with pytest.raises(InputError, match="resamples"):
        bootstrap_interval(losses, Measure.VALUE_AT_RISK, confidence=0.9, seed=1, resamples=38)
    with pytest.raises(InputError, match="block_sessions"):
        bootstrap_interval(losses, Measure.VALUE_AT_RISK, confidence=0.9, seed=1, block_sessions=101)
    with pytest.raises(InputError, match="seed"):
        bootstrap_interval(losses, Measure.VALUE_AT_RISK, confidence=0.9, seed=-1)
    with pytest.raises(NumericalError, match="weight"):
        bootstrap_interval(losses, Measure.VALUE_AT_RISK, confidence=0.5, seed=1, weights=np.r_[0.4, 0.6, np.zeros(98)])


@pytest.mark.slow
def test_blocks_see_the_dependence_that_single_draws_miss(slow_share: int) -> None:
    """An autoregression of 0.7: the true spread of ES over samples, against both kinds of bootstrap."""
    runs = 1_000 // slow_share
    generator = np.random.default_rng(21)
    estimates: list[float] = []
    single: list[float] = []
    blocked: list[float] = []
    for _ in range(runs):
        noise = generator.standard_normal(1_000)
        losses = np.empty(1_000)
        level = generator.standard_normal() / math.sqrt(1 - 0.49)
        for place, each in enumerate(noise):
            level = 0.7 * level + each
            losses[place] = level
        estimates.append(expected_shortfall(losses, confidence=0.9))
        for block, errors in ((1, single), (25, blocked)):
            found = bootstrap_interval(
                losses, Measure.EXPECTED_SHORTFALL, confidence=0.9, seed=4, resamples=199, block_sessions=block
            )
            assert found is not None
            assert found.standard_error is not None
            errors.append(found.standard_error)
    truth = float(np.std(estimates, ddof=1))
    slack = COVERAGE_STANDARD_ERRORS / math.sqrt(2 * runs)
    assert np.mean(blocked) == pytest.approx(truth, rel=0.15 + slack), (truth, np.mean(blocked))
    assert np.mean(single) < 0.75 * truth, "single draws should understate; is the test still sharp?"


@pytest.mark.slow
def test_coverage_on_independent_losses(slow_share: int) -> None:
    """Percentile intervals of ES fall short of 95 %, and by no more than is said."""
    runs = 4_000 // slow_share
    generator = np.random.default_rng(22)
    tail = 0.05
    truth = math.exp(-0.5 * float(ndtri(tail)) ** 2) / math.sqrt(2 * math.pi) / tail
    hits = 0
    for _ in range(runs):
        losses = generator.standard_normal(1_000)
        found = bootstrap_interval(losses, Measure.EXPECTED_SHORTFALL, confidence=0.95, seed=5, resamples=399)
        assert found is not None
        hits += found.lower <= truth <= found.upper
    error = math.sqrt(0.93 * 0.07 / runs)
    assert abs(hits / runs - 0.93) <= 0.02 + COVERAGE_STANDARD_ERRORS * error, (hits, runs)
