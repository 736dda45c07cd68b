"""Guards return what they let through and name what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import (
    check_between,
    check_confidence,
    check_dates,
    check_finite,
    check_positive,
    check_shape,
    check_unique,
    read_only,
    read_only_dates,
)
from seawall.errors import InputError


def test_read_only_is_a_copy_that_cannot_be_written_to() -> None:
    original = np.arange(3.0)
    frozen = read_only(original)
    original[0] = 9.0
    assert frozen.tolist() == [0.0, 1.0, 2.0]
    for array in (frozen, read_only_dates(["2024-01-01"])):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[0]


def test_what_is_fine_passes() -> None:
    array = np.ones((2, 3))
    assert check_shape(array, "x", (2, None)) is array
    assert check_finite(array, "x") is array
    assert check_positive(0.1, "x") == 0.1
    assert check_between(1.0, "x", 0.0, 1.0) == 1.0
    assert check_confidence(0.5) == 0.5
    assert check_unique(["a", "b"], "x") == ["a", "b"]


def test_what_is_not_is_named() -> None:
    with pytest.raises(InputError, match=r"'x' must have shape \(2, 'any'\), was \(3,\)"):
        check_shape(np.ones(3), "x", (2, None))
    with pytest.raises(InputError, match=r"'x' must be finite, was nan at \(1, 0\)"):
        check_finite(np.array([[1.0], [np.nan]]), "x")
    with pytest.raises(InputError, match="'x' must be finite and above 0, was inf"):
        check_positive(float("inf"), "x")
    with pytest.raises(InputError, match="'x' must be in"):
        check_between(float("nan"), "x", 0.0, 1.0)
    with pytest.raises(InputError, match="percent given"):
        check_confidence(99.0)
    with pytest.raises(InputError, match="but 'a' does"):
        check_unique(["a", "b", "a"], "x")


def test_dates_must_rise() -> None:
    rising = np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[D]")
    assert check_dates(rising, "x") is rising
    with pytest.raises(InputError, match="2024-01-01 follows 2024-01-02"):
        check_dates(rising[::-1], "x")
    with pytest.raises(InputError, match="blank date"):
        check_dates(np.array(["NaT"], dtype="datetime64[D]"), "x")
