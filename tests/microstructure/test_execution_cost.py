"""Cost to trade: by hand, against a walk lot by lot and the book's own walk, and by its properties."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError, InputError
from seawall.microstructure import (
    BookImage,
    CostCurve,
    OrderBook,
    Side,
    StreamState,
    cost_curve,
    cost_to_trade,
    read_touch,
)
from tests.microstructure.made_books import GRID, book, books
from tests.tolerances import EXACT

BIDS = [(9_998, 300), (9_990, 500), (9_900, 4_000)]
ASKS = [(10_002, 100), (10_010, 700), (10_100, 2_000)]


def test_cost_by_hand() -> None:
    sell = cost_to_trade(book(BIDS, ASKS), taker_side=Side.ASK, sizes_lots=[1, 300, 600, 4_800, 5_000])
    assert sell is not None
    vwap = (300 * 9_998 + 500 * 9_990 + 4_000 * 9_900) / 4_800
    assert sell.cost_bp[:4] == pytest.approx((2.0, 2.0, 6.0, 10_000 - vwap), rel=EXACT)
    assert sell.cost_bp[4] is None, "the book holds 4,800"
    assert sell.filled_share.tolist() == [1, 1, 1, 1, 0.96]
    buy = cost_to_trade(book(BIDS, ASKS), taker_side=Side.BID, sizes_lots=[200])
    assert buy is not None
    assert buy.cost_bp == pytest.approx((6.0,), rel=EXACT)


def test_beyond_what_is_known_a_cost_is_the_most_that_it_can_be() -> None:
    image = book(BIDS, ASKS, known=(9_990, 10_005))
    sell = cost_to_trade(image, taker_side=Side.ASK, sizes_lots=[300, 800, 801])
    buy = cost_to_trade(image, taker_side=Side.BID, sizes_lots=[100, 101])
    assert sell is not None
    assert buy is not None
    assert (sell.is_known.tolist(), buy.is_known.tolist()) == ([True, True, False], [True, False])


@pytest.mark.parametrize("image", [book([], ASKS), book(BIDS, []), book([], [])])
def test_a_book_without_two_sides_has_no_cost(image: BookImage) -> None:
    assert cost_to_trade(image, taker_side=Side.BID, sizes_lots=[1]) is None
    with pytest.raises(DataError, match="BTCUSDT: the book of test has not two sides"):
        cost_curve(image, source="test")


@given(books(), st.sampled_from(Side), st.lists(st.integers(1, 10**8), min_size=1, max_size=6))
def test_cost_against_the_books_own_walk(image: BookImage, taker: Side, sizes: list[int]) -> None:
    whole = OrderBook(GRID)
    whole.set_levels(image.bid_ticks, image.bid_lots, image.ask_ticks, image.ask_lots)
    found, touch = cost_to_trade(image, taker_side=taker, sizes_lots=sizes), read_touch(image)
    assert found is not None
    assert touch is not None
    mid = (touch.bid_tick + touch.ask_tick) / 2
    for size, cost in zip(sizes, found.cost_bp, strict=True):
        walked = whole.average_ticks(Side.ASK if taker is Side.BID else Side.BID, size)
        assert (cost is None) == (walked is None), size
        if walked is not None:
            assert cost == pytest.approx(1e4 * abs(walked[0] - mid) / mid, rel=1e-9), size


@given(books(), st.sampled_from(Side))
def test_cost_rises_with_size_from_half_the_spread(image: BookImage, taker: Side) -> None:
    found, touch = cost_to_trade(image, taker_side=taker, sizes_lots=np.arange(1, 10**8, 10**6)), read_touch(image)
    assert found is not None
    assert touch is not None
    assert (np.diff(found.filled_cost_bp) >= -1e-9).all(), found.filled_cost_bp
    assert found.filled_cost_bp[0] == pytest.approx(touch.spread_bp / 2, rel=1e-12)


def test_cost_against_a_walk_lot_by_lot() -> None:
    lots = np.repeat([tick for tick, _ in BIDS], [size for _, size in BIDS])
    sizes = np.arange(1, 4_801)
    found = cost_to_trade(book(BIDS, ASKS), taker_side=Side.ASK, sizes_lots=sizes)
    assert found is not None
    assert found.filled_cost_bp == pytest.approx((10_000 - np.cumsum(lots) / sizes), rel=1e-9)


@given(books(), st.floats(1e-3, 1.0))
def test_the_curve_is_exact_at_levels_and_never_too_cheap_between(image: BookImage, share: float) -> None:
    curve = cost_curve(image, source="test")
    lots = max(1, int(share * image.bid_lots.sum()))
    exact = cost_to_trade(image, taker_side=Side.ASK, sizes_lots=[lots])
    told = curve.cost_bp(-lots * 0.001)
    assert exact is not None
    assert told is not None
    assert told >= exact.filled_cost_bp[0] * (1 - 1e-9)
    assert told == pytest.approx(exact.filled_cost_bp[0], rel=1e-9), "money is linear inside a level"
    assert curve.cost_bp(curve.largest(1) * 1.01) is None
    assert curve.cost_bp(0.0) == 0.0


def test_a_curve_says_what_it_rests_on() -> None:
    image = book(BIDS, ASKS, state=StreamState.SUSPECT, venue_ns=1_723_161_600 * 10**9, known=(9_950, 10_000))
    curve = cost_curve(image, source="binance")
    assert (curve.is_stale, curve.as_of) == (True, dt.datetime(2024, 8, 9, tzinfo=dt.UTC))
    assert (curve.sell_known_size, curve.buy_known_size) == pytest.approx((0.8, 0.0))
    assert (curve.mid, curve.largest(-1)) == pytest.approx((1_000.0, 4.8))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"sell_sizes": [1.0, 1.0]}, "'sell_sizes' must rise"),
        ({"sell_cost_bp": [2.0, 1.0]}, "'sell_cost_bp' must not fall"),
        ({"buy_cost_bp": [1.0]}, "'buy_sizes' and 'buy_cost_bp' must be of one shape"),
        ({"buy_cost_bp": [1.0, np.nan]}, "must be finite"),
        ({"mid": 0.0}, "'mid' must be above 0"),
        ({"as_of": dt.datetime(2024, 8, 9)}, "'as_of' must name its time zone"),
    ],
)
def test_a_curve_that_cannot_be_is_refused(changed: dict[str, object], says: str) -> None:
    plain: dict[str, object] = {
        "symbol": "X",
        "mid": 1.0,
        "sell_sizes": [1.0, 2.0],
        "sell_cost_bp": [1.0, 2.0],
        "buy_sizes": [1.0, 2.0],
        "buy_cost_bp": [1.0, 2.0],
        "sell_known_size": 1.0,
        "buy_known_size": 1.0,
        "as_of": dt.datetime(2024, 8, 9, tzinfo=dt.UTC),
        "source": "test",
        "is_stale": False,
    }
    with pytest.raises(InputError, match=says):
        CostCurve(**{**plain, **changed})  # type: ignore[arg-type]


def test_sizes_are_whole_lots_above_0() -> None:
    for sizes in ([0], [1.5], [[1]]):
        with pytest.raises(InputError, match="'sizes_lots'"):
            cost_to_trade(book(BIDS, ASKS), taker_side=Side.BID, sizes_lots=sizes)
