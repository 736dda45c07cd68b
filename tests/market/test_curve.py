"""Discount curve: interpolation, rates, shifts, QuantLib, and what is refused."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise

import numpy as np
import pytest
import QuantLib as ql

from seawall.errors import InputError
from seawall.market import DiscountCurve
from tests.tolerances import CURVE_PEER, EXACT

AS_OF = dt.date(2025, 3, 3)
PILLARS = np.array(["2025-09-03", "2026-03-03", "2030-03-04", "2055-03-03"], dtype="datetime64[D]")
FACTORS = np.array([0.979, 0.958, 0.815, 0.26])


def curve() -> DiscountCurve:
    return DiscountCurve(AS_OF, PILLARS, FACTORS)


def ql_date(day: dt.date) -> ql.Date:
    return ql.Date(day.day, day.month, day.year)


def test_agrees_with_quantlib() -> None:
    dates = [AS_OF, *PILLARS.tolist()]
    peer = ql.DiscountCurve([ql_date(day) for day in dates], [1.0, *FACTORS.tolist()], ql.Actual365Fixed())
    for days in (0, 1, 100, 184, 300, 365, 2000, 9000, 10957):
        day = AS_OF + dt.timedelta(days=days)
        assert curve().discount(day) == pytest.approx(peer.discount(ql_date(day)), abs=CURVE_PEER), day
        zero = peer.zeroRate(max(days, 1) / 365.0, ql.Continuous).rate()
        assert curve().zero_rate(day) == pytest.approx(zero, abs=CURVE_PEER), day
        later = day + dt.timedelta(days=30)
        if later <= dates[-1]:
            forward = peer.forwardRate(ql_date(day), ql_date(later), ql.Actual365Fixed(), ql.Continuous).rate()
            assert curve().forward_rate(day, later) == pytest.approx(forward, abs=CURVE_PEER), day


def test_pillars_are_met_and_the_last_forward_goes_on() -> None:
    np.testing.assert_allclose(curve().discount(PILLARS), FACTORS, rtol=EXACT)
    last = curve().forward_rate(dt.date(2040, 1, 1), dt.date(2050, 1, 1))
    assert curve().forward_rate(dt.date(2060, 1, 1), dt.date(2080, 1, 1)) == pytest.approx(last, abs=EXACT)


def test_shift_moves_every_zero_rate() -> None:
    moved = curve().shifted(0.0025)
    for days in (1, 90, 184, 1000, 5000, 20_000):
        day = AS_OF + dt.timedelta(days=days)
        assert moved.zero_rate(day) - curve().zero_rate(day) == pytest.approx(0.0025, abs=EXACT), day


def test_forwards_chain_to_the_discount_factor() -> None:
    days = [AS_OF + dt.timedelta(days=n) for n in (0, 77, 400, 3000)]
    total = sum(curve().forward_rate(a, b) * (b - a).days / 365.0 for a, b in pairwise(days))
    assert math.exp(-total) == pytest.approx(curve().discount(days[-1]), rel=EXACT)


def test_arrays_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        curve().discounts[0] = 1.0


@pytest.mark.parametrize(
    ("pillars", "factors", "words"),
    [
        ([], [], "'pillars' must hold at least 1 date"),
        (["2026-01-01", "2025-12-01"], [0.9, 0.8], "'pillars' must rise strictly"),
        (["2025-03-03"], [1.0], "must come after 'as_of' 2025-03-03"),
        (["2026-01-01"], [0.9, 0.8], "'discounts' must have shape"),
        (["2026-01-01"], [0.0], "'discounts' must be above 0, was 0.0 at 2026-01-01"),
        (["2026-01-01"], [math.nan], "'discounts' must be finite"),
    ],
)
def test_refuses_bad_pillars(pillars: list[str], factors: list[float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        DiscountCurve(AS_OF, np.array(pillars, dtype="datetime64[D]"), np.array(factors))


def test_refuses_bad_questions() -> None:
    with pytest.raises(InputError, match="no discount factor for an earlier"):
        curve().discount(dt.date(2025, 3, 2))
    with pytest.raises(InputError, match="'end' must come after 'start'"):
        curve().forward_rate(AS_OF, AS_OF)
    with pytest.raises(InputError, match="'rate_shift' must be finite"):
        curve().shifted(math.inf)
