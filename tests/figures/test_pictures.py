"""Pictures show the figures they are given, and their labels do not touch."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from seawall.figures import loss_histogram, root_figure, waterfall_bars
from seawall.portfolio import read_portfolio_file
from seawall.rating import default_policy
from seawall.report import RiskResults
from seawall.workflows import open_market, run_risk_report


@pytest.fixture(scope="module", params=["multi_asset_01", "us_large_caps"])
def results(request: pytest.FixtureRequest) -> RiskResults:
    file = read_portfolio_file(Path(__file__).parent.parent.parent / "examples" / f"{request.param}.yaml")
    return run_risk_report(file, open_market(file))


def test_every_tail_figure_has_a_line_at_its_loss(results: RiskResults) -> None:
    axes = loss_histogram(results.distribution)
    drawn = sorted(float(line.get_xdata()[0]) for line in axes.get_lines())  # type: ignore[index, arg-type]
    expected = sorted(-figure.value for figure in results.figures if figure.horizon_sessions == 1)
    assert drawn == pytest.approx(expected)


def test_labels_do_not_touch(results: RiskResults) -> None:
    for axes in (
        loss_histogram(results.distribution),
        waterfall_bars(results.rating, default_policy()),
    ):
        canvas = FigureCanvasAgg(root_figure(axes))
        canvas.draw()  # type: ignore[no-untyped-call]
        boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts if text.get_text()]
        for (one, first), (other, second) in itertools.combinations(boxes, 2):
            assert not first.overlaps(second), (one, other)


def test_the_waterfall_ends_at_the_composite(results: RiskResults) -> None:
    axes = waterfall_bars(results.rating, default_policy())
    lengths = [bar.get_width() for bar in axes.patches if abs(bar.get_y() + bar.get_height() / 2 - 5) < 0.01]  # type: ignore[attr-defined]
    assert sum(lengths) == pytest.approx(results.rating.worst)
