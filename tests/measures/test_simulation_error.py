"""Standard errors of simulated figures: against the spread over many simulations, whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.measures import Measure, simulated_figure, simulated_mean_error
from seawall.scenarios import SampleDesign, standard_normals
from tests.tolerances import EXACT, STANDARD_ERROR_RATIO


@pytest.mark.parametrize("batches", [1, 20])
@pytest.mark.parametrize("measure", list(Measure))
def test_the_standard_error_is_the_spread_over_simulations(measure: Measure, batches: int) -> None:
    samples = standard_normals(4_000, 300, seed=7).T
    found = [simulated_figure(each, measure, confidence=0.99, design=SampleDesign(batches=batches)) for each in samples]
    spread = float(np.std([each.value for each in found], ddof=1))
    stated = math.sqrt(np.mean([(each.standard_error or math.nan) ** 2 for each in found]))
    assert stated == pytest.approx(spread, rel=STANDARD_ERROR_RATIO), (measure, batches)


def test_intervals_hold_the_true_value() -> None:
    truth = 2.3263478740408408
    samples = standard_normals(4_000, 300, seed=8).T
    found = [simulated_figure(each, Measure.VALUE_AT_RISK, confidence=0.99, design=SampleDesign()) for each in samples]
    held = sum(each.interval is not None and each.interval.lower <= truth <= each.interval.upper for each in found)
    assert held >= 300 * 0.95 - 3 * math.sqrt(300 * 0.95 * 0.05), held


def test_too_few_scenarios_have_no_error() -> None:
    found = simulated_figure(np.arange(100.0), Measure.VALUE_AT_RISK, confidence=0.99, design=SampleDesign())
    assert (found.value, found.standard_error, found.interval) == (99.0, None, None)


def test_the_error_of_a_mean_counts_batches_where_there_are_several() -> None:
    values = np.array([1.0, 3.0, 5.0, 7.0])
    assert simulated_mean_error(values, batches=1) == pytest.approx(np.std(values, ddof=1) / 2, rel=EXACT)
    # batch means 2 and 6: deviation 4 / sqrt(2), over sqrt(2)
    assert simulated_mean_error(values, batches=2) == pytest.approx(2.0, rel=EXACT)


def test_a_percentage_is_refused() -> None:
    with pytest.raises(InputError, match="percent given"):
        simulated_figure(np.arange(9.0), Measure.VALUE_AT_RISK, confidence=99, design=SampleDesign())
