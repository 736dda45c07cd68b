"""Messages of Bybit v5 (linear and spot), decoded: depth, trades, liquidations, marks and open interest.

The venue sends a whole book after a subscription and whenever it likes; `allLiquidation` shows every liquidation, at
its bankruptcy price, and names the side of the *position*: `Buy` is a long that was liquidated, where Binance would
say SELL. Tickers come whole once, and then only what changed.
"""

from __future__ import annotations

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

__all__ = ["BybitDecoder"]

_MARK_FIELDS = ("markPrice", "indexPrice", "fundingRate", "nextFundingTime")


class BybitDecoder:
    """Decodes what the venue sends about one instrument.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.

    Examples
    --------
    >>> from decimal import Decimal
    >>> decoder = BybitDecoder(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")))
    >>> message = (b'{"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":2,'
    ...     b'"data":[{"T":1,"s":"BTCUSDT","S":"Buy","v":"0.02","p":"98000"}]}')
    >>> (found,) = decoder.decode(message, local_ns=5)
    >>> found.position_side.name, found.price_ticks, found.size_lots, found.is_censored
    ('LONG', 980000, 20, False)
    """

    venue = "bybit"

    def __init__(self, grid: InstrumentGrid) -> None:
        self.grid = grid
        self._levels = LevelReader(grid)
        self._ticker: dict[str, Any] = {}

    def decode(self, message: bytes, *, local_ns: int) -> tuple[FeedEvent, ...]:
        """Events of one message; none for replies and pongs, and for other instruments.

        Parameters
        ----------
        message : bytes
            As received.
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
        levels = None
        if message.startswith(b'{"topic":"orderbook.'):
            data, levels = self._levels.message_and_levels(message, b'"b":', b'"a":')
        else:
            data = parse_message(message)
        if not isinstance(data, dict):
            raise DataError(f"{self.grid.symbol}: a message must be an object, was {str(data)[:60]!r}")
        topic = data.get("topic")
        if topic is None:
            if "op" in data or "ret_msg" in data or "success" in data:
                return ()
            raise DataError(f"{self.grid.symbol}: message without a topic, with fields {', '.join(data)[:60]}")
        if not isinstance(topic, str) or topic.rpartition(".")[2] != self.grid.symbol:
            return ()
        try:
            return self._events(topic, data, levels, local_ns)
        except (KeyError, TypeError, AttributeError) as error:
            raise DataError(f"{self.grid.symbol}: {topic} lacks or garbles a field: {error!r}") from None

    def _events(self, topic: str, data: dict[str, Any], levels: Levels | None, local_ns: int) -> tuple[FeedEvent, ...]:
        match topic.split(".", maxsplit=1)[0]:
            case "orderbook":
                return (self._delta(data, levels, local_ns),)
            case "publicTrade":
                return tuple(self._trade(each, local_ns) for each in data["data"])
            case "allLiquidation":
                return tuple(self._liquidation(each, local_ns) for each in data["data"])
            case "tickers":
                return self._ticker_events(data, local_ns)
        return ()

    def _delta(self, data: dict[str, Any], levels: Levels | None, local_ns: int) -> BookDelta:
        book = data["data"]
        if levels is None:
            levels = (*self._levels.read(book["b"], "bids"), *self._levels.read(book["a"], "asks"))
        update = whole_number(book["u"])
        if data["type"] not in ("snapshot", "delta"):
            raise DataError(f"{self.grid.symbol}: type must be snapshot or delta, was {str(data['type'])[:40]!r}")
        return BookDelta(
            self.grid.symbol,
            # cts is the matching engine's time; older recordings have only that of the gateway
            whole_number(data.get("cts", data["ts"])) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            update,
            update,
            -1,
            data["type"] == "snapshot" or update == 1,  # a service that restarts counts from 1, with a whole book
            *levels,
        )

    def _trade(self, data: dict[str, Any], local_ns: int) -> Trade:
        lots = self.grid.lots(data["v"])
        return Trade(
            self.grid.symbol,
            whole_number(data["T"]) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            # identifiers are texts: the sequence number is what orders trades
            whole_number(data.get("seq", 0)),
            self.grid.ticks(data["p"]),
            lots,
            {"Buy": Side.BID, "Sell": Side.ASK}[data["S"]],
            lots,
        )

    def _liquidation(self, data: dict[str, Any], local_ns: int) -> LiquidationPrint:
        return LiquidationPrint(
            self.grid.symbol,
            whole_number(data["T"]) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            {"Buy": PositionSide.LONG, "Sell": PositionSide.SHORT}[data["S"]],
            self.grid.ticks(data["p"]),
            self.grid.lots(data["v"]),
            LiquidationPrice.BANKRUPTCY,
            False,
        )

    def _ticker_events(self, data: dict[str, Any], local_ns: int) -> tuple[FeedEvent, ...]:
        changed = data["data"]
        self._ticker = dict(changed) if data["type"] == "snapshot" else {**self._ticker, **changed}
        venue_ns = whole_number(data["ts"]) * NANOSECONDS_PER_MILLISECOND
        known = self._ticker
        events: list[FeedEvent] = []
        if any(each in changed for each in _MARK_FIELDS) and all(each in known for each in _MARK_FIELDS):
            events.append(
                MarkPrice(
                    self.grid.symbol,
                    venue_ns,
                    local_ns,
                    positive_number(known["markPrice"]),
                    positive_number(known["indexPrice"]),
                    finite_number(known["fundingRate"]),
                    int(positive_number(known["nextFundingTime"])) * NANOSECONDS_PER_MILLISECOND,
                )
            )
        if "openInterest" in changed:
            events.append(OpenInterest(self.grid.symbol, venue_ns, local_ns, self.grid.lots(changed["openInterest"])))
        return tuple(events)
