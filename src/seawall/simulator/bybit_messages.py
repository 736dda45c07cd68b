"""What Bybit v5 says in the streams of a linear perpetual, as bytes.

All instants are milliseconds since 1970 by the venue's clock; prices and sizes are texts already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["Row", "liquidations", "order_book", "public_trades", "ticker"]

Row = tuple[int, bool, bytes, bytes]
"""Instant, whether the word is ``Buy``, size, price."""


def order_book(
    symbol: bytes,
    at_ms: int,
    *,
    levels: int,
    is_whole: bool,
    bids: bytes,
    asks: bytes,
    number: int,
    sequence: int,
) -> bytes:
    """``orderbook.N``: the best levels, or what changed among them."""
    return (
        b'{"topic":"orderbook.%d.%b","type":"%b","ts":%d,"data":{"s":"%b","b":%b,"a":%b,"u":%d,"seq":%d},"cts":%d}'
        % (
            *(levels, symbol, b"snapshot" if is_whole else b"delta", at_ms, symbol),
            *(bids, asks, number, sequence, at_ms),
        )
    )


def public_trades(symbol: bytes, at_ms: int, rows: Sequence[Row], *, first: int, sequence: int) -> bytes:
    """``publicTrade``: the fills of one taker's order, numbered from `first`; Buy where the buyer took."""
    told = b",".join(
        b'{"T":%d,"s":"%b","S":"%b","v":"%b","p":"%b","i":"%d","BT":false,"seq":%d}'
        % (at, symbol, b"Buy" if is_buy else b"Sell", size, price, first + place, sequence)
        for place, (at, is_buy, size, price) in enumerate(rows)
    )
    return b'{"topic":"publicTrade.%b","type":"snapshot","ts":%d,"data":[%b]}' % (symbol, at_ms, told)


def liquidations(symbol: bytes, at_ms: int, rows: Sequence[Row]) -> bytes:
    """``allLiquidation``: every forced close of an interval, at its bankruptcy price; Buy where a *long* was closed."""
    told = b",".join(
        b'{"T":%d,"s":"%b","S":"%b","v":"%b","p":"%b"}' % (at, symbol, b"Buy" if is_buy else b"Sell", size, price)
        for at, is_buy, size, price in rows
    )
    return b'{"topic":"allLiquidation.%b","type":"snapshot","ts":%d,"data":[%b]}' % (symbol, at_ms, told)


def ticker(symbol: bytes, at_ms: int, fields: Mapping[bytes, bytes], *, is_whole: bool, sequence: int) -> bytes:
    """``tickers``: all fields, or those that changed."""
    told = b"".join(b',"%b":"%b"' % each for each in fields.items())
    return b'{"topic":"tickers.%b","type":"%b","data":{"symbol":"%b"%b},"cs":%d,"ts":%d}' % (
        *(symbol, b"snapshot" if is_whole else b"delta", symbol),
        *(told, sequence, at_ms),
    )
