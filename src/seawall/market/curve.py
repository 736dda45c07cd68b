"""A discount curve: what one unit of currency on a later date is worth today."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from seawall.core import (
    DAYS_PER_YEAR,
    DateArray,
    FloatArray,
    check_dates,
    check_finite,
    check_shape,
    read_only,
    read_only_dates,
)
from seawall.errors import InputError

__all__ = ["DiscountCurve"]


@dataclass(frozen=True, slots=True, eq=False)
class DiscountCurve:
    r"""Discount factors at pillar dates, log-linear in days between them.

    .. math:: P(t) = e^{-z(t)\,t}, \qquad \ln P \text{ linear in } t \text{ from } P(0) = 1

    so that the instantaneous forward rate is constant between pillars; the last one is carried on past the last
    pillar. Rates are continuously compounded on ACT/365 Fixed, decimals per year.

    Attributes
    ----------
    as_of : datetime.date
        Date on which a unit is worth one.
    pillars : DateArray
        Rising dates after `as_of`, shape (n,), n >= 1.
    discounts : FloatArray
        Discount factors at the pillars, above 0, shape (n,).

    Examples
    --------
    >>> curve = DiscountCurve(dt.date(2025, 1, 1), np.array(["2026-01-01", "2027-01-01"], "M8[D]"),
    ...     np.array([0.96, 0.92]))
    >>> round(curve.zero_rate(dt.date(2026, 1, 1)), 6), round(curve.discount(dt.date(2026, 7, 2)), 6)
    (0.040822, 0.939842)
    >>> round(curve.forward_rate(dt.date(2026, 1, 1), dt.date(2027, 1, 1)), 6)
    0.04256
    """

    as_of: dt.date
    pillars: DateArray
    discounts: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays and check dates and factors."""
        object.__setattr__(self, "pillars", read_only_dates(self.pillars))
        object.__setattr__(self, "discounts", read_only(self.discounts))
        if self.pillars.ndim != 1 or len(self.pillars) == 0:
            raise InputError(f"'pillars' must hold at least 1 date in one row, had shape {self.pillars.shape}")
        check_dates(self.pillars, "pillars")
        if self.pillars[0] <= np.datetime64(self.as_of, "D"):
            raise InputError(f"'pillars' must come after 'as_of' {self.as_of}, began at {self.pillars[0]}")
        check_shape(self.discounts, "discounts", (len(self.pillars),))
        check_finite(self.discounts, "discounts")
        if (self.discounts <= 0.0).any():
            place = int(np.argmax(self.discounts <= 0.0))
            raise InputError(f"'discounts' must be above 0, was {self.discounts[place]} at {self.pillars[place]}")

    @overload
    def discount(self, dates: dt.date) -> float: ...
    @overload
    def discount(self, dates: DateArray) -> FloatArray: ...
    def discount(self, dates: dt.date | DateArray) -> float | FloatArray:
        """Discount factor on one date, or on each of an array of dates.

        Raises
        ------
        InputError
            For a date before `as_of`.
        """
        factors = np.exp(self._log_discount(dates))
        return float(factors) if isinstance(dates, dt.date) else np.asarray(factors)

    def zero_rate(self, day: dt.date) -> float:
        """Continuously compounded rate from `as_of` to `day`; on `as_of` itself, the rate at which the curve starts."""
        if day == self.as_of:
            day = day + dt.timedelta(days=1)
        return -float(self._log_discount(day)) / self._years(day)

    def forward_rate(self, start: dt.date, end: dt.date) -> float:
        """Continuously compounded rate between two later dates.

        Raises
        ------
        InputError
            When `end` does not come after `start`, or `start` is before `as_of`.
        """
        if end <= start:
            raise InputError(f"'end' must come after 'start' {start}, was {end}")
        logs = self._log_discount(np.array([start, end], dtype="datetime64[D]"))
        return float(logs[0] - logs[1]) / (self._years(end) - self._years(start))

    def shifted(self, rate_shift: float) -> DiscountCurve:
        """Move all zero rates, on pillars and between them, by `rate_shift` (0.0001 is one basis point)."""
        if not math.isfinite(rate_shift):
            raise InputError(f"'rate_shift' must be finite, was {rate_shift!r}")
        years = self._days(self.pillars) / DAYS_PER_YEAR
        return replace(self, discounts=self.discounts * np.exp(-rate_shift * years))

    def _years(self, day: dt.date) -> float:
        return (day - self.as_of).days / DAYS_PER_YEAR

    def _days(self, dates: dt.date | DateArray) -> FloatArray:
        days = np.asarray(dates, dtype="datetime64[D]") - np.datetime64(self.as_of, "D")
        return np.asarray(days / np.timedelta64(1, "D"))

    def _log_discount(self, dates: dt.date | DateArray) -> FloatArray:
        days = self._days(dates)
        if not (days >= 0.0).all():
            raise InputError(f"a curve as of {self.as_of} has no discount factor for an earlier or blank date: {dates}")
        knots = np.concatenate([[0.0], self._days(self.pillars)])
        logs = np.concatenate([[0.0], np.log(self.discounts)])
        beyond = np.maximum(days - knots[-1], 0.0) * (logs[-1] - logs[-2]) / (knots[-1] - knots[-2])
        return np.asarray(np.interp(days, knots, logs) + beyond)
