"""Resilience: Kaplan and Meier by hand, and a known half-life found though recoveries are cut short."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import Recoveries, large_trades, recovery_half_life, recovery_times


def test_half_life_by_hand() -> None:
    # 6 shocks; survival 5/6 at 1, then 3 of the 4 left at 3: 5/8; then 1 of 2 at 5: 5/16
    seen = np.array([True, False, True, False, True, False])
    found = recovery_half_life(Recoveries(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), seen, 0))
    assert (found.seconds, found.n, found.censored) == (5.0, 6, 3)
    assert found.upper is None, "so small a sample sets no upper bound"


def test_without_half_of_the_recoveries_there_is_no_half_life() -> None:
    seen = np.array([True, False, False])
    found = recovery_half_life(Recoveries(np.array([1.0, 2.0, 3.0]), seen, 0))
    assert (found.seconds, found.upper) == (None, None)
    nothing = recovery_half_life(Recoveries(np.array([]), np.array([], dtype=bool), 0))
    assert (nothing.seconds, nothing.n) == (None, 0)


def test_a_known_half_life_is_found_though_a_third_are_censored() -> None:
    true, inside, medians, naive = 2.0, 0, [], []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        back = rng.exponential(true / np.log(2), 150)
        cut = rng.exponential(2 * true / np.log(2), 150)
        found = recovery_half_life(Recoveries(np.minimum(back, cut), back <= cut, 0))
        assert found.seconds is not None
        assert found.lower is not None
        assert found.upper is not None
        inside += found.lower <= true <= found.upper
        medians.append(found.seconds)
        naive.append(np.median(back[back <= cut]))
    assert np.mean(medians) == pytest.approx(true, rel=0.03)
    assert np.mean(naive) < 0.8 * true, "leaving out what was cut short makes books look faster"
    assert 0.92 <= inside / 300 <= 0.98, inside


def test_recovery_times_by_hand() -> None:
    second = 10**9
    times = np.array([0, 1, 2, 3, 4, 5, 6, 7]) * second
    depth = np.array([10.0, 4.0, 6.0, 7.0, 10.0, 2.0, 3.0, 9.0])
    # at 1 s: 10 to 4, half is back with 7 at 3 s; at 5 s: 10 to 2, half is back with 9 at 7 s
    found = recovery_times(times, depth, np.array([second, 5 * second]))
    assert found.seconds.tolist() == [2.0, 2.0]
    assert found.is_recovered.all()
    # a second shock at 6 s cuts the first short
    cut = recovery_times(times, depth, np.array([5 * second, 6 * second]))
    assert (cut.seconds.tolist(), cut.is_recovered.tolist(), cut.without_effect) == ([1.0], [False], 1)
    # two shocks between two books are one, and what lies outside the books is counted
    quick = recovery_times(times, depth, np.array([-second, 5 * second - 9, 5 * second - 8, 8 * second]))
    assert (quick.seconds.tolist(), quick.joined, quick.unwatched) == ([2.0 + 9e-9], 1, 2)
    # the stream ends before it is back
    ends = recovery_times(times[:7], depth[:7], np.array([5 * second]))
    assert (ends.seconds.tolist(), ends.is_recovered.tolist()) == ([1.0], [False])


def test_a_stream_with_a_known_half_life() -> None:
    rng = np.random.default_rng(7)
    second, true = 10**9, 0.5
    shocks = np.cumsum(rng.exponential(2.0, 2_000) + 0.05)
    back = rng.exponential(true / np.log(2), 2_000)
    ends = np.append(shocks[1:], shocks[-1] + 100)
    events = [(0.0, 100.0)]
    for shock, until, end in zip(shocks, shocks + back, ends, strict=True):
        events.append((shock, 0.4 * events[-1][1]))  # deeper still where the one before is not over
        if until < end:
            events.append((until, 100.0))
    instants = np.array([int(time * second) for time, _ in events])
    values = np.array([depth for _, depth in events])
    times = recovery_times(instants, values, (shocks * second).astype(np.int64))
    found = recovery_half_life(times)
    assert found.censored > 200
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower <= true <= found.upper, found


def test_large_trades_are_those_of_one_instant_against_the_depth_before() -> None:
    books, depth = np.array([0, 10, 20]), np.array([100.0, 50.0, 500.0])
    found = large_trades(np.array([5, 5, 10, 15, 25]), np.array([30, 25, 50, 24, 240]), books, depth, least_share=0.5)
    assert found.tolist() == [5, 10], "55 of 100 at 5; 50 of 100 at 10, when the book of 10 had not been seen"


def test_refusals() -> None:
    with pytest.raises(InputError, match="'book_ns' must rise strictly"):
        recovery_times(np.array([0, 0]), np.ones(2), np.array([0]))
    with pytest.raises(InputError, match="'shock_ns' must rise strictly"):
        recovery_times(np.array([0, 1]), np.ones(2), np.array([1, 1]))
    with pytest.raises(InputError, match="'least_share'"):
        large_trades(np.array([1]), np.array([1]), np.array([0]), np.ones(1), least_share=0.0)
