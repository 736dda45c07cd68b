"""Whom the server answers: names, origins, tokens, rates, sizes."""

from __future__ import annotations

import itertools
import socket
from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest

from seawall.errors import InputError
from seawall.web import ServeLimits, ServeSettings, Workroom, make_application
from tests.web.conftest import TOKEN, RunningServer

pytestmark = pytest.mark.anyio


def raw(server: RunningServer, text: str) -> str:
    """First line and headers of the answer to a request written by hand, which no library corrects."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(text.replace("\n", "\r\n").encode())
        return connection.recv(4096).decode()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "", "0.0.0.0"])
def test_a_foreign_name_is_refused_over_http(server: RunningServer, host: str) -> None:
    said = raw(server, f"GET /api/v1/health HTTP/1.1\nHost: {host}\nAuthorization: Bearer {TOKEN}\n\n")
    assert said.startswith(("HTTP/1.1 403", "HTTP/1.1 400")), (host, said)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80"])
def test_a_rebound_name_opens_no_stream(server: RunningServer, host: str) -> None:
    """Host and origin agree, as they do when a page points its own name at this machine."""
    said = raw(
        server,
        f"GET /api/v1/stream HTTP/1.1\nHost: {host}\nOrigin: http://{host}\nConnection: Upgrade\nUpgrade: websocket\n"
        "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"
        f"Authorization: Bearer {TOKEN}\n\n",
    )
    assert said.startswith("HTTP/1.1 403"), said


def test_two_hosts_are_refused(server: RunningServer) -> None:
    said = raw(server, f"GET /api/v1/health HTTP/1.1\nHost: 127.0.0.1:{server.port}\nHost: evil.example\n\n")
    assert said.startswith(("HTTP/1.1 403", "HTTP/1.1 400")), said


def test_a_page_of_another_origin_opens_no_stream(server: RunningServer) -> None:
    said = raw(
        server,
        f"GET /api/v1/stream HTTP/1.1\nHost: 127.0.0.1:{server.port}\nOrigin: http://evil.example\n"
        "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nAuthorization: Bearer {TOKEN}\n\n",
    )
    assert said.startswith("HTTP/1.1 403"), said


@pytest.mark.parametrize("path", ["report", "rating", "openapi.json", "nothing"])
async def test_without_the_token_nothing_of_the_book_is_told(client: httpx.AsyncClient, path: str) -> None:
    del client.headers["authorization"]
    answer = await client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (401, "token")


async def test_a_wrong_token_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/rating", headers={"authorization": f"Bearer {TOKEN}x"})
    assert answer.status_code == 401


async def test_the_token_is_exchanged_for_a_cookie(client: httpx.AsyncClient) -> None:
    del client.headers["authorization"]
    wrong = await client.post("/api/v1/session", json={"token": "something else"})
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
    right = await client.post("/api/v1/session", json={"token": TOKEN})
    assert right.status_code == 204
    cookie = right.headers["set-cookie"]
    assert TOKEN not in cookie
    assert all(each in cookie for each in ("HttpOnly", "SameSite=Strict"))
    assert (await client.get("/api/v1/rating")).status_code == 200


async def test_another_origin_changes_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/v1/what-if", json={"trades": ["BTC +1"]}, headers={"origin": "http://evil.example"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "origin")


async def test_a_large_body_is_refused_with_and_without_its_length(client: httpx.AsyncClient) -> None:
    body = b'{"trades": ["' + b"x" * 70_000 + b'"]}'
    stated = await client.post("/api/v1/what-if", content=body, headers={"content-type": "application/json"})
    assert stated.status_code == 413

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 1_000):
            yield body[start : start + 1_000]

    chunked = await client.post("/api/v1/what-if", content=pieces(), headers={"content-type": "application/json"})
    assert chunked.status_code == 413


async def test_too_many_requests_are_refused(workroom: Workroom) -> None:
    settings = ServeSettings(token=TOKEN, limits=ServeLimits(requests_per_second=0.001, burst=3.0))
    transport = httpx.ASGITransport(make_application(workroom, settings), client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        found = [(await client.get("/api/v1/health")).status_code for _ in range(5)]
    assert found == [200, 200, 200, 429, 429]


async def test_who_goes_on_asking_too_often_is_let_in_as_often_as_is_allowed(
    workroom: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten a second of the forty a second that are asked for, after the three of the beginning."""
    now = itertools.count(0.0, 0.025)
    monkeypatch.setattr("seawall.web.gate.time", SimpleNamespace(monotonic=lambda: next(now)))
    settings = ServeSettings(token=TOKEN, limits=ServeLimits(requests_per_second=10.0, burst=3.0))
    transport = httpx.ASGITransport(make_application(workroom, settings), client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        found = [(await client.get("/api/v1/health")).status_code for _ in range(200)]
    assert set(found) == {200, 429}
    let_in = [place for place, status in enumerate(found) if status == 200]
    assert len(let_in) == pytest.approx(3 + 10 * 5, abs=1), let_in
    assert let_in[-1] >= 196, let_in


async def test_every_answer_says_what_a_page_may_do(client: httpx.AsyncClient) -> None:
    for path in ("/", "/api/v1/health", "/api/v1/nothing"):
        answer = await client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy, path
        assert "unsafe" not in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert "access-control-allow-origin" not in answer.headers, path


def test_a_public_host_needs_a_secret() -> None:
    with pytest.raises(InputError, match=r"--host 0\.0\.0\.0 can be reached by others: set SEAWALL_TOKEN"):
        ServeSettings(host="0.0.0.0")
    with pytest.raises(InputError, match="at least 32 characters, had 5"):
        ServeSettings(host="0.0.0.0", token="short")
    assert "risk.example" in ServeSettings(host="0.0.0.0", token=TOKEN, allowed_hosts=("risk.example",)).hosts


def test_every_run_has_a_token_of_its_own() -> None:
    assert ServeSettings().token != ServeSettings().token
    assert len(ServeSettings().token) >= 32
