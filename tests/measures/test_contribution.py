"""Contributions: they add up, they are the derivative, and a hedge has a negative one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import beta
from scipy.stats.mstats import hdquantiles

from seawall.core import FloatArray, Lineage
from seawall.errors import InputError, NumericalError
from seawall.measures import (
    expected_shortfall,
    grouped_contributions,
    marginal_contributions,
    shortfall_contributions,
    value_at_risk,
    value_at_risk_contributions,
)
from seawall.scenarios import SampleDesign
from seawall.valuation import PnlCube
from tests.tolerances import EXACT, FINITE_DIFFERENCE, MONEY

MADE = Lineage(method="test", source="test", data_hash="0")


def cube_of(pnl: FloatArray, horizon: int = 1, design: SampleDesign | None = None) -> PnlCube:
    n_scenarios, n_positions = pnl.shape
    return PnlCube(
        pnl=pnl,
        positions=tuple(f"p{i}" for i in range(n_positions)),
        labels=tuple(str(i) for i in range(n_scenarios)),
        currency="USD",
        horizon_sessions=horizon,
        lineage=MADE,
        design=design or SampleDesign(),
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


@given(st.integers(0, 10_000), st.integers(100, 800), st.integers(1, 12), st.sampled_from([0.9, 0.975]), st.booleans())
def test_contributions_to_var_sum_to_it(seed: int, n: int, k: int, confidence: float, is_weighted: bool) -> None:
    generator = np.random.default_rng(seed)
    pnl = generator.standard_t(3, size=(n, k)) * 1e5
    weights = generator.uniform(0.1, 1.9, n)
    design = SampleDesign(weights=weights / weights.sum() if is_weighted else None)
    cube = cube_of(pnl, design=design)
    found = value_at_risk_contributions(cube, confidence=confidence)
    value = value_at_risk(cube.losses, confidence=confidence, weights=design.weights)
    assert found.value == value
    assert found.amounts.sum() == pytest.approx(value, rel=EXACT, abs=EXACT * float(np.abs(found.amounts).sum()))
    assert found.rescaled == pytest.approx(value / found.smoothed - 1, rel=EXACT, abs=EXACT)


def test_the_smoothed_var_is_that_of_harrell_and_davis() -> None:
    """scipy's own hdquantiles, from the beta law; and the bandwidth is the spread of that law."""
    pnl = np.random.default_rng(8).standard_t(4, size=(700, 3))
    cube = cube_of(pnl)
    found = value_at_risk_contributions(cube, confidence=0.975)
    assert found.smoothed == pytest.approx(float(hdquantiles(cube.losses, [0.975])[0]), rel=1e-10)
    assert found.bandwidth == pytest.approx(beta.std(701 * 0.975, 701 * 0.025), rel=EXACT)


def test_contributions_to_var_of_a_normal_book_are_its_covariances() -> None:
    """Closed form: C_i = z (Sigma w)_i / sigma, here with Sigma = diag(1, 4) and one hedge."""
    generator = np.random.default_rng(9)
    risk = generator.standard_normal((200_000, 2)) * [1.0, 2.0]
    pnl = np.column_stack([risk, -0.5 * risk[:, 1]])
    found = value_at_risk_contributions(cube_of(pnl), confidence=0.95)
    sigma = np.sqrt(1.0 + 1.0)
    expected = float(ndtri(0.95)) * np.array([1.0, 2.0, -1.0]) / sigma
    # three standard errors of a mean over the few hundred scenarios that the weights reach
    np.testing.assert_allclose(found.amounts, expected, atol=3 * 2.0 / np.sqrt(900))
    assert abs(found.rescaled) < 0.01


def test_a_book_that_cannot_lose_has_nothing_to_share_out() -> None:
    with pytest.raises(NumericalError, match="above 0"):
        value_at_risk_contributions(cube_of(np.ones((100, 2))), confidence=0.95)


def test_the_marginal_contribution_is_the_slope_per_unit() -> None:
    unit = np.random.default_rng(10).standard_normal((997, 3))
    quantities = np.array([10.0, -4.0, 0.5])
    contributions = shortfall_contributions(cube_of(unit * quantities), confidence=0.95)
    slopes = marginal_contributions(contributions, quantities=quantities)
    for place in range(3):
        step = 1e-7 * np.eye(3)[place]
        up, down = (
            expected_shortfall(-(unit @ each), confidence=0.95) for each in (quantities + step, quantities - step)
        )
        assert slopes[place] == pytest.approx((up - down) / 2e-7, rel=FINITE_DIFFERENCE, abs=1e-6)
    with pytest.raises(InputError, match="must not hold 0"):
        marginal_contributions(contributions, quantities=np.array([1.0, 0.0, 1.0]))
    with pytest.raises(InputError, match="shape"):
        marginal_contributions(contributions, quantities=np.ones(2))


@given(st.integers(0, 10_000), st.integers(1, 60))
def test_groups_add_up_to_the_total(seed: int, k: int) -> None:
    generator = np.random.default_rng(seed)
    amounts = generator.standard_t(2, k) * 1e6
    groups = [f"g{each}" for each in generator.integers(0, 5, k)]
    found = grouped_contributions(amounts, groups=groups)
    gross = float(np.abs(amounts).sum())
    assert sum(found.values()) == pytest.approx(float(amounts.sum()), rel=EXACT, abs=EXACT * gross)
    for group, total in found.items():
        own = sum(float(amount) for amount, each in zip(amounts, groups, strict=True) if each == group)
        assert total == pytest.approx(own, rel=EXACT, abs=EXACT * gross)
    with pytest.raises(InputError, match="shape"):
        grouped_contributions(amounts, groups=[*groups, "one too many"])
