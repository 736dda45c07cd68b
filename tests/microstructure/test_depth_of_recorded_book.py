"""What depth says on a recorded stretch of a real venue, within the range that was measured."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from seawall.microstructure import (
    BinanceFuturesDecoder,
    BookDelta,
    BookFeed,
    DepthHistory,
    InstrumentGrid,
    SequenceRule,
    Side,
    StreamState,
    TopOfBook,
    Trade,
    WallWatch,
    cost_curve,
    find_thin_zones,
    fit_microprice,
    integrated_order_flow,
    known_levels,
    kyle_lambda,
    large_trades,
    price_response,
    recovery_half_life,
    recovery_times,
    sum_by_interval,
    volume_buckets,
    vpin_series,
)
from tests.microstructure.made_books import level_stream

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
LEVELS = 10


class Recording:
    """The recorded 345 s of 2024-08-08, read once."""

    def __init__(self, folder: Path) -> None:
        self.trades: list[Trade] = []
        self.walls: set[tuple[Side, int]] = set()
        self.round_trips: list[float | None] = []
        self.zones = np.zeros(2, dtype=np.int64)  # thin, and judged
        self.unknown: list[bool] = []
        rows, tops = [], []
        decoder = BinanceFuturesDecoder(GRID)
        feed = BookFeed(GRID, rule=SequenceRule.BINANCE_FUTURES, snapshot_levels=1_000)
        history = DepthHistory(GRID, bucket_ticks=50, buckets=20)
        watch, next_ns = WallWatch(history), 0
        with gzip.open(folder / "orderbook" / "binance_usdm_btcusdt_20240808.gz") as lines:
            for line in lines:
                local_ns, message = line.split(b" ", 1)
                for event in decoder.decode(message, local_ns=int(local_ns)):
                    match event:
                        case Trade():
                            self.trades.append(event)
                        case TopOfBook():
                            tops.append(
                                [event.venue_ns, event.bid_ticks, event.bid_lots, event.ask_ticks, event.ask_lots]
                            )
                        case BookDelta():
                            feed.receive(event)
                            if feed.state is not StreamState.LIVE:
                                continue
                            rows.append(
                                (event.venue_ns, *(x for s in (Side.BID, Side.ASK) for x in feed.book.top(s, LEVELS)))
                            )
                            if event.venue_ns >= next_ns:
                                next_ns = event.venue_ns + 500_000_000
                                image = feed.image()
                                history.observe(image)
                                self.walls |= {(wall.side, wall.tick) for wall in watch.look(image).walls}
                                thin = find_thin_zones(image, history)
                                self.zones += len(thin.zones), thin.judged_buckets
                                self.unknown.append(not all(len(known_levels(image, side)[0]) for side in Side))
                                curve = cost_curve(image, source="binance")
                                buy, sell = curve.cost_bp(100.0), curve.cost_bp(-100.0)
                                self.round_trips.append(None if buy is None or sell is None else buy + sell)
        self.levels = level_stream(*(np.array([row[k] for row in rows]) for k in range(5)))
        best = np.array(tops)
        self.best = level_stream(best[:, 0], *(best[:, k : k + 1] for k in (1, 2, 3, 4)))


@pytest.fixture(scope="module")
def recording(real_data: Path) -> Recording:
    return Recording(real_data)


@pytest.mark.real_data
def test_the_spread_is_one_tick_nearly_always(recording: Recording) -> None:
    best = recording.best
    one = (best.ask_ticks - best.bid_ticks)[:-1, 0] == 1
    stood = np.diff(best.venue_ns)
    assert stood[one].sum() / stood.sum() == pytest.approx(0.991, abs=0.001)


@pytest.mark.real_data
@pytest.mark.parametrize(("seconds", "best", "integrated"), [(1, 0.34, 0.44), (5, 0.56, 0.62), (10, 0.61, 0.58)])
def test_order_flow_explains_the_mid(recording: Recording, seconds: int, best: float, integrated: float) -> None:
    flow, depth, change = sum_by_interval(recording.levels, interval_ns=seconds * 10**9)
    found = price_response(flow[:, 0] / depth[:, 0], change)
    assert found.r_squared == pytest.approx(best, abs=0.01), found
    assert found.slope > 5 * found.slope_error, found
    whole, weights, _ = integrated_order_flow(flow, depth)
    assert price_response(whole, change).r_squared == pytest.approx(integrated, abs=0.01)
    assert weights.argmax() == 0, weights


@pytest.mark.real_data
def test_buyers_move_the_price_up_by_about_30_cents_a_coin(recording: Recording) -> None:
    time, mids = recording.best.venue_ns, recording.best.mid_ticks * 0.1
    edges = np.arange(time[0], time[-1], 10**9)
    signed = [trade.size_lots * int(trade.taker_side) / 1e3 for trade in recording.trades]
    volume, _ = np.histogram([trade.venue_ns for trade in recording.trades], edges, weights=signed)
    found = kyle_lambda(np.diff(mids[np.searchsorted(time, edges, side="right") - 1]), volume)
    assert found.value == pytest.approx(0.31, abs=0.01), found
    assert found.value > 5 * found.standard_error, found


@pytest.mark.real_data
def test_vpin_and_volume(recording: Recording) -> None:
    buckets = volume_buckets(recording.trades, bucket_lots=50_000)
    left = buckets.left_over_buy_lots + buckets.left_over_sell_lots
    assert 50_000 * len(buckets.buy_lots) + left == 2_429_366
    found = vpin_series(buckets, window=10)
    assert found is not None
    assert (found.min(), found.mean(), found.max()) == pytest.approx((0.353, 0.638, 0.771), abs=0.001)


@pytest.mark.real_data
def test_the_microprice_leans_to_the_thinner_side(recording: Recording) -> None:
    table = fit_microprice(recording.best, buckets=9, spreads=2)
    assert (table.n, table.moves) == (66_088, 2_026)
    assert (np.diff(table.adjustment_ticks[:, 0]) > 0).all(), table.adjustment_ticks
    assert table.adjustment_ticks[-1, 0] == pytest.approx(17.8, abs=0.1)


@pytest.mark.real_data
def test_walls_and_thin_zones(recording: Recording) -> None:
    assert recording.walls == {(Side.ASK, 617_306), (Side.ASK, 618_000), (Side.BID, 616_660)}
    thin, judged = recording.zones.tolist()
    assert thin / judged == pytest.approx(0.133, abs=0.002), "a tenth, were the market always the same"
    assert np.mean(recording.unknown) == pytest.approx(0.11, abs=0.01), "the price left what the whole book covered"


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("taker", "figures"),
    [(Side.ASK, (36, 11, 0.191, 0.124, 0.467)), (Side.BID, (34, 12, 0.274, 0.091, 0.610))],
    ids=["bids after sells", "asks after buys"],
)
def test_half_of_the_depth_is_back_in_a_quarter_of_a_second(
    recording: Recording, taker: Side, figures: tuple[float, ...]
) -> None:
    time = recording.levels.venue_ns
    hit = recording.levels.bid_lots if taker is Side.ASK else recording.levels.ask_lots
    depth = hit.sum(axis=1).astype(float)
    trades = [(trade.venue_ns, trade.size_lots) for trade in recording.trades if trade.taker_side is taker]
    instants, sizes = np.array(trades).T
    shocks = large_trades(instants, sizes, time, depth, least_share=0.5)
    times = recovery_times(time, depth, shocks)
    found = recovery_half_life(times)
    assert len(shocks) == found.n + times.without_effect + times.joined + times.unwatched
    assert (found.n, found.censored, found.seconds, found.lower, found.upper) == pytest.approx(figures, abs=0.001), (
        times
    )


@pytest.mark.real_data
def test_a_hundred_coins_cost_nine_basis_points_there_and_back(recording: Recording) -> None:
    costs = [each for each in recording.round_trips if each is not None]
    assert len(costs) == len(recording.round_trips), "the displayed book always held 100 coins"
    assert np.quantile(costs, [0.5, 0.95]) == pytest.approx([8.97, 11.54], abs=0.01)
