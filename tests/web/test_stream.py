"""The stream of a real server: whole maps and their columns, readers that do not read, and who is refused."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from pathlib import Path

import httpx
import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from seawall.web import ServeLimits
from seawall.web.frames import FrameKind
from tests.web.conftest import TOKEN, RunningServer

pytestmark = pytest.mark.anyio

MAP_SECONDS = 120.0
"""A market is simulated for ten minutes, and its day before, while other tests run."""


def streaming(server: RunningServer, **headers: str) -> connect:
    address = f"ws://127.0.0.1:{server.port}/api/v1/stream"
    return connect(address, additional_headers={"authorization": f"Bearer {TOKEN}", **headers}, max_size=None)


def head(frame: bytes) -> tuple[FrameKind, int, int]:
    kind, flags, zero, number, _ = struct.unpack_from("<BBHId", frame)
    assert zero == 0
    return FrameKind(kind), flags, number


async def next_of(stream: ClientConnection, kind: FrameKind) -> bytes:
    deadline = time.monotonic() + MAP_SECONDS
    while time.monotonic() < deadline:
        frame = await asyncio.wait_for(stream.recv(decode=False), MAP_SECONDS)
        if head(frame)[0] is kind:
            return frame
        if head(frame)[0] is FrameKind.STATUS:
            problem = json.loads(frame[16:])["problem"]
            assert problem is None, problem
    raise AssertionError(f"no {kind.name} came within {MAP_SECONDS:g} s")


async def end_of(stream: ClientConnection) -> int | None:
    """Code with which the server ends a stream."""
    try:
        while True:
            await asyncio.wait_for(stream.recv(), 10.0)
    except ConnectionClosed as closed:
        return None if closed.rcvd is None else closed.rcvd.code


def memory_kb(server: RunningServer) -> int:
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


async def test_a_whole_map_then_its_columns_without_a_gap(server: RunningServer) -> None:
    async with streaming(server) as stream:
        whole = await next_of(stream, FrameKind.MAP)
        columns, rows = struct.unpack_from("<HH", whole, 16)
        assert len(whole) == 64 + 8 * columns + 2 * columns * rows
        number, seen = head(whole)[2], 0
        while seen < 3:
            frame = await asyncio.wait_for(stream.recv(decode=False), 30.0)
            kind, _, found = head(frame)
            if kind is FrameKind.MAP:
                number = found
            elif kind is FrameKind.COLUMN:
                assert found == number + 1
                assert len(frame) == 48 + 2 * rows
                number, seen = found, seen + 1


async def test_a_page_may_ask_for_the_whole_map(server: RunningServer) -> None:
    async with streaming(server) as stream:
        await next_of(stream, FrameKind.MAP)
        await next_of(stream, FrameKind.COLUMN)
        await stream.send(json.dumps({"want": "map"}))
        await next_of(stream, FrameKind.MAP)


async def test_a_status_says_that_it_is_simulated(server: RunningServer) -> None:
    async with streaming(server) as stream:
        await next_of(stream, FrameKind.BOOK)
        status = json.loads((await next_of(stream, FrameKind.STATUS))[16:])
    assert (status["badge"], status["symbol"], status["seed"]) == ("SIMULATED", "BTCUSDT", 7)
    assert (float(status["tick_size"]) > 0, float(status["lot_size"]) > 0, status["problem"]) == (True, True, None)


async def test_the_panel_is_the_document(server: RunningServer) -> None:
    """What stands beside the ladder and the map are numbers of the same documents that are given when asked."""
    async with streaming(server) as stream, httpx.AsyncClient(base_url=server.address) as client:
        await next_of(stream, FrameKind.MAP)
        client.headers["authorization"] = f"Bearer {TOKEN}"
        panel = json.loads((await next_of(stream, FrameKind.PANEL))[16:])
        # the panel was sent just before, so the documents kept are those that it was made of
        book = (await client.get("/api/v1/book")).json()
        told = (await client.get("/api/v1/liquidations")).json()
    assert panel["book"]["document"] == book
    assert dict(panel["book"]["facts"])["Middle"] == book["mid"]["text"]
    rows = [row[1:4] for row in panel["book"]["table"] if row[0] == "bid"][:3]
    assert rows == [[level[name]["text"] for name in ("price", "size", "cumulated")] for level in book["bids"][:3]]
    curve = panel["book"]["curve"]
    for side in ("buy", "sell"):
        sizes, costs = (list(each) for each in zip(*curve[side], strict=True))
        assert sizes == sorted(set(sizes))
        assert costs == sorted(costs)
        for each in (each for each in book["costs"] if each[f"{side}_cost"]["value"] is not None):
            size, cost = each["size"]["value"], each[f"{side}_cost"]["value"]
            # of a convex curve from nothing at all: a chord, never below it
            money = np.interp(size, [0.0, *sizes], [0.0, *np.multiply(sizes, costs)])
            assert cost * 0.999 <= money / size <= cost * 1.1 + 0.01, (side, size)
    shown = panel["liquidations"]
    assert [each["sentence"] for each in shown["clusters"]] == [each["sentence"] for each in told["clusters"]]
    assert dict(shown["facts"])["Mark"] == told["mark"]["text"]
    assert [each["text"] for each in shown["average_leverage"]] == [
        f"{told['effective_leverage']['text']}x",
        f"{told['arithmetic_leverage']['text']}x",
    ]


async def test_a_cascade_starts_at_the_book_that_stands(server: RunningServer) -> None:
    async with streaming(server) as stream, httpx.AsyncClient(base_url=server.address, timeout=60.0) as client:
        await next_of(stream, FrameKind.MAP)
        client.headers["authorization"] = f"Bearer {TOKEN}"
        answer = await client.get("/api/v1/cascade", params={"shock": -0.01})
        nothing = await client.get("/api/v1/cascade", params={"shock": 0.0})
        book = (await client.get("/api/v1/book")).json()
    assert answer.status_code == 200, answer.text
    assert answer.json()["price"]["value"] == pytest.approx(book["mid"]["value"], rel=0.01)
    assert (nothing.status_code, nothing.json()["detail"]) == (422, "a shock must be other than 0")


async def test_who_never_reads_costs_nothing_and_hinders_nobody(server: RunningServer) -> None:
    idle: list[socket.socket] = []
    async with streaming(server) as stream:
        await next_of(stream, FrameKind.MAP)
        try:
            idle.extend(silent_reader(server) for _ in range(20))
            await asyncio.sleep(2.0)
            before, began, books = memory_kb(server), time.monotonic(), 0
            while time.monotonic() - began < 6.0:
                books += head(await asyncio.wait_for(stream.recv(decode=False), 5.0))[0] is FrameKind.BOOK
            grown = memory_kb(server) - before
        finally:
            for each in idle:
                each.close()
    assert grown < 4_000, f"{grown} kB more after 6 s with 20 readers who do not read"
    assert books > 30, f"{books} books in 6 s beside 20 readers who do not read"


def silent_reader(server: RunningServer) -> socket.socket:
    """Opens a stream by hand and never reads what comes."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    opened.connect(("127.0.0.1", server.port))
    opened.sendall(
        (
            f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"Authorization: Bearer {TOKEN}\r\n\r\n"
        ).encode()
    )
    return opened


async def test_a_message_that_is_too_long_ends_the_stream(server: RunningServer) -> None:
    async with streaming(server) as stream:
        await stream.send("x" * (ServeLimits().message_bytes + 1))
        assert await end_of(stream) == 1009


@pytest.mark.parametrize("wish", ['{"want": "keys"}', "no json", "[]", '{"want": "map", "and": 1}'])
async def test_a_wish_for_what_there_is_not_ends_the_stream(server: RunningServer, wish: str) -> None:
    async with streaming(server) as stream:
        await stream.send(wish)
        assert await end_of(stream) == 1008


async def test_more_streams_than_allowed_are_refused(server: RunningServer) -> None:
    opened: list[ClientConnection] = []
    try:
        opened.extend([await streaming(server) for _ in range(ServeLimits().streams)])
        assert await end_of(await streaming(server)) == 1013
    finally:
        await asyncio.gather(*(each.close() for each in opened))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"authorization": ""}, 401),
        ({"authorization": f"Bearer {TOKEN}x"}, 401),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
    ids=["no token", "wrong token", "another origin", "no origin to speak of"],
)
async def test_a_stream_is_for_who_may_ask(server: RunningServer, headers: dict[str, str], status: int) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with streaming(server, **headers):
            pass
    assert refused.value.response.status_code == status


async def test_the_own_origin_opens_a_stream(server: RunningServer) -> None:
    async with streaming(server, origin=server.address):
        pass
