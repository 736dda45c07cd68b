"""Recorded days replayed, and every book compared with what the venue says: ``python -m benchmarks.book_proof``.

Reads the folder named by SEAWALL_TEST_DATA, and fails at the first difference.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from seawall.microstructure import (
    BinanceFuturesDecoder,
    BookDelta,
    BookFeed,
    InstrumentGrid,
    OrderBook,
    OrderLedger,
    SequenceRule,
    Side,
    StreamState,
    TopOfBook,
)
from seawall.sources import RecordedOrders, check_lobster, read_bitstamp, read_lobster, read_market_by_order

BTCUSDT = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
FUTURE = InstrumentGrid("ESH4", Decimal("0.25"), Decimal(1))
WHOLE_BOOK_EVERY = 10
Plain = dict[Side, dict[int, int]]


def demand(is_true: bool, what: str) -> None:
    """Stop the proof."""
    if not is_true:
        raise SystemExit(f"NOT EQUAL: {what}")


def binance(folder: Path) -> str:
    """Replay the day; compare with the best prices of the venue, and with plain dictionaries."""
    feed = BookFeed(BTCUSDT, rule=SequenceRule.BINANCE_FUTURES, snapshot_levels=1_000)
    plain: Plain = {Side.BID: {}, Side.ASK: {}}
    tops: list[TopOfBook] = []
    count = dict.fromkeys(("updates", "levels", "same id", "untouched", "whole"), 0)
    for event in _events(folder / "binance_usdm_btcusdt_20240808.gz"):
        if isinstance(event, TopOfBook):
            tops.append(event)
            if feed.state is StreamState.LIVE and event.update_id == feed.book.last_id:
                _compare_best(feed.book, event)
                count["same id"] += 1
            continue
        before, was_live = feed.book.last_id, feed.state is StreamState.LIVE
        if was_live:
            between = [top for top in tops if before < top.update_id < event.last_id]
            count["untouched"] += sum(_compare_untouched(feed.book, top, event) for top in between)
            tops = [top for top in tops if top.update_id >= event.last_id]
        feed.receive(event)
        if not was_live:
            if feed.state is StreamState.LIVE:
                image = feed.image()
                plain = {
                    Side.BID: _levels(image.bid_ticks, image.bid_lots),
                    Side.ASK: _levels(image.ask_ticks, image.ask_lots),
                }
            continue
        for top in [top for top in tops if top.update_id == feed.book.last_id]:
            _compare_best(feed.book, top)
            count["same id"] += 1
        tops = [top for top in tops if top.update_id > feed.book.last_id]
        _update(plain, event)
        count["updates"] += 1
        count["levels"] += len(event.bid_ticks) + len(event.ask_ticks)
        if count["updates"] % WHOLE_BOOK_EVERY == 0:
            _compare_whole(feed.book, plain)
            count["whole"] += 1
    demand(feed.state is StreamState.LIVE and not feed.log.incidents, "the stream has no gap")
    return (
        f"Binance BTCUSDT, 2024-08-08: {count['updates']:,} updates of {count['levels']:,} levels replayed "
        f"behind the join; {count['same id']:,} best prices of the venue at the same update, "
        f"{count['untouched']:,} best levels that the next update leaves alone, "
        f"and {count['whole']:,} whole books against a dictionary: all equal"
    )


def _events(path: Path) -> Iterator[BookDelta | TopOfBook]:
    decoder = BinanceFuturesDecoder(BTCUSDT)
    with gzip.open(path) as lines:
        for line in lines:
            local_ns, message = line.split(b" ", 1)
            for event in decoder.decode(message, local_ns=int(local_ns)):
                if isinstance(event, BookDelta | TopOfBook):
                    yield event


def _levels(ticks: object, lots: object) -> dict[int, int]:
    return dict(zip(ticks.tolist(), lots.tolist(), strict=True))  # type: ignore[attr-defined]


def _update(plain: Plain, delta: BookDelta) -> None:
    plain[Side.BID].update(_levels(delta.bid_ticks, delta.bid_lots))
    plain[Side.ASK].update(_levels(delta.ask_ticks, delta.ask_lots))


def _compare_best(book: OrderBook, top: TopOfBook) -> None:
    stated = (top.bid_ticks, top.bid_lots), (top.ask_ticks, top.ask_lots)
    demand((book.best(Side.BID), book.best(Side.ASK)) == stated, f"update {top.update_id}: {stated}")


def _compare_untouched(book: OrderBook, top: TopOfBook, after: BookDelta) -> int:
    """Best levels at a moment between two updates that the later one does not name: as they were before it."""
    equal = 0
    for side, tick, lots, touched in (
        (Side.BID, top.bid_ticks, top.bid_lots, after.bid_ticks),
        (Side.ASK, top.ask_ticks, top.ask_lots, after.ask_ticks),
    ):
        if tick not in touched:
            demand(book.lots_at(side, tick) == lots, f"update {top.update_id}, {side.name} {tick}: {lots}")
            equal += 1
    return equal


def _compare_whole(book: OrderBook, plain: Plain) -> None:
    image = book.image()
    for side, ticks, lots in (
        (Side.BID, image.bid_ticks, image.bid_lots),
        (Side.ASK, image.ask_ticks, image.ask_lots),
    ):
        plain[side] = {tick: size for tick, size in plain[side].items() if size}
        expected = sorted(plain[side].items(), reverse=side is Side.BID)
        demand(list(_levels(ticks, lots).items()) == expected, f"whole book, {side.name}, update {book.last_id}")


def lobster(path: Path) -> Iterator[str]:
    """Compare the messages of a day with the book that the file states behind each."""
    day = read_lobster(path)
    for reveals, words in (
        (False, "seeded by the first row alone"),
        (True, "levels revealed as they enter the window"),
    ):
        found = check_lobster(day, reveal_entering=reveals)
        demand(not found.first_difference, found.first_difference)
        demand(found.best_equal == found.best_determined and found.levels_equal == found.levels_determined, path.name)
        yield (
            f"{path.name}, {words}: {found.rows:,} rows; {found.best_determined:,} of {2 * found.rows:,} best levels "
            f"determined ({found.partial_share:.1%} partial) and {found.levels_determined:,} levels in all, "
            f"{found.revealed:,} revealed: all equal"
        )


def by_order(recording: RecordedOrders) -> str:
    """Close the accounts of every order."""
    ledger = OrderLedger(recording.orders.grid)
    ledger.apply_many(recording.orders)
    found = ledger.accounts()
    demand(found.resting + found.filled + found.deleted + found.unknown == found.orders, "orders")
    gone = found.filled_lots + found.reduced_lots + found.deleted_lots
    demand(found.put_lots + found.replaced_lots == gone + found.resting_lots, "lots")
    return (
        f"{recording.source}: {sum(recording.records.values()):,} rows, {found.orders:,} orders: "
        f"{found.resting:,} rest, {found.filled:,} filled, {found.deleted:,} deleted, "
        f"{found.unknown:,} never in sight; {found.before_window:,} came before the file; "
        f"{found.overfilled_orders:,} of {found.filled_orders:,} filled beyond what they showed; "
        f"{found.contradictions:,} contradictions; accounts of orders and lots close"
    )


def main() -> None:
    """Prove each recording."""
    folder = os.environ.get("SEAWALL_TEST_DATA")
    if not folder:
        print("  book_proof: skipped, SEAWALL_TEST_DATA is not set")
        return
    books = Path(folder) / "orderbook"
    print(binance(books))
    for name in ("AMZN_2012-06-21_5", "AAPL_2012-06-21_1"):
        for line in lobster(books / f"LOBSTER_SampleFile_{name}.zip"):
            print(line)
    print(by_order(read_market_by_order(books / "cme_esh4_mbo_20231225.parquet", grid=FUTURE)))
    print(by_order(read_bitstamp(books / "bitstamp_btcusd_l3_20150501.csv.xz")))


if __name__ == "__main__":
    main()
