"""Simulated records of a right model: their law, their reproducibility, and the level of p-values made from them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom, chisquare

from seawall.errors import InputError
from seawall.measures import randomised_p_value, simulate_exceptions
from tests.tolerances import COVERAGE_STANDARD_ERRORS


@pytest.mark.parametrize(("n", "confidence"), [(1, 0.5), (7, 0.9), (250, 0.99), (1000, 0.975)])
def test_exceptions_are_bernoulli_trials(n: int, confidence: float) -> None:
    null = simulate_exceptions(n, confidence=confidence, seed=11)
    assert ((null.session >= 0) & (null.session < n)).all()
    assert ((null.run >= 0) & (null.run < null.runs)).all()
    assert (np.diff(null.run * n + null.session) > 0).all(), "each session of a record once"
    counts = np.bincount(null.run, minlength=null.runs)
    most = int(binom.isf(0.001, n, 1 - confidence)) + 1
    observed = np.bincount(np.minimum(counts, most), minlength=most + 1)
    expected = binom.pmf(np.arange(most + 1), n, 1 - confidence)
    expected[-1] = binom.sf(most - 1, n, 1 - confidence)
    enough = expected * null.runs >= 5
    found = np.append(observed[enough], observed[~enough].sum())
    wanted = np.append(expected[enough], expected[~enough].sum()) * null.runs
    if wanted[-1] < 5:
        found, wanted = (
            found[:-1] + np.eye(len(found) - 1)[0] * found[-1],
            wanted[:-1] + np.eye(len(wanted) - 1)[0] * wanted[-1],
        )
    assert chisquare(found, wanted * found.sum() / wanted.sum()).pvalue > 0.001, (found, wanted)


def test_the_very_first_session_may_be_an_exception() -> None:
    first = [len(simulate_exceptions(1, confidence=0.5, seed=seed, runs=1).session) for seed in range(400)]
    error = math.sqrt(0.25 / len(first))
    assert np.mean(first) == pytest.approx(0.5, abs=COVERAGE_STANDARD_ERRORS * error)


def test_neighbours_are_independent() -> None:
    null = simulate_exceptions(500, confidence=0.9, seed=2)
    place = null.run * 500 + null.session
    pairs = int(((np.diff(place) == 1) & (np.diff(null.run) == 0)).sum())
    trials = null.runs * 499
    error = math.sqrt(trials * 0.01 * 0.99)
    # pairs overlap, which adds a little to the variance: covariance p^3 - p^4 of neighbouring pairs, twice
    error *= math.sqrt(1 + 2 * (0.001 - 0.0001) / 0.0099)
    assert abs(pairs - trials * 0.01) <= COVERAGE_STANDARD_ERRORS * error, (pairs, trials)


def test_the_seed_decides_and_nothing_else() -> None:
    first, again, other = (simulate_exceptions(250, confidence=0.99, seed=seed) for seed in (5, 5, 6))
    assert np.array_equal(first.run, again.run)
    assert np.array_equal(first.session, again.session)
    assert not np.array_equal(first.session[:50], other.session[:50])


def test_a_randomised_p_value_is_uniform_whatever_the_ties() -> None:
    """The statistic has three values, so a plain p-value would have three; ranks in random order are uniform."""
    generator = np.random.default_rng(3)
    seeds = 4_000
    p_values = []
    for seed in range(seeds):
        drawn = generator.integers(3, size=20).astype(float)
        p_values.append(randomised_p_value(drawn[0], drawn[1:], seed=seed, purpose="test"))
    counts = np.bincount(np.round(np.array(p_values) * 20).astype(int), minlength=21)
    assert counts[0] == 0
    assert chisquare(counts[1:]).pvalue > 0.001, counts


def test_a_p_value_counts_itself() -> None:
    simulated = np.arange(99.0)
    assert randomised_p_value(1000.0, simulated, seed=0, purpose="test") == 0.01
    assert randomised_p_value(-1.0, simulated, seed=0, purpose="test") == 1.0
    tied = {randomised_p_value(98.0, simulated, seed=seed, purpose="test") for seed in range(50)}
    assert tied == {0.01, 0.02}


def test_out_of_range_arguments_are_refused() -> None:
    with pytest.raises(InputError, match="'n_sessions' and 'runs'"):
        simulate_exceptions(0, confidence=0.99, seed=1)
    with pytest.raises(InputError, match="'n_sessions' and 'runs'"):
        simulate_exceptions(10, confidence=0.99, seed=1, runs=0)
    with pytest.raises(InputError, match="'seed'"):
        simulate_exceptions(10, confidence=0.99, seed=-1)
    with pytest.raises(InputError, match="percent given"):
        simulate_exceptions(10, confidence=99.0, seed=1)
