"""How fast a simulated market runs beside the clock on the wall."""

from __future__ import annotations

import time
from collections.abc import Callable

from seawall.errors import InputError

__all__ = ["PacedClock"]

_SLOWEST, _FASTEST = 0.001, 1_000_000.0
_NS = 1_000_000_000


class PacedClock:
    """The instant that a market should have reached.

    It is reckoned from the beginning each time, never from the last step, so that pauses and rounding do not add up; a
    market that was held up catches up.

    Parameters
    ----------
    origin_ns : int
        Where the market stands when the clock starts.
    speed : float or None
        Simulated seconds in a second, 0.001 to 1,000,000; None for as fast as it goes.
    now : callable
        Seconds that never go back.

    Examples
    --------
    >>> seconds = iter([10.0, 10.5, 12.0])
    >>> clock = PacedClock(0, speed=2.0, now=lambda: next(seconds))
    >>> clock.due_ns(), clock.due_ns()
    (1000000000, 4000000000)
    """

    def __init__(self, origin_ns: int, *, speed: float | None, now: Callable[[], float] = time.monotonic) -> None:
        if speed is not None and not _SLOWEST <= speed <= _FASTEST:
            raise InputError(f"'speed' must be {_SLOWEST} to {_FASTEST:,.0f}, or None for no limit, was {speed!r}")
        self._origin_ns = origin_ns
        self.speed = speed
        self._now = now
        self._began = now()

    def due_ns(self) -> int | None:
        """How far the market should be by now; None for as far as it comes."""
        if self.speed is None:
            return None
        return self._origin_ns + int((self._now() - self._began) * self.speed * _NS)

    def seconds_until(self, instant_ns: int) -> float:
        """Seconds on the wall until an instant of the market is due; below 0 by how much it is late."""
        if self.speed is None:
            return 0.0
        return self._began + (instant_ns - self._origin_ns) / (self.speed * _NS) - self._now()
