"""The rotation: orthogonal, and its first row is the direction, wherever that points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.scenarios import aligned_rotation
from tests.tolerances import EXACT

DIRECTIONS = arrays(np.float64, st.integers(1, 12), elements=st.floats(-1e9, 1e9)).filter(
    lambda direction: bool(np.abs(direction).max() > 1e-9)
)


@given(DIRECTIONS)
def test_it_is_orthogonal_and_starts_with_the_direction(direction: FloatArray) -> None:
    rotation = aligned_rotation(direction)
    assert np.abs(rotation @ rotation.T - np.eye(len(direction))).max() < EXACT
    assert np.abs(rotation[0] - direction / np.linalg.norm(direction)).max() < EXACT


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("off", [0.0, 1e-300, 1e-12])
def test_nothing_cancels_along_the_first_axis(sign: float, off: float) -> None:
    rotation = aligned_rotation(np.array([sign, off, 0.0]))
    assert np.abs(rotation @ rotation.T - np.eye(3)).max() < EXACT
    assert rotation[0] == pytest.approx([sign, off, 0.0], abs=EXACT)


@pytest.mark.parametrize("direction", [[0.0, 0.0], [np.nan, 1.0], [[1.0]]])
def test_no_direction_is_refused(direction: list[float]) -> None:
    with pytest.raises(InputError, match="direction"):
        aligned_rotation(np.array(direction))
