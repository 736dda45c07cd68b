"""Bringing one history up to date: what is kept already is compared, and only what is new or changed is added.

A pull starts a little before the end of what is kept. Where the source still says there what it said, nothing of it is
added again; where it says something else, the new value is added under its own vintage, and the old one stays.
Adjusted prices are scaled anew by every dividend: where they changed, the whole history is fetched again, because
new closes on the new scale must not follow old ones on the old scale.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from seawall.sources.datasets import PROVENANCE_COLUMNS, Batch, Dataset, entity_column, time_column
from seawall.sources.pull.adapter import PullRequest, SourceAdapter
from seawall.sources.pull.web_session import WebSession

__all__ = ["History", "HistoryUpdate", "Intake", "update_history"]

_OVERLAP = dt.timedelta(days=10)
_ADJUSTED_TOLERANCE = 1e-6
"""Relative: adjusted closes come from single-precision numbers, whose last digits differ from day to day."""


class History(Protocol):
    """What is kept of one kind of data, as of one moment."""

    def read(
        self, dataset: Dataset, *, entity: str | None = None, start: Any = None, end: Any = None, columns: Any = None
    ) -> pa.Table:
        """Rows of an entity in the order of time, of every vintage."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of one batch.

    Attributes
    ----------
    is_kept : bool
        False when a finding forbids it.
    findings : tuple of str
        One line each.
    """

    is_kept: bool
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryUpdate:
    """What one pull did to one history.

    Attributes
    ----------
    request : PullRequest
        What was asked.
    source : str
        Name of the adapter.
    rows_new : int
        Rows at times that were not kept before.
    rows_revised : int
        Rows that say something else than the value kept for their time; both are kept.
    last : datetime.date or None
        Day of the last row that is now kept.
    notes : tuple of str
        What changed at the source, in words.
    findings : tuple of str
        What the gate found.
    is_refused : bool
        Whether the gate refused a batch, after which nothing more was added.
    """

    request: PullRequest
    source: str
    rows_new: int = 0
    rows_revised: int = 0
    last: dt.date | None = None
    notes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    is_refused: bool = False


class _Kept:
    """Values that are kept of one history, by time and vintage."""

    def __init__(self, history: History, request: PullRequest) -> None:
        self._names: tuple[str, ...] = ()
        self._values: dict[Any, list[tuple[dt.date, dt.datetime, tuple[Any, ...], str]]] = {}
        rows = history.read(request.dataset, entity=request.entity)
        for time, value, vintage, retrieved, source in _rows(rows, request):
            self._values.setdefault(time, []).append((vintage, retrieved, value, source))
        for each in self._values.values():
            each.sort(key=lambda kept: kept[:2])
        self.times = sorted(self._values)

    def found(self, time: Any, vintage: dt.date) -> tuple[tuple[Any, ...], str] | None:
        """Value that was known in a vintage, and its source; None where none was."""
        every = self._values.get(time, [])
        place = bisect_right([each[0] for each in every], vintage)
        return (every[place - 1][2], every[place - 1][3]) if place else None


def update_history(
    adapter: SourceAdapter,
    request: PullRequest,
    *,
    session: WebSession,
    history: History,
    intake: Callable[[Batch], Intake],
    progress: Callable[[HistoryUpdate], None] | None = None,
) -> HistoryUpdate:
    """Fetch what is new of one history, and give it to the gate.

    Parameters
    ----------
    adapter : SourceAdapter
        The source.
    request : PullRequest
        What is wanted. Its start counts where it is before all that is kept; else the pull starts ten days before
        the end of what is kept, and economic series, which are revised far back, are always compared whole.
    session : WebSession
        Sends the requests.
    history : History
        What is kept.
    intake : callable
        Checks a batch and keeps it.
    progress : callable, optional
        Told of what has been kept so far, after each batch.

    Returns
    -------
    HistoryUpdate
        Counts, and what changed.

    Raises
    ------
    SourceError, DataError, InputError
        As the adapter; batches given before stay kept, and the next pull starts after them.
    """
    kept = _Kept(history, request)
    job = _Job(adapter, session, kept, intake, progress)
    done = HistoryUpdate(request, adapter.name, last=_day(kept.times[-1]) if kept.times else None)
    try:
        return _run(job, dataclasses.replace(request, start=_start(request, kept)), done)
    except _ReadjustedError as change:
        first = _day(kept.times[0])
        start = min(first, request.start) if request.start else first
        note = f"the source has adjusted past prices anew ({change}): all of them were fetched again"
        return _run(job, dataclasses.replace(request, start=start), dataclasses.replace(done, notes=(note,)))


@dataclass(frozen=True, slots=True)
class _Job:
    """Who takes part in a pull."""

    adapter: SourceAdapter
    session: WebSession
    kept: _Kept
    intake: Callable[[Batch], Intake]
    progress: Callable[[HistoryUpdate], None] | None


class _ReadjustedError(Exception):
    """Adjusted prices in the overlap are on another scale."""


def _start(request: PullRequest, kept: _Kept) -> dt.date | None:
    if not kept.times or request.dataset is Dataset.MACRO:
        return request.start
    if request.start is not None and request.start < _day(kept.times[0]):
        return request.start
    return max(_day(kept.times[0]), _day(kept.times[-1]) - _OVERLAP)


def _run(job: _Job, request: PullRequest, done: HistoryUpdate) -> HistoryUpdate:
    kept, start = job.kept, request.start
    seen: set[Any] = set()
    is_partial = bool(kept.times) and start is not None and start > _day(kept.times[0])
    first_change = ""
    for batch in job.adapter.fetch(request, session=job.session):
        comparison = _compare(batch, request, kept)
        seen.update(comparison.times)
        if comparison.change and is_partial and _is_adjusted(batch):
            raise _ReadjustedError(comparison.change)
        first_change = first_change or comparison.change
        if comparison.added:
            result = job.intake(dataclasses.replace(batch, rows=batch.rows.take(pa.array(comparison.added))))
            done = dataclasses.replace(done, findings=(*done.findings, *result.findings))
            if not result.is_kept:
                return dataclasses.replace(done, is_refused=True)
            last = _day(comparison.times[-1])
            done = dataclasses.replace(
                done,
                rows_new=done.rows_new + comparison.new,
                rows_revised=done.rows_revised + comparison.revised,
                last=last if done.last is None else max(done.last, last),
            )
        if job.progress is not None:
            job.progress(done)
    return dataclasses.replace(done, notes=(*done.notes, *_notes(first_change, done, seen, kept, start)))


def _notes(first_change: str, done: HistoryUpdate, seen: set[Any], kept: _Kept, start: dt.date | None) -> Iterator[str]:
    if first_change:
        yield f"{done.rows_revised:,} kept values were changed by the source, first {first_change}; both are kept"
    gone = [each for each in kept.times if each not in seen and (start is None or _day(each) >= start)]
    if gone and seen:
        yield f"{len(gone):,} kept rows are no longer given by the source, first {_day(gone[0])}; they stay"


@dataclass(frozen=True, slots=True)
class _Comparison:
    """How the rows of a batch stand to what is kept."""

    times: list[Any]
    added: list[int]
    new: int
    revised: int
    change: str


def _compare(batch: Batch, request: PullRequest, kept: _Kept) -> _Comparison:
    times, added = [], []
    new, revised, change = 0, 0, ""
    for index, (time, value, vintage, _, _) in enumerate(_rows(batch.rows, request)):
        times.append(time)
        before = kept.found(time, vintage)
        if before is None:
            new += 1
        elif _same(value, before[0]):
            continue
        else:
            revised += 1
            names = _value_names(batch.rows, request.dataset)
            place = next(i for i, (a, b) in enumerate(zip(value, before[0], strict=True)) if not _same((a,), (b,)))
            change = change or f"{names[place]} on {_day(time)}: {before[0][place]} by {before[1]}, now {value[place]}"
        added.append(index)
    return _Comparison(times, added, new, revised, change)


def _same(value: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    adjusted = value[-1] is True  # the last column of a bar says whether it is adjusted
    for one, two in zip(value, other, strict=True):
        if one == two:
            continue
        near = adjusted and isinstance(one, float) and isinstance(two, float)
        if not (near and abs(one - two) <= _ADJUSTED_TOLERANCE * abs(two)):
            return False
    return True


def _value_names(rows: pa.Table, dataset: Dataset) -> list[str]:
    outside = {entity_column(dataset), time_column(dataset), "interval", *PROVENANCE_COLUMNS}
    return [name for name in rows.column_names if name not in outside]


def _rows(rows: pa.Table, request: PullRequest) -> Iterator[tuple[Any, tuple[Any, ...], dt.date, dt.datetime, str]]:
    """Time, values, vintage, time of retrieval and source of each row of the interval asked for."""
    if "interval" in rows.column_names and rows.num_rows:
        rows = rows.filter(pa.array([each == request.interval for each in rows.column("interval").to_pylist()]))
    times: Sequence[Any] = rows.column(time_column(request.dataset)).to_numpy().tolist()
    columns = [rows.column(name).to_pylist() for name in _value_names(rows, request.dataset)]
    values: Sequence[tuple[Any, ...]] = list(zip(*columns, strict=True))
    provenance = (rows.column(name).to_pylist() for name in ("vintage", "retrieved_at", "source"))
    return zip(times, values, *provenance, strict=True)


def _is_adjusted(batch: Batch) -> bool:
    return batch.dataset is Dataset.BARS and batch.rows.column("adjusted")[0].as_py() is True


def _day(time: Any) -> dt.date:
    """Date of a time: nanoseconds since 1970 of a bar, or the date of an economic series."""
    day: dt.date = time if isinstance(time, dt.date) else np.datetime64(time, "ns").astype("datetime64[D]").item()
    return day
