"""One stream out of the connections to a venue, which are kept up as long as it is read.

A lost connection is opened again after a pause drawn between nothing and a limit that doubles each time, so that many
clients do not come back at once. A venue can acknowledge a subscription and then send nothing, as one did for weeks
after it moved its streams: each stream that must not be silent is timed from the subscription on, and its connection
is opened anew when it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from seawall.errors import SourceError
from seawall.sources.live.venue import Channel, LiveVenue
from seawall.sources.live.venue_http import VenueBanError, ban_of
from seawall.sources.tape.tape_source import Notice, NoticeKind, RawMessage, TapeItem, stream_name

__all__ = ["ConnectionTimes", "LiveSource"]

_MOST_WAITING = 20_000
_LARGEST_MESSAGE = 1 << 24
_EARLY_ATTEMPTS = 3
"""Where a venue cannot be reached from the start, more attempts would only hide a wrong address."""


@dataclass(frozen=True, slots=True)
class ConnectionTimes:
    """Pauses of a client, in seconds.

    Attributes
    ----------
    first_pause, longest_pause : float
        Limit of the pause before the first new attempt, and what it doubles up to.
    healthy : float
        A connection that lasted this long makes the next pause short again.
    first_snapshot_pause, longest_snapshot_pause : float
        The same between requests for a whole book: one costs 20 of the 2,400 units a minute that Binance grants.
    tick : float
        How long nothing may come before a notice says that time passes.
    ping : float
        Between pings of the venue's own kind.
    open_timeout : float
        For a connection to stand.
    """

    first_pause: float = 0.5
    longest_pause: float = 60.0
    healthy: float = 30.0
    first_snapshot_pause: float = 1.0
    longest_snapshot_pause: float = 30.0
    tick: float = 0.25
    ping: float = 20.0
    open_timeout: float = 10.0


class LiveSource:
    """Messages of a venue as they come in.

    Parameters
    ----------
    venue : LiveVenue
        Where from.
    times : ConnectionTimes
        Pauses.
    jitter : callable
        Uniform on [0, 1).

    Raises
    ------
    SourceError
        While it is read: when the venue cannot be reached from the start, or refuses the subscription.
    """

    def __init__(
        self,
        venue: LiveVenue,
        *,
        times: ConnectionTimes = ConnectionTimes(),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.venue = venue
        self._times = times
        self._jitter = jitter
        self._queue: asyncio.Queue[TapeItem | SourceError] = asyncio.Queue(maxsize=_MOST_WAITING)
        self._tasks: list[asyncio.Task[None]] = []
        self._snapshot_task: asyncio.Task[None] | None = None
        self._snapshot_due: RawMessage | None = None  # a whole book that has come and not been handed out yet
        self._snapshot_pause = 0.0
        self._snapshot_asked = float("-inf")
        self._book_connection: ClientConnection | None = None
        self._has_been_connected = False
        self._is_closed = False

    async def __aiter__(self) -> AsyncIterator[TapeItem]:
        """Messages and notices; begins to connect."""
        self._tasks = [asyncio.create_task(self._keep_up(each)) for each in self.venue.channels]
        try:
            while not self._is_closed:
                item = await self._next()
                if isinstance(item, SourceError):
                    raise item
                if item is self._snapshot_due:
                    self._snapshot_due = None
                yield item
        finally:
            await self.close()

    def request_snapshot(self) -> None:
        """Ask for a whole book; it comes as a message. Asking while one is due is fine; requests are spaced."""
        is_asking = self._snapshot_task is not None and not self._snapshot_task.done()
        if not (self._is_closed or is_asking or self._snapshot_due is not None):
            self._snapshot_task = asyncio.create_task(self._ask_for_snapshot())

    async def close(self) -> None:
        """End all connections."""
        self._is_closed = True
        tasks = [*self._tasks, *([self._snapshot_task] if self._snapshot_task else [])]
        self._tasks, self._snapshot_task = [], None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _next(self) -> TapeItem | SourceError:
        if self._queue.empty():
            try:
                return await asyncio.wait_for(self._queue.get(), self._times.tick)
            except TimeoutError:
                if self._queue.empty():  # or a message that came in the meantime would seem to be of the past
                    return Notice(time.time_ns(), NoticeKind.TIME)
        return self._queue.get_nowait()

    async def _keep_up(self, channel: Channel) -> None:
        attempt, has_stood = 0, False
        while True:
            began = time.monotonic()
            pause: float | None = None
            try:
                async with connect(
                    channel.address,
                    open_timeout=self._times.open_timeout,
                    close_timeout=1.0,
                    max_size=_LARGEST_MESSAGE,
                ) as connection:
                    has_stood = self._has_been_connected = True
                    cause = await self._listen(channel, connection)
            except InvalidStatus as error:
                status = error.response.status_code
                ban = ban_of(channel.address, status, error.response.headers)
                pause = None if ban is None else ban.wait_seconds
                cause = f"refused with status {status}" if ban is None else str(ban)
            except (OSError, WebSocketException) as error:
                cause = _cause_of(error)
            if time.monotonic() - began >= self._times.healthy:
                attempt = 0
            attempt += 1
            if not has_stood and attempt >= _EARLY_ATTEMPTS and pause is None:
                await self._queue.put(SourceError(f"{channel.address}: cannot be reached: {cause}"))
                return
            await self._say_lost(channel, cause, is_banned=pause is not None)
            await asyncio.sleep(self._pause(attempt) if pause is None else pause)

    def _pause(self, attempt: int) -> float:
        limit = min(self._times.longest_pause, self._times.first_pause * 2.0 ** min(attempt - 1, 30))
        return limit * self._jitter()

    async def _say_lost(self, channel: Channel, cause: str, *, is_banned: bool) -> None:
        kind = NoticeKind.REMARK
        if channel.carries_book:
            kind = NoticeKind.BANNED if is_banned else NoticeKind.INTERRUPTED
        await self._queue.put(Notice(time.time_ns(), kind, f"{channel.name}: {cause}"))

    async def _listen(self, channel: Channel, connection: ClientConnection) -> str:
        """Pass on what comes until the connection ends; why it did."""
        await connection.send(channel.subscription, text=True)
        heard = dict.fromkeys(channel.longest_silence, time.monotonic())
        silence: list[str] = []
        if channel.carries_book:
            self._book_connection = connection
            self._snapshot_asked = time.monotonic()
            self._snapshot_pause = 0.0 if not channel.resubscription else self._times.first_snapshot_pause
            await self._queue.put(Notice(time.time_ns(), NoticeKind.CONNECTED))
        watch = asyncio.create_task(self._watch(channel, connection, heard, silence))
        try:
            while True:
                received = await connection.recv(decode=False)
                local_ns = time.time_ns()
                stream = stream_name(received)
                if stream in heard:
                    heard[stream] = time.monotonic()
                elif stream == "reply" and (refusal := _refusal(received)):
                    await self._queue.put(SourceError(f"{channel.address}: subscription refused: {refusal}"))
                await self._queue.put(RawMessage(local_ns, stream, received))
        except WebSocketException as error:
            return silence[0] if silence else _cause_of(error)
        finally:
            if channel.carries_book:
                self._book_connection = None
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _watch(
        self, channel: Channel, connection: ClientConnection, heard: dict[str, float], silence: list[str]
    ) -> None:
        """End the connection when a stream is silent for too long; keep it by pings of the venue's own kind."""
        pinged = time.monotonic()
        while not silence:
            await asyncio.sleep(self._times.tick)
            now = time.monotonic()
            for stream, last in heard.items():
                if now - last >= channel.longest_silence[stream]:
                    silence.append(f"{stream}: subscribed, but silent for {now - last:,.1f} s")
                    break
            if channel.ping and now - pinged >= self._times.ping:
                pinged = now
                with contextlib.suppress(WebSocketException):  # the listener learns of the end, too
                    await connection.send(channel.ping, text=True)
        await connection.close()

    async def _ask_for_snapshot(self) -> None:
        pause = self._snapshot_asked + self._snapshot_pause - time.monotonic()
        await asyncio.sleep(max(pause, 0.0))
        self._snapshot_asked = time.monotonic()
        self._snapshot_pause = min(
            max(2.0 * self._snapshot_pause, self._times.first_snapshot_pause), self._times.longest_snapshot_pause
        )
        book = next(each for each in self.venue.channels if each.carries_book)
        if book.resubscription:
            if self._book_connection is not None:
                with contextlib.suppress(WebSocketException):
                    for request in book.resubscription:
                        await self._book_connection.send(request, text=True)
            return
        try:
            snapshot = await asyncio.to_thread(self.venue.fetch_snapshot)
        except VenueBanError as ban:
            await self._queue.put(Notice(time.time_ns(), NoticeKind.BANNED, str(ban)))
            await asyncio.sleep(ban.wait_seconds)
            if self._book_connection is not None:
                await self._queue.put(Notice(time.time_ns(), NoticeKind.CONNECTED))
        except SourceError as error:
            await self._queue.put(Notice(time.time_ns(), NoticeKind.REMARK, f"whole book: {error}"))
        else:
            if snapshot is not None:
                self._snapshot_due = RawMessage(time.time_ns(), stream_name(snapshot), snapshot)
                await self._queue.put(self._snapshot_due)


def _cause_of(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _refusal(reply: bytes) -> str:
    """Why a subscription was refused; empty where it was not."""
    try:
        data = orjson.loads(reply)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(data, dict):
        return ""
    if isinstance(data.get("error"), dict):
        data = data["error"]
    if data.get("success") is False or isinstance(data.get("code"), int):
        return str(data.get("ret_msg") or data.get("msg") or data)[:120]
    return ""
