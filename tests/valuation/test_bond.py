"""Bonds: printed values, QuantLib, identities, finite differences, and what is refused."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest
import QuantLib as ql
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import BusinessCalendar, DayCount, Roll, add_months
from seawall.errors import InputError
from seawall.market import DiscountCurve
from seawall.valuation.bond import (
    FixedCouponBond,
    accrued_interest,
    bond_price_from_curve,
    bond_price_from_yield,
    bond_risk,
    bond_yield,
    curve_dv01,
)
from tests.tolerances import CURVE_PEER, EXACT, GREEK_DIFFERENCE, PRINTED_HALF_UNIT

BONDS = st.builds(
    lambda maturity, years, rate, months, day_count: FixedCouponBond(
        add_months(maturity, -12 * years, keep_month_end=True), maturity, rate, months, day_count
    ),
    maturity=st.dates(dt.date(2030, 1, 1), dt.date(2055, 12, 31)),
    years=st.integers(10, 30),
    rate=st.floats(0.0, 0.15),
    months=st.sampled_from([3, 6, 12]),
    day_count=st.sampled_from([DayCount.ACT_365_FIXED, DayCount.THIRTY_360_ISDA]),
)
SETTLEMENT = dt.date(2026, 4, 9)
YIELDS = st.floats(-0.02, 0.25)


def settle(bond: FixedCouponBond) -> dt.date:
    return max(SETTLEMENT, bond.issue)


def test_fabozzi_duration_and_convexity() -> None:
    # Fabozzi, Bond Markets, chapter 4: 9 % semiannual, 5 years, yield 9 %: Macaulay 4.13, modified 3.96, convexity
    # 19.45; 6 % 25 years at 9 %: price 70.3570, modified 10.62, convexity 182.92.
    start = dt.date(2025, 1, 15)
    five = bond_risk(FixedCouponBond(start, dt.date(2030, 1, 15), 0.09), 0.09, settlement=start)
    half = PRINTED_HALF_UNIT * 1e-2
    assert five.macaulay_duration_years == pytest.approx(4.13, abs=half)
    assert five.modified_duration_years == pytest.approx(3.96, abs=half)
    assert five.convexity_years_squared == pytest.approx(19.45, abs=2.0 * half)
    long = FixedCouponBond(start, dt.date(2050, 1, 15), 0.06)
    assert bond_price_from_yield(long, 0.09, settlement=start).clean == pytest.approx(70.3570, abs=1e-2 * half)
    risk = bond_risk(long, 0.09, settlement=start)
    assert risk.modified_duration_years == pytest.approx(10.62, abs=half)
    assert risk.convexity_years_squared == pytest.approx(182.92, abs=2.0 * half)


def test_hull_two_year_bond() -> None:
    # Hull, Options, Futures and Other Derivatives, section 4.4: 6 % semiannual, 2 years, zero rates 5.0, 5.8, 6.4 and
    # 6.8 % continuously compounded: price 98.39, yield 6.76 % continuously compounded.
    start = dt.date(2025, 1, 1)
    bond = FixedCouponBond(start, dt.date(2027, 1, 1), 0.06, roll=Roll.UNADJUSTED)
    dates = np.array(bond.schedule().payments, dtype="datetime64[D]")
    factors = np.exp(-np.array([0.05, 0.058, 0.064, 0.068]) * np.array([0.5, 1.0, 1.5, 2.0]))
    price = bond_price_from_curve(bond, DiscountCurve(start, dates, factors))
    assert price.dirty == pytest.approx(98.39, abs=PRINTED_HALF_UNIT * 1e-2)
    rate = bond_yield(bond, price.clean, settlement=start)
    assert 2.0 * math.log(1.0 + rate / 2.0) == pytest.approx(0.0676, abs=PRINTED_HALF_UNIT * 1e-4)


def test_treasury_accrued_by_hand() -> None:
    # 92 of the 184 days from 15 May to 15 November 2025
    bond = FixedCouponBond(dt.date(2024, 11, 15), dt.date(2034, 11, 15), 0.0425)
    assert accrued_interest(bond, dt.date(2025, 8, 15)) == pytest.approx(2.125 * 92 / 184, rel=EXACT)
    assert accrued_interest(bond, dt.date(2025, 5, 15)) == 0.0


@given(bond=BONDS, rate=YIELDS)
def test_agrees_with_quantlib(bond: FixedCouponBond, rate: float) -> None:
    settlement = settle(bond)
    periods = bond.schedule()

    def date(day: dt.date) -> Any:
        return ql.Date(day.day, day.month, day.year)

    ql.Settings.instance().evaluationDate = date(settlement)
    frequency = {1: ql.Annual, 2: ql.Semiannual, 4: ql.Quarterly}[bond.periods_per_year]
    schedule = ql.Schedule(
        [date(periods.starts[0]), *map(date, periods.ends)],
        ql.NullCalendar(),
        ql.Unadjusted,
        ql.Unadjusted,
        ql.Period(bond.months_per_coupon, ql.Months),
        ql.DateGeneration.Backward,
        True,
        [True] * len(periods.ends),
    )
    count = ql.ActualActual(ql.ActualActual.ISMA, schedule)
    peer = ql.FixedRateBond(0, 100.0, schedule, [bond.coupon_rate], count, ql.Unadjusted)
    ours = FixedCouponBond(bond.issue, bond.maturity, bond.coupon_rate, bond.months_per_coupon, DayCount.ACT_365_FIXED)
    price = bond_price_from_yield(ours, rate, settlement=settlement)
    terms = (count, ql.Compounded, frequency, date(settlement))
    peer_rate = ql.InterestRate(rate, count, ql.Compounded, frequency)
    context = (bond, rate)
    assert price.accrued == pytest.approx(peer.accruedAmount(date(settlement)), abs=100.0 * CURVE_PEER), context
    assert price.clean == pytest.approx(peer.cleanPrice(rate, *terms), rel=CURVE_PEER), context
    risk = bond_risk(ours, rate, settlement=settlement)
    duration = ql.BondFunctions.duration(peer, peer_rate, ql.Duration.Modified, date(settlement))
    macaulay = ql.BondFunctions.duration(peer, peer_rate, ql.Duration.Macaulay, date(settlement))
    convexity = ql.BondFunctions.convexity(peer, peer_rate, date(settlement))
    assert risk.modified_duration_years == pytest.approx(duration, rel=CURVE_PEER), context
    assert risk.macaulay_duration_years == pytest.approx(macaulay, rel=CURVE_PEER), context
    assert risk.convexity_years_squared == pytest.approx(convexity, rel=CURVE_PEER), context


@given(bond=BONDS, rate=YIELDS)
def test_yield_inverts_price(bond: FixedCouponBond, rate: float) -> None:
    settlement = settle(bond)
    price = bond_price_from_yield(bond, rate, settlement=settlement)
    assert bond_yield(bond, price.clean, settlement=settlement) == pytest.approx(rate, abs=EXACT), (bond, rate)


@given(bond=BONDS, rate=YIELDS)
def test_sensitivities_match_finite_differences(bond: FixedCouponBond, rate: float) -> None:
    settlement, step = settle(bond), 1e-4
    up, mid, down = (
        bond_price_from_yield(bond, rate + shift, settlement=settlement).dirty for shift in (step, 0.0, -step)
    )
    risk = bond_risk(bond, rate, settlement=settlement)
    assert risk.dv01 == pytest.approx((down - up) / 2.0, rel=GREEK_DIFFERENCE), (bond, rate)
    assert risk.modified_duration_years == pytest.approx((down - up) / (2 * step * mid), rel=GREEK_DIFFERENCE)
    bend = (up - 2.0 * mid + down) / (step**2 * mid)
    assert risk.convexity_years_squared == pytest.approx(bend, rel=10.0 * GREEK_DIFFERENCE), (bond, rate)


@given(bond=BONDS, level=st.floats(-0.01, 0.15))
def test_curve_price_and_dv01(bond: FixedCouponBond, level: float) -> None:
    as_of, step = settle(bond), 1e-4
    pillars = np.array([as_of + dt.timedelta(days=365 * n) for n in (1, 5, 40)], dtype="datetime64[D]")
    curve = DiscountCurve(as_of, pillars, np.exp(-level * np.array([1.0, 5.0, 40.0])))
    price = bond_price_from_curve(bond, curve)
    assert price.accrued == accrued_interest(bond, as_of)
    assert price.clean + price.accrued == pytest.approx(price.dirty, rel=EXACT)
    worth = sum(
        (bond.coupon + (bond.face if end == bond.maturity else 0.0)) * curve.discount(paid)
        for end, paid in zip(bond.schedule().ends, bond.schedule().payments, strict=True)
        if end > as_of
    )
    assert price.dirty == pytest.approx(worth, rel=EXACT), (bond, level)
    up, down = (bond_price_from_curve(bond, curve.shifted(shift)).dirty for shift in (step, -step))
    assert curve_dv01(bond, curve) == pytest.approx((down - up) / 2.0, rel=GREEK_DIFFERENCE), (bond, level)


def test_par_bond_is_worth_its_face() -> None:
    bond = FixedCouponBond(dt.date(2025, 2, 28), dt.date(2035, 2, 28), 0.0525, face=1000.0)
    assert bond_price_from_yield(bond, 0.0525, settlement=bond.issue).clean == pytest.approx(1000.0, rel=EXACT)


def test_payment_on_a_holiday_is_discounted_from_the_day_it_is_paid() -> None:
    holiday = dt.date(2027, 1, 15)
    bond = FixedCouponBond(
        dt.date(2026, 1, 15), holiday, 0.04, 12, calendar=BusinessCalendar.of([holiday]), roll=Roll.FOLLOWING
    )
    curve = DiscountCurve(dt.date(2026, 1, 15), np.array(["2036-01-15"], "M8[D]"), np.array([0.6]))
    assert bond_price_from_curve(bond, curve).dirty == pytest.approx(104.0 * curve.discount(dt.date(2027, 1, 18)))


def test_refuses() -> None:
    bond = FixedCouponBond(dt.date(2025, 1, 15), dt.date(2030, 1, 15), 0.04)
    with pytest.raises(InputError, match="'settlement' must be in"):
        accrued_interest(bond, dt.date(2030, 1, 15))
    with pytest.raises(InputError, match="'settlement' must be in"):
        bond_yield(bond, 99.0, settlement=dt.date(2025, 1, 14))
    with pytest.raises(InputError, match="'yield_to_maturity' must be finite and above -2"):
        bond_price_from_yield(bond, -2.0, settlement=bond.issue)
    with pytest.raises(InputError, match="'clean_price with accrued interest' must be finite and above 0"):
        bond_yield(bond, -1.0, settlement=bond.issue)
    with pytest.raises(InputError, match=r"'coupon_rate' must be finite and at least 0, was -0\.01"):
        FixedCouponBond(bond.issue, bond.maturity, -0.01)
    with pytest.raises(InputError, match="'months_per_coupon' must divide 12, was 5"):
        FixedCouponBond(bond.issue, bond.maturity, 0.04, 5)
    with pytest.raises(InputError, match="'face' must be finite and above 0"):
        FixedCouponBond(bond.issue, bond.maturity, 0.04, face=0.0)
    with pytest.raises(InputError, match="whole periods of 6 months"):
        FixedCouponBond(dt.date(2025, 1, 16), bond.maturity, 0.04)
