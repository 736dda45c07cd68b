"""Dated halvings, and the estimate of the next one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError
from seawall.macro import HALVING_DATES, halving_cycle_on
from seawall.macro.halving_cycle import halving_estimates


def test_the_dates_of_four_halvings() -> None:
    assert [str(each) for each in HALVING_DATES] == ["2012-11-28", "2016-07-09", "2020-05-11", "2024-04-20"]


def test_the_cycle_by_hand() -> None:
    """210,000 blocks of 10 minutes are 1,458 days and 8 hours; past cycles took 1,319, 1,402 and 1,440 days."""
    cycle = halving_cycle_on(dt.date(2025, 12, 30))
    assert (cycle.days_since, cycle.next_block, cycle.n_cycles) == (619, 1_050_000, 3)
    assert cycle.next_date == dt.date(2024, 4, 20) + dt.timedelta(days=1_458)
    assert cycle.earliest_date == dt.date(2024, 4, 20) + dt.timedelta(days=1_319)
    assert cycle.latest_date == dt.date(2024, 4, 20) + dt.timedelta(days=1_440)


@given(st.dates(HALVING_DATES[0], dt.date(2028, 4, 1)))
def test_no_halving_is_known_before_its_day(day: dt.date) -> None:
    if any(dt.timedelta(days=1_458) < day - before < dt.timedelta(days=1_460) for before in HALVING_DATES):
        return
    cycle = halving_cycle_on(day)
    assert cycle.last_date == max(each for each in HALVING_DATES if each <= day), day
    assert cycle.days_since == (day - cycle.last_date).days >= 0
    assert cycle.next_date > cycle.last_date
    found = halving_estimates(day)["days_to_halving"]
    assert found.value == (cycle.next_date - day).days >= 0
    assert (found.lower is None) == (day < HALVING_DATES[1])


def test_before_the_first_and_after_an_unknown_one() -> None:
    with pytest.raises(DataError, match="first halving was on 2012-11-28"):
        halving_cycle_on(dt.date(2012, 11, 27))
    with pytest.raises(DataError, match="was expected by 2028-04-17"):
        halving_cycle_on(dt.date(2028, 4, 18))
