"""Touch and imbalance: by hand, by their bounds, and where there is nothing to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.microstructure import (
    BookImage,
    Imbalance,
    StreamState,
    imbalance_of_levels,
    imbalance_within,
    read_touch,
)
from tests.microstructure.made_books import book, books, mirrored
from tests.tolerances import EXACT

BIDS = [(9_998, 300), (9_990, 500), (9_900, 4_000)]
ASKS = [(10_002, 100), (10_010, 700), (10_100, 2_000)]


def test_touch_by_hand() -> None:
    touch = read_touch(book(BIDS, ASKS))
    assert touch is not None
    assert touch.mid == pytest.approx(1_000.0, rel=EXACT)
    assert touch.spread_ticks == 4
    assert touch.spread_bp == pytest.approx(4.0, rel=EXACT)
    assert touch.spread == pytest.approx(0.4, rel=EXACT)
    assert touch.imbalance.bid_share == 0.75
    assert touch.imbalance.signed == 0.5
    assert touch.weighted_mid == pytest.approx(0.75 * 1_000.2 + 0.25 * 999.8, rel=EXACT), "nearer to the ask"


def test_the_two_namings_of_the_founding_page() -> None:
    imbalance = Imbalance(62, 38, is_complete=True, state=StreamState.LIVE)
    assert (imbalance.bid_share, imbalance.signed) == (0.62, 0.24)


def test_imbalance_of_levels_and_within_a_distance_by_hand() -> None:
    image = book(BIDS, ASKS)
    two = imbalance_of_levels(image, levels=2)
    assert two is not None
    assert (two.bid_lots, two.ask_lots, two.is_complete) == (800, 800, True)
    near = imbalance_within(image, distance_bp=10.0)
    assert near is not None
    assert (near.bid_lots, near.ask_lots) == (800, 800), "10 bp of 10,000 ticks are 10 ticks, both ends included"
    assert imbalance_within(image, distance_bp=1.0) is None, "no level is so near"


def test_what_is_not_known_is_said() -> None:
    image = book(BIDS, ASKS, known=(9_950, 10_050))
    three, two = imbalance_of_levels(image, levels=3), imbalance_of_levels(image, levels=2)
    assert three is not None
    assert two is not None
    assert (three.is_complete, two.is_complete) == (False, True)
    wide, narrow = imbalance_within(image, distance_bp=60.0), imbalance_within(image, distance_bp=50.0)
    assert wide is not None
    assert narrow is not None
    assert (wide.is_complete, narrow.is_complete) == (False, True)
    few = imbalance_of_levels(book(BIDS, ASKS), levels=4)
    assert few is not None
    assert not few.is_complete, "a side has three levels"


@pytest.mark.parametrize(
    "image",
    [book([], ASKS), book(BIDS, []), book([], []), book([(10_002, 1)], ASKS)],
    ids=["no bids", "no asks", "empty", "crossed"],
)
def test_a_book_without_a_mid_has_no_touch(image: BookImage) -> None:
    assert read_touch(image) is None
    assert imbalance_of_levels(image, levels=1) is None
    assert imbalance_within(image, distance_bp=5.0) is None


def test_a_stale_book_is_said_to_be_stale() -> None:
    image = book(BIDS, ASKS, state=StreamState.SUSPECT)
    touch, imbalance = read_touch(image), imbalance_of_levels(image, levels=2)
    assert touch is not None
    assert imbalance is not None
    assert touch.state is touch.imbalance.state is imbalance.state is StreamState.SUSPECT


@given(books(), st.integers(1, 15))
def test_imbalance_is_bounded_and_turns_with_the_sides(image: BookImage, levels: int) -> None:
    here, there = (
        imbalance_of_levels(each, levels=levels) for each in (image, mirrored(image, around=2 * 5_500 + 4_321))
    )
    assert here is not None
    assert there is not None
    assert -1 <= here.signed <= 1
    assert here.signed == -there.signed
    assert here.bid_share == pytest.approx((1 + here.signed) / 2, abs=EXACT)


@given(books())
def test_the_weighted_mid_lies_between_the_best_prices(image: BookImage) -> None:
    touch = read_touch(image)
    assert touch is not None
    assert touch.grid.price(touch.bid_tick) <= touch.weighted_mid <= touch.grid.price(touch.ask_tick)


def test_refusals() -> None:
    with pytest.raises(InputError, match="'levels' must be at least 1, was 0"):
        imbalance_of_levels(book(BIDS, ASKS), levels=0)
    with pytest.raises(InputError, match="'distance_bp'"):
        imbalance_within(book(BIDS, ASKS), distance_bp=0.0)
