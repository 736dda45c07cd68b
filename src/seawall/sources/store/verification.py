"""Whether the disk holds what the manifest says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from seawall.errors import DataError
from seawall.sources.datasets import Dataset, dataset_schema, entity_column
from seawall.sources.store.kept_rows import file_hash, stray_files
from seawall.sources.store.manifest import KeptFile, Manifest
from seawall.sources.store.parquet_rows import FileReader, explain_fault
from seawall.sources.store.sorted_rows import instants_ns, row_order

__all__ = ["FileFault", "Verification", "verify_store"]


@dataclass(frozen=True, slots=True)
class FileFault:
    """One file that is not what the manifest says.

    Attributes
    ----------
    path : str
        The file.
    batches : tuple of str
        Batches of its rows.
    message : str
        What is wrong, in one line.
    """

    path: str
    batches: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """Outcome of a comparison of the disk with the manifest.

    Attributes
    ----------
    version : int
        Version that was looked at.
    batches, files, rows : int
        What it holds.
    faults : tuple of FileFault
        Files that are missing, of another size or hash, of other columns, or out of order.
    strays : tuple of str
        Files that no version names: of an append that is under way, or of a writer that was stopped; the next
        writer deletes them. They are never read.
    """

    version: int
    batches: int
    files: int
    rows: int
    faults: tuple[FileFault, ...]
    strays: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether every file is what the manifest says."""
        return not self.faults


def verify_store(home: Path, manifest: Manifest) -> Verification:
    """Read every file of a version and compare bytes, columns, counts and order with the manifest."""
    files = list(manifest.files())
    reader = FileReader(home)
    messages = {file.path: _fault_of(home, file, reader) for file in files}
    faults = [FileFault(str(home / file.path), file.batches, text) for file in files if (text := messages[file.path])]
    return Verification(
        version=manifest.version,
        batches=len(manifest.batches),
        files=len(files),
        rows=sum(file.rows for file in files),
        faults=(*faults, *_count_faults(home, manifest)),
        strays=tuple(str(path) for path in stray_files(home, manifest)),
    )


def _fault_of(home: Path, file: KeptFile, reader: FileReader) -> str | None:
    try:
        content = (home / file.path).read_bytes()
    except OSError as fault:
        return explain_fault(home, file, fault)
    if len(content) != file.size:
        return explain_fault(home, file, ValueError(f"{len(content):,} bytes, {file.size:,} were written"))
    if file_hash(content) != file.sha256:
        return explain_fault(home, file, ValueError("its bytes do not have the hash that was noted"))
    try:
        rows = reader.rows(file, dataset_schema(file.dataset).names)
    except DataError as fault:
        return str(fault)
    wrong = _disorder(file, rows)
    return explain_fault(home, file, ValueError(wrong)) if wrong else None


def _disorder(file: KeptFile, rows: pa.Table) -> str | None:
    """What is wrong with the order or the entities of a file's rows."""
    entity = rows.column(entity_column(file.dataset)).combine_chunks().dictionary_encode()
    places = {name: place for place, name in enumerate(sorted(entity.dictionary.to_pylist()))}
    codes = np.array([places[name] for name in entity.dictionary.to_pylist()])[entity.indices.to_numpy()]
    if row_order(codes, instants_ns(file.dataset, rows), len(places)) is not None:
        return "its rows are not in the order of entity and time"
    counts = {name: int(count) for name, count in zip(places, np.bincount(codes), strict=True)}
    if counts != {name: each[0] for name, each in file.entities.items()}:
        return "its entities are not those that the manifest names"
    return None


def _count_faults(home: Path, manifest: Manifest) -> list[FileFault]:
    """Kinds of which batches and files do not hold the same number of rows."""
    kept: Counter[Dataset] = Counter()
    for batch in manifest.batches.values():
        kept[batch.dataset] += batch.rows
    for file in manifest.files():
        kept[file.dataset] -= file.rows
    return [
        FileFault(str(home), (), f"{home}: batches of {dataset} hold {difference:+,} rows against their files")
        for dataset, difference in kept.items()
        if difference
    ]
