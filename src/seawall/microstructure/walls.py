"""Walls: levels far larger than levels at their distance usually are, that stay.

Sizes of levels have heavy tails, and grow with distance; a plain z-score is then ruled by the few largest sizes that it
should find. Here the logarithm is scored, with the median for the mean and the inner two thirds for the deviation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from seawall.core import check_positive
from seawall.errors import InputError
from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.depth_history import DepthHistory
from seawall.microstructure.events import Side
from seawall.microstructure.touch import known_levels

__all__ = ["Wall", "WallSighting", "WallWatch"]

_NANOSECONDS = 1e9
_LEAST_Z = 3.0
_LEAST_AGE_S = 5.0


@dataclass(frozen=True, slots=True)
class Wall:
    """A level that is large for its distance, and has been for a while.

    Attributes
    ----------
    side : Side
        Where it rests.
    tick, lots : int
        Price and displayed size.
    z : float
        (log2 of the size - its median) / its scale, in the history of the same distance.
    usual_lots : float
        Median size of a level at that distance.
    age_s : float
        Seconds for which it has been as large without a break, as seen.
    """

    side: Side
    tick: int
    lots: int
    z: float
    usual_lots: float
    age_s: float


@dataclass(frozen=True, slots=True)
class WallSighting:
    """Walls of one book.

    Attributes
    ----------
    walls : tuple of Wall
        Bids then asks, each from the best price outwards.
    judged_buckets, unjudged_buckets : int
        Buckets of distance, of both sides, whose history was enough, and was not.
    state : StreamState
        Of the book.
    """

    walls: tuple[Wall, ...]
    judged_buckets: int
    unjudged_buckets: int
    state: StreamState


class WallWatch:
    """Follows large levels until they have stayed long enough to be called walls.

    Parameters
    ----------
    history : DepthHistory
        What sizes usually are; it sees each book before this watch does, and holds only the books before it.
    least_z : float
        Scales above the median, on the logarithm, from which a level is large.
    least_age_s : float
        Seconds for which it must have been.
    """

    def __init__(self, history: DepthHistory, *, least_z: float = _LEAST_Z, least_age_s: float = _LEAST_AGE_S) -> None:
        self._history = history
        self._least_z = check_positive(least_z, "least_z")
        if least_age_s < 0:
            raise InputError(f"'least_age_s' must be 0 or more, was {least_age_s!r}")
        self._least_age_s = least_age_s
        self._since: dict[tuple[Side, int], int] = {}

    def look(self, image: BookImage) -> WallSighting:
        """Walls of a book that the history has observed last.

        A stale book shows the walls that it has, and says that it is stale.
        """
        history = self._history
        since: dict[tuple[Side, int], int] = {}
        walls: list[Wall] = []
        judged = 0
        for side in (Side.BID, Side.ASK):
            laws = [history.log_size_law(side, bucket) for bucket in range(history.buckets)]
            judged += sum(law is not None for law in laws)
            ticks, lots = known_levels(image, side)
            for tick, size in zip(ticks.tolist(), lots.tolist(), strict=True):
                bucket = abs(tick - int(ticks[0])) // history.bucket_ticks
                if bucket >= history.buckets:
                    break
                law = laws[bucket]
                if law is None:
                    continue
                z = (math.log2(size) - law[0]) / law[1]
                if z < self._least_z:
                    continue
                start = since[side, tick] = min(self._since.get((side, tick), image.venue_ns), image.venue_ns)
                age_s = (image.venue_ns - start) / _NANOSECONDS
                if age_s >= self._least_age_s:
                    walls.append(Wall(side, tick, size, z, 2.0 ** law[0], age_s))
        self._since = since
        return WallSighting(tuple(walls), judged, 2 * history.buckets - judged, image.state)
