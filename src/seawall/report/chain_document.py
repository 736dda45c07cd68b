"""A fitted option chain as data: what JSON holds, and what the terminal draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seawall.core import DAYS_PER_YEAR, DISCLAIMER
from seawall.report.document import FailureView
from seawall.report.numbers import Number, percent, quantity, significant
from seawall.valuation import (
    STANDARD_DISTANCES,
    ArbitrageKind,
    ExpiryReport,
    MarkCheck,
    SurfaceFit,
    SurfaceReport,
)

__all__ = ["ChainDocument", "ExpiryView", "MarkView", "SmileView", "ViolationView", "compose_chain"]

_FORMAT_VERSION = 1
_SHORTEST_DAYS, _LONGEST_DAYS = 7, 365
_LONGEST_NAME = 60
_MONEYNESS = (0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.3)
"""Strike over forward, at which expiries stand beside each other."""
_CURVE_POINTS, _DIGITS = 81, 6


@dataclass(frozen=True, slots=True)
class SmileView:
    """Parameters of a smile, total variance as a sum of hyperbolas in log-moneyness."""

    level: float
    slope: float
    weights: tuple[float, ...]
    centres: tuple[float, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CurveView:
    """Points of a fitted smile between the outermost strikes that were used; volatilities to six decimals."""

    strikes: tuple[float, ...]
    volatilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BandsView:
    """Used quotes out of the money, by strike, as bands of implied volatility to six decimals.

    By parity the quotes in the money say the same, less precisely.
    """

    strikes: tuple[float, ...]
    is_call: tuple[bool, ...]
    bid_volatilities: tuple[float, ...]
    ask_volatilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ExpiryView:
    """One expiry of the surface; its columns by moneyness are null beyond the strikes that were used."""

    expiry: str
    days: Number
    forward: Number
    forward_source: str
    discount: Number
    quotes: int
    used: int
    rejected: Mapping[str, int]
    two_sided: int
    inside: int
    share_inside: Number
    rmse: Number
    money_volatility: Number
    standard_volatilities: tuple[Number, ...]
    moneyness_volatilities: tuple[Number, ...]
    moneyness_variances: tuple[Number, ...]
    violations: int
    butterflies: int
    calendars: int
    smile: SmileView
    curve: CurveView
    bands: BandsView


@dataclass(frozen=True, slots=True)
class MarkView:
    """The exchange's own marks, reproduced."""

    count: int
    median_gap: Number
    largest_gap: Number


@dataclass(frozen=True, slots=True)
class ViolationView:
    """One range of strikes with static arbitrage."""

    kind: str
    expiry: str
    low_strike: float
    high_strike: float
    worst_strike: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class ChainDocument:
    """A volatility surface with what it was fitted to and what was left out."""

    format_version: int
    underlying: str
    as_of: str
    source: str
    data_hash: str
    price_unit: str
    index_price: Number
    quotes: int
    replaced_rows: int
    used: int
    standard_distances: tuple[float, ...]
    moneyness: tuple[Number, ...]
    expiries: tuple[ExpiryView, ...]
    share_inside: Number
    middle_range_days: tuple[int, int]
    middle_range_share_inside: Number
    marks: MarkView | None
    rejected: Mapping[str, int]
    violations: tuple[ViolationView, ...]
    failures: tuple[FailureView, ...]
    disclaimer: str


def compose_chain(fit: SurfaceFit, report: SurfaceReport, marks: MarkCheck | None = None) -> ChainDocument:
    """Turn a fit and its measurements into a document.

    Parameters
    ----------
    fit : SurfaceFit
        The surface and its quotes.
    report : SurfaceReport
        What was measured on it.
    marks : MarkCheck, optional
        The exchange's own marks, where it publishes them.

    Returns
    -------
    ChainDocument
        Each number with its text, made once.
    """
    chain = fit.chain
    middle = report.share_inside(shortest=_SHORTEST_DAYS / DAYS_PER_YEAR, longest=_LONGEST_DAYS / DAYS_PER_YEAR)
    return ChainDocument(
        format_version=_FORMAT_VERSION,
        underlying=_printable(chain.underlying),
        as_of=chain.as_of.isoformat(),
        source=chain.source,
        data_hash=chain.data_hash,
        price_unit=chain.price_unit.value,
        index_price=quantity(chain.index_price, "money", decimals=2),
        quotes=len(chain.strike),
        replaced_rows=chain.duplicate_rows,
        used=sum(each.used for each in report.expiries),
        standard_distances=STANDARD_DISTANCES,
        moneyness=tuple(percent(each, decimals=0) for each in _MONEYNESS),
        expiries=tuple(_expiry(fit, report, each) for each in report.expiries),
        share_inside=_share(report.share_inside()),
        middle_range_days=(_SHORTEST_DAYS, _LONGEST_DAYS),
        middle_range_share_inside=_share(middle),
        marks=None if marks is None else _marks(marks),
        rejected={str(reason): count for reason, count in report.rejected.items()},
        violations=tuple(
            ViolationView(
                each.kind.value,
                _instant(each.expiry),
                each.low_strike,
                each.high_strike,
                each.worst_strike,
                each.size,
                str(each),
            )
            for each in report.violations
        ),
        failures=tuple(
            # file and expiry stand beside it already
            FailureView(
                each.where,
                each.reason,
                each.message.removeprefix(f"{chain.source}: ").removesuffix(f" at {each.where}"),
            )
            for each in report.failures
        ),
        disclaimer=DISCLAIMER,
    )


def _expiry(fit: SurfaceFit, report: SurfaceReport, each: ExpiryReport) -> ExpiryView:
    smile = next(own.smile for own in fit.surface.smiles if own.expiry == each.expiry)
    faults = [fault.kind for fault in report.violations if fault.expiry == each.expiry]
    volatilities, variances = _by_moneyness(fit, each)
    return ExpiryView(
        expiry=_instant(each.expiry),
        days=quantity(each.time * DAYS_PER_YEAR, "days", decimals=1),
        forward=quantity(each.forward, "money", decimals=2),
        forward_source=each.forward_source.value,
        discount=quantity(each.discount, "1", decimals=4),
        quotes=each.used + sum(each.rejected.values()),
        used=each.used,
        rejected={str(reason): count for reason, count in each.rejected.items()},
        two_sided=each.two_sided,
        inside=each.inside,
        share_inside=_share(each.share_inside),
        rmse=quantity(each.rmse_points, "volatility points", decimals=2),
        money_volatility=percent(each.money_volatility),
        standard_volatilities=tuple(percent(volatility) for volatility in each.standard_volatilities),
        moneyness_volatilities=volatilities,
        moneyness_variances=variances,
        violations=len(faults),
        butterflies=faults.count(ArbitrageKind.BUTTERFLY),
        calendars=faults.count(ArbitrageKind.CALENDAR),
        smile=SmileView(
            level=smile.level,
            slope=smile.slope,
            weights=tuple(smile.weights.tolist()),
            centres=tuple(smile.centres.tolist()),
            widths=tuple(smile.widths.tolist()),
        ),
        curve=_curve(fit, each),
        bands=_bands(fit, each),
    )


def _by_moneyness(fit: SurfaceFit, each: ExpiryReport) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Fitted volatility and total variance at each moneyness; unknown beyond the strikes that were used."""
    used = fit.quotes.strike[fit.quotes.expiry == each.expiry]
    strikes = np.array(_MONEYNESS) * each.forward
    found = [
        volatility if used.min() <= strike <= used.max() else None
        for strike, volatility in zip(
            strikes.tolist(), fit.surface.volatility(strikes, each.time).tolist(), strict=True
        )
    ]
    variances = [None if volatility is None else volatility**2 * each.time for volatility in found]
    return tuple(percent(own) for own in found), tuple(significant(own, "1") for own in variances)


def _curve(fit: SurfaceFit, each: ExpiryReport) -> CurveView:
    used = fit.quotes.strike[fit.quotes.expiry == each.expiry]
    strikes = np.geomspace(used.min(), used.max(), _CURVE_POINTS)
    return CurveView(
        strikes=tuple(strikes.tolist()),
        volatilities=tuple(fit.surface.volatility(strikes, each.time).round(_DIGITS).tolist()),
    )


def _bands(fit: SurfaceFit, each: ExpiryReport) -> BandsView:
    quotes = fit.quotes
    out = np.flatnonzero((quotes.expiry == each.expiry) & (quotes.is_call == (quotes.log_moneyness >= 0.0)))
    rows = out[np.argsort(quotes.strike[out], kind="stable")]
    return BandsView(
        strikes=tuple(quotes.strike[rows].tolist()),
        is_call=tuple(quotes.is_call[rows].tolist()),
        bid_volatilities=tuple(quotes.bid_volatility[rows].round(_DIGITS).tolist()),
        ask_volatilities=tuple(quotes.ask_volatility[rows].round(_DIGITS).tolist()),
    )


def _marks(marks: MarkCheck) -> MarkView:
    return MarkView(
        marks.count,
        quantity(marks.median_gap, "coins", decimals=7),
        quantity(marks.largest_gap, "coins", decimals=7),
    )


def _share(value: float) -> Number:
    return percent(None if math.isnan(value) else value, decimals=1)


def _instant(expiry: np.datetime64) -> str:
    return f"{np.datetime_as_string(expiry, unit='m')}Z"


def _printable(name: str) -> str:
    """Name from a file, without what a terminal would obey."""
    return "".join(each if each.isprintable() else "?" for each in name)[:_LONGEST_NAME]
