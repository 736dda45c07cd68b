"""What things are worth.

Takes   contracts, and the market they are priced in.
Gives   prices, Greeks, implied volatilities, each with its status or error bound.
Never   decides which scenarios matter, and does not load the compiler before a long array needs it.
"""

from seawall.valuation.black_scholes_merton import (
    OptionValues,
    black_76,
    black_scholes,
    coin_settled_black_scholes,
)
from seawall.valuation.implied_vol import ImpliedVolatility, VolatilityStatus, implied_volatility

__all__ = [
    "ImpliedVolatility",
    "OptionValues",
    "VolatilityStatus",
    "black_76",
    "black_scholes",
    "coin_settled_black_scholes",
    "implied_volatility",
]
