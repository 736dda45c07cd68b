"""The page of a map's score: requirements, and every measure beside its rivals, as data; JSON is this."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.measures import ForecastScore, LevelEventScore, MapComparison, PriceClaimScore
from seawall.report.document import LineageView
from seawall.report.liquidation_score_results import BucketShare, MapScoreResults, ProfileMeans, ScoreGate, Spread
from seawall.report.numbers import UNKNOWN, Number, multiple, percent, quantity
from seawall.report.provenance import badge_text, lineage_view

__all__ = [
    "AfterTouchView",
    "BucketView",
    "ComparisonView",
    "GateView",
    "LevelEventView",
    "LiquidationScoreDocument",
    "MapForecastView",
    "PriceClaimView",
    "ProfileView",
    "compose_liquidation_score",
]

_FORMAT_VERSION = 1
_HOUR_NS = 3_600_000_000_000
_LEAST_SHOWN = 5e-4


@dataclass(frozen=True, slots=True)
class GateView:
    """A requirement, what was found, and ``met``, ``not met`` or ``not measurable``."""

    name: str
    found: str
    verdict: str


@dataclass(frozen=True, slots=True)
class MapForecastView:
    """One forecast at one horizon."""

    name: str
    horizon_hours: Number
    windows: int
    skipped: int
    deviance: Number
    predicted_over_realised: Number
    slope: Number
    slope_lower: Number
    slope_upper: Number
    histogram: tuple[Number, ...]
    histogram_p_value: Number
    located: int | None
    wasserstein: Number
    lift: Number
    spearman: Number
    side_brier: Number
    side_even: Number


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The map against a rule in one measure: ``better``, ``worse`` or ``no difference`` at 5 %."""

    other: str
    horizon_hours: Number
    measure: str
    skill: Number
    days: int
    p_value: Number
    verdict: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    """One forecast against true levels: means, and in the same order the lowest and the highest run."""

    name: str
    reach: Number
    spearman: tuple[Number, Number, Number]
    lift: tuple[Number, Number, Number]
    shared_top: tuple[Number, Number, Number]
    wasserstein: tuple[Number, Number, Number]
    total_ratio: tuple[Number, Number, Number]


@dataclass(frozen=True, slots=True)
class LevelEventView:
    """How far a forecast's levels may be believed."""

    name: str
    zones: int
    bursts: int
    precision: Number
    recall: Number
    recall_by_chance: Number
    brier: Number
    brier_of_rate: Number


@dataclass(frozen=True, slots=True)
class AfterTouchView:
    """Levels against placebos, some minutes after a touch."""

    minutes: int
    volatility_ratio: Number
    volatility_p_value: Number
    signed_return: Number
    return_p_value: Number


@dataclass(frozen=True, slots=True)
class PriceClaimView:
    """What is left of claims about prices."""

    levels: int
    touched: int
    hit_rate: Number
    chance: Number
    placebo_hit_rate: Number
    placebo_chance: Number
    magnet_p_value: Number
    after: tuple[AfterTouchView, ...]


@dataclass(frozen=True, slots=True)
class BucketView:
    """One leverage of the fitted mix."""

    leverage: Number
    identified: int
    runs: int
    long_share: Number
    short_share: Number


@dataclass(frozen=True, slots=True)
class LiquidationScoreDocument:
    """The score of a map."""

    format_version: int
    simulated: bool
    badge: str
    title: str
    span: str
    gates: tuple[GateView, ...]
    forecasts: tuple[MapForecastView, ...]
    comparisons: tuple[ComparisonView, ...]
    profiles: tuple[ProfileView, ...]
    profile_comparisons: tuple[ComparisonView, ...]
    level_events: tuple[LevelEventView, ...]
    price_claims: PriceClaimView | None
    buckets: tuple[BucketView, ...]
    not_measurable: tuple[str, ...]
    findings: tuple[str, ...]
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_liquidation_score(results: MapScoreResults) -> LiquidationScoreDocument:
    """Turn a score into the document that terminal, JSON and Markdown are drawn from.

    Parameters
    ----------
    results : MapScoreResults
        One run of the workflow.

    Returns
    -------
    LiquidationScoreDocument
        Numbers with text and unit; nothing is computed after this.
    """
    return LiquidationScoreDocument(
        format_version=_FORMAT_VERSION,
        simulated=results.lineage.simulated,
        badge="SIMULATED" if results.lineage.simulated else badge_text(results.lineage),
        title=results.title,
        span=results.span,
        gates=tuple(_gate(each) for each in results.gates),
        forecasts=tuple(_forecast(each) for each in results.forecasts),
        comparisons=tuple(_comparison(each) for each in results.comparisons),
        profiles=tuple(_profile(each) for each in results.profiles),
        profile_comparisons=tuple(_comparison(each) for each in results.profile_comparisons),
        level_events=tuple(_level_event(name, score) for name, score in results.level_events),
        price_claims=None if results.price_claims is None else _price_claim(results.price_claims),
        buckets=tuple(_bucket(each) for each in results.buckets),
        not_measurable=results.not_measurable,
        findings=results.findings,
        lineage=lineage_view(results.lineage),
        notes=_NOTES,
        disclaimer=DISCLAIMER,
    )


_NOTES = (
    "Given the path: a forecast is asked only about the prices that the mark then came to.",
    "Rivals have the level of the time before; so has the map, from its own forecasts of four hours that are past.",
    "Deviance: negative binomial with k = 1, in typical liquidations; the lower the better. Slope: of log realised on "
    "log predicted; 1 may be taken at its word.",
    "W1: basis points of price that mass must move in the mean. Lift: share of realised USD in the tenth of touched "
    "bins with most predicted mass, over a tenth.",
    "p: Diebold and Mariano's test on daily means, two-sided, not adjusted for the number of comparisons.",
)


def _gate(gate: ScoreGate) -> GateView:
    verdict = "not measurable" if gate.passed is None else "met" if gate.passed else "not met"
    return GateView(gate.name, gate.found, verdict)


def _forecast(score: ForecastScore) -> MapForecastView:
    volume, slope = score.volume, score.volume.reliability
    ratio = volume.predicted_usd / volume.realised_usd if volume.realised_usd > 0.0 else None
    return MapForecastView(
        name=score.name,
        horizon_hours=_hours(score.horizon_ns),
        windows=score.cases,
        skipped=score.skipped,
        deviance=quantity(volume.deviance, "1", decimals=3),
        predicted_over_realised=multiple(ratio),
        slope=multiple(None if slope is None else slope.slope),
        slope_lower=multiple(None if slope is None else slope.lower),
        slope_upper=multiple(None if slope is None else slope.upper),
        histogram=tuple(percent(each, decimals=0) for each in volume.histogram),
        histogram_p_value=_p_value(volume.histogram_p_value),
        located=score.located,
        wasserstein=quantity(score.wasserstein_bp, "bp", decimals=1),
        lift=multiple(score.lift),
        spearman=multiple(score.spearman),
        side_brier=quantity(score.side_brier, "1", decimals=3),
        side_even=quantity(score.side_even, "1", decimals=3),
    )


def _comparison(found: MapComparison) -> ComparisonView:
    test = found.difference
    verdict = "better" if found.is_better else "worse" if found.is_worse else "no difference"
    return ComparisonView(
        other=found.other,
        horizon_hours=_hours(found.horizon_ns),
        measure=found.measure,
        skill=percent(found.skill, decimals=0),
        days=found.days,
        p_value=_p_value(None if test is None else test.p_value),
        verdict=verdict if test is not None else "too few days",
    )


def _profile(means: ProfileMeans) -> ProfileView:
    def three(spread: Spread, decimals: int, unit: str = "1") -> tuple[Number, Number, Number]:
        mean, lowest, highest = (
            quantity(each, unit, decimals=decimals) for each in (spread.mean, spread.lowest, spread.highest)
        )
        return mean, lowest, highest

    return ProfileView(
        name=means.name,
        reach=percent(means.reach, decimals=0),
        spearman=three(means.spearman, 3),
        lift=three(means.lift, 2),
        shared_top=three(means.shared_top, 2),
        wasserstein=three(means.wasserstein_bp, 0, "bp"),
        total_ratio=three(means.total_ratio, 2),
    )


def _level_event(name: str, score: LevelEventScore) -> LevelEventView:
    return LevelEventView(
        name=name,
        zones=score.zones,
        bursts=score.bursts,
        precision=percent(score.precision, decimals=0),
        recall=percent(score.recall, decimals=0),
        recall_by_chance=percent(score.recall_by_chance, decimals=0),
        brier=quantity(score.brier, "1", decimals=3),
        brier_of_rate=quantity(score.brier_of_rate, "1", decimals=3),
    )


def _price_claim(score: PriceClaimScore) -> PriceClaimView:
    return PriceClaimView(
        levels=score.levels,
        touched=score.touched,
        hit_rate=percent(score.hit_rate, decimals=1),
        chance=percent(score.chance, decimals=1),
        placebo_hit_rate=percent(score.placebo_hit_rate, decimals=1),
        placebo_chance=percent(score.placebo_chance, decimals=1),
        magnet_p_value=_p_value(score.magnet_p_value),
        after=tuple(
            AfterTouchView(
                each.minutes,
                multiple(each.volatility_ratio),
                _p_value(each.volatility_p_value),
                quantity(each.return_bp, "bp", decimals=1),
                _p_value(each.return_p_value),
            )
            for each in score.after
        ),
    )


def _bucket(share: BucketShare) -> BucketView:
    return BucketView(
        Number(share.leverage, f"{share.leverage:g}×", "1"),
        share.identified,
        share.runs,
        percent(share.long_share, decimals=1),
        percent(share.short_share, decimals=1),
    )


def _hours(nanoseconds: int) -> Number:
    hours = nanoseconds / _HOUR_NS
    return Number(hours, f"{hours:g} h" if nanoseconds else UNKNOWN, "hours")


def _p_value(value: float | None) -> Number:
    if value is not None and value < _LEAST_SHOWN:
        return Number(value, "< 0.001", "1")
    return quantity(value, "1", decimals=3)
