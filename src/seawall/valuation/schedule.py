"""When coupons accrue and when they are paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from seawall.core import BusinessCalendar, Roll, add_months, choice_named
from seawall.errors import InputError

__all__ = ["CouponSchedule", "coupon_schedule"]


@dataclass(frozen=True, slots=True)
class CouponSchedule:
    """Whole coupon periods, in order.

    Attributes
    ----------
    starts, ends : tuple of datetime.date
        Between which each coupon accrues; not rolled.
    payments : tuple of datetime.date
        When each coupon is paid: the end, rolled to a business day.
    """

    starts: tuple[dt.date, ...]
    ends: tuple[dt.date, ...]
    payments: tuple[dt.date, ...]


def coupon_schedule(
    start: dt.date,
    maturity: dt.date,
    *,
    months_per_coupon: int,
    calendar: BusinessCalendar,
    roll: Roll,
) -> CouponSchedule:
    """Count whole periods back from `maturity` to `start`.

    A maturity on the last day of a month puts every date on the last day of its month. Each date is counted from
    maturity and not from its neighbour, so that a short month does not pull the later ones forward.

    Parameters
    ----------
    start, maturity : datetime.date
        Whole periods apart.
    months_per_coupon : int
        From 1 to 12.
    calendar : BusinessCalendar
        Days on which payments are made.
    roll : Roll
        What becomes of a payment on another day.

    Returns
    -------
    CouponSchedule
        One entry a coupon.

    Raises
    ------
    InputError
        When `start` does not precede `maturity` or the periods are not whole; for a `roll` that there is not.

    Examples
    --------
    >>> schedule = coupon_schedule(dt.date(2024, 2, 29), dt.date(2025, 8, 31), months_per_coupon=6,
    ...     calendar=BusinessCalendar(), roll=Roll.FOLLOWING)
    >>> [day.isoformat() for day in schedule.payments]
    ['2024-09-02', '2025-02-28', '2025-09-01']
    """
    roll = choice_named(roll, "roll", Roll)
    if not 1 <= months_per_coupon <= 12:
        raise InputError(f"'months_per_coupon' must be in [1, 12], was {months_per_coupon!r}")
    if start >= maturity:
        raise InputError(f"'start' must come before 'maturity' {maturity}, was {start}")
    dates = [maturity]
    while dates[-1] > start:
        dates.append(add_months(maturity, -months_per_coupon * len(dates), keep_month_end=True))
    if dates[-1] != start:
        raise InputError(
            f"'start' must be whole periods of {months_per_coupon} months before 'maturity' {maturity}, was {start}; "
            f"the nearest are {dates[-1]} and {dates[-2]}"
        )
    dates.reverse()
    ends = tuple(dates[1:])
    return CouponSchedule(starts=tuple(dates[:-1]), ends=ends, payments=tuple(calendar.roll(day, roll) for day in ends))
