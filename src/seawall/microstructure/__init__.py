"""The tape: what order books and leveraged positions say.

Takes   messages of a venue, decoded or as bytes.
Gives   events (BookDelta, Trade, LiquidationPrint, MarkPrice, OpenInterest, OrderEvent, TopOfBook) on the integer grid
        of an instrument; OrderBook, the levels that they make; BookImage, a book at one instant with the state
        of its stream.
Never   opens a socket or a file, and never calls a book live that may be wrong.
"""

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
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.order_book import OrderBook

__all__ = [
    "BookDelta",
    "BookImage",
    "FeedEvent",
    "InstrumentGrid",
    "LiquidationPrice",
    "LiquidationPrint",
    "MarkPrice",
    "OpenInterest",
    "OrderAction",
    "OrderBook",
    "OrderEvent",
    "PositionSide",
    "Side",
    "StreamState",
    "TopOfBook",
    "Trade",
]
