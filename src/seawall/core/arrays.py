"""Array aliases, read-only copies, and the guards that stand at every door.

A guard returns its argument, so that a check can sit inside the assignment it protects.
Past the door nothing is checked again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from seawall.errors import InputError

__all__ = [
    "BoolArray",
    "DateArray",
    "FloatArray",
    "IntArray",
    "check_between",
    "check_confidence",
    "check_dates",
    "check_finite",
    "check_positive",
    "check_shape",
    "check_unique",
    "read_only",
    "read_only_dates",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
DateArray = npt.NDArray[np.datetime64]


def read_only(values: npt.ArrayLike) -> FloatArray:
    """Return a contiguous float64 copy of `values` that cannot be written to."""
    array = np.array(values, dtype=np.float64, order="C", copy=True)
    array.flags.writeable = False
    return array


def read_only_dates(dates: Any) -> DateArray:
    """Return a datetime64[D] copy of `dates` that cannot be written to."""
    array = np.array(dates, dtype="datetime64[D]", copy=True)
    array.flags.writeable = False
    return array


def check_shape(array: FloatArray, name: str, shape: tuple[int | None, ...]) -> FloatArray:
    """Return `array` if its shape is `shape`, where ``None`` allows any length.

    Raises
    ------
    InputError
        When the number of dimensions or a fixed length differs.
    """
    fits = len(array.shape) == len(shape) and all(
        wanted is None or wanted == found for wanted, found in zip(shape, array.shape, strict=True)
    )
    if not fits:
        wanted = tuple("any" if length is None else length for length in shape)
        raise InputError(f"{name!r} must have shape {wanted}, was {array.shape}")
    return array


def check_finite(array: FloatArray, name: str) -> FloatArray:
    """Return `array` if it holds neither NaN nor infinity; the error names the first place."""
    bad = ~np.isfinite(array)
    if bad.any():
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        raise InputError(f"{name!r} must be finite, was {array[place]} at {place}")
    return array


def check_positive(value: float, name: str) -> float:
    """Return `value` if it is finite and above zero."""
    if not (math.isfinite(value) and value > 0):
        raise InputError(f"{name!r} must be finite and above 0, was {value!r}")
    return value


def check_between(value: float, name: str, low: float, high: float) -> float:
    """Return `value` if ``low <= value <= high``."""
    if not low <= value <= high:
        raise InputError(f"{name!r} must be in [{low:g}, {high:g}], was {value!r}")
    return value


def check_confidence(confidence: float) -> float:
    """Return `confidence` if it lies in [0.5, 1).

    Examples
    --------
    >>> check_confidence(0.99)
    0.99
    """
    if not 0.5 <= confidence < 1.0:
        hint = "; percent given?" if 50 <= confidence < 100 else ""
        raise InputError(f"'confidence' must be in [0.5, 1), was {confidence!r}{hint}")
    return confidence


def check_dates(dates: DateArray, name: str) -> DateArray:
    """Return `dates` if they rise strictly; the error names the first date that does not."""
    if np.isnat(dates).any():
        raise InputError(f"{name!r} must not hold a blank date")
    steps = np.diff(dates)
    if (steps <= np.timedelta64(0, "D")).any():
        place = int(np.argmax(steps <= np.timedelta64(0, "D"))) + 1
        raise InputError(f"{name!r} must rise strictly, but {dates[place]} follows {dates[place - 1]}")
    return dates


def check_unique(names: Sequence[str], name: str) -> Sequence[str]:
    """Return `names` if none is repeated; the error names the first repeated one."""
    seen: set[str] = set()
    for each in names:
        if each in seen:
            raise InputError(f"{name!r} must not repeat, but {each!r} does")
        seen.add(each)
    return names
