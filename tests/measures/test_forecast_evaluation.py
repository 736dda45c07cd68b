"""Comparison with naive forecasts by hand, its size by simulation, and verdicts on known truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from seawall.errors import InputError
from seawall.measures import evaluate_forecasts, interval_coverage, qlike_scores, rank_volatility_forecasts
from seawall.models import RollingForecasts
from tests.tolerances import EXACT


def _rolled(mean: list[list[float]], actual: list[list[float]]) -> RollingForecasts:
    forecasts = np.array(mean)
    width = np.ones((1, *forecasts.shape))
    return RollingForecasts(
        np.arange(len(mean)), forecasts, np.array(actual), forecasts - width, forecasts + width, (0.8,), 1
    )


def test_one_step_by_hand() -> None:
    actual = [[1.0], [2.0], [0.0], [3.0]]
    rolled = _rolled([[1.5], [1.0], [0.5], [2.0]], actual)
    found = evaluate_forecasts(rolled, {"zero": np.zeros((4, 1))}, scale=2.0, horizons=(1,)).comparisons[0]
    # errors -.5, 1, -.5, 1 against 1, 2, 0, 3; differences of squares -.75, -3, .25, -8
    differences = np.array([-0.75, -3.0, 0.25, -8.0])
    assert found.rmse == pytest.approx(math.sqrt(2.5 / 4), rel=EXACT)
    assert found.naive_rmse == pytest.approx(math.sqrt(14 / 4), rel=EXACT)
    assert (found.mase, found.naive_mase) == pytest.approx((0.75 / 2.0, 1.5 / 2.0), rel=EXACT)
    plain = differences.mean() / math.sqrt(differences.var() / 4)
    assert found.difference.statistic == pytest.approx(plain * math.sqrt(3 / 4), rel=EXACT)
    # better by both measures, but four errors prove nothing
    assert found.difference.p_value is not None
    assert found.difference.p_value > 0.05
    assert not found.is_beaten


def test_two_steps_take_one_autocovariance() -> None:
    rng = np.random.default_rng(3)
    actual, mean = rng.standard_normal((12, 2)), rng.standard_normal((12, 2))
    rolled = _rolled(mean.tolist(), actual.tolist())
    found = evaluate_forecasts(rolled, {"zero": np.zeros((12, 2))}, scale=1.0, horizons=(1, 2)).comparisons[1]
    d = (actual[:, 1] - mean[:, 1]) ** 2 - actual[:, 1] ** 2
    u = d - d.mean()
    variance = (u @ u + 2.0 * 0.5 * (u[1:] @ u[:-1])) / 12
    correction = math.sqrt((12 + 1 - 4 + 2 / 12) / 12)
    assert found.difference.lags == 1
    assert found.difference.statistic == pytest.approx(correction * d.mean() / math.sqrt(variance / 12), rel=EXACT)


@pytest.mark.slow
def test_equal_forecasts_are_told_apart_as_often_as_the_level_says(slow_share: int) -> None:
    rng = np.random.default_rng(4)
    runs = max(20_000 // slow_share, 1_000)
    rejected = 0
    for _ in range(runs):
        actual, one, other = rng.standard_normal((3, 60, 1))
        rolled = _rolled((0.3 * one).tolist(), actual.tolist())
        found = evaluate_forecasts(rolled, {"other": 0.3 * other}, scale=1.0, horizons=(1,)).comparisons[0]
        rejected += int(found.difference.p_value is not None and found.difference.p_value < 0.05)
    error = math.sqrt(0.05 * 0.95 / runs)
    assert abs(rejected / runs - 0.05) < 3.0 * error + 0.01, rejected / runs


def test_the_sentence_says_who_wins() -> None:
    rng = np.random.default_rng(5)
    actual = rng.standard_normal((200, 1))
    better = _rolled((0.8 * actual).tolist(), actual.tolist())
    naive = {"zero": np.zeros((200, 1))}
    won = evaluate_forecasts(better, naive, scale=1.0, horizons=(1,))
    assert won.beats_naive(1)
    assert won.sentence(1, model="ARIMA").startswith("ARIMA beats every naive forecast one step ahead")
    same = _rolled(np.zeros((200, 1)).tolist(), actual.tolist())
    lost = evaluate_forecasts(same, naive, scale=1.0, horizons=(1,))
    assert not lost.beats_naive(1)
    assert "ARIMA does not beat the naive forecast" in lost.sentence(1, model="ARIMA")
    assert lost.comparisons[0].difference.p_value == 1.0


@pytest.mark.parametrize(("inside", "n"), [(0, 20), (20, 20), (190, 200), (1, 3)])
def test_coverage_bounds_are_clopper_and_pearsons(inside: int, n: int) -> None:
    expected = binomtest(inside, n).proportion_ci(0.95, method="exact")
    found = interval_coverage(inside, n, nominal=0.9)
    assert (found.lower, found.upper) == pytest.approx((expected.low, expected.high), abs=1e-10)
    assert found.holds == (expected.low <= 0.9 <= expected.high)


def test_qlike_is_least_for_the_true_variance_and_ranks_it_first() -> None:
    rng = np.random.default_rng(6)
    variances = np.exp(rng.standard_normal(4000) - 9.0)
    returns = np.sqrt(variances) * rng.standard_normal(4000)
    forecasts = {"twice": 2.0 * variances, "true": variances, "flat": np.full(4000, variances.mean())}
    ranked = rank_volatility_forecasts(returns, forecasts)
    assert ranked[0].model == "true"
    assert ranked[0].against_best is None
    for each in ranked[1:]:
        assert each.against_best is not None
        assert each.against_best.p_value is not None
        assert each.against_best.p_value < 0.01
    by_hand = qlike_scores(np.array([0.04]), np.array([0.0004]))
    assert by_hand == pytest.approx([math.log(0.0004) + 4.0], rel=EXACT)
    assert qlike_scores(returns, variances).mean() == pytest.approx(ranked[0].mean_score, rel=EXACT)


def test_bad_input_is_refused() -> None:
    rolled = _rolled([[0.0], [1.0]], [[0.0], [1.0]])
    with pytest.raises(InputError, match="at least one rule"):
        evaluate_forecasts(rolled, {}, scale=1.0, horizons=(1,))
    with pytest.raises(InputError, match="'horizons' must be in"):
        evaluate_forecasts(rolled, {"zero": np.zeros((2, 1))}, scale=1.0, horizons=(2,))
    with pytest.raises(InputError, match="'scale'"):
        evaluate_forecasts(rolled, {"zero": np.zeros((2, 1))}, scale=0.0, horizons=(1,))
    with pytest.raises(InputError, match="'variances' must be above 0"):
        qlike_scores(np.ones(2), np.array([1.0, 0.0]))
