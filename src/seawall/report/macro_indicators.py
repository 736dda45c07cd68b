"""Indicators, cards and series of the economy as they are shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from seawall.core import to_date
from seawall.macro import Economy, Frequency, Indicator, IndicatorId, MacroCard, MacroSeries, ThresholdRule
from seawall.report.numbers import Number, quantity, signed

__all__ = [
    "BandView",
    "CardView",
    "ClaimView",
    "IndicatorView",
    "PointView",
    "RankView",
    "RuleView",
    "SeriesView",
    "TrendView",
    "card_view",
    "indicator_view",
    "series_views",
]

_WHOLE = (IndicatorId.PAYROLLS_CHANGE, IndicatorId.PAYROLLS_MEAN_3M)


@dataclass(frozen=True, slots=True)
class BandView:
    """Values that share a word: from `lower` up to but not at `upper`."""

    word: str
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class RuleView:
    """What a reading is judged by, and who set the levels."""

    text: str
    unit: str
    on_percentile: bool
    bands: tuple[BandView, ...]
    source: str


@dataclass(frozen=True, slots=True)
class TrendView:
    """Direction over about a quarter, and the numbers behind the word."""

    word: str
    change: Number
    span: str
    usual_change: Number
    n: int
    window_start: str
    window_end: str
    rule: str


@dataclass(frozen=True, slots=True)
class RankView:
    """Percentile in the indicator's own history."""

    percentile: Number
    n: int
    window_start: str
    window_end: str


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One indicator."""

    id: str
    title: str
    subject: str
    series_id: str
    value: Number
    unavailable: str
    period: str
    known_on: str
    previous: Number
    previous_period: str
    change: Number
    trend: TrendView | None
    rank: RankView | None
    word: str
    rule: RuleView
    stale: str
    vintage: str
    source: str
    data_hash: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A figure in a sentence: what it is, its full value, and its text there."""

    what: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class PointView:
    """A figure of one period; null where a period has none."""

    period: str
    value: Number


@dataclass(frozen=True, slots=True)
class CardView:
    """One of the six cards; `recent` is its figure over the last year by day, or the last three by month."""

    indicator: IndicatorView
    what: str
    trend: str
    sentence: str
    claims: tuple[ClaimView, ...]
    recent: tuple[PointView, ...]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series behind the page."""

    id: str
    title: str
    frequency: str
    first: str
    last: str
    publication_lag_days: int
    vintage: str
    source: str
    data_hash: str


def indicator_view(indicator: Indicator, *, as_of: dt.date) -> IndicatorView:
    """One indicator with its texts.

    Parameters
    ----------
    indicator : Indicator
        As read.
    as_of : datetime.date
        The day; a vintage later than it is marked.
    """

    def number(value: float | None) -> Number:
        return _in_unit(indicator, value)

    trend, rank = indicator.trend, indicator.rank
    return IndicatorView(
        id=indicator.id.value,
        title=indicator.title,
        subject=indicator.subject.value,
        series_id=indicator.series_id,
        value=number(indicator.value),
        unavailable=indicator.unavailable,
        period=_period(indicator.period, indicator.frequency),
        known_on=str(indicator.known_on or ""),
        previous=number(indicator.previous_value),
        previous_period=_period(indicator.previous_period, indicator.frequency),
        change=signed(number(indicator.change)),
        trend=None
        if trend is None
        else TrendView(
            word=trend.trend.value,
            change=signed(number(trend.change)),
            span=trend.span,
            usual_change=_in_unit(indicator, trend.usual_change, with_sign=False),
            n=trend.n,
            window_start=str(trend.window.start),
            window_end=str(trend.window.end),
            rule=trend.rule,
        ),
        rank=None
        if rank is None
        else RankView(
            percentile=quantity(100.0 * rank.percentile, "percentile", decimals=0),
            n=rank.n,
            window_start=str(rank.window.start),
            window_end=str(rank.window.end),
        ),
        word=indicator.word,
        rule=_rule_view(indicator.rule),
        stale=indicator.stale,
        vintage=_vintage(indicator.vintage, as_of) if indicator.source else "",
        source=indicator.source,
        data_hash=indicator.data_hash,
    )


def card_view(card: MacroCard, *, as_of: dt.date) -> CardView:
    """One card with its texts."""
    return CardView(
        indicator=indicator_view(card.indicator, as_of=as_of),
        what=card.what,
        trend=card.trend,
        sentence=card.sentence,
        claims=tuple(ClaimView(each.what, each.value, each.text) for each in card.claims),
        recent=_recent(card),
    )


def _recent(card: MacroCard) -> tuple[PointView, ...]:
    """Figures by period; months of a monthly figure that have none are named, so that no line is drawn across them."""
    indicator, history = card.indicator, card.recent
    days = history.dates
    if indicator.frequency is Frequency.MONTHLY and len(days):
        months = days.astype("datetime64[M]")
        days = np.arange(months[0], months[-1] + 1).astype("datetime64[D]")
    found = (to_date(day) for day in days)
    return tuple(
        PointView(_period(day, indicator.frequency), _in_unit(indicator, history.value_on(day))) for day in found
    )


def series_views(economy: Economy) -> tuple[SeriesView, ...]:
    """Every series, with the vintage that was used."""
    return tuple(_series_view(economy.series[name], economy.as_of) for name in sorted(economy.series))


def _series_view(series: MacroSeries, as_of: dt.date) -> SeriesView:
    facts = series.facts
    return SeriesView(
        id=facts.series_id,
        title=facts.title,
        frequency=facts.frequency.value,
        first=str(series.dates[0]),
        last=str(series.latest_date),
        publication_lag_days=facts.publication_lag_days,
        vintage=_vintage(series.vintage, as_of),
        source=series.source,
        data_hash=series.data_hash,
    )


def _rule_view(rule: ThresholdRule) -> RuleView:
    bands = tuple(BandView(each.word, each.lower, each.upper) for each in rule.bands)
    return RuleView(rule.text, rule.unit, rule.on_percentile, bands, rule.source)


def _in_unit(indicator: Indicator, value: float | None, *, with_sign: bool = True) -> Number:
    if indicator.id not in _WHOLE:
        return quantity(value, indicator.unit, decimals=2)
    whole = quantity(value, indicator.unit, decimals=0)
    return signed(whole) if with_sign else whole  # a change of a count: its sign is half of what it says


def _period(day: dt.date | None, frequency: Frequency) -> str:
    if day is None:
        return ""
    return f"{day:%Y-%m}" if frequency is Frequency.MONTHLY else str(day)


def _vintage(day: dt.date | None, as_of: dt.date) -> str:
    if day is None:
        return "not stated"
    return f"{day}, later than the as-of date" if day > as_of else str(day)
