"""Single fields of a message: whole numbers, and numbers written as text."""

from __future__ import annotations

from seawall.errors import DataError

__all__ = ["NANOSECONDS_PER_MILLISECOND", "finite_number", "positive_number", "whole_number"]

NANOSECONDS_PER_MILLISECOND = 1_000_000


def whole_number(value: object) -> int:
    """A whole number of 0 or more.

    Raises
    ------
    DataError
        When it is anything else, true and false among it.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise DataError(f"a number or instant must be a whole number of 0 or more, was {str(value)[:40]!r}")


def finite_number(value: object) -> float:
    """A finite number that is written as text.

    Raises
    ------
    DataError
        When it is none.
    """
    try:
        found = float(value) if isinstance(value, str) else float("nan")
    except ValueError:
        found = float("nan")
    if found - found == 0.0:
        return found
    raise DataError(f"a rate or price must be a finite number as text, was {str(value)[:40]!r}")


def positive_number(value: object) -> float:
    """A finite number above 0 that is written as text.

    Raises
    ------
    DataError
        When it is none.
    """
    found = finite_number(value)
    if found > 0:
        return found
    raise DataError(f"a price must be above 0, was {found:g}")
