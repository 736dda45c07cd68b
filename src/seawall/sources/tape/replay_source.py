"""A recording as a stream, at any speed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from seawall.errors import InputError
from seawall.sources.tape.tape_source import Notice, NoticeKind, RawMessage, TapeItem, stream_name

__all__ = ["ReplaySource"]

_OTHERS_TURN = 256
_LONGEST_NAP_SECONDS = 0.25


class ReplaySource:
    """Messages of a recording, spaced as they came in.

    Parameters
    ----------
    messages : iterable of (int, bytes)
        Instants in nanoseconds and messages, such as `RecordingLines`.
    speed : float, optional
        How many seconds of the recording pass in one; as fast as it can be read by default.
    sleep, clock : callable
        Of the event loop and the machine; tests give virtual ones.
    """

    def __init__(
        self,
        messages: Iterable[tuple[int, bytes]],
        *,
        speed: float | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if speed is not None and not 0.0 < speed < float("inf"):
            raise InputError(f"'speed' must be above 0 and finite, was {speed}")
        self._messages = messages
        self._speed = speed
        self._sleep = sleep
        self._clock = clock
        self._is_closed = False

    async def __aiter__(self) -> AsyncIterator[TapeItem]:
        """Messages; while a pause of the recording lasts, notices that time passes."""
        first: int | None = None
        began = self._clock()
        for number, (instant, message) in enumerate(self._messages):
            first = instant if first is None else first
            if self._speed is None:
                if number % _OTHERS_TURN == 0:
                    await self._sleep(0)
            else:
                while (early := (instant - first) / 1e9 / self._speed - (self._clock() - began)) > 0:
                    await self._sleep(min(early, _LONGEST_NAP_SECONDS))
                    if early > _LONGEST_NAP_SECONDS:
                        passed = first + int((self._clock() - began) * self._speed * 1e9)
                        yield Notice(min(passed, instant), NoticeKind.TIME)
            if self._is_closed:
                return
            yield RawMessage(instant, stream_name(message), message)

    def request_snapshot(self) -> None:
        """Nothing: a recording holds what it holds."""

    async def close(self) -> None:
        """End it before the next message."""
        self._is_closed = True
