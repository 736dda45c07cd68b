"""Curves of cost beside the ladder: few points, and always the first level and the last."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.web.panels import _points

lots = st.integers(1, 10**9)


@given(st.lists(lots, min_size=1, max_size=300, unique=True).map(sorted), st.sampled_from([1e-8, 1e-3, 0.1, 1.0]))
def test_points_are_levels_with_the_first_and_the_last(lots_to_end: list[int], lot: float) -> None:
    sizes: FloatArray = np.array(lots_to_end) * lot
    found = _points(sizes, np.arange(len(sizes), dtype=np.float64))
    places = [round(cost) for _, cost in found]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, len(sizes) - 1)
    assert [size for size, _ in found] == [float(f"{sizes[place]:.6g}") for place in places]
    assert len(found) <= 60


def test_a_side_of_one_level_is_one_point_whatever_its_size() -> None:
    """Of sizes that are evenly apart between this one and itself, some lie above it by a rounding."""
    for size in np.arange(1, 20_000) / 1_000:
        assert _points(np.array([size]), np.array([2.0])) == [[float(f"{size:.6g}"), 2.0]], size
