"""What is kept: batches, and the files that hold their rows, at one version.

A manifest never changes; a change makes the next one. On disk each change is one JSON file, and now and then
the whole manifest is written as a checkpoint, so that opening a store reads one checkpoint and few changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from seawall.sources.datasets import Dataset

__all__ = ["FORMAT", "EntityRows", "KeptBatch", "KeptFile", "Manifest", "ManifestChange"]

FORMAT = 1

EntityRows = tuple[int, int, int, list[int]]
"""Rows of one entity in a file, its first and last instant in ns, and its vintages in days, both from 1970."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One Parquet file, sorted by entity and time.

    Attributes
    ----------
    path : str
        Place below the home of the store.
    dataset : Dataset
        Kind of its rows.
    partition : str
        Day, year or ``all``: which span of time it holds.
    rows, size : int
        Number of rows, and of bytes.
    sha256 : str
        Hash of its bytes.
    entities : mapping of str to EntityRows
        What it holds of each entity, in the order of the rows.
    batches : tuple of str
        Batches of its rows.
    """

    path: str
    dataset: Dataset
    partition: str
    rows: int
    size: int
    sha256: str
    entities: Mapping[str, EntityRows]
    batches: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values, as written to disk."""
        return {
            "path": self.path,
            "dataset": str(self.dataset),
            "partition": self.partition,
            "rows": self.rows,
            "size": self.size,
            "sha256": self.sha256,
            "entities": self.entities,
            "batches": self.batches,
        }

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> KeptFile:
        """Read plain values."""
        return KeptFile(
            path=plain["path"],
            dataset=Dataset(plain["dataset"]),
            partition=plain["partition"],
            rows=plain["rows"],
            size=plain["size"],
            sha256=plain["sha256"],
            entities=plain["entities"],
            batches=tuple(plain["batches"]),
        )


@dataclass(frozen=True, slots=True)
class KeptBatch:
    """One batch: rows that became visible together.

    Attributes
    ----------
    batch_id : str
        Hash of its dataset and rows, without the time of fetching.
    version : int
        The first version of the store that holds it.
    dataset : Dataset
        Kind of its rows.
    rows : int
        Number of rows.
    source, request, data_hash : str
        Where it came from, what was asked, and the hash of what the source gave.
    kept_at : str
        When it was kept, UTC, ISO 8601.
    """

    batch_id: str
    version: int
    dataset: Dataset
    rows: int
    source: str
    request: str
    data_hash: str
    kept_at: str

    def as_json(self) -> dict[str, Any]:
        """Plain values, as written to disk."""
        return {
            "batch_id": self.batch_id,
            "version": self.version,
            "dataset": str(self.dataset),
            "rows": self.rows,
            "source": self.source,
            "request": self.request,
            "data_hash": self.data_hash,
            "kept_at": self.kept_at,
        }

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> KeptBatch:
        """Read plain values."""
        return KeptBatch(
            batch_id=plain["batch_id"],
            version=plain["version"],
            dataset=Dataset(plain["dataset"]),
            rows=plain["rows"],
            source=plain["source"],
            request=plain["request"],
            data_hash=plain["data_hash"],
            kept_at=plain["kept_at"],
        )


@dataclass(frozen=True, slots=True)
class ManifestChange:
    """Step from one version to the next.

    Attributes
    ----------
    version : int
        The version that it makes.
    batches : tuple of KeptBatch
        Batches that become visible.
    added : tuple of KeptFile
        Files that count from this version on.
    superseded : mapping of str to float
        Files that no longer count, by their path, and when that was, in seconds since 1970.
    deleted : tuple of str
        Files that ceased to count earlier and are deleted after this version.
    """

    version: int
    batches: tuple[KeptBatch, ...] = ()
    added: tuple[KeptFile, ...] = ()
    superseded: Mapping[str, float] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()


Partitions = Mapping[str, tuple[KeptFile, ...]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is kept at one version.

    Attributes
    ----------
    version : int
        Number of changes since the store was made.
    batches : mapping of str to KeptBatch
        Batches by their id.
    partitions : mapping of Dataset to mapping of str to tuple of KeptFile
        Files of each kind and span of time, the oldest first.
    superseded : mapping of str to float
        Files that no longer count but stand for readers of earlier versions, and since when.
    """

    version: int = 0
    batches: Mapping[str, KeptBatch] = field(default_factory=dict)
    partitions: Mapping[Dataset, Partitions] = field(default_factory=dict)
    superseded: Mapping[str, float] = field(default_factory=dict)

    def files(self, dataset: Dataset | None = None) -> Iterator[KeptFile]:
        """Files that count, of one kind or of all."""
        kinds: Iterable[Dataset] = self.partitions if dataset is None else [dataset]
        for kind in kinds:
            for files in self.partitions.get(kind, {}).values():
                yield from files

    def after(self, change: ManifestChange) -> Manifest:
        """Manifest after a change; this one stays as it is.

        A file that takes the place of others stands first, for its rows are older than those of later batches.
        """
        partitions: dict[Dataset, Partitions] = dict(self.partitions)
        for dataset in {file.dataset for file in change.added}:
            spans = dict(partitions.get(dataset, {}))
            for file in change.added:
                if file.dataset is dataset:
                    before = spans.get(file.partition, ())
                    left = tuple(each for each in before if each.path not in change.superseded)
                    spans[file.partition] = (file, *left) if len(left) < len(before) else (*left, file)
            partitions[dataset] = spans
        superseded = {**self.superseded, **change.superseded}
        for path in change.deleted:
            superseded.pop(path, None)
        batches = {**self.batches, **{batch.batch_id: batch for batch in change.batches}}
        return Manifest(version=change.version, batches=batches, partitions=partitions, superseded=superseded)
