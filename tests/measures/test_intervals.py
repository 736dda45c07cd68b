"""Intervals: exact coverage by simulation with known truth, and no bound where none exists."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import binom, norm

from seawall.errors import InputError
from seawall.measures import (
    ConfidenceInterval,
    expected_shortfall,
    expected_shortfall_interval,
    value_at_risk,
    value_at_risk_interval,
)
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT


@pytest.mark.parametrize("confidence", [0.95, 0.975, 0.99])
@pytest.mark.parametrize("n", [50, 250, 367, 368, 400, 999, 2500])
def test_the_stated_coverage_is_the_binomial_one(n: int, confidence: float) -> None:
    losses = np.arange(1.0, n + 1.0)
    interval = value_at_risk_interval(losses, confidence=confidence)
    if interval is None:
        # there is none exactly when even the largest loss lies below the quantile more than 2.5 % of the time
        assert confidence**n > 0.025, (n, confidence)
        return
    assert confidence**n <= 0.025, (n, confidence)
    low, high = int(interval.lower), int(interval.upper)
    summed = sum(binom.pmf(k, n, confidence) for k in range(low, high))
    assert interval.coverage == pytest.approx(summed, abs=EXACT * 1e3)
    assert interval.coverage >= 0.95
    assert interval.lower <= value_at_risk(losses, confidence=confidence) <= interval.upper


def test_a_small_sample_has_no_upper_bound() -> None:
    assert value_at_risk_interval(np.arange(367.0), confidence=0.99) is None
    assert value_at_risk_interval(np.arange(368.0), confidence=0.99) is not None
    assert expected_shortfall_interval(np.arange(367.0), confidence=0.99) is None


@pytest.mark.slow
@pytest.mark.parametrize("confidence", [0.95, 0.99])
def test_the_interval_covers_the_true_quantile(confidence: float, slow_share: int) -> None:
    runs = 20_000 // slow_share
    generator = np.random.default_rng(20_251_230)
    truth = float(ndtri(confidence))
    interval = None
    hits = 0
    for _ in range(runs):
        interval = value_at_risk_interval(generator.standard_normal(500), confidence=confidence)
        assert interval is not None
        hits += interval.lower <= truth <= interval.upper
    assert interval is not None
    error = np.sqrt(interval.coverage * (1 - interval.coverage) / runs)
    assert abs(hits / runs - interval.coverage) <= COVERAGE_STANDARD_ERRORS * error, (hits, runs, interval)


@pytest.mark.slow
def test_overlapping_returns_do_not_narrow_the_interval(slow_share: int) -> None:
    """Ten-session sums of independent normals: the interval holds the truth at least as often as it says."""
    runs = 10_000 // slow_share
    generator = np.random.default_rng(7)
    truth = float(ndtri(0.95)) * np.sqrt(10)
    hits, naive_hits, stated = 0, 0, 0.0
    for _ in range(runs):
        daily = generator.standard_normal(999)
        losses = np.convolve(daily, np.ones(10), mode="valid")
        interval = value_at_risk_interval(losses, confidence=0.95, overlap_sessions=10)
        naive = value_at_risk_interval(losses, confidence=0.95)
        assert interval is not None
        assert naive is not None
        hits += interval.lower <= truth <= interval.upper
        naive_hits += naive.lower <= truth <= naive.upper
        stated = interval.coverage
    error = np.sqrt(0.95 * 0.05 / runs)
    assert hits / runs >= 0.95 - COVERAGE_STANDARD_ERRORS * error, (hits, runs, stated)
    assert naive_hits / runs < 0.80, "the interval that ignores the overlap should fail; is the test still sharp?"


@pytest.mark.slow
def test_the_standard_error_of_es_is_that_of_repeated_samples(slow_share: int) -> None:
    runs = 4_000 // slow_share
    generator = np.random.default_rng(3)
    estimates, halves = [], []
    for _ in range(runs):
        losses = generator.standard_normal(1_000)
        interval = expected_shortfall_interval(losses, confidence=0.95)
        assert interval is not None
        estimates.append(expected_shortfall(losses, confidence=0.95))
        halves.append((interval.upper - interval.lower) / 2)
    spread = float(np.std(estimates, ddof=1)) * float(norm.ppf(0.975))
    relative_error = 1.0 / np.sqrt(2 * runs)
    assert np.mean(halves) == pytest.approx(spread, rel=COVERAGE_STANDARD_ERRORS * relative_error + 0.03)


def test_an_interval_is_ordered() -> None:
    with pytest.raises(InputError, match="lower"):
        ConfidenceInterval(lower=2.0, upper=1.0, coverage=0.95, method="none")
