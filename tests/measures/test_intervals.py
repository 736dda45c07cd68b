"""Intervals: exact coverage by simulation with known truth, and no bound where none exists."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import binom, norm
from scipy.stats import t as student

from seawall.core import FloatArray
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


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.975, 0.99])
def test_the_stated_coverage_is_at_least_95_percent_for_every_size(confidence: float) -> None:
    """The ranks leave at most 2.5 % on either side, whatever n is; summed here from the binomial law of scipy."""
    for n in range(1, 1_500):
        interval = value_at_risk_interval(np.arange(1.0, n + 1.0), confidence=confidence)
        if interval is not None:
            low, high = int(interval.lower), int(interval.upper)
            assert interval.coverage >= 0.95, (n, confidence, interval)
            assert binom.cdf(low - 1, n, confidence) <= 0.025, (n, confidence)
            assert binom.sf(high - 1, n, confidence) <= 0.025, (n, confidence)


LAWS: dict[str, tuple[Callable[[np.random.Generator, int], FloatArray], Callable[[float], float]]] = {
    "normal": (lambda generator, n: generator.standard_normal(n), norm.ppf),
    "student t, 2": (lambda generator, n: generator.standard_t(2, n), lambda c: float(student.ppf(c, 2))),
    "exponential": (lambda generator, n: generator.exponential(size=n), lambda c: -math.log1p(-c)),
    "lognormal": (lambda generator, n: generator.lognormal(0.0, 2.0, n), lambda c: math.exp(2.0 * norm.ppf(c))),
}


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(("n", "confidence"), [(72, 0.95), (250, 0.975), (400, 0.99), (1_000, 0.9)])
def test_coverage_is_the_binomial_one_under_any_law(law: str, n: int, confidence: float, slow_share: int) -> None:
    runs = 20_000 // slow_share
    draw, quantile = LAWS[law]
    generator = np.random.default_rng(n)
    truth, hits, stated = quantile(confidence), 0, 0.0
    for _ in range(runs):
        interval = value_at_risk_interval(draw(generator, n), confidence=confidence)
        assert interval is not None
        hits += interval.lower <= truth <= interval.upper
        stated = interval.coverage
    error = math.sqrt(stated * (1 - stated) / runs)
    assert abs(hits / runs - stated) <= COVERAGE_STANDARD_ERRORS * error, (law, n, confidence, hits, runs, stated)


@pytest.mark.slow
@pytest.mark.parametrize("confidence", [0.95, 0.99])
def test_weighted_intervals_cover_the_truth_of_the_law_behind_them(confidence: float, slow_share: int) -> None:
    """Importance sampling: draws from N(1, 1) weighed by their likelihood ratio to N(0, 1), n 2,000."""
    runs = 4_000 // slow_share
    generator = np.random.default_rng(17)
    truth = float(ndtri(confidence))
    shortfall = math.exp(-0.5 * truth**2) / math.sqrt(2 * math.pi) / (1 - confidence)
    hits = np.zeros(2)
    for _ in range(runs):
        losses = generator.standard_normal(2_000) + 1.0
        weights = np.exp(0.5 - losses)
        weights /= weights.sum()
        bounds = value_at_risk_interval(losses, confidence=confidence, weights=weights)
        wider = expected_shortfall_interval(losses, confidence=confidence, weights=weights)
        assert bounds is not None
        assert wider is not None
        hits += [bounds.lower <= truth <= bounds.upper, wider.lower <= shortfall <= wider.upper]
    error = math.sqrt(0.95 * 0.05 / runs)
    for hit in hits / runs:  # asymptotic: a point of slack beside the noise of the simulation
        assert abs(hit - 0.95) <= 0.01 + COVERAGE_STANDARD_ERRORS * error, (confidence, hits, runs)


def test_equal_weights_change_no_interval() -> None:
    losses = np.random.default_rng(4).standard_normal(999)
    weights = np.full(999, 1 / 999)
    for interval in (value_at_risk_interval, expected_shortfall_interval):
        for overlap in (1, 5):
            given = interval(losses, confidence=0.975, overlap_sessions=overlap, weights=weights)
            plain = interval(losses, confidence=0.975, overlap_sessions=overlap)
            assert given is not None
            assert plain is not None
            assert (given.method, given.coverage) == (plain.method, plain.coverage)
            assert (given.lower, given.upper) == pytest.approx((plain.lower, plain.upper), rel=EXACT)


def test_weights_that_leave_nothing_beyond_have_no_upper_bound() -> None:
    losses = np.random.default_rng(4).standard_normal(1_000)
    weights = np.where(np.arange(1_000) < 50, 0.018, 0.1 / 950)
    assert value_at_risk_interval(losses, confidence=0.99, weights=weights) is None
    assert expected_shortfall_interval(losses, confidence=0.99, weights=weights) is None


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


def test_the_error_of_overlapping_losses_is_newey_wests_by_hand() -> None:
    """Bartlett's weights: 2 (1 - 1/3) on the first autocovariance and 2 (1 - 2/3) on the second."""
    from seawall.measures.intervals import standard_error_of_mean

    # mean 2; deviations -1 0 2 -1; sums of products 6 at lag 0, -2 at lag 1, -2 at lag 2, each over 16
    variance = (6.0 - 2.0 * (4.0 / 3.0) - 2.0 * (2.0 / 3.0)) / 16.0
    values = np.array([1.0, 2.0, 4.0, 1.0])
    for weights in (None, np.full(4, 0.25)):
        assert standard_error_of_mean(values, weights=weights, lags=2) == pytest.approx(variance**0.5, rel=EXACT)
