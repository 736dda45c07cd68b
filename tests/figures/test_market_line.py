"""The security market line: what is drawn is what was given, and no name touches another, a point or the edge."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.figures import root_figure, security_market_line
from seawall.figures.label_placement import place_labels
from seawall.models import SecurityMarketLine

_RADIUS = 3.0
"""Of a point, in pixels at 100 dots to the inch; its marker is a little larger."""


def _line(betas: FloatArray, returns: FloatArray | None) -> SecurityMarketLine:
    return SecurityMarketLine(tuple(f"ASSET_{i}" for i in range(len(betas))), 0.05, 0.12, False, betas, returns)


def _boxes(axes: Axes) -> list[tuple[str, Bbox]]:
    FigureCanvasAgg(root_figure(axes)).draw()  # type: ignore[no-untyped-call]
    return [(text.get_text(), text.get_window_extent()) for text in axes.texts]


def _check_names(axes: Axes, points: FloatArray) -> None:
    boxes = _boxes(axes)
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        assert not first.overlaps(second), (one, other)
    at = axes.transData.transform(points)
    frame = axes.get_window_extent()
    for name, box in boxes:
        assert frame.x0 <= box.x0, name
        assert box.x1 <= frame.x1, name
        assert frame.y0 <= box.y0, name
        assert box.y1 <= frame.y1, name
        for x, y in at:
            is_clear = x < box.x0 - _RADIUS or x > box.x1 + _RADIUS or y < box.y0 - _RADIUS or y > box.y1 + _RADIUS
            assert is_clear, (name, x, y, box)


@pytest.mark.parametrize("count", [1, 3, 7, 20, 30])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("spread", [1.0, 0.15])
def test_no_name_touches_another_a_point_or_the_edge(count: int, seed: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    betas = 1.0 + spread * rng.standard_normal(count)
    returns = 0.05 + 0.07 * betas + 0.15 * spread * rng.standard_normal(count)
    axes = security_market_line(_line(betas, returns), market="SPY", note="SIMULATED")
    assert len(axes.texts) == count + 2
    _check_names(axes, np.column_stack([betas, returns]))


def test_assets_on_one_spot_are_all_named() -> None:
    betas, returns = np.ones(12), np.full(12, 0.12)
    axes = security_market_line(_line(betas, returns), market="SPY")
    _check_names(axes, np.column_stack([betas, returns]))


def test_of_many_assets_the_farthest_are_named_and_the_title_says_so() -> None:
    betas = np.linspace(0.2, 1.8, 100)
    returns = 0.05 + 0.07 * betas + np.linspace(-0.2, 0.2, 100)
    axes = security_market_line(_line(betas, returns), market="SPY")
    named = {text.get_text() for text in axes.texts} - {"risk-free", "SPY, the market"}
    assert named == {f"ASSET_{i}" for i in (*range(15), *range(85, 100))}
    assert "30 of 100 assets named" in axes.get_title(loc="left")
    _check_names(axes, np.column_stack([betas, returns]))


def test_points_and_line_are_those_of_the_record() -> None:
    betas, returns = np.array([0.4, 1.2, 1.6]), np.array([0.10, 0.13, 0.2])
    axes = security_market_line(_line(betas, returns), market="SPY")
    drawn = np.asarray(axes.collections[-1].get_offsets())
    assert np.allclose(drawn, np.column_stack([betas, returns]))
    x, y = (np.asarray(each) for each in axes.get_lines()[0].get_data())
    assert np.allclose(y, 0.05 + 0.07 * x)
    assert x[0] < 0.0
    assert x[1] > 1.6


def test_without_returns_assets_lie_on_the_line() -> None:
    """The founding page's picture: GLD .4, ETH 1.2, BTC 1.6."""
    betas = np.array([0.4, 1.2, 1.6])
    axes = security_market_line(_line(betas, None), market="the market")
    drawn = np.asarray(axes.collections[-1].get_offsets())
    assert np.allclose(drawn[:, 1], [0.078, 0.134, 0.162])


def test_the_same_picture_gives_the_same_places() -> None:
    rng = np.random.default_rng(1)
    line = _line(rng.uniform(0, 2, 20), rng.uniform(0, 0.3, 20))
    first, second = (security_market_line(line, market="SPY") for _ in range(2))
    assert [text.get_position() for text in first.texts] == [text.get_position() for text in second.texts]


def test_a_name_is_never_read_as_mathematics() -> None:
    line = SecurityMarketLine(("$A$",), 0.05, 0.12, False, np.array([0.4]), np.array([0.1]))
    axes = security_market_line(line, market="$M$", note="$x$.csv")
    assert any(r"\$A\$" in text.get_text() for text in axes.texts)
    _boxes(axes)


def test_more_names_than_points_are_refused() -> None:
    axes = security_market_line(_line(np.ones(1), None), market="SPY")
    with pytest.raises(InputError, match="at most as many as the points, 1, were 2"):
        place_labels(axes, np.ones((1, 2)), ["a", "b"], avoided=np.empty((0, 4)))
