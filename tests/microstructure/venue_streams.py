"""Venues with a true book at every message, simulated or recorded, in the numbering and the bytes of each venue."""

from __future__ import annotations

import gzip
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from seawall.core import IntArray
from seawall.microstructure import (
    BinanceFuturesDecoder,
    BinanceSpotDecoder,
    BookDelta,
    BybitDecoder,
    Decoder,
    InstrumentGrid,
    OrderBook,
    SequenceRule,
    Side,
)

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
CHECKPOINT_EVERY = 25
MILLISECOND_NS = 1_000_000


def decoder_of(rule: SequenceRule) -> Decoder:
    found: dict[SequenceRule, type[Decoder]] = {
        SequenceRule.BINANCE_FUTURES: BinanceFuturesDecoder,
        SequenceRule.BINANCE_SPOT: BinanceSpotDecoder,
        SequenceRule.BYBIT: BybitDecoder,
    }
    return found[rule](GRID)  # type: ignore[call-arg]


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

    def checkpoint(self, place: int) -> int:
        """The last place not after `place` at which the whole book is known."""
        return self.places[bisect_right(self.places, place) - 1]

    def true_book(self, place: int) -> OrderBook:
        """The book after the first `place` messages."""
        start = self.checkpoint(place)
        book = OrderBook(GRID)
        book.apply(self.checkpoints[start])
        for delta in self.deltas[start:place]:
            book.apply(delta)
        return book


def top(book: OrderBook) -> tuple[object, ...]:
    """What a trader looks at: five levels of each side."""
    return tuple(tuple(array.tolist()) for side in Side for array in book.top(side, 5))


def same_levels(one: OrderBook, other: OrderBook) -> bool:
    """Whether two books hold the same levels, all of them."""
    return all(
        np.array_equal(getattr(one.image(), name), getattr(other.image(), name))
        for name in ("bid_ticks", "bid_lots", "ask_ticks", "ask_lots")
    )


def numbered(delta: BookDelta, place: int, rule: SequenceRule) -> BookDelta:
    """The same update under another venue's numbering."""
    if rule is SequenceRule.BINANCE_FUTURES:
        return delta
    if rule is SequenceRule.BINANCE_SPOT:  # three numbers a message
        return replace(delta, first_id=3 * place - 2, last_id=3 * place, previous_id=-1)
    return replace(delta, first_id=place + 1, last_id=place + 1, previous_id=-1)


def shifted(delta: BookDelta, shift: int) -> BookDelta:
    """The same update by a venue that has begun to count anew."""
    previous = delta.previous_id - shift if delta.previous_id >= 0 else -1
    return replace(delta, first_id=delta.first_id - shift, last_id=delta.last_id - shift, previous_id=previous)


def whole(book: OrderBook, *, place: int, rule: SequenceRule, native_id: int) -> BookDelta:
    image = book.image()
    number = {SequenceRule.BINANCE_FUTURES: native_id, SequenceRule.BINANCE_SPOT: 3 * place}.get(rule, place + 1)
    sides = (image.bid_ticks, image.bid_lots, image.ask_ticks, image.ask_lots)
    return BookDelta(GRID.symbol, book.venue_ns, book.local_ns, number, number, -1, True, *sides)


def in_bytes(delta: BookDelta, rule: SequenceRule) -> bytes:
    """The message that a venue would send."""
    bids, asks = level_text(delta.bid_ticks, delta.bid_lots), level_text(delta.ask_ticks, delta.ask_lots)
    instant = delta.venue_ns // MILLISECOND_NS
    if rule is SequenceRule.BYBIT:
        kind = "snapshot" if delta.is_snapshot else "delta"
        return (
            f'{{"topic":"orderbook.500.BTCUSDT","type":"{kind}","ts":{instant},"data":{{"s":"BTCUSDT",'
            f'"b":{bids},"a":{asks},"u":{delta.last_id},"seq":7}},"cts":{instant}}}'
        ).encode()
    if delta.is_snapshot:
        times = f'"E":{instant},"T":{instant},' if rule is SequenceRule.BINANCE_FUTURES else ""
        return f'{{"lastUpdateId":{delta.last_id},{times}"bids":{bids},"asks":{asks}}}'.encode()
    more = f'"T":{instant},' if rule is SequenceRule.BINANCE_FUTURES else ""
    previous = f'"pu":{delta.previous_id},' if rule is SequenceRule.BINANCE_FUTURES else ""
    return (
        f'{{"stream":"btcusdt@depth","data":{{"e":"depthUpdate","E":{instant},{more}"s":"BTCUSDT",'
        f'"U":{delta.first_id},"u":{delta.last_id},{previous}"b":{bids},"a":{asks}}}}}'
    ).encode()


def level_text(ticks: IntArray, lots: IntArray) -> str:
    pairs = zip(ticks.tolist(), lots.tolist(), strict=True)
    written = (f'["{tick // 10}.{tick % 10}","{lot // 1000}.{lot % 1000:03d}"]' for tick, lot in pairs)
    return f"[{','.join(written)}]"


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
        instant = 1_700_000_000_000_000_000 + place * 100 * MILLISECOND_NS
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
