"""What Binance USDⓈ-M futures say in their streams, in the layout of 2026, as bytes.

All instants are milliseconds since 1970 by the venue's clock; prices and sizes are texts already.
"""

from __future__ import annotations

from fractions import Fraction

from seawall.simulator.exchange_step import ForcedOrder
from seawall.simulator.market_marks import FRACTION

__all__ = [
    "aggregate_trade",
    "best_prices",
    "depth_update",
    "eight_decimals",
    "forced_order",
    "mark_price",
    "single_trade",
    "whole_book",
]


def depth_update(symbol: bytes, at_ms: int, *, first: int, last: int, previous: int, bids: bytes, asks: bytes) -> bytes:
    """``depthUpdate``: new sizes of the levels that changed from update `first` to `last`."""
    return b'{"e":"depthUpdate","E":%d,"T":%d,"s":"%b","U":%d,"u":%d,"pu":%d,"b":%b,"a":%b}' % (
        *(at_ms, at_ms, symbol, first, last, previous),
        *(bids, asks),
    )


def whole_book(at_ms: int, *, last: int, bids: bytes, asks: bytes) -> bytes:
    """Answer of ``/fapi/v1/depth`` and ``/fapi/v1/rpiDepth``."""
    return b'{"lastUpdateId":%d,"E":%d,"T":%d,"bids":%b,"asks":%b}' % (last, at_ms, at_ms, bids, asks)


def best_prices(symbol: bytes, at_ms: int, *, last: int, bid: tuple[bytes, bytes], ask: tuple[bytes, bytes]) -> bytes:
    """``bookTicker``: price and size of the best bid and ask after update `last`."""
    return b'{"e":"bookTicker","u":%d,"E":%d,"T":%d,"s":"%b","b":"%b","B":"%b","a":"%b","A":"%b"}' % (
        *(last, at_ms, at_ms, symbol),
        *bid,
        *ask,
    )


def single_trade(
    symbol: bytes, at_ms: int, *, number: int, price: bytes, size: bytes, is_maker_buyer: bool, execution: bytes
) -> bytes:
    """``trade``: one fill; `execution` is MARKET for the book, ADL for a close against the opposite side."""
    return b'{"e":"trade","E":%d,"T":%d,"s":"%b","t":%d,"p":"%b","q":"%b","X":"%b","m":%b}' % (
        *(at_ms, at_ms, symbol, number, price, size, execution),
        b"true" if is_maker_buyer else b"false",
    )


def aggregate_trade(
    symbol: bytes,
    at_ms: int,
    *,
    number: int,
    price: bytes,
    size: bytes,
    visible_size: bytes | None,
    fills: tuple[int, int],
    is_maker_buyer: bool,
) -> bytes:
    """``aggTrade``: the fills of one taker at one price; `visible_size` is without RPI orders, if that is told."""
    visible = b"" if visible_size is None else b'"nq":"%b",' % visible_size
    return b'{"e":"aggTrade","E":%d,"s":"%b","a":%d,"p":"%b","q":"%b",%b"f":%d,"l":%d,"T":%d,"m":%b}' % (
        *(at_ms, symbol, number, price, size, visible),
        *(*fills, at_ms),
        b"true" if is_maker_buyer else b"false",
    )


def forced_order(symbol: bytes, at_ms: int, order: ForcedOrder, *, told_ms: int, texts: tuple[bytes, ...]) -> bytes:
    """``forceOrder``: a forced close that the book filled, wholly or in part.

    Parameters
    ----------
    symbol : bytes
        Name at the venue.
    at_ms, told_ms : int
        When it was filled, and when it is told.
    order : ForcedOrder
        The order; a long is sold.
    texts : tuple of bytes
        Its size, limit, mean price of its fills, last fill and filled size.
    """
    status = b"FILLED" if order.filled_lots == order.lots else b"EXPIRED"  # what an IOC leaves unfilled expires
    side = b"SELL" if order.side > 0 else b"BUY"
    size, limit, average, last_fill, filled = texts
    return (
        b'{"e":"forceOrder","E":%d,"o":{"s":"%b","S":"%b","o":"LIMIT","f":"IOC","q":"%b","p":"%b","ap":"%b",'
        b'"X":"%b","l":"%b","z":"%b","T":%d}}'
        % (told_ms, symbol, side, size, limit, average, status, last_fill, filled, at_ms)
    )


def mark_price(symbol: bytes, at_ms: int, *, mark: bytes, index: bytes, rate: bytes, next_funding_ms: int) -> bytes:
    """``markPriceUpdate``; the price of estimated settlement is the index, since the contract is never settled."""
    return b'{"e":"markPriceUpdate","E":%d,"s":"%b","p":"%b","i":"%b","P":"%b","r":"%b","T":%d}' % (
        *(at_ms, symbol, mark, index, index, rate, next_funding_ms),
    )


def eight_decimals(parts: int, tick_size: Fraction) -> bytes:
    """A price in ticks / 65,536, with the eight decimals that the venue writes; halves go to the even digit.

    Examples
    --------
    >>> eight_decimals(3 * 65_536 // 2, Fraction(1, 10))
    b'0.15000000'
    """
    units = round(parts * tick_size * 10**8 / FRACTION)
    return b"%d.%08d" % divmod(units, 10**8)
