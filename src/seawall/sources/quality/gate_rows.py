"""Rules that hold for rows of any kind: repeated, out of order, or later than the moment they were fetched."""

from __future__ import annotations

import numpy as np

from seawall.core import DateArray, FloatArray, IntArray
from seawall.sources.quality.duplicates import repeated_rows
from seawall.sources.quality.findings import Finding, Rule, Severity, findings_at, time_text

__all__ = ["clock_findings", "duplicate_findings", "grouped_finding"]


def grouped_finding(
    places: IntArray,
    *,
    rule: Rule,
    severity: Severity,
    entity: str,
    times: DateArray,
    rows: IntArray,
    expected: str,
) -> list[Finding]:
    """One finding for all places; none where there is no place."""
    if not len(places):
        return []
    numbers = tuple(int(row) for row in rows[places])
    return [Finding(rule, severity, entity, time_text(times[places[0]]), None, expected, numbers)]


def duplicate_findings(
    keys: DateArray | IntArray, values: FloatArray, *, entity: str, times: DateArray, rows: IntArray
) -> list[Finding]:
    """Rows whose key stood before: SUSPECT with the same values, REFUSE with others.

    Parameters
    ----------
    keys : array
        Shape (n,), what makes a row one of its kind.
    values : FloatArray
        Shape (n, n_columns); the last column is the one shown.
    entity, times, rows
        As in `findings_at`.
    """
    later, first, same = repeated_rows(keys, values)
    shown = values[:, -1]
    found = findings_at(
        later[same],
        rule=Rule.DUPLICATE,
        severity=Severity.SUSPECT,
        entity=entity,
        times=times,
        rows=rows,
        values=shown,
        expected=[f"repeats row {rows[place]:,} value for value" for place in first[same]],
    )
    return found + findings_at(
        later[~same],
        rule=Rule.CONFLICT,
        severity=Severity.REFUSE,
        entity=entity,
        times=times,
        rows=rows,
        values=shown,
        expected=[f"row {rows[place]:,} has other values, such as {shown[place]:,.6g}" for place in first[~same]],
    )


def clock_findings(times: DateArray, *, entity: str, rows: IntArray, known_until: np.datetime64) -> list[Finding]:
    """Rows that go back in time (SUSPECT, in one finding), and rows from the future (REFUSE).

    Parameters
    ----------
    times : DateArray
        Shape (n,), in the order of the source.
    entity, rows
        As in `findings_at`.
    known_until : numpy.datetime64
        Instant or day on which the rows were fetched.
    """
    back = np.flatnonzero(np.diff(times) < np.timedelta64(0, "ns")) + 1
    found = grouped_finding(
        back,
        rule=Rule.ORDER,
        severity=Severity.SUSPECT,
        entity=entity,
        times=times,
        rows=rows,
        expected=f"{len(back):,} rows stand before the row above them in time; times must rise",
    )
    return found + findings_at(
        np.flatnonzero(times > known_until),
        rule=Rule.FUTURE,
        severity=Severity.REFUSE,
        entity=entity,
        times=times,
        rows=rows,
        values=None,
        expected=f"fetched {time_text(known_until)}: no row can be later",
    )
