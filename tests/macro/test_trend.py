"""Trend and percentile: known truth, the edges of the rule, and another implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from seawall.errors import InputError
from seawall.macro import Frequency, IndicatorHistory, Trend, levels, rank_in_history, read_trend
from tests.macro.built import daily, monthly


def _months(values: list[float], first: str = "2015-01") -> IndicatorHistory:
    return levels(monthly("UNRATE", first, values))


def _with_last_change(change: float, usual: float) -> list[float]:
    """Values whose changes over 3 months all have the size `usual`, but the last has `change`."""
    values = [0.0, 0.0, 0.0]
    for step in range(40):
        values.append(values[step] + usual * (-1) ** step)
    values.append(values[-3] + change)
    return values


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (0.21, Trend.RISING),
        (0.20, Trend.STEADY),
        (0.0, Trend.STEADY),
        (-0.20, Trend.STEADY),
        (-0.21, Trend.FALLING),
    ],
)
def test_half_the_usual_change_divides_steady_from_the_rest(change: float, word: Trend) -> None:
    found = read_trend(_months(_with_last_change(change, 0.4)), frequency=Frequency.MONTHLY)
    assert found is not None
    assert found.trend is word, found
    assert found.change == pytest.approx(change, abs=1e-12)
    assert found.usual_change == pytest.approx(0.4, abs=1e-12)
    assert (found.n, found.span) == (41, "3 months")


def test_sessions_are_counted_and_months_matched() -> None:
    sessions = levels(daily("DGS10", "2024-01-01", np.linspace(1.0, 3.0, 201).tolist()))
    found = read_trend(sessions, frequency=Frequency.DAILY)
    assert found is not None
    assert found.change == pytest.approx(63 * 0.01, abs=1e-12)
    assert (found.trend, found.n) == (Trend.RISING, 201 - 63)
    values = [float(each) for each in range(30)]
    gap = levels(monthly("UNRATE", "2023-01", [*values[:-4], None, *values[-3:]]))
    assert read_trend(gap, frequency=Frequency.MONTHLY) is None, "three months before the last there is no value"


def test_ten_years_make_the_noise() -> None:
    wild = [10.0 * (-1) ** each for each in range(60)]
    calm = [0.01 * each for each in range(130)]
    found = read_trend(_months([*wild, *calm], "2000-01"), frequency=Frequency.MONTHLY)
    assert found is not None
    assert found.usual_change == pytest.approx(0.03, abs=1e-9)
    assert (found.window.end - found.window.start).days <= 3653
    assert found.n == 120


def test_a_short_history_has_neither_trend_nor_rank() -> None:
    assert read_trend(_months([1.0] * 14), frequency=Frequency.MONTHLY) is None
    assert read_trend(_months([1.0] * 15), frequency=Frequency.MONTHLY) is not None
    assert rank_in_history(_months([1.0] * 11), 1.0) is None
    assert rank_in_history(_months([1.0] * 12), 1.0) is not None
    assert read_trend(levels(daily("DGS10", "2024-01-01", [1.0] * 20)), frequency=Frequency.DAILY) is None


@given(st.lists(st.integers(-20, 20), min_size=12, max_size=80))
def test_percentile_is_the_mean_rank_of_another_implementation(values: list[int]) -> None:
    history = _months([float(each) for each in values], "1990-01")
    for value in {values[-1], min(values), max(values)}:
        found = rank_in_history(history, float(value))
        assert found is not None
        # scipy's mean percentile counts a tie from (below + 1) to (below + ties); ours takes half of the ties
        strict = percentileofscore(values, value, kind="strict")
        weak = percentileofscore(values, value, kind="weak")
        assert 100.0 * found.percentile == pytest.approx((strict + weak) / 2.0, abs=1e-9)
        assert found.n == len(values)


def test_a_rank_needs_a_number() -> None:
    with pytest.raises(InputError, match="'value' must be finite, was nan"):
        rank_in_history(_months([1.0] * 12), float("nan"))
