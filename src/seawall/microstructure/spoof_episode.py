"""A large order followed to its end, what was measured of it, and how many were looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from seawall.microstructure.events import Side
from seawall.microstructure.spoof_evidence import SpoofEvidence, SpoofFeatures

__all__ = ["LargeOrderEnd", "SpoofCounts", "SpoofEpisode"]


class LargeOrderEnd(StrEnum):
    """What became of a large order."""

    GONE = "gone"
    TRADED = "traded"
    STAYED = "still there after a minute"


@dataclass(frozen=True, slots=True)
class SpoofEpisode:
    """A large order that has been followed to its end, or stands.

    Attributes
    ----------
    side : Side
        On which it rested.
    tick, lots : int
        Price and displayed size.
    appeared_ns, ended_ns : int
        By the venue's clock where it states one; for an order that stands, now.
    judged_ns : int
        When the probability was known: the time to detect is from `appeared_ns` to here.
    end : LargeOrderEnd or None
        None while it stands.
    order_id : int
        0 where the feed is by level.
    features : SpoofFeatures
        What was measured.
    probability, base_rate : float
        Of looking like a planted spoof-like order, and the share of those among large orders on which it rests.
    evidence : tuple of SpoofEvidence
        What each feature adds.
    """

    side: Side
    tick: int
    lots: int
    appeared_ns: int
    ended_ns: int
    judged_ns: int
    end: LargeOrderEnd | None
    order_id: int
    features: SpoofFeatures
    probability: float
    base_rate: float
    evidence: tuple[SpoofEvidence, ...]


@dataclass(slots=True)
class SpoofCounts:
    """What was looked at.

    Attributes
    ----------
    appearances, large : int
        Rises of levels within reach, and those among them that were large.
    unjudged : int
        Rises whose distance had no history yet: none of them can have been called large.
    cut_off : int
        Large orders that stood when the book could not be believed any more; they are not judged.
    trades : int
        Executions seen; at 0 what needs trades is not measurable.
    """

    appearances: int = 0
    large: int = 0
    unjudged: int = 0
    cut_off: int = 0
    trades: int = 0
