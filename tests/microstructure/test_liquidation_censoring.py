"""A feed that shows the latest forced order of each second: what it hides is found again, or said to be lost."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import (
    LiquidationPrice,
    LiquidationPrint,
    PositionSide,
    kept_share_of,
    uncensor_liquidations,
    uncensor_prints,
)
from seawall.simulator import AgentPopulation, MinuteHistory, MinuteMarket, MinuteMarketSettings
from tests.simulator.minute_facts import TERMS
from tests.tolerances import UNCENSORED_TOTAL

SECOND_NS, MS_NS = 10**9, 10**6


@pytest.fixture(scope="module")
def shallow() -> list[MinuteHistory]:
    """Three days of markets that liquidate much."""
    found = []
    for seed, depth, volatility in ((1, 1e6, 0.0015), (2, 1e6, 0.0015), (2, 3e5, 0.001)):
        market = MinuteMarket(
            TERMS,
            seed=seed,
            population=AgentPopulation(agents=16_000, smallest_allowance=2_500),
            settings=MinuteMarketSettings(depth_lots=depth, volatility=volatility, wakes_per_minute=60),
        )
        found.append(market.run(3 * 1_440))
    return found


def throttled(history: MinuteHistory, *, seconds: float, seed: int) -> tuple[np.ndarray, ...]:
    """Times, lots, sides of all forced orders, spread over some seconds of their minute; and which a feed shows."""
    generator = np.random.Generator(np.random.Philox(key=seed))
    minute = history.forced_column("minute")
    began = generator.uniform(0.0, 60.0 - seconds, int(minute.max()) + 1)[minute]
    times = (
        np.round((60 * minute + began + generator.uniform(0.0, seconds, len(minute))) * 1e3).astype(np.int64) * MS_NS
    )
    order = np.argsort(times, kind="stable")
    times = times[order]
    is_shown = np.append(np.diff(times // SECOND_NS) > 0, True)
    return times, history.forced_column("lots")[order] * 1.0, history.forced_column("side")[order], is_shown


@pytest.mark.parametrize("seconds", [60.0, 6.0])
def test_the_total_of_a_throttled_feed_comes_back_or_is_called_saturated(
    shallow: list[MinuteHistory], seconds: float
) -> None:
    told = 0
    for place, history in enumerate(shallow):
        times, lots, sides, is_shown = throttled(history, seconds=seconds, seed=place)
        found = uncensor_liquidations(times[is_shown], lots[is_shown], sides[is_shown])
        assert found.shown_long + found.shown_short < lots.sum()
        if found.long is None or found.short is None:
            assert found.sentence().startswith("saturated")
            continue
        told += 1
        total = found.long + found.short
        assert total == pytest.approx(lots.sum(), rel=UNCENSORED_TOTAL), (place, seconds, found.occupancy)
        assert total > found.shown_long + found.shown_short
    assert told > 0, "nothing was told of any market"


def test_the_plain_estimator_loses_bursts_where_gaps_do_not(shallow: list[MinuteHistory]) -> None:
    """Why the gaps are used: a minute whose six busy seconds are full looks a tenth full."""
    times, lots, sides, is_shown = throttled(shallow[0], seconds=6.0, seed=1)
    slots = times[is_shown] // SECOND_NS
    shares = np.bincount(slots // 60)[slots // 60] / 60.0
    kept = np.array([kept_share_of(float(each)) for each in shares])
    plain = float((lots[is_shown] / kept).sum())
    ours = uncensor_liquidations(times[is_shown], lots[is_shown], sides[is_shown])
    assert ours.long is not None
    assert ours.short is not None
    assert plain < 0.6 * lots.sum()
    assert abs(ours.long + ours.short - lots.sum()) < 0.5 * abs(plain - lots.sum())


def test_even_arrivals_keep_the_share_that_poisson_says() -> None:
    generator = np.random.Generator(np.random.Philox(key=5))
    for rate in (0.2, 1.0, 2.0):
        times = np.sort(generator.integers(0, 3_600_000, generator.poisson(3_600 * rate))) * MS_NS
        is_shown = np.append(np.diff(times // SECOND_NS) > 0, True)
        occupancy = float(is_shown.sum()) / 3_600
        kept = kept_share_of(occupancy)
        assert kept == pytest.approx((1 - np.exp(-rate)) / rate, rel=0.05)
        found = uncensor_liquidations(
            times[is_shown], np.ones(int(is_shown.sum())), np.ones(int(is_shown.sum()), np.int64)
        )
        if rate > 1.5:
            assert found.is_saturated, "some minute is nearly full"
            assert found.weights.sum() == pytest.approx(len(times), rel=0.1), rate
        else:
            assert found.long == pytest.approx(len(times), rel=0.1), rate


def test_a_full_minute_is_saturated_and_gives_no_number() -> None:
    times = np.arange(60, dtype=np.int64) * SECOND_NS + 500 * MS_NS
    found = uncensor_liquidations(times, np.full(60, 2.0), np.tile([1, -1], 30))
    assert found.is_saturated
    assert (found.long, found.short, found.kept_share) == (None, None, None)
    assert found.shown_long == found.shown_short == 60.0
    assert found.is_in_saturated.all()


def test_single_orders_far_apart_are_taken_for_what_they_are() -> None:
    times = np.arange(40, dtype=np.int64) * 97 * SECOND_NS + 500 * MS_NS
    found = uncensor_liquidations(times, np.ones(40), np.ones(40, np.int64))
    assert found.long == pytest.approx(40.0, rel=0.1)


def test_no_print_is_nothing_and_a_full_feed_stands_for_itself() -> None:
    none = uncensor_prints([], lot_size=0.001)
    assert (none.long, none.short, none.is_saturated) == (0.0, 0.0, False)
    prints = [
        LiquidationPrint("X", 5, 5, side, 100, 1_000, LiquidationPrice.BANKRUPTCY, is_censored=False)
        for side in (PositionSide.LONG, PositionSide.LONG, PositionSide.SHORT)
    ]
    found = uncensor_prints(prints, lot_size=0.001)
    assert (found.long, found.short, found.kept_share) == (2.0, 1.0, 1.0)


def test_what_no_throttled_feed_shows_is_refused() -> None:
    with pytest.raises(InputError, match="two prints lie within one interval"):
        uncensor_liquidations(np.array([1, 2]), np.ones(2), np.ones(2, np.int64))
    with pytest.raises(InputError, match="'times_ns' must rise"):
        uncensor_liquidations(np.array([9 * SECOND_NS, 2]), np.ones(2), np.ones(2, np.int64))
    with pytest.raises(InputError, match="'occupancy' must be in"):
        kept_share_of(1.5)


def test_a_small_gap_stands_for_more_orders_than_a_large_one() -> None:
    """Bursts of longs end each second late, bursts of shorts in its middle."""
    starts = np.arange(40, dtype=np.int64) * 100
    seconds = (starts[:, None] + np.arange(5)).ravel()
    is_dense = np.repeat(np.arange(40) % 2 == 0, 5)
    times = seconds * SECOND_NS + np.where(is_dense, 980, 500) * MS_NS
    found = uncensor_liquidations(times, np.ones(200), np.where(is_dense, 1, -1))
    assert found.weights[is_dense].min() > 3 * found.weights[~is_dense].max()
