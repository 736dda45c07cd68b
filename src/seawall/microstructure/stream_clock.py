"""How the venue's clock stands to ours, and how late a message is against that."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque

__all__ = ["StreamClock"]

_SAMPLES = 1_001
_FEWEST = 21
_SAMPLE_EVERY_NS = 100_000_000
_STATED_SKEW_NS = 500_000_000


class StreamClock:
    """Running median of the delay from the venue's instant to ours.

    The two clocks need not agree: the median is their difference and the usual way of a message together, and only
    what departs from it says that a message is late. One delay is taken every 100 ms, the last 1,001 are kept.

    Attributes
    ----------
    usual_ns : int, optional
        The median delay, below 0 where the venue's clock is ahead; None before 21 delays are known.
    """

    def __init__(self) -> None:
        self.usual_ns: int | None = None
        self._in_order: deque[int] = deque()
        self._sorted: list[int] = []
        self._last_sample_ns: int | None = None
        self._stated_ns = 0

    def late_ns(self, venue_ns: int, local_ns: int) -> int:
        """How much later than usual a message came; 0 while the usual is not known."""
        return 0 if self.usual_ns is None else local_ns - venue_ns - self.usual_ns

    def sample(self, venue_ns: int, local_ns: int) -> None:
        """Take the delay of a message into the median."""
        last = self._last_sample_ns
        if last is not None and 0 <= local_ns - last < _SAMPLE_EVERY_NS:
            return
        self._last_sample_ns = local_ns
        if len(self._in_order) == _SAMPLES:
            del self._sorted[bisect_left(self._sorted, self._in_order.popleft())]
        self._in_order.append(local_ns - venue_ns)
        insort(self._sorted, local_ns - venue_ns)
        if len(self._sorted) >= _FEWEST:
            self.usual_ns = self._sorted[len(self._sorted) // 2]

    def skew_to_state(self) -> int | None:
        """The median delay when it has moved by half a second or more since it was last stated, at first from 0."""
        if self.usual_ns is None or abs(self.usual_ns - self._stated_ns) < _STATED_SKEW_NS:
            return None
        self._stated_ns = self.usual_ns
        return self.usual_ns

    def restart(self) -> None:
        """Forget all delays: one of the clocks has been set."""
        self.usual_ns = None
        self._in_order.clear()
        self._sorted.clear()
        self._last_sample_ns = None
