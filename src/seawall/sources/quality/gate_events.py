"""Rules for ticks, funding rates, open interest, option quotes and book events: keys, clocks, signs and spreads."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from seawall.core import DateArray, FloatArray, IntArray
from seawall.sources.datasets import Batch, Dataset, entity_column
from seawall.sources.quality.findings import Finding, Rule, Severity, findings_at
from seawall.sources.quality.gate_rows import clock_findings, duplicate_findings
from seawall.sources.quality.rows import row_groups

__all__ = ["event_findings"]

LARGEST_FUNDING = 0.04
"""Funding rate of one interval above which it is SUSPECT: the widest cap of the large venues is 4 % in 8 hours."""

_ABOVE_ZERO = {
    Dataset.TICKS: ("price", "size"),
    Dataset.FUNDING: ("mark_price",),
    Dataset.OPTION_QUOTES: ("strike", "underlying_price"),
}
_NOT_BELOW_ZERO = {
    Dataset.OPEN_INTEREST: ("contracts", "value"),
    Dataset.OPTION_QUOTES: ("bid", "ask", "mark", "mark_volatility"),
}
_KEYS = {
    Dataset.TICKS: ("trade_id",),
    Dataset.FUNDING: ("time",),
    Dataset.OPEN_INTEREST: ("time",),
    Dataset.OPTION_QUOTES: ("time", "expiry", "strike", "is_call"),
}


def event_findings(batch: Batch) -> list[Finding]:
    """Everything that is to be said about rows that are neither bars nor economic series."""
    found: list[Finding] = []
    times = batch.rows.column("time").to_numpy().astype("datetime64[ns]")
    fetched = batch.rows.column("retrieved_at").to_numpy().astype("datetime64[ns]")
    for words, places in row_groups(batch.rows, (entity_column(batch.dataset), "source", "vintage")):
        part, entity = batch.rows.take(pa.array(places)), str(words[0])
        found += clock_findings(times[places], entity=entity, rows=places + 1, known_until=fetched[places].max())
        found += _value_findings(batch.dataset, part, entity, times[places], places + 1)
        found += _key_findings(batch.dataset, part, entity, times[places], places + 1)
    return found


def _floats(table: pa.Table) -> dict[str, FloatArray]:
    return {
        field.name: table.column(field.name).to_numpy().astype(np.float64)
        for field in table.schema
        if pa.types.is_floating(field.type)
    }


def _value_findings(dataset: Dataset, table: pa.Table, entity: str, times: DateArray, rows: IntArray) -> list[Finding]:
    found: list[Finding] = []
    columns = _floats(table)

    def report(bad: IntArray, rule: Rule, severity: Severity, values: FloatArray, expected: str) -> None:
        found.extend(
            findings_at(
                bad,
                rule=rule,
                severity=severity,
                entity=entity,
                times=times,
                rows=rows,
                values=values,
                expected=expected,
            )
        )

    for name, values in columns.items():
        required = not table.schema.field(name).nullable
        bad = ~np.isfinite(values) if required else np.isinf(values)
        report(np.flatnonzero(bad), Rule.NOT_FINITE, Severity.REFUSE, values, f"{name} must be a number")
        if name in _ABOVE_ZERO.get(dataset, ()):
            low = np.flatnonzero(values <= 0.0)
            report(low, Rule.NOT_POSITIVE, Severity.REFUSE, values, f"{name} must be above 0")
        if name in _NOT_BELOW_ZERO.get(dataset, ()):
            low = np.flatnonzero(values < 0.0)
            report(low, Rule.NOT_POSITIVE, Severity.REFUSE, values, f"{name} must be 0 or more")
    if dataset is Dataset.FUNDING:
        large = np.flatnonzero(np.abs(columns["rate"]) > LARGEST_FUNDING)
        text = f"no large venue charges more than {LARGEST_FUNDING:.0%} an interval; is it in percent?"
        report(large, Rule.OUTLIER, Severity.SUSPECT, columns["rate"], text)
    if dataset is Dataset.OPTION_QUOTES:
        crossed = np.flatnonzero((columns["bid"] > columns["ask"]) & (columns["ask"] > 0.0))
        report(crossed, Rule.CROSSED, Severity.SUSPECT, columns["bid"], "the bid must not be above the ask")
    return found


def _key_findings(dataset: Dataset, table: pa.Table, entity: str, times: DateArray, rows: IntArray) -> list[Finding]:
    names = _KEYS.get(dataset)
    if names is None:
        return []
    keyed = np.ones(table.num_rows, dtype=np.bool_)
    for name in names:
        keyed &= table.column(name).is_valid().to_numpy()
    kept = np.flatnonzero(keyed)
    if not len(kept):
        return []
    part = table.take(pa.array(kept))
    keys = np.empty(len(kept), dtype=np.int64)
    for number, (_, places) in enumerate(row_groups(part, names)):
        keys[places] = number
    values = np.column_stack(list(_floats(part).values()))
    return duplicate_findings(keys, values, entity=entity, times=times[kept], rows=rows[kept])
