"""The book against a plain dictionary: any updates, near and far, moving prices, crossed and empty sides."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError, InputError
from seawall.microstructure import (
    BookDelta,
    BookImage,
    InstrumentGrid,
    LevelBatch,
    OrderBook,
    Side,
    StreamState,
    level_batch_of,
)
from tests.tolerances import EXACT

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
NEAR = st.integers(599_900, 600_100)
FAR = st.sampled_from([1, 10, 400_000, 583_616, 583_617, 599_000, 616_383, 616_384, 632_767, 900_000, 5_000_000])
LEVEL = st.tuples(NEAR | FAR, st.sampled_from([0, 0, 1, 5, 1_000]))
UPDATE = st.tuples(st.lists(LEVEL, max_size=6), st.lists(LEVEL, max_size=6), st.booleans())


def delta(bids: list[tuple[int, int]], asks: list[tuple[int, int]], *, is_snapshot: bool = False) -> BookDelta:
    columns = [np.array([level[place] for level in side], dtype=np.int64) for side in (bids, asks) for place in (0, 1)]
    return BookDelta("BTCUSDT", 1, 2, 3, 4, -1, is_snapshot, *columns)


def sorted_levels(levels: dict[int, int], side: Side) -> list[tuple[int, int]]:
    return sorted(((tick, lots) for tick, lots in levels.items() if lots), reverse=side is Side.BID)


@given(st.lists(UPDATE, min_size=1, max_size=12))
def test_the_book_equals_a_dictionary(updates: list[tuple[list[tuple[int, int]], list[tuple[int, int]], bool]]) -> None:
    book = OrderBook(GRID)
    plain: dict[Side, dict[int, int]] = {Side.BID: {}, Side.ASK: {}}
    for bids, asks, is_snapshot in updates:
        book.apply(delta(bids, asks, is_snapshot=is_snapshot))
        if is_snapshot:
            plain = {Side.BID: {}, Side.ASK: {}}
        plain[Side.BID].update(bids)
        plain[Side.ASK].update(asks)
        for side, levels in plain.items():
            expected = sorted_levels(levels, side)
            assert book.best(side) == (expected[0] if expected else None), (side, updates)
            for count in (1, 3, 50):
                ticks, lots = book.top(side, count)
                assert list(zip(ticks.tolist(), lots.tolist(), strict=True)) == expected[:count], (side, updates)
            asked = np.array([600_000, 1, 5_000_000], dtype=np.int64)
            assert book.lots_at_each(side, asked).tolist() == [levels.get(tick, 0) for tick in asked.tolist()], updates
            for tick in (600_000, 1, 5_000_000):
                assert book.lots_at(side, tick) == levels.get(tick, 0), (side, tick, updates)
            for distance in (0, 7, 20_000):
                inside = [lots for tick, lots in expected if abs(tick - expected[0][0]) <= distance]
                assert book.lots_within(side, distance) == sum(inside), (side, distance, updates)
            for wanted in (1, 6, 1_004):
                assert_average(book.average_ticks(side, wanted), expected, wanted)


@given(st.lists(UPDATE, min_size=1, max_size=12), st.integers(0, 3), st.integers(1, 4))
def test_a_replay_equals_a_dictionary_at_every_read(
    updates: list[tuple[list[tuple[int, int]], list[tuple[int, int]], bool]], every: int, levels: int
) -> None:
    book, plain = OrderBook(GRID), {Side.BID: dict[int, int](), Side.ASK: dict[int, int]()}
    book.set_levels([600_000], [7], [600_001], [7])
    plain[Side.BID][600_000] = plain[Side.ASK][600_001] = 7
    found = book.replay(level_batch_of([delta(bids, asks) for bids, asks, _ in updates]), every=every, levels=levels)
    read = 0
    for number, (bids, asks, _) in enumerate(updates, 1):
        plain[Side.BID].update(bids)
        plain[Side.ASK].update(asks)
        if every and number % every == 0:
            assert found.updates[read] == number
            for side, ticks, lots in (
                (Side.BID, found.bid_ticks[read], found.bid_lots[read]),
                (Side.ASK, found.ask_ticks[read], found.ask_lots[read]),
            ):
                expected = sorted_levels(plain[side], side)[:levels]
                expected += [(0, 0)] * (levels - len(expected))
                assert list(zip(ticks.tolist(), lots.tolist(), strict=True)) == expected, (side, number, updates)
            read += 1
    assert len(found.updates) == read
    image = book.image()
    for side, ticks, lots in (
        (Side.BID, image.bid_ticks, image.bid_lots),
        (Side.ASK, image.ask_ticks, image.ask_lots),
    ):
        assert list(zip(ticks.tolist(), lots.tolist(), strict=True)) == sorted_levels(plain[side], side), updates
        assert book.best(side) == next(iter(sorted_levels(plain[side], side)), None), updates


def assert_average(found: tuple[float, int] | None, levels: list[tuple[int, int]], wanted: int) -> None:
    units = [tick for tick, lots in levels for _ in range(lots)][:wanted]
    if len(units) < wanted:
        assert found is None, (levels, wanted)
        return
    assert found is not None, (levels, wanted)
    assert found[0] == pytest.approx(float(np.mean(units)), rel=EXACT), (levels, wanted)
    assert found[1] == units[-1], (levels, wanted)


def test_a_walk_of_the_price_moves_the_window_and_loses_nothing() -> None:
    generator = np.random.default_rng(3)
    book, plain = OrderBook(GRID), {Side.BID: dict[int, int](), Side.ASK: dict[int, int]()}
    middle = 600_000
    for _ in range(3_000):
        middle += int(generator.integers(-2_000, 2_300))
        bids = [(tick, 0) for tick in plain[Side.BID] if tick >= middle]
        asks = [(tick, 0) for tick in plain[Side.ASK] if tick <= middle]
        bids.append((middle - int(generator.integers(1, 9_000)), int(generator.integers(1, 100))))
        asks.append((middle + int(generator.integers(1, 9_000)), int(generator.integers(1, 100))))
        book.apply(delta(bids, asks))
        for side, levels in ((Side.BID, bids), (Side.ASK, asks)):
            plain[side].update(levels)
            plain[side] = {tick: lots for tick, lots in plain[side].items() if lots}
            assert book.best(side) == next(iter(sorted_levels(plain[side], side)), None)
    image = book.image()
    for side, ticks, lots in (
        (Side.BID, image.bid_ticks, image.bid_lots),
        (Side.ASK, image.ask_ticks, image.ask_lots),
    ):
        assert list(zip(ticks.tolist(), lots.tolist(), strict=True)) == sorted_levels(plain[side], side)


def test_a_whole_book_says_how_far_it_reaches() -> None:
    book = OrderBook(GRID)
    assert book.image().complete_to_tick < book.image().complete_from_tick  # nothing is known yet
    book.apply(delta([(100, 1), (90, 2)], [(101, 3), (120, 4)], is_snapshot=True))
    assert (book.complete_from_tick, book.complete_to_tick) == (90, 120)
    book.apply(delta([(80, 5)], []))
    assert book.complete_from_tick == 90  # a level learnt of later says nothing about those between
    assert (book.last_id, book.venue_ns, book.local_ns) == (4, 1, 2)


def test_bad_sizes_are_refused_and_change_nothing() -> None:
    book = OrderBook(GRID)
    book.apply(delta([(100, 1)], [(101, 3)]))
    for bids in ([(100, -1)], [(0, 1)]):
        with pytest.raises(DataError, match="must have prices above 0 and sizes of 0 or more"):
            book.apply(delta(bids, [(101, 0)]))
        with pytest.raises(DataError, match="asks must have prices above 0"):
            book.apply(delta([(100, 0)], bids))
        with pytest.raises(DataError, match="bids must have prices above 0"):
            book.apply(delta(bids, [(101, 0)], is_snapshot=True))
    assert (book.best(Side.BID), book.best(Side.ASK)) == ((100, 1), (101, 3))


def test_a_replay_that_empties_a_side_leaves_no_best_level() -> None:
    book = OrderBook(GRID)
    batch = level_batch_of([delta([(100, 1)], [(101, 3)]), delta([(100, 0)], [(101, 0)])])
    book.apply_many(batch)
    assert (book.best(Side.BID), book.best(Side.ASK), book.is_crossed) == (None, None, False)


def test_columns_that_hold_no_levels_are_refused() -> None:
    good = {"starts": [0, 1, 2], "sides": [1, -1], "ticks": [100, 101], "lots": [1, 0]}
    batch = LevelBatch(**{name: np.array(column) for name, column in good.items()})
    assert batch.n_updates == 2
    with pytest.raises(ValueError, match="read-only"):
        batch.lots[0] = 5
    for name, column, error, words in (
        ("starts", [0, 2, 1], InputError, "'starts' must rise from 0 to 2"),
        ("starts", [0, 1], InputError, "'starts' must rise from 0 to 2"),
        ("lots", [1], InputError, "must be of one shape"),
        ("sides", [1, 0], DataError, "level 1 must have side 1 or -1"),
        ("ticks", [0, 101], DataError, "level 0 .* had side 1, 0 ticks and 1 lots"),
        ("lots", [1, -1], DataError, "level 1 .* 101 ticks and -1 lots"),
    ):
        with pytest.raises(error, match=words):
            LevelBatch(**{each: np.array(values) for each, values in {**good, name: column}.items()})
    with pytest.raises(InputError, match="must hold no whole book, number 0"):
        level_batch_of([delta([(100, 1)], [], is_snapshot=True)])
    with pytest.raises(InputError, match="'levels' at least 1, were 1 and 0"):
        OrderBook(GRID).replay(batch, every=1, levels=0)


def test_a_crossed_book_is_seen() -> None:
    book = OrderBook(GRID)
    book.set_levels([100], [1], [101], [1])
    before = book.is_crossed
    book.set_levels([101], [2], [], [])
    assert (before, book.is_crossed, book.image().is_crossed) == (False, True, True)


def test_an_image_is_a_copy_and_refuses_levels_out_of_order() -> None:
    book = OrderBook(GRID)
    book.set_levels([100, 99], [1, 2], [101], [1])
    image = book.image(state=StreamState.SUSPECT)
    book.set_levels([100], [0], [], [])
    assert image.bid_ticks.tolist() == [100, 99]
    assert image.is_stale
    with pytest.raises(ValueError, match="read-only"):
        image.bid_lots[0] = 7
    same = {name: getattr(image, name) for name in BookImage.__dataclass_fields__}
    with pytest.raises(InputError, match="'bid_ticks' must lead away from the best price"):
        BookImage(**{**same, "bid_ticks": [99, 100]})
    with pytest.raises(InputError, match="'ask_lots' must be above 0, lowest was 0"):
        BookImage(**{**same, "ask_lots": [0]})
