"""The streams of Binance USDⓈ-M futures: what is told at once, and what at fixed intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from seawall.microstructure import Side
from seawall.simulator import binance_messages as say
from seawall.simulator.book_streams import ChangeStream, LevelChanges
from seawall.simulator.displayed_book import DisplayedBook
from seawall.simulator.exchange_step import ForcedOrder
from seawall.simulator.fault_switches import FaultSwitches
from seawall.simulator.outbox import Fill, Outbox
from seawall.simulator.perpetual_facts import SecondFacts
from seawall.simulator.stream_message import StreamKind

__all__ = ["BinanceStreams"]

_MILLISECOND_NS = 1_000_000
_THROTTLE_NS = 1_000 * _MILLISECOND_NS
_PARTIAL_NS = 100 * _MILLISECOND_NS
_DEPTH_MILLISECONDS, _RPI_MILLISECONDS = (100, 250, 500), 500
_PARTIAL_LEVELS = (5, 10, 20)
_ALL_FORCED = "!forceOrder@arr"
_SLOW_MARK_SECONDS = 3


@dataclass(slots=True)
class _Told:
    """What was told last of a stream that tells a state."""

    update: int = 0
    state: tuple[tuple[int, int], tuple[int, int]] | None = None


class BinanceStreams:
    """Everything that the venue says in its streams about one instrument.

    Parameters
    ----------
    outbox : Outbox
        Where messages go.
    book, rpi_book : DisplayedBook
        The displayed book, and that with RPI orders.
    switches : FaultSwitches
        Whether forced orders are throttled, and RPI orders told apart.
    """

    def __init__(self, outbox: Outbox, book: DisplayedBook, rpi_book: DisplayedBook, switches: FaultSwitches) -> None:
        self._out = outbox
        self._book = book
        self._switches = switches
        self._name = outbox.grid.symbol.lower()
        self._tick = Fraction(outbox.grid.tick_size)
        self._changes = [
            (each, ChangeStream(f"{self._name}@depth@{each}ms", book, self._update)) for each in _DEPTH_MILLISECONDS
        ]
        self._rpi_changes = ChangeStream(f"{self._name}@rpiDepth@{_RPI_MILLISECONDS}ms", rpi_book, self._update)
        self._partials = {levels: _Told(book.last_id) for levels in _PARTIAL_LEVELS}
        self._best = _Told()
        self._aggregates = 0
        self._forced: list[ForcedOrder] = []

    def intervals(self) -> list[tuple[int, Callable[[int], None]]]:
        """What is told at the multiples of an interval in nanoseconds."""
        changes = [(each * _MILLISECOND_NS, self._teller(stream)) for each, stream in self._changes]
        if self._switches.tells_rpi:
            changes.append((_RPI_MILLISECONDS * _MILLISECOND_NS, self._teller(self._rpi_changes)))
        return [*changes, (_PARTIAL_NS, self._tell_partials), (_THROTTLE_NS, self._tell_forced)]

    def restart(self) -> None:
        """The books are numbered anew."""
        for stream in (*(each for _, each in self._changes), self._rpi_changes):
            stream.restart()
        for told in self._partials.values():
            told.update = self._book.last_id

    def oldest_needed(self) -> int:
        """Number of the displayed book's last change that every stream has told."""
        return min(stream.sent_id for _, stream in self._changes)

    def oldest_rpi_needed(self) -> int:
        """The same of the book with RPI orders."""
        if not self._switches.tells_rpi:
            self._rpi_changes.skip()
        return self._rpi_changes.sent_id

    def tell_best(self, time_ns: int) -> None:
        """Tell the best prices when they or their sizes changed."""
        bid, ask = self._book.best(Side.BID), self._book.best(Side.ASK)
        if bid is None or ask is None or self._best.state == (bid, ask):
            return
        self._best.state = bid, ask
        stream, out = f"{self._name}@bookTicker", self._out
        if out.wants(stream):
            texts = [(out.prices[ticks], out.sizes[lots]) for ticks, lots in (bid, ask)]
            at = out.milliseconds(time_ns)
            payload = say.best_prices(out.symbol, at, last=self._book.last_id, bid=texts[0], ask=texts[1])
            out.put(stream, time_ns, payload, StreamKind.BEST_PRICES)

    def tell_fills(self, time_ns: int, taker_side: Side, fills: Sequence[Fill]) -> None:
        """Tell the fills of one taker's order: one by one, and added up by price."""
        out, at = self._out, self._out.milliseconds(time_ns)
        is_maker_buyer = taker_side is Side.ASK
        single, aggregate = f"{self._name}@trade", f"{self._name}@aggTrade"
        if out.wants(single):
            for fill in fills:
                self._tell_single(time_ns, fill, is_maker_buyer=is_maker_buyer, execution=b"MARKET")
        for ticks, group in groupby(fills, key=lambda fill: fill.ticks):
            self._aggregates += 1
            if not out.wants(aggregate):
                continue
            same = list(group)
            payload = say.aggregate_trade(
                out.symbol,
                at,
                number=self._aggregates,
                price=out.prices[ticks],
                size=out.sizes[sum(fill.lots for fill in same)],
                visible_size=self._visible(same),
                fills=(same[0].number, same[-1].number),
                is_maker_buyer=is_maker_buyer,
            )
            out.put(aggregate, time_ns, payload, StreamKind.TRADES)

    def tell_deleveraging(self, time_ns: int, fill: Fill, closing_side: Side) -> None:
        """Tell a close against the opposite side, at the bankruptcy price: a trade that met no order."""
        if self._out.wants(f"{self._name}@trade"):
            self._tell_single(time_ns, fill, is_maker_buyer=closing_side is Side.ASK, execution=b"ADL")

    def take_forced(self, order: ForcedOrder) -> None:
        """A forced order: told when the book filled any of it."""
        if order.filled_lots == 0:
            return
        if self._switches.throttles_liquidations:
            self._forced.append(order)
        else:
            self._tell_order(order, order.time_ns)

    def tell_mark(self, facts: SecondFacts) -> None:
        """Tell mark, index and funding: every second, and every third one on the stream without a suffix."""
        out, time_ns = self._out, facts.time_ns
        at = out.milliseconds(time_ns)
        names = [f"{self._name}@markPrice@1s"]
        if at // 1_000 % _SLOW_MARK_SECONDS == 0:
            names.append(f"{self._name}@markPrice")
        wanted = [name for name in names if out.wants(name)]
        if not wanted:
            return
        payload = say.mark_price(
            out.symbol,
            at,
            mark=say.eight_decimals(facts.mark, self._tick),
            index=say.eight_decimals(facts.index, self._tick),
            rate=b"%.8f" % facts.rate,
            next_funding_ms=out.milliseconds(facts.next_funding_ns),
        )
        for name in wanted:
            out.put(name, time_ns, payload, StreamKind.MARK)

    def _update(self, time_ns: int, changes: LevelChanges) -> bytes:
        out = self._out
        return say.depth_update(
            out.symbol,
            out.milliseconds(time_ns),
            first=changes.first,
            last=changes.last,
            previous=changes.previous,
            bids=out.levels(changes.bids),
            asks=out.levels(changes.asks),
        )

    def _teller(self, stream: ChangeStream) -> Callable[[int], None]:
        def tell(time_ns: int) -> None:
            if not self._out.wants(stream.name):
                stream.skip()
            elif (payload := stream.tell(time_ns)) is not None:
                self._out.put(stream.name, time_ns, payload, StreamKind.BOOK)

        return tell

    def _tell_partials(self, time_ns: int) -> None:
        """The best levels, whole each time, with the numbers of the changes behind them."""
        book = self._book
        for levels, told in self._partials.items():
            stream, previous = f"{self._name}@depth{levels}@100ms", told.update
            told.update = book.last_id
            if previous == book.last_id or not self._out.wants(stream):
                continue
            bids, asks = ([(abs(key), book.lots[key]) for key in book.top(side, levels)] for side in Side)
            payload = self._update(time_ns, LevelChanges(previous + 1, book.last_id, previous, bids, asks))
            self._out.put(stream, time_ns, payload, StreamKind.WHOLE_BOOK)

    def _visible(self, fills: list[Fill]) -> bytes | None:
        """Size without RPI orders, where the venue tells them apart."""
        if not self._switches.tells_rpi:
            return None
        return self._out.sizes[sum(fill.lots for fill in fills if not fill.is_rpi)]

    def _tell_single(self, time_ns: int, fill: Fill, *, is_maker_buyer: bool, execution: bytes) -> None:
        out = self._out
        payload = say.single_trade(
            out.symbol,
            out.milliseconds(time_ns),
            number=fill.number,
            price=out.prices[fill.ticks],
            size=out.sizes[fill.lots],
            is_maker_buyer=is_maker_buyer,
            execution=execution,
        )
        out.put(f"{self._name}@trade", time_ns, payload, StreamKind.TRADES)

    def _tell_forced(self, time_ns: int) -> None:
        """The latest forced order of the second that ends."""
        if self._forced:
            self._tell_order(self._forced[-1], time_ns)
            self._forced.clear()

    def _tell_order(self, order: ForcedOrder, time_ns: int) -> None:
        out = self._out
        sizes = [out.sizes[lots] for lots in (order.lots, order.last_fill_lots, order.filled_lots)]
        average = out.prices[round(order.average_ticks)]
        payload = say.forced_order(
            out.symbol,
            out.milliseconds(order.time_ns),
            order,
            told_ms=out.milliseconds(time_ns),
            texts=(sizes[0], out.prices[order.limit_ticks], average, sizes[1], sizes[2]),
        )
        for stream in (f"{self._name}@forceOrder", _ALL_FORCED):
            if out.wants(stream):
                out.put(stream, time_ns, payload, StreamKind.LIQUIDATIONS)
