"""A figure of a cube: its volatility by hand, and the design that its scenarios bring along."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from seawall.core import FloatArray, Lineage
from seawall.errors import InputError
from seawall.measures import Measure, annual_volatility, annual_volatility_interval, estimate
from seawall.scenarios import SampleDesign
from seawall.valuation import PnlCube
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT


def cube(totals: list[float], *, horizon: int = 1, weights: FloatArray | None = None) -> PnlCube:
    labels = tuple(map(str, range(len(totals))))
    lineage = Lineage("made", "made", "0")
    return PnlCube(np.array(totals)[:, None], ("book",), labels, "USD", horizon, lineage, SampleDesign(weights=weights))


def test_volatility_divides_by_one_less_than_the_scenarios_and_grows_with_the_root_of_time() -> None:
    # P&L 30, -10, 10, -30: mean 0, squares 900 100 100 900
    found = annual_volatility(cube([30.0, -10.0, 10.0, -30.0]), equity=1_000.0, sessions_per_year=256.0)
    assert found == pytest.approx(math.sqrt(2_000.0 / 3.0) / 1_000.0 * 16.0, rel=EXACT)


def volatility_coverage(draw: Callable[[np.random.Generator], FloatArray]) -> float:
    """Share of 300 samples of unit volatility whose interval holds 1."""
    held = 0
    for sample in range(300):
        book = cube(list(draw(np.random.default_rng([9, sample]))))
        found = annual_volatility_interval(book, equity=1.0, sessions_per_year=1.0)
        held += found.lower <= 1.0 <= found.upper
    return held / 300


def test_the_interval_of_a_volatility_holds_it_as_often_as_is_said() -> None:
    """Known truth: independent normal sessions, and GARCH(1, 1) with 0.10 and 0.85, half of a shock in 14 sessions."""

    def clustered(generator: np.random.Generator) -> FloatArray:
        shocks, variance, moves = generator.standard_normal(1_499), 1.0, np.empty(1_499)
        for session, shock in enumerate(shocks):
            moves[session] = math.sqrt(variance) * shock
            variance = 0.05 + 0.10 * moves[session] ** 2 + 0.85 * variance
        return moves[500:]

    independent = volatility_coverage(lambda generator: generator.standard_normal(999))
    # three standard errors of a share of 300 samples
    for found, said in ((independent, 0.93), (volatility_coverage(clustered), 0.85)):
        assert abs(found - said) <= COVERAGE_STANDARD_ERRORS * math.sqrt(said * (1 - said) / 300), (found, said)


def test_the_error_of_a_normal_volatility_is_the_textbooks() -> None:
    moves = np.random.default_rng(5).standard_normal(100_000)
    found = annual_volatility_interval(cube(list(moves)), equity=2.0, sessions_per_year=4.0)
    assert found.standard_error == pytest.approx(1.0 / math.sqrt(2 * 100_000), rel=0.1)
    assert (found.lower + found.upper) / 2 == pytest.approx(moves.std(ddof=1), rel=EXACT)
    still = annual_volatility_interval(cube([5.0, 5.0, 5.0]), equity=2.0, sessions_per_year=4.0)
    assert (still.lower, still.upper) == (0.0, 0.0)


def test_volatility_is_refused_without_equity_and_over_several_sessions() -> None:
    with pytest.raises(InputError, match="'equity' must be above 0, was 0"):
        annual_volatility(cube([1.0, -1.0]), equity=0.0, sessions_per_year=252.0)
    with pytest.raises(InputError, match="'cube' must span 1 session, spanned 10"):
        annual_volatility(cube([1.0, -1.0], horizon=10), equity=1.0, sessions_per_year=252.0)


def test_the_weights_of_the_scenarios_are_those_of_the_figure() -> None:
    # the loss of 40 has 30 %: it is the whole tail at 75 %, where of four equal ones it would be the only one too,
    # and at 60 % the tail is 30 of 40 parts of it and 10 of the loss of 20
    weighted = cube([-40.0, -20.0, 0.0, 10.0], weights=np.array([0.3, 0.2, 0.2, 0.3]))
    found = estimate(weighted, Measure.EXPECTED_SHORTFALL, confidence=0.6).value
    assert found == pytest.approx((0.3 * 40 + 0.1 * 20) / 0.4, rel=EXACT)
    assert estimate(weighted, Measure.VALUE_AT_RISK, confidence=0.7).value == 40.0
    # four alike would give 27.5 and 20
    alike = cube([-40.0, -20.0, 0.0, 10.0])
    assert estimate(alike, Measure.EXPECTED_SHORTFALL, confidence=0.6).value == pytest.approx(32.5, rel=EXACT)
    assert estimate(alike, Measure.VALUE_AT_RISK, confidence=0.7).value == 20.0
