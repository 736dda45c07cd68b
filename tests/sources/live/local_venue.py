"""A venue on this machine that speaks the documented messages, with a true book, and faults to order."""

from __future__ import annotations

import asyncio
import enum
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import numpy as np
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

SYMBOL = "BTCUSDT"
UPDATES = 120
FAULT_AT = 40
PACE_SECONDS = 0.002


class Fault(enum.Enum):
    """What goes wrong, once."""

    NOTHING = "nothing"
    CUT_MID_MESSAGE = "cut in the middle of a message"
    LOST_UPDATE = "an update is lost"
    GARBAGE = "a frame of garbage in the place of an update"
    REPEATED = "an update comes twice"
    SILENT = "acknowledged, but no data"
    SLOW_SNAPSHOT = "a slow whole book"
    STALE_SNAPSHOT = "a whole book older than the stream"
    TOO_MANY_REQUESTS = "429"
    BANNED = "418"
    BROKEN_SNAPSHOT = "a whole book that cannot be had"


class LocalVenue:
    """Both venues' ways of telling one true book."""

    def __init__(self, fault: Fault = Fault.NOTHING, *, refuses_subscription: bool = False) -> None:
        self.fault = fault
        self.refuses_subscription = refuses_subscription
        self.bids: dict[int, int] = {100_000 - each: 1_000 + each for each in range(1, 40)}
        self.asks: dict[int, int] = {100_000 + each: 1_000 + each for each in range(1, 40)}
        self.last_id = 1_000
        self.sent = 0
        self.pings = 0
        self.snapshots_asked = 0
        self.connections = 0
        self.is_done = asyncio.Event()
        self._random = np.random.default_rng(7)
        self._subscribers: list[tuple[ServerConnection, str]] = []
        self._old_snapshot = ""

    # the book -------------------------------------------------------------------------------------------------------

    def change(self) -> tuple[int, int, int, dict[int, int], dict[int, int]]:
        """Change the true book: previous, first and last number, and the changed levels."""
        middle = 100_000 + int(self._random.integers(-4, 5))
        changed = []
        for levels, direction in ((self.bids, -1), (self.asks, 1)):
            gone = {tick: 0 for tick in levels if (tick - middle) * direction <= 0}
            new = {middle + direction * int(each): int(self._random.integers(0, 900)) for each in (1, 2, 5)}
            new[middle + direction] = 1 + new[middle + direction]
            levels.update(gone | new)
            for tick in [tick for tick, lots in levels.items() if not lots]:
                del levels[tick]
            changed.append(gone | new)
        previous, self.last_id = self.last_id, self.last_id + int(self._random.integers(2, 6))
        return previous, previous + 1, self.last_id, changed[0], changed[1]

    def snapshot(self) -> str:
        sides = {"bids": _levels(self.bids), "asks": _levels(self.asks)}
        return json.dumps({"lastUpdateId": self.last_id, "E": 1, "T": 1, **sides}, separators=(",", ":"))

    # HTTP -----------------------------------------------------------------------------------------------------------

    async def answer(self, _: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        if "Upgrade" in request.headers:
            return None
        if path == "/fapi/v1/exchangeInfo":
            filters = [
                {"filterType": "PRICE_FILTER", "tickSize": "0.10"},
                {"filterType": "LOT_SIZE", "stepSize": "0.001"},
            ]
            return _response(
                200, json.dumps({"symbols": [{"symbol": SYMBOL, "status": "TRADING", "filters": filters}]})
            )
        if path == "/v5/market/instruments-info":
            found = {"symbol": SYMBOL, "status": "Trading", "priceFilter": {"tickSize": "0.10"}}
            listed = [{**found, "lotSizeFilter": {"qtyStep": "0.001"}}] if SYMBOL in request.path else []
            return _response(200, json.dumps({"retCode": 0, "retMsg": "OK", "result": {"list": listed}}))
        if path == "/fapi/v1/depth":
            return await self._depth()
        return _response(404, "no such path")

    async def _depth(self) -> Response:
        self.snapshots_asked += 1
        if self.snapshots_asked == 1:
            if self.fault is Fault.TOO_MANY_REQUESTS:
                return _response(429, '{"code":-1003,"msg":"Too many requests."}', retry_after="1")
            if self.fault is Fault.BANNED:
                return _response(418, '{"code":-1003,"msg":"IP banned."}', retry_after="1")
            if self.fault is Fault.BROKEN_SNAPSHOT:
                return _response(503, "busy")
            if self.fault is Fault.STALE_SNAPSHOT:
                return _response(200, self._old_snapshot)
        text = self.snapshot()
        if self.fault is Fault.SLOW_SNAPSHOT:
            await asyncio.sleep(0.1)
        return _response(200, text)

    # streams --------------------------------------------------------------------------------------------------------

    async def serve(self, connection: ServerConnection) -> None:
        path = connection.request.path if connection.request else ""
        with suppress(ConnectionClosed):
            async for received in connection:
                await self._take(connection, path, json.loads(received))
        self._subscribers = [each for each in self._subscribers if each[0] is not connection]

    async def _take(self, connection: ServerConnection, path: str, request: dict[str, Any]) -> None:
        if request.get("op") == "ping":
            self.pings += 1
            await connection.send('{"success":true,"ret_msg":"pong","conn_id":"1","req_id":"","op":"ping"}')
        elif request.get("op") == "unsubscribe":
            await connection.send('{"success":true,"ret_msg":"","conn_id":"1","op":"unsubscribe"}')
        elif self.refuses_subscription:
            refused = '{"code":2,"msg":"Invalid request: unknown stream"}'
            await connection.send('{"success":false,"ret_msg":"unknown topic"}' if "op" in request else refused)
        elif "op" in request:
            await connection.send('{"success":true,"ret_msg":"","conn_id":"1","op":"subscribe"}')
            await self._begin(connection, "bybit")
            if self.fault is not Fault.SILENT or self.connections > 1:
                await connection.send(self._whole_of_bybit())
        else:
            await connection.send(json.dumps({"result": None, "id": request["id"]}))
            if path == "/public/ws":
                await self._begin(connection, "binance")

    async def _begin(self, connection: ServerConnection, manner: str) -> None:
        self.connections += 1
        if not self._old_snapshot:
            self._old_snapshot = self.snapshot()
            self.change()  # nobody is told of this one
        if self.fault is Fault.SILENT and self.connections == 1:
            return
        if all(each is not connection for each, _ in self._subscribers):
            self._subscribers.append((connection, manner))

    def _whole_of_bybit(self) -> str:
        data = {"s": SYMBOL, "b": _levels(self.bids), "a": _levels(self.asks), "u": self.last_id, "seq": 1}
        return json.dumps({"topic": f"orderbook.200.{SYMBOL}", "type": "snapshot", "ts": 1, "data": data})

    async def produce(self) -> None:
        """Change the book, and tell, at a steady pace."""
        while not self._subscribers:
            await asyncio.sleep(0.001)
        for each in range(UPDATES):
            await self._tell(each)
            await asyncio.sleep(PACE_SECONDS)
        while not self._subscribers:
            await asyncio.sleep(0.001)
        while True:  # whoever was away must get updates after its whole book
            await asyncio.sleep(0.05)
            await self._tell(UPDATES)
            self.is_done.set()

    async def _tell(self, place: int) -> None:
        message = self._message(*self.change())
        self.sent += 1
        for connection, manner in list(self._subscribers):
            text = message[manner]
            if place != FAULT_AT:
                await _send(connection, text)
            elif self.fault is Fault.CUT_MID_MESSAGE:
                connection.transport.write(b"\x81\x7e\x01\x00" + text[:20].encode())
                connection.transport.abort()
            elif self.fault is Fault.GARBAGE:
                await _send(connection, "\x00{garbage" + text[:30])
            elif self.fault is not Fault.LOST_UPDATE:
                for _ in range(2 if self.fault is Fault.REPEATED else 1):
                    await _send(connection, text)

    def _message(
        self, previous: int, first: int, last: int, bids: dict[int, int], asks: dict[int, int]
    ) -> dict[str, str]:
        sides = {"b": _levels(bids), "a": _levels(asks)}
        binance = {"e": "depthUpdate", "E": 1, "T": 1, "s": SYMBOL, "U": first, "u": last, "pu": previous, **sides}
        return {"binance": json.dumps(binance, separators=(",", ":")), "bybit": self._bybit(sides, last)}

    def _bybit(self, sides: dict[str, Any], last: int) -> str:
        data = {"s": SYMBOL, **sides, "u": last, "seq": 1}
        return json.dumps(
            {"topic": f"orderbook.200.{SYMBOL}", "type": "delta", "ts": 1, "data": data}, separators=(",", ":")
        )


class LocalBybit(LocalVenue):
    """Numbers its updates without holes."""

    def change(self) -> tuple[int, int, int, dict[int, int], dict[int, int]]:
        previous = self.last_id
        _, _, _, bids, asks = super().change()
        self.last_id = previous + 1
        return previous, previous + 1, self.last_id, bids, asks


@asynccontextmanager
async def running(venue: LocalVenue) -> AsyncIterator[int]:
    """The venue on a free port of this machine."""
    server: Server = await serve(
        venue.serve, "127.0.0.1", 0, process_request=venue.answer, compression=None, ping_interval=None
    )
    producer = asyncio.create_task(venue.produce())
    try:
        yield next(iter(server.sockets)).getsockname()[1]
    finally:
        producer.cancel()
        await asyncio.gather(producer, return_exceptions=True)
        server.close()
        await server.wait_closed()


async def _send(connection: ServerConnection, text: str) -> None:
    with suppress(ConnectionClosed):
        await connection.send(text)


def _levels(levels: dict[int, int]) -> list[list[str]]:
    return [[f"{tick / 10:.1f}", f"{lots / 1000:.3f}"] for tick, lots in levels.items()]


def _response(status: int, body: str, *, retry_after: str | None = None) -> Response:
    headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"})
    if retry_after is not None:
        headers["Retry-After"] = retry_after
    return Response(status, "", headers, body.encode())
