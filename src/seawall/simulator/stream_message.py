"""One message of a stream of the simulated exchange, as it goes over the wire."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["StreamKind", "StreamMessage"]


class StreamKind(enum.StrEnum):
    """What a message tells."""

    BOOK = "changes of the book"
    WHOLE_BOOK = "whole book"
    BEST_PRICES = "best prices"
    TRADES = "trades"
    LIQUIDATIONS = "liquidations"
    MARK = "mark"
    TICKER = "ticker"


@dataclass(frozen=True, slots=True)
class StreamMessage:
    """One message.

    Attributes
    ----------
    stream : str
        As a client subscribes to it: ``btcusdt@depth@100ms`` of Binance, ``orderbook.200.BTCUSDT`` of Bybit.
    time_ns : int
        When the venue makes it, since the exchange began.
    payload : bytes
        Its JSON, not wrapped with the name of the stream.
    kind : StreamKind
        What it tells.
    """

    stream: str
    time_ns: int
    payload: bytes
    kind: StreamKind
