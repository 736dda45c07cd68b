"""Reliability is drawn at what was stated and observed."""

from __future__ import annotations

import numpy as np

from seawall.figures import reliability_points
from seawall.measures import reliability_curve
from tests.figures.test_depth_charts import check_labels


def test_points_lie_at_stated_and_observed_and_bounds_hold_them() -> None:
    generator = np.random.default_rng(2)
    stated = generator.random(2_000)
    curve = reliability_curve(stated, generator.random(2_000) < stated, bins=8)
    axes = reliability_points(curve, title="made")
    points = axes.get_lines()[-1]
    assert np.allclose(np.asarray(points.get_xdata()), 100 * curve.stated)
    assert np.allclose(np.asarray(points.get_ydata()), 100 * curve.observed)
    check_labels(axes)
