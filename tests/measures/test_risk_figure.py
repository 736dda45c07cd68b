"""A figure of a cube: its volatility by hand, and the design that its scenarios bring along."""

from __future__ import annotations

import math

import numpy as np
import pytest

from seawall.core import FloatArray, Lineage
from seawall.errors import InputError
from seawall.measures import Measure, annual_volatility, estimate
from seawall.scenarios import SampleDesign
from seawall.valuation import PnlCube
from tests.tolerances import EXACT


def cube(totals: list[float], *, horizon: int = 1, weights: FloatArray | None = None) -> PnlCube:
    labels = tuple(map(str, range(len(totals))))
    lineage = Lineage("made", "made", "0")
    return PnlCube(np.array(totals)[:, None], ("book",), labels, "USD", horizon, lineage, SampleDesign(weights=weights))


def test_volatility_divides_by_one_less_than_the_scenarios_and_grows_with_the_root_of_time() -> None:
    # P&L 30, -10, 10, -30: mean 0, squares 900 100 100 900
    found = annual_volatility(cube([30.0, -10.0, 10.0, -30.0]), equity=1_000.0, sessions_per_year=256.0)
    assert found == pytest.approx(math.sqrt(2_000.0 / 3.0) / 1_000.0 * 16.0, rel=EXACT)


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
