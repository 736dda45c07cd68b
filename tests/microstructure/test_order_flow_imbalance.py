"""Order flow imbalance: by hand, against pandas, by its identity, and on a price that it drives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.microstructure import (
    LevelStream,
    integrated_order_flow,
    order_flow_events,
    price_response,
    sum_by_interval,
)
from tests.microstructure.made_books import level_stream
from tests.tolerances import EXACT


def stream(levels: int, n: int, *, seed: int, step_ns: int = 10**8) -> LevelStream:
    rng = np.random.default_rng(seed)
    mid = 10_000 + np.cumsum(rng.integers(-1, 2, n))
    out = np.arange(levels)
    sizes = rng.integers(1, 50, (2, n, levels))
    spread = rng.integers(1, 3, n)
    times = np.cumsum(rng.integers(0, 2 * step_ns, n))
    return LevelStream(times, mid[:, None] - out, sizes[0], (mid + spread)[:, None] + out, sizes[1])


def test_every_case_of_the_formula_by_hand() -> None:
    # bid: same price and 3 more; up to 101 with 2; down to 100 with 6. ask: same and 1 less; up; down
    found = level_stream(
        [0, 1, 2, 3],
        [[100], [100], [101], [100]],
        [[5], [8], [2], [6]],
        [[103], [103], [104], [102]],
        [[4], [3], [9], [7]],
    )
    #      B_n        - B_n-1       - A_n       + A_n-1
    assert order_flow_events(found)[:, 0].tolist() == [8 - 5 - 3 + 4, 2 - 0 - 0 + 3, 0 - 2 - 7 + 0]


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_events_against_a_loop(seed: int, levels: int) -> None:
    given_ = stream(levels, 40, seed=seed)
    found = order_flow_events(given_)
    for n in range(1, 40):
        for k in range(levels):
            b, b0 = given_.bid_ticks[n, k], given_.bid_ticks[n - 1, k]
            a, a0 = given_.ask_ticks[n, k], given_.ask_ticks[n - 1, k]
            wanted = 0
            wanted += given_.bid_lots[n, k] if b >= b0 else 0
            wanted -= given_.bid_lots[n - 1, k] if b <= b0 else 0
            wanted -= given_.ask_lots[n, k] if a <= a0 else 0
            wanted += given_.ask_lots[n - 1, k] if a >= a0 else 0
            assert found[n - 1, k] == wanted, (seed, n, k)


@given(st.integers(0, 10**6), st.integers(2, 60))
def test_while_prices_stand_flow_sums_to_the_change_of_the_queues(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    bids, asks = rng.integers(1, 1_000, (2, n, 1))
    still = LevelStream(np.arange(n), np.full((n, 1), 99), bids, np.full((n, 1), 100), asks)
    assert order_flow_events(still).sum() == (bids[-1] - bids[0]) - (asks[-1] - asks[0])


def test_intervals_against_pandas() -> None:
    given_ = stream(2, 3_000, seed=3)
    flow, depth, change = sum_by_interval(given_, interval_ns=10**9)
    bins = np.ceil((given_.venue_ns - given_.venue_ns[0]) / 10**9).astype(int)  # intervals are open on the left
    events = (
        pd.DataFrame(order_flow_events(given_)).groupby(bins[1:]).sum().reindex(range(1, len(flow) + 1), fill_value=0)
    )
    sizes = pd.DataFrame((given_.bid_lots + given_.ask_lots) / 2)
    mids = pd.Series(given_.mid_ticks).groupby(bins).last().reindex(range(len(flow) + 1)).ffill()
    inside = sizes[1:].groupby(bins[1:]).mean()
    rows = inside.index[inside.index <= len(flow)]
    same_instant = (bins[1:] == 0).sum()
    assert same_instant == 0
    assert flow == pytest.approx(events.to_numpy())
    assert depth[rows - 1] == pytest.approx(inside.loc[rows].to_numpy())
    assert change == pytest.approx(np.diff(mids))


def test_a_known_response_is_found_and_its_error_covers() -> None:
    inside = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        flow = rng.standard_normal(300)
        found = price_response(flow, 0.5 * flow + 0.4 * rng.standard_normal(300))
        inside += abs(found.slope - 0.5) < 1.96 * found.slope_error
    assert 0.90 <= inside / 200 <= 0.98, inside
    assert found.r_squared == pytest.approx(0.25 / (0.25 + 0.16), abs=0.12)


def test_the_response_against_numpy() -> None:
    rng = np.random.default_rng(1)
    flow = rng.standard_normal(100)
    change = flow + rng.standard_normal(100)
    found = price_response(flow, change)
    slope, constant = np.polyfit(flow, change, 1)
    assert (found.slope, found.constant) == pytest.approx((slope, constant), rel=1e-9)
    assert found.r_squared == pytest.approx(np.corrcoef(flow, change)[0, 1] ** 2, rel=1e-9)


def test_the_integrated_flow_is_the_first_component() -> None:
    rng = np.random.default_rng(5)
    common = rng.standard_normal(4_000)
    flow = common[:, None] * [3.0, 2.0, 1.0] + 0.1 * rng.standard_normal((4_000, 3))
    found, weights, share = integrated_order_flow(-flow, np.full_like(flow, 10.0))
    assert np.abs(weights).sum() == pytest.approx(1.0, rel=EXACT)
    assert weights == pytest.approx([3 / 6, 2 / 6, 1 / 6], abs=0.01)
    values = np.linalg.eigvalsh(np.cov(flow.T))
    assert share == pytest.approx(values[-1] / values.sum(), rel=1e-9)
    assert np.corrcoef(found, -common)[0, 1] > 0.99, "the sign stays that of the flow"


def test_refusals() -> None:
    with pytest.raises(InputError, match="a book is crossed"):
        level_stream([0], [[100]], [[1]], [[100]], [[1]])
    with pytest.raises(InputError, match="'venue_ns' must not fall"):
        level_stream([1, 0], [[99]] * 2, [[1]] * 2, [[100]] * 2, [[1]] * 2)
    with pytest.raises(InputError, match="must vary"):
        price_response(np.ones(50), np.arange(50.0))
    with pytest.raises(InputError, match="at least 30"):
        price_response(np.arange(5.0), np.arange(5.0))
    with pytest.raises(InputError, match="at least one interval"):
        sum_by_interval(stream(1, 3, seed=1, step_ns=2), interval_ns=10**9)
