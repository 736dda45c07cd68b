"""Black-76 on a forward of one, and its inverse: all that fitting a smile needs.

Prices are normalised: undiscounted, per unit of the forward, so that money and coin conventions meet here.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from seawall.core import BoolArray, FloatArray

__all__: list[str] = []

_HIGHEST_TOTAL_VOLATILITY = 40.0
_STEPS = 80


def normalised_price(log_moneyness: FloatArray, total_volatility: FloatArray, is_call: BoolArray) -> FloatArray:
    """Price on a forward of 1 with strike ``exp(log_moneyness)``; intrinsic value where volatility is zero."""
    sign = np.where(is_call, 1.0, -1.0)
    deviation = np.maximum(total_volatility, 1e-300)
    upper = -log_moneyness / deviation + 0.5 * deviation
    return np.asarray(sign * (ndtr(sign * upper) - np.exp(log_moneyness) * ndtr(sign * (upper - deviation))))


def implied_total_volatility(price: FloatArray, log_moneyness: FloatArray, is_call: BoolArray) -> FloatArray:
    """Volatility times the square root of time that gives `price`; NaN on or outside the no-arbitrage bounds.

    The price is carried to its out-of-the-money side by parity, which keeps its digits, and the root is found
    by Newton steps that fall back to halving whenever they would leave the bracket.
    """
    strike = np.exp(log_moneyness)
    intrinsic = np.maximum(np.where(is_call, 1.0 - strike, strike - 1.0), 0.0)
    target = price - intrinsic
    otm_is_call = log_moneyness >= 0.0
    possible = (target > 0.0) & (target < np.minimum(strike, 1.0))
    low, high = np.zeros_like(target), np.full_like(target, _HIGHEST_TOTAL_VOLATILITY)
    guess = np.clip(np.sqrt(2.0 * np.abs(log_moneyness)), 0.05, None)
    for _ in range(_STEPS):
        excess = normalised_price(log_moneyness, guess, otm_is_call) - target
        low, high = np.where(excess < 0, guess, low), np.where(excess < 0, high, guess)
        upper = -log_moneyness / guess + 0.5 * guess
        vega = np.exp(-0.5 * upper * upper) / np.sqrt(2.0 * np.pi)
        newton = guess - np.divide(excess, vega, out=np.full_like(guess, np.inf), where=vega > 1e-290)
        inside = (newton > low) & (newton < high)
        following = np.where(inside, newton, 0.5 * (low + high))
        settled = np.abs(following - guess) <= 1e-14 * guess
        guess = following
        if (settled | ~possible).all():
            break
    return np.where(possible, guess, np.nan)
