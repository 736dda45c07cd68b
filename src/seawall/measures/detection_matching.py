"""Flags of a detector beside what was planted: which flag hits which truth.

A flag hits a truth of the same block, side and price when their intervals of time meet, give or take a tolerance. It
may hit several, and several may hit one; nothing is spread to neighbouring prices.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray, check_finite
from seawall.errors import InputError

__all__ = ["DetectionMatches", "Detections", "TruthIntervals", "match_detections"]


@dataclass(frozen=True, slots=True, eq=False)
class TruthIntervals:
    """What was there to be found, in columns of shape (n,).

    Attributes
    ----------
    blocks : IntArray
        What is independent of everything else: a seed, an hour.
    sides, price_ticks : IntArray
        Where; sides are 1 for bids and -1 for asks.
    start_ns, end_ns : IntArray
        When, both ends included.
    """

    blocks: IntArray
    sides: IntArray
    price_ticks: IntArray
    start_ns: IntArray
    end_ns: IntArray

    def __post_init__(self) -> None:
        """Freeze the columns; refuse intervals that end before they begin."""
        _freeze(self)
        _check_order(self.start_ns, self.end_ns, "TruthIntervals")

    def __len__(self) -> int:
        """Count them."""
        return len(self.blocks)

    @classmethod
    def of(cls, rows: list[tuple[int, int, int, int, int]]) -> Self:
        """Columns of rows (block, side, price in ticks, start, end)."""
        return cls(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """What a detector said, in columns of shape (n,).

    Attributes
    ----------
    blocks, sides, price_ticks : IntArray
        As in TruthIntervals.
    start_ns, end_ns : IntArray
        The time that a detection speaks of; both the instant itself where it is one.
    flagged_ns : IntArray
        When it was said.
    scores : FloatArray
        How sure the detector is; more is surer. Constant for a rule that knows only yes.
    """

    blocks: IntArray
    sides: IntArray
    price_ticks: IntArray
    start_ns: IntArray
    end_ns: IntArray
    flagged_ns: IntArray
    scores: FloatArray

    def __post_init__(self) -> None:
        """Freeze the columns; refuse intervals that end before they begin, and scores that are no numbers."""
        _freeze(self)
        _check_order(self.start_ns, self.end_ns, "Detections")
        check_finite(self.scores, "scores")

    def __len__(self) -> int:
        """Count them."""
        return len(self.blocks)


@dataclass(frozen=True, slots=True, eq=False)
class DetectionMatches:
    """Which detection hits which truth.

    Attributes
    ----------
    detections : Detections
    truths : TruthIntervals
    detection_rows, truth_rows : IntArray
        Shape (pairs,): each pair that meets, by detection and then by truth.
    """

    detections: Detections
    truths: TruthIntervals
    detection_rows: IntArray
    truth_rows: IntArray

    @property
    def is_true(self) -> BoolArray:
        """Shape (detections,): whether each hits any truth."""
        found = np.zeros(len(self.detections), dtype=np.bool_)
        found[self.detection_rows] = True
        return found


def match_detections(detections: Detections, truths: TruthIntervals, *, tolerance_ns: int) -> DetectionMatches:
    """Pairs of detections and truths of equal block, side and price whose intervals meet.

    Parameters
    ----------
    detections : Detections
    truths : TruthIntervals
    tolerance_ns : int
        They meet when neither begins later than this after the other's end; at least 0.

    Examples
    --------
    >>> truths = TruthIntervals.of([(1, 1, 100, 10, 20)])
    >>> one = np.ones(2, dtype=np.int64)
    >>> flags = Detections(one, one, 100 * one, np.array([12, 26]), np.array([12, 26]), np.array([12, 26]), one * 0.5)
    >>> match_detections(flags, truths, tolerance_ns=5).is_true.tolist()
    [True, False]
    """
    if tolerance_ns < 0:
        raise InputError(f"'tolerance_ns' must be at least 0, was {tolerance_ns}")
    places: dict[tuple[int, int, int], list[int]] = {}
    for row, key in enumerate(_keys(truths)):
        places.setdefault(key, []).append(row)
    starts, ends = truths.start_ns - tolerance_ns, truths.end_ns + tolerance_ns
    pairs: list[tuple[int, int]] = []
    for row, key in enumerate(_keys(detections)):
        pairs.extend(
            (row, truth)
            for truth in places.get(key, ())
            if detections.end_ns[row] >= starts[truth] and detections.start_ns[row] <= ends[truth]
        )
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return DetectionMatches(detections, truths, found[:, 0], found[:, 1])


def _keys(events: Detections | TruthIntervals) -> list[tuple[int, int, int]]:
    return list(zip(events.blocks.tolist(), events.sides.tolist(), events.price_ticks.tolist(), strict=True))


def _freeze(record: Detections | TruthIntervals) -> None:
    for each in fields(record):
        kind = np.float64 if each.name == "scores" else np.int64
        column = np.array(getattr(record, each.name), dtype=kind)
        column.setflags(write=False)
        object.__setattr__(record, each.name, column)
        if column.shape != (len(record.blocks),):
            raise InputError(f"{each.name!r} must be of shape ({len(record.blocks)},), was {column.shape}")


def _check_order(start_ns: IntArray, end_ns: IntArray, name: str) -> None:
    if (end_ns < start_ns).any():
        row = int((end_ns < start_ns).argmax())
        raise InputError(f"'end_ns' of {name} {row} must not be before 'start_ns' {start_ns[row]}, was {end_ns[row]}")
