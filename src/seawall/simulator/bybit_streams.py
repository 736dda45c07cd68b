"""The streams of a linear perpetual at Bybit: best levels, trades, every liquidation, tickers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from seawall.microstructure import Side
from seawall.simulator import bybit_messages as say
from seawall.simulator.binance_messages import eight_decimals
from seawall.simulator.book_streams import Levels, TopStream
from seawall.simulator.displayed_book import DisplayedBook
from seawall.simulator.exchange_step import ForcedOrder
from seawall.simulator.market_marks import FRACTION
from seawall.simulator.outbox import Fill, Outbox
from seawall.simulator.perpetual_facts import SecondFacts
from seawall.simulator.stream_message import StreamKind, StreamMessage

__all__ = ["BybitStreams"]

_MILLISECOND_NS = 1_000_000
_DEPTHS = {1: 10, 50: 20, 200: 100}
"""Levels, and the milliseconds between two messages about them."""
_LIQUIDATIONS_NS = 500 * _MILLISECOND_NS


class BybitStreams:
    """Everything that the venue says in its streams about one instrument.

    Parameters
    ----------
    outbox : Outbox
        Where messages go.
    book : DisplayedBook
        The displayed book.
    """

    def __init__(self, outbox: Outbox, book: DisplayedBook) -> None:
        self._out = outbox
        self._book = book
        symbol = outbox.grid.symbol
        self._books = {
            f"orderbook.{levels}.{symbol}": TopStream(f"orderbook.{levels}.{symbol}", book, levels)
            for levels in _DEPTHS
        }
        self._trades, self._ticker = f"publicTrade.{symbol}", f"tickers.{symbol}"
        self._liquidations = f"allLiquidation.{symbol}"
        self._tick = Fraction(outbox.grid.tick_size)
        self._value_step = Fraction(outbox.grid.tick_size) * Fraction(outbox.grid.lot_size) / FRACTION
        self._forced: list[ForcedOrder] = []
        self._last_price = b""
        self._told: dict[bytes, bytes] = {}
        self._told_ns = 0

    def intervals(self) -> list[tuple[int, Callable[[int], None]]]:
        """What is told at the multiples of an interval in nanoseconds."""
        books = [(_DEPTHS[stream.levels] * _MILLISECOND_NS, self._teller(stream)) for stream in self._books.values()]
        return [*books, (_LIQUIDATIONS_NS, self._tell_forced)]

    def oldest_needed(self) -> int:
        """Number of the displayed book's last change that every stream has looked at."""
        return min(stream.seen_id for stream in self._books.values())

    def opening(self, stream: str, now_ns: int) -> StreamMessage | None:
        """The whole that a subscription begins with; None for streams without one."""
        if stream in self._books:
            book = self._books[stream]
            payload = self._book_message(book, now_ns, book.whole(), is_whole=True)
            return StreamMessage(stream, now_ns, payload, StreamKind.WHOLE_BOOK)
        if stream == self._ticker and self._told:
            payload = self._ticker_message(self._told, self._told_ns, is_whole=True)
            return StreamMessage(stream, now_ns, payload, StreamKind.TICKER)
        return None

    def restart(self, time_ns: int) -> None:
        """The service starts anew: every book comes whole, as number 1."""
        for stream in self._books.values():
            sides = stream.restart()
            if self._out.wants(stream.name):
                payload = self._book_message(stream, time_ns, sides, is_whole=True)
                self._out.put(stream.name, time_ns, payload, StreamKind.WHOLE_BOOK)

    def tell_fills(self, time_ns: int, taker_side: Side, fills: Sequence[Fill]) -> None:
        """Tell the fills of one taker's order."""
        out = self._out
        self._last_price = out.prices[fills[-1].ticks]
        if out.wants(self._trades):
            at, is_buy = out.milliseconds(time_ns), taker_side is Side.BID
            rows = [(at, is_buy, out.sizes[fill.lots], out.prices[fill.ticks]) for fill in fills]
            payload = say.public_trades(out.symbol, at, rows, first=fills[0].number, sequence=self._book.last_id)
            out.put(self._trades, time_ns, payload, StreamKind.TRADES)

    def take_forced(self, order: ForcedOrder) -> None:
        """A forced order: all of it is told, whatever the book took."""
        self._forced.append(order)

    def tell_mark(self, facts: SecondFacts) -> None:
        """Tell what changed of the ticker."""
        now = self._fields(facts)
        changed = {name: text for name, text in now.items() if self._told.get(name) != text}
        self._told, self._told_ns = now, facts.time_ns
        if changed and self._out.wants(self._ticker):
            payload = self._ticker_message(changed, facts.time_ns, is_whole=False)
            self._out.put(self._ticker, facts.time_ns, payload, StreamKind.TICKER)

    def _fields(self, facts: SecondFacts) -> dict[bytes, bytes]:
        out = self._out
        fields = {
            b"markPrice": eight_decimals(facts.mark, self._tick),
            b"indexPrice": eight_decimals(facts.index, self._tick),
            b"openInterest": out.sizes[facts.open_interest],
            b"openInterestValue": b"%.4f" % float(facts.value * self._value_step),
            b"nextFundingTime": b"%d" % out.milliseconds(facts.next_funding_ns),
            b"fundingRate": b"%.8f" % facts.rate,
        }
        if self._last_price:
            fields[b"lastPrice"] = self._last_price
        for name, side in ((b"bid1", Side.BID), (b"ask1", Side.ASK)):
            best = self._book.best(side)
            if best is not None:
                fields[name + b"Price"], fields[name + b"Size"] = out.prices[best[0]], out.sizes[best[1]]
        return fields

    def _ticker_message(self, fields: dict[bytes, bytes], time_ns: int, *, is_whole: bool) -> bytes:
        out = self._out
        at = out.milliseconds(time_ns)
        return say.ticker(out.symbol, at, fields, is_whole=is_whole, sequence=self._book.last_id)

    def _teller(self, stream: TopStream) -> Callable[[int], None]:
        def tell(time_ns: int) -> None:
            if not self._out.wants(stream.name):
                stream.skip()
            elif (changes := stream.changes()) is not None:
                payload = self._book_message(stream, time_ns, changes, is_whole=False)
                self._out.put(stream.name, time_ns, payload, StreamKind.BOOK)

        return tell

    def _book_message(self, stream: TopStream, time_ns: int, sides: tuple[Levels, Levels], *, is_whole: bool) -> bytes:
        out, (bids, asks) = self._out, sides
        return say.order_book(
            out.symbol,
            out.milliseconds(time_ns),
            levels=stream.levels,
            is_whole=is_whole,
            bids=out.levels(bids),
            asks=out.levels(asks),
            number=stream.number,
            sequence=self._book.last_id,
        )

    def _tell_forced(self, time_ns: int) -> None:
        """All forced orders of the interval that ends."""
        forced, self._forced = self._forced, []
        if forced and self._out.wants(self._liquidations):
            out = self._out
            rows = [
                (out.milliseconds(each.time_ns), each.side > 0, out.sizes[each.lots], out.prices[each.limit_ticks])
                for each in forced
            ]
            payload = say.liquidations(out.symbol, out.milliseconds(time_ns), rows)
            out.put(self._liquidations, time_ns, payload, StreamKind.LIQUIDATIONS)
