"""The efficient frontier as a picture: what is drawn is what was given, and no name touches another, or the edge."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from seawall.errors import InputError
from seawall.figures import efficient_frontier as draw
from seawall.figures import root_figure
from seawall.optimize import (
    AssetMoments,
    EfficientFrontier,
    ExpectedReturns,
    ReturnCovariance,
    WholePortfolio,
    efficient_frontier,
    weight_bounds,
)

_RADIUS = 3.0
"""Of an asset's point, in pixels at 100 dots to the inch; its marker is a little larger."""


def _frontier(count: int, seed: int, *, high: float = 1.0, total: float = 1.0) -> EfficientFrontier:
    rng = np.random.default_rng(seed)
    factors = rng.normal(size=(count, count + 4))
    matrix = factors @ factors.T
    scale = rng.uniform(0.1, 0.6, count) / np.sqrt(matrix.diagonal())
    matrix = matrix * np.outer(scale, scale)
    mean = 0.03 + 0.2 * np.sqrt(matrix.diagonal()) + rng.normal(0.0, 0.02, count)
    names = tuple(f"ASSET_{i}" for i in range(count))
    moments = AssetMoments(
        names, ExpectedReturns(mean, 1.0, "stated"), ReturnCovariance((matrix + matrix.T) / 2, 1.0, "stated")
    )
    return efficient_frontier(moments, bounds=weight_bounds(names, (0.0, high), total=total))


def _check_names(axes: Axes, frontier: EfficientFrontier) -> list[str]:
    FigureCanvasAgg(root_figure(axes)).draw()  # type: ignore[no-untyped-call]
    boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts]
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        assert not first.overlaps(second), (one, other)
    moments = frontier.moments
    at = axes.transData.transform(np.column_stack([np.sqrt(moments.matrix.diagonal()), moments.mean]))
    frame = axes.get_window_extent()
    for name, box in boxes:
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1, name
        assert frame.y0 <= box.y0 < box.y1 <= frame.y1, name
        for x, y in at:
            is_clear = x < box.x0 - _RADIUS or x > box.x1 + _RADIUS or y < box.y0 - _RADIUS or y > box.y1 + _RADIUS
            assert is_clear, (name, x, y, box)
    return [name for name, _ in boxes]


@pytest.mark.parametrize("count", [3, 7, 20])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("high", [1.0, 0.4])
def test_no_name_touches_another_a_point_or_the_edge(count: int, seed: int, high: float) -> None:
    frontier = _frontier(count, seed, high=high)
    names = _check_names(draw(frontier, risk_free_rate=0.02, note="SIMULATED"), frontier)
    assert {"least volatility", "highest Sharpe ratio", "risk-free", "capital market line"} <= set(names)
    assert len(names) == count + 4


def test_of_many_assets_thirty_are_named_and_the_title_says_so() -> None:
    frontier = _frontier(60, 1)
    axes = draw(frontier, risk_free_rate=0.02)
    assert len(_check_names(axes, frontier)) == 34
    assert "30 named" in axes.get_title(loc="left")


def test_the_line_touches_the_frontier_and_lies_above_it() -> None:
    frontier = _frontier(7, 2, high=0.4, total=0.9)
    axes = draw(frontier, risk_free_rate=0.02)
    lines = [np.column_stack(line.get_data()) for line in axes.get_lines()]
    curve = lines[0]
    best = frontier.max_sharpe(risk_free_rate=0.02)
    whole = WholePortfolio(frontier.moments, best.weights, 0.1, 0.02)
    assert whole.sharpe_ratio is not None
    heights = 0.02 + whole.sharpe_ratio * curve[:, 0]
    assert (curve[:, 1] <= heights + 1e-12).all()
    assert np.min(heights - curve[:, 1]) < 1e-4
    assert any(len(line) == 2 and np.allclose(line[0], [0.0, 0.02]) for line in lines)
    assert any(len(line) == 1 and np.allclose(line, [whole.volatility, whole.expected_return]) for line in lines)
    turning = next(
        line for line in lines if len(line) == len(frontier) and np.allclose(line[:, 0], frontier.volatilities)
    )
    assert np.allclose(turning[:, 1], frontier.expected_returns + 0.1 * 0.02)


def test_without_a_rate_there_is_no_market_line() -> None:
    frontier = _frontier(3, 1)
    names = _check_names(draw(frontier), frontier)
    assert set(names) == {"least volatility", "ASSET_0", "ASSET_1", "ASSET_2"}


def test_a_rate_above_every_return_is_told() -> None:
    frontier = _frontier(3, 1)
    axes = draw(frontier, risk_free_rate=0.9)
    assert "no highest Sharpe ratio at 90.00 %" in axes.get_title(loc="left")
    assert "capital market line" not in _check_names(axes, frontier)


def test_a_chosen_portfolio_is_marked_once() -> None:
    frontier = _frontier(5, 3)
    equal = WholePortfolio(frontier.moments, np.full(5, 0.2), 0.0, 0.02)
    assert "chosen portfolio" in _check_names(draw(frontier, risk_free_rate=0.02, chosen=equal), frontier)
    best = frontier.max_sharpe(risk_free_rate=0.02)
    same = WholePortfolio(frontier.moments, best.weights, 0.0, 0.02)
    assert "chosen portfolio" not in _check_names(draw(frontier, risk_free_rate=0.02, chosen=same), frontier)


def test_cash_without_a_rate_is_refused() -> None:
    with pytest.raises(InputError, match=r"the bounds leave 0\.1 in cash"):
        draw(_frontier(3, 1, total=0.9))
