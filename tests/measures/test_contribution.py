"""Contributions: they add up, they are the derivative, and a hedge has a negative one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray, Lineage
from seawall.measures import expected_shortfall, shortfall_contributions
from seawall.valuation import PnlCube
from tests.tolerances import FINITE_DIFFERENCE, MONEY

MADE = Lineage(method="test", source="test", data_hash="0")


def cube_of(pnl: FloatArray, horizon: int = 1) -> PnlCube:
    n_scenarios, n_positions = pnl.shape
    return PnlCube(
        pnl=pnl,
        positions=tuple(f"p{i}" for i in range(n_positions)),
        labels=tuple(str(i) for i in range(n_scenarios)),
        currency="USD",
        horizon_sessions=horizon,
        lineage=MADE,
    )


@given(st.integers(0, 10_000), st.integers(2, 400), st.integers(1, 12), st.sampled_from([0.95, 0.975, 0.99]))
def test_contributions_sum_to_the_shortfall(seed: int, n: int, k: int, confidence: float) -> None:
    cube = cube_of(np.random.default_rng(seed).standard_t(3, size=(n, k)) * 1e5)
    total = expected_shortfall(cube.losses, confidence=confidence)
    assert shortfall_contributions(cube, confidence=confidence).sum() == pytest.approx(total, rel=MONEY, abs=1e-6)


def test_a_contribution_is_the_derivative_to_the_size_of_the_position() -> None:
    pnl = np.random.default_rng(1).standard_normal((997, 4))
    contributions = shortfall_contributions(cube_of(pnl), confidence=0.975)
    for column in range(4):
        step = 1e-7
        bumped = [pnl.copy(), pnl.copy()]
        bumped[0][:, column] *= 1 + step
        bumped[1][:, column] *= 1 - step
        up, down = (expected_shortfall(-each.sum(axis=1), confidence=0.975) for each in bumped)
        assert contributions[column] == pytest.approx((up - down) / (2 * step), rel=FINITE_DIFFERENCE, abs=1e-7)


def test_a_hedge_contributes_below_zero() -> None:
    long = np.random.default_rng(2).standard_normal(500)
    contributions = shortfall_contributions(cube_of(np.column_stack([long, -0.4 * long])), confidence=0.95)
    assert contributions[0] > 0 > contributions[1]


def test_a_tie_at_the_boundary_still_adds_up() -> None:
    pnl = np.array([[-5.0, -5.0], [-5.0, -5.0], [-10.0, 0.0], [1.0, 1.0]])
    assert shortfall_contributions(cube_of(pnl), confidence=0.5).sum() == pytest.approx(10.0)
