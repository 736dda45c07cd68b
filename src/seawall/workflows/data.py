"""Kept data: what is there, whether it is sound, and the ways in and out."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from seawall.core import choice_named, did_you_mean
from seawall.errors import DataError, InputError, SourceError
from seawall.report import DataCheckResults, DataImportResults, DataStatusResults
from seawall.sources import (
    Batch,
    Dataset,
    FileFacts,
    FindingLog,
    IntakeResult,
    QualityReport,
    Snapshot,
    Store,
    inspect_batch,
    inspect_files,
    intake,
    read_batches,
    store_home,
    table_paths,
)
from seawall.workflows.write_files import write_atomically

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["export_data", "import_data", "named_dataset", "run_data_check", "run_data_status"]

Progress = Callable[[str, int, int], None]

_WHOLE = {Dataset.BARS, Dataset.MACRO}
"""Kinds whose series are compared with each other; those of the others are looked at one by one."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _quiet(_step: str, _done: int, _total: int) -> None:
    """Show nothing."""


def named_dataset(name: str) -> Dataset:
    """Kind of data by its name.

    Raises
    ------
    InputError
        When there is none of that name.

    Examples
    --------
    >>> named_dataset("macro").value
    'macro'
    """
    return choice_named(name, "dataset", Dataset)


def _opened(home: Path | None, *, must_exist: bool = True) -> Store:
    where = home or store_home()
    try:
        is_there, is_folder = where.exists(), where.is_dir()
    except OSError as error:
        raise SourceError(f"{where}: cannot be read: {error.strerror or error}") from error
    if is_there and not is_folder:
        raise SourceError(f"{where}: the home of a store must be a folder")
    if must_exist and home is not None and not is_there:
        raise SourceError(f"{where}: no such folder")
    return Store(where)


def run_data_status(home: Path | None = None) -> DataStatusResults:
    """What a store holds.

    Parameters
    ----------
    home : Path, optional
        Folder of the store; `store_home` by default.
    """
    store = _opened(home)
    snapshot = store.snapshot()
    covered = {each: snapshot.entities(each) for each in Dataset}
    return DataStatusResults(
        home=str(store.home),
        asked_at=_now(),
        version=snapshot.version,
        size_bytes=_size(store.home),
        coverage={dataset: entities for dataset, entities in covered.items() if entities},
        audit=store.audit(),
        findings=FindingLog(store.home).read(),
    )


def _size(home: Path) -> int:
    try:
        return sum(each.stat().st_size for each in home.rglob("*") if each.is_file())
    except OSError as error:
        raise SourceError(f"{home}: cannot be read: {error.strerror or error}") from error


def run_data_check(
    path: Path | None = None, *, home: Path | None = None, progress: Progress = _quiet
) -> DataCheckResults:
    """What the gate finds in files, or in everything that a store keeps.

    Parameters
    ----------
    path : Path, optional
        File or folder of prices or economic series; the store where it is not given.
    home : Path, optional
        Folder of the store; `store_home` by default.
    progress : callable, optional
        Told what is being done.
    """
    if path is not None:
        if home is not None:
            raise InputError("say either a PATH to look at or the --home of a store, not both")
        if path.is_dir() and (path / "metadata.sqlite").exists():
            return run_data_check(home=path, progress=progress)
        progress(f"Looking at {path.name}", 0, 1)
        return DataCheckResults(str(path), _now(), inspect_files(path, now=_now()), None)
    store = _opened(home)
    snapshot = store.snapshot()
    verification = store.verify()
    reports: list[QualityReport] = []
    if verification.sound:
        kinds = [each for each in Dataset if snapshot.entities(each)]
        for number, dataset in enumerate(kinds):
            progress(f"Looking at {dataset}", number, len(kinds))
            reports.append(_kept_report(snapshot, dataset))
    return DataCheckResults(str(store.home), _now(), tuple(reports), verification)


def _kept_report(snapshot: Snapshot, dataset: Dataset) -> QualityReport:
    if dataset in _WHOLE:
        return inspect_batch(Batch(dataset, snapshot.read(dataset), dataset.value, ""), newest_only=True)
    parts = [
        inspect_batch(Batch(dataset, snapshot.read(dataset, entity=each.entity), dataset.value, ""))
        for each in snapshot.entities(dataset)
    ]
    return QualityReport(
        dataset=dataset,
        request=dataset.value,
        data_hash="",
        n_rows=sum(each.n_rows for each in parts),
        entities=tuple(name for each in parts for name in each.entities),
        findings=tuple(finding for each in parts for finding in each.findings),
    )


def import_data(
    path: Path,
    *,
    dataset: Dataset | None = None,
    vintage: dt.date | None = None,
    source: str | None = None,
    adjusted: bool | None = None,
    home: Path | None = None,
    progress: Progress = _quiet,
) -> DataImportResults:
    """Files through the gate into a store, one batch a series.

    Every file is read before the first batch is kept, so that a file that cannot be read leaves no half import.

    Parameters
    ----------
    path : Path
        File or folder.
    dataset : Dataset, optional
        Kind of the rows; recognised by the columns by default.
    vintage : datetime.date, optional
        Day on which the source held these values; today by default.
    source : str, optional
        Where they come from; ``file`` by default.
    adjusted : bool, optional
        Whether prices are adjusted for splits and dividends; must be said of daily tables of prices.
    home : Path, optional
        Folder of the store.
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    InputError
        For a vintage later than today, or a `dataset` that there is not.
    """
    dataset = None if dataset is None else choice_named(dataset, "dataset", Dataset)
    now = _now()
    if vintage is not None and vintage > now.date():
        raise InputError(f"--vintage must be no later than today, {now.date()}, was {vintage}")
    facts = FileFacts(source or "file", now, vintage or now.date(), adjusted)
    pending = [each for file in table_paths(path) for each in read_batches(file, dataset=dataset, facts=facts)]
    done: list[IntakeResult] = []
    with _opened(home, must_exist=False) as store:
        for number, (batch, found) in enumerate(pending):
            progress("Keeping batches", number, len(pending))
            done.append(intake(store, batch, found_before=found))
        return DataImportResults(str(path), str(store.home), now, tuple(done))


def export_data(
    dataset: Dataset,
    out: Path,
    *,
    entities: Sequence[str] = (),
    start: dt.date | None = None,
    end: dt.date | None = None,
    home: Path | None = None,
) -> int:
    """Rows of a store as one file, which appears whole or not at all.

    Parameters
    ----------
    dataset : Dataset
        Kind of the rows.
    out : Path
        File ending in .csv or .parquet.
    entities : sequence of str
        Names wanted; all by default.
    start, end : datetime.date, optional
        First and last day, both included.
    home : Path, optional
        Folder of the store.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    DataError
        When nothing is kept that fits.
    InputError
        For a file of another ending, or days in the wrong order; for a `dataset` that there is not.
    """
    dataset = choice_named(dataset, "dataset", Dataset)
    if out.suffix not in {".csv", ".parquet"}:
        raise InputError(f"--out must end in .csv or .parquet, was {out.name[:60]!r}")
    if start is not None and end is not None and end < start:
        raise InputError(f"--end must not be before --start {start}, was {end}")
    snapshot = _opened(home).snapshot()
    table = _kept_rows(snapshot, dataset, entities, start, end)
    write_atomically(out.parent, {out.name: _file_bytes(table, out.suffix, dataset)})
    return int(table.num_rows)


def _kept_rows(
    snapshot: Snapshot, dataset: Dataset, entities: Sequence[str], start: dt.date | None, end: dt.date | None
) -> pa.Table:
    import pyarrow as pa

    known = [each.entity for each in snapshot.entities(dataset)]
    for name in entities:
        if name not in known:
            raise DataError(f"nothing of {dataset} {name!r} is kept{did_you_mean(name, known)}")
    if not entities:
        table = snapshot.read(dataset, start=start, end=end)
    else:
        table = pa.concat_tables(
            snapshot.read(dataset, entity=name, start=start, end=end) for name in sorted(set(entities))
        )
    if not table.num_rows:
        span = f" from {start or 'the first day'} to {end or 'the last'}" if start or end else ""
        raise DataError(f"nothing of {dataset} is kept{span}")
    return table


def _file_bytes(table: pa.Table, suffix: str, dataset: Dataset) -> bytes:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    buffer = io.BytesIO()
    if suffix == ".parquet":
        pyarrow.parquet.write_table(table, buffer)
        return buffer.getvalue()
    if any(pa.types.is_binary(field.type) for field in table.schema):
        raise InputError(f"{dataset} holds raw bytes, which CSV cannot: --out must end in .parquet")
    pyarrow.csv.write_csv(table, buffer)
    return buffer.getvalue()
