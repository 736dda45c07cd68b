"""Where a file of rows stands, and what the manifest says of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from seawall.sources.datasets import Dataset
from seawall.sources.store.manifest import KeptFile, Manifest
from seawall.sources.store.sorted_rows import SortedRows

__all__ = ["data_folder", "file_hash", "files_on_disk", "is_merged", "kept_file", "stray_files"]

_MERGED = "merged"


def data_folder(home: Path) -> Path:
    """Folder of the Parquet files."""
    return home / "data"


def file_hash(content: bytes | pa.Buffer) -> str:
    """SHA-256 of the bytes of a file."""
    return hashlib.sha256(content).hexdigest()


def kept_file(
    dataset: Dataset, partition: str, rows: SortedRows, content: pa.Buffer, *, version: int, batches: tuple[str, ...],
    merged: bool,
) -> KeptFile:  # fmt: skip
    """What the manifest says of a file that is about to be written."""
    name = _MERGED if merged else batches[0][:16]
    return KeptFile(
        path=f"data/{dataset}/{partition}/{version:012d}-{name}.parquet",
        dataset=dataset,
        partition=partition,
        rows=rows.rows.num_rows,
        size=content.size,
        sha256=file_hash(content),
        entities=rows.entities(),
        batches=batches,
    )


def is_merged(file: KeptFile) -> bool:
    """Whether a file is the work of a compaction."""
    return file.path.endswith(f"-{_MERGED}.parquet")


def files_on_disk(home: Path) -> Iterator[Path]:
    """Every file below the folder of the Parquet files."""
    for folder, _, names in os.walk(data_folder(home)):
        for name in names:
            yield Path(folder) / name


def stray_files(home: Path, manifest: Manifest) -> list[Path]:
    """Files that no version in use names: left by a writer that ended in the middle of an append."""
    named = {file.path for file in manifest.files()} | set(manifest.superseded)
    return sorted(path for path in files_on_disk(home) if path.relative_to(home).as_posix() not in named)
