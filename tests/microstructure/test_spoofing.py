"""Large orders followed to their end: by level and by order the same, cut anywhere the same, and nothing guessed."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError, InputError
from seawall.microstructure import (
    SPOOF_FEATURES,
    AppearanceHistory,
    BookDelta,
    FeedEvent,
    InstrumentGrid,
    LargeOrderEnd,
    OrderAction,
    OrderBook,
    OrderColumns,
    OrderLedger,
    Side,
    SpoofEpisode,
    SpoofFeatures,
    SpoofModel,
    SpoofWatch,
    StreamState,
    balance_without,
    fit_spoof_model,
    near_depth,
)
from seawall.simulator import level_feed

GRID = InstrumentGrid("BTCUSD", Decimal("1"), Decimal("0.001"))
SECOND = 1_000_000_000
MID = 80_000
LARGE = 2_000
RATE = 250


def crowd(seconds: int, *, seed: int = 1) -> list[tuple[int, int, OrderAction, Side, int, int]]:
    """Small orders that come and go near the mid: rows of time, id, action, side, price and size."""
    generator = np.random.Generator(np.random.Philox(seed))
    rows = []
    for side in Side:  # what always rests, so that the book has two sides
        rows += [
            (0, 10 + 100 * (side > 0) + level, OrderAction.ADD, side, MID - side * (1 + level), 500)
            for level in range(30)
        ]
    for number in range(RATE * seconds):
        came = int((number + 1) * SECOND / RATE)
        side = Side(2 * int(generator.integers(0, 2)) - 1)
        tick = MID - int(side) * int(generator.integers(1, 30))
        lots, order_id = int(generator.integers(10, 200)), 1_000 + number
        rows.append((came, order_id, OrderAction.ADD, side, tick, lots))
        rows.append((came + int(generator.integers(1, SECOND)), order_id, OrderAction.DELETE, side, tick, lots))
    return sorted(rows, key=lambda row: row[0])


def columns(rows: Iterable[tuple[int, int, OrderAction, Side, int, int]]) -> OrderColumns:
    table = np.array([(t, t, i, a, s, p, q) for t, i, a, s, p, q in sorted(rows, key=lambda row: row[0])])
    return OrderColumns(GRID, *table.T)


def order(
    came_s: float, gone_s: float, *, side: Side = Side.BID, tick: int = MID - 4, lots: int = LARGE, number: int = 7
) -> list[tuple[int, int, OrderAction, Side, int, int]]:
    return [
        (int(came_s * SECOND), number, OrderAction.ADD, side, tick, lots),
        (int(gone_s * SECOND), number, OrderAction.DELETE, side, tick, lots),
    ]


def by_level(events: Iterable[FeedEvent], *, poll: int = 0) -> list[SpoofEpisode]:
    book, watch = OrderBook(GRID), SpoofWatch(GRID)
    found: list[SpoofEpisode] = []
    for number, event in enumerate(events):
        if isinstance(event, BookDelta):
            book.apply(event)
        watch.take(event, book)
        if poll and number % poll == 0:
            watch.standing(book)
            found += watch.take_episodes()
    watch.finish()
    return found + watch.take_episodes()


def by_order(orders: OrderColumns) -> list[SpoofEpisode]:
    ledger, watch = OrderLedger(GRID), SpoofWatch(GRID)
    for event in orders:
        ledger.apply(event)
        watch.take(event, ledger.book)
    watch.finish()
    return watch.take_episodes()


def the_large(found: list[SpoofEpisode], *, lots: int = LARGE) -> SpoofEpisode:
    (one,) = [each for each in found if each.lots == lots]
    return one


class TestAnOrderThatComesAndGoes:
    def test_is_measured_by_what_it_did(self) -> None:
        found = the_large(by_level(level_feed(columns(crowd(20) + order(15.0, 16.5)))))
        assert found.end is LargeOrderEnd.GONE
        assert found.features.lifetime_s == 1.5
        assert found.features.distance_bp == pytest.approx(1e4 * 3 / (MID - 1))
        assert found.appeared_ns == 15 * SECOND
        # judged as soon as a tenth of a second has passed
        assert 100_000_000 <= found.judged_ns - found.ended_ns < 200_000_000
        assert found.features.imbalance_shift > 0.05
        assert found.features.microprice_move_bp > 0.0

    def test_without_any_trade_what_needs_trades_is_not_measurable_and_adds_nothing(self) -> None:
        found = the_large(by_level(level_feed(columns(crowd(20) + order(15.0, 16.5)))))
        unknown = {each.name: each.log_odds for each in found.evidence if each.value is None}
        assert unknown == {rule.name: 0.0 for rule in SPOOF_FEATURES if rule.needs_trades} != {}

    def test_executions_on_the_other_side_and_at_its_own_price_are_told_apart(self) -> None:
        small = (14 * SECOND, 8, OrderAction.ADD, Side.ASK, MID + 1, 40)
        filled = (int(15.5 * SECOND), 8, OrderAction.FILL, Side.ASK, MID + 1, 40)
        rows = [*crowd(20), *order(15.0, 16.5), small, filled]
        found = the_large(by_level(level_feed(columns(rows))))
        assert found.features.opposite_traded == 40 / LARGE
        assert found.features.cancelled_share == 1.0
        half = (int(15.5 * SECOND), 7, OrderAction.FILL, Side.BID, MID - 4, LARGE // 2)
        rest = (int(16.5 * SECOND), 7, OrderAction.DELETE, Side.BID, MID - 4, LARGE // 2)
        rows = [*crowd(20), order(15.0, 16.5)[0], half, rest]
        found = the_large(by_order(columns(rows)))
        assert (found.features.cancelled_share, found.end) == (0.5, LargeOrderEnd.TRADED)

    def test_one_that_stays_is_judged_after_a_minute(self) -> None:
        found = the_large(by_level(level_feed(columns(crowd(80) + order(15.0, 79.0)))))
        assert found.end is LargeOrderEnd.STAYED
        assert 60.0 <= found.features.lifetime_s < 62.0

    def test_layers_of_one_size_are_counted(self) -> None:
        rows = crowd(20)
        for layer in range(3):
            rows += order(15.0 + layer / 1_000, 16.0, tick=MID - 4 - layer, lots=LARGE + layer, number=70 + layer)
        found = [each for each in by_level(level_feed(columns(rows))) if LARGE <= each.lots <= LARGE + 2]
        assert [each.features.uniform_layers for each in found] == [3.0] * 3

    def test_the_same_size_again_is_a_repetition(self) -> None:
        rows = crowd(27) + order(15.0, 16.0) + order(20.0, 21.0, number=71) + order(25.0, 26.0, number=72)
        found = sorted(
            (each for each in by_order(columns(rows)) if each.lots == LARGE), key=lambda each: each.appeared_ns
        )
        assert [each.features.repetitions for each in found] == [0.0, 1.0, 2.0]


class TestTheSameStream:
    def test_gives_the_same_by_level_and_by_order(self) -> None:
        orders = columns(crowd(22) + order(15.0, 16.5) + order(18.0, 20.0, side=Side.ASK, tick=MID + 5, number=71))
        seen = [
            [
                (each.side, each.tick, each.lots, each.appeared_ns, each.ended_ns, each.probability)
                for each in found
                if each.lots == LARGE
            ]
            for found in (by_level(level_feed(orders)), by_order(orders))
        ]
        assert seen[0] == seen[1]
        assert len(seen[0]) == 2

    @pytest.mark.parametrize(("poll", "seed"), [(200, 0), (701, 17), (1_999, 512)])
    def test_gives_the_same_however_often_it_is_asked(self, poll: int, seed: int) -> None:
        feed = list(level_feed(columns(crowd(14, seed=seed) + order(12.0, 13.0))))
        assert by_level(feed) == by_level(feed, poll=poll)


class TestABookThatMayBeWrong:
    def test_cuts_off_what_stands_and_starts_from_its_levels_again(self) -> None:
        book, watch = OrderBook(GRID), SpoofWatch(GRID)
        for event in level_feed(columns(crowd(20) + order(15.0, 16.5))):
            if isinstance(event, BookDelta):
                book.apply(event)
            doubtful = 16 * SECOND <= event.venue_ns < 16.2 * SECOND
            watch.take(event, book, state=StreamState.SUSPECT if doubtful else StreamState.LIVE)
        watch.finish()
        assert not [each for each in watch.take_episodes() if each.lots == LARGE]
        assert watch.counts.cut_off >= 1

    def test_a_whole_book_is_no_appearance(self) -> None:
        book, watch = OrderBook(GRID), SpoofWatch(GRID)
        levels = np.array([MID - 1]), np.array([10**6]), np.array([MID + 1]), np.array([10**6])
        whole = BookDelta("BTCUSD", 1, 1, 1, 1, -1, True, *levels)
        book.apply(whole)
        watch.take(whole, book)
        assert watch.counts.appearances == 0


class TestTheModel:
    def test_the_shipped_one_says_what_it_was_fitted_on(self) -> None:
        model = SpoofModel.shipped()
        assert model.fitted_on["planted"] / model.fitted_on["large_orders"] == pytest.approx(model.base_rate, abs=1e-5)
        assert SpoofModel.read(model.text()) == model

    def test_the_working_adds_up_to_the_probability(self) -> None:
        found = the_large(by_level(level_feed(columns(crowd(20) + order(15.0, 16.5)))))
        model = SpoofModel.shipped()
        prior = math.log(model.base_rate / (1 - model.base_rate)) + model.constant
        total = prior + sum(each.log_odds for each in found.evidence)
        assert found.probability == pytest.approx(1 / (1 + math.exp(-total)), rel=1e-12)

    def test_a_fit_states_the_share_of_planted_orders_on_average(self) -> None:
        generator = np.random.Generator(np.random.Philox(11))
        lives = generator.exponential(1.5, size=2_000)
        features = [SpoofFeatures(2.0, 1.0, each, 1.0, None, 0.1, 1.0, 0.1, 0.0, 1.0) for each in lives.tolist()]
        planted = [bool(0.5 < each < 3.0 and generator.random() < 0.4) for each in lives.tolist()]
        model = fit_spoof_model(features, planted, version="test", fitted_on={})
        chances = [model.judge(each)[0] for each in features]
        assert np.mean(chances) == pytest.approx(np.mean(planted), abs=2e-3)
        assert np.mean([p for p, y in zip(chances, planted, strict=True) if y]) > 1.5 * np.mean(planted)

    def test_other_bins_and_other_formats_are_refused(self) -> None:
        model = SpoofModel.shipped()
        with pytest.raises(InputError, match="'weights' must be of these bins"):
            dataclasses.replace(model, weights={"rarity": (0.0,)})
        with pytest.raises(DataError, match="parameters of spoof-like orders cannot be read"):
            SpoofModel.read('{"format": 2}')
        with pytest.raises(DataError, match="orders must be of both kinds"):
            fit_spoof_model([], [True], version="test", fitted_on={})


class TestTheCounterfactual:
    @given(lots=st.integers(1, 5_000), level=st.integers(0, 9), is_bid=st.booleans())
    def test_is_the_imbalance_of_the_book_without_the_order(self, lots: int, level: int, is_bid: bool) -> None:
        side = Side.BID if is_bid else Side.ASK
        tick = MID - int(side) * (1 + level)
        sizes = {each: [300 + 7 * place for place in range(10)] for each in Side}
        sizes[side][level] += lots
        levels = {each: [MID - int(each) * (1 + place) for place in range(10)] for each in Side}
        book = OrderBook(GRID)
        book.set_levels(levels[Side.BID], sizes[Side.BID], levels[Side.ASK], sizes[Side.ASK])
        depth = near_depth(book)
        assert depth is not None
        shift, _ = balance_without(depth, side, tick, lots)

        def imbalance(without: int) -> float:
            weighed = {
                each: sum(
                    (size - (without if each is side and place == level else 0)) * 2 ** (-1e4 * (1 + place) / MID / 2)
                    for place, size in enumerate(sizes[each])
                )
                for each in Side
            }
            own, other = weighed[side], weighed[Side(-side)]
            return (own - other) / (own + other)

        assert shift == pytest.approx(imbalance(0) - imbalance(lots), abs=1e-9)


class TestTheHistoryOfSizes:
    @given(sizes=st.lists(st.integers(1, 10**12), min_size=50, max_size=300), wanted=st.integers(1, 10**12))
    def test_is_that_of_a_plain_count(self, sizes: list[int], wanted: int) -> None:
        history = AppearanceHistory((1.0,), rare=0.1, minimum=50)
        for each in sizes:
            history.add(0, each)
        history.advance(SECOND)
        large = history.large_lots(0)
        assert large is not None
        assert sum(each >= large for each in sizes) <= 0.1 * len(sizes)
        exact = sum(each >= wanted for each in sizes)
        at_most = sum(each > wanted * 8 / 9.000001 for each in sizes)  # a bin is an eighth of a doubling at the widest
        share = history.tail_share(0, wanted) * (len(sizes) + 1) - 0.5
        assert exact - 1e-6 <= share <= at_most + 1e-6, (sizes, wanted)

    def test_old_sizes_count_less(self) -> None:
        history = AppearanceHistory((1.0,), rare=0.1, minimum=10, half_life_s=80.0)
        history.advance(SECOND)
        for _ in range(100):
            history.add(0, 1_000)
        history.advance(82 * SECOND)  # one half-life, in steps of an eighth of it
        for _ in range(100):
            history.add(0, 10)
        assert history.tail_share(0, 1_000) == pytest.approx(1 / 3, abs=0.02)
