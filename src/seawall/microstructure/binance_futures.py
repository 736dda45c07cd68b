"""Messages of Binance USDⓈ-M futures, decoded: depth, trades, best prices, liquidations, marks and open interest.

The layout is that of 2026: depth, trades and best prices come on the public path, aggregate trades, liquidations and
marks on the market path; a message says the same on either. Depth leaves retail price improvement orders out, and
`aggTrade` states what a trade took without them.
"""

from __future__ import annotations

from collections import Counter
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
from seawall.microstructure.level_text import parse_message, read_levels, refusal, refusal_text
from seawall.microstructure.message_fields import (
    LATEST_MILLISECOND,
    NANOSECONDS_PER_MILLISECOND,
    finite_number,
    flag,
    instant_ns,
    positive_number,
    shown,
    whole_number,
)
from seawall.microstructure.message_scan import MessageLayout, MessageScanner

__all__ = ["BinanceFuturesDecoder"]

_LAYOUT = MessageLayout(
    {
        **{"data": "object", "e": "word", "s": "word", "T": "price", "u": "price", "b": "price", "B": "size"},
        **{"a": "price", "A": "size", "p": "price", "q": "size", "nq": "size", "m": "price", "t": "price"},
        **{"X": "word", "U": "price", "pu": "price", "lastUpdateId": "price", "bids": "price", "asks": "price"},
    }
)
_KIND, _SYMBOL, _TIME, _UPDATE, _BID, _BID_SIZE, _ASK, _ASK_SIZE = (_LAYOUT.places[each] for each in "esTubBaA")
_PRICE, _QUANTITY, _IS_MAKER_BUYER, _TRADE_ID, _EXECUTION, _FIRST = (_LAYOUT.places[each] for each in "pqmtXU")
_PREVIOUS, _VISIBLE, _SNAPSHOT, _BIDS, _ASKS = (
    _LAYOUT.places[each] for each in ("pu", "nq", "lastUpdateId", "bids", "asks")
)
_EVENT = {"e": "word", "s": "word", "T": "integer"}
_DEPTH_MASK, _DEPTH = _LAYOUT.pattern(
    **_EVENT, U="integer", u="integer", pu="integer", b="levels", a="levels", lastUpdateId="absent"
)
_TOP_MASK, _TOP = _LAYOUT.pattern(**_EVENT, u="integer", b="number", B="number", a="number", A="number")
_TRADE_MASK, _TRADE = _LAYOUT.pattern(**_EVENT, t="integer", p="number", q="number", m="flag", X="word")
_AGGREGATE_MASK, _AGGREGATE = _LAYOUT.pattern(
    **_EVENT, a="integer", p="number", q="number", nq="number", m="flag", X="absent"
)
_WHOLE_MASK, _WHOLE = _LAYOUT.pattern(
    e="absent", s="absent", lastUpdateId="integer", T="integer", bids="levels", asks="levels"
)
_WORDS = ("bookTicker", "trade", "depthUpdate", "aggTrade", "MARKET")
_IS_TOP, _IS_TRADE, _IS_DEPTH, _IS_AGGREGATE, _IS_MARKET, _IS_OURS = range(1, 7)

_OFF_BOOK = ("INSURANCE_FUND", "ADL", "NA")
"""Executions without an order of the book, at prices away from it; aggregate trades leave them out."""


class BinanceFuturesDecoder:
    """Decodes what the venue sends about one instrument.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.

    Attributes
    ----------
    off_book_trades : Counter of str
        Executions outside the book (by the insurance fund, by deleveraging, without a name), by the venue's word for
        them: they are counted here and give no `Trade`, because no displayed order was taken.

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
        self.off_book_trades: Counter[str] = Counter()
        self._scanner = MessageScanner(grid, _LAYOUT, (*_WORDS, grid.symbol))
        self._readers: dict[object, Callable[[dict[str, Any], int], FeedEvent | None]] = {
            "depthUpdate": self._delta,
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
            As received: bare, or wrapped with the name of its stream; the answer of the depth snapshot too. Depth with
            retail price improvement, which looks the same but belongs to another book, is told by that name alone, and
            gives nothing.
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
        if shape >= 0 and values[_TIME] <= LATEST_MILLISECOND:
            event = self._plain(message, shape, values, local_ns)
            if event is not None:
                return (event,)
        return self._careful(message, local_ns)

    def _plain(self, message: bytes, shape: int, values: list[int], local_ns: int) -> FeedEvent | None:
        """Event of a message of the usual layout; None for any other."""
        kind = values[_KIND]
        if values[_SYMBOL] != _IS_OURS:
            is_whole = shape & _WHOLE_MASK == _WHOLE
            return self._plain_delta(values, local_ns, is_snapshot=True) if is_whole else None
        if kind == _IS_TOP and shape & _TOP_MASK == _TOP:
            return TopOfBook(
                self.grid.symbol,
                values[_TIME] * NANOSECONDS_PER_MILLISECOND,
                local_ns,
                values[_UPDATE],
                values[_BID],
                values[_BID_SIZE],
                values[_ASK],
                values[_ASK_SIZE],
            )
        if kind == _IS_TRADE and shape & _TRADE_MASK == _TRADE and values[_EXECUTION] == _IS_MARKET:
            return self._plain_trade(values, local_ns, values[_TRADE_ID], values[_QUANTITY])
        if kind == _IS_AGGREGATE and shape & _AGGREGATE_MASK == _AGGREGATE:
            return self._plain_trade(values, local_ns, values[_ASK], values[_VISIBLE])
        if kind == _IS_DEPTH and shape & _DEPTH_MASK == _DEPTH and b"@rpiDepth" not in message[:80]:
            return self._plain_delta(values, local_ns, is_snapshot=False)
        return None

    def _plain_delta(self, values: list[int], local_ns: int, *, is_snapshot: bool) -> BookDelta:
        bids, asks = (values[_BIDS], values[_ASKS]) if is_snapshot else (values[_BID], values[_ASK])
        return BookDelta(
            self.grid.symbol,
            values[_TIME] * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            values[_SNAPSHOT if is_snapshot else _FIRST],
            values[_SNAPSHOT if is_snapshot else _UPDATE],
            -1 if is_snapshot else values[_PREVIOUS],
            is_snapshot,
            *self._scanner.levels(bids, asks),
        )

    def _plain_trade(self, values: list[int], local_ns: int, trade_id: int, visible_lots: int) -> Trade:
        return Trade(
            self.grid.symbol,
            values[_TIME] * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            trade_id,
            values[_PRICE],
            values[_QUANTITY],
            Side.ASK if values[_IS_MAKER_BUYER] else Side.BID,
            visible_lots,
        )

    def _careful(self, message: bytes, local_ns: int) -> tuple[FeedEvent, ...]:
        """The same, field by field."""
        data = parse_message(message)
        if isinstance(data, dict) and isinstance(data.get("data"), dict | list):
            if "@rpiDepth" in str(data.get("stream")):
                return ()
            data = data["data"]
        events = []
        for each in data if isinstance(data, list) else (data,):
            if not isinstance(each, dict):
                raise DataError(f"{self.grid.symbol}: a message must be an object, was {shown(each)}")
            try:
                event = self._event(each, local_ns)
            except (KeyError, TypeError) as error:
                raise refusal(self.grid, each.get("e", "message"), error) from None
            if event is not None:
                events.append(event)
        return tuple(events)

    def _event(self, data: dict[str, Any], local_ns: int) -> FeedEvent | None:
        kind = data.get("e")
        if kind is None:
            return self._nameless(data, local_ns)
        if not isinstance(kind, str):
            raise DataError(f"{self.grid.symbol}: a kind must be text, was {shown(kind)}")
        if kind not in self._readers:
            return None
        about = data["o"]["s"] if kind == "forceOrder" else data["s"]
        if not isinstance(about, str):
            raise DataError(f"{self.grid.symbol}: a symbol must be text, was {shown(about)}")
        return self._readers[kind](data, local_ns) if about == self.grid.symbol else None

    def _nameless(self, data: dict[str, Any], local_ns: int) -> FeedEvent | None:
        if "lastUpdateId" in data:
            return self._whole(data, local_ns)
        if "openInterest" in data:
            return self._open_interest(data, local_ns)
        if "error" in data or "code" in data:
            raise DataError(f"{self.grid.symbol}: the venue refuses a request: {refusal_text(data)}")
        if "result" in data:
            return None
        raise DataError(f"{self.grid.symbol}: message of no known kind, with fields {', '.join(data)[:60]!r}")

    def _whole(self, data: dict[str, Any], local_ns: int) -> BookDelta:
        update = whole_number(data["lastUpdateId"])
        sides = (*read_levels(self.grid, data["bids"], "bids"), *read_levels(self.grid, data["asks"], "asks"))
        venue_ns = instant_ns(data.get("T", data.get("E", 0)))
        return BookDelta(self.grid.symbol, venue_ns, local_ns, update, update, -1, True, *sides)

    def _delta(self, data: dict[str, Any], local_ns: int) -> BookDelta:
        return BookDelta(
            self.grid.symbol,
            instant_ns(data["T"] if "T" in data else data["E"]),
            local_ns,
            whole_number(data["U"]),
            whole_number(data["u"]),
            whole_number(data["pu"]),
            False,
            *read_levels(self.grid, data["b"], "bids"),
            *read_levels(self.grid, data["a"], "asks"),
        )

    def _trade(self, data: dict[str, Any], local_ns: int) -> Trade | None:
        execution = data.get("X", "MARKET")  # older recordings do not say
        if execution in _OFF_BOOK:
            self.off_book_trades[execution] += 1
            return None
        if execution != "MARKET":
            known = ", ".join(("MARKET", *_OFF_BOOK))
            raise DataError(f"{self.grid.symbol}: X of a trade must be one of {known}, was {shown(execution)}")
        return self._execution(data, local_ns, data["t"], data["q"])

    def _aggregate_trade(self, data: dict[str, Any], local_ns: int) -> Trade:
        return self._execution(data, local_ns, data["a"], data.get("nq", data["q"]))

    def _execution(self, data: dict[str, Any], local_ns: int, trade_id: object, visible: str) -> Trade:
        return Trade(
            self.grid.symbol,
            instant_ns(data["T"]),
            local_ns,
            whole_number(trade_id),
            self.grid.ticks(data["p"]),
            self.grid.lots(data["q"]),
            Side.ASK if flag(data["m"]) else Side.BID,
            self.grid.lots(visible),
        )

    def _top_of_book(self, data: dict[str, Any], local_ns: int) -> TopOfBook:
        return TopOfBook(
            self.grid.symbol,
            instant_ns(data["T"]),
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
            instant_ns(order["T"]),
            local_ns,
            # the venue names the side of the closing order: a long is sold
            {"SELL": PositionSide.LONG, "BUY": PositionSide.SHORT}[order["S"]],
            self._nearest_tick(order["ap"]),  # an average of fills may lie between ticks
            self.grid.lots(order["z"]),
            LiquidationPrice.AVERAGE_FILL,
            True,  # the latest of each second
        )

    def _nearest_tick(self, price: str) -> int:
        exact = positive_number(price) / float(self.grid.tick_size)
        return max(round(exact), 1)

    def _mark_price(self, data: dict[str, Any], local_ns: int) -> MarkPrice:
        return MarkPrice(
            self.grid.symbol,
            instant_ns(data["E"]),
            local_ns,
            positive_number(data["p"]),
            positive_number(data["i"]),
            finite_number(data["r"]),
            instant_ns(data["T"]),
        )

    def _open_interest(self, data: dict[str, Any], local_ns: int) -> OpenInterest | None:
        if data["symbol"] != self.grid.symbol:
            return None
        return OpenInterest(self.grid.symbol, instant_ns(data["time"]), local_ns, self.grid.lots(data["openInterest"]))
