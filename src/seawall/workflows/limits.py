"""Limits of a book against its report: each is read off the figure that the report shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from seawall.exposures import ExposureRegister, gross_exposure_by_class
from seawall.measures import ConfidenceInterval, Measure, estimate
from seawall.portfolio import AssetClass, Limit, LimitKind, Portfolio
from seawall.rating import FactorReading, LimitReading, LimitUse
from seawall.scenarios import StressShocks
from seawall.valuation import PnlCube

__all__ = ["LimitInputs", "limit_uses"]


@dataclass(frozen=True, slots=True, eq=False)
class LimitInputs:
    """What a report has measured.

    Attributes
    ----------
    portfolio : Portfolio
        With its limits.
    register : ExposureRegister
        Its exposures.
    cubes : mapping of int to PnlCube
        Historical scenarios by horizon; one that could not be made is missing.
    stress : StressShocks
        Names the scenarios, and those that failed.
    stress_cube : PnlCube
        Their P&L, forced closes included.
    volatility : FactorReading
        As the rating reads it.
    volatility_interval : ConfidenceInterval or None
        Of the same; None where it could not be read.
    """

    portfolio: Portfolio
    register: ExposureRegister
    cubes: Mapping[int, PnlCube]
    stress: StressShocks
    stress_cube: PnlCube
    volatility: FactorReading
    volatility_interval: ConfidenceInterval | None


def limit_uses(inputs: LimitInputs) -> tuple[LimitUse, ...]:
    """How much of each limit of a book is used.

    Parameters
    ----------
    inputs : LimitInputs
        The book and what was measured of it.

    Returns
    -------
    tuple of LimitUse
        In the order of the book; what could not be measured says why.
    """
    return tuple(LimitUse(limit, _reading(limit, inputs)) for limit in inputs.portfolio.limits)


def _reading(limit: Limit, inputs: LimitInputs) -> LimitReading:
    equity = inputs.register.equity
    if limit.kind not in _WITHOUT_EQUITY and equity <= 0:
        return LimitReading(None, f"equity is {equity:,.0f}: a share of it says nothing")
    return _READINGS[limit.kind](limit, inputs)


def _tail(limit: Limit, inputs: LimitInputs) -> LimitReading:
    cube, equity = inputs.cubes.get(limit.horizon_sessions or 0), inputs.register.equity
    if cube is None:
        return LimitReading(None, f"no scenarios over {limit.horizon_sessions} sessions")
    figure = estimate(cube, Measure(limit.kind.value), confidence=limit.confidence or 0.0)
    interval, basis = figure.interval, f"{figure.n:,} scenarios of {figure.lineage.method}"
    if interval is None:
        return LimitReading(figure.value / equity, f"{basis}: too few for an interval", is_bounded=False)
    return LimitReading(figure.value / equity, basis, interval=(interval.lower / equity, interval.upper / equity))


def _stress(_: Limit, inputs: LimitInputs) -> LimitReading:
    failed = f"; not computed: {', '.join(each.where for each in inputs.stress.failures)}"
    totals = inputs.stress_cube.totals
    if not len(totals):
        return LimitReading(None, f"no scenario{failed}")
    worst = int(totals.argmin())
    basis = inputs.stress.scenarios[worst].id + (failed if inputs.stress.failures else "")
    loss = max(0.0, -float(totals[worst]))
    return LimitReading(loss / inputs.register.equity, basis, is_bounded=not inputs.stress.failures)


def _volatility(_: Limit, inputs: LimitInputs) -> LimitReading:
    interval = inputs.volatility_interval
    bounds = None if interval is None else (interval.lower, interval.upper)
    return LimitReading(inputs.volatility.value, inputs.volatility.basis, interval=bounds)


def _gross(_: Limit, inputs: LimitInputs) -> LimitReading:
    gross = sum(gross_exposure_by_class(inputs.portfolio, inputs.register.by_asset).values())
    return LimitReading(gross / inputs.register.equity, "net deltas of all assets, added; without cash")


def _asset(limit: Limit, inputs: LimitInputs) -> LimitReading:
    delta = inputs.register.by_asset.get(str(limit.name), 0.0)
    return LimitReading(abs(delta) / inputs.register.equity, "net delta, long or short")


def _asset_class(limit: Limit, inputs: LimitInputs) -> LimitReading:
    gross = gross_exposure_by_class(inputs.portfolio, inputs.register.by_asset).get(AssetClass(str(limit.name)), 0.0)
    return LimitReading(gross / inputs.register.equity, "net deltas of its assets, added")


def _venue(limit: Limit, inputs: LimitInputs) -> LimitReading:
    share = next((each.share for each in inputs.register.venues if each.venue == limit.name), 0.0)
    unnamed = next((each.share for each in inputs.register.venues if each.venue is None), 0.0)
    if unnamed > 0:
        basis = f"{unnamed:.1%} of all claims lie at venues that are not named"
        return LimitReading(share, basis, interval=(share, share + unnamed))
    return LimitReading(share, "of all claims")


def _sale(_: Limit, inputs: LimitInputs) -> LimitReading:
    unknown = [each for each in inputs.register.exposures if each.liquidity.days_to_sell is None]
    known = [
        (each.liquidity.days_to_sell, each.position.id)
        for each in inputs.register.exposures
        if each.liquidity.days_to_sell is not None
    ]
    said = "; ".join(f"{each.position.id}: {each.liquidity.basis}" for each in unknown)
    if not known:
        return LimitReading(None, said)
    longest, position = max(known)
    return LimitReading(longest, f"{position}; not known: {said}" if unknown else position, is_bounded=not unknown)


_WITHOUT_EQUITY = frozenset({LimitKind.VENUE_SHARE, LimitKind.DAYS_TO_SELL})
_READINGS: Mapping[LimitKind, Callable[[Limit, LimitInputs], LimitReading]] = {
    LimitKind.VALUE_AT_RISK: _tail,
    LimitKind.EXPECTED_SHORTFALL: _tail,
    LimitKind.STRESS_LOSS: _stress,
    LimitKind.VOLATILITY: _volatility,
    LimitKind.GROSS_EXPOSURE: _gross,
    LimitKind.ASSET_EXPOSURE: _asset,
    LimitKind.CLASS_EXPOSURE: _asset_class,
    LimitKind.VENUE_SHARE: _venue,
    LimitKind.DAYS_TO_SELL: _sale,
}
