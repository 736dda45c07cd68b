"""The exercise boundary: regimes, limits, its equation by another quadrature, and its derivatives."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.special import ndtr

from seawall.errors import NumericalError
from seawall.valuation.exercise_boundary import (
    Boundary,
    ExerciseRegime,
    exercise_regime,
    first_boundary,
    refine_boundary,
)
from tests.tolerances import AMERICAN_BOUND, EXACT, GREEK_DIFFERENCE

CASES: list[tuple[int, dict[str, float]]] = [
    (-1, {"time": 1.0, "rate": 0.05, "dividend": 0.02, "volatility": 0.2}),
    (-1, {"time": 3.0, "rate": 0.02, "dividend": 0.08, "volatility": 0.3}),
    (-1, {"time": 0.5, "rate": 0.04, "dividend": 0.0, "volatility": 0.4}),
    (-1, {"time": 2.0, "rate": 0.05, "dividend": -0.03, "volatility": 0.25}),
    (1, {"time": 1.0, "rate": 0.05, "dividend": 0.02, "volatility": 0.2}),
    (1, {"time": 1.0, "rate": 0.01, "dividend": 0.06, "volatility": 0.35}),
    (1, {"time": 1.0, "rate": -0.02, "dividend": 0.03, "volatility": 0.2}),
]


def solve(sign: int, case: dict[str, float], *, doublings: int = 2) -> Boundary:
    boundary = first_boundary(sign, size=12, **case)
    for _ in range(doublings):
        boundary = refine_boundary(boundary)
    return boundary


@pytest.mark.parametrize(
    ("rate", "dividend", "put", "call"),
    [
        (0.05, 0.02, "single", "single"),
        (0.05, 0.0, "single", "never"),
        (0.0, 0.03, "never", "single"),
        (0.0, 0.0, "never", "never"),
        (0.0, -0.02, "single", "never"),
        (-0.02, 0.0, "never", "single"),
        (-0.01, 0.02, "never", "single"),
        (-0.01, -0.02, "double", "never"),
        (-0.02, -0.01, "never", "double"),
        (-0.02, -0.02, "never", "never"),
        (0.03, -0.02, "single", "never"),
    ],
)
def test_regimes_of_andersen_and_lake(rate: float, dividend: float, put: str, call: str) -> None:
    assert exercise_regime(-1, rate=rate, dividend=dividend) is ExerciseRegime(put)
    assert exercise_regime(1, rate=rate, dividend=dividend) is ExerciseRegime(call)


@pytest.mark.parametrize(("sign", "case"), CASES)
def test_boundary_moves_away_from_the_strike_with_time(sign: int, case: dict[str, float]) -> None:
    past, _, log_boundary, _ = solve(sign, case).along()
    left = case["time"] - past
    outward = sign * log_boundary[np.argsort(left)]
    assert (np.diff(outward) >= -AMERICAN_BOUND).all(), (sign, case)
    start = sign * max(0.0, sign * math.log(case["rate"] / case["dividend"])) if min(case.values()) > 0 else 0.0
    assert log_boundary[np.argmin(left)] == pytest.approx(start, abs=0.05 * case["volatility"])


@pytest.mark.parametrize(("sign", "case"), CASES[:6])
def test_long_boundary_nears_the_perpetual_one(sign: int, case: dict[str, float]) -> None:
    half = 0.5 * case["volatility"] ** 2
    drift = case["rate"] - case["dividend"] - half
    root = (-drift + sign * math.sqrt(drift**2 + 4.0 * half * case["rate"])) / (2.0 * half)
    perpetual = root / (root - 1.0)
    boundary = solve(sign, case | {"time": 300.0}).today
    assert boundary == pytest.approx(perpetual, rel=1e-3), (sign, case)
    assert sign * (perpetual - boundary) >= -GREEK_DIFFERENCE, (sign, case)


@pytest.mark.parametrize(("sign", "case"), CASES)
def test_value_matches_on_the_boundary_by_another_quadrature(sign: int, case: dict[str, float]) -> None:
    # European value plus premium, integrated again by midpoints in the root of time gone by with a spline through the
    # boundary, must be what exercise pays.
    boundary = solve(sign, case)
    time, rate, dividend, vol = (case[name] for name in ("time", "rate", "dividend", "volatility"))
    past, _, log_boundary, _ = boundary.along()
    roots, first = np.unique(np.sqrt(time - past), return_index=True)
    spline = CubicSpline(roots, log_boundary[first])
    steps = 40_000
    root = (np.arange(steps) + 0.5) * math.sqrt(time) / steps
    u = np.append(root**2, time)
    levels = np.append(spline(np.sqrt(time - root**2)), 0.0)
    spread = vol * np.sqrt(u)
    d1 = (math.log(boundary.today) - levels + (rate - dividend) * u) / spread + 0.5 * spread
    asset = boundary.today * np.exp(-dividend * u) * ndtr(sign * d1)
    cash = np.exp(-rate * u) * ndtr(sign * (d1 - spread))
    premium = ((dividend * asset - rate * cash)[:-1] * 2.0 * root).sum() * math.sqrt(time) / steps
    value = sign * (asset[-1] - cash[-1] + premium)
    assert value == pytest.approx(sign * (boundary.today - 1.0), abs=10.0 * AMERICAN_BOUND), (sign, case)


@pytest.mark.parametrize(("sign", "case"), CASES)
def test_slopes_match_finite_differences(sign: int, case: dict[str, float]) -> None:
    _, _, _, slopes = solve(sign, case).along()
    for column, name in enumerate(("volatility", "rate")):
        step = 1e-4
        up, down = (solve(sign, case | {name: case[name] + shift}).along()[2] for shift in (step, -step))
        near = 10.0 * GREEK_DIFFERENCE
        # the last points lie at expiry, where the logarithm of the shape makes the slope itself infinite
        np.testing.assert_allclose(
            slopes[:100, column],
            (up - down)[:100] / (2.0 * step),
            rtol=near,
            atol=near,
            err_msg=f"{sign} {case} {name}",
        )


def test_refining_changes_little_and_keeps_the_contract() -> None:
    sign, case = CASES[0]
    coarse = first_boundary(sign, size=12, **case)
    fine = refine_boundary(coarse)
    assert len(fine.values) == 24
    assert fine.today == pytest.approx(coarse.today, abs=1e-5)
    assert (fine.time, fine.rate, fine.dividend, fine.volatility) == tuple(case.values())


def test_refuses_what_does_not_converge() -> None:
    case: dict[str, Any] = {"time": 14.0, "rate": 1e-6, "dividend": -1.5, "volatility": 0.001}
    with pytest.raises(NumericalError, match=r"did not converge: residual .* rate 1e-06, dividend -1.5"):
        first_boundary(-1, size=10, **case)


def test_start_is_the_ratio_of_rates() -> None:
    boundary = solve(*CASES[1])
    assert math.exp(boundary.log_start) == pytest.approx(0.02 / 0.08, rel=EXACT)
    assert boundary.log_start_by_rate == pytest.approx(1.0 / 0.02, rel=EXACT)
