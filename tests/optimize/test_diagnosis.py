"""What is said where there is no portfolio: the set is minimal, the relaxation works, the covariance is judged."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.optimize import (
    Constraint,
    FactorLimit,
    GrossLimit,
    GroupLimit,
    TurnoverLimit,
    covariance_health,
    infeasibility,
    weight_bounds,
)
from seawall.optimize.diagnosis import _deletion_filter, _least_slack, _rules
from tests.optimize.problems import moments_of

NAMES = ("BTC", "ETH", "SPY", "TLT")


def test_two_groups_that_conflict_are_named_and_the_third_is_not() -> None:
    bounds = weight_bounds(NAMES, (0.0, 1.0))
    words = infeasibility(
        bounds,
        [
            GroupLimit("coins", ("BTC", "ETH"), upper=0.3),
            GroupLimit("funds", ("SPY", "TLT"), upper=0.5),
            GroupLimit("safe", ("TLT",), lower=0.1),
        ],
    )
    assert words is not None
    assert "weights sum to 1; group 'coins' at most 0.3; group 'funds' at most 0.5." in words
    assert "safe" not in words
    assert re.search(r"suffices: group '(coins' at most 0\.5|funds' at most 0\.7)$", words), words


def test_limits_that_can_be_met_are_no_conflict() -> None:
    bounds = weight_bounds(NAMES, (-0.3, 0.6))
    limits: list[Constraint] = [
        GrossLimit(1.3),
        GroupLimit("coins", ("BTC", "ETH"), upper=0.3),
        TurnoverLimit(np.full(4, 0.25), 0.4),
    ]
    assert infeasibility(bounds, limits) is None


def test_many_bounds_are_summed_up() -> None:
    names = tuple(f"A{i}" for i in range(30))
    bounds = weight_bounds(names, (0.02, 0.4))
    words = infeasibility(bounds, [GroupLimit("most", names[:25], upper=0.4)])
    assert words is not None
    assert "group 'most' at most 0.4; lower bounds of 25 assets, which sum to 0.5." in words
    assert "suffices: group 'most' at most 0.5" in words


@settings(max_examples=60)
@given(st.integers(0, 100_000))
def test_the_set_is_irreducible_and_the_relaxation_works(seed: int) -> None:
    """Every rule of the set is needed for the conflict; with the slacks granted nothing conflicts."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    names = tuple(f"A{i}" for i in range(n))
    bounds = weight_bounds(names, (np.zeros(n), rng.uniform(1.0 / n, 2.0 / n, n) + 0.05))
    limits = [FactorLimit(f"f{k}", rng.normal(size=n), lower=float(rng.normal(0.2, 0.3)), upper=3.0) for k in range(4)]
    limits_all: list[Constraint] = [*limits, TurnoverLimit(rng.dirichlet(np.ones(n)), float(rng.uniform(0.0, 1.0)))]
    rules = _rules(bounds, limits_all)
    slacks, duals = _least_slack(rules)
    if slacks.sum() < 1e-6:
        assert infeasibility(bounds, limits_all) is None
        return
    needed = _deletion_filter(rules, np.flatnonzero(np.abs(duals) > 1e-9).tolist())
    definitions = [i for i, word in enumerate(rules.words) if word is None]
    assert not _is_feasible(rules, definitions + needed)
    for each in needed:
        assert _is_feasible(rules, definitions + [i for i in needed if i != each]), rules.words[each]
    assert _is_feasible(rules, list(range(len(rules.limit))), relief=slacks + 1e-7)


def _is_feasible(rules: object, kept: list[int], relief: object = 0.0) -> bool:
    """By another solver than the one under test: an interior point instead of the simplex."""
    from scipy.optimize import linprog

    limit = (rules.limit + relief)[kept]  # type: ignore[attr-defined]
    found = linprog(
        np.zeros(rules.matrix.shape[1]),  # type: ignore[attr-defined]
        A_ub=rules.matrix[kept],  # type: ignore[attr-defined]
        b_ub=limit,
        A_eq=rules.total_row[None, :],  # type: ignore[attr-defined]
        b_eq=[rules.total],  # type: ignore[attr-defined]
        bounds=(None, None),
        method="highs-ipm",
    )
    assert found.status in {0, 2}, found.message
    return bool(found.status == 0)


def test_health_names_the_assets_that_repeat_each_other() -> None:
    rng = np.random.default_rng(1)
    data = rng.normal(size=(500, 4))
    data[:, 1] = data[:, 0] + 1e-6 * rng.normal(size=500)
    sick = covariance_health(moments_of(np.zeros(4), np.cov(data.T)))
    assert sick.is_near_singular
    assert sick.condition_number > 1e11
    assert set(sick.assets) == {"A0", "A1"}
    well = covariance_health(moments_of(np.zeros(2), np.array([[1.0, 0.9], [0.9, 1.0]])))
    assert well.condition_number == pytest.approx(19.0)
    assert (well.is_near_singular, well.assets) == (False, ())
    # units do not make a covariance sick: the condition is that of the correlations
    assert covariance_health(moments_of(np.zeros(2), np.diag([1e-12, 1e4]))).condition_number == pytest.approx(1.0)
    assert covariance_health(moments_of(np.zeros(2), np.diag([0.0, 1.0]))).assets == ("A0",)
