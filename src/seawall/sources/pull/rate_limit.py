"""How many requests a source allows, and who waits for it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from seawall.core import check_positive

__all__ = ["Clock", "RateLimit", "SystemClock", "TokenBucket"]


class Clock(Protocol):
    """Time that passes, so that tests need not wait."""

    def monotonic(self) -> float:
        """Seconds since some start."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


class SystemClock:
    """The clock of the machine."""

    def monotonic(self) -> float:
        """Seconds since some start."""
        return time.monotonic()

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What a source allows.

    Attributes
    ----------
    name : str
        Requests of one name share the allowance, such as ``binance spot``.
    per_second : float
        Weight that comes back in a second.
    burst : float
        Weight that may be spent at once.
    used_header : str or None
        Header in which the source states the weight used in this minute.
    used_most : float
        Above this stated weight, wait for the next minute.
    """

    name: str
    per_second: float
    burst: float
    used_header: str | None = None
    used_most: float = float("inf")

    def __post_init__(self) -> None:
        """Hold rate and burst above zero."""
        check_positive(self.per_second, "per_second")
        check_positive(self.burst, "burst")


class TokenBucket:
    """Weight that fills at a fixed rate up to a brim; who takes more than is there waits.

    Parameters
    ----------
    limit : RateLimit
        Rate and brim.
    clock : Clock
        Time.
    """

    def __init__(self, limit: RateLimit, clock: Clock) -> None:
        self._limit, self._clock = limit, clock
        self._level, self._seen = limit.burst, clock.monotonic()

    def take(self, weight: float) -> None:
        """Wait until `weight` may be spent, and spend it.

        A single request heavier than the brim waits for a full bucket and leaves it in debt.
        """
        self._fill()
        missing = min(weight, self._limit.burst) - self._level
        if missing > 0:
            self._clock.sleep(missing / self._limit.per_second)
            self._fill()
        self._level -= weight

    def heed(self, used: float) -> None:
        """Wait for the next minute when the source says that its allowance is nearly spent."""
        if used >= self._limit.used_most:
            self._clock.sleep(60.0 - self._clock.now() % 60.0)

    def _fill(self) -> None:
        moment = self._clock.monotonic()
        self._level = min(self._limit.burst, self._level + (moment - self._seen) * self._limit.per_second)
        self._seen = moment
