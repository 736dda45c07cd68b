"""Coupon schedules against QuantLib, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
import QuantLib as ql
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import BusinessCalendar, Roll, add_months
from seawall.errors import InputError
from seawall.valuation.schedule import coupon_schedule


@given(
    maturity=st.dates(dt.date(2020, 1, 1), dt.date(2060, 12, 31)),
    periods=st.integers(1, 60),
    months=st.sampled_from([1, 3, 6, 12]),
)
def test_agrees_with_quantlib(maturity: dt.date, periods: int, months: int) -> None:
    start = add_months(maturity, -periods * months, keep_month_end=True)
    found = coupon_schedule(
        start, maturity, months_per_coupon=months, calendar=BusinessCalendar(), roll=Roll.UNADJUSTED
    )
    peer = ql.Schedule(
        ql.Date(start.day, start.month, start.year),
        ql.Date(maturity.day, maturity.month, maturity.year),
        ql.Period(months, ql.Months),
        ql.NullCalendar(),
        ql.Unadjusted,
        ql.Unadjusted,
        ql.DateGeneration.Backward,
        True,
    )
    dates = [dt.date(day.year(), day.month(), day.dayOfMonth()) for day in peer]
    assert [found.starts[0], *found.ends] == dates, (start, maturity, months)
    assert found.payments == found.ends
    assert found.starts[1:] == found.ends[:-1]


def test_payments_roll_and_periods_do_not() -> None:
    found = coupon_schedule(
        dt.date(2024, 11, 15),
        dt.date(2025, 11, 15),
        months_per_coupon=6,
        calendar=BusinessCalendar.of([dt.date(2025, 11, 17)]),
        roll=Roll.FOLLOWING,
    )
    assert found.ends == (dt.date(2025, 5, 15), dt.date(2025, 11, 15))
    assert found.payments == (dt.date(2025, 5, 15), dt.date(2025, 11, 18))


@pytest.mark.parametrize(
    ("start", "months", "words"),
    [
        (dt.date(2024, 12, 1), 6, "whole periods of 6 months before 'maturity' 2025-11-15, was 2024-12-01"),
        (dt.date(2025, 11, 15), 6, "'start' must come before"),
        (dt.date(2024, 11, 15), 0, "'months_per_coupon' must be in"),
    ],
)
def test_refuses(start: dt.date, months: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        coupon_schedule(
            start,
            dt.date(2025, 11, 15),
            months_per_coupon=months,
            calendar=BusinessCalendar(),
            roll=Roll.UNADJUSTED,
        )
