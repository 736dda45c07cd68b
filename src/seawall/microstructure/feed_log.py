"""What went wrong with a stream: each incident with its instant and cause, and counts of all."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field

__all__ = ["FeedIncident", "FeedLog", "IncidentKind"]


class IncidentKind(enum.StrEnum):
    """What can go wrong."""

    GAP = "gap"
    DUPLICATE = "duplicate"
    RESET = "reset"
    CROSSED = "crossed book"
    CORRUPT = "corrupt message"
    SILENT = "silent"
    STALE_SNAPSHOT = "stale snapshot"
    INTERRUPTED = "connection lost"
    BANNED = "banned by the venue"
    CLOCK_BACK = "clock went back"
    CLOCK_SKEW = "clock skew"
    OVERFLOW = "buffer full"
    RESYNCED = "resynced"


@dataclass(frozen=True, slots=True)
class FeedIncident:
    """One thing that went wrong, or was put right again.

    Attributes
    ----------
    kind : IncidentKind
        What happened.
    symbol : str
        Name at the venue.
    local_ns : int
        When it was noticed.
    cause : str
        One line with the numbers that show it.
    """

    kind: IncidentKind
    symbol: str
    local_ns: int
    cause: str

    def __str__(self) -> str:
        return f"{self.symbol}: {self.kind}: {self.cause}"


@dataclass(slots=True)
class FeedLog:
    """Incidents of a run.

    Counts are of all; of the incidents themselves the first `keep` are kept, so that a venue that sends rubbish for a
    day does not fill the memory.

    Attributes
    ----------
    keep : int
        Incidents kept whole.
    incidents : list of FeedIncident
        In the order in which they were noticed.
    counts : Counter of IncidentKind
        How often each kind came.
    """

    keep: int = 10_000
    incidents: list[FeedIncident] = field(default_factory=list)
    counts: Counter[IncidentKind] = field(default_factory=Counter)

    def note(self, incident: FeedIncident) -> None:
        """Count an incident, and keep it while there is room."""
        self.counts[incident.kind] += 1
        if len(self.incidents) < self.keep:
            self.incidents.append(incident)
