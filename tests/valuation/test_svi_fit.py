"""Raw SVI through quotes: its analytic derivatives, and what it does where SVI is not enough."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.market import Smile
from seawall.valuation.smile_target import SmileTarget
from seawall.valuation.svi_fit import _RawSvi, fit_svi
from tests.tolerances import VARIANCE_DERIVATIVE

AT = np.linspace(-0.4, 0.3, 40)


def target(half: float) -> SmileTarget:
    smile = Smile.from_svi(a=0.002, b=0.05, rho=-0.6, m=0.02, sigma=0.08)
    volatility = np.sqrt(smile.total_variance(AT) / 0.25)
    return SmileTarget(AT, volatility - half, volatility + half, 0.25, standard_reach=(-1.0, 1.0))


def test_derivatives_match_central_differences() -> None:
    problem, point, step = _RawSvi(target(0.01)), np.array([0.5, 0.4, -0.3, 0.1, 0.2]), 1e-6
    columns = [
        (problem._residuals(point + step * unit) - problem._residuals(point - step * unit)) / (2 * step)
        for unit in np.eye(5)
    ]
    assert problem._jacobian(point) == pytest.approx(np.column_stack(columns), rel=1e-5, abs=100 * VARIANCE_DERIVATIVE)


def test_exact_quotes_are_hit() -> None:
    found = fit_svi(target(1e-4))
    assert found is not None
    assert target(1e-4).share_inside(found) == 1.0
