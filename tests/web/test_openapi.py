"""Requests made of the API's own description: nothing that may be asked breaks the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from seawall.portfolio import example_portfolio_path
from seawall.web import DeskInputs, ServeLimits, ServeSettings, Workroom, make_application
from tests.web.conftest import TOKEN

HEAVY = r"/(report|download/.*|models|backtest|forecast|volatility|frontier|optimize|simulation|what-if|exposures|var|stress|rating|capm|greeks|macro|acf)$"  # noqa: E501
EXAMPLES, HEAVY_EXAMPLES = 25, 3
ALLOWED = (not_a_server_error, status_code_conformance, content_type_conformance)
OPEN = ServeLimits(requests_per_second=1e6, burst=1e6, work_seconds=30.0)


TOLD = {"authorization": f"Bearer {TOKEN}", "host": "127.0.0.1"}
ROOM = Workroom(DeskInputs(example_portfolio_path()), limits=OPEN, workers=1)
GATE = make_application(ROOM, ServeSettings(token=TOKEN, limits=OPEN))
described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", GATE, headers=TOLD)


@pytest.fixture(scope="module", autouse=True)
def room() -> Iterator[None]:
    yield
    ROOM.close()


LIGHT = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@described.exclude(path_regex=HEAVY).parametrize()
@LIGHT
def test_light_requests_are_answered_as_described(case: schemathesis.Case) -> None:
    asked(case)


@described.include(path_regex=HEAVY).parametrize()
@settings(LIGHT, max_examples=HEAVY_EXAMPLES)
def test_heavy_requests_are_answered_as_described(case: schemathesis.Case) -> None:
    asked(case)


def asked(case: schemathesis.Case) -> None:
    """A statement of the description, or a refusal that it states: 503 says that work took too long, and is one."""
    response = case.call(headers=TOLD)
    if response.status_code == 503:
        assert response.headers["content-type"] == ["application/problem+json"], response.text
        return
    case.validate_response(response, checks=list(ALLOWED))
    if response.status_code >= 400:
        assert "application/problem+json" in str(response.headers["content-type"]), response.text
