"""Least Expected Shortfall against the whole linear programme, closed forms, other libraries and its own bound."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import expected_shortfall
from seawall.optimize import (
    Constraint,
    ExpectedReturns,
    FactorLimit,
    GrossLimit,
    GroupLimit,
    ReturnScenarios,
    TurnoverLimit,
    minimum_shortfall,
    shortfall_frontier,
)
from seawall.scenarios import SampleDesign
from tests.optimize.shortfall_problems import direct_programme, factor_returns, scenarios_of
from tests.tolerances import EXACT, SHORTFALL_OPTIMUM, SHORTFALL_PEER


def _box(n: int, low: float, high: float) -> FloatArray:
    return np.tile([low, high], (n, 1))


@settings(max_examples=60)
@given(
    st.integers(2, 8),
    st.integers(5, 300),
    st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]),
    st.booleans(),
    st.booleans(),
    st.integers(0, 10_000),
)
def test_it_is_the_optimum_of_the_whole_programme(
    n: int, count: int, confidence: float, ties: bool, weighted: bool, seed: int
) -> None:
    returns = factor_returns(count, n, seed)
    if ties:
        returns = returns.round(2)
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(count)) if weighted else None
    found = minimum_shortfall(scenarios_of(returns, weights), confidence=confidence, bounds=(0.01, 0.7))
    optimum, _ = direct_programme(
        -returns, share=1.0 - confidence, bounds=_box(n, 0.01, 0.7), equal=(np.ones(n), 1.0), weights=weights
    )
    told = f"n {n}, scenarios {count}, confidence {confidence}, ties {ties}, weighted {weighted}, seed {seed}"
    assert found.expected_shortfall == pytest.approx(optimum, abs=SHORTFALL_OPTIMUM), told
    assert abs(found.gap) < EXACT, told
    assert found.violation < EXACT, told


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_large_samples_reach_the_optimum_with_few_rows(count: int) -> None:
    """10,000 scenarios go through two coarser samples first; 50 assets at 0.28 % to 40 %."""
    returns = factor_returns(count, 50, 1)
    found = minimum_shortfall(scenarios_of(returns), confidence=0.95, bounds=(0.0028, 0.4))
    optimum, _ = direct_programme(-returns, share=0.05, bounds=_box(50, 0.0028, 0.4), equal=(np.ones(50), 1.0))
    assert found.expected_shortfall == pytest.approx(optimum, abs=SHORTFALL_OPTIMUM)
    assert found.gap == pytest.approx(0.0, abs=EXACT)
    assert found.active_scenarios < 0.15 * count
    measured = expected_shortfall(-returns @ found.weights, confidence=0.95)
    assert found.expected_shortfall == measured


@pytest.mark.slow
def test_every_answer_is_proven_by_its_bound(slow_share: int) -> None:
    """Ties, repeated and rounded returns, scenarios without weight, one asset, one scenario, units of 1e-6 to 1e6."""
    for seed in range(4_000 // slow_share):
        rng = np.random.default_rng(seed)
        n, count = int(rng.integers(1, 12)), int(rng.integers(1, 400))
        returns = factor_returns(count, n, seed) if seed % 5 else np.zeros((count, n))
        if seed % 3 == 0:
            returns = returns.round(2)
        if seed % 7 == 0:
            returns[:, n // 2] = returns[:, 0]
        if seed % 4 == 0:
            returns = np.repeat(returns, 2, axis=0)
        scale = 10.0 ** rng.integers(-6, 7)
        weights = None
        if seed % 2:
            drawn = rng.exponential(size=len(returns)) * (rng.random(len(returns)) < 0.7)
            weights = drawn / drawn.sum() if drawn.any() else None
        confidence = float(rng.choice([0.5, 0.9, 0.95, 0.99]))
        upper = max(0.6, 1.0 / n)
        found = minimum_shortfall(scenarios_of(scale * returns, weights), confidence=confidence, bounds=(0.0, upper))
        size = scale * max(float(np.abs(returns).max()), 1e-3)
        assert abs(found.gap) <= 1e-11 * size, f"seed {seed}: gap {found.gap}, n {n}, scenarios {count}, {confidence}"
        assert found.violation <= EXACT, f"seed {seed}: violation {found.violation}"


def test_two_assets_by_hand() -> None:
    """Losses 4w and 4(1 - w) in one scenario each, worst half of four: the larger counts half, least where equal."""
    returns = np.array([[-4.0, 0.0], [0.0, -4.0], [0.0, 0.0], [0.0, 0.0]])
    found = minimum_shortfall(scenarios_of(returns), confidence=0.75)
    assert found.weights == pytest.approx([0.5, 0.5], abs=EXACT)
    assert found.expected_shortfall == pytest.approx(2.0, abs=EXACT)


def test_the_boundary_loss_counts_by_its_fraction() -> None:
    """Of five scenarios the tail of 30 % wants one and a half: (L1 + L2 / 2) / 1.5."""
    returns = np.array([[-0.30], [-0.12], [0.0], [0.1], [0.2]])
    found = minimum_shortfall(scenarios_of(returns), confidence=0.7)
    assert found.expected_shortfall == pytest.approx((0.30 + 0.06) / 1.5, abs=EXACT)
    assert found.gap == pytest.approx(0.0, abs=EXACT)


def test_a_normal_law_leads_to_the_minimum_variance() -> None:
    """For a symmetric sample of uncorrelated normals of mean zero, ES is proportional to volatility."""
    half = np.random.default_rng(3).standard_normal((4_000, 2)) * [0.01, 0.02]
    returns = np.vstack((half, -half, half * [1, -1], half * [-1, 1]))
    found = minimum_shortfall(scenarios_of(returns), confidence=0.9)
    assert found.weights == pytest.approx([0.8, 0.2], abs=0.02)


def test_constraints_and_a_target_hold_and_match_the_whole_programme() -> None:
    returns, n = factor_returns(400, 6, 5), 6
    mean = returns.mean(axis=0)
    target = float(np.sort(mean)[-2:].mean() * 0.7 + mean.mean() * 0.3)
    current = np.full(n, 1.0 / n)
    group, factor = GroupLimit("g", ("A0", "A1"), lower=0.2), FactorLimit("f", np.arange(6.0), upper=3.2)
    constraints: list[Constraint] = [group, factor, TurnoverLimit(current, 1.1), GrossLimit(1.3)]
    found = minimum_shortfall(
        scenarios_of(returns), confidence=0.9, bounds=(-0.1, 0.7), constraints=constraints, target_return=target
    )
    eye, none = np.eye(n), np.zeros((n, n))
    rows = np.vstack(
        (
            np.concatenate(([-1, -1], np.zeros(16)))[None, :],
            np.concatenate((np.arange(6.0), np.zeros(12)))[None, :],
            np.concatenate((-mean, np.zeros(12)))[None, :],
            np.hstack((eye, -eye, none)),
            np.hstack((-eye, -eye, none)),
            np.hstack((eye, none, -eye)),
            np.hstack((-eye, none, -eye)),
            np.concatenate((np.zeros(6), np.ones(6), np.zeros(6)))[None, :],
            np.concatenate((np.zeros(12), np.ones(6)))[None, :],
        )
    )
    limit = np.concatenate(([-0.2, 3.2, -target], current, -current, np.zeros(12), [1.1, 1.3]))
    bounds = np.vstack((_box(n, -0.1, 0.7), _box(12, 0.0, 5.0)))
    losses = np.hstack((-returns, np.zeros((400, 12))))
    equal = (np.concatenate((np.ones(n), np.zeros(12))), 1.0)
    optimum, _ = direct_programme(losses, share=0.1, bounds=bounds, equal=equal, rows=rows, limit=limit)
    assert found.expected_shortfall == pytest.approx(optimum, abs=SHORTFALL_OPTIMUM)
    assert found.gap == pytest.approx(0.0, abs=EXACT)
    assert found.expected_return >= target - EXACT
    assert found.weights[:2].sum() >= 0.2 - EXACT
    assert np.abs(found.weights).sum() <= 1.3 + EXACT
    assert np.abs(found.weights - current).sum() <= 1.1 + EXACT


def test_the_frontier_is_convex_and_each_point_is_the_optimum_at_its_return() -> None:
    returns = factor_returns(600, 5, 2)
    frontier = shortfall_frontier(scenarios_of(returns), confidence=0.95, points=9)
    returned = np.array([each.expected_return for each in frontier])
    shortfalls = np.array([each.expected_shortfall for each in frontier])
    assert returned == pytest.approx(np.linspace(returned[0], returns.mean(axis=0).max(), 9), abs=EXACT)
    assert (np.diff(shortfalls) >= -EXACT).all()
    assert (np.diff(shortfalls, 2) >= -1e-9).all()
    for each in frontier:
        mean = -returns.mean(axis=0)[None, :]
        optimum, _ = direct_programme(
            -returns,
            share=0.05,
            bounds=_box(5, 0.0, 1.0),
            equal=(np.ones(5), 1.0),
            rows=mean,
            limit=np.array([-each.expected_return + EXACT]),
        )
        assert each.expected_shortfall == pytest.approx(optimum, abs=SHORTFALL_OPTIMUM)
        assert abs(each.gap) < EXACT


def test_no_peer_finds_less() -> None:
    """skfolio and PyPortfolioOpt count the tail alike and stop at a tolerance: never below, and close."""
    skfolio = pytest.importorskip("skfolio.optimization")
    pypfopt = pytest.importorskip("pypfopt")
    import pandas as pd
    from skfolio import RiskMeasure
    from skfolio.prior import EmpiricalPrior

    returns = factor_returns(500, 10, 9)
    ours = minimum_shortfall(scenarios_of(returns), confidence=0.95, bounds=(0.02, 0.4))
    frame = pd.DataFrame(returns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = skfolio.MeanRisk(
            risk_measure=RiskMeasure.CVAR, min_weights=0.02, max_weights=0.4, prior_estimator=EmpiricalPrior()
        )
        first = model.fit(frame).weights_
        other = pypfopt.EfficientCVaR(None, frame, beta=0.95, weight_bounds=(0.02, 0.4))
        other.min_cvar()
    for weights in (first, np.array(list(other.weights))):
        theirs = expected_shortfall(-returns @ (weights / weights.sum()), confidence=0.95)
        assert theirs >= ours.expected_shortfall - SHORTFALL_OPTIMUM
        assert theirs <= ours.expected_shortfall * (1.0 + SHORTFALL_PEER)


def test_what_cannot_be_met_is_answered_in_words() -> None:
    scenarios = scenarios_of(factor_returns(100, 3, 1))
    with pytest.raises(InputError, match=r"'target_return' must be at most .* \(A1 1\)"):
        minimum_shortfall(scenarios, confidence=0.95, target_return=1.0)
    with pytest.raises(
        InputError, match=r"without any one of them there is one: weights sum to 1; group 'g' at most 0.1"
    ):
        minimum_shortfall(
            scenarios, confidence=0.95, bounds=(0.0, 0.5), constraints=[GroupLimit("g", ("A0", "A1"), upper=0.1)]
        )
    with pytest.raises(InputError, match=r"'confidence' must be in .* percent given"):
        minimum_shortfall(scenarios, confidence=95.0)
    with pytest.raises(InputError, match="lower bounds of 3 assets sum to"):
        minimum_shortfall(scenarios, confidence=0.95, bounds=(0.4, 1.0))
    with pytest.raises(InputError, match="'points' must be at least 2"):
        shortfall_frontier(scenarios, confidence=0.95, points=1)


def test_scenarios_of_another_unit_or_shape_are_refused() -> None:
    annual = ExpectedReturns(np.array([0.1, 0.2]), periods_per_year=1.0, method="stated")
    with pytest.raises(InputError, match="for 1/1 year, but scenarios span 1/252 year"):
        ReturnScenarios(("A", "B"), np.zeros((3, 2)), periods_per_year=252.0, expected_returns=annual)
    with pytest.raises(InputError, match="finite"):
        ReturnScenarios(("A",), np.array([[np.nan]]), periods_per_year=252.0)
    with pytest.raises(InputError, match="at least 1 scenario"):
        ReturnScenarios(("A",), np.zeros((0, 1)), periods_per_year=252.0)
    with pytest.raises(InputError, match="'weights' must have shape"):
        ReturnScenarios(
            ("A",), np.zeros((3, 1)), periods_per_year=252.0, design=SampleDesign(weights=np.array([0.5, 0.5]))
        )
