"""What the simulated exchange says on the wire: the streams and answers of Binance and Bybit, from its own log.

Every change of a displayed level has a number; messages are made at the instants at which the venues make them, and
never look ahead. The same exchange gives the same bytes, whatever the pieces in which time is advanced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from seawall.errors import InputError
from seawall.microstructure import Side
from seawall.simulator.binance_streams import BinanceStreams
from seawall.simulator.bybit_streams import BybitStreams
from seawall.simulator.displayed_book import DisplayedBook
from seawall.simulator.event_log import EventFlag, EventKind, EventLog
from seawall.simulator.exchange_step import ExchangeStep, ForcedOrder
from seawall.simulator.fault_switches import BookFault, FaultSwitches
from seawall.simulator.faulty_channel import FaultyChannel
from seawall.simulator.outbox import Fill, Outbox
from seawall.simulator.perpetual_facts import PerpetualFacts
from seawall.simulator.stream_message import StreamMessage
from seawall.simulator.venue_answers import OLD_BOOK_NS, ToldExchange, VenueAnswers

__all__ = ["SteppedExchange", "VenueFeed"]

_MILLISECOND_NS = 1_000_000
_ADD, _REFILL, _TRADE = int(EventKind.ADD), int(EventKind.REFILL), int(EventKind.TRADE)
_RPI = int(EventFlag.RPI)
_INTERVAL, _RESTART, _FUNDING, _MARK, _FORCED = range(5)
"""Order of what happens at one instant: intervals end before it, a forced order belongs to the one that begins."""


class SteppedExchange(ToldExchange, Protocol):
    """An exchange that is advanced step by step."""

    @property
    def now_ns(self) -> int:
        """How far it has run."""

    def advance(self, until_ns: int) -> ExchangeStep:
        """Let time pass; what happened."""


class VenueFeed(VenueAnswers):
    """Advances an exchange and tells what happens, in the words of both venues.

    Parameters
    ----------
    exchange : SteppedExchange
        At its beginning.
    start_ns : int
        When the exchange begins, nanoseconds since 1970.
    faults : FaultSwitches, optional
        What goes wrong; nothing by default.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    grid : InstrumentGrid
        Steps of price and size.
    wanted : frozenset of str, optional
        Streams that anybody listens to: only they are encoded. All by default.
    book : DisplayedBook
        The true displayed book, after everything so far.
    """

    def __init__(self, exchange: SteppedExchange, *, start_ns: int = 0, faults: FaultSwitches | None = None) -> None:
        if exchange.now_ns:
            raise InputError(f"'exchange' must be at its beginning, had run for {exchange.now_ns} ns")
        if start_ns < 0:
            raise InputError(f"'start_ns' must be at least 0, was {start_ns}")
        switches = FaultSwitches() if faults is None else faults
        outbox = Outbox(exchange.terms.grid, start_ns, switches.skew_ns)
        book, rpi_book = DisplayedBook(), DisplayedBook()
        super().__init__(
            exchange,
            outbox,
            book=book,
            rpi_book=rpi_book,
            facts=PerpetualFacts(start_ns=start_ns + switches.skew_ns),
            stale_books=switches.stale_books,
        )
        self._exchange = exchange
        self._switches = switches
        self._channel = FaultyChannel(switches)
        self._binance = BinanceStreams(outbox, book, rpi_book, switches)
        self._bybit = BybitStreams(outbox, book)
        self._intervals = [*self._binance.intervals(), *self._bybit.intervals()]
        self._keepers = [(OLD_BOOK_NS, self.keep_old_book)] if switches.stale_books else []
        self._trades = 0
        self._taker = 0
        self._taker_side = Side.BID
        self._fills: list[Fill] = []
        self._instant_ns = 0
        self._is_told = True

    @property
    def wanted(self) -> frozenset[str] | None:
        """Streams that anybody listens to; None for all."""
        return self._out.wanted

    @wanted.setter
    def wanted(self, streams: frozenset[str] | None) -> None:
        self._out.wanted = streams

    def opening(self, stream: str) -> StreamMessage | None:
        """The whole that a subscription to a stream of Bybit begins with, as of the last message of that stream.

        None for streams that begin with their next message, and for silent ones.
        """
        now_ns = self._out.now_ns
        if any(silence.covers(stream, now_ns) for silence in self._switches.silences):
            return None
        return self._bybit.opening(stream, now_ns)

    def struck(self, stream: str) -> dict[BookFault, int]:
        """How many messages of a stream met each fault so far."""
        return self._channel.struck(stream)

    def advance(self, until_ns: int) -> list[StreamMessage]:
        """Let time pass up to the last whole millisecond of the exchange's clock, and tell what happened.

        Parameters
        ----------
        until_ns : int
            Since the exchange began; not before the last call's.

        Returns
        -------
        list of StreamMessage
            In order of time, but for those that a fault delays.
        """
        until_ns -= until_ns % _MILLISECOND_NS
        now_ns = self._out.now_ns
        if until_ns < now_ns:
            raise InputError(f"'until_ns' must be at least {now_ns}, was {until_ns}")
        if until_ns > now_ns:
            step = self._exchange.advance(until_ns)
            self._tell(step.log, self._agenda(step))
            self._out.now_ns = until_ns
            if self._instant_ns < until_ns:
                self._end_instant()
            self.book.forget_before(min(self._binance.oldest_needed(), self._bybit.oldest_needed()))
            self._rpi_book.forget_before(self._binance.oldest_rpi_needed())
        return self._channel.pass_on(self._out.take())

    def _agenda(self, step: ExchangeStep) -> list[tuple[int, int, Callable[[int], None]]]:
        """What has to be done at fixed instants of a step, in order."""
        now_ns = self._out.now_ns
        found = [
            (due, _INTERVAL, tell)
            for interval, tell in (*self._intervals, *self._keepers)
            for due in range((now_ns // interval + 1) * interval, step.until_ns + 1, interval)
            # when nobody listens, only where a stream stands at the end can be told apart
            if self._out.wanted != frozenset() or due + interval > step.until_ns or tell == self.keep_old_book
        ]
        seconds = zip(step.marks.time_ns, step.marks.mark, step.marks.index, step.open_interest, strict=True)
        for time_ns, mark, index, lots in ((int(each) for each in line) for line in seconds):
            found.append((time_ns, _MARK, self._second(mark, index, lots)))
        restarts = (each for each in self._switches.restarts_ns if now_ns < each <= step.until_ns)
        found.extend((each, _RESTART, self._restart) for each in restarts)
        found.extend((paid.time_ns, _FUNDING, lambda _: self._facts.take_funding()) for paid in step.funding)
        found.extend((order.time_ns, _FORCED, self._forced(order)) for order in step.forced)
        found.sort(key=lambda each: each[:2])
        return found

    def _tell(self, log: EventLog, agenda: list[tuple[int, int, Callable[[int], None]]]) -> None:
        """Go through the lines of a log and an agenda, in order of time."""
        waiting = iter(agenda)
        due = next(waiting, None)
        columns = (log.time_ns, log.kind, log.side, log.ticks, log.lots, log.hidden_lots, log.flags, log.taker_id)
        for time_ns, kind, side, ticks, lots, hidden_lots, flags, taker in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            if time_ns != self._instant_ns:
                self._end_instant()
                while due is not None and due[0] <= time_ns:
                    due[2](due[0])
                    due = next(waiting, None)
                self._instant_ns = time_ns
            self._is_told = False
            if kind == _TRADE:
                self._fill(side, ticks, lots + hidden_lots, taker, is_rpi=bool(flags & _RPI))
            elif self._fills and kind != _REFILL:  # the next tip of an iceberg may meet the same taker
                self._end_taker()
            sign = 1 if kind in (_ADD, _REFILL) else -1
            if lots:
                self.book.change(side, ticks, sign * lots)
                self._rpi_book.change(side, ticks, sign * lots)
            elif flags & _RPI and hidden_lots:
                self._rpi_book.change(side, ticks, sign * hidden_lots)
        if due is not None:
            self._end_instant()
        while due is not None:
            due[2](due[0])
            due = next(waiting, None)

    def _fill(self, side: int, ticks: int, lots: int, taker: int, *, is_rpi: bool) -> None:
        if self._fills and taker != self._taker:
            self._end_taker()
        self._trades += 1
        self._taker, self._taker_side = taker, Side(-side)
        self._fills.append(Fill(self._trades, ticks, lots, is_rpi))

    def _end_taker(self) -> None:
        """All fills of a taker's order are known: tell them."""
        fills, self._fills = self._fills, []
        self._binance.tell_fills(self._instant_ns, self._taker_side, fills)
        self._bybit.tell_fills(self._instant_ns, self._taker_side, fills)
        lots = sum(fill.lots for fill in fills)
        self._facts.take_trade(self._instant_ns, lots=lots, taker_side=self._taker_side)

    def _end_instant(self) -> None:
        """Nothing more happens at the instant of the last line: tell its trades and best prices."""
        if self._fills:
            self._end_taker()
        if not self._is_told:
            self._is_told = True
            self._binance.tell_best(self._instant_ns)

    def _restart(self, time_ns: int) -> None:
        """The service starts anew: numbers begin at 1, and what was not told before is never told."""
        self.book.restart()
        self._rpi_book.restart()
        self._binance.restart()
        self._bybit.restart(time_ns)

    def _second(self, mark: int, index: int, lots: int) -> Callable[[int], None]:
        def tell(time_ns: int) -> None:
            facts = self._facts.take_second(time_ns, mark=mark, index=index, open_interest=lots)
            self._binance.tell_mark(facts)
            self._bybit.tell_mark(facts)

        return tell

    def _forced(self, order: ForcedOrder) -> Callable[[int], None]:
        def take(time_ns: int) -> None:
            self._facts.take_forced(order)
            self._binance.take_forced(order)
            self._bybit.take_forced(order)
            if order.deleveraged_lots:
                self._trades += 1
                fill = Fill(self._trades, order.limit_ticks, order.deleveraged_lots, is_rpi=False)
                self._binance.tell_deleveraging(time_ns, fill, Side(-order.side))

        return take
