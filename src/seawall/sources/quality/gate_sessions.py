"""Sessions of bars: missing ones, rows where there is no session, and rows at another hour than usual."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from seawall.core import BusinessCalendar, DateArray
from seawall.sources.quality.findings import Finding, Rule, Severity, findings_at, time_text
from seawall.sources.quality.gate_rows import grouped_finding
from seawall.sources.quality.rows import BarRows, PeerSeries
from seawall.sources.quality.sessions import (
    LONGEST_CLOSURE,
    agreed_sessions,
    calendar_sessions,
    off_grid_times,
    runs_of_days,
    trades_every_day,
    weekdays_between,
    weekend_places,
)

__all__ = ["session_findings"]

_DAY_SECONDS = 86_400


def session_findings(
    series: BarRows, *, peers: Mapping[str, PeerSeries], calendar: BusinessCalendar | None
) -> list[Finding]:
    """Gaps, rows on days without session, and rows at another hour.

    Parameters
    ----------
    series : BarRows
        Sorted, one row a time.
    peers : mapping of str to PeerSeries
        Other daily series.
    calendar : BusinessCalendar or None
        Days on which the market is open.
    """
    every_day = calendar is None and trades_every_day(series.times)
    found = [] if every_day else _no_session_findings(series, calendar)
    if series.step_seconds < _DAY_SECONDS:
        return found + _step_findings(series, every_day=every_day)
    if series.step_seconds > _DAY_SECONDS:
        return found
    found += _hour_findings(series, every_day=every_day)
    days = np.unique(series.times.astype("datetime64[D]"))
    if every_day:
        sessions = np.arange(days[0], days[-1] + np.timedelta64(1, "D"), dtype="datetime64[D]")
        return found + _gap_findings(series, days, sessions, "a market that is open every day")
    if calendar is not None:
        return found + _gap_findings(series, days, calendar_sessions(days, calendar), "its calendar")
    agreed = agreed_sessions(days, [each.days for each in peers.values()])
    if agreed is not None:
        return found + _gap_findings(series, days, agreed, "most series of its calendar")
    return found + _unexplained_findings(series, days)


def _gap(series: BarRows, days: DateArray, expected: str) -> Finding:
    return Finding(Rule.GAP, Severity.SUSPECT, series.symbol, time_text(days[0]), None, expected, ())


def _gap_findings(series: BarRows, days: DateArray, sessions: DateArray, who: str) -> list[Finding]:
    missing = np.setdiff1d(sessions, days, assume_unique=True)
    return [
        _gap(series, run, f"{len(run):,} of {who} missing, to {run[-1]}" if len(run) > 1 else f"a session of {who}")
        for run in runs_of_days(missing, sessions)
    ]


def _unexplained_findings(series: BarRows, days: DateArray) -> list[Finding]:
    """Without any calendar: long holes are gaps, the rest is counted."""
    weekdays = weekdays_between(days)
    runs = runs_of_days(np.setdiff1d(weekdays, days, assume_unique=True), weekdays)
    found = [
        _gap(series, run, f"{len(run):,} weekdays missing, to {run[-1]}; no closure is longer than {LONGEST_CLOSURE}")
        for run in runs
        if len(run) > LONGEST_CLOSURE
    ]
    short = [run for run in runs if len(run) <= LONGEST_CLOSURE]
    if short:
        count = sum(len(run) for run in short)
        text = f"{count:,} weekdays without a row, at most {max(map(len, short))} together; no calendar says whether "
        first = time_text(short[0][0])
        found.append(
            Finding(Rule.HOLIDAYS, Severity.INFORM, series.symbol, first, None, f"{text}they are holidays", ())
        )
    return found


def _no_session_findings(series: BarRows, calendar: BusinessCalendar | None) -> list[Finding]:
    places = weekend_places(series.times)
    if calendar is not None:
        holidays = np.array(sorted(calendar.holidays), dtype="datetime64[D]")
        on_holiday = np.flatnonzero(np.isin(series.times.astype("datetime64[D]"), holidays))
        places = np.union1d(places, on_holiday)
    return findings_at(
        places,
        rule=Rule.NO_SESSION,
        severity=Severity.SUSPECT,
        entity=series.symbol,
        times=series.times,
        rows=series.rows,
        values=series.close,
        expected="a market with sessions is closed on weekends and holidays",
    )


def _hour_findings(series: BarRows, *, every_day: bool) -> list[Finding]:
    places, hours = off_grid_times(series.times, every_day=every_day)
    usual = "00:00 UTC" if every_day else "the hour of most rows"
    found: list[Finding] = []
    for shift in np.unique(hours):
        here = places[hours == shift]
        clock = "; a change of the clock?" if abs(shift) == 1.0 and not every_day else ""
        found += grouped_finding(
            here,
            rule=Rule.SHIFTED,
            severity=Severity.SUSPECT,
            entity=series.symbol,
            times=series.times,
            rows=series.rows,
            expected=f"{len(here):,} daily rows start {shift:+g} hours from {usual}{clock}",
        )
    return found


def _step_findings(series: BarRows, *, every_day: bool) -> list[Finding]:
    """Bars missing inside a day, or anywhere in a market that is open every day."""
    step = np.timedelta64(series.step_seconds, "s")
    jumps = np.diff(series.times)
    is_gap = jumps > step
    if not every_day:
        is_gap &= np.diff(series.times.astype("datetime64[D]")) == np.timedelta64(0, "D")
    return [
        Finding(
            Rule.GAP,
            Severity.SUSPECT,
            series.symbol,
            time_text(series.times[place] + step),
            None,
            f"{int(jumps[place] / step) - 1:,} bars missing, to {time_text(series.times[place + 1] - step)}",
            (),
        )
        for place in np.flatnonzero(is_gap)
    ]
