"""Numbers as they are shown: the value, its text and its unit travel together.

Every page prints the text that was made here once, so that terminal, HTML and JSON agree to the last digit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["UNKNOWN", "Number", "days", "money", "multiple", "percent", "quantity", "score", "signed", "significant"]

UNKNOWN = "–"
_SMALLEST_POWER = -4
_NON_ZERO = "123456789"


@dataclass(frozen=True, slots=True)
class Number:
    """One number on a page.

    Attributes
    ----------
    value : float or None
        Full precision; None where it is not known.
    text : str
        As shown.
    unit : str
        Currency, ``%`` and so on.
    """

    value: float | None
    text: str
    unit: str


def _number(value: float | None, unit: str, form: str, scale: float = 1.0, after: str = "") -> Number:
    if value is None:
        return Number(None, UNKNOWN, unit)
    text = format(value * scale, form)
    # a rounded zero has no sign
    is_zero = not any(digit in _NON_ZERO for digit in text)
    return Number(float(value), (text.lstrip("-+") if is_zero else text) + after, unit)


def money(value: float | None, currency: str) -> Number:
    """Whole units of a currency; the unit stands in the heading."""
    return _number(value, currency, ",.0f")


def percent(value: float | None, *, decimals: int = 2) -> Number:
    """Decimal shown as percent: 0.25 is 25.00%."""
    return _number(value, "%", f",.{decimals}f", 100.0, "%")


def score(value: float | None) -> Number:
    """Score from 0 to 10, two decimals."""
    return _number(value, "of 10", ".2f")


def days(value: float | None) -> Number:
    """Days; small values keep two significant digits."""
    if value is not None and 0 < value < 1:
        decimals = 1 - math.floor(math.log10(value))
        return _number(value, "days", f".{decimals}f")
    return _number(value, "days", ",.1f")


def multiple(value: float | None) -> Number:
    """Return a dimensionless number, two decimals: beta."""
    return _number(value, "1", ".2f")


def significant(value: float | None, unit: str) -> Number:
    """Four significant digits, and every digit before the point; very small values as a power of ten."""
    if value is None or value == 0.0:
        return _number(value, unit, ".0f")
    size = math.floor(math.log10(abs(value)))
    return _number(value, unit, f",.{max(3 - size, 0)}f" if size >= _SMALLEST_POWER else ".3e")


def quantity(value: float | None, unit: str, *, decimals: int) -> Number:
    """Return a number in any unit."""
    return _number(value, unit, f",.{decimals}f")


def signed(number: Number) -> Number:
    """Return the number with its sign where it is above 0, for changes and moves; a rounded zero has none."""
    rises = number.value is not None and number.value > 0.0 and not number.text.startswith("+")
    if not rises or not any(digit in _NON_ZERO for digit in number.text):
        return number
    return Number(number.value, f"+{number.text}", number.unit)
