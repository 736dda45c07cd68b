"""Scores against a peer and their defining property; comparisons against a peer and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
import vetted.compare
import vetted.es
from scipy.special import ndtri
from scipy.stats import norm

from seawall.errors import InputError
from seawall.measures import fissler_ziegel_scores, rank_models, score_difference
from tests.measures.forecasts import garch_losses, normal_record
from tests.tolerances import BACKTEST_PEER, COVERAGE_STANDARD_ERRORS


def test_scores_are_the_peers() -> None:
    losses, volatility = garch_losses(np.random.default_rng(1), 800)
    for confidence in (0.975, 0.99):
        record = normal_record(losses, 0.7 * volatility, confidence=confidence)
        peer = vetted.es.fz0_loss(-losses, record.value_at_risk, record.expected_shortfall, round(1 - confidence, 12))
        assert fissler_ziegel_scores(record) == pytest.approx(peer, rel=BACKTEST_PEER, abs=BACKTEST_PEER)


def test_the_true_var_and_es_have_the_least_expected_score() -> None:
    """Expected score of a standard normal loss in closed form, over a grid around the truth."""
    c = 0.975
    true_var, true_es = norm.ppf(c), norm.pdf(norm.ppf(c)) / (1 - c)

    def expected(var: float, es: float) -> float:
        beyond = norm.pdf(var) - var * norm.sf(var)
        return float(beyond / ((1 - c) * es) + var / es + math.log(es) - 1)

    best = expected(true_var, true_es)
    for var_factor in (0.8, 0.95, 1.0, 1.05, 1.2):
        for es_factor in (0.85, 0.95, 1.0, 1.05, 1.2):
            if (var_factor, es_factor) != (1.0, 1.0) and var_factor * true_var <= es_factor * true_es:
                assert expected(var_factor * true_var, es_factor * true_es) > best, (var_factor, es_factor)
    # and the scores of a large sample have that mean
    losses = ndtri((np.arange(200_000) + 0.5) / 200_000)
    scores = fissler_ziegel_scores(normal_record(losses, 1.0, confidence=c))
    assert float(scores.mean()) == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("lags", [0, 1, 7])
def test_the_comparison_is_the_peers(lags: int) -> None:
    generator = np.random.default_rng(lags)
    first, second = generator.standard_normal((2, 300))
    first = np.convolve(first, np.ones(3) / 3, mode="same") - 0.1
    found = score_difference(first, second, lags=lags)
    peer = vetted.compare.diebold_mariano(first, second, horizon=lags + 1, varestimator="bartlett")
    assert found.statistic == pytest.approx(peer.statistic, rel=BACKTEST_PEER)
    assert found.p_value == pytest.approx(peer.p_value, rel=BACKTEST_PEER)
    assert found.mean == pytest.approx(float((first - second).mean()), rel=BACKTEST_PEER)


@pytest.mark.parametrize(("n", "lags"), [(2, 0), (3, 1), (10, 2), (100, 4), (1500, 7)])
def test_the_rule_for_lags(n: int, lags: int) -> None:
    """floor(4 (n / 100)^(2/9)), and below half of n."""
    values = np.random.default_rng(n).standard_normal((2, n))
    assert score_difference(values[0], values[1]).lags == lags


def test_comparisons_without_spread() -> None:
    scores = np.random.default_rng(1).standard_normal(50)
    same = score_difference(scores, scores)
    assert (same.mean, same.statistic, same.p_value) == (0.0, 0.0, 1.0)
    apart = score_difference(scores, scores + 0.25)
    assert apart.mean == pytest.approx(-0.25)
    assert (apart.statistic, apart.p_value) == (None, None)


def test_models_of_one_shape_and_two_scales_cannot_be_told_apart_without_an_exception() -> None:
    losses = np.random.default_rng(2).standard_normal(60).clip(-2.0, 2.0)
    volatility = 1.5 + 0.1 * np.sin(np.arange(60))
    one = normal_record(losses, volatility, model="one")
    more = normal_record(losses, 1.2 * volatility, model="more")
    other = normal_record(losses, np.full(60, 1.6), model="other")
    assert not any(each.exceptions.any() for each in (one, more, other))
    best, second = rank_models([more, one])
    assert (best.model, second.model) == ("one", "more")
    assert second.against_best is not None
    assert second.against_best.mean == pytest.approx(-math.log(1.2), rel=1e-9), (
        "the scores differ by the log of the scale"
    )
    assert (second.against_best.p_value, second.adjusted_p_value) == (None, None)
    # a third model that can be told apart is adjusted for itself alone
    ranked = {each.model: each for each in rank_models([more, one, other])}
    assert ranked["one"].rank == 1
    assert ranked["more"].adjusted_p_value is None
    assert ranked["other"].against_best is not None
    assert ranked["other"].adjusted_p_value == ranked["other"].against_best.p_value


@pytest.mark.slow
def test_equal_models_differ_one_time_in_twenty(slow_share: int) -> None:
    """Two forecasts with errors of their own, alike in law: neither is better."""
    seeds = 2_000 // slow_share
    rejected = 0
    for seed in range(seeds):
        generator = np.random.default_rng([41, seed])
        losses = generator.standard_normal(750)
        first, second = (normal_record(losses, np.exp(0.2 * generator.standard_normal(750))) for _ in range(2))
        found = score_difference(fissler_ziegel_scores(first), fissler_ziegel_scores(second), lags=0)
        rejected += (found.p_value or 0.0) <= 0.05
    # the limit is not exact on scores with fat tails: between 2 % and 7 %, and the error of the simulation
    slack = COVERAGE_STANDARD_ERRORS * math.sqrt(0.05 * 0.95 / seeds)
    assert 0.02 - slack <= rejected / seeds <= 0.07 + slack, (rejected, seeds)


def test_the_right_model_ranks_first_and_the_wrong_one_is_told_apart() -> None:
    losses, volatility = garch_losses(np.random.default_rng(5), 3_000)
    right = normal_record(losses, volatility, confidence=0.975, model="right")
    constant = normal_record(losses, 1.0, confidence=0.975, model="constant")
    half = normal_record(losses, 0.5 * volatility, confidence=0.975, model="half")
    ranked = rank_models([half, constant, right])
    assert [each.model for each in ranked] == ["right", "constant", "half"]
    assert [each.rank for each in ranked] == [1, 2, 3]
    assert ranked[0].against_best is None
    assert ranked[0].adjusted_p_value is None
    means = [each.mean_score for each in ranked]
    for each in ranked[1:]:
        assert each.against_best is not None
        assert each.adjusted_p_value is not None
        assert each.against_best.mean == pytest.approx(means[0] - each.mean_score, rel=1e-9)
        assert (each.against_best.p_value or 0.0) <= each.adjusted_p_value
    assert (ranked[2].adjusted_p_value or 1.0) < 0.01


def test_differences_do_not_depend_on_the_unit() -> None:
    losses, volatility = garch_losses(np.random.default_rng(6), 500)
    ranked, again = (
        rank_models(
            [
                normal_record(unit * losses, unit * volatility, model="right"),
                normal_record(unit * losses, unit * np.ones(500), model="constant"),
            ]
        )
        for unit in (1.0, 1e6)
    )
    first, second = ranked[1].against_best, again[1].against_best
    assert first is not None
    assert second is not None
    assert first.statistic == pytest.approx(second.statistic, rel=1e-6)


def test_models_of_different_sessions_are_not_ranked() -> None:
    losses = np.random.default_rng(7).standard_normal(300)
    first = normal_record(losses, 1.0, model="first")
    for other in (
        normal_record(losses[1:], 1.0, model="other"),
        normal_record(-losses, 1.0, model="other"),
        normal_record(losses, 1.0, model="other", confidence=0.975),
    ):
        with pytest.raises(InputError, match="other and first must be of the same"):
            rank_models([first, other])
    with pytest.raises(InputError, match="each model once"):
        rank_models([first, first])
    with pytest.raises(InputError, match="at least one model"):
        rank_models([])


def test_a_model_alone_is_the_best() -> None:
    (only,) = rank_models([normal_record(np.random.default_rng(8).standard_normal(300), 1.0)])
    assert (only.rank, only.against_best) == (1, None)
