"""Depth and imbalance are drawn where the book says, with both namings, and labels do not touch."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from seawall.errors import DataError, InputError
from seawall.figures import cumulative_depth, imbalance_through_time, root_figure
from seawall.microstructure import Side, StreamState, ThinZone, ThinZoneSighting, Wall, WallSighting
from tests.microstructure.made_books import book

BIDS = [(9_998, 3_000), (9_990, 5_000)]
ASKS = [(10_002, 1_000), (10_010, 7_000)]


def check_labels(axes: Axes) -> None:
    canvas = FigureCanvasAgg(root_figure(axes))
    canvas.draw()  # type: ignore[no-untyped-call]
    boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts]
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        assert not first.overlaps(second), (one, other)
    sheet = root_figure(axes).bbox
    for each in root_figure(axes).axes:
        box = each.get_tightbbox()
        assert box is not None
        assert box.x0 >= sheet.x0 - 1, box
        assert box.x1 <= sheet.x1 + 1, box
        assert box.y0 >= sheet.y0 - 1, box
        assert box.y1 <= sheet.y1 + 1, box


def test_depth_is_drawn_cumulatively_with_walls_and_thin_zones() -> None:
    walls = tuple(Wall(Side.ASK, 10_010 + 2 * k, 7_000, 4.2, 200.0, 9.0) for k in range(4))
    zone = ThinZone(Side.BID, 9_998, 9_994, 3_000, 4_000.0, 9_000.0)
    image = book(BIDS, ASKS, state=StreamState.SUSPECT, known=(9_985, 10_030))
    axes = cumulative_depth(
        image,
        distance_bp=20.0,
        walls=WallSighting(walls, 2, 0, image.state),
        thin_zones=ThinZoneSighting((zone,), 2, 0, image.state),
        source="made",
    )
    steps = {tuple(np.asarray(line.get_ydata()).tolist()) for line in axes.get_lines()}
    assert {(3.0, 8.0, 8.0), (1.0, 8.0, 8.0)} <= steps
    assert axes.texts[0].get_text() == " 7.0 at 1,001.0, z 4.2, 9 s "
    assert axes.get_xlim() == pytest.approx((998, 1_002))
    assert "SUSPECT" in axes.get_title("left")
    assert "bid share at the touch 75 %, signed imbalance +50 %" in axes.get_title("left")
    assert len(axes.patches) == 2, "a thin zone, and what is not known of the bids"
    check_labels(axes)


def test_a_book_without_a_mid_is_not_drawn() -> None:
    with pytest.raises(DataError, match="the book of made has not two sides"):
        cumulative_depth(book(BIDS, []), distance_bp=20.0, source="made")


def test_imbalance_is_drawn_by_both_names() -> None:
    times = np.datetime64("2024-08-08T23:54:00", "ns") + np.arange(4) * np.timedelta64(1, "s")
    axes = imbalance_through_time(
        times, np.array([0.5, 0.62, 0.4, 1.0]), np.array([9.0, 10.0, 11.0, 10.0]), title="made"
    )
    check_labels(axes)
    signed = axes.child_axes[0]
    assert axes.get_ylim() == (0, 100)
    assert signed.get_ylim() == (-100, 100)
    assert axes.get_ylabel() != signed.get_ylabel()
    upper = root_figure(axes).axes[1]
    assert np.asarray(upper.get_lines()[0].get_ydata()).tolist() == [9.0, 10.0, 11.0, 10.0]
    with pytest.raises(InputError, match=r"'bid_shares' must be in \[0, 1\]"):
        imbalance_through_time(times, np.array([0.5, -0.62, 0.4, 1.0]), np.ones(4), title="signed by mistake")
