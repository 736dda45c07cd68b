"""Bounds between which no portfolio lies, and the sentence that says what would."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.optimize import efficient_frontier, weight_bounds
from tests.optimize.problems import moments_of

NAMES = tuple(f"A{i}" for i in range(51))


def test_fifty_one_assets_of_at_least_two_percent() -> None:
    sentence = (
        r"lower bounds of 51 assets sum to 1\.02, above their total of 1; "
        r"lower them to at most 0\.0196078, or take at most 50 assets"
    )
    with pytest.raises(InputError, match=sentence):
        efficient_frontier(moments_of(np.zeros(51), np.eye(51)), bounds=(0.02, 0.40))
    # what it says works
    assert weight_bounds(NAMES, (0.0196078, 0.40)).only is None
    fifty = weight_bounds(NAMES[:50], (0.02, 0.40))
    assert fifty.only is not None
    assert fifty.only.tolist() == [0.02] * 50


@pytest.mark.parametrize(
    ("bounds", "total", "sentence"),
    [
        ((0.1, 0.3), 1.0, r"upper bounds of 3 assets sum to 0\.9, .* at least 0\.333334, or take at least 4 assets"),
        (([0.6, 0.7, 0.0], [1, 1, 1]), 1.0, r"by 0\.3 in all \(the largest: A1 0\.7, A0 0\.6, A2 0\)"),
        (([0, 0, 0], [0.1, 0.2, 0.6]), 1.0, r"raise them by 0\.1 in all \(the smallest: A0 0\.1, A1 0\.2, A2 0\.6\)"),
        ((0.1, 1.0), 0.0, r"lower bounds of 3 assets sum to 0\.3, above their total of 0; lower them"),
        (([0, 0.5, 0], [1, 0.4, 1]), 1.0, r"bounds of 'A1' cross: at least 0\.5 and at most 0\.4"),
        ((0.0, float("inf")), 1.0, r"'upper bounds' must be finite, was inf"),
        (([0.0, 0.0], 1.0), 1.0, r"'lower bounds' must have shape \(3,\), was \(2,\)"),
        ((0.0, 1.0), float("nan"), r"'total' must be finite"),
    ],
)
def test_bounds_that_leave_no_portfolio(bounds: tuple[Any, Any], total: float, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        weight_bounds(NAMES[:3], bounds, total=total)


def test_advice_on_the_upper_bound_works() -> None:
    assert weight_bounds(NAMES[:3], (0.1, 0.3333334)).total == 1.0
    assert weight_bounds(NAMES[:4], (0.1, 0.3)).total == 1.0


def test_bounds_of_other_assets_are_refused() -> None:
    with pytest.raises(InputError, match="of the assets of the moments"):
        efficient_frontier(moments_of(np.zeros(2), np.eye(2)), bounds=weight_bounds(("X", "Y"), (0.0, 1.0)))


def test_rounding_of_a_sum_is_no_conflict() -> None:
    """Seven times 1/7 is 0.9999999999999998."""
    sevenths = weight_bounds(NAMES[:7], (1 / 7, 1.0))
    assert sevenths.only is not None
    with pytest.raises(ValueError, match="read-only"):
        sevenths.lower[0] = 0.0
