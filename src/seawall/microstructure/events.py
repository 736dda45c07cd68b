"""What feeds say, venue by venue the same: changes of the book, trades, liquidations, marks and open interest.

Prices are in ticks and sizes in lots of the instrument's grid. Instants are nanoseconds since 1970-01-01 UTC: the
venue's clock (`venue_ns`) and ours when the message came in (`local_ns`).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from seawall.core import IntArray

__all__ = [
    "BookDelta",
    "FeedEvent",
    "LiquidationPrice",
    "LiquidationPrint",
    "MarkPrice",
    "OpenInterest",
    "OrderAction",
    "OrderEvent",
    "PositionSide",
    "Side",
    "TopOfBook",
    "Trade",
]


class Side(enum.IntEnum):
    """A side of the book, or of the taker of a trade."""

    BID = 1
    ASK = -1


class PositionSide(enum.IntEnum):
    """A side of a position."""

    LONG = 1
    SHORT = -1


class LiquidationPrice(enum.StrEnum):
    """What the price of a liquidation print is; venues differ."""

    AVERAGE_FILL = "average fill"
    BANKRUPTCY = "bankruptcy"


class OrderAction(enum.IntEnum):
    """What happens to one order."""

    ADD = 1
    REDUCE = 2  # part of it is cancelled; it keeps its place
    DELETE = 3
    FILL = 4  # executed against, visibly
    REPLACE = 5  # new price or larger size; it goes to the end of its queue
    HIDDEN_FILL = 6  # an execution of an order that was never shown; changes no book


@dataclass(slots=True, eq=False)
class BookDelta:
    """New sizes at some levels, or a whole book.

    Not frozen, because hundreds of thousands a second are made; nobody changes one.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    venue_ns, local_ns : int
        When it was made there, and received here.
    first_id, last_id : int
        First and last update that it covers.
    previous_id : int
        Last update of the message before it; -1 where the venue does not say.
    is_snapshot : bool
        A whole book that replaces what was known.
    bid_ticks, bid_lots, ask_ticks, ask_lots : IntArray
        Levels and their new sizes; a size of 0 removes the level.
    """

    symbol: str
    venue_ns: int
    local_ns: int
    first_id: int
    last_id: int
    previous_id: int
    is_snapshot: bool
    bid_ticks: IntArray
    bid_lots: IntArray
    ask_ticks: IntArray
    ask_lots: IntArray


@dataclass(slots=True, eq=False)
class Trade:
    """An execution.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    venue_ns, local_ns : int
        When it happened, and was received here.
    trade_id : int
        Of the venue; of an aggregate, its own.
    price_ticks, size_lots : int
        Price and size.
    taker_side : Side
        BID when the buyer took.
    visible_lots : int
        Of the size, what was executed against displayed orders where the venue says so (Binance's ``nq``, without
        retail price improvement); equal to `size_lots` elsewhere.
    """

    symbol: str
    venue_ns: int
    local_ns: int
    trade_id: int
    price_ticks: int
    size_lots: int
    taker_side: Side
    visible_lots: int


@dataclass(slots=True, eq=False)
class TopOfBook:
    """Best bid and ask as the venue states them, by update number."""

    symbol: str
    venue_ns: int
    local_ns: int
    update_id: int
    bid_ticks: int
    bid_lots: int
    ask_ticks: int
    ask_lots: int


@dataclass(slots=True, eq=False)
class LiquidationPrint:
    """A forced close.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    venue_ns, local_ns : int
        When it happened, and was received here.
    position_side : PositionSide
        Side of the position that was closed; venues name the order's side or the position's, decoders know which.
    price_ticks, size_lots : int
        Price and size; an average of fills is given to the nearest tick.
    price_kind : LiquidationPrice
        What the price is.
    is_censored : bool
        The venue shows at most one print per symbol and interval: others may be missing.
    """

    symbol: str
    venue_ns: int
    local_ns: int
    position_side: PositionSide
    price_ticks: int
    size_lots: int
    price_kind: LiquidationPrice
    is_censored: bool


@dataclass(slots=True, eq=False)
class MarkPrice:
    """Mark, index and funding of a perpetual.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    venue_ns, local_ns : int
        When it was made there, and received here.
    mark, index : float
        In the quote currency; marks lie between ticks.
    funding_rate : float
        Decimal for the current funding interval; above 0 a long pays.
    next_funding_ns : int
        When it is paid.
    """

    symbol: str
    venue_ns: int
    local_ns: int
    mark: float
    index: float
    funding_rate: float
    next_funding_ns: int


@dataclass(slots=True, eq=False)
class OpenInterest:
    """Open positions of one side, in lots; both sides hold as much."""

    symbol: str
    venue_ns: int
    local_ns: int
    lots: int


@dataclass(slots=True, eq=False)
class OrderEvent:
    """What happened to one order of a book that shows every order.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    venue_ns, local_ns : int
        When it happened, and was received here.
    order_id : int
        Of the venue; 0 for orders that were never shown.
    action : OrderAction
        What happened.
    side : Side
        Side on which the order rests.
    price_ticks : int
        Price of the order, or of the execution.
    size_lots : int
        ADD and REPLACE: new displayed size. REDUCE, FILL and HIDDEN_FILL: by how much. DELETE: what was left.
    """

    symbol: str
    venue_ns: int
    local_ns: int
    order_id: int
    action: OrderAction
    side: Side
    price_ticks: int
    size_lots: int


FeedEvent = BookDelta | Trade | TopOfBook | LiquidationPrint | MarkPrice | OpenInterest | OrderEvent
"""Anything a feed says."""
