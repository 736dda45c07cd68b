"""Rows in the order in which they are kept: by entity, then by time, ties as they came."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seawall.core import IntArray
from seawall.sources.datasets import Dataset, entity_column, time_column
from seawall.sources.store.manifest import EntityRows
from seawall.sources.store.partitions import DAY_NS, partition_keys, partition_name

__all__ = ["SortedRows", "instants_ns", "row_order", "rows_hash", "sort_rows", "split_rows"]


@dataclass(frozen=True, slots=True, eq=False)
class SortedRows:
    """Rows by entity and time; names are dictionary-encoded.

    Attributes
    ----------
    dataset : Dataset
        Kind of the rows.
    rows : pyarrow.Table
        One chunk per column.
    names : tuple of str
        Entities, in ascending order.
    codes : ndarray of shape (n_rows,)
        Place of each row's entity in `names`, ascending.
    instants : ndarray of shape (n_rows,)
        Nanoseconds from 1970, ascending within an entity.
    """

    dataset: Dataset
    rows: pa.Table
    names: tuple[str, ...]
    codes: IntArray
    instants: IntArray

    def entities(self) -> dict[str, EntityRows]:
        """Rows, first and last instant and vintages of each entity."""
        starts = np.flatnonzero(np.diff(self.codes, prepend=-1))
        ends = np.append(starts[1:], len(self.codes))
        vintages = self.rows.column("vintage").chunk(0).cast(pa.int32()).to_numpy()
        lowest, highest = int(vintages.min()), int(vintages.max())
        found: dict[str, EntityRows] = {}
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            mine = [lowest] if lowest == highest else np.unique(vintages[start:end]).tolist()
            name = self.names[int(self.codes[start])]
            found[name] = (end - start, int(self.instants[start]), int(self.instants[end - 1]), mine)
        return found


def instants_ns(dataset: Dataset, rows: pa.Table) -> IntArray:
    """Instant of each row in nanoseconds from 1970; a date is its midnight, UTC."""
    column = rows.column(time_column(dataset)).combine_chunks()
    if pa.types.is_date(column.type):
        days: IntArray = column.cast(pa.int32()).to_numpy().astype(np.int64) * DAY_NS
        return days
    instants: IntArray = column.cast(pa.int64()).to_numpy()
    return instants


def sort_rows(dataset: Dataset, rows: pa.Table) -> SortedRows:
    """Order rows by entity and time; rows of one entity and instant stay in the order they came in."""
    columns: dict[str, Any] = {}
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        whole = column.combine_chunks()
        columns[name] = whole.dictionary_encode() if pa.types.is_string(whole.type) else whole
    entity = columns[entity_column(dataset)]
    found = entity.dictionary.to_pylist()
    names = sorted(found)
    place = {name: i for i, name in enumerate(names)}
    places = np.array([place[name] for name in found], dtype=np.int32)
    codes = places[entity.indices.to_numpy()]
    instants = instants_ns(dataset, rows)
    columns[entity_column(dataset)] = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(names, pa.string()))
    order = row_order(codes, instants, len(names))
    if order is not None:
        index = pa.array(order)
        columns = {name: column.take(index) for name, column in columns.items()}
        codes, instants = codes[order], instants[order]
    return SortedRows(dataset, pa.table(columns), tuple(names), codes, instants)


def row_order(codes: IntArray, instants: IntArray, n_names: int) -> IntArray | None:
    """Stable order by code and instant; None where the rows stand in it already."""
    steps = np.diff(codes)
    in_time = np.diff(instants) >= 0
    if bool(np.all((steps > 0) | ((steps == 0) & in_time))):
        return None
    if in_time.all():
        narrow = codes.astype(np.uint8 if n_names <= 256 else np.uint16) if n_names <= 65536 else codes
        return np.argsort(narrow, kind="stable")  # a radix sort
    return np.lexsort((instants, codes))


def split_rows(rows: SortedRows) -> dict[str, SortedRows]:
    """Rows of each span of time, by the name of the span."""
    keys = partition_keys(rows.dataset, rows.instants)
    if keys.min() == keys.max():
        return {partition_name(rows.dataset, int(keys[0])): rows}
    parts = {}
    for key in np.unique(keys):
        index = np.flatnonzero(keys == key)
        parts[partition_name(rows.dataset, int(key))] = SortedRows(
            rows.dataset, rows.rows.take(pa.array(index)).combine_chunks(), rows.names, rows.codes[index],
            rows.instants[index],
        )  # fmt: skip
    return parts


def rows_hash(rows: SortedRows) -> str:
    """Hash of the dataset and of every value but the time of fetching, first 32 hexadecimal digits of SHA-256.

    Rows fetched again, equal and of the same vintage, have the same hash; so have rows given in another order,
    as long as those of one entity and instant keep theirs.
    """
    digest = hashlib.sha256(f"{rows.dataset} {rows.rows.num_rows}".encode())
    for name, column in zip(rows.rows.column_names, rows.rows.columns, strict=True):
        if name != "retrieved_at":
            digest.update(name.encode())
            if name == entity_column(rows.dataset):
                digest.update("\0".join(rows.names).encode() + rows.codes.tobytes())
            else:
                _update(digest, column.chunk(0))
    return digest.hexdigest()[:32]


def _update(digest: Any, column: Any) -> None:
    if pa.types.is_dictionary(column.type):
        if len(column.dictionary) == 1 and not column.null_count:
            digest.update(column.dictionary[0].as_py().encode())
            return
        column = column.dictionary.cast(pa.string()).take(column.indices)
    if column.null_count:
        digest.update(np.packbits(column.is_valid().to_numpy(zero_copy_only=False)).tobytes())
        empty: Any = "" if pa.types.is_string(column.type) else b"" if pa.types.is_binary(column.type) else 0
        column = pc.fill_null(column, pa.scalar(empty, pa.int64()).cast(column.type) if empty == 0 else empty)
    if pa.types.is_boolean(column.type):
        digest.update(np.packbits(column.to_numpy(zero_copy_only=False)).tobytes())
    elif pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        offsets = np.frombuffer(column.buffers()[1], dtype=np.int32)[column.offset : column.offset + len(column) + 1]
        digest.update(np.diff(offsets).tobytes())
        if column.buffers()[2] is not None:
            digest.update(memoryview(column.buffers()[2])[offsets[0] : offsets[-1]])
    else:
        digest.update(np.frombuffer(column.buffers()[1], dtype=np.uint8)[_bytes_of(column)])


def _bytes_of(column: Any) -> slice:
    width = column.type.bit_width // 8
    return slice(column.offset * width, (column.offset + len(column)) * width)
