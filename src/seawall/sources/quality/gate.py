"""The gate: every rule that a batch must pass before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seawall.core import BusinessCalendar
from seawall.sources.datasets import Batch, Dataset, entity_column
from seawall.sources.quality.findings import Finding, QualityReport
from seawall.sources.quality.gate_bars import bar_findings, peer_of
from seawall.sources.quality.gate_events import event_findings
from seawall.sources.quality.gate_macro import macro_findings
from seawall.sources.quality.rows import BarRows, PeerSeries, bar_rows, macro_rows

__all__ = ["inspect_bars", "inspect_batch"]

_DAY_SECONDS = 86_400


def inspect_bars(
    series: Sequence[BarRows],
    *,
    peers: Mapping[str, PeerSeries] | None = None,
    calendar: BusinessCalendar | None = None,
) -> list[Finding]:
    """Findings about bars of several symbols, each compared with the daily ones among the others.

    Parameters
    ----------
    series : sequence of BarRows
        One or more.
    peers : mapping of str to PeerSeries, optional
        More series to compare with.
    calendar : BusinessCalendar, optional
        Days on which the markets of all are open; without it, days are taken from series that agree.
    """
    known = {each.symbol: peer_of(each) for each in series if each.step_seconds == _DAY_SECONDS}
    others = {**(peers or {}), **known}
    return [finding for each in series for finding in bar_findings(each, peers=others, calendar=calendar)]


def inspect_batch(
    batch: Batch,
    *,
    peers: Mapping[str, PeerSeries] | None = None,
    calendar: BusinessCalendar | None = None,
    newest_only: bool = False,
) -> QualityReport:
    """Look at every row of a batch; change none.

    Parameters
    ----------
    batch : Batch
        Rows of one kind.
    peers : mapping of str to PeerSeries, optional
        Other daily series, by symbol, that bars are compared with; those of the batch itself need not be given.
    calendar : BusinessCalendar, optional
        Days on which the market of the bars is open.
    newest_only : bool
        Whether the vintages of a series are joined, each time in its newest, as for rows that are kept already.

    Returns
    -------
    QualityReport
        Findings with the rows of the batch, counted from 1.

    Raises
    ------
    InputError
        For an interval of bars that is none.

    Examples
    --------
    >>> import datetime as dt, pyarrow as pa
    >>> from seawall.sources.datasets import dataset_schema
    >>> now = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    >>> row = {"series_id": "CPIAUCSL", "value": None, "source": "FRED", "retrieved_at": now, "vintage": now.date()}
    >>> months = [dt.date(2025, month, 1) for month in (9, 10, 11)]
    >>> rows = [{**row, "date": month, "value": 324.0 if month.month != 10 else None} for month in months]
    >>> table = pa.Table.from_pylist(rows, schema=dataset_schema(Dataset.MACRO))
    >>> for each in inspect_batch(Batch(Dataset.MACRO, table, "doc", "0")).findings:
    ...     print(each.severity, each.time, each.rows, each.expected)
    suspect 2025-10-01 (2,) period listed without a value; it is a gap, not a zero
    """
    match batch.dataset:
        case Dataset.BARS:
            findings = inspect_bars(list(bar_rows(batch, newest_only=newest_only)), peers=peers, calendar=calendar)
        case Dataset.MACRO:
            findings = [
                finding for each in macro_rows(batch, newest_only=newest_only) for finding in macro_findings(each)
            ]
        case _:
            findings = event_findings(batch)
    return QualityReport(
        dataset=batch.dataset,
        request=batch.request,
        data_hash=batch.data_hash,
        n_rows=batch.rows.num_rows,
        entities=tuple(sorted(batch.rows.column(entity_column(batch.dataset)).unique().to_pylist())),
        findings=tuple(findings),
    )
