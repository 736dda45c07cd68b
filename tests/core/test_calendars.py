"""Day counts against printed values and QuantLib; rolls; months."""

from __future__ import annotations

import datetime as dt

import pytest
import QuantLib as ql
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import BusinessCalendar, DayCount, Roll, add_months, is_month_end, year_fraction
from tests.tolerances import EXACT

DAYS = st.dates(dt.date(1995, 1, 1), dt.date(2060, 12, 31))

PEERS = {
    DayCount.ACT_365_FIXED: ql.Actual365Fixed(),
    DayCount.ACT_360: ql.Actual360(),
    DayCount.ACT_ACT_ISDA: ql.ActualActual(ql.ActualActual.ISDA),
    DayCount.THIRTY_360_US: ql.Thirty360(ql.Thirty360.USA),
    DayCount.THIRTY_360_ISDA: ql.Thirty360(ql.Thirty360.BondBasis),
}


def ql_date(day: dt.date) -> ql.Date:
    return ql.Date(day.day, day.month, day.year)


@pytest.mark.parametrize(
    ("start", "end", "day_count", "years"),
    [
        # ISDA, "EMU and market conventions: recent developments" (1998), section on the first two examples
        ("2003-11-01", "2004-05-01", DayCount.ACT_ACT_ISDA, 61 / 365 + 121 / 366),
        ("1999-02-01", "1999-07-01", DayCount.ACT_ACT_ISDA, 150 / 365),
        ("1999-07-01", "2000-07-01", DayCount.ACT_ACT_ISDA, 184 / 365 + 182 / 366),
        ("2002-08-15", "2003-07-15", DayCount.ACT_ACT_ISDA, 334 / 365),
        ("1999-07-30", "2000-01-30", DayCount.ACT_ACT_ISDA, 155 / 365 + 29 / 366),
        ("2024-01-01", "2025-01-01", DayCount.ACT_365_FIXED, 366 / 365),
        ("2024-01-01", "2025-01-01", DayCount.ACT_360, 366 / 360),
        # ISDA 2006 4.16(f): the 31st counts as the 30th at the end only after a 30th or 31st
        ("2006-08-31", "2007-02-28", DayCount.THIRTY_360_ISDA, 178 / 360),
        ("2006-08-30", "2006-10-31", DayCount.THIRTY_360_ISDA, 60 / 360),
        ("2006-08-20", "2006-10-31", DayCount.THIRTY_360_ISDA, 71 / 360),
        ("2007-02-28", "2007-08-31", DayCount.THIRTY_360_ISDA, 183 / 360),
        # the United States count the last of February as the 30th, at the end only when both are
        ("2007-02-28", "2007-08-31", DayCount.THIRTY_360_US, 180 / 360),
        ("2008-02-29", "2009-02-28", DayCount.THIRTY_360_US, 360 / 360),
        ("2006-08-31", "2007-02-28", DayCount.THIRTY_360_US, 178 / 360),
    ],
)
def test_printed_values(start: str, end: str, day_count: DayCount, years: float) -> None:
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    assert year_fraction(first, last, day_count) == pytest.approx(years, abs=EXACT), (start, end, day_count)
    assert year_fraction(last, first, day_count) == -year_fraction(first, last, day_count)


@given(one=DAYS, other=DAYS, day_count=st.sampled_from(DayCount))
def test_agrees_with_quantlib(one: dt.date, other: dt.date, day_count: DayCount) -> None:
    start, end = sorted((one, other))
    peer = PEERS[day_count].yearFraction(ql_date(start), ql_date(end))
    assert year_fraction(start, end, day_count) == pytest.approx(peer, abs=EXACT), (start, end, day_count)


@given(start=DAYS, middle=DAYS, end=DAYS)
def test_actual_counts_add_up(start: dt.date, middle: dt.date, end: dt.date) -> None:
    for day_count in (DayCount.ACT_365_FIXED, DayCount.ACT_360, DayCount.ACT_ACT_ISDA):
        parts = year_fraction(start, middle, day_count) + year_fraction(middle, end, day_count)
        assert parts == pytest.approx(year_fraction(start, end, day_count), abs=EXACT), (start, middle, end, day_count)


@given(day=DAYS, months=st.integers(-360, 360))
def test_months_agree_with_quantlib(day: dt.date, months: int) -> None:
    peer = ql_date(day) + ql.Period(months, ql.Months)
    assert ql_date(add_months(day, months)) == peer, (day, months)
    moved = add_months(day, months, keep_month_end=True)
    assert is_month_end(moved) or not is_month_end(day), (day, months)


@given(day=DAYS, roll=st.sampled_from(Roll))
def test_rolls_agree_with_quantlib(day: dt.date, roll: Roll) -> None:
    holiday = dt.date(day.year, day.month, 15)
    peer = ql.BespokeCalendar("weekends")
    peer.addWeekend(ql.Saturday)
    peer.addWeekend(ql.Sunday)
    peer.addHoliday(ql_date(holiday))
    rules = {
        Roll.UNADJUSTED: ql.Unadjusted,
        Roll.FOLLOWING: ql.Following,
        Roll.MODIFIED_FOLLOWING: ql.ModifiedFollowing,
        Roll.PRECEDING: ql.Preceding,
    }
    found = BusinessCalendar.of([holiday]).roll(day, roll)
    peer_found = peer.adjust(ql_date(day), rules[roll])
    peer.removeHoliday(ql_date(holiday))
    assert ql_date(found) == peer_found, (day, roll, holiday)


def test_weekend_and_holiday_are_no_business_days() -> None:
    calendar = BusinessCalendar.of([dt.date(2025, 12, 25)])
    assert calendar.is_business_day(dt.date(2025, 12, 24))
    assert not calendar.is_business_day(dt.date(2025, 12, 25))
    assert not calendar.is_business_day(dt.date(2025, 12, 27))
    assert calendar.roll(dt.date(2025, 12, 25), Roll.FOLLOWING) == dt.date(2025, 12, 26)
