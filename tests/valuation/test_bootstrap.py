"""Bootstrapped curves: repricing of every input, QuantLib, Treasury yields, and what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import math
from pathlib import Path

import numpy as np
import pytest
import QuantLib as ql
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import BusinessCalendar, DayCount, Roll, add_months
from seawall.errors import InputError, NumericalError
from seawall.market import DiscountCurve
from seawall.valuation.bootstrap import Deposit, ParBond, ParSwap, Quote, bootstrap_curve
from tests.tolerances import CURVE_PEER, CURVE_REPRICING

AS_OF = dt.date(2025, 1, 15)


def in_months(months: int, as_of: dt.date = AS_OF) -> dt.date:
    return add_months(as_of, months)


def par_bond_worth(curve: DiscountCurve, bond: ParBond) -> float:
    """Repricing written out once more, with dates counted from the as-of date."""
    coupon = bond.par_yield * bond.months_per_coupon / 12.0
    total, months = 0.0, bond.months_per_coupon
    while months <= bond.months:
        total += coupon * curve.discount(add_months(curve.as_of, months))
        months += bond.months_per_coupon
    return total + curve.discount(add_months(curve.as_of, bond.months))


TREASURY: list[Quote] = [
    Deposit(in_months(1), 0.0437, DayCount.ACT_365_FIXED),
    Deposit(in_months(3), 0.0435, DayCount.ACT_365_FIXED),
    Deposit(in_months(6), 0.0428, DayCount.THIRTY_360_US),
    ParBond(12, 0.0419),
    ParBond(24, 0.0427),
    ParBond(60, 0.0445),
    ParBond(120, 0.0466),
    ParBond(240, 0.0497),
    ParBond(360, 0.0488),
]


def test_reprices_every_input() -> None:
    curve = bootstrap_curve(AS_OF, TREASURY)
    assert len(curve.pillars) == len(TREASURY)
    for quote in TREASURY:
        dates, amounts = quote.payments(AS_OF)
        worth = float(amounts @ curve.discount(np.array(dates, dtype="datetime64[D]")))
        assert worth == pytest.approx(1.0, abs=CURVE_REPRICING), quote
        if isinstance(quote, ParBond):
            assert par_bond_worth(curve, quote) == pytest.approx(1.0, abs=CURVE_REPRICING), quote


def test_a_deposit_alone_by_hand() -> None:
    curve = bootstrap_curve(AS_OF, [Deposit(dt.date(2025, 4, 15), 0.05, DayCount.ACT_360)])
    assert curve.discount(dt.date(2025, 4, 15)) == pytest.approx(1.0 / (1.0 + 0.05 * 90 / 360), abs=CURVE_REPRICING)


def test_two_year_note_by_hand() -> None:
    # Six-month and one-year rates of 4 % and an 18-month par yield of 5 %, all on the bond basis:
    # P(.5) = 1/1.02, P(1) = (1 - .02 P(.5)) / 1.02, P(1.5) = (1 - .025 (P(.5) + P(1))) / 1.025.
    quotes: list[Quote] = [
        Deposit(in_months(6), 0.04, DayCount.THIRTY_360_US),
        ParBond(12, 0.04),
        ParBond(18, 0.05),
    ]
    curve = bootstrap_curve(AS_OF, quotes)
    half = 1.0 / 1.02
    one = (1.0 - 0.02 * half) / 1.02
    assert curve.discount(in_months(12)) == pytest.approx(one, abs=CURVE_REPRICING)
    later = (1.0 - 0.025 * (half + one)) / 1.025
    assert curve.discount(in_months(18)) == pytest.approx(later, abs=CURVE_REPRICING)


def test_agrees_with_quantlib() -> None:
    today = ql.Date(15, 1, 2025)
    ql.Settings.instance().evaluationDate = today
    calendar = ql.BespokeCalendar("weekends only")
    calendar.addWeekend(ql.Saturday)
    calendar.addWeekend(ql.Sunday)
    deposits, swaps = {3: 0.043, 6: 0.042}, {12: 0.041, 24: 0.039, 60: 0.040, 120: 0.042, 360: 0.041}
    index = ql.IborIndex(
        "6M", ql.Period(6, ql.Months), 0, ql.USDCurrency(), calendar, ql.ModifiedFollowing, False, ql.Actual360()
    )
    helpers = [
        ql.DepositRateHelper(r, ql.Period(m, ql.Months), 0, calendar, ql.ModifiedFollowing, False, ql.Actual360())
        for m, r in deposits.items()
    ]
    helpers += [
        ql.SwapRateHelper(
            r, ql.Period(m, ql.Months), calendar, ql.Semiannual, ql.ModifiedFollowing, ql.Thirty360(ql.Thirty360.USA),
            index,
        )
        for m, r in swaps.items()
    ]  # fmt: skip
    peer = ql.PiecewiseLogLinearDiscount(today, helpers, ql.Actual365Fixed(), ql.IterativeBootstrap(1e-15))
    peer.enableExtrapolation()
    weekends = BusinessCalendar()
    quotes: list[Quote] = [ParSwap(m, r, 6, DayCount.THIRTY_360_US) for m, r in swaps.items()]
    for months, rate in deposits.items():
        end = weekends.roll(in_months(months), Roll.MODIFIED_FOLLOWING)
        quotes.append(Deposit(end, rate, DayCount.ACT_360))
    curve = bootstrap_curve(AS_OF, quotes)
    for days in (30, 91, 181, 365, 500, 1000, 3000, 8000, 10_950):
        day = AS_OF + dt.timedelta(days=days)
        wanted = peer.discount(ql.Date(day.day, day.month, day.year))
        assert curve.discount(day) == pytest.approx(wanted, abs=CURVE_PEER), day


@given(rates=st.lists(st.floats(-0.01, 0.12), min_size=7, max_size=7))
def test_reprices_any_smooth_enough_quotes(rates: list[float]) -> None:
    months = [6, 12, 24, 36, 60, 84, 120]
    quotes = [ParBond(m, 0.04 + 0.25 * r) for m, r in zip(months, rates, strict=True)]
    curve = bootstrap_curve(AS_OF, quotes)
    for quote in quotes:
        assert par_bond_worth(curve, quote) == pytest.approx(1.0, abs=CURVE_REPRICING), rates


def test_order_of_quotes_does_not_matter() -> None:
    one, other = bootstrap_curve(AS_OF, TREASURY), bootstrap_curve(AS_OF, TREASURY[::-1])
    np.testing.assert_array_equal(one.discounts, other.discounts)


def test_refuses_bad_quotes() -> None:
    with pytest.raises(InputError, match="at least 1 quote"):
        bootstrap_curve(AS_OF, [])
    with pytest.raises(InputError, match="on different dates, but one ends on 2026-01-15"):
        bootstrap_curve(AS_OF, [ParBond(12, 0.04), ParBond(12, 0.05)])
    with pytest.raises(InputError, match="'months' must be a multiple of the 6 of a period, was 13"):
        bootstrap_curve(AS_OF, [ParBond(13, 0.04)])
    with pytest.raises(InputError, match="must have finite rates"):
        bootstrap_curve(AS_OF, [Deposit(in_months(3), math.nan, DayCount.ACT_360)])
    with pytest.raises(InputError, match="must end after"):
        bootstrap_curve(AS_OF, [Deposit(AS_OF, 0.04, DayCount.ACT_360)])


def test_refuses_quotes_that_leave_nothing_to_discount() -> None:
    # twenty years of coupons of 12 % on a curve of 1 % are worth more than par before the face is paid
    with pytest.raises(NumericalError, match="no discount factor makes the quote"):
        bootstrap_curve(AS_OF, [ParBond(120, 0.01), ParBond(132, 0.12)])


COLUMNS = {
    "DGS1MO": 1, "DGS3MO": 3, "DGS6MO": 6, "DGS1": 12, "DGS2": 24, "DGS5": 60, "DGS10": 120, "DGS20": 240, "DGS30": 360,
}  # fmt: skip


def treasury_yields(folder: Path) -> dict[dt.date, dict[int, float]]:
    """Decimals by date and months, of the dates that have all series."""
    table: dict[dt.date, dict[int, float]] = {}
    for name, months in COLUMNS.items():
        with (folder / f"{name}.csv").open(newline="") as file:
            rows = csv.reader(file)
            next(rows)
            for day, percent in rows:
                if percent not in ("", "."):
                    table.setdefault(dt.date.fromisoformat(day), {})[months] = float(percent) / 100.0
    return {day: row for day, row in table.items() if len(row) == len(COLUMNS)}


@pytest.mark.real_data
def test_reprices_treasury_yields(real_data: Path) -> None:
    table = treasury_yields(real_data / "macro")
    days = sorted(table)
    assert len(days) > 1000
    for as_of in days[:: len(days) // 60]:
        quotes: list[Quote] = []
        for months, rate in sorted(table[as_of].items()):
            bill = Deposit(add_months(as_of, months), rate, DayCount.ACT_365_FIXED)
            quotes.append(bill if months < 6 else ParBond(months, rate))
        curve = bootstrap_curve(as_of, quotes)
        for quote in quotes:
            dates, amounts = quote.payments(as_of)
            worth = float(amounts @ curve.discount(np.array(dates, dtype="datetime64[D]")))
            assert worth == pytest.approx(1.0, abs=CURVE_REPRICING), (as_of, quote)
        assert (curve.discounts > 0.0).all()
        ten = curve.zero_rate(add_months(as_of, 120))
        assert abs(ten - table[as_of][120]) < 0.01, (as_of, ten)
