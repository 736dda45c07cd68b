"""Why a price has an implied volatility, or has none."""

from __future__ import annotations

from enum import IntEnum

from seawall.valuation import kernels

__all__ = ["VolatilityStatus"]


class VolatilityStatus(IntEnum):
    """Why a point has a volatility, or has none."""

    SOLVED = kernels.SOLVED
    """The volatility is within its error bound."""
    BELOW_LOWER_BOUND = kernels.BELOW_LOWER_BOUND
    """The price is below the discounted intrinsic value: an arbitrage or a wrong quote."""
    ABOVE_UPPER_BOUND = kernels.ABOVE_UPPER_BOUND
    """The price is at or above the discounted spot (call) or strike (put): no volatility is large enough."""
    UNDETERMINED = kernels.UNDETERMINED
    """Not one digit of the time value survives the rounding of the price: many volatilities give the same price."""
    EXPIRED = kernels.EXPIRED
    """No time is left."""
    NOT_CONVERGED = kernels.NOT_CONVERGED
    """The iteration did not settle; only seen where forward and strike differ by a factor beyond 1e60."""
