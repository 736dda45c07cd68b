"""What depth has usually been at each distance from the best price: memory of fixed size, weighted by time.

A book counts for as long as it stood, and only once the next has come: whoever judges a book by this history judges it
by what came before. Sizes are kept as histograms with eight bins to a doubling, so that a quantile is known to within a
ninth of itself, whatever the sizes are. Older time counts less, by half for each half-life.
"""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray, check_between, check_positive
from seawall.errors import InputError
from seawall.microstructure.book_image import BookImage
from seawall.microstructure.depth_kernels import BINS, BINS_PER_OCTAVE, add_loop, compiled
from seawall.microstructure.events import Side
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.touch import known_levels

__all__ = ["MINIMUM_HISTORY_S", "DepthHistory"]

MINIMUM_HISTORY_S = 60.0
"""Seconds of live book, weighted by age, before a bucket may be judged: a quantile of 10 % is then made of 6 s."""
_HALF_LIFE_S = 3_600.0
_LARGEST_GROWTH = 2.0**40
_MOST_HALF_LIVES = 200.0
"""After so many nothing is left of what was before, and numbers must stay finite."""
_NANOSECONDS = 1e9
_HOURS = 24


class DepthHistory:
    """Time-weighted history of level sizes and of depth, by side and by distance from that side's best price.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    bucket_ticks : int
        Width of a bucket of distance, at least 1; the first begins at the best price.
    buckets : int
        How many, at least 1.
    half_life_s : float
        Seconds of live book after which a book counts half; time without one does not age.
    minimum_s : float
        Seconds of live book that a bucket needs before it may be judged; below the half-life.
    by_hour : bool
        Whether depth is kept, and judged, by hour of the day in UTC. Each hour then waits for its own minimum.

    Examples
    --------
    >>> from decimal import Decimal
    >>> history = DepthHistory(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")), bucket_ticks=50, buckets=20)
    >>> history.depth_quantile(Side.BID, 0, probability=0.1) is None  # not enough history yet
    True
    """

    def __init__(
        self,
        grid: InstrumentGrid,
        *,
        bucket_ticks: int,
        buckets: int,
        half_life_s: float = _HALF_LIFE_S,
        minimum_s: float = MINIMUM_HISTORY_S,
        by_hour: bool = False,
    ) -> None:
        for name, value in (("bucket_ticks", bucket_ticks), ("buckets", buckets)):
            if value < 1:
                raise InputError(f"{name!r} must be at least 1, was {value}")
        check_positive(half_life_s, "half_life_s")
        if not 0 < minimum_s < half_life_s:
            raise InputError(
                f"'minimum_s' must be above 0 and below the half-life of {half_life_s:g} s, was {minimum_s!r}"
            )
        self.grid = grid
        self.bucket_ticks = bucket_ticks
        self.buckets = buckets
        self.minimum_s = minimum_s
        self._half_life_s = half_life_s
        hours = _HOURS if by_hour else 1
        self._levels = {side: np.zeros((buckets, BINS)) for side in Side}
        self._depths = {side: np.zeros((hours, buckets, BINS)) for side in Side}
        self._seconds = {side: np.zeros((hours, buckets)) for side in Side}
        self._growth = 1.0
        self._last: BookImage | None = None

    def observe(self, image: BookImage) -> None:
        """Take a book, in order of time; the book before it then counts for as long as it stood.

        A book that is stale, one-sided or crossed counts for nothing, and ends the time of the one before. A book no
        newer than the last replaces it, and no time has passed.
        """
        if image.grid != self.grid:
            raise InputError(f"'image' must be of the grid of {self.grid.symbol}, was of {image.grid.symbol}")
        last, self._last = self._last, image
        if last is None or last.is_stale or not last.is_two_sided or last.is_crossed:
            return
        stood_s = (image.venue_ns - last.venue_ns) / _NANOSECONDS
        if stood_s <= 0:
            return
        self._growth *= 2.0 ** min(stood_s / self._half_life_s, _MOST_HALF_LIVES)
        if self._growth > _LARGEST_GROWTH:
            self._shrink()
        hour = self._hour(last)
        for side in Side:
            ticks, lots = known_levels(last, side)
            if len(ticks):
                compiled(add_loop)(
                    ticks,
                    lots,
                    last.complete_from_tick if side is Side.BID else last.complete_to_tick,
                    -int(side),
                    self.bucket_ticks,
                    stood_s * self._growth,
                    self._levels[side],
                    self._depths[side][hour],
                    self._seconds[side][hour],
                )

    def seconds(self, side: Side, bucket: int) -> float:
        """Seconds of live book behind a bucket, each counted by its age; of the present hour where kept by hour."""
        return float(self._seconds[side][self._present_hour, bucket] / self._growth)

    def depth_quantile(self, side: Side, bucket: int, *, probability: float) -> float | None:
        """Depth of a bucket, in lots, below which it was for this share of the time; None before there is enough.

        Parameters
        ----------
        side : Side
            Which side.
        bucket : int
            From 0, at the best price.
        probability : float
            In (0, 1).
        """
        check_between(probability, "probability", 0.0, 1.0)
        if self.seconds(side, bucket) < self.minimum_s:
            return None
        return _quantile(self._depths[side][self._present_hour, bucket], probability)

    def log_size_law(self, side: Side, bucket: int) -> tuple[float, float] | None:
        """Median and scale of the binary logarithm of level sizes in a bucket; None before there is enough.

        The scale is half the distance between the quantiles of 15.87 % and 84.13 %, which is the standard deviation of
        a normal law, and never below the width of a bin.
        """
        histogram = self._levels[side][bucket]
        if self._seconds[side][:, bucket].sum() < self.minimum_s * self._growth:
            return None
        if histogram.sum() < self.minimum_s * self._growth:
            return None
        low, middle, high = (np.log2(_quantile(histogram, each)) for each in (0.158655, 0.5, 0.841345))
        return float(middle), float(max((high - low) / 2, 1 / BINS_PER_OCTAVE))

    @property
    def _present_hour(self) -> int:
        return 0 if self._last is None else self._hour(self._last)

    def _hour(self, image: BookImage) -> int:
        return int(image.venue_ns // (3_600 * 10**9)) % len(self._seconds[Side.BID])

    def _shrink(self) -> None:
        """Divide everything by the weight of the present, before numbers grow too large."""
        for each in (self._levels, self._depths, self._seconds):
            for side in Side:
                each[side] /= self._growth
        self._growth = 1.0


def _quantile(histogram: FloatArray, probability: float) -> float:
    """Size below which the share `probability` of the weight lies, even on a logarithmic scale inside a bin."""
    reached = np.cumsum(histogram)
    wanted = probability * reached[-1]
    place = int(np.searchsorted(reached, wanted))
    if place == 0:
        return 0.0
    inside = (wanted - reached[place - 1]) / histogram[place]
    return float(2.0 ** ((place - 1 + inside) / BINS_PER_OCTAVE))
