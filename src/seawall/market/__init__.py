"""What is observed.

Takes   closes with their dates, quotes of options.
Gives   PriceSeries, PricePanel, ReturnPanel, DiscountCurve, OptionChain, VolSurface, RiskFactor, MarketSnapshot.
Never   reads a file, and never lets a NaN past its door.
"""

from seawall.market.curve import DiscountCurve
from seawall.market.factors import FactorKind, RiskFactor, ShockRule, apply_shock
from seawall.market.option_chain import OptionChain, PriceUnit, years_until
from seawall.market.prices import PricePanel, PriceSeries, SeriesUse, join_on_common_closes
from seawall.market.returns import ReturnKind, ReturnPanel, recent_returns, simple_returns
from seawall.market.smile import Smile
from seawall.market.snapshot import MarketSnapshot
from seawall.market.vol_surface import ExpirySmile, StickyRule, VolSurface

__all__ = [
    "DiscountCurve",
    "ExpirySmile",
    "FactorKind",
    "MarketSnapshot",
    "OptionChain",
    "PricePanel",
    "PriceSeries",
    "PriceUnit",
    "ReturnKind",
    "ReturnPanel",
    "RiskFactor",
    "SeriesUse",
    "ShockRule",
    "Smile",
    "StickyRule",
    "VolSurface",
    "apply_shock",
    "join_on_common_closes",
    "recent_returns",
    "simple_returns",
    "years_until",
]
