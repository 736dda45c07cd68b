"""The fan shows the quantiles it is given, the VaR as a level, and labels that do not touch."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from seawall.figures import gbm_fan, root_figure
from seawall.scenarios import simulate_gbm
from seawall.workflows import run_gbm_simulation

PAGE: dict[str, Any] = {"spot": 97_420.0, "drift_annual": 0.25, "volatility_annual": 0.72, "days": 30, "seed": 7}


def test_bands_median_and_var_are_where_the_figures_say() -> None:
    found = run_gbm_simulation(**PAGE, paths=1_000)
    axes = gbm_fan(found.paths, found.figures)
    median, var, start = axes.get_lines()
    assert np.asarray(median.get_ydata()) == pytest.approx(found.paths.fan_levels[:, 3])
    assert np.asarray(var.get_ydata()) == pytest.approx([97_420 - found.figures[0].value] * 2)
    assert np.asarray(start.get_ydata()).tolist() == [97_420]
    outer = axes.collections[0].get_paths()[0].vertices
    assert np.asarray(outer)[:, 1].max() == pytest.approx(found.paths.fan_levels[:, 6].max())
    assert axes.get_title("left").startswith("SIMULATED: 1,000 paths")
    assert axes.get_xlim() == (0, 30)


def test_kept_paths_are_drawn_up_to_forty() -> None:
    paths = simulate_gbm(**PAGE, paths=100, keep_paths=True)
    assert len(gbm_fan(paths, ()).get_lines()) == 40 + 2


@pytest.mark.parametrize(
    "changed", [{}, {"days": 1}, {"days": 10_950}, {"spot": 0.0012}, {"volatility_annual": 0.01}, {"confidence": 0.6}]
)
def test_labels_do_not_touch_or_leave_the_sheet(changed: dict[str, Any]) -> None:
    found = run_gbm_simulation(**{**PAGE, **changed}, paths=10_000)
    axes = gbm_fan(found.paths, found.figures)
    figure = root_figure(axes)
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    boxes = [(text.get_text(), text.get_window_extent()) for text in (*axes.texts, axes.title) if text.get_text()]
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        assert not first.overlaps(second), (one, other, changed)
    for name, box in boxes:
        assert box.x0 >= 0, (name, changed)
        assert box.x1 <= figure.bbox.width, (name, changed)
