"""Many small files of one span of time become one, with the same rows in the same order."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from seawall.sources.datasets import Dataset, dataset_schema
from seawall.sources.store.kept_rows import is_merged
from seawall.sources.store.manifest import KeptFile, Manifest
from seawall.sources.store.parquet_rows import FileReader
from seawall.sources.store.sorted_rows import SortedRows, sort_rows

__all__ = ["merged_rows", "spans_to_merge"]

_WORTH_CUTTING = 8_192
"""A single file of fewer rows reads no quicker when it is written anew."""


def spans_to_merge(manifest: Manifest) -> list[tuple[KeptFile, ...]]:
    """Files of each span that has several, or one that was written for a quick append."""
    return [
        files
        for spans in manifest.partitions.values()
        for _, files in sorted(spans.items())
        if len(files) > 1 or (not is_merged(files[0]) and files[0].rows > _WORTH_CUTTING)
    ]


def merged_rows(home: Path, dataset: Dataset, files: tuple[KeptFile, ...]) -> SortedRows:
    """Rows of several files, sorted; ties stay in the order of the files."""
    reader = FileReader(home)
    names = dataset_schema(dataset).names
    return sort_rows(dataset, pa.concat_tables([reader.rows(file, names) for file in files]))
