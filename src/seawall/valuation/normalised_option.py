"""Options on a forward of one, undiscounted: where money and coin conventions meet, and smiles are fitted."""

from __future__ import annotations

import numpy as np

from seawall.core import BoolArray, FloatArray
from seawall.valuation.black_scholes_merton import black_76
from seawall.valuation.implied_vol import implied_volatility

__all__ = ["implied_total_volatility", "normalised_price"]


def normalised_price(log_moneyness: FloatArray, total_volatility: FloatArray, is_call: BoolArray) -> FloatArray:
    """Price on a forward of 1 with strike ``exp(log_moneyness)``; intrinsic value where volatility is zero."""
    return black_76(
        forward=1.0,
        strike=np.exp(log_moneyness),
        time=1.0,
        rate=0.0,
        volatility=total_volatility,
        right=np.where(is_call, 1, -1),
    ).price


def implied_total_volatility(price: FloatArray, log_moneyness: FloatArray, is_call: BoolArray) -> FloatArray:
    """Volatility times the square root of time that gives `price`; NaN on or outside the no-arbitrage bounds."""
    return implied_volatility(
        price=price, spot=1.0, strike=np.exp(log_moneyness), time=1.0, rate=0.0, right=np.where(is_call, 1, -1)
    ).volatility
