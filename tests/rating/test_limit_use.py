"""Whether a limit is kept: for certain, perhaps, not, or nobody knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.portfolio import Limit, LimitKind
from seawall.rating import LimitReading, LimitUse, LimitVerdict

AMOUNTS = st.floats(1e-6, 1e6)


def use_of(most: float, reading: LimitReading) -> LimitUse:
    return LimitUse(Limit(LimitKind.GROSS_EXPOSURE, most), reading)


@pytest.mark.parametrize(
    ("reading", "verdict"),
    [
        (LimitReading(1.0, "at the limit itself"), LimitVerdict.KEPT),
        (LimitReading(1.0000001, "a little above"), LimitVerdict.BREACHED),
        (LimitReading(0.9, "interval below", interval=(0.8, 1.0)), LimitVerdict.KEPT),
        (LimitReading(0.9, "interval beyond", interval=(0.8, 1.1)), LimitVerdict.UNCERTAIN),
        (LimitReading(1.1, "interval from below", interval=(0.9, 1.2)), LimitVerdict.BREACHED),
        (LimitReading(0.9, "no interval", is_bounded=False), LimitVerdict.UNCERTAIN),
        (LimitReading(1.1, "no interval", is_bounded=False), LimitVerdict.BREACHED),
        (LimitReading(None, "nothing"), LimitVerdict.NOT_KNOWN),
        (LimitReading(0.0, "nothing held"), LimitVerdict.KEPT),
    ],
)
def test_the_verdict(reading: LimitReading, verdict: LimitVerdict) -> None:
    assert use_of(1.0, reading).verdict is verdict, reading


@given(most=AMOUNTS, value=AMOUNTS, below=st.floats(0, 1), above=st.floats(0, 3))
def test_a_breach_is_a_share_above_one_and_no_interval_hides_it(
    most: float, value: float, below: float, above: float
) -> None:
    exact = use_of(most, LimitReading(value, "exact"))
    estimated = use_of(most, LimitReading(value, "estimated", interval=(value * below, value * (1 + above))))
    is_breached = value > most
    assert exact.verdict is (LimitVerdict.BREACHED if is_breached else LimitVerdict.KEPT)
    assert (estimated.verdict is LimitVerdict.BREACHED) == is_breached
    assert (estimated.verdict is LimitVerdict.KEPT) == (value * (1 + above) <= most)
    assert exact.share == estimated.share == value / most


@given(most=AMOUNTS, lower=AMOUNTS, width=st.floats(0, 10), more=st.floats(0, 10))
def test_a_wider_interval_never_makes_a_limit_surer(most: float, lower: float, width: float, more: float) -> None:
    order = [LimitVerdict.KEPT, LimitVerdict.UNCERTAIN, LimitVerdict.BREACHED]
    narrow, wide = (
        use_of(most, LimitReading(lower, "estimated", interval=(lower, lower + each))) for each in (width, width + more)
    )
    assert order.index(narrow.verdict) <= order.index(wide.verdict)


def test_an_interval_is_in_order() -> None:
    with pytest.raises(InputError, match=r"'interval' must be in order, was \(2.0, 1.0\)"):
        LimitReading(1.5, "upside down", interval=(2.0, 1.0))
    assert use_of(1.0, LimitReading(None, "nothing")).share is None
