"""Rows out of the Parquet files of one version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from seawall.errors import DataError
from seawall.sources.datasets import dataset_schema
from seawall.sources.store.manifest import KeptFile

__all__ = ["FileReader", "explain_fault"]


class FileReader:
    """Reads kept files; remembers where the rows of each row group are."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._footers: dict[str, tuple[Any, Any]] = {}

    def rows(self, file: KeptFile, columns: Sequence[str], entity: str | None = None) -> pa.Table:
        """Columns of a file, of all its rows or of those of one entity.

        Raises
        ------
        DataError
            When the file is missing or damaged; names the file and its batches.
        """
        try:
            return self._rows(file, columns, entity)
        except (OSError, pa.ArrowException) as fault:
            raise DataError(explain_fault(self._home, file, fault)) from None

    def _rows(self, file: KeptFile, columns: Sequence[str], entity: str | None) -> pa.Table:
        path = str(self._home / file.path)
        footer, edges = self._footers.get(file.path, (None, None))
        with pq.ParquetFile(path, metadata=footer) as opened:
            if footer is None:
                footer = opened.metadata
                if footer.num_rows != file.rows:
                    raise pa.ArrowInvalid(f"it holds {footer.num_rows:,} rows")
                counts = [footer.row_group(i).num_rows for i in range(footer.num_row_groups)]
                edges = np.concatenate([[0], np.cumsum(counts)])
                self._footers[file.path] = footer, edges
            if entity is None:
                return _with_schema(opened.read(columns=list(columns), use_threads=True), file, columns)
            start, length = _place(file, entity)
            first = int(np.searchsorted(edges, start, side="right")) - 1
            last = int(np.searchsorted(edges, start + length, side="left"))
            found = opened.read_row_groups(list(range(first, last)), columns=list(columns), use_threads=False)
        return _with_schema(found.slice(start - int(edges[first]), length), file, columns)


def _place(file: KeptFile, entity: str) -> tuple[int, int]:
    """First row of an entity in a file, and how many it has."""
    start = 0
    for name, (rows, *_) in file.entities.items():
        if name == entity:
            return start, rows
        start += rows
    return start, 0


def _with_schema(rows: pa.Table, file: KeptFile, columns: Sequence[str]) -> pa.Table:
    wanted = dataset_schema(file.dataset)
    schema = pa.schema([wanted.field(name) for name in columns])
    if rows.schema.types != schema.types:
        raise pa.ArrowInvalid(f"its columns are {rows.schema}")
    return pa.Table.from_arrays(rows.select(list(columns)).columns, schema=schema)


def explain_fault(home: Path, file: KeptFile, fault: Exception) -> str:
    """One line on a file that cannot be read: its place, its batches and what is wrong."""
    path = home / file.path
    batches = ", ".join(file.batches[:3]) + (f" and {len(file.batches) - 3:,} more" if len(file.batches) > 3 else "")
    what = "is missing" if isinstance(fault, FileNotFoundError) else f"is damaged: {str(fault).splitlines()[0]}"
    return f"{path} {what}; it holds {file.rows:,} rows of {file.dataset}, batch {batches}"
