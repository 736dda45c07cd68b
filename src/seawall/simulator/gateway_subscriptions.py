"""Which connection follows which stream, and at which address it may.

Binance split its streams in 2026: depth, best prices and trades at ``/public``, the others at ``/market``. An address
without either carries those of ``/public``. A stream that is subscribed at the wrong address is acknowledged, and stays
silent; so does one that does not exist. The gateway does the same, and keeps a list of what was asked for in vain.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from seawall.simulator.gateway_clients import GatewayClient, text_frame
from seawall.simulator.gateway_feed import FeedMessage

__all__ = [
    "OfferedStream",
    "StreamAddress",
    "StreamPath",
    "Subscriptions",
    "combined",
    "offered_streams",
    "stream_address",
]

_PUBLIC_STREAMS = (
    "depth", "depth@100ms", "depth@500ms", "rpiDepth@500ms",
    "depth5@100ms", "depth10@100ms", "depth20@100ms",
    "bookTicker", "trade",
)  # fmt: skip
_MARKET_STREAMS = ("aggTrade", "forceOrder", "markPrice", "markPrice@1s")
_OF_ALL_SYMBOLS = "!forceOrder@arr"
_TOPICS = ("orderbook.1", "orderbook.50", "orderbook.200", "publicTrade", "allLiquidation", "tickers")
_MADE_AS = {"depth": "depth@250ms"}
"""Names of venues for what is made under another one."""
_MOST_UNMET = 100


class StreamPath(enum.Enum):
    """Where streams are offered."""

    PUBLIC = "public"
    MARKET = "market"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class OfferedStream:
    """A stream that there is.

    Attributes
    ----------
    path : StreamPath
        Where it is offered.
    symbols : tuple of str
        Whose messages it carries.
    made_as : str
        Its name in the messages of the market.
    """

    path: StreamPath
    symbols: tuple[str, ...]
    made_as: str


def offered_streams(symbols: Sequence[str]) -> dict[str, OfferedStream]:
    """All streams of these symbols, by the name under which they are subscribed.

    Examples
    --------
    >>> offered_streams(["BTCUSDT"])["btcusdt@depth"]
    OfferedStream(path=<StreamPath.PUBLIC: 'public'>, symbols=('BTCUSDT',), made_as='btcusdt@depth@250ms')
    """
    found = {_OF_ALL_SYMBOLS: OfferedStream(StreamPath.MARKET, tuple(symbols), _OF_ALL_SYMBOLS)}
    for symbol in symbols:
        lower = symbol.lower()
        for path, kinds in ((StreamPath.PUBLIC, _PUBLIC_STREAMS), (StreamPath.MARKET, _MARKET_STREAMS)):
            for kind in kinds:
                found[f"{lower}@{kind}"] = OfferedStream(path, (symbol,), f"{lower}@{_MADE_AS.get(kind, kind)}")
        for topic in _TOPICS:
            found[f"{topic}.{symbol}"] = OfferedStream(StreamPath.LINEAR, (symbol,), f"{topic}.{symbol}")
    return found


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
    symbols : sequence of str
        Of the markets.

    Attributes
    ----------
    offered : dict of str to OfferedStream
        All streams that there are.
    unmet : dict of str to str
        Streams that were subscribed and stay silent, with the reason; at most 100.
    """

    def __init__(self, symbols: Sequence[str]) -> None:
        self.offered = offered_streams(symbols)
        self.unmet: dict[str, str] = {}
        self._followers: dict[str, dict[str, dict[GatewayClient, None]]] = {}
        self._touched: dict[GatewayClient, None] = {}

    def follow(self, client: GatewayClient, path: StreamPath, stream: str) -> OfferedStream | None:
        """Subscribe; None where the stream will stay silent."""
        client.streams[stream] = None
        offered = self.offered.get(stream)
        if offered is not None and offered.path is path:
            self._followers.setdefault(offered.made_as, {}).setdefault(stream, {})[client] = None
            return offered
        if len(self.unmet) < _MOST_UNMET:
            elsewhere = f"offered at /{offered.path.value} only" if offered else "no such stream"
            self.unmet[stream] = elsewhere
        return None

    def unfollow(self, client: GatewayClient, stream: str) -> OfferedStream | None:
        """Subscribe no longer; the stream that nobody follows now, if it is so."""
        client.streams.pop(stream, None)
        offered = self.offered.get(stream)
        names = self._followers.get(offered.made_as, {}) if offered else {}
        if offered is None or stream not in names:
            return None
        names[stream].pop(client, None)
        if names[stream]:
            return None
        del names[stream]
        return offered

    def wanted(self, symbol: str) -> frozenset[str]:
        """Streams of a market that anybody follows, by the names under which they are made."""
        return frozenset(
            offered.made_as
            for stream, offered in self.offered.items()
            if symbol in offered.symbols and self._followers.get(offered.made_as, {}).get(stream)
        )

    def put(self, messages: Sequence[FeedMessage]) -> None:
        """Queue messages for all who follow them, each framed once; `flush` sends them."""
        for message in messages:
            payload, plain = message.payload, b""
            for name, followers in self._followers.get(message.stream, {}).items():
                wrapped = b""
                for client in followers:
                    if client.is_combined:
                        wrapped = wrapped or text_frame(combined(name, payload))
                        client.put(wrapped)
                    else:
                        plain = plain or text_frame(payload)
                        client.put(plain)
                self._touched |= followers

    def flush(self) -> tuple[int, int]:
        """Send what was put, in one write a client; messages and bytes sent."""
        touched, self._touched = self._touched, {}
        before = sum(client.sent_messages for client in touched)
        written = sum(client.flush() for client in touched)
        return sum(client.sent_messages for client in touched) - before, written


def combined(stream: str, payload: bytes) -> bytes:
    """A message wrapped with the name of its stream."""
    return b'{"stream":"%s","data":%s}' % (stream.encode(), payload)
