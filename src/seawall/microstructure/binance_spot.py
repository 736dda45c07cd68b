"""Messages of Binance spot, decoded: depth, trades and best prices.

They differ from those of the futures: an update names no update before it, and neither depth nor best prices carry
the time of the matching engine.
"""

from __future__ import annotations

from typing import Any

from seawall.errors import DataError
from seawall.microstructure.events import BookDelta, FeedEvent, Side, TopOfBook, Trade
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.level_text import parse_message, read_levels, refusal, refusal_text
from seawall.microstructure.message_fields import (
    LATEST_MILLISECOND,
    NANOSECONDS_PER_MILLISECOND,
    flag,
    instant_ns,
    shown,
    whole_number,
)
from seawall.microstructure.message_scan import MessageLayout, MessageScanner

__all__ = ["BinanceSpotDecoder"]

_LAYOUT = MessageLayout(
    {
        **{"data": "object", "e": "word", "s": "word", "E": "price", "T": "price", "u": "price", "b": "price"},
        **{"B": "size", "a": "price", "A": "size", "p": "price", "q": "size", "m": "price", "t": "price"},
        **{"U": "price", "lastUpdateId": "price", "bids": "price", "asks": "price"},
    }
)
_KIND, _SYMBOL, _EMITTED, _TIME, _UPDATE, _BID, _BID_SIZE, _ASK, _ASK_SIZE = (_LAYOUT.places[x] for x in "esETubBaA")
_PRICE, _QUANTITY, _IS_MAKER_BUYER, _TRADE_ID, _FIRST = (_LAYOUT.places[each] for each in "pqmtU")
_SNAPSHOT, _BIDS, _ASKS = (_LAYOUT.places[each] for each in ("lastUpdateId", "bids", "asks"))
_DEPTH_MASK, _DEPTH = _LAYOUT.pattern(
    e="word", s="word", E="integer", U="integer", u="integer", b="levels", a="levels", lastUpdateId="absent"
)
_TOP_MASK, _TOP = _LAYOUT.pattern(
    e="absent", s="word", u="integer", b="number", B="number", a="number", A="number", lastUpdateId="absent"
)
_EXECUTION = {"e": "word", "s": "word", "T": "integer", "p": "number", "q": "number", "m": "flag"}
_TRADE_MASK, _TRADE = _LAYOUT.pattern(**_EXECUTION, t="integer")
_AGGREGATE_MASK, _AGGREGATE = _LAYOUT.pattern(**_EXECUTION, a="integer")
_WHOLE_MASK, _WHOLE = _LAYOUT.pattern(
    e="absent", s="absent", E="absent", lastUpdateId="integer", bids="levels", asks="levels"
)
_WORDS = ("trade", "depthUpdate", "aggTrade")
_IS_TRADE, _IS_DEPTH, _IS_AGGREGATE, _IS_OURS = range(1, 5)


class BinanceSpotDecoder:
    """Decodes what the venue sends about one instrument.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.

    Examples
    --------
    >>> from decimal import Decimal
    >>> decoder = BinanceSpotDecoder(InstrumentGrid("BTCUSDT", Decimal("0.01"), Decimal("0.00001")))
    >>> message = b'{"e":"depthUpdate","E":2,"s":"BTCUSDT","U":157,"u":160,"b":[["99.90","0.5"]],"a":[]}'
    >>> (delta,) = decoder.decode(message, local_ns=5)
    >>> delta.first_id, delta.last_id, delta.bid_ticks.tolist(), delta.bid_lots.tolist()
    (157, 160, [9990], [50000])
    """

    venue = "binance-spot"

    def __init__(self, grid: InstrumentGrid) -> None:
        self.grid = grid
        self._scanner = MessageScanner(grid, _LAYOUT, (*_WORDS, grid.symbol))

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
            When it is not what the venue documents: no JSON, a field missing, a number off the grid; or says that the
            venue refuses a request.
        """
        shape, values = self._scanner.scan(message)
        if shape >= 0 and max(values[_TIME], values[_EMITTED]) <= LATEST_MILLISECOND:
            event = self._plain(shape, values, local_ns)
            if event is not None:
                return (event,)
        return self._careful(message, local_ns)

    def _plain(self, shape: int, values: list[int], local_ns: int) -> FeedEvent | None:
        """Event of a message of the usual layout; None for any other."""
        kind = values[_KIND]
        if values[_SYMBOL] != _IS_OURS:
            is_whole = shape & _WHOLE_MASK == _WHOLE
            return self._plain_delta(values, local_ns, is_snapshot=True) if is_whole else None
        if shape & _TOP_MASK == _TOP:
            return TopOfBook(
                self.grid.symbol,
                0,  # the venue does not say
                local_ns,
                values[_UPDATE],
                values[_BID],
                values[_BID_SIZE],
                values[_ASK],
                values[_ASK_SIZE],
            )
        if kind == _IS_TRADE and shape & _TRADE_MASK == _TRADE:
            return self._plain_trade(values, local_ns, values[_TRADE_ID])
        if kind == _IS_AGGREGATE and shape & _AGGREGATE_MASK == _AGGREGATE:
            return self._plain_trade(values, local_ns, values[_ASK])
        if kind == _IS_DEPTH and shape & _DEPTH_MASK == _DEPTH:
            return self._plain_delta(values, local_ns, is_snapshot=False)
        return None

    def _plain_delta(self, values: list[int], local_ns: int, *, is_snapshot: bool) -> BookDelta:
        bids, asks = (values[_BIDS], values[_ASKS]) if is_snapshot else (values[_BID], values[_ASK])
        return BookDelta(
            self.grid.symbol,
            values[_EMITTED] * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            values[_SNAPSHOT if is_snapshot else _FIRST],
            values[_SNAPSHOT if is_snapshot else _UPDATE],
            -1,
            is_snapshot,
            *self._scanner.levels(bids, asks),
        )

    def _plain_trade(self, values: list[int], local_ns: int, trade_id: int) -> Trade:
        return Trade(
            self.grid.symbol,
            values[_TIME] * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            trade_id,
            values[_PRICE],
            values[_QUANTITY],
            Side.ASK if values[_IS_MAKER_BUYER] else Side.BID,
            values[_QUANTITY],
        )

    def _careful(self, message: bytes, local_ns: int) -> tuple[FeedEvent, ...]:
        """The same, field by field."""
        data = parse_message(message)
        if isinstance(data, dict) and isinstance(data.get("data"), dict):
            data = data["data"]
        if not isinstance(data, dict):
            raise DataError(f"{self.grid.symbol}: a message must be an object, was {shown(data)}")
        try:
            event = self._event(data, local_ns)
        except (KeyError, TypeError) as error:
            raise refusal(self.grid, data.get("e", "message"), error) from None
        return () if event is None else (event,)

    def _event(self, data: dict[str, Any], local_ns: int) -> FeedEvent | None:
        kind = data.get("e")
        if kind is None:
            return self._nameless(data, local_ns)
        if not isinstance(kind, str):
            raise DataError(f"{self.grid.symbol}: a kind must be text, was {shown(kind)}")
        if kind not in {"depthUpdate", "trade", "aggTrade"} or not self._is_ours(data):
            return None
        return self._delta(data, local_ns) if kind == "depthUpdate" else self._trade(data, local_ns)

    def _nameless(self, data: dict[str, Any], local_ns: int) -> FeedEvent | None:
        if "lastUpdateId" in data:
            update = whole_number(data["lastUpdateId"])
            sides = (*read_levels(self.grid, data["bids"], "bids"), *read_levels(self.grid, data["asks"], "asks"))
            venue_ns = instant_ns(data.get("E", 0))
            return BookDelta(self.grid.symbol, venue_ns, local_ns, update, update, -1, True, *sides)
        if {"u", "b", "B", "a", "A"} <= data.keys():
            return self._top_of_book(data, local_ns) if self._is_ours(data) else None
        if "error" in data or "code" in data:
            raise DataError(f"{self.grid.symbol}: the venue refuses a request: {refusal_text(data)}")
        if "result" in data:
            return None
        raise DataError(f"{self.grid.symbol}: message of no known kind, with fields {', '.join(data)[:60]!r}")

    def _is_ours(self, data: dict[str, Any]) -> bool:
        if not isinstance(data["s"], str):
            raise DataError(f"{self.grid.symbol}: a symbol must be text, was {shown(data['s'])}")
        return bool(data["s"] == self.grid.symbol)

    def _delta(self, data: dict[str, Any], local_ns: int) -> BookDelta:
        return BookDelta(
            self.grid.symbol,
            instant_ns(data["E"]),
            local_ns,
            whole_number(data["U"]),
            whole_number(data["u"]),
            -1,
            False,
            *read_levels(self.grid, data["b"], "bids"),
            *read_levels(self.grid, data["a"], "asks"),
        )

    def _trade(self, data: dict[str, Any], local_ns: int) -> Trade:
        lots = self.grid.lots(data["q"])
        return Trade(
            self.grid.symbol,
            instant_ns(data["T"]),
            local_ns,
            whole_number(data["t" if data["e"] == "trade" else "a"]),
            self.grid.ticks(data["p"]),
            lots,
            Side.ASK if flag(data["m"]) else Side.BID,
            lots,
        )

    def _top_of_book(self, data: dict[str, Any], local_ns: int) -> TopOfBook:
        return TopOfBook(
            self.grid.symbol,
            0,  # the venue does not say
            local_ns,
            whole_number(data["u"]),
            self.grid.ticks(data["b"]),
            self.grid.lots(data["B"]),
            self.grid.ticks(data["a"]),
            self.grid.lots(data["A"]),
        )
