"""The numbers an option function takes, and how to say that one lies outside; needs no arrays."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from seawall.valuation import kernels

__all__ = ["LIMITS", "limit_fault"]

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


def limit_fault(name: str, value: float, *, where: str = "") -> str:
    """Line that names the argument, its value and place, and what is allowed."""
    low, high = LIMITS[name]
    hint = "; percent given?" if name in _OFTEN_IN_PERCENT and high < value <= 1000.0 else ""
    allowed = f"above 0 ({low:g} to {high:g})" if low > 0.0 else f"in [{low:g}, {high:g}]"
    return f"{name!r} must be {allowed}, was {value!r}{where}{hint}"
