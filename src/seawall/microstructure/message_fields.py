"""Single fields of a message: whole numbers, instants, flags, and numbers written as text."""

from __future__ import annotations

from seawall.errors import DataError

__all__ = [
    "LATEST_MILLISECOND",
    "NANOSECONDS_PER_MILLISECOND",
    "finite_number",
    "flag",
    "instant_ns",
    "positive_number",
    "shown",
    "whole_number",
]

NANOSECONDS_PER_MILLISECOND = 1_000_000
LATEST_MILLISECOND = (2**63 - 1) // NANOSECONDS_PER_MILLISECOND
"""Later instants (after the year 2262) do not fit the nanoseconds in which they are kept."""
_LARGEST = 2**63 - 1
_LONGEST_SHOWN = 40
_NUMBER_CHARACTERS = frozenset("0123456789.eE+-")


def shown(value: object) -> str:
    """A value of a message as an error names it: short, on one line, and without what nests in it."""
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    return repr(value[:_LONGEST_SHOWN] if isinstance(value, str) else value)


def whole_number(value: object) -> int:
    """A whole number from 0 to 2**63 - 1.

    Raises
    ------
    DataError
        When it is anything else, true and false among it.
    """
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
        return value
    raise DataError(f"a number or instant must be a whole number from 0 to 2^63 - 1, was {shown(value)}")


def instant_ns(milliseconds: object) -> int:
    """An instant in nanoseconds since 1970, from whole milliseconds.

    Raises
    ------
    DataError
        When it is no whole number, or later than the year 2262.
    """
    found = whole_number(milliseconds)
    if found <= LATEST_MILLISECOND:
        return found * NANOSECONDS_PER_MILLISECOND
    raise DataError(f"an instant must be at most {LATEST_MILLISECOND} ms since 1970, was {found}")


def flag(value: object) -> bool:
    """True or false.

    Raises
    ------
    DataError
        When it is anything else.
    """
    if isinstance(value, bool):
        return value
    raise DataError(f"a flag must be true or false, was {shown(value)}")


def finite_number(value: object) -> float:
    """A finite number that is written as text.

    Raises
    ------
    DataError
        When it is none.
    """
    try:
        found = float(value) if isinstance(value, str) and _NUMBER_CHARACTERS.issuperset(value) else float("nan")
    except ValueError:
        found = float("nan")
    if found - found == 0.0:
        return found
    raise DataError(f"a rate or price must be a finite number as text, was {shown(value)}")


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
