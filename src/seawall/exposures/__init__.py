"""What the book is exposed to: stage one, Identify.

Takes   Portfolio, MarketSnapshot, prices with volumes, cost curves of order books.
Gives   ExposureRegister: market, credit, liquidity and operational exposure of every position.
Never   guesses what the files do not say.
"""

from seawall.exposures.credit import CreditExposure, credit_exposure
from seawall.exposures.liquidation_cost import LiquidationCost, cost_of_closing
from seawall.exposures.liquidity import LiquidityExposure, liquidity_exposure
from seawall.exposures.market import (
    MarketExposure,
    benchmark_beta,
    exposure_by_asset,
    gross_exposure_by_class,
    market_exposures,
)
from seawall.exposures.operational import VenueShare, concentration, venue_shares
from seawall.exposures.register import Exposure, ExposureRegister, register_exposures

__all__ = [
    "CreditExposure",
    "Exposure",
    "ExposureRegister",
    "LiquidationCost",
    "LiquidityExposure",
    "MarketExposure",
    "VenueShare",
    "benchmark_beta",
    "concentration",
    "cost_of_closing",
    "credit_exposure",
    "exposure_by_asset",
    "gross_exposure_by_class",
    "liquidity_exposure",
    "market_exposures",
    "register_exposures",
    "venue_shares",
]
