"""The store: append, read, compact, check."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from seawall.sources.datasets import Batch
from seawall.sources.store.manifest_log import read_manifest
from seawall.sources.store.metadata import AuditLog, AuditRecord
from seawall.sources.store.partitions import DAY_NS
from seawall.sources.store.snapshot import Snapshot
from seawall.sources.store.sorted_rows import rows_hash, sort_rows
from seawall.sources.store.verification import Verification, verify_store
from seawall.sources.store.writer import Writer

__all__ = ["Receipt", "Store"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a batch is kept: on the disk, whole, and visible.

    Attributes
    ----------
    batch_id : str
        Hash of its kind and rows, without the time of fetching.
    version : int
        First version of the store that holds it.
    rows : int
        Number of rows.
    days : tuple of datetime.date
        UTC days of its rows, ascending.
    data_hash : str
        Hash of the bytes that the source gave, as the batch stated it.
    already_kept : bool
        True when the store held an equal batch before; nothing was written.
    """

    batch_id: str
    version: int
    rows: int
    days: tuple[dt.date, ...]
    data_hash: str
    already_kept: bool


class Store:
    """Market data on disk: appended batch by batch, read at one version.

    One process writes at a time, from its first append until `close`; readers are never held up and hold nobody up.

    Parameters
    ----------
    home : pathlib.Path
        Folder of the store, made at the first append; see `store_home`.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Store(Path(folder)).snapshot().version
    0
    """

    def __init__(self, home: Path) -> None:
        self.home = Path(home)
        self._writer: Writer | None = None
        self._turn = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let another process write."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def append(self, batch: Batch, *, findings: int = 0) -> Receipt:
        """Keep a batch: all of its rows or none.

        Parameters
        ----------
        batch : Batch
            Rows of one kind.
        findings : int
            Findings of the quality gate, for the audit log.

        Returns
        -------
        Receipt
            When it returns, the rows are on the disk and every later snapshot holds them. Rows that are kept
            already, fetched at another time or not, are not kept again.

        Raises
        ------
        SourceError
            When another process writes, the disk is full or the folder cannot be written to.
        DataError
            When the manifest is damaged.
        """
        rows = sort_rows(batch.dataset, batch.rows)
        batch_id = rows_hash(rows)
        with self._writing() as writer:
            kept, already = writer.append(batch, rows, batch_id, findings)
        days = np.unique(rows.instants // DAY_NS).tolist()
        return Receipt(
            batch_id=batch_id,
            version=kept.version,
            rows=kept.rows,
            days=tuple(dt.date(1970, 1, 1) + dt.timedelta(days=day) for day in days),
            data_hash=kept.data_hash,
            already_kept=already,
        )

    def record_refusal(self, batch: Batch, *, findings: int) -> None:
        """Note in the audit log that a batch was not let in."""
        batch_id = rows_hash(sort_rows(batch.dataset, batch.rows))
        with self._writing() as writer:
            writer.record_refusal(batch, batch_id, findings)

    def snapshot(self) -> Snapshot:
        """The newest version; what is kept or compacted later does not change it.

        Raises
        ------
        DataError
            When the manifest is damaged.
        """
        if self._writer is not None:
            return Snapshot(self.home, self._writer.manifest)
        return Snapshot(self.home, read_manifest(self.home))

    def compact(self) -> int:
        """Merge the files of each span of time that has several into one, smaller and quicker to read.

        What is read stays the same. Files that are replaced stay for an hour, for readers of earlier versions.

        Returns
        -------
        int
            Number of files that were merged.
        """
        with self._writing() as writer:
            return writer.compact()

    def verify(self) -> Verification:
        """Compare every file with what the manifest says of it; see `Verification`."""
        return verify_store(self.home, read_manifest(self.home))

    def audit(self) -> tuple[AuditRecord, ...]:
        """Who kept, offered again or was refused what and when, the oldest first."""
        if not (self.home / "metadata.sqlite").exists():
            return ()
        log = AuditLog(self.home)
        try:
            return log.records()
        finally:
            log.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Writer]:
        """The writer, for one thread at a time; after a fault the next use starts afresh from what is on the disk."""
        with self._turn:
            if self._writer is None:
                self._writer = Writer(self.home)
            try:
                yield self._writer
            except BaseException:
                self.close()
                raise
