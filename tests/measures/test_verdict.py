"""Verdicts: the tests put together, one family of p-values, right models kept and wrong ones rejected."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.measures import (
    Backtest,
    ForecastRecord,
    acerbi_szekely_test,
    conditional_coverage_test,
    dynamic_quantile_test,
    holm_adjusted,
    independence_test,
    judge,
    kupiec_test,
    simulate_exceptions,
)
from tests.measures.forecasts import garch_losses, normal_record
from tests.tolerances import COVERAGE_STANDARD_ERRORS


def _models(n: int, *, seed: int = 1, confidence: float = 0.99) -> list[ForecastRecord]:
    losses, volatility = garch_losses(np.random.default_rng(seed), n)
    return [
        normal_record(losses, volatility, confidence=confidence, model="right"),
        normal_record(losses, 1.0, confidence=confidence, model="constant"),
        normal_record(losses, 0.6 * volatility, confidence=confidence, model="too small"),
    ]


def test_a_verdict_holds_each_test_and_adjusts_them_as_one_family() -> None:
    models = _models(750)
    verdicts = judge(models, seed=3)
    null = simulate_exceptions(750, confidence=0.99, seed=3)
    alone = [
        [
            kupiec_test(each.exceptions, confidence=0.99),
            independence_test(each.exceptions),
            conditional_coverage_test(each.exceptions, confidence=0.99),
            dynamic_quantile_test(each.exceptions, each.value_at_risk, null=null),
            acerbi_szekely_test(each, null=null),
        ]
        for each in models
    ]
    adjusted = holm_adjusted(np.array([result.p_value for results in alone for result in results])).reshape(3, 5)
    for model, verdict, results, wanted in zip(models, verdicts, alone, adjusted, strict=True):
        assert verdict.model == model.model
        assert [each.result for each in verdict.tests] == results
        assert [each.result.test for each in verdict.tests] == list(Backtest)
        assert [each.adjusted_p_value for each in verdict.tests] == pytest.approx(wanted, rel=1e-12)
        assert [each.rejected for each in verdict.tests] == [value <= 0.05 for value in wanted]
        assert verdict.rejected == (wanted <= 0.05).any()
        assert (verdict.exceptions, verdict.n_sessions) == (int(model.exceptions.sum()), 750)
        assert verdict.expected_exceptions == pytest.approx(7.5)
        assert verdict.family_size == 15
        assert verdict.light.n_sessions == 750
        assert verdict.light_of_last_year is not None
        assert verdict.light_of_last_year.exceptions == int(model.exceptions[-250:].sum())
        assert verdict.multiplier == verdict.light_of_last_year.multiplier
    assert (verdicts[0].rejected, verdicts[2].rejected) == (False, True)


def test_the_same_arguments_give_the_same_verdicts() -> None:
    models = _models(300)
    assert judge(models, seed=5) == judge(models, seed=5)
    first, second = (judge(models, seed=seed)[0].tests[3].result.p_value for seed in (5, 6))
    assert first != second
    assert first == pytest.approx(second, abs=0.03), "another seed moves a Monte Carlo p-value a little"


def test_a_model_is_judged_alike_whatever_its_company_but_for_the_family() -> None:
    models = _models(300)
    alone, together = judge(models[:1], seed=5)[0], judge(models, seed=5)[0]
    assert [each.result for each in alone.tests] == [each.result for each in together.tests]
    assert (alone.family_size, together.family_size) == (5, 15)


@pytest.mark.parametrize(("n", "confidence"), [(249, 0.99), (500, 0.975)])
def test_the_supervisors_multiplier_is_for_a_year_at_99_percent(n: int, confidence: float) -> None:
    verdict = judge(_models(n, confidence=confidence)[:1], seed=1)[0]
    assert verdict.light_of_last_year is None
    assert verdict.multiplier is None


def test_records_of_different_lengths_and_levels_are_judged_together() -> None:
    models = [*_models(300)[:1], *_models(400, confidence=0.975)[1:2]]
    verdicts = judge(models, seed=2)
    assert [(each.n_sessions, each.confidence) for each in verdicts] == [(300, 0.99), (400, 0.975)]


@pytest.mark.parametrize("gain", [1.0, -1e9])
def test_no_exceptions_and_nothing_but_exceptions_get_a_verdict(gain: float) -> None:
    """A loss of -1 every day is never an exception; one of 1e9 always is."""
    record = normal_record(np.full(250, -gain), 1.0)
    (verdict,) = judge([record], seed=1)
    values = [each.result.p_value for each in verdict.tests] + [each.result.statistic for each in verdict.tests]
    assert np.isfinite(values).all(), values
    assert verdict.rejected == (gain < 0)
    assert verdict.light.zone.value == ("red" if gain < 0 else "green")


def test_what_cannot_be_judged_is_refused() -> None:
    models = _models(300)
    with pytest.raises(InputError, match="each model once"):
        judge([models[0], models[0]], seed=1)
    with pytest.raises(InputError, match="each model once"):
        judge([], seed=1)
    with pytest.raises(InputError, match="'significance' must be in"):
        judge(models, seed=1, significance=5)
    with pytest.raises(InputError, match="at least 7 sessions"):
        judge([normal_record(np.zeros(6), 1.0)], seed=1)
    with pytest.raises(InputError, match="'seed'"):
        judge(models, seed=-1)


def test_a_dozen_models_of_six_years_take_seconds() -> None:
    losses, volatility = garch_losses(np.random.default_rng(1), 1_500)
    models = [
        normal_record(losses, factor * volatility, confidence=0.975, model=f"times {factor:g}")
        for factor in np.linspace(0.7, 1.3, 12)
    ]
    start = time.process_time()
    judge(models, seed=1)
    assert time.process_time() - start < 2.0


@pytest.mark.slow
def test_right_models_are_seldom_rejected_together(slow_share: int) -> None:
    """Three right models, each of losses of its own: any of them is rejected in at most 5 % of the records."""
    seeds = 400 // slow_share
    rejected = 0
    for seed in range(seeds):
        generator = np.random.default_rng([51, seed])
        models = [
            normal_record(*garch_losses(generator, 250), confidence=0.975, model=f"right {number}")
            for number in range(3)
        ]
        rejected += any(each.rejected for each in judge(models, seed=seed))
    assert rejected / seeds <= 0.05 + COVERAGE_STANDARD_ERRORS * math.sqrt(0.05 * 0.95 / seeds), (rejected, seeds)
