"""A fitted option chain as data: what JSON holds, and what the terminal draws."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seawall.core import DAYS_PER_YEAR, DISCLAIMER
from seawall.market import Smile
from seawall.report.document import FailureView
from seawall.report.numbers import Number, percent, quantity
from seawall.valuation import ExpiryReport, MarkCheck, SurfaceFit, SurfaceReport

__all__ = ["ChainDocument", "ExpiryView", "MarkView", "SmileView", "ViolationView", "chain_json", "compose_chain"]

_FORMAT_VERSION = 1
_SHORTEST_DAYS, _LONGEST_DAYS = 7, 365
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class SmileView:
    """Parameters of a smile, total variance as a sum of hyperbolas in log-moneyness."""

    level: float
    slope: float
    weights: tuple[float, ...]
    centres: tuple[float, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ExpiryView:
    """One expiry of the surface."""

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
    violations: int
    smile: SmileView


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
    smiles = {each.expiry: each.smile for each in fit.surface.smiles}
    faults = [each.expiry for each in report.violations]
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
        expiries=tuple(_expiry(each, smiles[each.expiry], faults.count(each.expiry)) for each in report.expiries),
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


def chain_json(document: ChainDocument) -> str:
    """Return the document as JSON text, two-space indented."""
    return json.dumps(dataclasses.asdict(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _expiry(each: ExpiryReport, smile: Smile, violations: int) -> ExpiryView:
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
        violations=violations,
        smile=SmileView(
            level=smile.level,
            slope=smile.slope,
            weights=tuple(smile.weights.tolist()),
            centres=tuple(smile.centres.tolist()),
            widths=tuple(smile.widths.tolist()),
        ),
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
