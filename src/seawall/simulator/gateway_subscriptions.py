"""Which connection follows which stream, and at which address it may.

Binance split its streams in 2026: depth, best prices and trades at ``/public``, the others at ``/market``. An address
without either carries those of ``/public``. A stream that is subscribed at the wrong address is acknowledged, and stays
silent; so does one that does not exist. The gateway does the same, and keeps a list of what was asked for in vain.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from seawall.simulator.gateway_clients import GatewayClient, text_frame
from seawall.simulator.gateway_feed import FeedMessage

__all__ = ["StreamAddress", "StreamPath", "Subscriptions", "combined", "stream_address"]

_PUBLIC_STREAMS = ("depth", "rpiDepth", "bookTicker", "trade")
_MOST_UNMET = 100


class StreamPath(enum.Enum):
    """Where streams are offered."""

    PUBLIC = "public"
    MARKET = "market"
    LINEAR = "linear"

    def carries(self, stream: str) -> bool:
        """Whether a stream of this name belongs here."""
        kind = stream.lstrip("!").partition("@")[0] if stream.startswith("!") else stream.partition("@")[2]
        if "@" not in stream and not stream.startswith("!"):
            return self is StreamPath.LINEAR
        return self is (StreamPath.PUBLIC if kind.startswith(_PUBLIC_STREAMS) else StreamPath.MARKET)


@dataclass(frozen=True, slots=True)
class StreamAddress:
    """What the address of a connection says.

    Attributes
    ----------
    path : StreamPath
        What is offered there.
    is_combined : bool
        Whether messages are wrapped with the name of their stream.
    streams : tuple of str
        Followed from the start.
    """

    path: StreamPath
    is_combined: bool
    streams: tuple[str, ...]


def stream_address(address: str) -> StreamAddress | None:
    """Read the path and query of a connection; None where no streams are offered.

    Examples
    --------
    >>> stream_address("/market/stream?streams=btcusdt@aggTrade/btcusdt@forceOrder").streams
    ('btcusdt@aggTrade', 'btcusdt@forceOrder')
    >>> stream_address("/public/ws/7").path, stream_address("/private/ws")
    (<StreamPath.PUBLIC: 'public'>, None)
    """
    parts = urlsplit(address)
    steps = [unquote(each) for each in parts.path.split("/") if each]
    if steps == ["v5", "public", "linear"]:
        return StreamAddress(StreamPath.LINEAR, False, ())
    path = StreamPath.PUBLIC
    if steps[:1] in (["public"], ["market"]):
        path = StreamPath(steps.pop(0))
    if steps[:1] == ["ws"]:
        # clients number their connections there, which is no stream
        return StreamAddress(path, False, tuple(each for each in steps[1:] if "@" in each or "!" in each))
    if steps == ["stream"]:
        asked = parse_qs(parts.query).get("streams", [""])[0]
        return StreamAddress(path, True, tuple(each for each in asked.split("/") if each))
    return None


class Subscriptions:
    """Who follows what.

    Parameters
    ----------
    streams : iterable of str
        Names of all streams that there are.
    """

    def __init__(self, streams: Iterable[str]) -> None:
        self.streams = frozenset(streams)
        self.unmet: dict[str, str] = {}
        self._followers: dict[str, dict[GatewayClient, None]] = {}

    def follow(self, client: GatewayClient, path: StreamPath, stream: str) -> bool:
        """Subscribe; False where the stream will stay silent."""
        client.streams[stream] = None
        is_met = stream in self.streams and path.carries(stream)
        if is_met:
            self._followers.setdefault(stream, {})[client] = None
        elif len(self.unmet) < _MOST_UNMET:
            cause = "not one of this address" if stream in self.streams else "there is none of this name"
            self.unmet[stream] = cause
        return is_met

    def unfollow(self, client: GatewayClient, stream: str) -> None:
        """Subscribe no longer; nothing happens where it was not."""
        client.streams.pop(stream, None)
        followers = self._followers.get(stream, {})
        followers.pop(client, None)
        if not followers:
            self._followers.pop(stream, None)

    def leave(self, client: GatewayClient) -> None:
        """Forget a client."""
        for stream in list(client.streams):
            self.unfollow(client, stream)

    def send(self, messages: Sequence[FeedMessage]) -> tuple[int, int]:
        """Send messages to all who follow them: each framed once, and one write a client; messages and bytes sent."""
        touched: dict[GatewayClient, None] = {}
        for message in messages:
            followers = self._followers.get(message.stream)
            if not followers:
                continue
            plain = text_frame(message.payload)
            wrapped = b""
            for client in followers:
                if client.is_combined:
                    wrapped = wrapped or text_frame(combined(message.stream, message.payload))
                    client.put(wrapped)
                else:
                    client.put(plain)
            touched |= followers
        before = sum(client.sent_messages for client in touched)
        written = sum(client.flush() for client in touched)
        return sum(client.sent_messages for client in touched) - before, written


def combined(stream: str, payload: bytes) -> bytes:
    """A message wrapped with the name of its stream."""
    return b'{"stream":"%s","data":%s}' % (stream.encode(), payload)
