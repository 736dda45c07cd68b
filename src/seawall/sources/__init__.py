"""Where data comes from.

Takes   a path, or the name of a market.
Gives   PriceSource: closes by symbol, each with file, column and hash.
Never   repairs what it reads.
"""

from seawall.sources.open_prices import price_source
from seawall.sources.price_files import PriceFiles, skfolio_prices
from seawall.sources.price_tables import PriceTable
from seawall.sources.protocol import PriceSource
from seawall.sources.sample_market import SampleMarket

__all__ = ["PriceFiles", "PriceSource", "PriceTable", "SampleMarket", "price_source", "skfolio_prices"]
