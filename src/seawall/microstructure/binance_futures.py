"""Messages of Binance USDⓈ-M futures, decoded: depth, trades, best prices, liquidations, marks and open interest.

The layout is that of 2026: depth, trades and best prices come on the public path, aggregate trades, liquidations and
marks on the market path; a message says the same on either. Depth leaves retail price improvement orders out, and
`aggTrade` states what a trade took without them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seawall.errors import DataError
from seawall.microstructure.events import (
    BookDelta,
    FeedEvent,
    LiquidationPrice,
    LiquidationPrint,
    MarkPrice,
    OpenInterest,
    PositionSide,
    Side,
    TopOfBook,
    Trade,
)
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.level_text import LevelReader, Levels, parse_message
from seawall.microstructure.message_fields import (
    NANOSECONDS_PER_MILLISECOND,
    finite_number,
    positive_number,
    whole_number,
)

__all__ = ["BinanceFuturesDecoder"]


class BinanceFuturesDecoder:
    """Decodes what the venue sends about one instrument.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.

    Examples
    --------
    >>> from decimal import Decimal
    >>> decoder = BinanceFuturesDecoder(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")))
    >>> message = (b'{"e":"depthUpdate","E":2,"T":1,"s":"BTCUSDT","U":157,"u":160,"pu":149,'
    ...     b'"b":[["99999.9","0"]],"a":[["100000.1","2.5"]]}')
    >>> (delta,) = decoder.decode(message, local_ns=5)
    >>> delta.previous_id, delta.bid_lots.tolist(), delta.ask_ticks.tolist(), delta.ask_lots.tolist()
    (149, [0], [1000001], [2500])
    """

    venue = "binance-usdm"

    def __init__(self, grid: InstrumentGrid) -> None:
        self.grid = grid
        self._levels = LevelReader(grid)
        self._readers: dict[str, Callable[[dict[str, Any], int], FeedEvent]] = {
            "trade": self._trade,
            "aggTrade": self._aggregate_trade,
            "bookTicker": self._top_of_book,
            "forceOrder": self._liquidation,
            "markPriceUpdate": self._mark_price,
        }

    def decode(self, message: bytes, *, local_ns: int) -> tuple[FeedEvent, ...]:
        """Events of one message; none for replies to a subscription, and for other instruments.

        Parameters
        ----------
        message : bytes
            As received: bare, or wrapped with the name of its stream; the answer of the depth snapshot too.
        local_ns : int
            When it was received, nanoseconds since 1970.

        Returns
        -------
        tuple of FeedEvent
            In the order of the message.

        Raises
        ------
        DataError
            When it is not what the venue documents: no JSON, a field missing, a number off the grid.
        """
        if b'"depthUpdate"' in message[:80]:
            return self._depth(message, local_ns, b'"b":', b'"a":')
        if message.startswith(b'{"lastUpdateId"'):
            return self._depth(message, local_ns, b'"bids":', b'"asks":')
        data = parse_message(message)
        if isinstance(data, dict) and isinstance(data.get("data"), dict):
            data = data["data"]
        if not isinstance(data, dict):
            raise DataError(f"{self.grid.symbol}: a message must be an object, was {str(data)[:60]!r}")
        try:
            return self._event(data, local_ns)
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, DataError):
                raise
            kind = data.get("e", "message")
            raise DataError(f"{self.grid.symbol}: {kind} lacks or garbles a field: {error!r}") from None

    def _event(self, data: dict[str, Any], local_ns: int) -> tuple[FeedEvent, ...]:
        kind = data.get("e")
        if kind is None:
            if "openInterest" in data:
                return (self._open_interest(data, local_ns),)
            if "result" in data:
                return ()
            raise DataError(f"{self.grid.symbol}: message of no known kind, with fields {', '.join(data)[:60]}")
        if kind == "depthUpdate":  # its name stood further back than usual
            return (self._delta(data, None, local_ns),)
        about = data["o"]["s"] if kind == "forceOrder" else data.get("s")
        if kind not in self._readers or about != self.grid.symbol:
            return ()
        return (self._readers[kind](data, local_ns),)

    def _depth(self, message: bytes, local_ns: int, bid_key: bytes, ask_key: bytes) -> tuple[BookDelta, ...]:
        data, levels = self._levels.message_and_levels(message, bid_key, ask_key)
        data = data.get("data", data) if isinstance(data, dict) else data
        if not isinstance(data, dict):
            raise DataError(f"{self.grid.symbol}: a depth message must be an object, was {str(data)[:60]!r}")
        if data.get("s", self.grid.symbol) != self.grid.symbol:
            return ()
        try:
            return (self._delta(data, levels, local_ns),)
        except (KeyError, TypeError) as error:
            raise DataError(f"{self.grid.symbol}: depth lacks or garbles a field: {error!r}") from None

    def _delta(self, data: dict[str, Any], levels: Levels | None, local_ns: int) -> BookDelta:
        is_snapshot = "lastUpdateId" in data
        if levels is None:
            bids, asks = (data["bids"], data["asks"]) if is_snapshot else (data["b"], data["a"])
            levels = (*self._levels.read(bids, "bids"), *self._levels.read(asks, "asks"))
        last_id = whole_number(data["lastUpdateId" if is_snapshot else "u"])
        return BookDelta(
            self.grid.symbol,
            whole_number(data.get("T", data.get("E", 0))) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            last_id if is_snapshot else whole_number(data["U"]),
            last_id,
            -1 if is_snapshot else whole_number(data["pu"]),
            is_snapshot,
            *levels,
        )

    def _trade(self, data: dict[str, Any], local_ns: int) -> Trade:
        return self._execution(data, local_ns, data["t"], data["q"])

    def _aggregate_trade(self, data: dict[str, Any], local_ns: int) -> Trade:
        return self._execution(data, local_ns, data["a"], data.get("nq", data["q"]))

    def _execution(self, data: dict[str, Any], local_ns: int, trade_id: object, visible: str) -> Trade:
        return Trade(
            self.grid.symbol,
            whole_number(data["T"]) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            whole_number(trade_id),
            self.grid.ticks(data["p"]),
            self.grid.lots(data["q"]),
            Side.ASK if data["m"] else Side.BID,
            self.grid.lots(visible),
        )

    def _top_of_book(self, data: dict[str, Any], local_ns: int) -> TopOfBook:
        return TopOfBook(
            self.grid.symbol,
            whole_number(data["T"]) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            whole_number(data["u"]),
            self.grid.ticks(data["b"]),
            self.grid.lots(data["B"]),
            self.grid.ticks(data["a"]),
            self.grid.lots(data["A"]),
        )

    def _liquidation(self, data: dict[str, Any], local_ns: int) -> LiquidationPrint:
        order = data["o"]
        return LiquidationPrint(
            self.grid.symbol,
            whole_number(order["T"]) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            # the venue names the side of the closing order: a long is sold
            {"SELL": PositionSide.LONG, "BUY": PositionSide.SHORT}[order["S"]],
            self.grid.ticks(order["ap"]),
            self.grid.lots(order["z"]),
            LiquidationPrice.AVERAGE_FILL,
            True,  # the latest of each second
        )

    def _mark_price(self, data: dict[str, Any], local_ns: int) -> MarkPrice:
        return MarkPrice(
            self.grid.symbol,
            whole_number(data["E"]) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            positive_number(data["p"]),
            positive_number(data["i"]),
            finite_number(data["r"]),
            whole_number(data["T"]) * NANOSECONDS_PER_MILLISECOND,
        )

    def _open_interest(self, data: dict[str, Any], local_ns: int) -> OpenInterest:
        return OpenInterest(
            self.grid.symbol,
            whole_number(data["time"]) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            self.grid.lots(data["openInterest"]),
        )
