"""A venue with a true book, and streams of it that lose, repeat, swap or garble messages on their way to a feed."""

from __future__ import annotations

import enum
import gzip
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from seawall.errors import DataError
from seawall.microstructure import (
    BinanceFuturesDecoder,
    BookDelta,
    BookFeed,
    InstrumentGrid,
    OrderBook,
    SequenceRule,
    Side,
    StreamState,
)

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
CHECKPOINT_EVERY = 25
MESSAGES_PER_TRIAL = 120
LONGEST_LATENCY = 20
SILENCE_NS = 5_000_000_000


class Fault(enum.Enum):
    """What happens to a stream."""

    DROP = "drop"
    DROP_SEVERAL = "drop several"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    RESET = "reset"
    TRUNCATE = "truncate"
    LATE_REPEAT = "late repeat"
    CROSS = "crossed update"


@dataclass(frozen=True)
class Outcome:
    """What became of one damaged stream."""

    proved_after: int | None  # messages from the fault to the first that could prove it; None if none came
    suspect_for: int
    log: str


class Venue:
    """The undamaged stream under one numbering, with the true book at every message."""

    def __init__(self, deltas: Sequence[BookDelta], rule: SequenceRule, start: BookDelta) -> None:
        self.rule = rule
        self.deltas = [numbered(delta, place + 1, rule) for place, delta in enumerate(deltas)]
        self.tops: list[tuple[object, ...]] = []
        self.checkpoints: dict[int, BookDelta] = {}
        book = OrderBook(GRID)
        book.apply(start)
        self.checkpoints[0] = whole(book, place=0, rule=rule, native_id=start.last_id)
        for place, delta in enumerate(self.deltas, start=1):
            book.apply(delta)
            self.tops.append(top(book))
            if place % CHECKPOINT_EVERY == 0 or place == len(self.deltas):
                self.checkpoints[place] = whole(book, place=place, rule=rule, native_id=delta.last_id)
        self.places = sorted(self.checkpoints)

    def snapshot(self, place: int) -> tuple[int, BookDelta]:
        """The last whole book not younger than message `place`."""
        found = self.places[bisect_right(self.places, place) - 1]
        return found, self.checkpoints[found]


def top(book: OrderBook) -> tuple[object, ...]:
    """What a trader looks at: five levels of each side."""
    return tuple(tuple(array.tolist()) for side in Side for array in book.top(side, 5))


def numbered(delta: BookDelta, place: int, rule: SequenceRule) -> BookDelta:
    """The same update under another venue's numbering."""
    if rule is SequenceRule.BINANCE_FUTURES:
        return delta
    if rule is SequenceRule.BINANCE_SPOT:  # three numbers a message
        return replace(delta, first_id=3 * place - 2, last_id=3 * place, previous_id=-1)
    return replace(delta, first_id=place + 1, last_id=place + 1, previous_id=-1)


def whole(book: OrderBook, *, place: int, rule: SequenceRule, native_id: int) -> BookDelta:
    image = book.image()
    number = {SequenceRule.BINANCE_FUTURES: native_id, SequenceRule.BINANCE_SPOT: 3 * place}.get(rule, place + 1)
    sides = (image.bid_ticks, image.bid_lots, image.ask_ticks, image.ask_lots)
    return BookDelta(GRID.symbol, book.venue_ns, book.local_ns, number, number, -1, True, *sides)


def simulated_deltas(seed: int, count: int) -> tuple[BookDelta, list[BookDelta]]:
    """A book whose price walks, and what changed each time: a whole book first."""
    generator = np.random.default_rng(seed)
    middle = 600_000
    bids = {middle - each: int(generator.integers(1, 500)) for each in range(1, 200)}
    asks = {middle + each: int(generator.integers(1, 500)) for each in range(1, 200)}
    sides = [np.array(list(each), dtype=np.int64) for each in (bids, bids.values(), asks, asks.values())]
    start = BookDelta(GRID.symbol, 0, 0, 1_000, 1_000, -1, True, *sides)
    deltas, last = [], 1_000
    for place in range(1, count + 1):
        middle += int(generator.integers(-3, 4))
        changed = []
        for levels, direction in ((bids, -1), (asks, 1)):
            gone = {tick: 0 for tick in levels if (tick - middle) * direction <= 0}
            near = middle + direction * generator.integers(1, 60, 5)
            new = dict(zip(near.tolist(), (generator.integers(0, 3, 5) * 70).tolist(), strict=True))
            best = middle + direction
            changes = {**gone, **new, best: int(generator.integers(1, 90))}
            levels.update(changes)
            for tick in [tick for tick, lots in levels.items() if not lots]:
                del levels[tick]
            changed += [np.array(list(each), dtype=np.int64) for each in (changes, changes.values())]
        first, previous, last = last + 2, last, last + int(generator.integers(2, 30))
        instant = place * 100_000_000
        deltas.append(BookDelta(GRID.symbol, instant, instant, first, last, previous, False, *changed))
    return start, deltas


def recorded_deltas(file: Path) -> tuple[BookDelta, list[BookDelta]]:
    """The recording of a venue from its whole book on, that book with all updates up to the first kept one applied."""
    decoder = BinanceFuturesDecoder(GRID)
    snapshot: BookDelta | None = None
    deltas: list[BookDelta] = []
    with gzip.open(file) as lines:
        for line in lines:
            local_ns, message = line.split(b" ", 1)
            for event in decoder.decode(message, local_ns=int(local_ns)):
                if isinstance(event, BookDelta) and event.is_snapshot:
                    snapshot = event
                elif isinstance(event, BookDelta):
                    deltas.append(event)
    assert snapshot is not None
    later = [delta for delta in deltas if delta.last_id >= snapshot.last_id]
    book = OrderBook(GRID)
    book.apply(snapshot)
    book.apply(later[0])
    return whole(book, place=0, rule=SequenceRule.BINANCE_FUTURES, native_id=later[0].last_id), later[1:]


class Trial:
    """One damaged stream, message by message, and the feed that reads it."""

    def __init__(self, venue: Venue, generator: np.random.Generator, fault: Fault) -> None:
        self.venue, self.generator, self.fault = venue, generator, fault
        last_start = len(venue.deltas) - MESSAGES_PER_TRIAL
        self.start = venue.places[int(generator.integers(0, bisect_right(venue.places, last_start)))]
        self.end = self.start + MESSAGES_PER_TRIAL
        self.at = self.start + int(generator.integers(3, MESSAGES_PER_TRIAL - 60))
        self.feed = BookFeed(GRID, rule=venue.rule, silence_ns=SILENCE_NS)
        self.clock_ns = 0
        self.due: int | None = None
        self.provable_at: int | None = None
        self.resyncs_before = 0
        self.suspect_for = 0

    def run(self) -> Outcome:
        """Play the stream; every claim of the feed is checked against the true book."""
        self.feed.receive(replace(self.venue.checkpoints[self.start], local_ns=self.clock_ns))
        for place, message in self.stream():
            self.clock_ns += 50_000_000
            self.answer(place)
            self.deliver(message)
            self.check(place)
        assert self.feed.state is StreamState.LIVE, self.story("never came back")
        truth = OrderBook(GRID)
        truth.apply(self.venue.checkpoints[self.start])
        for delta in self.venue.deltas[self.start : self.end]:
            truth.apply(delta)
        found, expected = self.feed.book.image(), truth.image()
        for name in ("bid_ticks", "bid_lots", "ask_ticks", "ask_lots"):
            assert np.array_equal(getattr(found, name), getattr(expected, name)), self.story(
                f"{name} differ at the end"
            )
        proved = None if self.provable_at is None else self.provable_at - self.at
        return Outcome(proved, self.suspect_for, self.story(""))

    def stream(self) -> list[tuple[int, BookDelta | str]]:
        """Messages as they come in, each with the number of true messages sent by then."""
        deltas = self.venue.deltas
        places = list(range(self.start, self.end))
        sent: list[tuple[int, BookDelta | str]] = [(place + 1, deltas[place]) for place in places]
        here = self.at - self.start
        if self.fault is Fault.DROP:
            del sent[here]
        elif self.fault is Fault.DROP_SEVERAL:
            del sent[here : here + int(self.generator.integers(2, 12))]
        elif self.fault is Fault.DUPLICATE:
            sent.insert(here + 1, sent[here])
        elif self.fault is Fault.LATE_REPEAT:
            sent.insert(here + 5, (sent[here + 4][0], sent[here][1]))
        elif self.fault is Fault.REORDER:
            (first, early), (second, late) = sent[here : here + 2]
            sent[here : here + 2] = [(first, late), (second, early)]
        elif self.fault is Fault.RESET:
            lost = int(self.generator.integers(0, 6))
            sent[here : here + lost] = [(sent[here][0], "reset")]
        elif self.fault is Fault.TRUNCATE:
            sent[here] = (sent[here][0], "truncated")
        else:
            sent[here] = (sent[here][0], self.crossing(deltas[self.at]))
        return sent

    def crossing(self, delta: BookDelta) -> BookDelta:
        """The same update with a bid above every ask."""
        image = self.feed.book.image()
        tick = int(image.ask_ticks[0] if len(image.ask_ticks) else 600_000) + 50_000
        return replace(delta, bid_ticks=np.append(delta.bid_ticks, tick), bid_lots=np.append(delta.bid_lots, 1_000))

    def deliver(self, message: BookDelta | str) -> None:
        if message == "reset":
            self.feed.interrupted("reset by peer", local_ns=self.clock_ns)
            self.feed.connected(local_ns=self.clock_ns)
        elif isinstance(message, str):
            text = b'{"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[["1.0","2'
            try:
                BinanceFuturesDecoder(GRID).decode(text, local_ns=self.clock_ns)
            except DataError as error:
                self.feed.corrupt(str(error), local_ns=self.clock_ns)
        else:
            self.feed.receive(replace(message, local_ns=self.clock_ns))

    def answer(self, place: int) -> None:
        """The venue sends a whole book some messages after it was asked for, as old as venues' answers are."""
        if not self.feed.wants_snapshot:
            self.due = None
            return
        if self.venue.rule is SequenceRule.BYBIT:
            if place % CHECKPOINT_EVERY == 0 and place in self.venue.checkpoints:  # a fresh subscription
                self.feed.receive(replace(self.venue.checkpoints[place], local_ns=self.clock_ns))
            return
        if self.due is None:
            self.due = place + int(self.generator.integers(1, LONGEST_LATENCY))
        elif place >= self.due:
            self.due = None
            self.feed.receive(replace(self.venue.snapshot(place)[1], local_ns=self.clock_ns))

    def check(self, place: int) -> None:
        """LIVE means the true book at the feed's own update; and never LIVE while a fault is proved and not mended."""
        if self.feed.state is StreamState.LIVE:
            number = self.feed.book.last_id
            index = self.index_of(number)
            assert top(self.feed.book) == self.venue.tops[index], self.story(f"LIVE and wrong at message {place}")
        elif self.provable_at is None:
            self.provable_at = place
        self.suspect_for += self.feed.state is not StreamState.LIVE

    def index_of(self, number: int) -> int:
        """Place of the true message with this number."""
        if self.venue.rule is SequenceRule.BINANCE_SPOT:
            return number // 3 - 1
        if self.venue.rule is SequenceRule.BYBIT:
            return number - 2
        low, high = 0, len(self.venue.deltas)
        while low < high:
            middle = (low + high) // 2
            if self.venue.deltas[middle].last_id < number:
                low = middle + 1
            else:
                high = middle
        return low

    def story(self, what: str) -> str:
        incidents = "; ".join(str(each) for each in self.feed.log.incidents[:6])
        return (
            f"{what}: {self.venue.rule} {self.fault.value} at message {self.at} of {self.start}-{self.end}: {incidents}"
        )
