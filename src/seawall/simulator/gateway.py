"""The door of the simulated exchange: a server on this machine that speaks as Binance's futures and Bybit's do.

Everything happens in one thread and one event loop: the markets run in short slices of their own clock, what they send
is handed out, and between two slices requests are answered. So an answer is always that of a whole instant.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import math
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

import orjson
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.http11 import Request, Response

from seawall.errors import InputError
from seawall.simulator.gateway_clients import GatewayClient, GatewayLimits
from seawall.simulator.gateway_clock import PacedClock
from seawall.simulator.gateway_feed import MarketFeed
from seawall.simulator.gateway_requests import StreamRequest, binance_request, bybit_request
from seawall.simulator.gateway_routes import RestAnswer, RestRoutes
from seawall.simulator.gateway_subscriptions import OfferedStream, StreamPath, Subscriptions, combined, stream_address

__all__ = ["Gateway", "GatewayStatus", "check_port"]

_HOST = "127.0.0.1"
_SLICE_NS = 50_000_000
_LONGEST_TURN = 0.002
"""Seconds for which markets may run before connections are looked after."""
_PING_SECONDS, _PONG_SECONDS = 180.0, 600.0
_BACKLOG = 1_024
_HIGHEST_PORT = 65_535

# the library tells of every client that comes and goes, and of scanners that send rubbish
_SILENT = logging.getLogger("seawall.simulator.gateway")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


@dataclass(frozen=True, slots=True)
class GatewayStatus:
    """How a gateway does.

    Attributes
    ----------
    simulated_ns : int
        How long the markets have run since it opened.
    late_seconds : float
        By how much they are behind the clock on the wall.
    connections : int
        Open now.
    messages, bytes : int
        Sent in streams.
    let_go : int
        Connections that were closed because they broke a limit.
    refused : int
        Connections for which there was no room.
    unmet : tuple of str
        Streams that were subscribed and stay silent, each with the reason; at most 100.
    """

    simulated_ns: int
    late_seconds: float
    connections: int
    messages: int
    bytes: int
    let_go: int
    refused: int
    unmet: tuple[str, ...]


class Gateway:
    """A server of one or more simulated markets.

    Parameters
    ----------
    feeds : sequence of MarketFeed
        Markets, each of a symbol of its own, which have run equally far.
    port : int
        On 127.0.0.1; 0 for a free one.
    speed : float or None
        Simulated seconds in a second, 0.001 to 1,000,000; None for as fast as it goes.
    run_ns : int, optional
        How long the markets run; without end by default.
    limits : GatewayLimits, optional
        What clients are granted.
    truth : callable, optional
        For tests: what ``/truth/SYMBOL`` answers, by symbol. There is no such path without it.

    Raises
    ------
    InputError
        When a parameter is out of its range, two markets have one symbol, or the port is taken.

    Notes
    -----
    It is opened by ``async with``; `run` then lets the markets run. ``rest`` and ``websocket`` are its addresses.
    """

    def __init__(
        self,
        feeds: Sequence[MarketFeed],
        *,
        port: int = 0,
        speed: float | None = 1.0,
        run_ns: int | None = None,
        limits: GatewayLimits | None = None,
        truth: Callable[[str], bytes] | None = None,
    ) -> None:
        self._feeds = {feed.symbol: feed for feed in feeds}
        if not feeds or len(self._feeds) != len(feeds):
            raise InputError(f"'feeds' must be of one or more different symbols, were {[f.symbol for f in feeds]}")
        if len({feed.now_ns for feed in feeds}) > 1:
            raise InputError("'feeds' must have run equally far")
        check_port(port)
        if run_ns is not None and run_ns < 1:
            raise InputError(f"'run_ns' must be at least 1, was {run_ns}")
        self.port = port
        self._origin_ns = self._reached_ns = feeds[0].now_ns
        self._end_ns = math.inf if run_ns is None else self._origin_ns + run_ns
        self._clock = PacedClock(self._origin_ns, speed=speed)
        self._speed = speed
        self._limits = limits or GatewayLimits()
        self._routes = RestRoutes(self._feeds, truth=truth)
        self._subscriptions = Subscriptions(list(self._feeds))
        for feed in feeds:
            feed.wanted = frozenset()
        self._clients: dict[ServerConnection, GatewayClient] = {}
        self._messages = self._bytes = self._let_go = self._refused = 0
        self._server: Server | None = None

    @property
    def rest(self) -> str:
        """Address for requests."""
        return f"http://{_HOST}:{self.port}"

    @property
    def websocket(self) -> str:
        """Address for streams."""
        return f"ws://{_HOST}:{self.port}"

    def status(self) -> GatewayStatus:
        """How it does now."""
        return GatewayStatus(
            simulated_ns=self._reached_ns - self._origin_ns,
            late_seconds=max(0.0, -self._clock.seconds_until(self._reached_ns + _SLICE_NS)),
            connections=len(self._clients),
            messages=self._messages,
            bytes=self._bytes,
            let_go=self._let_go,
            refused=self._refused,
            unmet=tuple(f"{stream}: {cause}" for stream, cause in self._subscriptions.unmet.items()),
        )

    async def __aenter__(self) -> Gateway:
        """Take the port, and let clients in."""
        try:
            self._server = await serve(
                self._attend,
                _HOST,
                self.port,
                process_request=self._admit,
                compression=None,
                max_size=self._limits.request_bytes,
                ping_interval=_PING_SECONDS,
                ping_timeout=_PONG_SECONDS,
                close_timeout=self._limits.grace_seconds,
                logger=_SILENT,
                server_header="seawall-simulated-exchange",
                backlog=_BACKLOG,
            )
        except OSError as error:
            raise _port_error(self.port, error) from None
        self.port = int(next(iter(self._server.sockets)).getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        """Send every client away, and give the port back."""
        if self._server is None:
            return
        self._server.close(close_connections=False)
        for client in self._clients.values():
            client.let_go(CloseCode.GOING_AWAY, "the simulated exchange closes")
        await asyncio.gather(*(client.closed() for client in list(self._clients.values())))
        with suppress(TimeoutError):  # of whoever has connected and said nothing yet
            await asyncio.wait_for(self._server.wait_closed(), self._limits.grace_seconds)
        self._server = None

    async def run(self) -> None:
        """Let the markets run until their end, or until it is cancelled."""
        self._clock = PacedClock(self._reached_ns, speed=self._speed)
        while self._reached_ns < self._end_ns:
            until_ns = int(min(self._reached_ns + _SLICE_NS, self._end_ns))
            pause = self._clock.seconds_until(until_ns)
            await asyncio.sleep(max(pause, 0.0))
            await self._advance(until_ns)

    # markets --------------------------------------------------------------------------------------------------------

    async def _advance(self, until_ns: int) -> None:
        """Run every market up to an instant, and hand out what they send."""
        turn = time.perf_counter()
        for feed in self._feeds.values():
            self._subscriptions.put(feed.advance(until_ns))
            if time.perf_counter() - turn > _LONGEST_TURN:
                self._flush()  # or a request could overtake what is older
                await asyncio.sleep(0)
                turn = time.perf_counter()
        self._flush()
        self._reached_ns = until_ns

    def _flush(self) -> None:
        messages, size = self._subscriptions.flush()
        self._messages += messages
        self._bytes += size

    # clients --------------------------------------------------------------------------------------------------------

    def _admit(self, _: ServerConnection, request: Request) -> Response | None:
        """Answer a request over HTTP; None for a connection that may go on to be one of streams."""
        if "Upgrade" not in request.headers:
            return _response(self._routes.answer(request.path))
        address = stream_address(request.path)
        if address is None:
            return _refusal(404, -5000, "no streams are offered at this path")
        if len(address.streams) > self._limits.streams:
            return _refusal(400, 2, "Invalid request: too many parameters")
        # nothing else runs between here and `_attend`, which counts the connection
        if len(self._clients) >= self._limits.connections:
            self._refused += 1
            most = self._limits.connections
            return _refusal(503, -1034, f"Too many concurrent connections; current limit is '{most}'.")
        return None

    async def _attend(self, connection: ServerConnection) -> None:
        """Serve one connection until its end."""
        address = stream_address(connection.request.path if connection.request else "")
        if address is None:  # refused when it came
            return
        client = GatewayClient(connection, self._limits, is_combined=address.is_combined)
        self._clients[connection] = client
        lifetime = self._limits.connection_seconds
        end = asyncio.get_running_loop().call_later(lifetime, client.let_go, CloseCode.GOING_AWAY, "its time is over")
        try:
            self._follow(client, address.path, address.streams)
            async for text in connection:
                if not client.may_ask(time.monotonic()):
                    most = self._limits.requests_per_second
                    client.let_go(CloseCode.POLICY_VIOLATION, f"more than {most} requests in a second")
                if not client.is_open:
                    break
                self._obey(client, address.path, text)
            await client.closed()
        except ConnectionClosed:
            pass
        finally:
            end.cancel()
            del self._clients[connection]
            self._unfollow(client, list(client.streams))
            self._let_go += client.broke_a_limit

    def _obey(self, client: GatewayClient, path: StreamPath, text: str | bytes) -> None:
        most = self._limits.streams
        request: StreamRequest
        if path is StreamPath.LINEAR:
            request = bybit_request(text, client, topics=self._subscriptions.offered, most_streams=most)
        else:
            request = binance_request(text, client, most_streams=most)
        if request.combined is not None:
            client.is_combined = request.combined
        self._unfollow(client, request.unfollow)
        client.answer(request.reply)
        self._follow(client, path, request.follow)

    def _follow(self, client: GatewayClient, path: StreamPath, streams: Sequence[str]) -> None:
        """Subscribe; markets are told what is wanted, and give what a stream begins with."""
        followed = {stream: self._subscriptions.follow(client, path, stream) for stream in streams}
        self._tell_wanted(followed.values())
        for stream, offered in followed.items():
            if offered is not None:
                opening = self._feeds[offered.symbols[0]].opening(offered.made_as)
                if opening is not None:
                    client.answer(combined(stream, opening.payload) if client.is_combined else opening.payload)

    def _unfollow(self, client: GatewayClient, streams: Sequence[str]) -> None:
        self._tell_wanted([self._subscriptions.unfollow(client, stream) for stream in streams])

    def _tell_wanted(self, changed: Iterable[OfferedStream | None]) -> None:
        symbols = dict.fromkeys(symbol for each in changed if each is not None for symbol in each.symbols)
        for symbol in symbols:
            self._feeds[symbol].wanted = self._subscriptions.wanted(symbol)


def check_port(port: int) -> None:
    """Whether a port of this machine can be had, before work is done that would be in vain.

    Raises
    ------
    InputError
        When it cannot.
    """
    if not 0 <= port <= _HIGHEST_PORT:
        raise InputError(f"'port' must be 0 to {_HIGHEST_PORT}, was {port}")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            trial.bind((_HOST, port))
        except OSError as error:
            raise _port_error(port, error) from None


def _port_error(port: int, error: OSError) -> InputError:
    causes = {errno.EADDRINUSE: "is in use by another program", errno.EACCES: "may not be used by this user"}
    cause = causes.get(error.errno or 0, f"cannot be opened ({error.strerror})")
    return InputError(f"port {port} of {_HOST} {cause}: choose another one, or 0 for one that is free")


def _refusal(status: int, code: int, message: str) -> Response:
    return _response(RestAnswer(status, orjson.dumps({"code": code, "msg": message})))


def _response(answer: RestAnswer) -> Response:
    headers = Headers(
        {
            "Content-Type": "application/json",
            "Content-Length": str(len(answer.body)),
            "Cache-Control": "no-store",
            "Connection": "close",
        }
    )
    return Response(answer.status, HTTPStatus(answer.status).phrase, headers, answer.body)
