"""Rows to the bytes of a Parquet file.

Names and prices repeat, so they are written as dictionaries; instants and numbers of trades rise, so they are
written as differences. What is left hardly shrinks further, and batches take the quick compression; merged files
take zstd. Rows of a large entity stand in row groups of their own, so that one can be read without the others.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from seawall.sources.datasets import Dataset, dataset_schema, time_column
from seawall.sources.store.sorted_rows import SortedRows

__all__ = ["batch_bytes", "merged_bytes"]

_ROWS_PER_GROUP = 131_072
_ROWS_OF_A_LARGE_ENTITY = 8_192


def _options(dataset: Dataset) -> dict[str, Any]:
    differences = [time_column(dataset)]
    if dataset is Dataset.TICKS:
        differences.append("trade_id")
    names = [
        name for name in dataset_schema(dataset).names if name not in {*differences, "line", "is_call", "adjusted"}
    ]
    return {
        "use_dictionary": names,
        "column_encoding": dict.fromkeys(differences, "DELTA_BINARY_PACKED"),
        "store_schema": False,  # else a reader would be given dictionaries where the schema says text
        "write_page_index": False,
    }


def _file_schema(rows: pa.Table, dataset: Dataset) -> pa.Schema:
    """The schema of the rows as they stand, with what may be null as the dataset says."""
    wanted = dataset_schema(dataset)
    return pa.schema([field.with_nullable(wanted.field(field.name).nullable) for field in rows.schema])


def batch_bytes(rows: SortedRows) -> pa.Buffer:
    """File of one batch."""
    return _write(rows, [(0, rows.rows.num_rows)], {"compression": "lz4"})


def merged_bytes(rows: SortedRows) -> pa.Buffer:
    """File of merged batches: smaller, and cut where a large entity starts."""
    return _write(rows, _cuts(rows), {"compression": "zstd", "compression_level": 1})


def _cuts(rows: SortedRows) -> list[tuple[int, int]]:
    """First row of each row group and the row after its last."""
    starts = np.flatnonzero(np.diff(rows.codes, prepend=-1))
    edges = [0]
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(rows.codes)], strict=True):
        large = end - start >= _ROWS_OF_A_LARGE_ENTITY
        if start > edges[-1] and (large or end - edges[-1] > _ROWS_PER_GROUP):
            edges.append(start)
        while end - edges[-1] > _ROWS_PER_GROUP:
            edges.append(edges[-1] + _ROWS_PER_GROUP)
        if large:
            edges.append(end)
    if edges[-1] < len(rows.codes):
        edges.append(len(rows.codes))
    return list(itertools.pairwise(edges))


def _write(rows: SortedRows, groups: list[tuple[int, int]], compression: dict[str, Any]) -> pa.Buffer:
    schema = _file_schema(rows.rows, rows.dataset)
    table = pa.Table.from_arrays(rows.rows.columns, schema=schema)
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, schema, **compression, **_options(rows.dataset)) as writer:
        for start, end in groups:
            writer.write_table(table.slice(start, end - start), row_group_size=max(end - start, 1))
    return sink.getvalue()
