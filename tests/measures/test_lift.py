"""Lift over the base rate: by hand, and where the forecast knows nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.measures import lift_over_base
from tests.tolerances import EXACT


@given(st.integers(0, 5_000))
def test_lift_is_a_ratio_of_counts_and_its_interval_is_fixed_by_the_seed(seed: int) -> None:
    generator = np.random.default_rng(seed)
    told, came = generator.random(300) < 0.3, generator.random(300) < 0.2
    blocks = np.repeat(np.arange(10), 30)
    score = lift_over_base(told, came, blocks, seed=3)
    assert score.lift == pytest.approx(came[told].mean() / came.mean(), rel=EXACT)
    assert (score.foretold, score.hits, score.events) == (told.sum(), (told & came).sum(), came.sum())
    assert score == lift_over_base(told, came, blocks, seed=3)
    assert score.interval is not None
    assert score.interval.lower < score.interval.upper


def test_intervals_of_a_forecast_that_knows_nothing_hold_one() -> None:
    """Of 100 such forecasts, at least 88 intervals of 95 % hold 1: three standard errors below, in twenty blocks."""
    generator = np.random.default_rng(1)
    held = 0
    for _ in range(100):
        told, came = generator.random(2_000) < 0.3, generator.random(2_000) < 0.3
        interval = lift_over_base(told, came, np.repeat(np.arange(20), 100), seed=1).interval
        assert interval is not None
        held += interval.lower <= 1.0 <= interval.upper
    assert held >= 88, held


def test_nothing_foretold_has_no_lift() -> None:
    score = lift_over_base(np.zeros(4, bool), np.ones(4, bool), np.arange(4), seed=1)
    assert (score.lift, score.interval) == (None, None)
    with pytest.raises(InputError, match="of one shape"):
        lift_over_base(np.zeros(4, bool), np.ones(3, bool), np.arange(4), seed=1)
