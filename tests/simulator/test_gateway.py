"""The gateway as clients meet it: what is sent to whom, in which order, and how it answers."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode

from seawall.errors import InputError
from seawall.simulator import BTCUSDT_TERMS, SimulatedExchange, VenueFeed
from seawall.simulator.embedded_gateway import EmbeddedGateway
from seawall.simulator.gateway import Gateway
from seawall.simulator.gateway_clients import text_frame
from seawall.simulator.gateway_clock import PacedClock
from seawall.simulator.gateway_subscriptions import StreamPath, offered_streams, stream_address
from tests.simulator.plain_feed import PlainFeed

PATIENCE_SECONDS = 20.0
DEPTH, TRADES, BOOK = PlainFeed().names
SECOND = 1_000_000_000


@asynccontextmanager
async def running(gateway: Gateway) -> AsyncIterator[Gateway]:
    """An open gateway whose markets run."""
    async with gateway:
        task = asyncio.create_task(gateway.run())
        try:
            yield gateway
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def ask(client: ClientConnection, **request: Any) -> Any:
    """Send a request and skip messages up to its answer."""
    await client.send(json.dumps(request))
    while True:
        answer = await receive(client)
        if isinstance(answer, dict) and answer.keys() & {"result", "error", "success"}:
            return answer


async def receive(client: ClientConnection) -> Any:
    return json.loads(await asyncio.wait_for(client.recv(), PATIENCE_SECONDS))


def with_client(path: str, do: Callable[[ClientConnection, Gateway], Awaitable[Any]], **settings: Any) -> Any:
    async def run() -> Any:
        feeds = settings.pop("feeds", None) or [PlainFeed()]
        async with running(Gateway(feeds, **settings)) as gateway, connect(gateway.websocket + path) as client:
            return await asyncio.wait_for(do(client, gateway), PATIENCE_SECONDS)

    return asyncio.run(run())


# what is sent to whom -----------------------------------------------------------------------------------------------


@given(st.one_of(st.integers(0, 300), st.sampled_from((125, 126, 127, 65_535, 65_536, 70_000))))
def test_frames_are_those_of_the_library(size: int) -> None:
    payload = b"x" * size
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


@pytest.mark.parametrize(
    ("path", "follows"),
    [("/public/ws", DEPTH), ("/public/ws/3", DEPTH), ("/market/ws", TRADES), ("/ws", DEPTH), ("/market/ws/0", TRADES)],
)
def test_a_stream_comes_where_it_belongs_without_a_hole(path: str, follows: str) -> None:
    async def do(client: ClientConnection, _: Gateway) -> None:
        assert await ask(client, method="SUBSCRIBE", params=[DEPTH, TRADES], id=7) == {"result": None, "id": 7}
        assert await ask(client, method="LIST_SUBSCRIPTIONS", id=8) == {"result": [DEPTH, TRADES], "id": 8}
        heard = [await receive(client) for _ in range(20)]
        assert {each["s"] for each in heard} == {follows}, heard
        numbers = [each["n"] for each in heard]
        assert numbers == list(range(numbers[0], numbers[0] + 20)), numbers
        assert await ask(client, method="UNSUBSCRIBE", params=[DEPTH, TRADES], id=9) == {"result": None, "id": 9}
        assert await ask(client, method="LIST_SUBSCRIPTIONS", id=10) == {"result": [], "id": 10}
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.recv(), 0.2)

    with_client(path, do, speed=10.0)


@pytest.mark.parametrize("path", ["/market/ws", "/public/ws", "/ws"])
def test_what_stays_silent_is_acknowledged_and_told_to_the_operator(path: str) -> None:
    silent, offered = {"/market/ws": (DEPTH, "public")}.get(path, (TRADES, "market"))

    async def do(client: ClientConnection, gateway: Gateway) -> None:
        names = [silent, "ethusdt@depth@100ms", "btcusdt@kline_1m"]
        assert await ask(client, method="SUBSCRIBE", params=names, id=1) == {"result": None, "id": 1}
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.recv(), 0.3)
        assert gateway.status().unmet == (
            f"{silent}: offered at /{offered} only",
            "ethusdt@depth@100ms: no such stream",
            "btcusdt@kline_1m: no such stream",
        )

    with_client(path, do, speed=10.0)


def test_combined_messages_are_wrapped_and_the_property_can_be_set() -> None:
    async def do(client: ClientConnection, _: Gateway) -> None:
        message = await receive(client)
        assert (message["stream"], message["data"]["s"]) == (DEPTH, DEPTH)
        assert await ask(client, method="GET_PROPERTY", params=["combined"], id=1) == {"result": True, "id": 1}
        await ask(client, method="SET_PROPERTY", params=["combined", False], id=2)
        assert (await receive(client))["s"] == DEPTH

    with_client(f"/public/stream?streams={DEPTH}", do, speed=10.0)


def test_streams_in_the_path_are_followed_from_the_start() -> None:
    async def do(client: ClientConnection, _: Gateway) -> None:
        assert (await receive(client))["s"] == DEPTH

    with_client(f"/public/ws/{DEPTH}", do, speed=10.0)


def test_bybit_gets_a_whole_book_first_and_then_what_follows_it() -> None:
    async def do(client: ClientConnection, _: Gateway) -> None:
        await asyncio.sleep(0.1)
        reply = await ask(client, op="subscribe", args=[BOOK, "allLiquidation.BTCUSDT"], req_id="a")
        assert (reply["success"], reply["ret_msg"], reply["req_id"], reply["op"]) == (True, "", "a", "subscribe")
        whole = await receive(client)
        assert whole["whole"]
        assert [(await receive(client))["n"] - whole["n"] for _ in range(5)] == [1, 2, 3, 4, 5]
        pong = await ask(client, op="ping")
        assert (pong["success"], pong["ret_msg"], pong["op"]) == (True, "pong", "ping")
        assert (await ask(client, op="unsubscribe", args=[BOOK]))["success"]

    with_client("/v5/public/linear", do, speed=5.0)


@pytest.mark.parametrize(
    ("request_text", "message"),
    [
        ('{"op":"subscribe","args":["orderbook.200.ETHUSDT"]}', "error:handler not found,topic:orderbook.200.ETHUSDT"),
        ('{"op":"subscribe","args":["btcusdt@depth@100ms"]}', "error:handler not found,topic:btcusdt@depth@100ms"),
        ('{"op":"subscribe","args":[]}', "Params Error"),
        ('{"op":"subscribe","args":[3]}', "Params Error"),
        ('{"op":"subscribe"}', "Params Error"),
        ('{"op":"order"}', "error:unknown op,op:order"),
        ("[]", "error:request is no object"),
        ("{", "error:request is no JSON"),
    ],
)
def test_bybit_refuses_in_its_own_words(request_text: str, message: str) -> None:
    async def do(client: ClientConnection, _: Gateway) -> None:
        await client.send(request_text)
        reply = await receive(client)
        assert (reply["success"], reply["ret_msg"]) == (False, message), request_text

    with_client("/v5/public/linear", do)


@pytest.mark.parametrize(
    ("request_text", "code", "message"),
    [
        ("{", 3, "Invalid JSON: expected value at line 1 column"),
        ("\x00\x01", 3, "Invalid JSON"),
        ("[]", 2, "Invalid request: expected an object"),
        ('{"id":1}', 2, "missing field `method`"),
        ('{"method":"SUBSCRIBE","params":["btcusdt@depth"]}', 2, "missing field `id`"),
        ('{"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":-1}', 2, "must be an unsigned integer"),
        ('{"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":"x"}', 2, "must be an unsigned integer"),
        ('{"method":"BUY","params":[],"id":1}', 2, "unknown variant `BUY`, expected one of `SUBSCRIBE`"),
        ('{"method":["SUBSCRIBE"],"params":[],"id":1}', 2, "unknown variant"),
        ('{"method":"SUBSCRIBE","id":1}', 2, "params must be a sequence"),
        ('{"method":"SUBSCRIBE","params":"btcusdt@depth","id":1}', 2, "params must be a sequence"),
        ('{"method":"SUBSCRIBE","params":[1],"id":1}', 2, "stream name must be a string"),
        ('{"method":"SUBSCRIBE","params":["depth"],"id":1}', 2, "unknown stream `depth`"),
        ('{"method":"SUBSCRIBE","params":["BTCUSDT@depth"],"id":1}', 2, "unknown stream `BTCUSDT@depth`"),
        ('{"method":"SET_PROPERTY","params":["combined",1],"id":1}', 1, "expected Boolean"),
        ('{"method":"GET_PROPERTY","params":["colour"],"id":1}', 0, "Unknown property"),
    ],
)
def test_binance_refuses_with_code_and_reason_and_goes_on(request_text: str, code: int, message: str) -> None:
    async def do(client: ClientConnection, _: Gateway) -> None:
        await client.send(request_text)
        reply = await receive(client)
        assert reply["error"]["code"] == code, reply
        assert message in reply["error"]["msg"], reply
        assert await ask(client, method="LIST_SUBSCRIPTIONS", id=5) == {"result": [], "id": 5}

    with_client("/public/ws", do)


@given(st.text(max_size=60))
def test_any_address_is_read_or_refused(tail: str) -> None:
    for front in ("", "/", "/public/", "/market/ws/", "/stream?streams="):
        found = stream_address(front + tail)
        assert found is None or found.path in StreamPath


@pytest.mark.parametrize(
    ("stream", "path"),
    [
        ("btcusdt@depth", StreamPath.PUBLIC),
        ("btcusdt@depth@100ms", StreamPath.PUBLIC),
        ("btcusdt@rpiDepth@500ms", StreamPath.PUBLIC),
        ("btcusdt@bookTicker", StreamPath.PUBLIC),
        ("btcusdt@trade", StreamPath.PUBLIC),
        ("btcusdt@aggTrade", StreamPath.MARKET),
        ("btcusdt@forceOrder", StreamPath.MARKET),
        ("!forceOrder@arr", StreamPath.MARKET),
        ("btcusdt@markPrice@1s", StreamPath.MARKET),
        ("allLiquidation.BTCUSDT", StreamPath.LINEAR),
    ],
)
def test_each_stream_belongs_to_one_path(stream: str, path: StreamPath) -> None:
    assert offered_streams(["BTCUSDT"])[stream].path is path


def test_every_stream_that_is_offered_is_made_under_its_name() -> None:
    feed = VenueFeed(SimulatedExchange(BTCUSDT_TERMS, seed=1))
    made = {message.stream for message in feed.advance(10 * SECOND)}
    offered = {each.made_as for each in offered_streams([feed.symbol]).values()}
    rare = {each for each in offered if "forceOrder" in each or "allLiquidation" in each}
    assert offered - rare == made - rare, offered ^ made
    assert made <= offered | rare


def test_every_follower_gets_the_bytes_of_its_streams_in_their_order_at_any_speed() -> None:
    async def hear(speed: float | None) -> list[list[bytes]]:
        feeds = [PlainFeed(), PlainFeed("ETHUSDT")]
        gateway = Gateway(feeds, speed=speed, run_ns=2 * SECOND)
        choices = [[DEPTH], [DEPTH, "ethusdt@depth@100ms"], ["ethusdt@depth@100ms"]]
        async with gateway:
            clients = [await connect(f"{gateway.websocket}/public/ws/{'/'.join(each)}") for each in choices]
            await gateway.run()
            heard = []
            for client, streams in zip(clients, choices, strict=True):
                heard.append([await client.recv(decode=False) for _ in range(20 * len(streams))])
                await client.close()
        for streams, messages in zip(choices, heard, strict=True):
            for stream in streams:
                sent = [each.payload for feed in feeds for each in feed.sent if each.stream == stream]
                assert [each for each in messages if stream.encode() in each] == sent, (streams, stream)
        return heard

    assert asyncio.run(hear(50.0)) == asyncio.run(hear(None))


# requests over HTTP -------------------------------------------------------------------------------------------------


def fetch(gateway: EmbeddedGateway, path: str) -> tuple[int, Any]:
    answer = urllib3.request("GET", gateway.rest + path, retries=False)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status, json.loads(answer.data)


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("/fapi/v1/ping", 200, {}),
        ("/fapi/v1/depth?symbol=BTCUSDT", 200, ["BTCUSDT", "depth", 500]),
        ("/fapi/v1/depth?symbol=ETHUSDT&limit=1000", 200, ["ETHUSDT", "depth", 1000]),
        ("/fapi/v1/rpiDepth?symbol=BTCUSDT&limit=1000", 200, ["BTCUSDT", "rpiDepth", 1000]),
        ("/fapi/v1/premiumIndex?symbol=BTCUSDT", 200, ["BTCUSDT", "premiumIndex"]),
        ("/fapi/v1/premiumIndex", 200, [["BTCUSDT", "premiumIndex"], ["ETHUSDT", "premiumIndex"]]),
        ("/fapi/v1/openInterest?symbol=BTCUSDT", 200, ["BTCUSDT", "openInterest"]),
        ("/fapi/v1/insuranceBalance?symbol=BTCUSDT", 200, ["BTCUSDT", "insuranceBalance"]),
        ("/fapi/v1/symbolAdlRisk?symbol=BTCUSDT", 200, ["BTCUSDT", "symbolAdlRisk"]),
        (
            "/fapi/v1/leverageBracket",
            200,
            [{"symbol": "BTCUSDT", "brackets": []}, {"symbol": "ETHUSDT", "brackets": []}],
        ),
        (
            "/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=500",
            200,
            ["BTCUSDT", "openInterestHist", "5m", 500],
        ),
        (
            "/futures/data/takerlongshortRatio?symbol=BTCUSDT&period=1h",
            200,
            ["BTCUSDT", "takerlongshortRatio", "1h", 30],
        ),
        (
            "/fapi/v1/exchangeInfo",
            200,
            {"serverTime": 0, "symbols": [{"symbol": "BTCUSDT"}, {"symbol": "ETHUSDT"}]},
        ),
        ("/fapi/v1/depth", 400, -1102),
        ("/fapi/v1/depth?symbol=", 400, -1102),
        ("/fapi/v1/depth?symbol=XYZUSDT", 400, -1121),
        ("/fapi/v1/depth?symbol=btcusdt", 400, -1121),
        ("/fapi/v1/depth?symbol=BTCUSDT&limit=7", 400, -4021),
        ("/fapi/v1/depth?symbol=BTCUSDT&limit=-5", 400, -1130),
        ("/fapi/v1/depth?symbol=BTCUSDT&limit=", 400, -1130),
        ("/fapi/v1/rpiDepth?symbol=BTCUSDT&limit=5", 400, -4021),
        ("/fapi/v1/premiumIndex?symbol=XYZ", 400, -1121),
        ("/futures/data/openInterestHist?symbol=BTCUSDT", 400, -1102),
        ("/futures/data/openInterestHist?symbol=BTCUSDT&period=7m", 400, -1130),
        ("/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=501", 400, -1130),
        ("/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=0", 400, -1130),
        ("/fapi/v1/order", 404, -5000),
        ("/", 404, -5000),
        ("/truth/BTCUSDT", 404, -5000),
        ("/public/ws", 404, -5000),
    ],
)
def test_requests_are_answered_as_the_venue_does(path: str, status: int, expected: Any) -> None:
    with EmbeddedGateway(Gateway([PlainFeed(), PlainFeed("ETHUSDT")], speed=0.001)) as gateway:
        found, body = fetch(gateway, path)
    assert found == status, body
    if status == 200:
        assert body == expected
    else:
        assert body["code"] == expected, body
        assert body["msg"]


def test_bybit_states_its_instruments() -> None:
    with EmbeddedGateway(Gateway([PlainFeed(), PlainFeed("ETHUSDT")])) as gateway:
        path = "/v5/market/instruments-info?category=linear"
        assert fetch(gateway, path)[1]["result"]["list"] == [{"symbol": "BTCUSDT"}, {"symbol": "ETHUSDT"}]
        assert fetch(gateway, f"{path}&symbol=ETHUSDT")[1]["result"]["list"] == [{"symbol": "ETHUSDT"}]
        assert fetch(gateway, f"{path}&symbol=XYZ")[1]["retCode"] == 10001
        assert fetch(gateway, "/v5/market/instruments-info?category=spot")[1]["retCode"] == 10001


def test_the_truth_is_told_only_where_it_is_asked_for() -> None:
    with EmbeddedGateway(Gateway([PlainFeed()], truth=lambda symbol: json.dumps([symbol]).encode())) as gateway:
        assert fetch(gateway, "/truth/BTCUSDT") == (200, ["BTCUSDT"])
        assert fetch(gateway, "/truth/XYZ")[0] == 400


def test_the_venue_time_is_that_of_the_market() -> None:
    with EmbeddedGateway(Gateway([PlainFeed(now_ns=7_000_000_000)], speed=0.001)) as gateway:
        assert fetch(gateway, "/fapi/v1/time") == (200, {"serverTime": 7_000})


# pacing -------------------------------------------------------------------------------------------------------------


@given(
    st.lists(st.floats(0.0, 3.0), min_size=1, max_size=40),
    st.sampled_from((0.001, 1.0, 7.3, 1e6)),
    st.integers(0, 2**60),
)
def test_the_clock_neither_drifts_nor_forgets_however_often_it_is_read(
    pauses: list[float], speed: float, origin_ns: int
) -> None:
    wall = 1_000.0
    clock = PacedClock(origin_ns, speed=speed, now=lambda: wall)
    last = origin_ns
    for pause in pauses:
        wall += pause
        due = clock.due_ns()
        assert due is not None
        assert due >= last, (pauses, speed)
        last = due
    assert last == origin_ns + int((wall - 1_000.0) * speed * 1e9)
    later = last + int(5 * speed * 1e9)
    assert clock.seconds_until(later) == pytest.approx(5.0, abs=1e-3)


def test_a_market_runs_at_its_speed_and_ends_when_it_shall() -> None:
    async def run(speed: float | None) -> tuple[float, int]:
        feed = PlainFeed()
        async with Gateway([feed], speed=speed, run_ns=3 * SECOND + 1) as gateway:
            began = time.monotonic()
            await gateway.run()
            return time.monotonic() - began, feed.now_ns

    seconds, reached = asyncio.run(run(10.0))
    assert reached == 3 * SECOND + 1
    assert 0.29 <= seconds < 2.0, seconds
    assert asyncio.run(run(None))[0] < 0.29


def test_what_was_held_up_catches_up() -> None:
    class Slow(PlainFeed):
        def advance(self, until_ns: int) -> Any:
            if self.now_ns == 0:
                time.sleep(0.3)
            return super().advance(until_ns)

    async def run() -> float:
        async with Gateway([Slow()], run_ns=SECOND) as gateway:
            began = time.monotonic()
            await gateway.run()
            return time.monotonic() - began

    assert 0.99 <= asyncio.run(run()) < 1.2


# beginning and end --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"feeds": []}, "'feeds' must be of one or more different symbols"),
        ({"feeds": [PlainFeed(), PlainFeed()]}, "'feeds' must be of one or more different symbols"),
        ({"port": 65_536}, "'port' must be 0 to 65535, was 65536"),
        ({"port": -1}, "'port' must be 0 to 65535, was -1"),
        ({"speed": 0.0}, "'speed' must be 0.001 to 1,000,000, or None for no limit, was 0.0"),
        ({"speed": float("nan")}, "'speed' must be"),
        ({"run_ns": 0}, "'run_ns' must be at least 1, was 0"),
    ],
)
def test_settings_out_of_range_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Gateway(**{"feeds": [PlainFeed()], **settings})


def test_a_taken_port_is_one_line_that_says_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        expected = (
            f"^port {port} of 127.0.0.1 is in use by another program: choose another one, or 0 for one that is free$"
        )
        with pytest.raises(InputError, match=expected), EmbeddedGateway(Gateway([PlainFeed()], port=port)):
            pass


def test_an_embedded_gateway_ends_with_its_block_and_gives_its_port_back() -> None:
    async def goodbye(address: str, leave: Callable[[], None]) -> int | None:
        async with connect(address) as client:
            await asyncio.to_thread(leave)
            await asyncio.wait_for(client.wait_closed(), PATIENCE_SECONDS)
            return client.close_code

    gateway = EmbeddedGateway(Gateway([PlainFeed()]))
    gateway.__enter__()
    port = int(gateway.rest.rpartition(":")[2])
    assert asyncio.run(goodbye(gateway.websocket + "/public/ws", gateway.__exit__)) == 1001
    with EmbeddedGateway(Gateway([PlainFeed()], port=port)):
        pass


def test_an_error_of_a_market_is_not_swallowed() -> None:
    class Broken(PlainFeed):
        def advance(self, until_ns: int) -> Any:
            raise ZeroDivisionError(f"the market broke on its way to {until_ns}")

    with pytest.raises(ZeroDivisionError, match="the market broke"), EmbeddedGateway(Gateway([Broken()])):
        time.sleep(0.3)


def test_streams_are_offered_at_known_paths_only() -> None:
    async def status_of(path: str) -> int:
        async with Gateway([PlainFeed()]) as gateway:
            try:
                async with connect(gateway.websocket + path):
                    return 101
            except InvalidStatus as error:
                return error.response.status_code

    paths = [
        "/public/ws",
        "/market/stream",
        "/v5/public/linear",
        "/private/ws",
        "/v5/public/spot",
        "/fapi/v1/depth",
        "/",
    ]
    assert [asyncio.run(status_of(each)) for each in paths] == [101, 101, 101, 404, 404, 404, 404]
