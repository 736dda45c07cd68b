r"""Fixed-coupon bonds: accrued interest, price from a curve or a yield, yield from a price, and sensitivities.

Street convention: the yield compounds once a coupon period, the time to the first coupon is the share of its period
that is left, and payments rolled past a weekend keep their place,

.. math:: \text{dirty} = \sum_{i=0}^{n-1} c_i \,(1 + y/m)^{-(w + i)}, \qquad
   \text{clean} = \text{dirty} - \text{accrued},

with :math:`m` periods a year and :math:`w` the share left.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field

import numpy as np

from seawall.core import (
    DAYS_PER_YEAR,
    BusinessCalendar,
    DateArray,
    DayCount,
    FloatArray,
    Roll,
    check_positive,
    choice_named,
    year_fraction,
)
from seawall.errors import InputError, NumericalError
from seawall.market import DiscountCurve
from seawall.valuation.schedule import CouponSchedule, coupon_schedule

__all__ = [
    "BondPrice",
    "BondRisk",
    "FixedCouponBond",
    "accrued_interest",
    "bond_price_from_curve",
    "bond_price_from_yield",
    "bond_risk",
    "bond_yield",
    "curve_dv01",
]

_BASIS_POINT = 1e-4
_NEWTON_STEPS = 100
_ROUNDING = 1e-15


@dataclass(frozen=True, slots=True)
class FixedCouponBond:
    """A bond with equal coupons and its face at maturity.

    Attributes
    ----------
    issue : datetime.date
        From which the first coupon accrues; whole periods before `maturity`.
    maturity : datetime.date
        End of the last period.
    coupon_rate : float
        Decimal of the face per year, at least 0.
    months_per_coupon : int
        Months in a period, a divisor of 12.
    day_count : DayCount
        Measures the share of a period that has passed; only ratios count, so ACT/365 Fixed is the ACT/ACT (ICMA) of
        government bonds.
    face : float
        Paid at maturity, in the bond's currency.
    calendar : BusinessCalendar
        Of the payments.
    roll : Roll
        Of the payments.
    """

    issue: dt.date
    maturity: dt.date
    coupon_rate: float
    months_per_coupon: int = 6
    day_count: DayCount = DayCount.ACT_365_FIXED
    face: float = 100.0
    calendar: BusinessCalendar = field(default_factory=BusinessCalendar)
    roll: Roll = Roll.FOLLOWING

    def __post_init__(self) -> None:
        """Check the terms; the schedule refuses broken periods."""
        object.__setattr__(self, "day_count", choice_named(self.day_count, "day_count", DayCount))
        object.__setattr__(self, "roll", choice_named(self.roll, "roll", Roll))
        check_positive(self.face, "face")
        if not (math.isfinite(self.coupon_rate) and self.coupon_rate >= 0.0):
            raise InputError(f"'coupon_rate' must be finite and at least 0, was {self.coupon_rate!r}")
        if self.months_per_coupon < 1 or 12 % self.months_per_coupon != 0:
            raise InputError(f"'months_per_coupon' must divide 12, was {self.months_per_coupon!r}")
        self.schedule()

    @property
    def periods_per_year(self) -> int:
        """Coupons a year."""
        return 12 // self.months_per_coupon

    @property
    def coupon(self) -> float:
        """One coupon, in the bond's currency."""
        return self.face * self.coupon_rate / self.periods_per_year

    def schedule(self) -> CouponSchedule:
        """Periods and payment dates from issue to maturity."""
        return coupon_schedule(
            self.issue,
            self.maturity,
            months_per_coupon=self.months_per_coupon,
            calendar=self.calendar,
            roll=self.roll,
        )


@dataclass(frozen=True, slots=True)
class BondPrice:
    """Price for the whole face, in the bond's currency.

    Attributes
    ----------
    dirty : float
        What is paid.
    accrued : float
        The part of the next coupon that has been earned.
    """

    dirty: float
    accrued: float

    @property
    def clean(self) -> float:
        """What is quoted: dirty less accrued."""
        return self.dirty - self.accrued


@dataclass(frozen=True, slots=True)
class BondRisk:
    """Sensitivity of the dirty price to the yield.

    Attributes
    ----------
    macaulay_duration_years : float
        Mean time of the payments, weighted by their present values.
    modified_duration_years : float
        Relative loss of price per 1.00 of yield.
    convexity_years_squared : float
        Second derivative of the price in the yield, over the price.
    dv01 : float
        Loss of price per basis point of yield, for the whole face, in the bond's currency.
    """

    macaulay_duration_years: float
    modified_duration_years: float
    convexity_years_squared: float
    dv01: float


def accrued_interest(bond: FixedCouponBond, settlement: dt.date) -> float:
    """Coupon earned since the last coupon date, in the bond's currency; 0 on a coupon date.

    Parameters
    ----------
    bond : FixedCouponBond
        The bond.
    settlement : datetime.date
        From issue on, before maturity.

    Returns
    -------
    float
        For the whole face.

    Raises
    ------
    InputError
        For a settlement outside the life of the bond.

    Examples
    --------
    >>> bond = FixedCouponBond(dt.date(2020, 5, 15), dt.date(2030, 5, 15), 0.04)
    >>> round(accrued_interest(bond, dt.date(2025, 8, 15)), 6)
    1.0
    """
    return bond.coupon * _period(bond, settlement)[1]


def bond_price_from_curve(bond: FixedCouponBond, curve: DiscountCurve) -> BondPrice:
    """Price for settlement on the curve's as-of date: every later payment times its discount factor.

    Raises
    ------
    InputError
        For an as-of date outside the life of the bond.

    Examples
    --------
    >>> curve = DiscountCurve(dt.date(2025, 5, 15), np.array(["2030-05-15"], "M8[D]"), np.array([0.8]))
    >>> round(bond_price_from_curve(FixedCouponBond(dt.date(2020, 5, 15), dt.date(2030, 5, 15), 0.04), curve).clean, 6)
    97.723757
    """
    dates, amounts = _payments_left(bond, curve.as_of)
    return BondPrice(float(amounts @ curve.discount(dates)), accrued_interest(bond, curve.as_of))


def bond_price_from_yield(bond: FixedCouponBond, yield_to_maturity: float, *, settlement: dt.date) -> BondPrice:
    """Price at a yield that compounds once a coupon period.

    Parameters
    ----------
    bond : FixedCouponBond
        The bond.
    yield_to_maturity : float
        Decimal per year, above minus the periods per year.
    settlement : datetime.date
        From issue on, before maturity.

    Returns
    -------
    BondPrice
        For the whole face.

    Raises
    ------
    InputError
        For a yield or settlement out of range.

    Examples
    --------
    >>> bond = FixedCouponBond(dt.date(2020, 5, 15), dt.date(2030, 5, 15), 0.04)
    >>> round(bond_price_from_yield(bond, 0.04, settlement=dt.date(2025, 5, 15)).clean, 9)
    100.0
    """
    periods, amounts = _periods_left(bond, settlement)
    dirty = float(amounts @ _growth(bond, yield_to_maturity) ** -periods)
    return BondPrice(dirty, accrued_interest(bond, settlement))


def bond_yield(bond: FixedCouponBond, clean_price: float, *, settlement: dt.date) -> float:
    r"""Yield at which the bond has `clean_price`; the inverse of :func:`bond_price_from_yield`.

    Newton's method on the logarithm of the price in the logarithm of :math:`1 + y/m`, in which the price is close to
    a straight line: its slope is minus the Macaulay duration in periods.

    Parameters
    ----------
    bond : FixedCouponBond
        The bond.
    clean_price : float
        For the whole face; with accrued interest above 0.
    settlement : datetime.date
        From issue on, before maturity.

    Returns
    -------
    float
        Decimal per year, compounded once a coupon period.

    Raises
    ------
    InputError
        For a price or settlement out of range.
    NumericalError
        When the yield does not converge.

    Examples
    --------
    >>> bond = FixedCouponBond(dt.date(2020, 5, 15), dt.date(2030, 5, 15), 0.04)
    >>> round(bond_yield(bond, 95.0, settlement=dt.date(2025, 5, 15)), 9)
    0.051469293
    """
    periods, amounts = _periods_left(bond, settlement)
    dirty = check_positive(clean_price + accrued_interest(bond, settlement), "clean_price with accrued interest")
    target = math.log(dirty)
    rate = 0.0  # log of growth per period
    for _ in range(_NEWTON_STEPS):
        worth = amounts * np.exp(-periods * rate)
        price = float(worth.sum())
        slope = float(worth @ periods) / price
        step = (math.log(price) - target) / slope
        rate += step
        if abs(step) * slope <= _ROUNDING * max(1.0, abs(target)):
            return bond.periods_per_year * math.expm1(rate)
    raise NumericalError(f"yield of a bond at {clean_price!r} did not converge in {_NEWTON_STEPS} steps")


def bond_risk(bond: FixedCouponBond, yield_to_maturity: float, *, settlement: dt.date) -> BondRisk:
    r"""Durations, convexity and DV01 at a yield.

    .. math:: D = \sum_i \frac{t_i\,PV_i}{P}, \quad D_\text{mod} = \frac{D}{1 + y/m}, \quad
       C = \frac{\sum_i t_i (t_i + 1/m) PV_i}{P (1 + y/m)^2}, \quad \text{DV01} = 10^{-4} D_\text{mod} P

    with :math:`t_i` in years and P the dirty price.

    Parameters
    ----------
    bond : FixedCouponBond
        The bond.
    yield_to_maturity : float
        Decimal per year, above minus the periods per year.
    settlement : datetime.date
        From issue on, before maturity.

    Returns
    -------
    BondRisk
        See there for units.

    Raises
    ------
    InputError
        For a yield or settlement out of range.

    Examples
    --------
    >>> bond = FixedCouponBond(dt.date(2020, 5, 15), dt.date(2030, 5, 15), 0.04)
    >>> risk = bond_risk(bond, 0.04, settlement=dt.date(2025, 5, 15))
    >>> round(risk.modified_duration_years, 6), round(risk.dv01, 6)
    (4.491293, 0.044913)
    """
    periods, amounts = _periods_left(bond, settlement)
    growth = _growth(bond, yield_to_maturity)
    worth = amounts * growth**-periods
    price = float(worth.sum())
    years = periods / bond.periods_per_year
    macaulay = float(worth @ years) / price
    modified = macaulay / growth
    convexity = float(worth @ (years * (years + 1.0 / bond.periods_per_year))) / (price * growth**2)
    return BondRisk(macaulay, modified, convexity, _BASIS_POINT * modified * price)


def curve_dv01(bond: FixedCouponBond, curve: DiscountCurve) -> float:
    r"""Loss of price per basis point of parallel rise of the zero rates, for the whole face, in the bond's currency.

    .. math:: 10^{-4} \sum_i t_i\, c_i P(t_i)

    with :math:`t_i` the years to payment on ACT/365 Fixed: the derivative of :meth:`DiscountCurve.shifted`.

    Raises
    ------
    InputError
        For an as-of date outside the life of the bond.

    Examples
    --------
    >>> curve = DiscountCurve(dt.date(2025, 5, 15), np.array(["2030-05-15"], "M8[D]"), np.array([0.8]))
    >>> round(curve_dv01(FixedCouponBond(dt.date(2020, 5, 15), dt.date(2030, 5, 15), 0.04), curve), 6)
    0.044742
    """
    dates, amounts = _payments_left(bond, curve.as_of)
    years = (dates - np.datetime64(curve.as_of, "D")) / np.timedelta64(1, "D") / DAYS_PER_YEAR
    return _BASIS_POINT * float((amounts * curve.discount(dates)) @ years)


def _growth(bond: FixedCouponBond, yield_to_maturity: float) -> float:
    """Growth over a period."""
    lowest = -bond.periods_per_year
    if not (math.isfinite(yield_to_maturity) and yield_to_maturity > lowest):
        raise InputError(f"'yield_to_maturity' must be finite and above {lowest}, was {yield_to_maturity!r}")
    return 1.0 + yield_to_maturity / bond.periods_per_year


def _period(bond: FixedCouponBond, settlement: dt.date) -> tuple[int, float]:
    """Index of the running coupon period and the share of it that has passed."""
    if not bond.issue <= settlement < bond.maturity:
        raise InputError(f"'settlement' must be in [{bond.issue}, {bond.maturity}), was {settlement}")
    schedule = bond.schedule()
    running = next(index for index, end in enumerate(schedule.ends) if end > settlement)
    start, end = schedule.starts[running], schedule.ends[running]
    return running, year_fraction(start, settlement, bond.day_count) / year_fraction(start, end, bond.day_count)


def _periods_left(bond: FixedCouponBond, settlement: dt.date) -> tuple[FloatArray, FloatArray]:
    """Periods from settlement to each coupon left, and the payments."""
    running, elapsed = _period(bond, settlement)
    count = len(bond.schedule().ends) - running
    return np.arange(count, dtype=np.float64) + (1.0 - elapsed), _amounts(bond, count)


def _payments_left(bond: FixedCouponBond, settlement: dt.date) -> tuple[DateArray, FloatArray]:
    """Dates and amounts of the payments left."""
    running, _ = _period(bond, settlement)
    dates = np.array(bond.schedule().payments[running:], dtype="datetime64[D]")
    return dates, _amounts(bond, len(dates))


def _amounts(bond: FixedCouponBond, count: int) -> FloatArray:
    """Coupons of the last `count` periods, and the face."""
    amounts = np.full(count, bond.coupon)
    amounts[-1] += bond.face
    return amounts
