"""Who kept what and when: the audit log, in SQLite beside the files.

The manifest is the record of what is kept; this log also tells what was refused, and what was offered twice.
Its rows can be added to and read, not changed or deleted.
"""

from __future__ import annotations

import datetime as dt
import getpass
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seawall.errors import DataError, SourceError

__all__ = ["AuditLog", "AuditRecord", "utc_now", "who_writes"]

_SCHEMA_VERSION = 1
_COLUMNS = (
    "at", "who", "outcome", "batch_id", "version", "dataset", "rows", "source", "request", "data_hash", "findings",
)  # fmt: skip
_SCHEMA = """
create table audit (
    id integer primary key autoincrement,
    at text not null,
    who text not null,
    outcome text not null,
    batch_id text not null,
    version integer,
    dataset text not null,
    rows integer not null,
    source text not null,
    request text not null,
    data_hash text not null,
    findings integer not null
) strict;
create index audit_batch on audit (batch_id);
create trigger audit_never_changes before update on audit
    begin select raise(abort, 'rows of the audit log cannot be changed'); end;
create trigger audit_never_shrinks before delete on audit
    begin select raise(abort, 'rows of the audit log cannot be deleted'); end;
"""


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line of the audit log.

    Attributes
    ----------
    at : str
        When, UTC, ISO 8601.
    who : str
        User and process.
    outcome : str
        ``kept``, ``already kept``, ``refused``, ``compacted``, or ``kept, noted later`` where a writer ended between
        keeping a batch and noting it.
    batch_id : str
        Hash of the rows; of a compaction, of its files.
    version : int or None
        Version of the store that first holds the batch; None where it was refused.
    dataset : str
        Kind of the rows.
    rows : int
        Number of rows.
    source, request, data_hash : str
        Where the rows came from, what was asked, and the hash of what the source gave.
    findings : int
        Findings of the quality gate.
    """

    at: str
    who: str
    outcome: str
    batch_id: str
    version: int | None
    dataset: str
    rows: int
    source: str
    request: str
    data_hash: str
    findings: int


class AuditLog:
    """The log of one store; `write` adds rows, and they are on the disk when it returns."""

    def __init__(self, home: Path) -> None:
        self._path = home / "metadata.sqlite"
        try:
            self._connection = sqlite3.connect(self._path, isolation_level=None, timeout=10.0, check_same_thread=False)
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = full")
            (found,) = self._connection.execute("pragma user_version").fetchone()
            if found == 0:
                self._connection.executescript(
                    f"begin immediate; {_SCHEMA} pragma user_version = {_SCHEMA_VERSION}; commit;"
                )
            elif found != _SCHEMA_VERSION:
                raise DataError(f"{self._path}: the audit log has schema {found}, this version reads {_SCHEMA_VERSION}")
        except sqlite3.DatabaseError as fault:
            raise _explained(self._path, fault) from None

    def write(self, records: Iterable[AuditRecord]) -> None:
        """Add rows, all or none."""
        places = ", ".join("?" for _ in _COLUMNS)
        statement = f"insert into audit ({', '.join(_COLUMNS)}) values ({places})"
        try:
            self._connection.execute("begin immediate")
            try:
                for record in records:
                    self._connection.execute(statement, [getattr(record, name) for name in _COLUMNS])
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")
        except sqlite3.DatabaseError as fault:
            raise _explained(self._path, fault) from None

    def records(self) -> tuple[AuditRecord, ...]:
        """All rows, the oldest first."""
        try:
            found = self._connection.execute(f"select {', '.join(_COLUMNS)} from audit order by id").fetchall()
        except sqlite3.DatabaseError as fault:
            raise _explained(self._path, fault) from None
        return tuple(AuditRecord(*row) for row in found)

    def last_version(self) -> int:
        """The newest version that the log knows of, 0 where it knows none."""
        (found,) = self._connection.execute("select coalesce(max(version), 0) from audit").fetchone()
        return int(found)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _explained(path: Path, fault: sqlite3.DatabaseError) -> SourceError | DataError:
    if isinstance(fault, sqlite3.OperationalError):
        return SourceError(f"{path}: the audit log cannot be written or read ({fault})")
    return DataError(f"{path}: the audit log is damaged ({fault})")


def who_writes() -> str:
    """User and process, as the log names them."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return f"{user}, process {os.getpid()}"


def utc_now() -> str:
    """Now, UTC, ISO 8601 to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
