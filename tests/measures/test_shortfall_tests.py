"""Acerbi and Szekely's second test by hand, against a peer, and its size and power by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
import vetted.es

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import ForecastRecord, acerbi_szekely_test, simulate_exceptions
from tests.measures.forecasts import LINEAGE, garch_losses, normal_record
from tests.tolerances import BACKTEST_PEER, COVERAGE_STANDARD_ERRORS


def test_the_statistic_by_hand() -> None:
    """Ten sessions at 90 %: one exception expected; losses of 3 and 6 over ES of 2 and 4 make 1.5 + 1.5 = 3."""
    shortfall = np.where(np.arange(10) == 3, 4.0, 2.0)
    record = ForecastRecord(
        model="by hand",
        dates=np.datetime64("2024-01-01") + np.arange(10),
        losses=np.array([0.0, 3.0, 0.0, 6.0, 0.0, 0.0, 0.0, -5.0, 0.0, 0.0]),
        value_at_risk=np.ones(10),
        expected_shortfall=shortfall,
        tail_losses=shortfall[:, None],
        confidence=0.9,
        window_sessions=1,
        lineage=LINEAGE,
    )
    found = acerbi_szekely_test(record, null=simulate_exceptions(10, confidence=0.9, seed=1))
    assert found.statistic == pytest.approx(1.0 - 3.0, rel=1e-12)
    # a tail of one point leaves only the count random: three exceptions or more, and ties ordered at random
    assert found.p_value <= 1 - (0.9**10 + 10 * 0.1 * 0.9**9) - 45 * 0.01 * 0.9**8 + 0.015
    assert found.asymptotic_p_value is None


@pytest.mark.parametrize(("n", "confidence"), [(250, 0.975), (1000, 0.99)])
def test_the_statistic_is_the_peers(n: int, confidence: float) -> None:
    generator = np.random.default_rng(n)
    for scale in (0.8, 1.0, 1.5):
        losses, volatility = garch_losses(generator, n)
        record = normal_record(losses, scale * volatility, confidence=confidence)
        found = acerbi_szekely_test(record, null=simulate_exceptions(n, confidence=confidence, seed=1, runs=19))
        peer = vetted.es.acerbi_szekely(
            -losses, record.value_at_risk, record.expected_shortfall, round(1 - confidence, 12)
        )
        assert found.statistic == pytest.approx(peer.statistic, rel=BACKTEST_PEER, abs=BACKTEST_PEER)


def test_the_p_value_is_the_peers_when_it_simulates_the_whole_law() -> None:
    """vetted draws whole P&L from the normal law; we draw exceptions, and losses from 100 slices of its tail."""
    n, confidence, runs = 250, 0.975, 9_999
    losses = np.random.default_rng(12).standard_normal(n) * 1.1
    record = normal_record(losses, 1.0, confidence=confidence)

    def sampler(generator: np.random.Generator, size: int) -> FloatArray:
        return generator.standard_normal((size, n))

    peer = vetted.es.acerbi_szekely(
        -losses, record.value_at_risk, record.expected_shortfall, 0.025, sampler=sampler, n_sims=runs
    ).p_value
    found = acerbi_szekely_test(record, null=simulate_exceptions(n, confidence=confidence, seed=2)).p_value
    error = math.sqrt(2 * peer * (1 - peer) / runs)
    assert 0.01 < peer < 0.99
    assert abs(found - peer) <= COVERAGE_STANDARD_ERRORS * error, (found, peer)


def test_no_exception_at_all_speaks_for_the_model() -> None:
    record = normal_record(np.zeros(250), 1.0)
    found = acerbi_szekely_test(record, null=simulate_exceptions(250, confidence=0.99, seed=1))
    assert found.statistic == 1.0
    assert found.p_value > 0.9


def test_records_that_do_not_fit_are_refused() -> None:
    record = normal_record(np.zeros(250), 1.0)
    with pytest.raises(InputError, match=r"must be of 250 sessions at 0\.99, was of 250 at 0\.975"):
        acerbi_szekely_test(record, null=simulate_exceptions(250, confidence=0.975, seed=1, runs=19))


@pytest.mark.slow
@pytest.mark.parametrize(("n", "confidence"), [(250, 0.975), (500, 0.99)])
def test_a_right_model_is_rejected_one_time_in_twenty(n: int, confidence: float, slow_share: int) -> None:
    seeds = 2_000 // slow_share
    rejected = 0
    for seed in range(seeds):
        losses, volatility = garch_losses(np.random.default_rng([31, seed, n]), n)
        null = simulate_exceptions(n, confidence=confidence, seed=seed, runs=999)
        rejected += (
            acerbi_szekely_test(normal_record(losses, volatility, confidence=confidence), null=null).p_value <= 0.05
        )
    error = math.sqrt(0.05 * 0.95 / seeds)
    assert abs(rejected / seeds - 0.05) <= COVERAGE_STANDARD_ERRORS * error, (n, confidence, rejected, seeds)


@pytest.mark.slow
def test_tails_too_thin_are_found_out_by_size_alone(slow_share: int) -> None:
    """VaR is right, so Kupiec sees nothing; losses beyond it are 1.5 times as large as the model says."""
    seeds = 200 // slow_share
    rejected = 0
    for seed in range(seeds):
        generator = np.random.default_rng([32, seed])
        losses = generator.standard_normal(1000)
        right = normal_record(losses, 1.0, confidence=0.975)
        losses = np.where(right.exceptions, 1.5 * losses, losses)
        null = simulate_exceptions(1000, confidence=0.975, seed=seed, runs=999)
        rejected += acerbi_szekely_test(normal_record(losses, 1.0, confidence=0.975), null=null).p_value <= 0.05
    assert rejected / seeds > 0.7, (rejected, seeds)
