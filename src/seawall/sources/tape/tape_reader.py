"""From raw messages to a book that knows whether it may be believed, with counts of all that was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from seawall.errors import DataError, InputError
from seawall.microstructure import (
    BinanceFuturesDecoder,
    BinanceSpotDecoder,
    BookDelta,
    BookFeed,
    BybitDecoder,
    Decoder,
    FeedEvent,
    FeedIncident,
    IncidentKind,
    InstrumentGrid,
    LiquidationPrint,
    MarkPrice,
    OpenInterest,
    SequenceRule,
    Side,
    TopOfBook,
    Trade,
)
from seawall.sources.tape.recording_header import HEADER_START
from seawall.sources.tape.tape_source import Notice, NoticeKind, RawMessage, TapeItem, stream_name

__all__ = ["TapeReader", "TapeTotals", "tape_reader"]


@dataclass(slots=True)
class TapeTotals:
    """What a tape held.

    Attributes
    ----------
    messages, bytes : int
        Read, with those that could not be decoded.
    updates, snapshots : int
        Changes of the book, and whole books.
    trades, liquidations : int
        Executions, and forced closes.
    bought_lots, sold_lots : int
        Volume by the taker's side.
    long_liquidated_lots, short_liquidated_lots : int
        Volume of the forced closes, by the side of the position.
    tops_compared, tops_equal : int
        Best prices that the venue stated for exactly the update that the book was at, and how many agreed.
    first_ns, last_ns : int
        Instants of the first and last message, by our clock.
    last_trade : Trade or None
        The latest execution.
    last_mark : MarkPrice or None
        The latest mark.
    last_open_interest : OpenInterest or None
        The latest open interest.
    """

    messages: int = 0
    bytes: int = 0
    updates: int = 0
    snapshots: int = 0
    trades: int = 0
    liquidations: int = 0
    bought_lots: int = 0
    sold_lots: int = 0
    long_liquidated_lots: int = 0
    short_liquidated_lots: int = 0
    tops_compared: int = 0
    tops_equal: int = 0
    first_ns: int = 0
    last_ns: int = 0
    last_trade: Trade | None = None
    last_mark: MarkPrice | None = None
    last_open_interest: OpenInterest | None = None

    @property
    def traded_lots(self) -> int:
        """Volume of all executions."""
        return self.bought_lots + self.sold_lots


@dataclass(slots=True)
class TapeReader:
    """Reads a tape into its book.

    Attributes
    ----------
    decoder : Decoder
        Of the venue.
    feed : BookFeed
        The book and the state of its stream.
    totals : TapeTotals
        Counts.
    listener : callable, optional
        Told of every change of the book and every execution, once it has been counted and applied.
    market_listener : callable, optional
        Told of what a perpetual's record is made of: every execution once, marks, open interest, forced closes.
    """

    decoder: Decoder
    feed: BookFeed
    totals: TapeTotals = field(default_factory=TapeTotals)
    listener: Callable[[BookDelta | Trade], None] | None = None
    market_listener: Callable[[FeedEvent], None] | None = None
    _has_update: bool = False
    _trade_stream: str = ""

    @property
    def wants_snapshot(self) -> bool:
        """Whether to ask for a whole book now: not before an update came that could be joined with it."""
        return self._has_update and self.feed.wants_snapshot

    def take(self, item: TapeItem) -> None:
        """Take what a source gave."""
        if isinstance(item, RawMessage):
            self.take_message(item.local_ns, item.message)
        else:
            self._take_notice(item)

    def take_message(self, local_ns: int, message: bytes) -> None:
        """Decode one message and apply what it says; what cannot be decoded is noted, and casts doubt on the book."""
        totals = self.totals
        totals.messages += 1
        totals.bytes += len(message)
        totals.first_ns = totals.first_ns or local_ns
        totals.last_ns = max(totals.last_ns, local_ns)
        try:
            events = self.decoder.decode(message, local_ns=local_ns)
            for event in events:
                if isinstance(event, BookDelta):
                    self._take_delta(event)
                elif isinstance(event, Trade):
                    self._take_trade(event, stream_name(message))
                else:
                    self._take_other(event)
        except DataError as error:
            if not message.startswith(HEADER_START):
                self.feed.corrupt(str(error), local_ns=local_ns)

    def _take_delta(self, delta: BookDelta) -> None:
        if delta.is_snapshot:
            self.totals.snapshots += 1
        else:
            self.totals.updates += 1
        self._has_update = True
        self.feed.receive(delta)
        if self.listener is not None:
            self.listener(delta)

    def _take_trade(self, trade: Trade, stream: str) -> None:
        self.feed.advance(trade.local_ns)
        self._trade_stream = self._trade_stream or stream
        if stream != self._trade_stream:
            return  # single and aggregate trades are the same executions twice
        totals = self.totals
        totals.trades += 1
        totals.last_trade = trade
        if trade.taker_side is Side.BID:
            totals.bought_lots += trade.size_lots
        else:
            totals.sold_lots += trade.size_lots
        if self.listener is not None:
            self.listener(trade)
        if self.market_listener is not None:
            self.market_listener(trade)

    def _take_other(self, event: FeedEvent) -> None:
        totals = self.totals
        self.feed.advance(event.local_ns)
        match event:
            case TopOfBook():
                self._compare(event)
            case LiquidationPrint():
                totals.liquidations += 1
                if event.position_side > 0:
                    totals.long_liquidated_lots += event.size_lots
                else:
                    totals.short_liquidated_lots += event.size_lots
            case MarkPrice():
                totals.last_mark = event
            case OpenInterest():
                totals.last_open_interest = event
        if self.market_listener is not None and not isinstance(event, TopOfBook):
            self.market_listener(event)

    def _compare(self, stated: TopOfBook) -> None:
        book = self.feed.book
        if stated.update_id == book.last_id:
            self.totals.tops_compared += 1
            wanted = (stated.bid_ticks, stated.bid_lots), (stated.ask_ticks, stated.ask_lots)
            self.totals.tops_equal += (book.best(Side.BID), book.best(Side.ASK)) == wanted

    def _take_notice(self, notice: Notice) -> None:
        match notice.kind:
            case NoticeKind.TIME:
                self.feed.advance(notice.local_ns)
            case NoticeKind.CONNECTED:
                self.feed.connected(local_ns=notice.local_ns)
            case NoticeKind.INTERRUPTED | NoticeKind.BANNED:
                self._has_update = False
                self.feed.interrupted(
                    notice.cause, local_ns=notice.local_ns, is_banned=notice.kind is NoticeKind.BANNED
                )
            case NoticeKind.REMARK:
                symbol = self.feed.grid.symbol
                self.feed.log.note(FeedIncident(IncidentKind.INTERRUPTED, symbol, notice.local_ns, notice.cause))


_DECODERS: dict[SequenceRule, type[BinanceFuturesDecoder] | type[BinanceSpotDecoder] | type[BybitDecoder]] = {
    SequenceRule.BINANCE_FUTURES: BinanceFuturesDecoder,
    SequenceRule.BINANCE_SPOT: BinanceSpotDecoder,
    SequenceRule.BYBIT: BybitDecoder,
}


def tape_reader(venue: str, grid: InstrumentGrid, *, snapshot_levels: int | None = None) -> TapeReader:
    """Reader of the tape of one instrument.

    Parameters
    ----------
    venue : str
        ``binance-usdm``, ``binance-spot`` or ``bybit``.
    grid : InstrumentGrid
        Steps of price and size.
    snapshot_levels : int, optional
        Levels of each side that a whole book holds at most; see `BookFeed`.

    Returns
    -------
    TapeReader
        With an empty book.

    Raises
    ------
    InputError
        When no venue is called that.
    """
    try:
        rule = SequenceRule(venue)
    except ValueError:
        raise InputError(f"'venue' must be {', '.join(SequenceRule)}, was {venue[:40]!r}") from None
    return TapeReader(_DECODERS[rule](grid), BookFeed(grid, rule=rule, snapshot_levels=snapshot_levels))
