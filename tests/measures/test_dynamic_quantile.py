"""Dynamic quantile against two other implementations, degenerate records, and simulated size and power."""

from __future__ import annotations

import math

import numpy as np
import pytest
import vetted.var

from seawall.core import BoolArray, FloatArray
from seawall.errors import InputError
from seawall.measures import dynamic_quantile_test, simulate_exceptions
from tests.measures.forecasts import garch_losses
from tests.tolerances import BACKTEST_PEER, COVERAGE_STANDARD_ERRORS


def _by_least_squares(exceptions: BoolArray, level: FloatArray, p: float, lags: int) -> float:
    """The paper's regression, written out: length of the fitted values over p(1 - p)."""
    hit = exceptions - p
    n = len(hit)
    columns = [np.ones(n - lags), *(hit[lags - k : n - k] for k in range(1, lags + 1)), level[lags:]]
    design = np.column_stack(columns)
    fitted = design @ np.linalg.lstsq(design, hit[lags:], rcond=None)[0]
    return float(fitted @ fitted) / (p * (1 - p))


@pytest.mark.parametrize("lags", [1, 4, 6])
@pytest.mark.parametrize(("n", "confidence"), [(60, 0.9), (250, 0.99), (1000, 0.975)])
def test_statistic_and_limit_are_those_of_the_others(n: int, confidence: float, lags: int) -> None:
    generator = np.random.default_rng([n, lags])
    null = simulate_exceptions(n, confidence=confidence, seed=1, runs=19)
    p = round(1 - confidence, 12)
    for scale in (1e-3, 1.0, 1e6):
        level = scale * (1.0 + generator.random(n))
        exceptions = generator.random(n) < 3 * p
        pnl = np.where(exceptions, -2.0, 0.5) * level
        found = dynamic_quantile_test(exceptions, level, null=null, lags=lags)
        peer = vetted.var.dynamic_quantile(pnl, level, p, lags=lags)
        # in a unit of its own least squares would lose the digits that are compared
        wanted = _by_least_squares(exceptions, level / scale, p, lags)
        assert found.statistic == pytest.approx(wanted, rel=BACKTEST_PEER, abs=BACKTEST_PEER), (n, confidence, scale)
        assert found.statistic == pytest.approx(peer.statistic, rel=BACKTEST_PEER, abs=BACKTEST_PEER)
        assert found.asymptotic_p_value == pytest.approx(peer.p_value, rel=BACKTEST_PEER, abs=BACKTEST_PEER)


@pytest.mark.parametrize("kind", ["none", "all", "first", "last", "two in a row"])
@pytest.mark.parametrize("constant", [False, True])
def test_degenerate_records_have_the_value_of_the_projection(kind: str, constant: bool) -> None:
    n, p = 250, 0.01
    places = {"none": [], "all": list(range(n)), "first": [0], "last": [n - 1], "two in a row": [99, 100]}[kind]
    exceptions = np.isin(np.arange(n), places)
    level = np.full(n, 2.0) if constant else 2.0 + np.sin(np.arange(n))
    null = simulate_exceptions(n, confidence=0.99, seed=4)
    found = dynamic_quantile_test(exceptions, level, null=null)
    assert found.statistic == pytest.approx(_by_least_squares(exceptions, level, p, 4), rel=1e-9), (kind, constant)
    peer = vetted.var.dynamic_quantile(np.where(exceptions, -9.0, 0.0), level, p)
    assert found.asymptotic_p_value == pytest.approx(peer.p_value, rel=1e-9), "a constant VaR takes a degree of freedom"
    assert 0 < found.p_value <= 1


def test_the_unit_of_the_var_does_not_matter() -> None:
    generator = np.random.default_rng(9)
    exceptions, level = generator.random(300) < 0.03, 1.0 + generator.random(300)
    null = simulate_exceptions(300, confidence=0.975, seed=4)
    first, second = (dynamic_quantile_test(exceptions, each, null=null) for each in (level, 1e5 * level))
    assert first.p_value == second.p_value
    assert first.statistic == pytest.approx(second.statistic, rel=1e-9)


def test_arguments_that_do_not_fit_are_refused() -> None:
    null = simulate_exceptions(250, confidence=0.99, seed=1, runs=19)
    exceptions, level = np.zeros(250, dtype=bool), np.ones(250)
    with pytest.raises(InputError, match="must be of 249 sessions"):
        dynamic_quantile_test(exceptions[1:], level[1:], null=null)
    with pytest.raises(InputError, match="'value_at_risk' must have shape"):
        dynamic_quantile_test(exceptions, level[1:], null=null)
    with pytest.raises(InputError, match="'value_at_risk' must be finite"):
        dynamic_quantile_test(exceptions, np.append(level[1:], np.nan), null=null)
    with pytest.raises(InputError, match="at least 7 sessions"):
        dynamic_quantile_test(exceptions[:6], level[:6], null=null)
    with pytest.raises(InputError, match="'lags' must be at least 1"):
        dynamic_quantile_test(exceptions, level, null=null, lags=0)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "confidence"), [(250, 0.99), (500, 0.975)])
def test_a_right_model_is_rejected_one_time_in_twenty(n: int, confidence: float, slow_share: int) -> None:
    """Exceptions independent of the VaR: the rank of the record among simulated ones is uniform, so 5 % is exact."""
    seeds = 2_000 // slow_share
    rejected = by_limit = 0
    for seed in range(seeds):
        generator = np.random.default_rng([21, seed, n])
        exceptions = generator.random(n) < 1 - confidence
        level = np.exp(0.3 * np.cumsum(generator.standard_normal(n)) / math.sqrt(n))
        null = simulate_exceptions(n, confidence=confidence, seed=seed, runs=999)
        found = dynamic_quantile_test(exceptions, level, null=null)
        rejected += found.p_value <= 0.05
        by_limit += (found.asymptotic_p_value or 0.0) <= 0.05
    error = math.sqrt(0.05 * 0.95 / seeds)
    assert abs(rejected / seeds - 0.05) <= COVERAGE_STANDARD_ERRORS * error, (n, confidence, rejected, by_limit, seeds)


@pytest.mark.slow
def test_a_var_that_does_not_follow_the_clusters_is_found_out(slow_share: int) -> None:
    seeds = 200 // slow_share
    rejected = 0
    for seed in range(seeds):
        losses, _ = garch_losses(np.random.default_rng([22, seed]), 1000)
        exceptions = losses > np.quantile(losses, 0.975)
        level = 1.0 + 0.1 * np.sin(np.arange(1000))
        null = simulate_exceptions(1000, confidence=0.975, seed=seed, runs=999)
        rejected += dynamic_quantile_test(exceptions, level, null=null).p_value <= 0.05
    assert rejected / seeds > 0.2, (rejected, seeds)
