"""The rules that a map must beat: each against its definition worked out by hand or another way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.microstructure import (
    DistanceProfile,
    LiquidationForecast,
    PerpetualFlow,
    climatology_forecast,
    even_forecast,
    fit_distance_profile,
    mean_distance_profile,
    open_interest_fan,
    published_recipe,
    volume_profile_forecast,
)
from tests.tolerances import EXACT

HOUR = 3_600_000_000_000
EDGES = np.exp(np.arange(np.log(50.0), np.log(200.0), 0.002))


def flow_of(
    closes: FloatArray,
    *,
    interest: FloatArray | None = None,
    buys: FloatArray | None = None,
    sells: FloatArray | None = None,
    spread: float = 0.0,
    longs: FloatArray | None = None,
    shorts: FloatArray | None = None,
) -> PerpetualFlow:
    n = len(closes)
    opens = np.r_[closes[0], closes[:-1]]
    low, high = np.minimum(opens, closes) - spread, np.maximum(opens, closes) + spread
    return PerpetualFlow(
        "BTCUSDT",
        HOUR,
        (np.arange(n, dtype=np.int64) + 1) * HOUR,
        opens,
        high,
        low,
        closes,
        high,
        low,
        closes,
        np.full(n, 100.0) if interest is None else interest,
        buys,
        sells,
        longs,
        shorts,
    )


def random_walk(seed: int, n: int) -> FloatArray:
    return np.asarray(100.0 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0.0, 0.006, n))))


def test_even_mass_adds_up_to_open_interest_on_either_side_of_the_mark() -> None:
    flow = flow_of(np.array([100.0, 104.0]))
    found = even_forecast(flow, price_edges=EDGES, places=np.array([0, 1]))
    for place in range(2):
        usd = 100.0 * float(flow.mark_close[place])
        longs, shorts = found.reached(place, low=0.0, high=np.inf)
        assert (longs.sum(), shorts.sum()) == pytest.approx((usd, usd), rel=1e-9)
        half = found.reached(place, low=float(flow.mark_close[place]) * 0.88**0.5, high=1.0)[0]
        assert half.sum() == pytest.approx(0.5 * usd, rel=1e-3)


def test_the_fan_holds_open_interest_and_does_not_remember() -> None:
    flow = flow_of(np.array([100.0, 120.0, 100.0]))
    found = open_interest_fan(flow, price_edges=EDGES, places=np.array([0, 2]))
    assert found.long_usd[0].tolist() == found.long_usd[1].tolist()
    middle = 0.5 * (EDGES[1:] + EDGES[:-1])
    # USD at the level's own price: back to quantity it is all of open interest
    assert (found.short_usd[0] / middle).sum() == pytest.approx(100.0, rel=2e-3)


def test_the_volume_profile_counts_every_buy_four_times_for_a_day() -> None:
    n = 30
    flow = flow_of(np.full(n, 100.0), buys=np.r_[7.0, np.zeros(n - 2), 2.0], sells=np.r_[np.zeros(n - 1), 1.0])
    found = volume_profile_forecast(flow, price_edges=EDGES, places=np.array([0, 23, 24, n - 1]))
    levels = 100.0 * (1.0 - 1.0 / np.array([10.0, 25.0, 50.0, 100.0])) / 0.996
    assert found.long_usd.sum(axis=1) == pytest.approx([7 * levels.sum(), 7 * levels.sum(), 0.0, 2 * levels.sum()])
    with pytest.raises(InputError, match="volume of takers of BTCUSDT was not collected"):
        volume_profile_forecast(flow_of(np.full(3, 100.0)), price_edges=EDGES, places=np.array([0]))


@given(st.integers(0, 50))
def test_the_recipe_agrees_with_a_walk_through_every_level(seed: int) -> None:
    """Second implementation: levels one by one, dropped when a wick comes by."""
    generator = np.random.default_rng(seed)
    n = 40
    flow = flow_of(
        random_walk(seed, n),
        interest=100.0 + np.cumsum(generator.normal(0.0, 2.0, n)),
        buys=generator.random(n),
        sells=generator.random(n),
        spread=0.05,
    )
    standing: list[tuple[float, float, float]] = []
    for place in range(n):
        low, high = float(flow.low[place]), float(flow.high[place])
        standing = [each for each in standing if (each[1] < low if each[0] > 0 else each[1] > high)]
        opened = max(float(flow.open_interest[place] - flow.open_interest[max(place - 1, 0)]), 0.0)
        assert flow.taker_buy is not None
        assert flow.taker_sell is not None
        share = float(flow.taker_buy[place] / (flow.taker_buy[place] + flow.taker_sell[place]))
        entry = (high + low + float(flow.close[place])) / 3.0
        for leverage in (10.0, 20.0, 25.0, 50.0, 100.0):
            standing.append((1.0, entry * (1.0 - 1.0 / leverage) / 0.996, opened * share / 5.0))
            standing.append((-1.0, entry * (1.0 + 1.0 / leverage) / 1.004, opened * (1.0 - share) / 5.0))
    found = published_recipe(flow, price_edges=EDGES, places=np.array([n - 1]))
    for sign, table in ((1.0, found.long_usd[0]), (-1.0, found.short_usd[0])):
        prices = np.array([price for side, price, _ in standing if side == sign])
        usd = np.array([price * quantity for side, price, quantity in standing if side == sign])
        expected = np.histogram(prices, bins=EDGES, weights=usd)[0]
        assert table == pytest.approx(expected, rel=1e-9, abs=1e-9), seed


def test_a_forecast_sees_nothing_of_what_comes_after() -> None:
    closes = random_walk(4, 80)
    generator = np.random.default_rng(4)
    interest, buys, sells = 100.0 + generator.random(80), generator.random(80), generator.random(80)
    whole = flow_of(closes, interest=interest, buys=buys, sells=sells)
    part = flow_of(closes[:50], interest=interest[:50], buys=buys[:50], sells=sells[:50])
    for make in (even_forecast, open_interest_fan, volume_profile_forecast, published_recipe):
        later, earlier = (make(each, price_edges=EDGES, places=np.array([10, 49])) for each in (whole, part))
        assert np.array_equal(later.long_usd, earlier.long_usd), make.__name__
        assert np.array_equal(later.short_usd, earlier.short_usd), make.__name__


def test_a_profile_that_made_the_data_is_found_again() -> None:
    edges = np.array([0.0, 0.002, 0.005, 0.01, 0.02])
    shares = np.array([0.0004, 0.0001, 0.0020, 0.0])
    closes = random_walk(9, 3_000)
    quiet = flow_of(closes)
    before, mark = closes[:-1], quiet.mark_close
    down = np.log(before / np.minimum(quiet.mark_low[1:], before))
    crossed = np.clip((down[:, None] - edges[:-1]) / np.diff(edges), 0.0, 1.0)
    usd = crossed @ shares * 100.0 * before
    flow = flow_of(closes, longs=np.r_[0.0, usd / mark[1:]], shorts=np.zeros(3_000))
    found = fit_distance_profile(flow, places=np.arange(3_000), steps=1, edges=edges, learnt_from="test")
    assert found.long_shares == pytest.approx(shares, abs=3e-5)
    assert found.short_shares.tolist() == [0.0] * 4


def test_a_mean_profile_laid_around_its_own_mark_gives_the_mass_back() -> None:
    flow = flow_of(np.array([100.0]))
    longs = np.where((EDGES[:-1] > 95.0) & (EDGES[:-1] < 97.0), 3.0, 0.0)
    truth = LiquidationForecast(
        "truth", EDGES, np.array([HOUR]), np.array([100.0]), longs[None, :], 0.0 * longs[None, :]
    )
    profile = mean_distance_profile([truth], [np.array([1e4])], edges=np.linspace(0.0, 0.1, 501), learnt_from="itself")
    found = climatology_forecast(profile, flow, price_edges=EDGES, places=np.array([0]))
    assert found.long_usd[0].sum() == pytest.approx(longs.sum(), rel=1e-9)
    assert np.abs(np.cumsum(found.long_usd[0] - longs)).max() < 0.3
    assert found.short_usd[0].sum() == 0.0


def test_what_cannot_be_a_profile_or_be_learnt_is_refused() -> None:
    with pytest.raises(InputError, match="'edges' must rise from 0"):
        DistanceProfile(np.array([0.1, 0.2]), np.ones(1), np.ones(1), "")
    with pytest.raises(InputError, match="'long_shares' must be 0 or more"):
        DistanceProfile(np.array([0.0, 0.2]), -np.ones(1), np.ones(1), "")
    with pytest.raises(InputError, match="were not collected"):
        fit_distance_profile(flow_of(np.full(5, 100.0)), places=np.arange(5), steps=1, learnt_from="")
    kept = flow_of(np.full(5, 100.0), longs=np.ones(5), shorts=np.ones(5))
    with pytest.raises(InputError, match="no window of 9 intervals is whole"):
        fit_distance_profile(kept, places=np.arange(5), steps=9, learnt_from="")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"price_edges": np.array([2.0, 1.0])}, "'price_edges' must be at least two prices above 0 that rise"),
        ({"mark": np.array([0.0])}, "'mark' must be above 0"),
        ({"long_usd": np.array([[-1.0]])}, "'long_usd' must be 0 or more"),
        ({"short_usd": np.array([[1.0, 2.0]])}, "'short_usd' must have shape"),
    ],
)
def test_what_is_no_map_is_refused(change: dict[str, FloatArray], message: str) -> None:
    columns = {
        "price_edges": np.array([1.0, 2.0]),
        "end_ns": np.array([0]),
        "mark": np.array([1.5]),
        "long_usd": np.ones((1, 1)),
        "short_usd": np.ones((1, 1)),
    }
    with pytest.raises(InputError, match=message):
        LiquidationForecast("x", **{**columns, **change})


def test_levels_may_be_scaled_and_rows_taken() -> None:
    flow = flow_of(np.array([100.0, 101.0]))
    found = open_interest_fan(flow, price_edges=EDGES, places=np.array([0, 1]))
    assert found.times(2.0).rows(slice(1, None)).long_usd[0].sum() == pytest.approx(
        2.0 * found.long_usd[1].sum(), rel=EXACT
    )
    with pytest.raises(InputError, match="'factor' must be 0 or more"):
        found.times(-1.0)
