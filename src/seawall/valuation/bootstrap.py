"""A discount curve that reprices deposits, par bonds and par swaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from seawall.core import BusinessCalendar, DayCount, FloatArray, Roll, add_months, year_fraction
from seawall.errors import InputError, NumericalError
from seawall.market import DiscountCurve

__all__ = ["Deposit", "ParBond", "ParSwap", "Quote", "bootstrap_curve"]

Payments = tuple[tuple[dt.date, ...], FloatArray]
"""Dates and amounts per unit of notional."""

_STEP_TOLERANCE = 1e-13
_NEWTON_STEPS = 60


@dataclass(frozen=True, slots=True)
class Deposit:
    r"""Money lent from the as-of date to `maturity` at simple interest, :math:`P = 1 / (1 + r \tau)`.

    Also a bill quoted by its bond-equivalent yield.

    Attributes
    ----------
    maturity : datetime.date
        Day of repayment.
    rate : float
        Simple rate, decimal per year.
    day_count : DayCount
        For tau.
    """

    maturity: dt.date
    rate: float
    day_count: DayCount

    def payments(self, as_of: dt.date) -> Payments:
        """Dates and amounts that are worth 1 on `as_of`."""
        return (self.maturity,), np.array([1.0 + self.rate * year_fraction(as_of, self.maturity, self.day_count)])


@dataclass(frozen=True, slots=True)
class ParBond:
    """A bond issued on the as-of date whose coupon makes it worth its face, such as a constant-maturity Treasury.

    Every coupon is the yield times the months of its period over 12: the bond basis.

    Attributes
    ----------
    months : int
        From the as-of date to maturity, whole periods.
    par_yield : float
        Coupon a year, decimal, compounded with the periods.
    months_per_coupon : int
        Months in a period; 6 for a Treasury.
    """

    months: int
    par_yield: float
    months_per_coupon: int = 6

    def payments(self, as_of: dt.date) -> Payments:
        """Dates and amounts that are worth 1 on `as_of`."""
        dates = _period_ends(as_of, self.months, self.months_per_coupon)
        amounts = np.full(len(dates), self.par_yield * self.months_per_coupon / 12.0)
        amounts[-1] += 1.0
        return dates, amounts


@dataclass(frozen=True, slots=True)
class ParSwap:
    """A swap from the as-of date whose fixed leg is worth its floating leg, both on the curve being built.

    Attributes
    ----------
    months : int
        From the as-of date to maturity, whole periods.
    rate : float
        Fixed rate, decimal per year.
    months_per_coupon : int
        Months in a period of the fixed leg.
    day_count : DayCount
        Of the fixed leg, between payment dates.
    calendar : BusinessCalendar
        Of the payments.
    roll : Roll
        Of the payments.
    """

    months: int
    rate: float
    months_per_coupon: int
    day_count: DayCount
    calendar: BusinessCalendar = field(default_factory=BusinessCalendar)
    roll: Roll = Roll.MODIFIED_FOLLOWING

    def payments(self, as_of: dt.date) -> Payments:
        """Dates and amounts that are worth 1 on `as_of`: the fixed leg, and the unit at its end."""
        ends = _period_ends(as_of, self.months, self.months_per_coupon)
        dates = tuple(self.calendar.roll(day, self.roll) for day in ends)
        years = [year_fraction(a, b, self.day_count) for a, b in pairwise((as_of, *dates))]
        amounts = self.rate * np.array(years)
        amounts[-1] += 1.0
        return dates, amounts


Quote = Deposit | ParBond | ParSwap


def bootstrap_curve(as_of: dt.date, quotes: Sequence[Quote]) -> DiscountCurve:
    r"""Find the discount factors, one pillar a quote, that make every quote worth par.

    .. math:: \sum_i c_i P(t_i) + P(t_n) = 1

    solved quote by quote in order of their last payment, by Newton's method in :math:`\ln P(t_n)`; coupons since the
    previous pillar lie on the log-linear stretch that ends there and move with it. Where no coupon is negative, the
    left side rises and is convex in the unknown, so that Newton's method cannot miss.

    Parameters
    ----------
    as_of : datetime.date
        Date of the quotes, and of settlement.
    quotes : sequence of Deposit, ParBond or ParSwap
        In any order, no two with one last payment.

    Returns
    -------
    DiscountCurve
        One pillar a quote.

    Raises
    ------
    InputError
        For no quotes, rates that are not finite, quotes that end on one date, or broken periods.
    NumericalError
        When no positive discount factor makes a quote worth par, as for coupons above what is left to pay for.

    Examples
    --------
    >>> curve = bootstrap_curve(dt.date(2025, 1, 15), [
    ...     Deposit(dt.date(2025, 7, 15), 0.04, DayCount.THIRTY_360_US),
    ...     ParBond(12, 0.042), ParBond(24, 0.043)])
    >>> halves = np.array(["2025-07-15", "2026-01-15", "2026-07-15", "2027-01-15"], "M8[D]")
    >>> round(float(0.0215 * curve.discount(halves).sum() + curve.discount(halves)[-1]), 12)
    1.0
    """
    if len(quotes) == 0:
        raise InputError("'quotes' must hold at least 1 quote")
    table = sorted((quote.payments(as_of) for quote in quotes), key=lambda payments: payments[0][-1])
    knots, logs = [0.0], [0.0]
    for dates, amounts in table:
        days = np.array([(day - as_of).days for day in dates], dtype=np.float64)
        if days[-1] <= knots[-1]:
            raise InputError(f"'quotes' must end after {as_of} on different dates, but one ends on {dates[-1]}")
        if not np.isfinite(amounts).all():
            raise InputError(f"'quotes' must have finite rates, but the one that ends on {dates[-1]} has not")
        logs.append(_next_log((dates, amounts), days, knots, logs))
        knots.append(float(days[-1]))
    pillars = np.array([dates[-1] for dates, _ in table], dtype="datetime64[D]")
    return DiscountCurve(as_of, pillars, np.exp(np.array(logs[1:])))


def _period_ends(as_of: dt.date, months: int, months_per_coupon: int) -> tuple[dt.date, ...]:
    """Dates whole periods after `as_of`, each counted from there, so that a short month moves no later date."""
    if months_per_coupon < 1 or months < 1 or months % months_per_coupon != 0:
        raise InputError(f"'months' must be a multiple of the {months_per_coupon!r} of a period, was {months!r}")
    return tuple(add_months(as_of, count) for count in range(months_per_coupon, months + 1, months_per_coupon))


def _next_log(payments: Payments, days: FloatArray, knots: list[float], logs: list[float]) -> float:
    """Logarithm of the discount factor on the last day that makes the payments worth 1."""
    dates, amounts = payments
    known = days <= knots[-1]
    left = 1.0 - float(amounts[known] @ np.exp(np.interp(days[known], knots, logs)))
    share = (days[~known] - knots[-1]) / (days[-1] - knots[-1])
    unknown = amounts[~known]
    log = logs[-1]
    if left <= 0.0 and (unknown > 0.0).all():
        raise NumericalError(f"no discount factor makes the quote that ends on {dates[-1]} worth par")
    for _ in range(_NEWTON_STEPS):
        worth = unknown * np.exp(logs[-1] + share * (log - logs[-1]))
        step = (float(worth.sum()) - left) / float(worth @ share)
        log -= step
        if abs(step) <= _STEP_TOLERANCE:
            return log
    raise NumericalError(
        f"discount factor on {dates[-1]} did not converge in {_NEWTON_STEPS} steps; the last one was {step:.1e}"
    )
