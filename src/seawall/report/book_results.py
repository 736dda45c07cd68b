"""Results of following a tape: a book at one instant, what it says of its depth, and what the tape held."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from seawall.microstructure import (
    BookImage,
    ExecutionCosts,
    FeedIncident,
    Imbalance,
    IncidentKind,
    ThinZoneSighting,
    Touch,
    WallSighting,
)
from seawall.report.detected_episode import Detection
from seawall.sources import TapeTotals

__all__ = ["BookResults", "ReplayResults", "TapeKind", "TapeOrigin"]


class TapeKind(enum.StrEnum):
    """Where a tape comes from."""

    LIVE = "LIVE"
    REPLAY = "REPLAY"
    SIMULATED = "SIMULATED"


@dataclass(frozen=True, slots=True)
class TapeOrigin:
    """Where a tape comes from.

    Attributes
    ----------
    kind : TapeKind
        A venue as it happens, a recording, or a simulator.
    source : str
        Address or file.
    venue : str
        Whose messages they are.
    grid_origin : str
        Who states the grid of prices and sizes.
    """

    kind: TapeKind
    source: str
    venue: str
    grid_origin: str


@dataclass(frozen=True, slots=True, eq=False)
class BookResults:
    """A book at one instant, and what it says.

    Attributes
    ----------
    origin : TapeOrigin
        Where it comes from.
    image : BookImage
        All levels.
    now_ns : int
        By our clock; later than the last update where the stream is quiet.
    touch : Touch or None
        Best prices; None where the book is not two-sided.
    imbalances : mapping of str to Imbalance or None
        By name of what is compared.
    sell_costs, buy_costs : ExecutionCosts or None
        Of the sizes that were asked for.
    walls, thin_zones : sightings or None
        Judged against what was usual before; None before the book was ever live.
    totals : TapeTotals
        What the tape held so far.
    counts : mapping of IncidentKind to int
        What went wrong, or was put right.
    last_incident : FeedIncident or None
        The latest that was kept.
    detections : tuple of Detection
        Icebergs and spoof-like orders that go on, or ended in the last ten seconds; empty where nobody looked.
    """

    origin: TapeOrigin
    image: BookImage
    now_ns: int
    touch: Touch | None
    imbalances: Mapping[str, Imbalance | None]
    sell_costs: ExecutionCosts | None
    buy_costs: ExecutionCosts | None
    walls: WallSighting | None
    thin_zones: ThinZoneSighting | None
    totals: TapeTotals
    counts: Mapping[IncidentKind, int]
    last_incident: FeedIncident | None
    detections: tuple[Detection, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ReplayResults:
    """A recording gone through from its first message to its last.

    Attributes
    ----------
    book : BookResults
        At the end.
    applied : int
        Updates that were applied to the book; others are older than its whole book.
    incidents : tuple of FeedIncident
        In the order in which they were noticed.
    damage : str
        What is wrong with the file; empty where nothing is.
    unreadable_lines : int
        Lines that are no message.
    has_local_clock : bool
        Whether the recording states when each message was received.
    seconds : float
        That it took here.
    """

    book: BookResults
    applied: int
    incidents: tuple[FeedIncident, ...]
    damage: str
    unreadable_lines: int
    has_local_clock: bool
    seconds: float
