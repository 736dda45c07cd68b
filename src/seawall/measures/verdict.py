"""One verdict on each model, from all tests together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import check_between
from seawall.errors import InputError
from seawall.measures.backtest_result import BacktestResult
from seawall.measures.dynamic_quantile import dynamic_quantile_test
from seawall.measures.exception_tests import conditional_coverage_test, independence_test, kupiec_test
from seawall.measures.forecast_record import ForecastRecord
from seawall.measures.multiple_testing import holm_adjusted
from seawall.measures.null_exceptions import NullExceptions, simulate_exceptions
from seawall.measures.shortfall_tests import acerbi_szekely_test
from seawall.measures.traffic_light import SUPERVISED_CONFIDENCE, SUPERVISED_SESSIONS, TrafficLight, basel_zone

__all__ = ["BacktestVerdict", "JudgedTest", "judge"]


@dataclass(frozen=True, slots=True)
class JudgedTest:
    """One test as part of a verdict.

    Attributes
    ----------
    result : BacktestResult
        Of the test alone.
    adjusted_p_value : float
        After Holm over all tests of all models that were judged together.
    rejected : bool
        Whether that is at most the significance.
    """

    result: BacktestResult
    adjusted_p_value: float
    rejected: bool


@dataclass(frozen=True, slots=True)
class BacktestVerdict:
    """What the tests say of one model.

    Attributes
    ----------
    model : str
        Name of the model.
    confidence : float
        Of VaR and ES.
    n_sessions, exceptions : int
        Forecasts, and losses strictly above VaR.
    expected_exceptions : float
        Of a right model.
    light : TrafficLight
        Of the whole record.
    light_of_last_year : TrafficLight or None
        Of the last 250 sessions, with the supervisor's multiplier; None unless the confidence is 99 % and there are
        as many.
    tests : tuple of JudgedTest
        In the order of :class:`Backtest`.
    significance : float
        Probability that any right model is rejected, at most.
    family_size : int
        Tests that were judged together.
    """

    model: str
    confidence: float
    n_sessions: int
    exceptions: int
    expected_exceptions: float
    light: TrafficLight
    light_of_last_year: TrafficLight | None
    tests: tuple[JudgedTest, ...]
    significance: float
    family_size: int

    @property
    def rejected(self) -> bool:
        """Whether any test rejects the model after adjustment."""
        return any(each.rejected for each in self.tests)

    @property
    def multiplier(self) -> float | None:
        """The supervisor's multiplier by the last 250 sessions, MAR32.9; None where it does not apply."""
        return self.light_of_last_year.multiplier if self.light_of_last_year else None


def judge(forecasts: Sequence[ForecastRecord], *, seed: int, significance: float = 0.05) -> tuple[BacktestVerdict, ...]:
    """Test each model for the number, the independence and the size of its exceptions.

    Five tests each: Kupiec, Christoffersen's independence and conditional coverage, dynamic quantile with four
    lags, Acerbi and Szekely's second. All p-values of all models form one family and are adjusted by Holm, so the
    probability that any right model is rejected is at most `significance`. It follows that the company a model is
    judged in raises the bar for rejecting it; the p-values of each test alone are kept beside.

    Parameters
    ----------
    forecasts : sequence of ForecastRecord
        At least one; each model once at each confidence; seven sessions or more.
    seed : int
        Of the simulated records, at least 0.
    significance : float
        In [0, 1].

    Returns
    -------
    tuple of BacktestVerdict
        In the order given; the same for the same arguments.

    Raises
    ------
    InputError
        For none, a model given twice, a record too short, or a significance outside its range.
    """
    check_between(significance, "significance", 0.0, 1.0)
    keys = [(each.model, each.confidence) for each in forecasts]
    if not keys or len(set(keys)) < len(keys):
        raise InputError(f"'forecasts' must hold each model once at each confidence, held {keys}")
    nulls = {
        size: simulate_exceptions(size[0], confidence=size[1], seed=seed)
        for size in {(len(each), each.confidence): None for each in forecasts}
    }
    results = [_results(each, nulls[len(each), each.confidence]) for each in forecasts]
    flat = np.array([result.p_value for of_model in results for result in of_model])
    adjusted = iter(holm_adjusted(flat).tolist())
    verdicts = []
    for record, of_model in zip(forecasts, results, strict=True):
        tests = tuple(
            JudgedTest(result, value, value <= significance)
            for result, value in ((result, next(adjusted)) for result in of_model)
        )
        verdicts.append(_verdict(record, tests, significance, len(flat)))
    return tuple(verdicts)


def _results(record: ForecastRecord, null: NullExceptions) -> tuple[BacktestResult, ...]:
    exceptions, confidence = record.exceptions, record.confidence
    return (
        kupiec_test(exceptions, confidence=confidence),
        independence_test(exceptions),
        conditional_coverage_test(exceptions, confidence=confidence),
        dynamic_quantile_test(exceptions, record.value_at_risk, null=null),
        acerbi_szekely_test(record, null=null),
    )


def _verdict(
    record: ForecastRecord, tests: tuple[JudgedTest, ...], significance: float, family_size: int
) -> BacktestVerdict:
    exceptions, confidence = record.exceptions, record.confidence
    is_supervised = confidence == SUPERVISED_CONFIDENCE and len(record) >= SUPERVISED_SESSIONS
    last_year = basel_zone(exceptions[-SUPERVISED_SESSIONS:], confidence=confidence) if is_supervised else None
    return BacktestVerdict(
        model=record.model,
        confidence=confidence,
        n_sessions=len(record),
        exceptions=int(exceptions.sum()),
        expected_exceptions=record.expected_exceptions,
        light=basel_zone(exceptions, confidence=confidence),
        light_of_last_year=last_year,
        tests=tests,
        significance=significance,
        family_size=family_size,
    )
