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
from seawall.microstructure.level_text import parse_message, read_levels, refusal, refusal_text
from seawall.microstructure.message_fields import (
    LATEST_MILLISECOND,
    NANOSECONDS_PER_MILLISECOND,
    finite_number,
    instant_ns,
    positive_number,
    shown,
    whole_number,
)
from seawall.microstructure.message_scan import MessageLayout, MessageScanner

__all__ = ["BybitDecoder"]

_LAYOUT = MessageLayout(
    {
        **{"data": "object", "topic": "word", "type": "word", "ts": "price", "cts": "price"},
        **{"s": "word", "b": "price", "a": "price", "u": "price"},
    },
    depths={"topic": 0, "type": 0, "ts": 0, "cts": 0, "s": 1, "b": 1, "a": 1, "u": 1},
)
_TOPIC, _TYPE, _TIME, _SYMBOL, _UPDATE, _BIDS, _ASKS = (
    _LAYOUT.places[each] for each in ("topic", "type", "cts", "s", "u", "b", "a")
)
_DEPTH_MASK, _DEPTH = _LAYOUT.pattern(
    topic="word", type="word", ts="integer", cts="integer", s="word", b="levels", a="levels", u="integer"
)
_IS_SNAPSHOT, _IS_DELTA, _IS_OURS, _FIRST_TOPIC = range(1, 5)
_DEPTHS = (1, 50, 200, 500, 1000)

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
        topics = (f"orderbook.{depth}.{grid.symbol}" for depth in _DEPTHS)
        self._scanner = MessageScanner(grid, _LAYOUT, ("snapshot", "delta", grid.symbol, *topics))
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
        shape, values = self._scanner.scan(message)
        if (
            shape >= 0
            and shape & _DEPTH_MASK == _DEPTH
            and values[_TOPIC] >= _FIRST_TOPIC
            and values[_SYMBOL] == _IS_OURS
            and values[_TYPE] in (_IS_SNAPSHOT, _IS_DELTA)
            and values[_TIME] <= LATEST_MILLISECOND
        ):
            update = values[_UPDATE]
            return (
                BookDelta(
                    self.grid.symbol,
                    values[_TIME] * NANOSECONDS_PER_MILLISECOND,
                    local_ns,
                    update,
                    update,
                    -1,
                    values[_TYPE] == _IS_SNAPSHOT or update == 1,
                    *self._scanner.levels(values[_BIDS], values[_ASKS]),
                ),
            )
        return self._careful(message, local_ns)

    def _careful(self, message: bytes, local_ns: int) -> tuple[FeedEvent, ...]:
        """The same, field by field."""
        data = parse_message(message)
        if not isinstance(data, dict):
            raise DataError(f"{self.grid.symbol}: a message must be an object, was {shown(data)}")
        topic = data.get("topic")
        if topic is None:
            if data.get("success") is False or data.get("retCode", 0) != 0:
                raise DataError(f"{self.grid.symbol}: the venue refuses a request: {refusal_text(data)}")
            if "op" in data or "ret_msg" in data or "success" in data:
                return ()
            raise DataError(f"{self.grid.symbol}: message without a topic, with fields {', '.join(data)[:60]!r}")
        if not isinstance(topic, str):
            raise DataError(f"{self.grid.symbol}: a topic must be text, was {shown(topic)}")
        if topic.rpartition(".")[2] != self.grid.symbol:
            return ()
        try:
            return self._events(topic, data, local_ns)
        except (KeyError, TypeError) as error:
            raise refusal(self.grid, topic, error) from None

    def _events(self, topic: str, data: dict[str, Any], local_ns: int) -> tuple[FeedEvent, ...]:
        match topic.split(".", maxsplit=1)[0]:
            case "orderbook":
                return (self._delta(data, local_ns),)
            case "publicTrade":
                return tuple(self._trade(each, local_ns) for each in self._rows(data))
            case "allLiquidation":
                return tuple(self._liquidation(each, local_ns) for each in self._rows(data))
            case "tickers":
                return self._ticker_events(data, local_ns)
        return ()

    def _rows(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Rows of a message, all about this instrument."""
        rows = data["data"]
        if not isinstance(rows, list):
            raise DataError(f"{self.grid.symbol}: data must be a list, was {shown(rows)}")
        for row in rows:
            self._check_symbol(row["s"])
        return rows

    def _check_symbol(self, named: object) -> None:
        if named != self.grid.symbol:
            raise DataError(f"{self.grid.symbol}: a topic of this symbol holds data of {shown(named)}")

    def _delta(self, data: dict[str, Any], local_ns: int) -> BookDelta:
        book = data["data"]
        self._check_symbol(book["s"])
        update = whole_number(book["u"])
        if data["type"] not in ("snapshot", "delta"):
            raise DataError(f"{self.grid.symbol}: type must be snapshot or delta, was {shown(data['type'])}")
        return BookDelta(
            self.grid.symbol,
            # cts is the matching engine's time; older recordings have only that of the gateway
            instant_ns(data["cts"] if "cts" in data else data["ts"]),
            local_ns,
            update,
            update,
            -1,
            data["type"] == "snapshot" or update == 1,  # a service that restarts counts from 1, with a whole book
            *read_levels(self.grid, book["b"], "bids"),
            *read_levels(self.grid, book["a"], "asks"),
        )

    def _trade(self, data: dict[str, Any], local_ns: int) -> Trade:
        lots = self.grid.lots(data["v"])
        return Trade(
            self.grid.symbol,
            instant_ns(data["T"]),
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
            instant_ns(data["T"]),
            local_ns,
            {"Buy": PositionSide.LONG, "Sell": PositionSide.SHORT}[data["S"]],
            self.grid.ticks(data["p"]),
            self.grid.lots(data["v"]),
            LiquidationPrice.BANKRUPTCY,
            False,
        )

    def _ticker_events(self, data: dict[str, Any], local_ns: int) -> tuple[FeedEvent, ...]:
        changed = data["data"]
        if not isinstance(changed, dict) or data["type"] not in ("snapshot", "delta"):
            raise DataError(f"{self.grid.symbol}: a ticker must be a snapshot or delta object, was {shown(data)}")
        self._check_symbol(changed["symbol"])
        news = {each: changed[each] for each in _MARK_FIELDS if each in changed}
        known = news if data["type"] == "snapshot" else {**self._ticker, **news}
        venue_ns = instant_ns(data["ts"])
        events: list[FeedEvent] = []
        if news and len(known) == len(_MARK_FIELDS):
            events.append(
                MarkPrice(
                    self.grid.symbol,
                    venue_ns,
                    local_ns,
                    positive_number(known["markPrice"]),
                    positive_number(known["indexPrice"]),
                    finite_number(known["fundingRate"]),
                    _text_instant_ns(known["nextFundingTime"]),
                )
            )
        if "openInterest" in changed:
            events.append(OpenInterest(self.grid.symbol, venue_ns, local_ns, self.grid.lots(changed["openInterest"])))
        self._ticker = known  # not before all of it has been read
        return tuple(events)


def _text_instant_ns(text: object) -> int:
    """An instant that is written as text, in nanoseconds."""
    if not (isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19):
        raise DataError(f"an instant must be a whole number as text, was {shown(text)}")
    return instant_ns(int(text))
