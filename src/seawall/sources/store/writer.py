"""The one who writes: files first, then the version that names them, then the audit log."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from seawall.core import content_hash
from seawall.sources.datasets import Batch
from seawall.sources.store.compaction import merged_rows, spans_to_merge
from seawall.sources.store.durable_files import TEMPORARY_SUFFIX, make_folder, remove_files, sync_folder, write_whole
from seawall.sources.store.kept_rows import data_folder, kept_file, stray_files
from seawall.sources.store.manifest import KeptBatch, KeptFile, ManifestChange
from seawall.sources.store.manifest_log import (
    CHANGES_PER_CHECKPOINT,
    manifest_folder,
    read_manifest,
    write_change,
    write_checkpoint,
)
from seawall.sources.store.metadata import AuditLog, AuditRecord, utc_now, who_writes
from seawall.sources.store.parquet_bytes import batch_bytes, merged_bytes
from seawall.sources.store.sorted_rows import SortedRows, split_rows
from seawall.sources.store.writer_lock import WriterLock

__all__ = ["KEEP_SUPERSEDED_S", "Writer"]

KEEP_SUPERSEDED_S = 3600.0
"""Seconds that a file stays after it ceased to count, for readers of earlier versions."""


class Writer:
    """Holds the lock of a store, and its newest manifest.

    Attributes
    ----------
    manifest : Manifest
        What is kept.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        make_folder(manifest_folder(home))
        make_folder(data_folder(home))
        self._lock = WriterLock(home)
        self._log: AuditLog | None = None
        try:
            self.manifest = read_manifest(home)
            self._clean()
            self._log = AuditLog(home)
            self._catch_up(self._log)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let another write."""
        if self._log is not None:
            self._log.close()
        self._lock.release()

    def append(self, batch: Batch, rows: SortedRows, batch_id: str, findings: int) -> tuple[KeptBatch, bool]:
        """Keep a batch; returns it and whether it was kept before."""
        if earlier := self.manifest.batches.get(batch_id):
            self._note("already kept", batch, batch_id, earlier.version, findings)
            return earlier, True
        version = self.manifest.version + 1
        files, contents = [], {}
        for partition, part in split_rows(rows).items():
            content = batch_bytes(part)
            file = kept_file(
                batch.dataset, partition, part, content, version=version, batches=(batch_id,), merged=False
            )
            files.append(file)
            contents[file.path] = content
        kept = KeptBatch(
            batch_id=batch_id,
            version=version,
            dataset=batch.dataset,
            rows=batch.rows.num_rows,
            source=_sources(batch),
            request=batch.request,
            data_hash=batch.data_hash,
            kept_at=utc_now(),
        )
        self._commit(ManifestChange(version, batches=(kept,), added=tuple(files)), contents)
        self._note("kept", batch, batch_id, version, findings)
        return kept, False

    def record_refusal(self, batch: Batch, batch_id: str, findings: int) -> None:
        """Note that a batch was not let in."""
        self._note("refused", batch, batch_id, None, findings)

    def compact(self) -> int:
        """Merge what can be merged, span by span, and delete what ceased to count an hour ago; returns files merged."""
        merged = 0
        for files in spans_to_merge(self.manifest):
            self._merge(files)
            merged += len(files)
        now = time.time()
        expired = tuple(path for path, since in self.manifest.superseded.items() if now - since > KEEP_SUPERSEDED_S)
        if expired:
            self._commit(ManifestChange(self.manifest.version + 1, deleted=expired), {})
            remove_files([self._home / path for path in expired])
        return merged

    def _merge(self, files: tuple[KeptFile, ...]) -> None:
        dataset, partition = files[0].dataset, files[0].partition
        rows = merged_rows(self._home, dataset, files)
        content = merged_bytes(rows)
        version = self.manifest.version + 1
        batches = tuple(dict.fromkeys(batch for file in files for batch in file.batches))
        file = kept_file(dataset, partition, rows, content, version=version, batches=batches, merged=True)
        superseded = {each.path: time.time() for each in files}
        self._commit(ManifestChange(version, added=(file,), superseded=superseded), {file.path: content})
        self._write_log(
            AuditRecord(
                at=utc_now(),
                who=who_writes(),
                outcome="compacted",
                batch_id=content_hash("\n".join(batches).encode()),
                version=version,
                dataset=str(dataset),
                rows=file.rows,
                source="",
                request=f"{len(files)} files of {partition}",
                data_hash=file.sha256[:16],
                findings=0,
            )
        )

    def _commit(self, change: ManifestChange, contents: Mapping[str, pa.Buffer]) -> None:
        """Files to the disk, then the version that names them; after a fault before that, no file is left."""
        written = [self._home / path for path in contents]
        try:
            for path, content in zip(written, contents.values(), strict=True):
                make_folder(path.parent)
                write_whole(path, content)
            for folder in {path.parent for path in written}:
                sync_folder(folder)
            write_change(self._home, change)
        except BaseException:
            if read_manifest(self._home, known=self.manifest).version < change.version:
                remove_files(written)
            raise
        self.manifest = self.manifest.after(change)
        if change.version % CHANGES_PER_CHECKPOINT == 0:
            write_checkpoint(self._home, self.manifest)

    def _clean(self) -> None:
        """Delete what a writer left that was stopped in the middle."""
        half_written = manifest_folder(self._home).glob(f"*{TEMPORARY_SUFFIX}")
        remove_files([*half_written, *stray_files(self._home, self.manifest)])

    def _catch_up(self, log: AuditLog) -> None:
        """Note the batches that a stopped writer kept and did not come to note."""
        noted = log.last_version()
        missing = [batch for batch in self.manifest.batches.values() if batch.version > noted]
        if missing:
            log.write(_late_record(batch) for batch in missing)

    def _note(self, outcome: str, batch: Batch, batch_id: str, version: int | None, findings: int) -> None:
        self._write_log(
            AuditRecord(
                at=utc_now(),
                who=who_writes(),
                outcome=outcome,
                batch_id=batch_id,
                version=version,
                dataset=str(batch.dataset),
                rows=batch.rows.num_rows,
                source=_sources(batch),
                request=batch.request,
                data_hash=batch.data_hash,
                findings=findings,
            )
        )

    def _write_log(self, record: AuditRecord) -> None:
        assert self._log is not None
        self._log.write([record])


def _late_record(batch: KeptBatch) -> AuditRecord:
    return AuditRecord(
        at=batch.kept_at,
        who="not noted",
        outcome="kept, noted later",
        batch_id=batch.batch_id,
        version=batch.version,
        dataset=str(batch.dataset),
        rows=batch.rows,
        source=batch.source,
        request=batch.request,
        data_hash=batch.data_hash,
        findings=0,
    )


def _sources(batch: Batch) -> str:
    """Names of the sources of a batch, ascending."""
    return ", ".join(sorted(pc.unique(batch.rows.column("source")).to_pylist()))
