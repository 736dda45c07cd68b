"""One connection to the gateway: what waits to be sent to it, how much it may ask, and how it is let go.

The engine and the other clients never wait for anybody. A message is framed once, and the same bytes go to all; frames
of a server are not masked, so they can be written as they are. What a client has not read yet waits in its own queue of
bounded size; a client whose queue is full is sent no more, and is let go with a code of the protocol.
"""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection
from websockets.frames import CloseCode
from websockets.protocol import State

from seawall.errors import InputError

__all__ = ["GatewayClient", "GatewayLimits", "text_frame"]

_TEXT_HEAD = 0x81
_SHORT, _MIDDLE = 126, 1 << 16
_SECOND = 1.0
_MOST_TOLD_BYTES = 123
"""A reason for closing fits a control frame together with its code."""


@dataclass(frozen=True, slots=True)
class GatewayLimits:
    """What the gateway grants.

    Attributes
    ----------
    connections : int
        Open at once; one more is refused with status 503.
    streams : int
        Followed by one connection (Binance: 1,024).
    requests_per_second : int
        From one connection (Binance: 10); more, and it is closed.
    request_bytes : int
        Of one request; a longer one closes the connection.
    waiting_bytes : int
        Unread by one client; more, and it is let go instead of being sent the next messages.
    grace_seconds : float
        Between the notice that a connection is closed and its end, for a client that does not answer.
    connection_seconds : float
        For which a connection may stand (Binance: 24 hours).
    """

    connections: int = 1_000
    streams: int = 1_024
    requests_per_second: int = 10
    request_bytes: int = 65_536
    waiting_bytes: int = 4_194_304
    grace_seconds: float = 2.0
    connection_seconds: float = 86_400.0

    def __post_init__(self) -> None:
        """Refuse limits that let nobody in."""
        for name in self.__slots__:
            value = getattr(self, name)
            if not value > 0:
                raise InputError(f"{name!r} must be above 0, was {value!r}")


def text_frame(payload: bytes) -> bytes:
    r"""A text message of a server as it goes over the wire (RFC 6455, section 5.2).

    Examples
    --------
    >>> text_frame(b"{}")
    b'\x81\x02{}'
    """
    size = len(payload)
    if size < _SHORT:
        head = bytes((_TEXT_HEAD, size))
    elif size < _MIDDLE:
        head = struct.pack("!BBH", _TEXT_HEAD, _SHORT, size)
    else:
        head = struct.pack("!BBQ", _TEXT_HEAD, _SHORT + 1, size)
    return head + payload


class GatewayClient:
    """One open connection.

    Parameters
    ----------
    connection : ServerConnection
        Of the library; its handshake is done.
    limits : GatewayLimits
        What it is granted.
    is_combined : bool
        Whether messages are wrapped with the name of their stream.
    """

    def __init__(self, connection: ServerConnection, limits: GatewayLimits, *, is_combined: bool) -> None:
        self.connection = connection
        self.is_combined = is_combined
        self.streams: dict[str, None] = {}
        self.sent_messages = 0
        self._limits = limits
        self._waiting: list[bytes] = []
        self._asked: deque[float] = deque(maxlen=limits.requests_per_second)
        self._closing: asyncio.Task[None] | None = None
        self.broke_a_limit = False

    @property
    def is_open(self) -> bool:
        """Whether it may be sent anything."""
        return self._closing is None and self.connection.state is State.OPEN

    def put(self, frame: bytes) -> None:
        """Queue a frame for the next `flush`."""
        self._waiting.append(frame)

    def flush(self) -> int:
        """Write what was put; the bytes written. A client that is too far behind is let go instead."""
        frames, self._waiting = self._waiting, []
        if not (frames and self.is_open):
            return 0
        transport = self.connection.transport
        text = b"".join(frames)
        if transport.get_write_buffer_size() > self._limits.waiting_bytes:
            self.let_go(CloseCode.POLICY_VIOLATION, f"too slow: {self._limits.waiting_bytes} bytes are unread")
            return 0
        transport.write(text)
        self.sent_messages += len(frames)
        return len(text)

    def answer(self, payload: bytes) -> None:
        """Send the answer to a request, after all that was put before."""
        self.put(text_frame(payload))
        self.flush()

    def may_ask(self, now: float) -> bool:
        """Count a request; False when there were too many within a second."""
        is_full = len(self._asked) == self._limits.requests_per_second
        is_fine = not (is_full and now - self._asked[0] < _SECOND)
        self._asked.append(now)
        return is_fine

    def let_go(self, code: CloseCode, reason: str) -> None:
        """Close with a code and a reason; cut the connection off when the other side does not answer."""
        if self._closing is None:
            self.broke_a_limit = code is CloseCode.POLICY_VIOLATION
            self._closing = asyncio.create_task(self._close(code, reason[:_MOST_TOLD_BYTES]))

    async def closed(self) -> None:
        """Wait for the end of a connection that was let go."""
        if self._closing is not None:
            await self._closing

    async def _close(self, code: CloseCode, reason: str) -> None:
        # the library waits without limit for whoever does not read, so the end is timed here
        cut = asyncio.get_running_loop().call_later(self._limits.grace_seconds, self.connection.transport.abort)
        try:
            await self.connection.close(code, reason)
        finally:
            cut.cancel()
