"""The report as data: what JSON holds, and what the terminal and HTML pages are drawn from.

Field names are part of the public format; its schema is printed by ``seawall schema report``.
"""

from __future__ import annotations

from dataclasses import dataclass

from seawall.report.limits import LimitsView
from seawall.report.macro_regime import RegimeView
from seawall.report.numbers import Number
from seawall.report.rating import RatingView

__all__ = [
    "BacktestView",
    "ContributionView",
    "DataView",
    "DistributionLineView",
    "DistributionView",
    "ExposureTotalView",
    "ExposureView",
    "FailureView",
    "FigureView",
    "LineageView",
    "ModelView",
    "ReportDocument",
    "ScenarioView",
    "SeriesView",
    "ShockView",
    "StressSection",
    "StressView",
    "TestView",
    "VenueView",
]


@dataclass(frozen=True, slots=True)
class LineageView:
    """What made the numbers beside it."""

    method: str
    source: str
    data_hash: str
    window_start: str | None
    window_end: str | None
    seed: int | None
    version: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class ExposureView:
    """One line of the register."""

    position: str
    instrument: str
    asset: str
    asset_class: str
    venue: str
    quantity: Number
    value: Number
    share_of_equity: Number
    delta: Number
    beta: Number
    issuer: str
    credit_loss_rate: Number
    days_to_sell: Number
    liquidity_basis: str
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExposureTotalView:
    """The book as a whole, under the columns of the register that can be added or averaged.

    Value and delta are sums; the credit loss rate is weighted by claims, days to sell by the size of each exposure.
    """

    value: Number
    share_of_equity: Number
    delta: Number
    credit_loss_rate: Number
    days_to_sell: Number


@dataclass(frozen=True, slots=True)
class VenueView:
    """What lies at one venue."""

    venue: str
    custody: str
    claim: Number
    share: Number


@dataclass(frozen=True, slots=True)
class FigureView:
    """One VaR or ES."""

    measure: str
    confidence: float
    horizon_sessions: int
    value: Number
    share_of_equity: Number
    lower: Number
    upper: Number
    coverage: Number
    interval: str
    n: int
    lineage: LineageView


@dataclass(frozen=True, slots=True)
class DistributionLineView:
    """One figure among the scenarios; `probability`: of a loss at least as large."""

    measure: str
    confidence: float
    loss: Number
    share_of_equity: Number
    probability: Number


@dataclass(frozen=True, slots=True)
class DistributionView:
    """Histogram of P&L; a scenario on an edge belongs to the bin below it."""

    unit: str
    horizon_sessions: int
    scenarios: int
    edges: tuple[float, ...]
    probabilities: tuple[float, ...]
    lines: tuple[DistributionLineView, ...]
    lineage: LineageView


@dataclass(frozen=True, slots=True)
class ModelView:
    """VaR and ES of one model."""

    model: str
    title: str
    figures: tuple[FigureView, ...]
    effective_n: Number


@dataclass(frozen=True, slots=True)
class TestView:
    """One test of one model."""

    test: str
    title: str
    statistic: Number
    p_value: Number
    adjusted_p_value: Number
    asymptotic_p_value: Number
    rejected: bool
    method: str


@dataclass(frozen=True, slots=True)
class BacktestView:
    """What became of the forecasts of one model."""

    model: str
    title: str
    confidence: float
    first: str
    last: str
    sessions: int
    window_sessions: int
    exceptions: int
    expected_exceptions: Number
    zone: str
    multiplier: Number
    tests: tuple[TestView, ...]
    rejected: bool
    verdict: str
    exception_dates: tuple[str, ...]
    lineage: LineageView


@dataclass(frozen=True, slots=True)
class ContributionView:
    """Contribution of a position to one-session ES, by confidence level."""

    position: str
    amounts: dict[str, Number]
    shares: dict[str, Number]


@dataclass(frozen=True, slots=True)
class ShockView:
    """The shock of one scenario to one risk factor."""

    factor: str
    shock: Number
    origin: str
    basis: str
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """One stress scenario."""

    id: str
    title: str
    source: str
    window_start: str | None
    window_end: str | None
    pnl: Number
    share_of_equity: Number
    by_asset_class: dict[str, Number]
    by_position: dict[str, Number]
    shocks: tuple[ShockView, ...]
    proxied: tuple[str, ...]
    unshocked: tuple[str, ...]
    not_in_book: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForcedCloseView:
    """A position that a scenario liquidates."""

    scenario: str
    position: str
    price: Number
    liquidation_price: Number
    bankruptcy_price: Number
    pnl: Number
    pnl_if_held: Number


@dataclass(frozen=True, slots=True)
class StressView:
    """All stress scenarios."""

    asset_classes: tuple[str, ...]
    scenarios: tuple[ScenarioView, ...]
    forced_closes: tuple[ForcedCloseView, ...]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """One price series, and what the join of calendars left out of it."""

    symbol: str
    source: str
    column: str
    first: str
    last: str
    closes_in_window: int
    not_common: int
    blank_rows: int


@dataclass(frozen=True, slots=True)
class DataView:
    """The prices behind the report."""

    common_closes: int
    window_start: str
    window_end: str
    series: tuple[SeriesView, ...]
    held_constant: tuple[str, ...]
    lineage: LineageView


@dataclass(frozen=True, slots=True)
class FailureView:
    """Something that could not be computed."""

    where: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A rated risk report."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    simulated: bool
    badge: str
    equity: Number
    volatility: Number
    rating: RatingView
    limits: LimitsView | None
    macro_regime: RegimeView | None
    exposures: tuple[ExposureView, ...]
    exposure_total: ExposureTotalView
    venues: tuple[VenueView, ...]
    figures: tuple[FigureView, ...]
    distribution: DistributionView
    contributions: tuple[ContributionView, ...]
    models: tuple[ModelView, ...]
    backtests: tuple[BacktestView, ...]
    stress: StressView
    data: DataView
    notes: tuple[str, ...]
    failures: tuple[FailureView, ...]
    disclaimer: str


@dataclass(frozen=True, slots=True)
class StressSection:
    """Stage 'stress' of the report alone, with what identifies the run."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    simulated: bool
    badge: str
    equity: Number
    data: DataView
    failures: tuple[FailureView, ...]
    disclaimer: str
    stress: StressView
