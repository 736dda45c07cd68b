"""Every order against a plain book of lists: any events, known and unknown ids, in any batches."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError, InputError
from seawall.microstructure import InstrumentGrid, OrderAction, OrderColumns, OrderLedger, Side

GRID = InstrumentGrid("ESH4", Decimal("0.25"), Decimal(1))
EVENT = st.tuples(
    st.sampled_from([1, 1, 1, 2, 3, 4, 4, 5, 6]),
    st.integers(1, 8),
    st.sampled_from([1, -1]),
    st.integers(19_200, 19_203),
    st.integers(0, 6),
)
Plain = tuple[int, int, int, int, int]
ADD, REDUCE, DELETE, FILL, REPLACE, HIDDEN = OrderAction


class PlainLedger:
    """Orders in lists, one list per price, told in as few words as the rules have."""

    def __init__(self) -> None:
        self.queues: dict[tuple[int, int], list[list[int]]] = defaultdict(list)
        self.status: dict[int, str] = {}
        self.added: set[int] = set()
        self.largest: dict[int, int] = defaultdict(int)
        self.filled: dict[int, int] = defaultdict(int)
        self.partial: set[tuple[int, int]] = set()
        self.flow: dict[str, int] = defaultdict(int)

    def find(self, order_id: int) -> tuple[list[list[int]], list[int]] | None:
        return next(((q, order) for q in self.queues.values() for order in q if order[0] == order_id), None)

    def put(self, order_id: int, key: tuple[int, int], lots: int) -> None:
        self.queues[key].append([order_id, lots])
        self.status[order_id] = "resting"
        self.largest[order_id] = max(self.largest[order_id], lots)

    def apply(self, event: Plain) -> None:
        action, order_id, side, tick, lots = event
        if action == HIDDEN:
            self.flow["hidden"] += lots
            return
        was = self.status.get(order_id)
        if was == "resting":
            if action == ADD:
                self.flow["contradictions"] += 1
            else:
                self.change(event)
        elif action in {ADD, REPLACE}:
            self.appear(event, was)
        elif was in {None, "unknown"}:
            self.flow["unknown events"] += 1
            self.partial.add((side, tick))
            self.status[order_id] = "deleted" if action == DELETE else "unknown"
            self.filled[order_id] += lots if action == FILL else 0
        elif action == FILL:
            self.filled[order_id] += lots
            self.flow["beyond"] += lots
        else:
            repeats = lots == 0 or (was == "filled" and action == DELETE)
            self.flow["confirmations" if repeats else "contradictions"] += 1

    def appear(self, event: Plain, was: str | None) -> None:
        action, order_id, side, tick, lots = event
        if action == REPLACE and was == "deleted":
            self.flow["contradictions"] += 1
            return
        self.flow["returns"] += was in {"filled", "deleted"}
        if action == REPLACE and was in {None, "unknown"}:
            self.flow["unknown events"] += 1
            self.partial.add((side, tick))
        if action == ADD and was is None:
            self.added.add(order_id)
        self.flow["put"] += lots
        self.put(order_id, (side, tick), lots)

    def change(self, event: Plain) -> None:
        action, order_id, side, tick, lots = event
        found = self.find(order_id)
        assert found is not None
        queue, order = found
        left = order[1]
        if action == REPLACE:
            queue.remove(order)
            self.flow["replaced"] += lots - left
            self.put(order_id, (side, tick), lots)
            return
        taken = left if action == DELETE else min(lots, left)
        name = {REDUCE: "reduced", DELETE: "deleted", FILL: "filled"}[OrderAction(action)]
        self.flow[name] += taken
        if action == FILL:
            self.filled[order_id] += lots
            self.flow["beyond"] += lots - taken
        elif lots != taken:
            self.flow["contradictions"] += 1
        order[1] -= taken
        if order[1] == 0:
            queue.remove(order)
            self.status[order_id] = "filled" if action == FILL else "deleted"


def columns(events: list[Plain]) -> OrderColumns:
    action, order_id, side, tick, lots = np.array(events, dtype=np.int64).reshape(-1, 5).T
    times = np.arange(len(events))
    return OrderColumns(GRID, times, times, order_id, action, side, tick, lots)


def whole(events: list[Plain]) -> list[Plain]:
    """Orders are put with a size."""
    return [(*event[:4], max(event[4], 1)) if event[0] in {ADD, REPLACE} else event for event in events]


@given(st.lists(EVENT, min_size=1, max_size=60), st.integers(1, 60))
def test_the_ledger_equals_lists_of_orders(drawn: list[Plain], cut: int) -> None:
    events = whole(drawn)
    ledger, plain = OrderLedger(GRID), PlainLedger()
    for part in (events[:cut], events[cut:]):
        if part:
            ledger.apply_many(columns(part))
    for event in events:
        plain.apply(event)
    for side in Side:
        for tick in range(19_200, 19_204):
            queue = plain.queues[side, tick]
            ids, lots = ledger.queue(side, tick)
            assert list(zip(ids.tolist(), lots.tolist(), strict=True)) == [tuple(each) for each in queue], events
            assert ledger.book.lots_at(side, tick) == sum(each[1] for each in queue), events
            assert ledger.is_partial(side, tick) == ((side, tick) in plain.partial), events
            for place, (order_id, _) in enumerate(queue):
                assert ledger.lots_ahead(order_id) == sum(each[1] for each in queue[:place]), events
    found, flow = ledger.accounts(), plain.flow
    states = list(plain.status.values())
    assert (found.resting, found.filled, found.deleted, found.unknown) == tuple(
        states.count(each) for each in ("resting", "filled", "deleted", "unknown")
    ), events
    assert (found.orders, found.added) == (len(states), len(plain.added)), events
    for name, value in (
        ("put", found.put_lots),
        ("replaced", found.replaced_lots),
        ("filled", found.filled_lots),
        ("reduced", found.reduced_lots),
        ("deleted", found.deleted_lots),
        ("beyond", found.filled_beyond_lots),
        ("hidden", found.hidden_lots),
        ("unknown events", found.unknown_events),
        ("contradictions", found.contradictions),
        ("confirmations", found.confirmations),
        ("returns", found.returns),
    ):
        assert value == flow[name], (name, events)
    assert found.filled_orders == sum(plain.filled[each] > 0 for each in plain.added), events
    assert found.overfilled_orders == sum(plain.filled[each] > plain.largest[each] for each in plain.added), events
    assert_closed(ledger)
    assert sum(found.events.values()) == len(events)


def assert_closed(ledger: OrderLedger) -> None:
    found = ledger.accounts()
    assert found.resting + found.filled + found.deleted + found.unknown == found.orders, found
    assert found.added + found.before_window == found.orders, found
    gone = found.filled_lots + found.reduced_lots + found.deleted_lots
    assert found.put_lots + found.replaced_lots == gone + found.resting_lots, found


def test_one_by_one_and_read_by_read_are_the_same_as_all_at_once() -> None:
    generator = np.random.default_rng(8)
    drawn = [
        (int(generator.integers(1, 7)), int(generator.integers(1, 400)), 1 - 2 * int(generator.integers(2)),
         int(generator.integers(19_100, 19_300)), int(generator.integers(1, 50)))
        for _ in range(3_000)
    ]  # fmt: skip
    at_once, one_by_one = OrderLedger(GRID), OrderLedger(GRID)
    tops = at_once.replay(columns(drawn), every=1, levels=3)
    for number, event in enumerate(columns(drawn)):
        one_by_one.apply(event)
        ticks, lots = one_by_one.book.top(Side.ASK, 3)
        assert tops.ask_ticks[number, : len(ticks)].tolist() == ticks.tolist(), number
        assert tops.ask_lots[number, : len(lots)].tolist() == lots.tolist(), number
    assert at_once.accounts() == one_by_one.accounts()
    assert at_once.accounts().resting > 50  # and tables that began small have grown
    assert_closed(at_once)


def test_what_is_no_event_is_refused_before_anything_changes() -> None:
    ledger = OrderLedger(GRID)
    for event in ((1, 7, 1, 0, 5), (1, 7, 1, 100, 0), (0, 7, 1, 100, 5), (7, 7, 1, 100, 5), (1, 7, 0, 100, 5)):
        with pytest.raises(DataError, match="ESH4: order event 0 has action"):
            ledger.apply_many(columns([event]))
    with pytest.raises(InputError, match="'sides' must be of shape"):
        OrderColumns(GRID, *(np.ones(n, dtype=np.int64) for n in (2, 2, 2, 2, 1, 2, 2)))
    with pytest.raises(InputError, match="'events' must be of ESH4 on its grid"):
        ledger.apply_many(
            OrderColumns(InstrumentGrid("AMZN", Decimal(1), Decimal(1)), *np.ones((7, 1), dtype=np.int64))
        )
    with pytest.raises(InputError, match="'order_id' must be of an order that rests, was 7"):
        ledger.lots_ahead(7)
    assert ledger.accounts().orders == 0
