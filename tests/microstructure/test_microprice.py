"""The microprice: recovered on a book whose answer is known, a martingale there, and blind to which side is which."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import DataError, InputError
from seawall.microstructure import LevelStream, MicropriceTable, fit_microprice, read_touch
from tests.microstructure.made_books import book, level_stream

BUCKETS, LOTS = 3, 12


def walk(n: int, *, seed: int) -> tuple[LevelStream, FloatArray]:
    """A book whose bid share is low, even or high, and moves its mid by it; and the true g of the three."""
    rng = np.random.default_rng(seed)
    up, stay = np.array([0.02, 0.06, 0.18]), np.array([0.5, 0.4, 0.5])
    down = up[::-1]
    share = np.array([2, 6, 10])
    state, mid = 1, 10_000
    bids, ticks = np.empty((n, 1), dtype=np.int64), np.empty((n, 1), dtype=np.int64)
    for each, chance in enumerate(rng.random((n, 2))):
        bids[each], ticks[each] = share[state], mid
        if chance[0] < up[state]:
            mid, state = mid + 1, 1 if chance[1] < 0.7 else 0  # after a rise the share is even or low
        elif chance[0] < up[state] + down[state]:
            mid, state = mid - 1, 1 if chance[1] < 0.7 else 2
        elif chance[1] > stay[state]:
            state = int(rng.integers(3))
    pass_on = (1 - up - down)[:, None] * (stay[:, None] * np.eye(3) + (1 - stay)[:, None] / 3)
    pass_on += up[:, None] * np.array([0.3, 0.7, 0.0]) + down[:, None] * np.array([0.0, 0.7, 0.3])
    # g = P g + r, fixed by g = 0 in the middle: another route than the sum over mid moves
    g = np.linalg.lstsq(np.vstack([np.eye(3) - pass_on, [0, 1, 0]]), np.append(up - down, 0.0), rcond=None)[0]
    return LevelStream(np.arange(n), ticks, bids, ticks + 1, LOTS - bids), g


@pytest.fixture(scope="module")
def fitted() -> tuple[MicropriceTable, FloatArray]:
    stream, g = walk(200_000, seed=1)
    return fit_microprice(stream, buckets=BUCKETS, spreads=1), g


def test_the_known_answer_is_recovered(fitted: tuple[MicropriceTable, FloatArray]) -> None:
    table, g = fitted
    assert g[2] > 0.1, g
    assert table.adjustment_ticks[:, 0] == pytest.approx(g, abs=0.03)
    assert table.last_step_ticks <= 1e-9
    assert table.counts.sum() == 2 * table.n


def test_it_is_a_martingale_on_books_it_was_not_fitted_to(fitted: tuple[MicropriceTable, FloatArray]) -> None:
    table, _ = fitted
    stream, _ = walk(100_000, seed=2)
    row = stream.bid_lots[:, 0] * BUCKETS // LOTS
    steps = np.diff(stream.mid_ticks + table.adjustment_ticks[row, 0])
    for state in range(BUCKETS):
        here = steps[row[:-1] == state]
        assert abs(here.mean()) < 4 * here.std() / np.sqrt(len(here)), (state, here.mean())
    plain = np.diff(stream.mid_ticks)[row[:-1] == 2]
    assert plain.mean() > 10 * plain.std() / np.sqrt(len(plain)), "the mid itself is none"


def test_opposite_books_have_opposite_adjustments() -> None:
    stream, _ = walk(20_000, seed=3)
    table = fit_microprice(stream, buckets=5, spreads=2)
    assert table.adjustment_ticks == pytest.approx(-table.adjustment_ticks[::-1], abs=1e-6)


def test_a_table_applied_to_a_book(fitted: tuple[MicropriceTable, FloatArray]) -> None:
    table, _ = fitted
    touch = read_touch(book([(9_999, 10)], [(10_000, 2)]))
    turned = read_touch(book([(9_999, 2)], [(10_000, 10)]))
    assert touch is not None
    assert turned is not None
    found, opposite = table.microprice(touch), table.microprice(turned)
    assert found == pytest.approx(0.1 * (9_999.5 + table.adjustment_ticks[2, 0]))
    assert found is not None
    assert opposite is not None
    assert found - touch.mid == pytest.approx(turned.mid - opposite, abs=1e-6)


def test_a_state_that_was_never_seen_has_no_microprice() -> None:
    stream, _ = walk(5_000, seed=4)
    table = fit_microprice(stream, buckets=3, spreads=2)
    touch = read_touch(book([(9_990, 10)], [(10_000, 2)]))
    assert touch is not None
    assert table.microprice(touch) is None


def test_a_share_on_the_edge_of_buckets_turns_with_the_sides() -> None:
    # bid shares of 1/3 and 2/3 lie on the edges of three buckets
    ticks = np.array([[10], [10], [11], [10], [11], [10]])
    stream = level_stream(
        np.arange(6), ticks, [[4], [8], [4], [8], [6], [6]], ticks + 1, [[8], [4], [8], [4], [6], [6]]
    )
    counts = fit_microprice(stream, buckets=3, spreads=1).counts[:, 0]
    assert counts[0] == counts[2]


def test_refusals() -> None:
    stream, _ = walk(1_000, seed=5)
    with pytest.raises(InputError, match="'buckets' must be odd"):
        fit_microprice(stream, buckets=4, spreads=1)
    with pytest.raises(InputError, match="'spreads'"):
        fit_microprice(stream, buckets=3, spreads=0)
    still = level_stream(np.arange(9), [[10]] * 9, [[3]] * 9, [[11]] * 9, [[3]] * 9)
    with pytest.raises(DataError, match="the mid never moves in the stream"):
        fit_microprice(still, buckets=3, spreads=1)
