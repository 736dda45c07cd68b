"""Updates of a book with a read of its ten best levels after each twenty: ``python -m benchmarks.order_book``.

One stream is made here: prices wander, levels cluster near the best, and what the price passes is removed. Where
SEAWALL_TEST_DATA names real data, the levels of a recorded day of Binance are a second one. The package `order-book` is
licensed under the GPL: it is measured where somebody has installed it, and is no dependency of ours. `hftbacktest`
wants another numpy than ours and lives in an environment of its own; `itch-book` is measured if it can be imported.
"""

from __future__ import annotations

import gzip
import heapq
import importlib.util
import os
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.timing import Candidate, interleaved, pin_to_one_core, report, write
from seawall.core import IntArray
from seawall.microstructure import (
    BinanceFuturesDecoder,
    BookDelta,
    InstrumentGrid,
    LevelBatch,
    OrderBook,
    Side,
    level_batch_of,
)

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
EVERY, DEPTH, LEVELS, ROUNDS = 20, 10, 100_000, 7
Row = tuple[int, int, int]


def synthetic_stream(size: int) -> list[Row]:
    """Side, tick and lots of each level: half of them new sizes, the rest removals of what is there."""
    generator = np.random.default_rng(5)
    kept: dict[int, dict[int, int]] = {1: {}, -1: {}}
    rows: list[Row] = []
    middle = 600_000
    steps = generator.choice([-1, 0, 1], size=size, p=[0.1, 0.8, 0.1]).tolist()
    distances = (1 + generator.exponential(60.0, size)).astype(int).tolist()
    lots = generator.integers(1, 5_000, size).tolist()
    removes = (generator.random(size) < 0.45).tolist()
    sides = generator.choice([1, -1], size=size).tolist()
    for step, distance, size_lots, is_removal, side in zip(steps, distances, lots, removes, sides, strict=True):
        middle += step
        passed = [(each, middle) for each in kept if middle in kept[each]]
        for each, tick in passed:
            del kept[each][tick]
            rows.append((each, tick, 0))
        tick = middle - side * distance
        if is_removal and tick in kept[side]:
            del kept[side][tick]
            rows.append((side, tick, 0))
        else:
            kept[side][tick] = size_lots
            rows.append((side, tick, size_lots))
    return rows[:size]


def recorded_stream(folder: Path) -> list[Row]:
    """The levels of a recorded day."""
    decoder = BinanceFuturesDecoder(GRID)
    deltas = []
    with gzip.open(folder / "orderbook" / "binance_usdm_btcusdt_20240808.gz") as lines:
        for line in lines:
            local_ns, message = line.split(b" ", 1)
            events = decoder.decode(message, local_ns=int(local_ns))
            deltas += [event for event in events if isinstance(event, BookDelta) and not event.is_snapshot]
    batch = level_batch_of(deltas)
    return list(zip(batch.sides.tolist(), batch.ticks.tolist(), batch.lots.tolist(), strict=True))


def single_levels(rows: list[Row]) -> LevelBatch:
    """Each level as an update of its own."""
    sides, ticks, lots = np.array(rows, dtype=np.int64).T
    return LevelBatch(np.arange(len(rows) + 1), sides, ticks, lots)


def deltas_of(rows: list[Row]) -> list[BookDelta]:
    """Messages of twenty levels each, of which the last size of a level counts."""
    made = []
    for start in range(0, len(rows), EVERY):
        last = {(side, tick): lots for side, tick, lots in rows[start : start + EVERY]}
        columns = [
            np.array(column, dtype=np.int64)
            for wanted in (1, -1)
            for column in (
                [tick for side, tick in last if side == wanted],
                [lots for (side, _), lots in last.items() if side == wanted],
            )
        ]
        made.append(BookDelta("BTCUSDT", 0, 0, 0, 0, -1, False, *columns))
    return made


def by_messages(deltas: list[BookDelta]) -> tuple[IntArray, IntArray]:
    """Seawall, as a live feed runs it: message by message, from Python."""
    book = OrderBook(GRID)
    for delta in deltas:
        book.apply(delta)
        found = book.top(Side.BID, DEPTH), book.top(Side.ASK, DEPTH)
    return found[0][0], found[1][0]


def by_mapping(rows: list[Row], bids: Any, asks: Any, read: Any) -> list[Any]:
    """Any mapping of prices to sizes; bids by falling keys."""
    reads = []
    for count, (side, tick, lots) in enumerate(rows, 1):
        levels, key = (bids, -tick) if side == 1 else (asks, tick)
        if lots:
            levels[key] = lots
        elif key in levels:
            del levels[key]
        if count % EVERY == 0:
            reads.append((read(bids), read(asks)))
    return reads


def by_order_book(rows: list[Row]) -> None:
    """The package `order-book`, with whole numbers as prices, which is the fastest that it takes."""
    import order_book

    book = order_book.OrderBook()
    bids, asks = book.bids, book.asks
    for count, (side, tick, lots) in enumerate(rows, 1):
        levels = bids if side == 1 else asks
        if lots:
            levels[tick] = lots
        elif tick in levels:
            del levels[tick]
        if count % EVERY == 0:
            [bids.index(place) for place in range(min(DEPTH, len(bids)))]
            [asks.index(place) for place in range(min(DEPTH, len(asks)))]


def candidates(rows: list[Row]) -> list[Candidate]:
    """Everybody who can be imported."""
    batch, deltas = single_levels(rows), deltas_of(rows)
    ours = OrderBook(GRID).replay(batch, every=EVERY, levels=DEPTH)
    plain = by_mapping(rows, {}, {}, lambda levels: heapq.nsmallest(DEPTH, levels.items()))
    for place, (bids, asks) in enumerate(plain):
        for sign, expected, ticks, lots in (
            (-1, bids, ours.bid_ticks, ours.bid_lots),
            (1, asks, ours.ask_ticks, ours.ask_lots),
        ):
            found = [
                (sign * tick, size) for tick, size in zip(ticks[place].tolist(), lots[place].tolist(), strict=True)
            ]
            if found[: len(expected)] != expected:
                raise SystemExit(f"read {place}: {found} is not {expected}")
    chosen = [
        Candidate("seawall, replay", lambda: OrderBook(GRID).replay(batch, every=EVERY, levels=DEPTH), len(rows)),
        Candidate("seawall, message by message", lambda: by_messages(deltas), len(rows)),
        Candidate(
            "dict and heapq.nsmallest",
            lambda: by_mapping(rows, {}, {}, lambda levels: heapq.nsmallest(DEPTH, levels.items())),
            len(rows),
        ),
        Candidate(
            "floor: reading the columns", lambda: (batch.sides.sum(), batch.ticks.sum(), batch.lots.sum()), len(rows)
        ),
    ]
    if _has("sortedcontainers", "pip install sortedcontainers"):
        from sortedcontainers import SortedDict

        def top(levels: Any) -> list[Any]:
            return list(islice(levels.items(), DEPTH))

        chosen.insert(2, Candidate("SortedDict", lambda: by_mapping(rows, SortedDict(), SortedDict(), top), len(rows)))
    if _has("order_book", "pip install order-book; GPL, never a dependency of ours"):
        chosen.insert(3, Candidate("order-book", lambda: by_order_book(rows), len(rows)))
    return chosen


def _has(module: str, how: str) -> bool:
    found = importlib.util.find_spec(module) is not None
    if not found:
        print(f"  {module}: not installed ({how})")
    return found


def main() -> None:
    """Time each stream, compare every read, and write ``out/benchmark_order_book.json``."""
    pin_to_one_core()
    _has("hftbacktest", "pip install hftbacktest, in an environment of its own: it wants another numpy")
    _has("itch_book", "pip install itch-book")
    streams = {"made": synthetic_stream(LEVELS)}
    if folder := os.environ.get("SEAWALL_TEST_DATA"):
        streams["recorded, Binance BTCUSDT"] = recorded_stream(Path(folder))[:LEVELS]
    tables = []
    for name, rows in streams.items():
        times = interleaved(candidates(rows), rounds=ROUNDS)
        ours = times["seawall, replay"].median
        notes = {"level updates a second": f"{1e9 / ours:,.0f}"} | {
            f"times {peer}": f"{times[peer].median / ours:,.1f}"
            for peer in ("SortedDict", "order-book", "dict and heapq.nsmallest")
            if peer in times
        }
        title = f"{len(rows):,} level updates ({name}), ten levels of both sides read after each {EVERY}, per update"
        tables.append(report(title, times, ours="seawall, replay", notes=notes))
    write("order_book", tables)


if __name__ == "__main__":
    main()
