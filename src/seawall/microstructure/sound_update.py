"""An update applied to a book whole, or not at all."""

from __future__ import annotations

from seawall.microstructure.events import BookDelta, Side
from seawall.microstructure.level_kernels import compiled, touch_loop
from seawall.microstructure.order_book import OrderBook

__all__ = ["apply_unless_crossed", "holds_the_same"]


def apply_unless_crossed(book: OrderBook, delta: BookDelta) -> str:
    """Apply an update.

    Parameters
    ----------
    book : OrderBook
        Not crossed.
    delta : BookDelta
        No whole book.

    Returns
    -------
    str
        Empty when it is applied; otherwise how it would have crossed the book, which is then as it was.

    Raises
    ------
    DataError
        When its prices or sizes are out of range; the book is then as it was.
    """
    bid, ask = compiled(touch_loop)(delta.bid_ticks, delta.bid_lots, delta.ask_ticks, delta.ask_lots)
    best_bid, best_ask = book.best(Side.BID), book.best(Side.ASK)
    if bid < ask and (best_ask is None or bid < best_ask[0]) and (best_bid is None or ask > best_bid[0]):
        book.apply(delta)  # nothing that it sets reaches the other side
        return ""
    before = book.lots_at_each(Side.BID, delta.bid_ticks), book.lots_at_each(Side.ASK, delta.ask_ticks)
    heading = book.venue_ns, book.local_ns, book.last_id
    book.apply(delta)
    if not book.is_crossed:
        return ""
    best_bid, best_ask = book.best(Side.BID), book.best(Side.ASK)
    book.set_levels(delta.bid_ticks, before[0], delta.ask_ticks, before[1])
    book.venue_ns, book.local_ns, book.last_id = heading
    return f"bid {best_bid and best_bid[0]} at or above ask {best_ask and best_ask[0]} ticks by update {delta.last_id}"


def holds_the_same(book: OrderBook, snapshot: BookDelta) -> bool:
    """Whether a book holds exactly the levels that a whole book names."""
    for side, ticks, lots in (
        (Side.BID, snapshot.bid_ticks, snapshot.bid_lots),
        (Side.ASK, snapshot.ask_ticks, snapshot.ask_lots),
    ):
        found = dict(zip(*(each.tolist() for each in book.top(side, len(ticks) + 1)), strict=True))
        if found != dict(zip(ticks.tolist(), lots.tolist(), strict=True)):
            return False
    return True
