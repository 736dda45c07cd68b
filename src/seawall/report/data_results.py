"""What the workflows of kept data hand over to their pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from seawall.sources import AuditRecord, Dataset, EntityCoverage, IntakeResult, KeptFinding, QualityReport, Verification

__all__ = ["DataCheckResults", "DataImportResults", "DataStatusResults"]


@dataclass(frozen=True, slots=True)
class DataStatusResults:
    """What a store holds.

    Attributes
    ----------
    home : str
        Its folder.
    asked_at : datetime.datetime
        When it was looked at; UTC.
    version : int
        Its version.
    size_bytes : int
        Bytes of all of its files.
    coverage : dict of Dataset to tuple of EntityCoverage
        What is kept, by kind; kinds of which nothing is kept are absent.
    audit : tuple of AuditRecord
        Who kept or was refused what, the oldest first.
    findings : tuple of KeptFinding
        What the gate found on the way in, the oldest first.
    """

    home: str
    asked_at: dt.datetime
    version: int
    size_bytes: int
    coverage: dict[Dataset, tuple[EntityCoverage, ...]]
    audit: tuple[AuditRecord, ...]
    findings: tuple[KeptFinding, ...]


@dataclass(frozen=True, slots=True)
class DataCheckResults:
    """What the gate finds in a store or in files.

    Attributes
    ----------
    where : str
        Folder or file.
    asked_at : datetime.datetime
        When; UTC.
    reports : tuple of QualityReport
        One for each kind of a store, or for each file.
    verification : Verification or None
        Whether the store's files are what its manifest says; None for files that are not in a store.
    """

    where: str
    asked_at: dt.datetime
    reports: tuple[QualityReport, ...]
    verification: Verification | None


@dataclass(frozen=True, slots=True)
class DataImportResults:
    """What became of the batches of files.

    Attributes
    ----------
    where : str
        Folder or file that was read.
    home : str
        Folder of the store.
    asked_at : datetime.datetime
        When; UTC.
    results : tuple of IntakeResult
        One for each batch.
    """

    where: str
    home: str
    asked_at: dt.datetime
    results: tuple[IntakeResult, ...]
