"""A recording of the best few levels against the whole book that made it: what is called known is never wrong."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError, InputError
from seawall.microstructure import InstrumentGrid, OrderAction, OrderEvent, Side, WindowBook

GRID = InstrumentGrid("AMZN", Decimal("0.01"), Decimal(1))
SHOWN = 3
Levels = dict[Side, dict[int, int]]


def event(action: OrderAction, side: Side, tick: int, lots: int) -> OrderEvent:
    return OrderEvent("AMZN", 0, 0, 1, action, side, tick, lots)


def best_levels(book: Levels, side: Side) -> list[tuple[int, int]]:
    return sorted(book[side].items(), reverse=side is Side.BID)[:SHOWN]


def next_event(book: Levels, generator: np.random.Generator) -> OrderEvent:
    """Something that a venue can do: rest behind the other side, cancel anywhere, execute the best."""
    side = Side.BID if generator.integers(2) else Side.ASK
    other = best_levels(book, Side(-side))
    middle = other[0][0] if other else 1_000
    kind = generator.integers(10)
    if kind < 5 or not book[side]:
        return event(
            OrderAction.ADD, side, middle - int(side) * int(generator.integers(1, 12)), int(generator.integers(1, 9))
        )
    if kind < 7:
        tick, lots = best_levels(book, side)[0]
        return event(OrderAction.FILL, side, tick, int(generator.integers(1, lots + 1)))
    tick = int(generator.choice(list(book[side])))
    lots = book[side][tick]
    taken = lots if kind < 9 else int(generator.integers(1, lots + 1))
    return event(OrderAction.DELETE if kind < 9 else OrderAction.REDUCE, side, tick, taken)


def happen(book: Levels, windowed: WindowBook, event: OrderEvent) -> bool:
    """Change the whole book, and tell of it if the levels shown change."""
    before, levels = best_levels(book, event.side), book[event.side]
    change = event.size_lots if event.action is OrderAction.ADD else -event.size_lots
    levels[event.price_ticks] = levels.get(event.price_ticks, 0) + change
    if not levels[event.price_ticks]:
        del levels[event.price_ticks]
    is_told = best_levels(book, event.side) != before
    if is_told:
        windowed.apply(event)
    return is_told


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_what_is_known_is_true(seed: int, reveals: bool) -> None:
    generator = np.random.default_rng(seed)
    book: Levels = {Side.BID: {}, Side.ASK: {}}
    for place in range(6):
        book[Side.BID][990 - 2 * place], book[Side.ASK][1_010 + 2 * place] = 5, 7
    windowed, told, known = WindowBook(GRID, levels=SHOWN), 0, 0
    for step in range(200):
        if step:
            told += happen(book, windowed, next_event(book, generator))
        for side in Side:
            shown = best_levels(book, side)
            for tick, lots in windowed.known(side):
                assert book[side].get(tick) == lots, (seed, step, side, tick)
            best = windowed.best(side)
            known += best is not None
            assert best in {None, shown[0] if shown else None}, (seed, step, side)
            expected = [level for level in shown if windowed.is_known(side, level[0])]
            assert windowed.known(side)[:SHOWN] == expected, (seed, step, side)
            if reveals or not step:
                for tick, lots in shown[len(expected) :]:
                    windowed.reveal(side, tick, lots)
                assert windowed.known(side) == shown, (seed, step, side)
    assert told > 50
    assert known > 20


def test_a_level_that_comes_back_is_not_known_until_it_is_proved_empty() -> None:
    book = WindowBook(GRID, levels=1)
    book.reveal(Side.BID, 990, 5)
    book.reveal(Side.ASK, 1_010, 7)
    book.apply(event(OrderAction.ADD, Side.BID, 991, 4))  # 990 leaves what is shown
    book.apply(event(OrderAction.DELETE, Side.BID, 991, 4))
    assert book.best(Side.BID) is None  # 990 may have changed unseen
    book.apply(event(OrderAction.ADD, Side.BID, 990, 2))
    assert (book.best(Side.BID), book.unseen) == (None, 1)
    book.apply(event(OrderAction.ADD, Side.ASK, 990, 3))  # so that nothing can bid 990
    book.apply(event(OrderAction.FILL, Side.ASK, 990, 3))
    book.apply(event(OrderAction.ADD, Side.BID, 990, 6))
    assert book.best(Side.BID) == (990, 6)


def test_contradictions_are_named() -> None:
    book = WindowBook(GRID, levels=2)
    book.reveal(Side.BID, 990, 5)
    book.reveal(Side.ASK, 1_010, 7)
    with pytest.raises(DataError, match="DELETE of order 1 at 990 ticks takes 6 of 5 lots"):
        book.apply(event(OrderAction.DELETE, Side.BID, 990, 6))
    with pytest.raises(DataError, match="ADD of order 1 at 989 ticks lies through the best bid"):
        book.apply(event(OrderAction.ADD, Side.ASK, 989, 6))
    with pytest.raises(InputError, match="must be no replacement"):
        book.apply(event(OrderAction.REPLACE, Side.BID, 990, 6))
    with pytest.raises(InputError, match="'tick' must be one that is not known yet, was 990"):
        book.reveal(Side.BID, 990, 5)
    with pytest.raises(InputError, match="'levels' must be at least 1"):
        WindowBook(GRID, levels=0)
