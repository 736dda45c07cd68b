"""How large sizes are when they appear, by distance from the best price, over the last hour or so.

Sizes are counted when they are put into the book, not while they stand: a size that flickers a thousand times a minute
is a usual size. Bins are eighths of a doubling and made by whole-number arithmetic, so that counts are the same on
every machine. Older appearances count less, by half for each half-life: the history is that of the hour.
"""

from __future__ import annotations

from bisect import bisect_right

from seawall.core import check_between, check_positive
from seawall.errors import InputError

__all__ = ["AppearanceHistory"]

_PER_OCTAVE_BITS = 3
_BINS = 64 << _PER_OCTAVE_BITS
_HALF_LIFE_S = 1_800.0
_NANOSECONDS = 1e9
_STEPS_PER_HALF_LIFE = 8


class AppearanceHistory:
    """Counts of sizes that appeared, by bucket of distance.

    Parameters
    ----------
    edges_bp : tuple of float
        Rising inner edges of the buckets of distance, in basis points of the best price of the side.
    rare : float
        Share of appearances in (0, 1): a size is large when at most this share was as large.
    minimum : int
        Appearances, weighted by age, that a bucket needs before it may be judged.
    half_life_s : float
        Seconds after which an appearance counts half; counted down in eighths of it.

    Examples
    --------
    >>> history = AppearanceHistory((1.0, 4.0), rare=0.01, minimum=200)
    >>> for lots in range(1, 401):
    ...     history.add(0, lots)
    >>> history.advance(10**9)
    >>> history.large_lots(0), history.large_lots(1)
    (416, None)
    >>> round(history.tail_share(0, 384), 4)
    0.0436
    """

    def __init__(
        self, edges_bp: tuple[float, ...], *, rare: float, minimum: int, half_life_s: float = _HALF_LIFE_S
    ) -> None:
        if any(later <= earlier for earlier, later in zip((0.0, *edges_bp), edges_bp, strict=False)):
            raise InputError(f"'edges_bp' must rise from above 0, were {edges_bp}")
        check_between(rare, "rare", 0.0, 1.0)
        check_positive(half_life_s, "half_life_s")
        if minimum < 1:
            raise InputError(f"'minimum' must be at least 1, was {minimum}")
        self.buckets = len(edges_bp) + 1
        self._edges = edges_bp
        self._rare = rare
        self._minimum = minimum
        self._step_ns = int(half_life_s * _NANOSECONDS / _STEPS_PER_HALF_LIFE)
        self._counts = [[0.0] * _BINS for _ in range(self.buckets)]
        self._totals = [0.0] * self.buckets
        self._large: list[int | None] = [None] * self.buckets
        self._weight = 1.0
        self._next_look_ns = self._next_step_ns = 0

    def bucket(self, distance_bp: float) -> int:
        """Bucket of a distance; what is further than the last edge falls into the last one."""
        return bisect_right(self._edges, distance_bp)

    def add(self, bucket: int, lots: int) -> None:
        """Count an appearance."""
        self._counts[bucket][_bin(lots)] += self._weight
        self._totals[bucket] += self._weight

    def advance(self, now_ns: int) -> None:
        """Let time pass: once a second the limits of what is large are drawn anew."""
        if now_ns < self._next_look_ns:
            return
        self._next_look_ns = now_ns + int(_NANOSECONDS)
        if now_ns >= self._next_step_ns:
            self._age(now_ns)
        self._large = [self._limit(bucket) for bucket in range(self.buckets)]

    def large_lots(self, bucket: int) -> int | None:
        """Smallest size that is large in a bucket, at the last look; None before there is enough history."""
        return self._large[bucket]

    def tail_share(self, bucket: int, lots: int) -> float:
        """Share of the appearances of a bucket that were in the bin of this size or a larger one; never 0.

        Half an appearance is counted besides those that were seen: what never came before is rare, not impossible.
        """
        return (sum(self._counts[bucket][_bin(lots) :]) + 0.5 * self._weight) / (self._totals[bucket] + self._weight)

    def _age(self, now_ns: int) -> None:
        """Make new appearances weigh more; keep the numbers finite."""
        if self._next_step_ns:
            steps = 1 + (now_ns - self._next_step_ns) // self._step_ns
            self._weight *= 2.0 ** (min(steps, 400) / _STEPS_PER_HALF_LIFE)
        self._next_step_ns = now_ns + self._step_ns
        if self._weight > 2.0**30:
            self._counts = [[each / self._weight for each in counts] for counts in self._counts]
            self._totals = [each / self._weight for each in self._totals]
            self._weight = 1.0

    def _limit(self, bucket: int) -> int | None:
        if self._totals[bucket] < self._minimum * self._weight:
            return None
        allowed, reached = self._rare * self._totals[bucket], 0.0
        counts = self._counts[bucket]
        place = _BINS - 1
        while place >= 0 and reached + counts[place] <= allowed:
            reached += counts[place]
            place -= 1
        return _lowest(place + 1)


def _bin(lots: int) -> int:
    """Bin of a size, eight to a doubling; sizes below sixteen have one each."""
    extra = lots.bit_length() - 1 - _PER_OCTAVE_BITS
    if extra <= 0:
        return lots
    return (extra << _PER_OCTAVE_BITS) + (lots >> extra)


def _lowest(place: int) -> int:
    """Smallest size of a bin."""
    if place < 2 << _PER_OCTAVE_BITS:
        return place
    extra = (place >> _PER_OCTAVE_BITS) - 1
    return ((place & 7) + 8) << extra
