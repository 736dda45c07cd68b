"""Work over HTTP: how far it is, the way out of it, and that nobody sees or ends another's."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from seawall.portfolio import example_portfolio_path
from seawall.report import compose_simulation, document_json
from seawall.web import DeskInputs, ServeLimits, ServeSettings, Workroom, make_application
from seawall.workflows import run_gbm_simulation
from tests.web.conftest import TOKEN, RunningServer
from tests.web.visits import LONG, STEP

pytestmark = pytest.mark.anyio

WAITED_FOR: dict[str, Any] = {**LONG, "sessions": 50}
"""A tenth of that: a session after the other, on one core of however many there are."""
SOON_SECONDS, ROUND_TRIPS = 1.0, 10.0
"""A second, or as many round trips of a request that asks for nothing where the machine is busy with other work."""
PATIENCE_SECONDS, GRACE_SECONDS, LOOK_SECONDS = 180.0, 2.0, 0.1
"""The last: two who look ten times a second stay far below the rate that the server allows."""
HEADERS = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def asking(server: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{server.address}/api/v1", headers=HEADERS, timeout=300.0) as found:
        yield found


async def backtested(client: httpx.AsyncClient, work: str, asked: dict[str, Any], seed: int) -> httpx.Response:
    return await client.get("/backtest", params={**asked, "seed": seed}, headers={"x-seawall-work": work})


async def simulated(client: httpx.AsyncClient, work: str, **asked: Any) -> httpx.Response:
    return await client.get("/simulation", params=asked, headers={"x-seawall-work": work})


async def until(
    client: httpx.AsyncClient, work: str, *states: str, step: str = "", least_done: int = 0
) -> dict[str, Any]:
    """The state of work, once it is one of these, in a step that begins with these words."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    found: dict[str, Any] = {}
    while time.monotonic() < deadline:
        answer = await client.get(f"/work-orders/{work}")
        found = answer.json()
        is_there = answer.status_code == 200 and found["state"] in states
        if is_there and found["step"].startswith(step) and found["done"] >= least_done:
            return found
        await asyncio.sleep(0.05)
    wanted = f"{' or '.join(states)} ({step!r}, {least_done})"
    raise AssertionError(f"{work} was never {wanted} in {PATIENCE_SECONDS:g} s: {found}")


def a_name() -> str:
    return secrets.token_urlsafe(16)


async def soon(client: httpx.AsyncClient) -> float:
    """Seconds within which what takes no time is done."""
    began = time.monotonic()
    await client.get("/health")
    return max(SOON_SECONDS, ROUND_TRIPS * (time.monotonic() - began))


async def worker_gone(server: RunningServer, before: set[int], *, within: float) -> None:
    """Wait until one of these processes has ended, and no more than one."""
    began = time.monotonic()
    while not (gone := before - server.workers()):
        assert time.monotonic() - began < within, f"{before} go on after {within:.1f} s"
        await asyncio.sleep(0.05)
    assert len(gone) == 1, (before, gone)


async def test_work_says_how_far_it_is_and_ends_in_the_middle(asking: httpx.AsyncClient, server: RunningServer) -> None:
    work = a_name()
    asked = asyncio.create_task(backtested(asking, work, LONG, 1))
    found = await until(asking, work, "running", step=STEP, least_done=2)
    before = server.workers()
    assert found["step"] == STEP
    assert 2 <= found["done"] < found["total"] == LONG["sessions"], found
    assert found["seconds"] > 0.0
    bound = await soon(asking)
    began = time.monotonic()
    left = await asking.delete(f"/work-orders/{work}")
    answer = await asked
    took = time.monotonic() - began
    assert (left.status_code, left.content) == (204, b"")
    assert (answer.status_code, answer.json()["code"]) == (409, "cancelled")
    assert took < bound, took
    await worker_gone(server, before, within=bound)
    again = await simulated(asking, a_name(), days=30)
    assert again.status_code == 200, again.text
    after = server.workers()
    assert len(before - after) == 1, (before, after)
    assert len(after) <= len(before), (before, after)


async def test_an_asker_who_leaves_leaves_the_work_to_the_other(asking: httpx.AsyncClient) -> None:
    first, second = a_name(), a_name()
    leaving = asyncio.create_task(backtested(asking, first, WAITED_FOR, 2))
    await until(asking, first, "running", step=STEP)
    staying = asyncio.create_task(backtested(asking, second, WAITED_FOR, 2))
    shared = await until(asking, second, "running", step=STEP)
    assert shared["seconds"] < (await asking.get(f"/work-orders/{first}")).json()["seconds"]
    assert (await asking.delete(f"/work-orders/{first}")).status_code == 204
    assert (await leaving).json()["code"] == "cancelled"
    assert (await until(asking, second, "running", step=STEP, least_done=3))["total"] == WAITED_FOR["sessions"]
    answer = await staying
    assert answer.status_code == 200, answer.text
    assert answer.json()["models"][0]["sessions"] == WAITED_FOR["sessions"]


async def test_a_lost_connection_is_leaving(asking: httpx.AsyncClient, server: RunningServer) -> None:
    work = a_name()
    async with httpx.AsyncClient(base_url=f"{server.address}/api/v1", headers=HEADERS, timeout=300.0) as other:
        asked = asyncio.create_task(backtested(other, work, LONG, 3))
        await until(asking, work, "running", step=STEP)
        before = server.workers()
        asked.cancel()
    await until(asking, work, "ended")
    # a process that is not ended stays when its backtest is over, however long this looks
    await worker_gone(server, before, within=GRACE_SECONDS + 10 * SOON_SECONDS)


async def test_a_page_that_is_loaded_anew_finds_its_work_going_on(asking: httpx.AsyncClient) -> None:
    first, second = a_name(), a_name()
    async with httpx.AsyncClient(base_url=asking.base_url, headers=HEADERS, timeout=300.0) as other:
        lost = asyncio.create_task(backtested(other, first, WAITED_FOR, 4))
        await until(asking, first, "running", step=STEP, least_done=2)
        lost.cancel()
    await until(asking, first, "ended")
    again = asyncio.create_task(backtested(asking, second, WAITED_FOR, 4))
    assert (await until(asking, second, "running"))["done"] >= 2
    assert (await again).status_code == 200


@pytest.mark.parametrize("work", ["short", "x" * 65, "with a space in it", "with%0Aa-line-in-it", "é" * 16])
async def test_a_name_is_16_to_64_plain_characters(asking: httpx.AsyncClient, work: str) -> None:
    looked = await asking.get(f"/work-orders/{work}")
    left = await asking.delete(f"/work-orders/{work}")
    asked = await asking.get("/option", headers={b"x-seawall-work": work.encode()})
    for answer in (looked, left, asked):
        assert (answer.status_code, answer.json()["code"]) == (422, "input"), answer.text


async def test_a_page_may_ask_after_its_work_before_the_work_is_heard_of(asking: httpx.AsyncClient) -> None:
    """Which of two connections is heard first is nobody's fault, and no failure that a browser would report."""
    work = a_name()
    looked, left = await asking.get(f"/work-orders/{work}"), await asking.delete(f"/work-orders/{work}")
    assert (looked.status_code, looked.json()["state"]) == (200, "unknown"), looked.text
    assert (left.status_code, left.content) == (204, b""), left.text
    assert (await simulated(asking, work, days=31)).status_code == 200
    assert (await asking.get(f"/work-orders/{work}")).json()["state"] == "ended"


async def test_a_name_is_of_one_request_at_a_time(asking: httpx.AsyncClient) -> None:
    work = a_name()
    asked = asyncio.create_task(backtested(asking, work, LONG, 5))
    await until(asking, work, "running")
    other = await backtested(asking, work, LONG, 6)
    assert (other.status_code, other.json()["code"]) == (409, "work"), other.text
    assert (await asking.get(f"/work-orders/{work}")).json()["state"] == "running"
    await asking.delete(f"/work-orders/{work}")
    assert (await asked).json()["code"] == "cancelled"


async def test_two_who_ask_at_once_never_see_each_others_what_if(server: RunningServer) -> None:
    """Neither in the answers, nor in what is kept, nor in what can be looked at beside them."""
    mine, theirs = ["BTC +2", "SPY -100"], ["SPY -100", "BTC +3"]
    async with (
        httpx.AsyncClient(base_url=f"{server.address}/api/v1", headers=HEADERS, timeout=300.0) as me,
        httpx.AsyncClient(base_url=f"{server.address}/api/v1", headers=HEADERS, timeout=300.0) as them,
    ):

        async def tried(client: httpx.AsyncClient, trades: list[str]) -> tuple[dict[str, Any], list[httpx.Response]]:
            work, other = a_name(), them if client is me else me
            asked = asyncio.create_task(
                client.post("/what-if", json={"trades": trades}, headers={"x-seawall-work": work})
            )
            seen = []
            while not asked.done():
                seen.append(await other.get(f"/work-orders/{work}"))
                await asyncio.sleep(LOOK_SECONDS)
            answer = await asked
            assert answer.status_code == 200, answer.text
            seen.append(await other.get(f"/work-orders/{work}"))  # a moment after its end it is still told
            return answer.json(), seen

        report = (await me.get("/greeks")).content
        (first, seen_first), (second, seen_second) = await asyncio.gather(tried(me, mine), tried(them, theirs))
        (third, _), (fourth, _) = await asyncio.gather(tried(them, mine), tried(me, theirs[:1]))
        assert (await them.get("/greeks")).content == report
    assert first["trades"] != second["trades"]
    assert (first == third, first == second, fourth in (first, second)) == (True, False, False)
    assert [each["trade"] for each in fourth["trades"]] == ["SPY"]
    for seen in (seen_first, seen_second):
        assert {each.status_code for each in seen} == {200}, [each.text for each in seen]
        assert seen[-1].json()["state"] == "ended", seen[-1].text
    said = " ".join(each.text for each in (*seen_first, *seen_second))
    assert not any(each in said for each in ("BTC", "SPY", "what-if", "trades")), said


async def test_who_leaves_the_queue_frees_a_place_in_it() -> None:
    limits = ServeLimits(waiting=2, requests_per_second=1e6, burst=1e6)
    room = Workroom(DeskInputs(example_portfolio_path()), limits=limits, workers=1)
    gate = make_application(room, ServeSettings(token=TOKEN, limits=limits))
    transport = httpx.ASGITransport(gate)
    address = "http://127.0.0.1/api/v1"
    try:
        async with httpx.AsyncClient(transport=transport, base_url=address, headers=HEADERS, timeout=300.0) as client:
            first, second, third = a_name(), a_name(), a_name()
            running = asyncio.create_task(backtested(client, first, LONG, 1))
            await until(client, first, "running", step=STEP)
            waiting = asyncio.create_task(backtested(client, second, LONG, 2))
            found = await until(client, second, "waiting")
            assert (found["step"], found["done"], found["total"]) == ("waiting for a worker", 0, 0)
            refused = await backtested(client, third, LONG, 3)
            assert (refused.status_code, refused.json()["code"]) == (503, "busy")
            assert (await client.delete(f"/work-orders/{second}")).status_code == 204
            assert (await waiting).json()["code"] == "cancelled"
            short = asyncio.create_task(simulated(client, third, paths=1_024, days=2))
            await until(client, third, "waiting")
            await client.delete(f"/work-orders/{first}")
            assert (await running).json()["code"] == "cancelled"
            answer = await asyncio.wait_for(short, PATIENCE_SECONDS)
            assert (answer.status_code, refused.status_code) == (200, 503), answer.text
    finally:
        room.close()


async def test_a_hundred_thousand_paths_of_ten_years_say_how_far_they_are(asking: httpx.AsyncClient) -> None:
    """They take a second of a core that has nothing else to do, and are those that the command would give."""
    work = a_name()
    many = {"method": "pseudo_random", "paths": 100_000, "days": 3_650}
    asked = asyncio.create_task(simulated(asking, work, seed=8, **many))
    found = await until(asking, work, "running", "ended", least_done=1)  # it may end between two looks
    assert (found["step"], found["total"]) == ("simulating steps", 3_650)
    answer = await asked
    assert answer.status_code == 200, answer.text
    results = run_gbm_simulation(
        spot=97_420.0, drift_annual=0.25, volatility_annual=0.72, paths=100_000, days=3_650, seed=8
    )
    assert answer.content == document_json(compose_simulation(results)).encode()
