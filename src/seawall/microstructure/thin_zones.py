"""Thin zones: stretches of price with less depth than they have had nine tenths of the time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.depth_history import DepthHistory
from seawall.microstructure.depth_kernels import BINS_PER_OCTAVE
from seawall.microstructure.events import Side
from seawall.microstructure.touch import known_levels

__all__ = ["THIN_PROBABILITY", "ThinZone", "ThinZoneSighting", "find_thin_zones"]

THIN_PROBABILITY = 0.10
"""A zone is thin when its depth is below this quantile of its own history: so it is a tenth of the time."""
_RESOLUTION = 2.0 ** (1.0 / BINS_PER_OCTAVE)
"""Quantiles of a history are known to within this factor: a depth nearer to the usual one is not told apart from it."""


@dataclass(frozen=True, slots=True)
class ThinZone:
    """A window of price with little depth for its distance.

    Attributes
    ----------
    side : Side
        Of the book.
    nearest_tick, furthest_tick : int
        From the end at the best price to the other, both included.
    lots : int
        Displayed depth in it.
    threshold_lots, usual_lots : float
        Tenth percentile, and median, of the depth at the same distance.
    """

    side: Side
    nearest_tick: int
    furthest_tick: int
    lots: int
    threshold_lots: float
    usual_lots: float


@dataclass(frozen=True, slots=True)
class ThinZoneSighting:
    """Thin zones of one book.

    Attributes
    ----------
    zones : tuple of ThinZone
        Bids then asks, each from the best price outwards.
    judged_buckets, unjudged_buckets : int
        Buckets of distance, of both sides, that could be judged; and that could not, for want of history or because
        the book is not known so far out.
    state : StreamState
        Of the book.
    """

    zones: tuple[ThinZone, ...]
    judged_buckets: int
    unjudged_buckets: int
    state: StreamState


def find_thin_zones(image: BookImage, history: DepthHistory) -> ThinZoneSighting:
    """Buckets of distance whose depth is below the tenth percentile of their own history.

    Parameters
    ----------
    image : BookImage
        A book that the history has observed last, so that only earlier ones are in it.
    history : DepthHistory
        Of the same instrument.

    Returns
    -------
    ThinZoneSighting
        Without zones where there is not enough history yet.
    """
    zones: list[ThinZone] = []
    judged = 0
    for side in (Side.BID, Side.ASK):
        ticks, lots = known_levels(image, side)
        if not len(ticks):
            continue
        outwards, best = -int(side), int(ticks[0])
        limit = image.complete_from_tick if side is Side.BID else image.complete_to_tick
        known = min(history.buckets, ((limit - best) * outwards + 1) // history.bucket_ticks)
        ends = np.searchsorted(np.abs(ticks - best), np.arange(known + 1) * history.bucket_ticks)
        reached = np.append(0, np.cumsum(lots))
        for bucket in range(known):
            threshold = history.depth_quantile(side, bucket, probability=THIN_PROBABILITY)
            usual = history.depth_quantile(side, bucket, probability=0.5)
            if threshold is None or usual is None:
                continue
            judged += 1
            depth = int(reached[ends[bucket + 1]] - reached[ends[bucket]])
            if depth < threshold and depth * _RESOLUTION < usual:
                nearest = best + outwards * bucket * history.bucket_ticks
                furthest = nearest + outwards * (history.bucket_ticks - 1)
                zones.append(ThinZone(side, nearest, furthest, depth, threshold, usual))
    return ThinZoneSighting(tuple(zones), judged, 2 * history.buckets - judged, image.state)
