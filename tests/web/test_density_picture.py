"""The picture of a map: columns of five minutes that follow each other, on rows that stay."""

from __future__ import annotations

import dataclasses
import struct
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.microstructure import LiquidationMap, flat_leverage_mix, track_liquidations
from seawall.web.density_picture import DensityPicture, PictureChange
from seawall.web.frames import SHIFT
from seawall.workflows.liquidations import tiers_of
from tests.microstructure.made_flows import made_flow

STEP_MS = 300e3


def whole_of(body: bytes) -> tuple[np.ndarray, np.ndarray, tuple[float, ...]]:
    """Cells in USD, marks, and (lowest price, row factor, first instant, step, unit)."""
    columns, rows, _, *numbers = struct.unpack_from("<HHIddddd", body)
    marks = np.frombuffer(body, "<f8", columns, 48)
    cells = np.frombuffer(body, "<u2", columns * rows, 48 + 8 * columns).reshape(columns, rows)
    return cells * numbers[4], marks, tuple(numbers)


def patched(before: bytes, change: PictureChange) -> np.ndarray:
    """What a page makes of a column: the cells of the whole map."""
    cells, _, numbers = whole_of(before)
    if change.column is None:
        return whole_of(change.whole)[0]
    rows = struct.unpack_from("<H", change.column)[0]
    column = np.frombuffer(change.column, "<u2", rows, 32) * numbers[4]
    cells = np.concatenate([cells[1:], cells[-1:]]) if change.flags & SHIFT else cells.copy()
    cells[-1] = column
    return cells


@cache
def map_of(flow_scale: float = 1.0) -> LiquidationMap:
    """Fifteen hours of a market, at a price that many times as high."""
    flow = made_flow(900, step=0.0002)
    mark = float(flow.mark_close[-1]) * flow_scale
    brought = flow.brought_to(end_ns=int(flow.end_ns[-1]), mark=mark, open_interest=float(flow.open_interest[-1]))
    return track_liquidations(brought, tiers=tiers_of("BTCUSDT"), mix=flat_leverage_mix())


@pytest.fixture
def shown() -> LiquidationMap:
    return map_of()


def part(shown: LiquidationMap, start: int, stop: int) -> LiquidationMap:
    """Rows of a map as a map of their own, on the same prices."""
    rows = {
        name: getattr(shown, name)[start:stop]
        for name in (
            "end_ns", "long_usd", "short_usd", "mark", "open_interest_usd", "long_outside_usd", "short_outside_usd",
            "flags",
        )
    }  # fmt: skip
    return dataclasses.replace(shown, **rows)


def test_the_last_column_is_the_map_now(shown: LiquidationMap) -> None:
    cells, marks, (lowest, factor, first_ms, step_ms, unit) = whole_of(DensityPicture(shown).whole())
    assert lowest == pytest.approx(shown.price_edges[0], rel=1e-9)
    assert factor == pytest.approx(shown.price_edges[1] / shown.price_edges[0], rel=1e-9)
    assert step_ms == STEP_MS
    assert first_ms + 288 * STEP_MS >= shown.end_ns[-1] / 1e6 > first_ms + 287 * STEP_MS
    np.testing.assert_allclose(cells[-1], shown.long_usd[-1] + shown.short_usd[-1], atol=unit / 2 + 1e-9)
    assert marks[-1] == shown.mark[-1]


def test_what_is_before_the_record_is_empty_and_has_no_mark(shown: LiquidationMap) -> None:
    cells, marks, _ = whole_of(DensityPicture(shown).whole())
    known = -(-len(shown.end_ns) // 5)
    assert np.isnan(marks[: 288 - known]).all()
    assert not cells[: 288 - known].any()
    assert np.isfinite(marks[288 - known :]).all()


@given(cuts=st.lists(st.integers(min_value=451, max_value=899), max_size=12, unique=True))
def test_columns_put_together_are_the_whole_map(cuts: list[int]) -> None:
    """However the minutes come in pieces, a page that patches what it has is shown the picture of all of them."""
    shown = map_of()
    picture = DensityPicture(part(shown, 0, 450))
    before, start = picture.whole(), 450
    for cut in [*sorted(cuts), 900]:
        change = picture.take(part(shown, start, cut))
        np.testing.assert_array_equal(patched(before, change), whole_of(change.whole)[0], err_msg=f"{cuts}")
        before, start = change.whole, cut
    cells, marks, (*_, unit) = whole_of(before)
    wanted, wanted_marks, _ = whole_of(DensityPicture(shown).whole())
    np.testing.assert_array_equal(marks[-90:], wanted_marks[-90:])
    last = (shown.long_usd + shown.short_usd)[[*range(454, 900, 5)]]
    np.testing.assert_allclose(cells[-len(last) :], np.minimum(last, 65_535 * unit), atol=unit / 2 + 1e-9)
    assert wanted.shape == cells.shape


def test_a_column_that_follows_one_sent_as_it_ended_is_a_shift(shown: LiquidationMap) -> None:
    picture = DensityPicture(part(shown, 0, 450))
    change = picture.take(part(shown, 450, 451))
    assert (change.column is not None, change.flags) == (True, SHIFT)
    change = picture.take(part(shown, 451, 452))
    assert (change.column is not None, change.flags) == (True, 0)


def test_a_mark_that_leaves_the_middle_lays_the_picture_anew() -> None:
    near, far = map_of(), map_of(1.05)
    picture = DensityPicture(part(near, 0, 899))
    change = picture.take(part(far, 899, 900))
    assert change.column is None
    cells, _, (lowest, factor, *_, unit) = whole_of(change.whole)
    middle = lowest * factor ** (cells.shape[1] / 2)
    assert middle == pytest.approx(far.mark[-1], rel=0.002)
    np.testing.assert_allclose(cells[-1], far.long_usd[-1] + far.short_usd[-1], atol=unit / 2 + 1e-9)
    # what was known before lies where it lay
    before, _, (start, *_) = whole_of(DensityPicture(part(near, 0, 899)).whole())
    rows = round(np.log(lowest / start) / np.log(factor))
    assert rows > 24
    np.testing.assert_allclose(cells[-2, :-rows], before[-2, rows:], atol=unit / 2 + before[-2].max() / 20_000)


def test_units_are_round_and_cells_fit_their_bytes(shown: LiquidationMap) -> None:
    *_, unit = whole_of(DensityPicture(shown).whole())[2]
    largest = float((shown.long_usd + shown.short_usd).max())
    assert f"{unit:.0e}"[0] in "125", unit
    assert 65_535 * unit >= largest
    assert largest / unit > 2_000
