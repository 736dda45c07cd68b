"""Every rule for the bars of one symbol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from seawall.core import BoolArray, BusinessCalendar, FloatArray, IntArray
from seawall.sources.quality.bar_shape import ADJUSTMENT_ROUNDING, COMPUTER_ROUNDING, range_breach
from seawall.sources.quality.findings import Finding, Rule, Severity, findings_at
from seawall.sources.quality.gate_rows import clock_findings, duplicate_findings
from seawall.sources.quality.gate_sessions import session_findings
from seawall.sources.quality.jumps import is_outlier, robust_scores, spike_places, split_places
from seawall.sources.quality.rows import BarRows, PeerSeries
from seawall.sources.quality.stale_runs import stale_runs
from seawall.sources.quality.twins import find_twin, leaves_twin

__all__ = ["bar_findings", "peer_of"]

_DAY_SECONDS = 86_400


def bar_findings(bars: BarRows, *, peers: Mapping[str, PeerSeries], calendar: BusinessCalendar | None) -> list[Finding]:
    """Everything that is to be said about the bars of one symbol.

    Parameters
    ----------
    bars : BarRows
        In the order of the source.
    peers : mapping of str to PeerSeries
        Other daily series; one of the same name is not compared with.
    calendar : BusinessCalendar or None
        Days on which the market is open, where they are known.
    """
    is_sound, found = _row_findings(bars)
    found += duplicate_findings(
        bars.times, np.column_stack(_columns(bars)), entity=bars.symbol, times=bars.times, rows=bars.rows
    )
    found += clock_findings(bars.times, entity=bars.symbol, rows=bars.rows, known_until=bars.known_until)
    series = _series(bars, is_sound)
    if len(series.times) < 2:
        return found
    others = {name: peer for name, peer in peers.items() if name != bars.symbol}
    found += session_findings(series, peers=others, calendar=calendar)
    found += _stale_findings(series)
    found += _jump_findings(series)
    if series.step_seconds == _DAY_SECONDS:
        found += _twin_findings(series, others)
    return found


def peer_of(bars: BarRows) -> PeerSeries:
    """The sound closes of daily bars by day, for others to compare with."""
    series = _series(bars, _is_price(bars.close))
    days = series.times.astype("datetime64[D]")
    distinct, first = np.unique(days, return_index=True)
    return PeerSeries(distinct, series.close[first])


def _columns(bars: BarRows) -> list[FloatArray]:
    return [each for each in (bars.open, bars.high, bars.low, bars.volume, bars.close) if each is not None]


def _is_price(values: FloatArray) -> BoolArray:
    found: BoolArray = np.isfinite(values) & (values > 0.0)
    return found


def _series(bars: BarRows, is_sound: BoolArray) -> BarRows:
    """Sound rows in time order, the first of each time."""
    places = np.flatnonzero(is_sound)
    _, first = np.unique(bars.times[places], return_index=True)
    kept = places[first]
    return replace(
        bars,
        times=bars.times[kept],
        close=bars.close[kept],
        open=None if bars.open is None else bars.open[kept],
        high=None if bars.high is None else bars.high[kept],
        low=None if bars.low is None else bars.low[kept],
        volume=None if bars.volume is None else bars.volume[kept],
        rows=bars.rows[kept],
    )


def _refused(bars: BarRows, places: IntArray, rule: Rule, values: FloatArray, expected: str) -> list[Finding]:
    return findings_at(
        places,
        rule=rule,
        severity=Severity.REFUSE,
        entity=bars.symbol,
        times=bars.times,
        rows=bars.rows,
        values=values,
        expected=expected,
    )


def _row_findings(bars: BarRows) -> tuple[BoolArray, list[Finding]]:
    """Faults that one row shows by itself, and which rows have none in their prices."""
    prices = {"open": bars.open, "high": bars.high, "low": bars.low, "close": bars.close}
    given = {name: values for name, values in prices.items() if values is not None}
    is_sound = np.ones(len(bars.times), dtype=np.bool_)
    found: list[Finding] = []
    for name, values in given.items():
        is_finite = np.isfinite(values)
        found += _refused(bars, np.flatnonzero(~is_finite), Rule.NOT_FINITE, values, f"{name} must be a number")
        low = np.flatnonzero(is_finite & (values <= 0.0))
        found += _refused(bars, low, Rule.NOT_POSITIVE, values, f"{name} of a bar must be above 0")
        is_sound &= _is_price(values)
    if bars.open is not None and bars.high is not None and bars.low is not None:
        found += _shape_findings(bars, bars.open, bars.high, bars.low, np.flatnonzero(is_sound))
    if bars.volume is not None:
        places = np.flatnonzero((bars.volume < 0.0) | np.isinf(bars.volume))
        found += _refused(bars, places, Rule.VOLUME, bars.volume, "volume must be 0 or more, and finite")
    return is_sound, found


def _shape_findings(
    bars: BarRows, open_: FloatArray, high: FloatArray, low: FloatArray, places: IntArray
) -> list[Finding]:
    breach = range_breach(open_[places], high[places], low[places], bars.close[places])
    found: list[Finding] = []
    for severity, is_here in (
        (Severity.SUSPECT, (breach > COMPUTER_ROUNDING) & (breach <= ADJUSTMENT_ROUNDING)),
        (Severity.REFUSE, breach > ADJUSTMENT_ROUNDING),
    ):
        chosen = places[is_here]
        texts = [
            f"open {open_[place]:,.6g}, high {high[place]:,.6g}, low {low[place]:,.6g}: "
            f"open or close lies {size:.2g} of a price outside low to high"
            for place, size in zip(chosen, breach[is_here], strict=True)
        ]
        found += findings_at(
            chosen,
            rule=Rule.BAR_SHAPE,
            severity=severity,
            entity=bars.symbol,
            times=bars.times,
            rows=bars.rows,
            values=bars.close,
            expected=texts,
        )
    return found


def _stale_findings(series: BarRows) -> list[Finding]:
    first, last = stale_runs(series.close)
    return [
        replace(finding, rows=tuple(int(row) for row in series.rows[start : end + 1]))
        for finding, start, end in zip(
            _suspects(
                series, first, Rule.STALE, [f"{n:,} equal closes in a row" for n in (last - first + 1)], series.close
            ),
            first,
            last,
            strict=True,
        )
    ]


def _suspects(series: BarRows, places: IntArray, rule: Rule, expected: list[str], values: FloatArray) -> list[Finding]:
    return findings_at(
        places,
        rule=rule,
        severity=Severity.SUSPECT,
        entity=series.symbol,
        times=series.times,
        rows=series.rows,
        values=values,
        expected=expected,
    )


def _jump_findings(series: BarRows) -> list[Finding]:
    """Splits, spikes, and the outliers that are neither; the value of each is the close."""
    returns = np.diff(np.log(series.close))
    scores, scales = robust_scores(returns)
    spikes = spike_places(returns, scores)
    splits, ratios = split_places(returns, scores, scales)
    is_step = ~np.isin(splits, np.concatenate((spikes, spikes + 1)))  # a way back may be near a ratio by chance
    splits, ratios = splits[is_step], ratios[is_step]
    explained = np.concatenate((splits, spikes, spikes + 1))
    outliers = np.setdiff1d(np.flatnonzero(is_outlier(scores)), explained)
    found = _suspects(
        series,
        splits + 1,
        Rule.SPLIT,
        [
            f"move {np.expm1(returns[place]):+.1%} is near a split of {ratio:g} for 1 and stays{_volume(series, place)}"
            for place, ratio in zip(splits, ratios, strict=True)
        ],
        series.close,
    )
    found += _suspects(
        series,
        spikes + 1,
        Rule.SPIKE,
        [
            f"move {np.expm1(returns[place]):+.1%}, and {np.expm1(returns[place + 1]):+.1%} in the next session"
            for place in spikes
        ],
        series.close,
    )
    return found + _suspects(
        series,
        outliers + 1,
        Rule.OUTLIER,
        [
            f"move {np.expm1(returns[place]):+.1%} is {abs(scores[place]):.1f} robust scales from the median around it"
            for place in outliers
        ],
        series.close,
    )


def _volume(series: BarRows, place: int) -> str:
    """What the volume did at a split: shares traded change by its ratio where it is real and not adjusted for."""
    if series.volume is None:
        return ""
    before = series.volume[max(place - 19, 0) : place + 1]
    after = series.volume[place + 1 : place + 21]
    # a volume may be unknown (NaN) or 0 on single days
    usual = [float(np.median(each[each > 0.0])) if (each > 0.0).any() else np.nan for each in (before, after)]
    return f", volume times {usual[1] / usual[0]:.2g}" if np.isfinite(usual).all() else ""


def _twin_findings(series: BarRows, others: Mapping[str, PeerSeries]) -> list[Finding]:
    own = peer_of(series)
    name = find_twin(own, others)
    if name is None:
        return []
    places, differences, is_glitch = leaves_twin(own, others[name])
    found: list[Finding] = []
    for rule, chosen, why in (
        (Rule.PEER_STEP, ~is_glitch, "not taken back: a dividend or split adjusted for in one of the two"),
        (Rule.PEER_GLITCH, is_glitch, "half or more taken back beside it: a wrong close in one of the two"),
    ):
        texts = [f"return differs from {name} by {each:+.2%}; {why}" for each in differences[chosen]]
        at = np.searchsorted(series.times, own.days[places[chosen]])
        found += _suspects(series, at, rule, texts, series.close)
    return found
