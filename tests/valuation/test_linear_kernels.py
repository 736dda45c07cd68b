"""The product of shocks and exposures: exact sums, odd numbers of rows, and the same bits wherever a row stands."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from seawall.valuation.linear_kernels import compiled_gains, gains_loop
from tests.tolerances import EXACT


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (2, 7), (7, 100), (8, 1_001)])
def test_each_gain_is_the_sum_of_its_row(rows: int, columns: int) -> None:
    draw = np.random.default_rng(rows)
    shocks, exposures = draw.standard_normal((rows, columns)), draw.standard_normal(columns)
    expected = [math.fsum(row * exposures) for row in shocks]
    loops: list[Callable[..., Any]] = [gains_loop, compiled_gains()]
    for loop in loops:
        found = np.full(rows, np.nan)
        loop(shocks, exposures, found)
        np.testing.assert_allclose(found, expected, rtol=0, atol=EXACT * columns)


def test_a_row_gives_the_same_bits_in_any_place() -> None:
    draw = np.random.default_rng(5)
    shocks, exposures = draw.standard_normal((301, 2_003)), draw.standard_normal(2_003)
    order = draw.permutation(301)
    found, moved = np.empty(301), np.empty(301)
    compiled_gains()(shocks, exposures, found)
    compiled_gains()(np.ascontiguousarray(shocks[order]), exposures, moved)
    np.testing.assert_array_equal(moved, found[order])


def test_no_shock_gains_exactly_nothing() -> None:
    found = np.full(3, np.nan)
    compiled_gains()(np.zeros((3, 50)), np.random.default_rng(6).standard_normal(50) * 1e9, found)
    assert not found.any()
