"""What the gate found about every batch that came to a store: lines are added, and never changed or taken out.

The store's audit log says which batch was kept or refused, and with how many findings; here stand the findings. Both
name the request and the hash of what the source gave. Findings are written before the batch is, so that no kept row is
ever without them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seawall.errors import DataError, SourceError
from seawall.sources.datasets import Dataset
from seawall.sources.quality.findings import Finding, QualityReport, Rule, Severity

__all__ = ["FindingLog", "KeptFinding"]

_NAME = "findings.sqlite"
_SCHEMA_VERSION = 1
_SCHEMA = """
create table finding (
    id integer primary key,
    at text not null,
    dataset text not null,
    request text not null,
    data_hash text not null,
    rule text not null,
    severity text not null,
    entity text not null,
    time text not null,
    value real,
    expected text not null,
    row_numbers text not null,
    unique (data_hash, request, rule, entity, time, row_numbers)
) strict;
create trigger finding_never_changes before update on finding
    begin select raise(abort, 'findings cannot be changed'); end;
create trigger finding_never_goes before delete on finding
    begin select raise(abort, 'findings cannot be deleted'); end;
"""


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding with the batch that it is about.

    Attributes
    ----------
    at : str
        When it was found, UTC, ISO 8601.
    dataset : Dataset
        Kind of the rows.
    request, data_hash : str
        What was asked of the source, and the hash of what it gave.
    finding : Finding
        The fault.
    """

    at: str
    dataset: Dataset
    request: str
    data_hash: str
    finding: Finding


class FindingLog:
    """Findings about the batches of one store.

    Parameters
    ----------
    home : pathlib.Path
        Folder of the store.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / _NAME

    def write(self, report: QualityReport) -> None:
        """Add the findings of a batch; those of the same request and bytes are there already, and stay.

        Raises
        ------
        SourceError
            When the file cannot be written to.
        """
        if not report.findings:
            return
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        lines = [
            (
                *(now, report.dataset.value, report.request, report.data_hash),
                *(each.rule.value, each.severity.value, each.entity, each.time, each.value, each.expected),
                json.dumps(each.rows),
            )
            for each in report.findings
        ]
        places = ", ".join("?" * 11)
        names = "at, dataset, request, data_hash, rule, severity, entity, time, value, expected, row_numbers"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SourceError(f"{self._path.parent}: cannot be written: {error.strerror or error}") from error
        with self._open() as connection:
            connection.execute("begin immediate")
            connection.executemany(f"insert or ignore into finding ({names}) values ({places})", lines)
            connection.execute("commit")

    def read(self) -> tuple[KeptFinding, ...]:
        """Every finding, the oldest first; none for a store that never had one.

        Raises
        ------
        DataError
            When the file is damaged.
        """
        if not self._path.exists():
            return ()
        with self._open() as connection:
            lines = connection.execute(
                "select at, dataset, request, data_hash, rule, severity, entity, time, value, expected, row_numbers "
                "from finding order by id"
            ).fetchall()
        return tuple(
            KeptFinding(
                at=line[0],
                dataset=Dataset(line[1]),
                request=line[2],
                data_hash=line[3],
                finding=Finding(
                    Rule(line[4]), Severity(line[5]), line[6], line[7], line[8], line[9], tuple(json.loads(line[10]))
                ),
            )
            for line in lines
        )

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = None
        try:
            connection = sqlite3.connect(self._path, isolation_level=None, timeout=10.0)
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            (found,) = connection.execute("pragma user_version").fetchone()
            if found == 0:
                connection.executescript(f"begin immediate; {_SCHEMA} pragma user_version = {_SCHEMA_VERSION}; commit;")
            elif found != _SCHEMA_VERSION:
                raise DataError(f"{self._path}: has schema {found}, this version reads {_SCHEMA_VERSION}")
            yield connection
        except sqlite3.OperationalError as error:
            raise SourceError(f"{self._path}: cannot be used: {error}") from error
        except sqlite3.DatabaseError as error:
            raise DataError(f"{self._path}: is damaged: {error}") from error
        finally:
            if connection is not None:
                connection.close()
