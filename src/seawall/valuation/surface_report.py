"""What a fitted surface should tell its reader: how well it fits, what it left out, and any arbitrage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, Failure
from seawall.valuation.arbitrage import Violation, butterfly_violations, calendar_violations
from seawall.valuation.parity import ForwardSource, ImpliedForward
from seawall.valuation.quote_filter import RejectReason
from seawall.valuation.surface_fit import SurfaceFit, chain_prices

__all__ = ["STANDARD_DISTANCES", "ExpiryReport", "SurfaceReport", "report_surface"]

STANDARD_DISTANCES = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Where a smile is read off: ``ln(K / F)`` in units of the volatility at the forward times the root of time."""

_ROUNDING = 1e-9
"""Share of a price by which one may stand outside bid and ask and still count as on the edge."""


@dataclass(frozen=True, slots=True)
class ExpiryReport:
    """The fit of one expiry.

    Attributes
    ----------
    expiry : numpy.datetime64
        Instant in UTC.
    time : float
        Years, ACT/365.
    forward, discount : float
        As implied by parity or stated by the exchange.
    forward_source : ForwardSource
        Which of the two.
    money_volatility : float
        Fitted volatility at the forward, decimal per year.
    standard_volatilities : tuple of float
        Fitted volatility at each of `STANDARD_DISTANCES`, decimal per year.
    used : int
        Quotes the smile was fitted to.
    rejected : mapping of RejectReason to int
        Quotes left out.
    two_sided : int
        Quotes with a bid and an ask that do not cross, used or not.
    inside : int
        Of these, how many the surface prices from bid to ask.
    rmse_points : float
        Root of the mean squared distance from the middle of the used quotes, volatility points (0.01 a year).
    """

    expiry: np.datetime64
    time: float
    forward: float
    discount: float
    forward_source: ForwardSource
    money_volatility: float
    standard_volatilities: tuple[float, ...]
    used: int
    rejected: Mapping[RejectReason, int]
    two_sided: int
    inside: int
    rmse_points: float

    @property
    def share_inside(self) -> float:
        """Share of the two-sided quotes that the surface prices from bid to ask; NaN where there is none."""
        return self.inside / self.two_sided if self.two_sided else float("nan")


@dataclass(frozen=True, slots=True)
class SurfaceReport:
    """The fit of a whole surface.

    Attributes
    ----------
    expiries : tuple of ExpiryReport
        In order of expiry.
    rejected : mapping of RejectReason to int
        Over the whole chain, expired lines and expiries without a smile included.
    violations : tuple of Violation
        Butterflies, then calendar spreads, with a negative price.
    failures : tuple of Failure
        Expiries that are not on the surface.
    """

    expiries: tuple[ExpiryReport, ...]
    rejected: Mapping[RejectReason, int]
    violations: tuple[Violation, ...]
    failures: tuple[Failure, ...]

    def share_inside(self, *, shortest: float = 0.0, longest: float = float("inf")) -> float:
        """Share of two-sided quotes priced from bid to ask, over expiries of `shortest` to `longest` years."""
        chosen = [each for each in self.expiries if shortest <= each.time <= longest]
        two_sided = sum(each.two_sided for each in chosen)
        return sum(each.inside for each in chosen) / two_sided if two_sided else float("nan")


def report_surface(fit: SurfaceFit) -> SurfaceReport:
    """Measure a fit against every quote of its chain.

    Parameters
    ----------
    fit : SurfaceFit
        A fitted surface.

    Returns
    -------
    SurfaceReport
        Per expiry and in total.

    Examples
    --------
    >>> from seawall.valuation.surface_fit import fit_surface
    >>> import datetime as dt
    >>> from seawall.market import OptionChain, PriceUnit
    >>> from seawall.valuation.normalised_option import normalised_price
    >>> strike = np.repeat([80.0, 85.0, 90.0, 95.0, 100.0, 105.0, 110.0, 115.0, 120.0], 2)
    >>> is_call, moneyness = np.tile([True, False], 9), np.log(strike / 100.0)
    >>> price = 100.0 * normalised_price(moneyness, np.full(18, 0.2), is_call)
    >>> chain = OptionChain(underlying="X", as_of=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    ...     price_unit=PriceUnit.MONEY, source="here", data_hash="0", index_price=100.0, strike=strike,
    ...     expiry=np.full(18, np.datetime64("2024-12-31T00:00:00")), is_call=is_call,
    ...     bid=price - 0.02, ask=price + 0.02)
    >>> report = report_surface(fit_surface(chain))
    >>> report.share_inside(), report.violations, report.expiries[0].used
    (1.0, (), 18)
    """
    chain = fit.chain
    price = chain_prices(fit.surface, chain=chain)
    slack = _ROUNDING * chain.ask
    two_sided = chain.is_two_sided
    inside = two_sided & (price >= chain.bid - slack) & (price <= chain.ask + slack)
    expiries = tuple(_expiry_report(fit, each, two_sided=two_sided, inside=inside) for each in fit.forwards)
    return SurfaceReport(
        expiries=expiries,
        rejected=fit.quotes.total_rejected(),
        violations=butterfly_violations(fit.surface) + calendar_violations(fit.surface),
        failures=fit.failures,
    )


def _expiry_report(
    fit: SurfaceFit, forward: ImpliedForward, *, two_sided: BoolArray, inside: BoolArray
) -> ExpiryReport:
    here, used = fit.chain.expiry == forward.expiry, fit.quotes.expiry == forward.expiry
    middle = 0.5 * (fit.quotes.bid_volatility[used] + fit.quotes.ask_volatility[used])
    gap = fit.surface.volatility(fit.quotes.strike[used], forward.time) - middle
    money = float(fit.surface.volatility(forward.forward, forward.time))
    deviations = np.array(STANDARD_DISTANCES) * money * np.sqrt(forward.time)
    return ExpiryReport(
        expiry=forward.expiry,
        time=forward.time,
        forward=forward.forward,
        discount=forward.discount,
        forward_source=forward.source,
        money_volatility=money,
        standard_volatilities=tuple(
            fit.surface.volatility(forward.forward * np.exp(deviations), forward.time).tolist()
        ),
        used=int(np.count_nonzero(used)),
        rejected={reason: n for (expiry, reason), n in fit.quotes.rejected.items() if expiry == forward.expiry},
        two_sided=int(np.count_nonzero(two_sided & here)),
        inside=int(np.count_nonzero(inside & here)),
        rmse_points=100.0 * float(np.sqrt(np.mean(gap * gap))),
    )
