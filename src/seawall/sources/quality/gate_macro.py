"""Every rule for the observations of one economic series."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from seawall.core import BoolArray, FloatArray
from seawall.macro import SERIES_CATALOGUE, SeriesUnit
from seawall.sources.quality.findings import Finding, Rule, Severity, findings_at, time_text
from seawall.sources.quality.gate_rows import clock_findings, duplicate_findings, grouped_finding
from seawall.sources.quality.jumps import is_outlier, robust_scores
from seawall.sources.quality.rows import MacroRows
from seawall.sources.quality.sessions import months_between, runs_of_days
from seawall.sources.quality.stale_runs import stale_runs

__all__ = ["macro_findings"]

_NATURE_SHARE = 0.01
"""Share of values at or below zero, or of large changes, above which that is what the series does: an index of stress,
a policy rate."""

_MONTHS = {(25, 35): 1, (80, 100): 3}


def macro_findings(series: MacroRows) -> list[Finding]:
    """Everything that is to be said about one economic series.

    Parameters
    ----------
    series : MacroRows
        In the order of the source.
    """
    times, rows, name = series.dates, series.rows, series.series_id
    found = duplicate_findings(times, series.values[:, None], entity=name, times=times, rows=rows)
    found += clock_findings(times, entity=name, rows=rows, known_until=series.known_until)
    found += findings_at(
        np.flatnonzero(np.isinf(series.values)),
        rule=Rule.NOT_FINITE,
        severity=Severity.REFUSE,
        entity=name,
        times=times,
        rows=rows,
        values=None,
        expected="a value must be a number, or blank where none was published",
    )
    _, first = np.unique(times, return_index=True)
    ordered = replace(series, dates=times[first], values=series.values[first], rows=rows[first])
    step = float(np.median(np.diff(ordered.dates).astype(np.int64))) if len(first) > 1 else 0.0
    found += _period_findings(ordered, step)
    valued = np.isfinite(ordered.values)
    known = replace(ordered, dates=ordered.dates[valued], values=ordered.values[valued], rows=ordered.rows[valued])
    if len(known.values) > 1:
        found += _sign_findings(known)
        found += _stale_findings(known)
        found += _outlier_findings(known)
    return found


def _period_findings(series: MacroRows, step_days: float) -> list[Finding]:
    """Periods listed without a value, and months or quarters that are not listed at all."""
    blank = np.flatnonzero(np.isnan(series.values))
    where: dict[str, Any] = {"entity": series.series_id, "times": series.dates, "rows": series.rows}
    if step_days < 5.0:
        return grouped_finding(
            blank,
            rule=Rule.BLANK,
            severity=Severity.INFORM,
            expected=f"{len(blank):,} days listed without a value: holidays, or never published",
            **where,
        )
    found = findings_at(
        blank,
        rule=Rule.GAP,
        severity=Severity.SUSPECT,
        values=None,
        expected="period listed without a value; it is a gap, not a zero",
        **where,
    )
    months = next((count for (low, high), count in _MONTHS.items() if low <= step_days <= high), None)
    if months is not None:
        every = months_between(series.dates, months)
        missing = np.setdiff1d(every, series.dates.astype("datetime64[M]").astype("datetime64[D]"))
        runs = runs_of_days(missing, every)
    else:
        jumps = np.flatnonzero(np.diff(series.dates).astype(np.int64) > 1.5 * step_days)
        runs = [series.dates[place : place + 1] + np.timedelta64(int(step_days), "D") for place in jumps]
    texts = [f"{len(run):,} periods missing, to {run[-1]}" if len(run) > 1 else "period missing" for run in runs]
    return found + [
        Finding(Rule.GAP, Severity.SUSPECT, series.series_id, time_text(run[0]), None, text, ())
        for run, text in zip(runs, texts, strict=True)
    ]


def _may_be_negative(series: MacroRows) -> bool:
    facts = SERIES_CATALOGUE.get(series.series_id)
    return facts is not None and facts.unit in {SeriesUnit.PERCENT, SeriesUnit.FLAG}


def _sign_findings(series: MacroRows) -> list[Finding]:
    low = np.flatnonzero(series.values <= 0.0)
    where: dict[str, Any] = {"entity": series.series_id, "times": series.dates, "rows": series.rows}
    if not len(low) or _may_be_negative(series):
        return []
    if len(low) > _NATURE_SHARE * len(series.values):
        text = f"{len(low):,} values at or below 0: log-returns cannot be taken of this series"
        return grouped_finding(low, rule=Rule.NOT_POSITIVE, severity=Severity.INFORM, expected=text, **where)
    return findings_at(
        low,
        rule=Rule.NOT_POSITIVE,
        severity=Severity.SUSPECT,
        values=series.values,
        expected="at or below 0: log-returns cannot be taken",
        **where,
    )


def _stale_findings(series: MacroRows) -> list[Finding]:
    """Long runs of one value, in one finding: policy rates do stand still, so that it is only said."""
    first, last = stale_runs(series.values)
    if not len(first):
        return []
    sizes = last - first + 1
    longest = int(np.argmax(sizes))
    places = np.concatenate([np.arange(start, end + 1) for start, end in zip(first, last, strict=True)])
    text = (
        f"long runs of equal values: {len(first):,}, the longest of {sizes[longest]:,} "
        f"from {time_text(series.dates[first[longest]])}"
    )
    return grouped_finding(
        places,
        rule=Rule.STALE,
        severity=Severity.INFORM,
        entity=series.series_id,
        times=series.dates,
        rows=series.rows,
        expected=text,
    )


def _outlier_findings(series: MacroRows) -> list[Finding]:
    """Changes that fat tails do not explain: of logs where all values but a few are above zero, else of values."""
    is_positive: BoolArray = series.values > 0.0
    in_logs = not _may_be_negative(series) and float((~is_positive).mean()) <= _NATURE_SHARE
    kept = np.flatnonzero(is_positive) if in_logs else np.arange(len(series.values))
    values = series.values[kept]
    changes: FloatArray = np.diff(np.log(values)) if in_logs else np.diff(values)
    scores, _ = robust_scores(changes)
    places = np.flatnonzero(is_outlier(scores))
    unit = " in logs" if in_logs else ""
    if len(places) > _NATURE_SHARE * len(changes):
        text = f"{len(places):,} changes{unit} are beyond what fat tails explain: the series rests and jumps by nature"
        return grouped_finding(
            kept[places + 1],
            rule=Rule.OUTLIER,
            severity=Severity.INFORM,
            entity=series.series_id,
            times=series.dates,
            rows=series.rows,
            expected=text,
        )
    return findings_at(
        kept[places + 1],
        rule=Rule.OUTLIER,
        severity=Severity.SUSPECT,
        entity=series.series_id,
        times=series.dates,
        rows=series.rows,
        values=series.values,
        expected=[
            f"change {changes[place]:+.4g}{unit} is {abs(scores[place]):.1f} robust scales from the median around it"
            for place in places
        ],
    )
