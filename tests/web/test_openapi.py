"""Requests made of the API's own description: nothing that may be asked breaks the server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from seawall.portfolio import example_portfolio_path
from seawall.web import DeskInputs, ServeLimits, ServeSettings, Workroom, api_description, make_application
from tests.web.conftest import TOKEN

HEAVY = r"/(models|backtest|forecast|volatility|frontier|optimize|simulation|what-if|hedge|report|download/.*)$"
EXAMPLES, HEAVY_EXAMPLES = 10, 1
LIMITS = ServeLimits(requests_per_second=1e6, burst=1e6, work_seconds=10.0)
"""Work that takes longer is given up with 503, which the description states."""

Case = schemathesis.Case[Any]
Ask = Callable[[Case], httpx.Response]
described = schemathesis.openapi.from_dict(api_description())
LIGHT = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """The application in process, in one event loop for all requests."""
    with asyncio.Runner() as runner:
        room = Workroom(DeskInputs(example_portfolio_path()), limits=LIMITS, workers=1)
        gate = make_application(room, ServeSettings(token=TOKEN, limits=LIMITS))
        client = httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url="http://127.0.0.1", timeout=60.0)
        client.headers["authorization"] = f"Bearer {TOKEN}"

        def asking(case: Case) -> httpx.Response:
            made = case.as_transport_kwargs(base_url="http://127.0.0.1")
            given = {name: made[name] for name in ("params", "json", "data") if made.get(name) is not None}
            if isinstance(given.get("data"), bytes | str):
                given["content"] = given.pop("data")
            headers = {
                name: value for name, value in dict(made.get("headers") or {}).items() if name.lower() == "content-type"
            }
            return runner.run(client.request(case.method, made["url"], headers=headers, **given))

        yield asking
        room.close()
        runner.run(client.aclose())


@described.exclude(path_regex=HEAVY).parametrize()
@LIGHT
def test_light_requests_are_answered_as_described(case: Case, ask: Ask) -> None:
    check(case, ask(case))


@described.include(path_regex=HEAVY).parametrize()
@settings(LIGHT, max_examples=HEAVY_EXAMPLES, phases=(Phase.generate,))
def test_heavy_requests_are_answered_as_described(case: Case, ask: Ask) -> None:
    check(case, ask(case))


def check(case: Case, answer: httpx.Response) -> None:
    """The status is one that the description states, and a refusal says what it is."""
    about = f"{case.method} {answer.request.url} {answer.request.content!r}: {answer.status_code} {answer.text[:300]}"
    is_other_method = case.method.upper() != case.operation.method.upper()  # which is tried too
    stated = {"404", "405"} if is_other_method else set(case.operation.definition.raw["responses"])
    assert str(answer.status_code) in stated, about
    assert answer.status_code < 500 or answer.status_code == 503, about
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", about
        problem = answer.json()
        assert (problem["status"], bool(problem["detail"]), bool(problem["code"])) == (answer.status_code, True, True)
