"""What went wrong with a stream: each incident with its instant and cause, each change of state, and each outage."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field, replace

from seawall.microstructure.book_image import StreamState

__all__ = ["FeedIncident", "FeedLog", "IncidentKind", "Outage", "StateChange"]


class IncidentKind(enum.StrEnum):
    """What can go wrong."""

    GAP = "gap"
    DUPLICATE = "duplicate"
    RESET = "reset"
    CROSSED = "crossed book"
    CORRUPT = "corrupt message"
    SILENT = "silent"
    DELAYED = "delayed"
    STALE_SNAPSHOT = "stale snapshot"
    INTERRUPTED = "connection lost"
    BANNED = "banned by the venue"
    CLOCK_BACK = "clock went back"
    CLOCK_SKEW = "clock skew"
    OVERFLOW = "buffer full"
    IGNORED = "not looked at"
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


@dataclass(frozen=True, slots=True)
class StateChange:
    """A stream that is believed less or more than before.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    local_ns : int
        When it changed.
    before, after : StreamState
        From and to.
    cause : str
        Why, in one line.
    """

    symbol: str
    local_ns: int
    before: StreamState
    after: StreamState
    cause: str


@dataclass(frozen=True, slots=True)
class Outage:
    """A time during which a book was not LIVE, after it had been.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    kind : IncidentKind
        What ended its being believed.
    cause : str
        One line with the numbers that show it.
    last_good_ns : int
        When the last update before it was received.
    proved_ns : int
        When the first message (or the passing of time) that could prove the fault came in.
    back_ns : int, optional
        When the book was LIVE again; None while it is not.
    """

    symbol: str
    kind: IncidentKind
    cause: str
    last_good_ns: int
    proved_ns: int
    back_ns: int | None = None

    @property
    def unnoticed_ns(self) -> int:
        """The longest time for which the fault can have been there with nothing to show it."""
        return self.proved_ns - self.last_good_ns

    @property
    def lasted_ns(self) -> int | None:
        """From the proof to the return; None while it lasts."""
        return None if self.back_ns is None else self.back_ns - self.proved_ns


@dataclass(slots=True)
class FeedLog:
    """Incidents, changes of state and outages of a run.

    Counts are of all; of each kind of record the first `keep` are kept, so that a venue that sends rubbish for a day
    does not fill the memory.

    Attributes
    ----------
    keep : int
        Records of each kind kept whole.
    incidents : list of FeedIncident
        In the order in which they were noticed.
    counts : Counter of IncidentKind
        How often each kind came.
    changes : list of StateChange
        In order.
    outages : list of Outage
        In the order in which they began; one that lasts stands last for its symbol, without a return.
    """

    keep: int = 10_000
    incidents: list[FeedIncident] = field(default_factory=list)
    counts: Counter[IncidentKind] = field(default_factory=Counter)
    changes: list[StateChange] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)

    def note(self, incident: FeedIncident) -> None:
        """Count an incident, and keep it while there is room."""
        self.counts[incident.kind] += 1
        if len(self.incidents) < self.keep:
            self.incidents.append(incident)

    def change(self, change: StateChange) -> None:
        """Keep a change of state while there is room."""
        if len(self.changes) < self.keep:
            self.changes.append(change)

    def open_outage(self, outage: Outage) -> int | None:
        """Keep the beginning of an outage while there is room; its place, for `close_outage`."""
        if len(self.outages) >= self.keep:
            return None
        self.outages.append(outage)
        return len(self.outages) - 1

    def close_outage(self, place: int | None, *, back_ns: int) -> None:
        """Say when the book of an outage was LIVE again."""
        if place is not None:
            self.outages[place] = replace(self.outages[place], back_ns=back_ns)
