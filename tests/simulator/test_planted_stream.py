"""Orders planted into a recorded stream: where they may lie, what the truth says, and that nothing else changed."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import DataError, InputError
from seawall.microstructure import BookDelta, OrderAction, OrderBook, OrderLedger, Side, Trade
from seawall.simulator import PlantedStream, SpoofShape, level_feed, plant_spoof_like
from tests.microstructure.test_spoofing import GRID, SECOND, columns, crowd

ORDERS = columns(crowd(60))
LAYERS_GO_WITHIN_NS = 20_000_000


def planted(shape: SpoofShape | None = None) -> PlantedStream:
    return plant_spoof_like(ORDERS, seed=3, from_ns=10 * SECOND, until_ns=58 * SECOND, episodes=6, shape=shape)


class TestPlantedOrders:
    def test_come_and_go_as_the_truth_says_and_leave_the_rest_alone(self) -> None:
        stream = planted()
        mine = {each.order_id: each for each in stream.truth}
        own = np.isin(stream.orders.order_ids, ORDERS.order_ids)
        for name in ("venue_ns", "order_ids", "actions", "sides", "price_ticks", "size_lots"):
            assert np.array_equal(getattr(stream.orders, name)[own], getattr(ORDERS, name))
        assert len({each.episode for each in stream.truth}) == 6
        for event in stream.orders:
            truth = mine.get(event.order_id)
            if truth is not None:
                at = truth.appeared_ns if event.action is OrderAction.ADD else truth.ended_ns
                assert (event.venue_ns, event.side, event.price_ticks, event.size_lots) == (
                    at, truth.side, truth.tick, truth.lots,
                ), truth  # fmt: skip

    def test_are_of_the_size_and_life_that_was_asked_for_and_behind_the_best_price(self) -> None:
        stream = planted(shape=SpoofShape(0.5, 0.6, layered_share=0.0))
        assert len(stream.truth) == 6
        ledger = OrderLedger(GRID)
        found = {each.order_id: each for each in stream.truth}
        for event in stream.orders:
            if event.order_id in found and event.action is OrderAction.ADD:
                best = ledger.book.best(event.side)
                assert best is not None
                assert event.side * (best[0] - event.price_ticks) > 0
                assert 500 <= event.size_lots <= 600
                each = found[event.order_id]
                assert 0.5 <= (each.ended_ns - each.appeared_ns) / SECOND <= 3.03
            ledger.apply(event)

    def test_of_one_episode_go_together(self) -> None:
        stream = planted(shape=SpoofShape(layered_share=1.0))
        for episode in range(6):
            ended = [each.ended_ns for each in stream.truth if each.episode == episode]
            assert len(ended) >= 2
            assert max(ended) - min(ended) <= LAYERS_GO_WITHIN_NS, (episode, ended)

    def test_are_the_same_for_the_same_seed(self) -> None:
        assert planted().truth == planted().truth
        other = plant_spoof_like(ORDERS, seed=4, from_ns=10 * SECOND, until_ns=58 * SECOND, episodes=6)
        assert other.truth != planted().truth

    def test_that_do_not_fit_are_refused(self) -> None:
        with pytest.raises(DataError, match="50 episodes do not fit"):
            plant_spoof_like(ORDERS, seed=1, from_ns=0, until_ns=58 * SECOND, episodes=50)
        with pytest.raises(InputError, match="'until_ns' must be at least 6 s after"):
            plant_spoof_like(ORDERS, seed=1, from_ns=0, until_ns=SECOND, episodes=1)


def test_a_feed_by_level_makes_the_book_that_the_orders_make() -> None:
    filled = (int(30.5 * SECOND), 999_999, OrderAction.FILL, Side.BID, 79_990, 30)
    put = (30 * SECOND, 999_999, OrderAction.ADD, Side.BID, 79_990, 100)
    orders = columns([*crowd(40), put, filled])
    ledger, book = OrderLedger(GRID), OrderBook(GRID)
    ledger.apply_many(orders)
    trades = []
    for event in level_feed(orders):
        if isinstance(event, BookDelta):
            book.apply(event)
        else:
            trades.append(event)
    for side in Side:
        for mine, theirs in zip(book.top(side, 100), ledger.book.top(side, 100), strict=True):
            assert np.array_equal(mine, theirs)
    assert [(each.taker_side, each.price_ticks, each.size_lots) for each in trades] == [(Side.ASK, 79_990, 30)]
    assert isinstance(trades[0], Trade)
