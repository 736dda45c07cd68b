"""Clients that break the rules: they are let go, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
import resource
import socket
import time

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from seawall.errors import InputError
from seawall.simulator.gateway import Gateway
from seawall.simulator.gateway_clients import GatewayLimits
from tests.simulator.plain_feed import PlainFeed
from tests.simulator.test_gateway import DEPTH, PATIENCE_SECONDS, ask, receive, running

BUSY_NS = 1_000_000
"""A thousand updates a second."""
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def deaf_client(port: int) -> socket.socket:
    """Subscribes, and never reads."""
    client = socket.create_connection(("127.0.0.1", port))
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.sendall(HANDSHAKE.format(path=f"/public/ws/{DEPTH}").encode())
    return client


async def read_into(client: ClientConnection, numbers: list[int]) -> None:
    """Read to the end of the connection, which is an error."""
    while True:
        message = json.loads(await client.recv())
        numbers.append(message["n"] if "n" in message else message["id"])


def test_a_client_that_never_reads_is_let_go_and_others_hear_everything() -> None:
    async def run() -> None:
        limits = GatewayLimits(grace_seconds=0.5)
        gateway = Gateway([PlainFeed(every_ns=5 * BUSY_NS, padding=100_000)], limits=limits)
        async with running(gateway), connect(f"{gateway.websocket}/public/ws/{DEPTH}") as listener:
            deaf = await asyncio.to_thread(deaf_client, gateway.port)
            numbers: list[int] = []
            longest, last = 0.0, time.monotonic()
            deadline = last + PATIENCE_SECONDS
            while gateway.status().let_go == 0 or len(numbers) < 100:
                numbers.append((await receive(listener))["n"])
                longest, last = max(longest, time.monotonic() - last), time.monotonic()
                assert last < deadline, gateway.status()
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
            assert longest < 1.0, longest
            assert gateway.status().connections == 1
            deaf.close()

    asyncio.run(run())


def test_a_client_that_is_slow_gets_what_waited_and_the_reason() -> None:
    async def run() -> None:
        limits = GatewayLimits(waiting_bytes=200_000, grace_seconds=5.0)
        gateway = Gateway([PlainFeed(every_ns=BUSY_NS, padding=20_000)], limits=limits)
        async with running(gateway), connect(f"{gateway.websocket}/public/ws/{DEPTH}", max_queue=1) as client:
            while gateway._clients and all(each.is_open for each in gateway._clients.values()):
                await asyncio.sleep(0.01)
            numbers: list[int] = []
            with pytest.raises(ConnectionClosed) as ended:
                await read_into(client, numbers)
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert ended.value.rcvd is not None
        assert (ended.value.rcvd.code, ended.value.rcvd.reason) == (1008, "too slow: 200000 bytes are unread")

    asyncio.run(asyncio.wait_for(run(), PATIENCE_SECONDS))


def test_eleven_requests_in_a_second_close_the_connection() -> None:
    async def run() -> tuple[int, int | None, str | None]:
        async with running(Gateway([PlainFeed()])) as gateway, connect(gateway.websocket + "/public/ws") as client:
            for number in range(50):
                await client.send(json.dumps({"method": "LIST_SUBSCRIPTIONS", "id": number}))
            answers: list[int] = []
            with pytest.raises(ConnectionClosed):
                await read_into(client, answers)
            return len(answers), client.close_code, client.close_reason

    found = asyncio.run(asyncio.wait_for(run(), PATIENCE_SECONDS))
    assert found == (10, 1008, "more than 10 requests in a second")


def test_ten_requests_a_second_are_fine() -> None:
    async def run() -> None:
        limits = GatewayLimits(requests_per_second=2)
        gateway = Gateway([PlainFeed()], limits=limits)
        async with running(gateway), connect(gateway.websocket + "/public/ws") as client:
            for number in (1, 2, 3, 4):
                assert await ask(client, method="LIST_SUBSCRIPTIONS", id=number) == {"result": [], "id": number}
                if number % 2 == 0:
                    await asyncio.sleep(1.05)

    asyncio.run(run())


def test_a_request_that_is_too_long_closes_the_connection() -> None:
    async def run() -> int | None:
        async with running(Gateway([PlainFeed()])) as gateway, connect(gateway.websocket + "/public/ws") as client:
            await client.send("x" * 65_537)
            await asyncio.wait_for(client.wait_closed(), PATIENCE_SECONDS)
            return client.close_code

    assert asyncio.run(run()) == 1009


def test_more_than_1024_streams_are_refused_and_1024_are_not() -> None:
    async def run() -> None:
        async with running(Gateway([PlainFeed()])) as gateway, connect(gateway.websocket + "/public/ws") as client:
            names = [f"s{number}@depth" for number in range(1_024)]
            assert await ask(client, method="SUBSCRIBE", params=names, id=1) == {"result": None, "id": 1}
            assert await ask(client, method="SUBSCRIBE", params=names[:5], id=2) == {"result": None, "id": 2}
            reply = await ask(client, method="SUBSCRIBE", params=["one@more"], id=3)
            assert reply["error"] == {"code": 2, "msg": "Invalid request: too many parameters"}
            assert len(gateway.status().unmet) == 100
        limits = GatewayLimits(streams=1)
        with pytest.raises(InvalidStatus, match="HTTP 400"):
            async with Gateway([PlainFeed()], limits=limits) as small:
                await connect(f"{small.websocket}/public/stream?streams=a@b/c@d")

    asyncio.run(run())


def test_a_thousand_connections_are_served_and_one_more_is_refused() -> None:
    most = 1_000
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 2 * most + 200:
        pytest.skip("this system allows too few open files for 1,000 connections and their other ends")

    async def raw_client(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HANDSHAKE.format(path=f"/public/ws/{DEPTH}").encode())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        return reader, writer

    async def run() -> None:
        async with running(Gateway([PlainFeed()])) as gateway:
            clients = []
            for _ in range(most // 50):
                clients += await asyncio.gather(*(raw_client(gateway.port) for _ in range(50)))
            assert gateway.status().connections == most
            with pytest.raises(InvalidStatus, match="HTTP 503"):
                await connect(f"{gateway.websocket}/public/ws")
            heads = await asyncio.gather(*(reader.readexactly(2) for reader, _ in clients))
            assert {head[0] for head in heads} == {0x81}
            for _, writer in clients:
                writer.close()
            while gateway.status().connections:
                await asyncio.sleep(0.01)
            async with connect(f"{gateway.websocket}/public/ws/{DEPTH}") as client:
                await receive(client)
            assert gateway.status().refused == 1

    asyncio.run(run())


def test_a_connection_ends_when_its_time_is_over() -> None:
    async def run() -> tuple[int | None, int]:
        gateway = Gateway([PlainFeed()], limits=GatewayLimits(connection_seconds=0.2))
        async with running(gateway), connect(gateway.websocket + "/public/ws") as client:
            await asyncio.wait_for(client.wait_closed(), PATIENCE_SECONDS)
            return client.close_code, gateway.status().let_go

    assert asyncio.run(run()) == (1001, 0)


def test_the_gateway_closes_although_clients_say_nothing() -> None:
    async def run() -> float:
        gateway = Gateway([PlainFeed(every_ns=BUSY_NS, padding=5_000)], limits=GatewayLimits(grace_seconds=0.3))
        async with running(gateway):
            deaf = await asyncio.to_thread(deaf_client, gateway.port)
            dumb = await asyncio.to_thread(socket.create_connection, ("127.0.0.1", gateway.port))
            await asyncio.sleep(0.3)
            began = time.monotonic()
        took = time.monotonic() - began
        deaf.close()
        dumb.close()
        return took

    assert asyncio.run(run()) < 2.0


@pytest.mark.parametrize("rubbish", [b"POST /fapi/v1/order HTTP/1.1\r\n\r\n", b"\x16\x03\x01rubbish\r\n\r\n", b""])
def test_rubbish_is_cut_off_and_does_no_harm(rubbish: bytes) -> None:
    async def run() -> None:
        async with running(Gateway([PlainFeed()])) as gateway:
            reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
            writer.write(rubbish)
            if not rubbish:
                writer.close()
            await asyncio.wait_for(reader.read(), PATIENCE_SECONDS)
            writer.close()
            async with connect(f"{gateway.websocket}/public/ws/{DEPTH}") as client:
                await receive(client)

    asyncio.run(run())


def test_limits_that_let_nobody_in_are_refused() -> None:
    with pytest.raises(InputError, match="'connections' must be above 0, was 0"):
        GatewayLimits(connections=0)
