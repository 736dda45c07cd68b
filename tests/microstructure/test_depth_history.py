"""History of depth, walls and thin zones: against all that was seen, without look-ahead, and planted."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import BookImage, DepthHistory, Side, StreamState, WallWatch, find_thin_zones
from tests.microstructure.made_books import GRID, book

SECOND = 10**9
BIN = 2 ** (1 / 8)
"""Sizes are kept to within this factor."""


def stationary(
    rng: np.random.Generator, time_s: float, *, levels: int = 40, at: dict[int, int] | None = None
) -> BookImage:
    """A book whose sizes are drawn anew each time, lognormal, one level a tick; `at` plants bids by place."""
    bids, asks = (np.maximum(1, np.exp(rng.normal(6.0, 1.0, levels))).astype(int) for _ in Side)
    for place, lots in (at or {}).items():
        bids[place] = lots
    return book(
        [(10_000 - place, int(lots)) for place, lots in enumerate(bids)],
        [(10_001 + place, int(lots)) for place, lots in enumerate(asks)],
        venue_ns=int(time_s * SECOND),
        known=(10_000 - levels + 1, 10_000 + levels),
    )


def test_quantiles_against_all_books_that_were_seen() -> None:
    rng = np.random.default_rng(0)
    history = DepthHistory(GRID, bucket_ticks=10, buckets=4, half_life_s=1e9)
    durations, images, clock = rng.uniform(0.01, 2.0, 500), [], 0.0
    for duration in durations:
        images.append(stationary(rng, clock))
        history.observe(images[-1])
        clock += duration
    history.observe(stationary(rng, clock))
    for bucket in range(4):
        depth = np.array([image.bid_lots[10 * bucket : 10 * bucket + 10].sum() for image in images])
        order = np.argsort(depth)
        reached = np.cumsum(durations[order]) / durations.sum()
        for probability in (0.05, 0.1, 0.5, 0.9):
            exact = depth[order][np.searchsorted(reached, probability)]
            found = history.depth_quantile(Side.BID, bucket, probability=probability)
            assert found is not None
            assert exact / BIN <= found <= exact * BIN, (bucket, probability, exact, found)
        assert history.seconds(Side.BID, bucket) == pytest.approx(durations.sum(), rel=1e-6)
        law = history.log_size_law(Side.ASK, bucket)
        assert law is not None
        assert law == pytest.approx((6.0 / np.log(2), 1.0 / np.log(2)), abs=0.1)


def test_a_book_is_judged_by_those_before_it_only() -> None:
    rng = np.random.default_rng(1)
    one = DepthHistory(GRID, bucket_ticks=10, buckets=4)
    other = DepthHistory(GRID, bucket_ticks=10, buckets=4)
    for second in range(200):
        image = stationary(rng, second)
        one.observe(image)
        other.observe(image)
    one.observe(stationary(rng, 200))
    other.observe(stationary(rng, 200, at=dict.fromkeys(range(40), 10**9)))
    for probability in (0.1, 0.5, 0.9):
        found = (each.depth_quantile(Side.BID, 0, probability=probability) for each in (one, other))
        assert len(set(found)) == 1


def test_it_waits_until_there_is_enough() -> None:
    rng = np.random.default_rng(2)
    history = DepthHistory(GRID, bucket_ticks=10, buckets=4, minimum_s=60.0)
    watch = WallWatch(history)
    for second in range(60):
        image = stationary(rng, second, at={3: 10**6})
        history.observe(image)
        assert (watch.look(image).walls, watch.look(image).unjudged_buckets) == ((), 8)
        assert (find_thin_zones(image, history).zones, find_thin_zones(image, history).judged_buckets) == ((), 0)
    for second in range(60, 70):
        history.observe(stationary(rng, second))
    assert history.depth_quantile(Side.BID, 0, probability=0.1) is not None


def test_stale_books_and_unknown_distances_count_for_nothing() -> None:
    history = DepthHistory(GRID, bucket_ticks=10, buckets=4)
    for second in range(100):
        history.observe(book([(99, 5)], [(101, 5)], state=StreamState.SUSPECT, venue_ns=second * SECOND))
    assert history.seconds(Side.BID, 0) == 0
    for second in range(100, 200):
        history.observe(book([(99, 5)], [(101, 5)], venue_ns=second * SECOND, known=(80, 200)))
    history.observe(book([], [], venue_ns=200 * SECOND))
    assert history.seconds(Side.BID, 0) == pytest.approx(100, rel=0.05)
    assert history.seconds(Side.BID, 1) == pytest.approx(100, rel=0.05), "80 to 99 are 20 ticks"
    assert history.seconds(Side.BID, 2) == 0
    assert history.depth_quantile(Side.BID, 1, probability=0.5) == 0.0, "an empty distance is a depth of nothing"


def test_older_time_counts_less_by_half_for_each_half_life() -> None:
    history = DepthHistory(GRID, bucket_ticks=10, buckets=1, half_life_s=100.0, minimum_s=10.0)
    for second in (0, 50):
        history.observe(book([(99, 5)], [(101, 5)], venue_ns=second * SECOND))
    before = history.seconds(Side.BID, 0)
    for second in (50, 250):
        history.observe(book([], [(101, 5)], venue_ns=second * SECOND))
    history.observe(book([(99, 5)], [(101, 5)], venue_ns=250 * SECOND))
    history.observe(book([(99, 5)], [(101, 5)], venue_ns=251 * SECOND))
    assert before == pytest.approx(50.0)
    assert history.seconds(Side.BID, 0) == pytest.approx(50.0 * 2 ** (-1 / 100) + 1, rel=0.01), (
        "only time that counts ages"
    )
    history.observe(book([(99, 5)], [(101, 5)], venue_ns=10**7 * SECOND))
    assert np.isfinite(history.seconds(Side.BID, 0))


def test_depth_is_kept_by_hour() -> None:
    history = DepthHistory(GRID, bucket_ticks=10, buckets=1, by_hour=True)
    for second in range(3_500, 3_700):
        lots = 10 if second < 3_600 else 1_000
        history.observe(book([(99, lots)], [(101, lots)], venue_ns=second * SECOND))
    found = history.depth_quantile(Side.BID, 0, probability=0.5)
    assert found is not None
    assert 1_000 / BIN <= found <= 1_000 * BIN, "the hour before held 10"


def test_planted_walls_are_found_and_stationary_books_have_few() -> None:
    rng = np.random.default_rng(3)
    history = DepthHistory(GRID, bucket_ticks=10, buckets=4)
    watch, impatient = WallWatch(history, least_age_s=5.0), WallWatch(history, least_age_s=0.0)
    large = judged = false = missed = 0
    for step in range(3_000):
        planted = 1_500 <= step < 1_600
        image = stationary(rng, 0.1 * step, at={17: 60_000} if planted else None)
        history.observe(image)
        found = watch.look(image)
        large += len([wall for wall in impatient.look(image).walls if wall.tick != 9_983])
        judged += 80 if found.judged_buckets else 0
        false += len([wall for wall in found.walls if not (planted and wall.tick == 9_983)])
        if 1_551 <= step < 1_600:
            missed += not any((wall.side, wall.tick, wall.lots) == (Side.BID, 9_983, 60_000) for wall in found.walls)
            assert not missed, step
        if planted and step < 1_549:
            assert not found.walls, "it has not stayed for 5 s"
    assert judged >= 190_000
    assert large / judged == pytest.approx(0.00135, abs=0.0007), (
        "one normal size in 740 is 3 deviations above the median"
    )
    assert false == 0, "none of them stays"


def test_planted_thin_zones_are_found_and_one_in_ten_is_thin_by_itself() -> None:
    rng = np.random.default_rng(4)
    history = DepthHistory(GRID, bucket_ticks=10, buckets=4)
    judged = thin = 0
    for step in range(3_000):
        image = stationary(rng, 0.1 * step)
        history.observe(image)
        found = find_thin_zones(image, history)
        judged += found.judged_buckets
        thin += len(found.zones)
    assert judged > 15_000
    assert thin / judged == pytest.approx(0.10, abs=0.01)
    planted = stationary(rng, 301.0, at=dict.fromkeys(range(20, 30), 20))
    history.observe(planted)
    zone = next(zone for zone in find_thin_zones(planted, history).zones if zone.nearest_tick == 9_980)
    assert (zone.side, zone.furthest_tick, zone.lots) == (Side.BID, 9_971, 200)
    assert zone.lots < zone.threshold_lots < zone.usual_lots


@pytest.mark.parametrize("lots", [35, 100, 3_600])
def test_depth_that_never_changes_is_not_thin(lots: int) -> None:
    history = DepthHistory(GRID, bucket_ticks=10, buckets=4)
    bids, asks = ([(first + step * place, lots) for place in range(40)] for first, step in ((10_000, -1), (10_001, 1)))
    for second in range(100):
        image = book(bids, asks, known=(1, 20_000), venue_ns=second * SECOND)
        history.observe(image)
    found = find_thin_zones(image, history)
    assert (found.zones, found.judged_buckets) == ((), 8), lots


def test_what_is_not_known_of_a_book_is_not_judged() -> None:
    rng = np.random.default_rng(5)
    history = DepthHistory(GRID, bucket_ticks=10, buckets=4)
    for second in range(100):
        history.observe(stationary(rng, second))
    narrow = book([(10_000, 1)], [(10_001, 1)], known=(9_985, 10_010), venue_ns=100 * SECOND)
    history.observe(narrow)
    found = find_thin_zones(narrow, history)
    assert (found.judged_buckets, found.unjudged_buckets) == (2, 6)
    assert [zone.side for zone in found.zones] == [Side.BID, Side.ASK]


def test_refusals() -> None:
    with pytest.raises(InputError, match="'bucket_ticks'"):
        DepthHistory(GRID, bucket_ticks=0, buckets=1)
    with pytest.raises(InputError, match="'minimum_s' must be above 0 and below the half-life of 60 s"):
        DepthHistory(GRID, bucket_ticks=1, buckets=1, half_life_s=60.0, minimum_s=60.0)
    with pytest.raises(InputError, match="'least_age_s'"):
        WallWatch(DepthHistory(GRID, bucket_ticks=1, buckets=1), least_age_s=-1.0)
