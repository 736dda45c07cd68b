"""What streams give, live or replayed: raw messages, and notices about the connection."""

from __future__ import annotations

import enum
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Notice", "NoticeKind", "RawMessage", "TapeItem", "TapeSource", "stream_name"]

_SNAPSHOT = re.compile(rb'\s*\{\s*"lastUpdateId"')
_KIND = re.compile(rb'"(?:e|topic)"\s*:\s*"([^"]{1,60})"')
_LOOKED_AT = 120


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as it was received.

    Attributes
    ----------
    local_ns : int
        When it was received here, nanoseconds since 1970-01-01 UTC.
    stream : str
        What it is about, by the venue's own word: ``depthUpdate``, ``orderbook.200.BTCUSDT``, ``snapshot``.
    message : bytes
        Byte for byte.
    """

    local_ns: int
    stream: str
    message: bytes


class NoticeKind(enum.StrEnum):
    """What a source says besides messages."""

    CONNECTED = "connected"  # the connection that carries the book stands, and is subscribed
    INTERRUPTED = "interrupted"  # it was lost
    BANNED = "banned"  # the venue refuses to serve us until a stated instant
    REMARK = "remark"  # something failed that does not touch the book
    TIME = "time passes"  # nothing came


@dataclass(frozen=True, slots=True)
class Notice:
    """What a source says besides messages.

    Attributes
    ----------
    local_ns : int
        When, nanoseconds since 1970-01-01 UTC.
    kind : NoticeKind
        What.
    cause : str
        One line.
    """

    local_ns: int
    kind: NoticeKind
    cause: str = ""


TapeItem = RawMessage | Notice


class TapeSource(Protocol):
    """A stream, wherever it comes from: a live venue, a server of one's own, or a file."""

    def __aiter__(self) -> AsyncIterator[TapeItem]:
        """Items in the order in which they came in."""

    def request_snapshot(self) -> None:
        """Ask for a whole book, if this source can; it comes as a message. Asking again while one is due is fine."""

    async def close(self) -> None:
        """End it; nothing comes after that."""


def stream_name(message: bytes) -> str:
    """What a message is about, by the venue's own word, from its first bytes.

    Examples
    --------
    >>> stream_name(b'{"e":"depthUpdate","E":1}'), stream_name(b'{"lastUpdateId":5,"bids":[]}')
    ('depthUpdate', 'snapshot')
    >>> stream_name(b'{"result":null,"id":1}')
    'reply'
    """
    found = _KIND.search(message, 0, _LOOKED_AT)
    if found:
        return found[1].decode("ascii", "replace")
    return "snapshot" if _SNAPSHOT.match(message) else "reply"
