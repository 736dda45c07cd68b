"""Where data comes from.

Takes   a path, or the name of a market.
Gives   PriceSource: closes by symbol, each with file, column and hash; OptionChain: the quotes of one instant;
        ReturnSeries: returns that were made elsewhere; maintenance tiers of perpetuals.
Never   repairs what it reads.
"""

from seawall.sources.margin_tier_files import read_margin_tiers
from seawall.sources.open_prices import price_source
from seawall.sources.option_chain_files import read_option_chain
from seawall.sources.price_files import PriceFiles, skfolio_prices
from seawall.sources.price_tables import PriceTable
from seawall.sources.protocol import PriceSource
from seawall.sources.return_files import ReturnSeries, read_return_series
from seawall.sources.sample_market import SampleMarket

__all__ = [
    "PriceFiles",
    "PriceSource",
    "PriceTable",
    "ReturnSeries",
    "SampleMarket",
    "price_source",
    "read_margin_tiers",
    "read_option_chain",
    "read_return_series",
    "skfolio_prices",
]
