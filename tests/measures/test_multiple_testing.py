"""Holm's method against statsmodels, and its promise by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.measures import holm_adjusted
from tests.tolerances import EXACT


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40))
def test_the_definition_step_by_step(p_values: list[float]) -> None:
    """Reject the smallest while it is at most a / (those left): the adjusted p-value is the least such a."""
    left = sorted(range(len(p_values)), key=lambda place: p_values[place])
    level = 0.0
    wanted = [0.0] * len(p_values)
    for number, place in enumerate(left):
        level = max(level, p_values[place] * (len(p_values) - number))
        wanted[place] = min(level, 1.0)
    assert holm_adjusted(np.array(p_values)) == pytest.approx(wanted, rel=EXACT, abs=EXACT), p_values


def test_as_statsmodels() -> None:
    from statsmodels.stats.multitest import multipletests

    p_values = np.random.default_rng(4).random(60) ** 3
    assert holm_adjusted(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], rel=EXACT)


def test_the_papers_steps() -> None:
    """Of 0.01, 0.02, 0.03: 3 x 0.01, then 2 x 0.02, then the larger of 0.03 and what came before."""
    assert holm_adjusted(np.array([0.03, 0.01, 0.02])) == pytest.approx([0.04, 0.03, 0.04], rel=EXACT)


def test_none_is_none() -> None:
    assert holm_adjusted(np.zeros(0)).shape == (0,)


def test_true_hypotheses_are_rejected_together_at_most_as_often_as_stated() -> None:
    generator = np.random.default_rng(1)
    runs = 20_000
    wrong = sum((holm_adjusted(generator.random(10)) <= 0.05).any() for _ in range(runs))
    # for ten independent true hypotheses the first step decides: 1 - (1 - 0.05 / 10)^10
    exact = 1 - (1 - 0.005) ** 10
    assert abs(wrong / runs - exact) <= 3 * np.sqrt(exact * (1 - exact) / runs), wrong


@pytest.mark.parametrize("bad", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(bad: float) -> None:
    with pytest.raises(InputError, match="'p_values' must be in"):
        holm_adjusted(np.array([0.5, bad]))
