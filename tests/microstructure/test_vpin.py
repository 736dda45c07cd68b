"""Volume buckets and VPIN: against one lot at a time, nothing lost, between 0 and 1."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.microstructure import Side, Trade, volume_buckets, vpin_series

TRADES = st.lists(st.tuples(st.integers(1, 40), st.sampled_from(Side)), max_size=30)


def trades(sizes: list[tuple[int, Side]]) -> list[Trade]:
    return [Trade("X", time, time, time, 100, lots, side, lots) for time, (lots, side) in enumerate(sizes)]


@given(TRADES, st.integers(1, 60))
def test_buckets_against_one_lot_at_a_time(sizes: list[tuple[int, Side]], bucket: int) -> None:
    single = [(side, time) for time, (lots, side) in enumerate(sizes) for _ in range(lots)]
    whole = len(single) // bucket
    parts = [single[place * bucket : (place + 1) * bucket] for place in range(whole)]
    found = volume_buckets(trades(sizes), bucket_lots=bucket)
    assert found.buy_lots.tolist() == [sum(side is Side.BID for side, _ in part) for part in parts], sizes
    assert found.end_ns.tolist() == [part[-1][1] for part in parts], sizes


@given(TRADES, st.integers(1, 60))
def test_no_lot_is_lost(sizes: list[tuple[int, Side]], bucket: int) -> None:
    found = volume_buckets(trades(sizes), bucket_lots=bucket)
    bought = int(found.buy_lots.sum()) + found.left_over_buy_lots
    sold = int(found.sell_lots.sum()) + found.left_over_sell_lots
    assert bought == sum(lots for lots, side in sizes if side is Side.BID), sizes
    assert sold == sum(lots for lots, side in sizes if side is Side.ASK), sizes
    assert found.left_over_buy_lots + found.left_over_sell_lots < bucket


@given(TRADES, st.integers(1, 30), st.integers(1, 5))
def test_vpin_lies_between_0_and_1_and_is_the_mean(sizes: list[tuple[int, Side]], bucket: int, window: int) -> None:
    buckets = volume_buckets(trades(sizes), bucket_lots=bucket)
    found = vpin_series(buckets, window=window)
    if len(buckets.buy_lots) < window:
        assert found is None
        return
    assert found is not None
    uneven = np.abs(buckets.buy_lots - buckets.sell_lots) / bucket
    assert found == pytest.approx([uneven[place : place + window].mean() for place in range(len(found))])
    assert ((found >= 0) & (found <= 1)).all()


def test_one_sided_trading_is_1_and_balanced_trading_0() -> None:
    assert vpin_series(volume_buckets(trades([(50, Side.ASK)]), bucket_lots=10), window=5) == pytest.approx([1.0])
    both = [(5, Side.ASK), (5, Side.BID)] * 5
    assert vpin_series(volume_buckets(trades(both), bucket_lots=10), window=5) == pytest.approx([0.0])


def test_refusals() -> None:
    with pytest.raises(InputError, match="'bucket_lots'"):
        volume_buckets([], bucket_lots=0)
    with pytest.raises(InputError, match="sizes of at least 1 lot"):
        volume_buckets(trades([(0, Side.BID)]), bucket_lots=1)
    with pytest.raises(InputError, match="'window'"):
        vpin_series(volume_buckets([], bucket_lots=1), window=0)
