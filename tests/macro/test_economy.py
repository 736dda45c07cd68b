"""What was known on a day: its rules."""

from __future__ import annotations

import datetime as dt

import pytest

from seawall.errors import DataError, InputError
from seawall.macro import Economy
from tests.macro.built import economy, monthly


def test_a_series_is_there_or_the_reason_why_not() -> None:
    found = economy("2025-12-10", monthly("UNRATE", "2025-10", [4.4, 4.6]))
    assert found.has("UNRATE")
    assert found.get("UNRATE").values.tolist() == [4.4, 4.6]
    assert not found.has("PAYEMS")
    with pytest.raises(DataError, match=r"PAYEMS \(Non-farm payrolls.*\) is not available on 2025-12-10: not supplied"):
        found.get("PAYEMS")
    with pytest.raises(InputError, match="did you mean 'PAYEMS'"):
        found.get("PAYEM")


def test_an_economy_holds_nothing_of_the_future_and_no_series_under_another_name() -> None:
    rate = monthly("UNRATE", "2025-10", [4.4, 4.6])
    with pytest.raises(InputError, match="the 2025-11-01 of UNRATE is known from 2025-12-10; cut it by known_on"):
        Economy(dt.date(2025, 12, 9), {"UNRATE": rate})
    with pytest.raises(InputError, match="'PAYEMS' holds 'UNRATE'"):
        Economy(dt.date(2025, 12, 10), {"PAYEMS": rate})


def test_an_economy_cannot_be_changed_from_outside() -> None:
    given = {"UNRATE": monthly("UNRATE", "2025-10", [4.4, 4.6])}
    found = Economy(dt.date(2025, 12, 10), given)
    given.clear()
    assert found.has("UNRATE")
