"""One step over arrays and the path through a sample, against each other and by hand."""

from __future__ import annotations

import numpy as np

from seawall.models import next_garch_variance
from seawall.models.garch_recursion import run_garch_variance
from tests.tolerances import EXACT

PARAMETERS = {"omega": 0.1, "alpha": 0.05, "gamma": 0.1, "beta": 0.8}


def test_one_step_by_hand() -> None:
    """.1 + .05 × 4 + .8 × 2 after a gain, .1 + .15 × 4 + .8 × 2 after a loss."""
    found = next_garch_variance(np.full((2, 2), 2.0), np.array([[2.0, -2.0], [0.0, -0.0]]), **PARAMETERS)
    np.testing.assert_allclose(found, [[1.9, 2.3], [1.7, 1.7]], rtol=EXACT)


def test_the_path_is_the_step_repeated() -> None:
    residuals = np.random.default_rng(1).standard_normal(50)
    path = run_garch_variance(residuals, backcast=1.3, **PARAMETERS)
    assert len(path) == 51
    np.testing.assert_allclose(path[0], 0.1 + (0.05 + 0.05 + 0.8) * 1.3, rtol=EXACT)
    np.testing.assert_allclose(path[1:], next_garch_variance(path[:-1], residuals, **PARAMETERS), rtol=EXACT)
