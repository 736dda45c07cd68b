"""One version of the store, which later appends and compactions leave as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from seawall.core import IntArray, choice_named
from seawall.errors import InputError
from seawall.sources.datasets import Dataset, dataset_schema, time_column
from seawall.sources.store.manifest import KeptFile, Manifest
from seawall.sources.store.parquet_rows import FileReader
from seawall.sources.store.partitions import DAY_NS, partition_range
from seawall.sources.store.queries import QueryEngine
from seawall.sources.store.sorted_rows import instants_ns, row_order

__all__ = ["EntityCoverage", "Snapshot"]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class EntityCoverage:
    """What is kept of one entity.

    Attributes
    ----------
    entity : str
        Symbol, series or underlying.
    first, last : datetime.datetime
        Its first and last instant, UTC, to the microsecond below.
    rows : int
        Number of rows, of all vintages.
    vintages : tuple of datetime.date
        Days on which a source held these values, ascending.
    """

    entity: str
    first: dt.datetime
    last: dt.datetime
    rows: int
    vintages: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    rows: pa.Table
    codes: IntArray
    instants: IntArray


class Snapshot:
    """Rows of one version.

    Attributes
    ----------
    version : int
        Number of changes since the store was made; 0 for an empty store.
    """

    def __init__(self, home: Path, manifest: Manifest) -> None:
        self._home = home
        self._manifest = manifest
        self._reader = FileReader(home)
        self._queries: QueryEngine | None = None

    @property
    def version(self) -> int:
        """Number of changes since the store was made."""
        return self._manifest.version

    def read(
        self,
        dataset: Dataset,
        *,
        entity: str | None = None,
        start: dt.date | None = None,
        end: dt.date | None = None,
        columns: Sequence[str] | None = None,
    ) -> pa.Table:
        """Rows of one kind, sorted by entity and time; rows of one entity and instant in the order they were kept.

        Parameters
        ----------
        dataset : Dataset
            Kind of the rows.
        entity : str or None
            Only rows of this symbol, series or underlying.
        start, end : datetime.date, datetime.datetime or None
            First and last instant, both included; a date stands for its first instant as a start and for its last as
            an end, UTC. A datetime must have a time zone.
        columns : sequence of str or None
            Only these columns, in this order.

        Returns
        -------
        pyarrow.Table
            The columns of `dataset_schema`; no rows where nothing fits.

        Raises
        ------
        DataError
            When a file is missing or damaged; names the file and its batch.
        InputError
            When a column is not of this kind, or a datetime has no time zone; for a `dataset` that there is not.
        """
        dataset = choice_named(dataset, "dataset", Dataset)
        wanted = _checked_columns(dataset, columns)
        first, last = _first_instant(start), _last_instant(end)
        needed = list(dict.fromkeys([*wanted, time_column(dataset)]))
        files = self._files(dataset, entity, first, last)
        names = sorted({name for file in files for name in file.entities}) if entity is None else [entity]
        pieces = [self._piece(file, needed, entity, names, (first, last)) for file in files]
        if not pieces:
            return dataset_schema(dataset).empty_table().select(wanted)
        return _joined(pieces, len(names)).rows.select(wanted)

    def day_parts(self, dataset: Dataset, columns: Sequence[str], start: dt.date | None, end: dt.date | None) -> Any:
        """Yield, span by span, the entities, their codes, the instants and the rows, sorted."""
        dataset = choice_named(dataset, "dataset", Dataset)
        first, last = _first_instant(start), _last_instant(end)
        by_span: dict[str, list[KeptFile]] = {}
        for file in self._files(dataset, None, first, last):
            by_span.setdefault(file.partition, []).append(file)
        for span in sorted(by_span):
            names = sorted({name for file in by_span[span] for name in file.entities})
            pieces = [self._piece(file, columns, None, names, (first, last)) for file in by_span[span]]
            joined = _joined(pieces, len(names))
            yield names, joined.codes, joined.instants, joined.rows

    def entities(self, dataset: Dataset) -> tuple[EntityCoverage, ...]:
        """What is kept of each entity of one kind, by name."""
        dataset = choice_named(dataset, "dataset", Dataset)
        found: dict[str, tuple[int, int, int, set[int]]] = {}
        for file in self._manifest.files(dataset):
            for name, (rows, first, last, vintages) in file.entities.items():
                had = found.get(name, (0, first, last, set()))
                found[name] = had[0] + rows, min(had[1], first), max(had[2], last), had[3] | set(vintages)
        return tuple(
            EntityCoverage(
                entity=name,
                first=_EPOCH + dt.timedelta(microseconds=first // 1000),
                last=_EPOCH + dt.timedelta(microseconds=last // 1000),
                rows=rows,
                vintages=tuple(dt.date(1970, 1, 1) + dt.timedelta(days=day) for day in sorted(vintages)),
            )
            for name, (rows, first, last, vintages) in sorted(found.items())
        )

    def query(self, sql: str) -> pa.Table:
        """Answer of one SELECT, by DuckDB, over a view for each kind of data.

        Nothing can be written, and no file but those of this version be read. Instants are UTC, without a zone.

        Parameters
        ----------
        sql : str
            One statement, such as ``select symbol, count(*) from ticks group by symbol``.

        Raises
        ------
        InputError
            When the statement is not one SELECT, or DuckDB refuses it; says why.
        DataError
            When a file is missing or damaged.
        """
        if self._queries is None:
            self._queries = QueryEngine(self._home, self._manifest)
        return self._queries.answer(sql)

    def _files(self, dataset: Dataset, entity: str | None, first: int | None, last: int | None) -> list[KeptFile]:
        low, high = partition_range(dataset, first, last)
        spans = self._manifest.partitions.get(dataset, {})
        chosen = (file for span in sorted(spans) if low <= span <= high for file in spans[span])
        return [file for file in chosen if entity is None or entity in file.entities]

    def _piece(
        self,
        file: KeptFile,
        columns: Sequence[str],
        entity: str | None,
        names: Sequence[str],
        between: tuple[int | None, int | None],
    ) -> _Piece:
        rows = self._reader.rows(file, columns, entity)
        instants = instants_ns(file.dataset, rows)
        if entity is None:
            place = {name: i for i, name in enumerate(names)}
            counts = [each[0] for each in file.entities.values()]
            codes = np.repeat(np.array([place[name] for name in file.entities], dtype=np.int64), counts)
        else:
            codes = np.zeros(len(instants), dtype=np.int64)
        return _between(_Piece(rows, codes, instants), *between)


def _joined(pieces: list[_Piece], n_names: int) -> _Piece:
    """Pieces as one, in order of entity and time, ties in the order of the pieces."""
    if len(pieces) == 1:
        return pieces[0]
    rows = pa.concat_tables([piece.rows for piece in pieces])
    codes = np.concatenate([piece.codes for piece in pieces])
    instants = np.concatenate([piece.instants for piece in pieces])
    order = row_order(codes, instants, n_names)
    if order is None:
        return _Piece(rows, codes, instants)
    return _Piece(rows.take(pa.array(order)), codes[order], instants[order])


def _between(piece: _Piece, first: int | None, last: int | None) -> _Piece:
    """Rows of a piece that lie between two instants, both included."""
    instants = piece.instants
    if not len(instants):
        return piece
    low, high = int(instants.min()), int(instants.max())
    if (first is None or first <= low) and (last is None or last >= high):
        return piece
    keep = np.ones(len(instants), dtype=np.bool_)
    if first is not None:
        keep &= instants >= first
    if last is not None:
        keep &= instants <= last
    return _Piece(piece.rows.filter(pa.array(keep)), piece.codes[keep], instants[keep])


def _checked_columns(dataset: Dataset, columns: Sequence[str] | None) -> list[str]:
    known = dataset_schema(dataset).names
    if columns is None:
        return list(known)
    for name in columns:
        if name not in known:
            raise InputError(f"'columns' of {dataset} must be of {', '.join(known)}, had {name!r}")
    return list(columns)


def _first_instant(day: dt.date | None) -> int | None:
    if day is None:
        return None
    if isinstance(day, dt.datetime):
        if day.tzinfo is None:
            raise InputError(f"a datetime must have a time zone, {day.isoformat()} had none")
        return (day - _EPOCH) // dt.timedelta(microseconds=1) * 1000
    return (day - _EPOCH.date()).days * DAY_NS


def _last_instant(day: dt.date | None) -> int | None:
    first = _first_instant(day)
    if first is None or isinstance(day, dt.datetime):
        return first
    return first + DAY_NS - 1
