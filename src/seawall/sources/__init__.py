"""Where data comes from.

Takes   a path, or the name of a market.
Gives   PriceSource: closes by symbol, each with file, column and hash; OptionChain: the quotes of one instant;
        ReturnSeries: returns that were made elsewhere; RecordedOrders: order events of a recording, all rows counted.
Never   repairs what it reads.
"""

from seawall.sources.open_prices import price_source
from seawall.sources.option_chain_files import read_option_chain
from seawall.sources.price_files import PriceFiles, skfolio_prices
from seawall.sources.price_tables import PriceTable
from seawall.sources.protocol import PriceSource
from seawall.sources.recordings.bitstamp import read_bitstamp
from seawall.sources.recordings.lobster import LobsterDay, read_lobster
from seawall.sources.recordings.lobster_check import BookComparison, check_lobster
from seawall.sources.recordings.market_by_order import read_market_by_order
from seawall.sources.recordings.recorded_orders import RecordedOrders
from seawall.sources.return_files import ReturnSeries, read_return_series
from seawall.sources.sample_market import SampleMarket

__all__ = [
    "BookComparison",
    "LobsterDay",
    "PriceFiles",
    "PriceSource",
    "PriceTable",
    "RecordedOrders",
    "ReturnSeries",
    "SampleMarket",
    "check_lobster",
    "price_source",
    "read_bitstamp",
    "read_lobster",
    "read_market_by_order",
    "read_option_chain",
    "read_return_series",
    "skfolio_prices",
]
