"""The numbers an option function takes, and how to say that one lies outside; needs no arrays."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from seawall.valuation import kernels

__all__ = ["LIMITS", "TYPED_LIMITS", "limit_fault", "typed_fault"]

LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "price": (-kernels.LARGEST_PRICE, kernels.LARGEST_PRICE),
        "spot": (kernels.SMALLEST_PRICE, kernels.LARGEST_PRICE),
        "forward": (kernels.SMALLEST_PRICE, kernels.LARGEST_PRICE),
        "strike": (kernels.SMALLEST_PRICE, kernels.LARGEST_PRICE),
        "time": (0.0, kernels.LONGEST_TIME),
        "rate": (-kernels.LARGEST_RATE, kernels.LARGEST_RATE),
        "dividend": (-kernels.LARGEST_RATE, kernels.LARGEST_RATE),
        "volatility": (0.0, kernels.LARGEST_VOLATILITY),
    }
)
_OFTEN_IN_PERCENT = ("rate", "dividend", "volatility")
_LIKELY_PERCENT = 1_000.0

_SMALLEST, _LARGEST = 1e-100, 1e100
_LONGEST_DAYS = 365_000.0
_HIGHEST_VOLATILITY, _HIGHEST_RATE = 10.0, 2.0
_RATES = f"a decimal a year from {-_HIGHEST_RATE:g} to {_HIGHEST_RATE:g}"
TYPED_LIMITS: Mapping[str, tuple[float, float, str]] = MappingProxyType(
    {
        "price": (-_LARGEST, _LARGEST, "a finite amount of money"),
        "spot": (_SMALLEST, _LARGEST, "above 0 and finite"),
        "strike": (_SMALLEST, _LARGEST, "above 0 and finite"),
        "days": (0.0, _LONGEST_DAYS, f"calendar days from 0 to {_LONGEST_DAYS:,.0f}"),
        "rate": (-_HIGHEST_RATE, _HIGHEST_RATE, _RATES),
        "dividend": (-_HIGHEST_RATE, _HIGHEST_RATE, _RATES),
        "volatility": (0.0, _HIGHEST_VOLATILITY, f"a decimal a year from 0 to {_HIGHEST_VOLATILITY:g}"),
    }
)
"""Of an option that a person types in, and what is allowed in words: narrower, so that a slip of the hand shows."""


def limit_fault(name: str, value: float, *, where: str = "") -> str:
    """Line that names the argument, its value and place, and what is allowed."""
    low, high = LIMITS[name]
    hint = "; percent given?" if name in _OFTEN_IN_PERCENT and high < value <= _LIKELY_PERCENT else ""
    allowed = f"above 0 ({low:g} to {high:g})" if low > 0.0 else f"in [{low:g}, {high:g}]"
    return f"{name!r} must be {allowed}, was {value!r}{where}{hint}"


def typed_fault(name: str, value: float) -> str | None:
    """What is allowed and what was typed instead; None for a number that is allowed.

    Examples
    --------
    >>> typed_fault("volatility", 72.0)
    'must be a decimal a year from 0 to 10, was 72; percent given? 72 % is 0.72'
    """
    low, high, allowed = TYPED_LIMITS[name]
    if low <= value <= high:
        return None
    is_percent = name in _OFTEN_IN_PERCENT and high < value <= _LIKELY_PERCENT
    hint = f"; percent given? {value:g} % is {value / 100.0:g}" if is_percent else ""
    return f"must be {allowed}, was {value:g}{hint}"
