"""One episode that looks like an iceberg or a spoof-like order."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from seawall.microstructure import Side

__all__ = ["Detection", "DetectionKind"]


class DetectionKind(enum.StrEnum):
    """What an episode looks like."""

    SPOOF_LIKE = "spoof-like"
    ICEBERG = "iceberg"


@dataclass(frozen=True, slots=True)
class Detection:
    """One episode.

    Attributes
    ----------
    kind : DetectionKind
        What it looks like.
    side : Side
        On which it rested.
    tick, lots : int
        Price; displayed size, of an iceberg that of its tip, 0 where it repeats none.
    start_ns, end_ns : int
        From the first sign to the last.
    detected_ns : int
        When its probability was known.
    is_open : bool
        Whether it goes on.
    outcome : str
        What became of it, in words.
    probability : float
        Of what it looks like.
    base_rate : float or None
        Share of such episodes on which the probability rests; None where the detector states none.
    hidden_lots, remaining_lots : float or None
        Of an iceberg: executed beyond its first tip, and expected to be left; None where it cannot be said.
    evidence : tuple of str
        What speaks for and against it, strongest first.
    """

    kind: DetectionKind
    side: Side
    tick: int
    lots: int
    start_ns: int
    end_ns: int
    detected_ns: int
    is_open: bool
    outcome: str
    probability: float
    base_rate: float | None
    hidden_lots: float | None
    remaining_lots: float | None
    evidence: tuple[str, ...]
