"""What a person is told where a wish cannot be met: the limit that is in the way, and what would do."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray
from seawall.optimize.moments import AssetMoments

__all__ = ["no_excess_return", "return_too_high", "volatility_too_low"]


def return_too_high(names: tuple[str, ...], best: FloatArray, highest: float, target: float) -> str:
    """Answer to a target above the highest return, which the weights `best` earn."""
    return (
        f"'target_return' must be at most {highest:.6g}, the highest expected return that the constraints allow "
        f"({_held(names, best)}), was {target!r}"
    )


def volatility_too_low(least: float, target: float) -> str:
    """Answer to a target below the least volatility."""
    return f"'target_volatility' must be at least {least:.6g}, the least that the constraints allow, was {target!r}"


def no_excess_return(moments: AssetMoments, best: FloatArray, rate: float) -> str:
    """Answer where not even `best`, the weights of the highest return, earns more than the rate."""
    unit = ""
    if moments.periods_per_year != 1.0:
        unit = f" (is the rate, too, per period of 1/{moments.periods_per_year:g} year?)"
    return (
        f"max Sharpe is ill-posed: no portfolio that the constraints allow is expected to earn more than the risk-free "
        f"rate of {rate:g}{unit}; the highest is {float(best @ moments.mean):.4g} ({_held(moments.names, best)}). "
        "Hold cash, lower the rate, or ask for the minimum volatility"
    )


def _held(names: tuple[str, ...], weights: FloatArray) -> str:
    """The largest holdings, in words."""
    order = np.argsort(-np.abs(weights), kind="stable")
    shown = [f"{names[i]} {weights[i]:.4g}" for i in order[:3] if weights[i] != 0.0]
    more = int((weights != 0.0).sum()) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
