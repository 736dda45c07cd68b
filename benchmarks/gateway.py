"""Messages that the gateway of the simulated exchange hands out, and the processor time of its process alone.

The server runs in a process of its own and states the processor time that it used; the clients run in another one,
which reads frames off plain sockets and counts them. Payloads are depth updates of about twenty levels. Two loads: one
client of 20,000 messages a second, and fifty clients that each follow a hundred symbols at ten messages a second. The
peer is the library's own `broadcast`, message by message, in the same server process and the same loop.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing as mp
import os
import selectors
import socket
import statistics
import struct
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from websockets.asyncio.server import broadcast, serve

from seawall.simulator import BTCUSDT_TERMS, Gateway, SimulatedExchange, VenueFeed
from seawall.simulator.gateway_clients import GatewayLimits
from seawall.simulator.stream_message import StreamKind, StreamMessage

SECONDS, SETTLE_SECONDS, ROUNDS = 5.0, 2.0, 3
LEVELS = 10
SLICE_NS, SECOND_NS = 50_000_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """How much is sent to whom."""

    name: str
    symbols: int
    per_second: int
    clients: int

    @property
    def out(self) -> int:
        return self.symbols * self.per_second * self.clients


LOADS = (Load("one client", 1, 20_000, 1), Load("50 clients, 100 symbols", 100, 10, 50))


class RepeatedFeed(VenueFeed):
    """Says the depth updates of a short true market again and again, at a steady rate: encoding is measured apart."""

    def __init__(self, exchange: SimulatedExchange, symbol: str, payloads: list[bytes], per_second: int) -> None:
        super().__init__(exchange)
        self.symbol = symbol
        self._stream = f"{symbol.lower()}@depth@100ms"
        self._payloads = payloads
        self._step_ns = SECOND_NS // per_second
        self._at_ns = 0

    def advance(self, until_ns: int) -> list[StreamMessage]:
        first, last = self._at_ns // self._step_ns + 1, until_ns // self._step_ns
        self._at_ns = until_ns
        payloads, count = self._payloads, len(self._payloads)
        return [
            StreamMessage(self._stream, number * self._step_ns, payloads[number % count], StreamKind.BOOK)
            for number in range(first, last + 1)
        ]


def main() -> None:
    """Print one table a load: sent, heard, and the share of a core that the server took."""
    payloads = _payloads()
    size = statistics.mean(len(each) for each in payloads)
    levels = statistics.mean(len(each["b"]) + len(each["a"]) for each in map(json.loads, payloads))
    print(f"depth updates of {levels:.1f} levels and {size:,.0f} bytes; {SECONDS:g} s each, {ROUNDS} rounds in turn")
    for load in LOADS:
        print(
            f"{load.name}: {load.out:,} messages/s, {load.out * size / 1e6:,.0f} MB/s   load {os.getloadavg()[0]:.2f}"
        )
        found: dict[str, list[tuple[float, float, float]]] = {"gateway": [], "library's broadcast": []}
        for _ in range(ROUNDS):
            for name, rounds in found.items():
                rounds.append(_measure(load, payloads, is_library=name != "gateway"))
        for name, rounds in found.items():
            heard, server, clients = (statistics.median(column) for column in zip(*rounds, strict=True))
            print(
                f"  {name:22}{heard:>10,.0f} heard/s   server {server:>6.1%} of a core"
                f"   {1e6 * server / max(heard, 1.0):>6.2f} µs a message   clients {clients:>6.1%}"
            )
    _engine()


def _payloads() -> list[bytes]:
    """Updates of a simulated market about as long as those of a venue."""
    feed = VenueFeed(SimulatedExchange(BTCUSDT_TERMS, seed=1))
    feed.wanted = frozenset({"btcusdt@depth@100ms"})
    found = [json.loads(message.payload) for message in feed.advance(60 * SECOND_NS)]
    sides = [pair for each in found for pair in zip(each["b"], each["a"], strict=False)]
    chunks = [sides[at : at + LEVELS] for at in range(0, len(sides) - LEVELS, LEVELS)]
    heads = [{name: each[name] for name in ("e", "E", "T", "s", "U", "u", "pu")} for each in found]
    return [
        json.dumps(
            {**head, "b": [bid for bid, _ in chunk], "a": [ask for _, ask in chunk]}, separators=(",", ":")
        ).encode()
        for head, chunk in zip(heads, chunks, strict=False)
    ]


def _measure(load: Load, payloads: list[bytes], *, is_library: bool) -> tuple[float, float, float]:
    """Messages heard in a second, and the shares of a core that server and clients took."""
    ours, theirs = mp.Pipe()
    server = mp.get_context("spawn").Process(target=_serve, args=(theirs, load, payloads, is_library))
    server.start()
    try:
        port = ours.recv()
        return _listen(load, port, ours)
    finally:
        ours.send("end")
        server.join()


def _listen(load: Load, port: int, server: Connection) -> tuple[float, float, float]:
    streams = "/".join(f"{symbol.lower()}@depth@100ms" for symbol in _symbols(load))
    clients = [_Client(port, streams) for _ in range(load.clients)]
    selector = selectors.DefaultSelector()
    for client in clients:
        selector.register(client.socket, selectors.EVENT_READ, client)
    _read(selector, SETTLE_SECONDS)
    server.send("time")
    server_before, before, began = server.recv(), time.process_time(), time.perf_counter()
    heard_before = sum(client.heard for client in clients)
    _read(selector, SECONDS)
    server.send("time")
    took = time.perf_counter() - began
    heard = sum(client.heard for client in clients) - heard_before
    shares = (server.recv() - server_before) / took, (time.process_time() - before) / took
    for client in clients:
        client.socket.close()
    return heard / took, *shares


class _Client:
    """Counts the frames that come in, and reads nothing of them but their heads."""

    def __init__(self, port: int, streams: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        request = (
            f"GET /public/stream?streams={streams if len(streams) < 4_000 else ''} HTTP/1.1\r\nHost: x\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        self.socket.sendall(request.encode())
        self._rest = b""
        while b"\r\n\r\n" not in self._rest:
            self._rest += self.socket.recv(65_536)
        self._rest = self._rest.partition(b"\r\n\r\n")[2]
        self.heard = 0
        self.socket.setblocking(False)

    def read(self) -> None:
        try:
            data = self._rest + self.socket.recv(1 << 20)
        except BlockingIOError:
            return
        at, size = 0, len(data)
        while at + 4 <= size:
            length, head = data[at + 1], 2
            if length == 126:
                length, head = struct.unpack_from("!H", data, at + 2)[0], 4
            if at + head + length > size:
                break
            at += head + length
            self.heard += 1
        self._rest = data[at:]


def _read(selector: selectors.BaseSelector, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        for key, _ in selector.select(left):
            key.data.read()


def _symbols(load: Load) -> list[str]:
    return [f"S{number}USDT" for number in range(load.symbols)]


def _serve(control: Connection, load: Load, payloads: list[bytes], is_library: bool) -> None:
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=1)
    feeds = [RepeatedFeed(exchange, symbol, payloads, load.per_second) for symbol in _symbols(load)]
    asyncio.run((_broadcast if is_library else _gateway)(control, feeds))


async def _gateway(control: Connection, feeds: list[RepeatedFeed]) -> None:
    async with Gateway(feeds, limits=GatewayLimits(waiting_bytes=1 << 26)) as gateway:
        run = asyncio.create_task(gateway.run())
        control.send(gateway.port)
        await _until_told(control)
        run.cancel()


async def _broadcast(control: Connection, feeds: list[RepeatedFeed]) -> None:
    """The same messages at the same instants to all connections, by the library's own means."""

    async def attend(connection: Any) -> None:
        await connection.wait_closed()

    async def run(server: Any) -> None:
        began, at_ns = time.monotonic(), 0
        while True:
            at_ns += SLICE_NS
            await asyncio.sleep(began + at_ns / SECOND_NS - time.monotonic())
            connections = server.connections
            for feed in feeds:
                for message in feed.advance(at_ns):
                    broadcast(connections, message.payload, text=True)
                await asyncio.sleep(0)

    async with serve(attend, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        task = asyncio.create_task(run(server))
        control.send(next(iter(server.sockets)).getsockname()[1])
        await _until_told(control)
        task.cancel()


async def _until_told(control: Connection) -> None:
    while True:
        while not control.poll():
            await asyncio.sleep(0.005)
        if control.recv() == "end":
            return
        control.send(time.process_time())


def _engine() -> None:
    """What a true market costs, with the streams that Seawall's own client follows."""
    feed = VenueFeed(SimulatedExchange(BTCUSDT_TERMS, seed=1))
    streams = ("depth@100ms", "bookTicker", "aggTrade", "forceOrder", "markPrice@1s")
    feed.wanted = frozenset(f"btcusdt@{name}" for name in streams)
    feed.advance(60 * SECOND_NS)
    slices = []
    for place in range(1, 1_201):
        began = time.process_time()
        feed.advance(60 * SECOND_NS + place * SLICE_NS)
        slices.append(1e3 * (time.process_time() - began))
    slices.sort()
    print(
        f"engine and encoding of one market, slices of 50 ms: median {statistics.median(slices):.2f} ms, "
        f"99 % {slices[int(0.99 * len(slices))]:.2f} ms, longest {slices[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
