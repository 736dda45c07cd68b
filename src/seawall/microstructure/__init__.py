"""The tape: what order books and leveraged positions say.

Takes   messages of a venue, as bytes.
Gives   events (BookDelta, Trade, LiquidationPrint, MarkPrice, OpenInterest, OrderEvent, TopOfBook) on the integer grid
        of an instrument; OrderBook, the levels that they make; BookFeed, a book that knows whether it may be believed,
        with its FeedLog; BookImage, a book at one instant with the state of its stream.
Never   opens a socket or a file, and never calls a book live that may be wrong.
"""

from seawall.microstructure.binance_futures import BinanceFuturesDecoder
from seawall.microstructure.book_feed import BookFeed
from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.events import (
    BookDelta,
    FeedEvent,
    LiquidationPrice,
    LiquidationPrint,
    MarkPrice,
    OpenInterest,
    OrderAction,
    OrderEvent,
    PositionSide,
    Side,
    TopOfBook,
    Trade,
)
from seawall.microstructure.feed_log import FeedIncident, FeedLog, IncidentKind
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.order_book import OrderBook
from seawall.microstructure.sequence import SequenceRule

__all__ = [
    "BinanceFuturesDecoder",
    "BookDelta",
    "BookFeed",
    "BookImage",
    "FeedEvent",
    "FeedIncident",
    "FeedLog",
    "IncidentKind",
    "InstrumentGrid",
    "LiquidationPrice",
    "LiquidationPrint",
    "MarkPrice",
    "OpenInterest",
    "OrderAction",
    "OrderBook",
    "OrderEvent",
    "PositionSide",
    "SequenceRule",
    "Side",
    "StreamState",
    "TopOfBook",
    "Trade",
]
