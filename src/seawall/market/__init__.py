"""What is observed.

Takes   closes with their dates.
Gives   PriceSeries, PricePanel, ReturnPanel, DiscountCurve, RiskFactor, MarketSnapshot.
Never   reads a file, and never lets a NaN past its door.
"""

from seawall.market.curve import DiscountCurve
from seawall.market.factors import FactorKind, RiskFactor, ShockRule, apply_shock
from seawall.market.prices import PricePanel, PriceSeries, SeriesUse, join_on_common_closes
from seawall.market.returns import ReturnKind, ReturnPanel, simple_returns
from seawall.market.snapshot import MarketSnapshot

__all__ = [
    "DiscountCurve",
    "FactorKind",
    "MarketSnapshot",
    "PricePanel",
    "PriceSeries",
    "ReturnKind",
    "ReturnPanel",
    "RiskFactor",
    "SeriesUse",
    "ShockRule",
    "apply_shock",
    "join_on_common_closes",
    "simple_returns",
]
