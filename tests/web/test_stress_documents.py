"""Scenarios that are typed in: bytes and refusals of the command on a file of the same text, kept by nobody."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from seawall.portfolio import example_portfolio_path
from seawall.report import StressSection
from seawall.scenarios import stress_library, stress_scenario_yaml

pytestmark = pytest.mark.anyio
BOOK = str(example_portfolio_path())
HEAD = 'version: 1\nid: "{id}"\ntitle: "A crash of my own"\nsource: "Typed in"\n'
CRASH = (
    HEAD.format(id="MY_CRASH")
    + """assets:
  BTC: {shock: -0.55, basis: "typed in"}
asset_classes:
  equity: {shock: -0.2, basis: "typed in"}
rates:
  all: {shock: 0.01, basis: "typed in"}
"""
)


def command(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "seawall", *words], capture_output=True, check=False)


async def posted(client: httpx.AsyncClient, *texts: str) -> httpx.Response:
    return await client.post("/api/v1/stress", json={"scenarios": list(texts)})


async def test_a_typed_scenario_is_that_of_the_file_byte_for_byte(client: httpx.AsyncClient, tmp_path: Path) -> None:
    texts = {"crash.yaml": CRASH, "again.yaml": stress_scenario_yaml(
        dataclasses.replace(stress_library()[0], id="AGAIN"))}  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for names in (["crash.yaml"], ["crash.yaml", "again.yaml"]):
        answer = await posted(client, *(texts[name] for name in names))
        files = [word for name in names for word in ("--scenario", str(tmp_path / name))]
        done = command("stress", BOOK, *files, "--json")
        assert done.returncode == 0, done.stderr
        assert answer.content == done.stdout, names


async def test_the_library_is_what_it_was(client: httpx.AsyncClient) -> None:
    before = await client.get("/api/v1/stress")
    tried = (await posted(client, CRASH)).json()
    after = await client.get("/api/v1/stress")
    assert before.content == after.content
    assert tried["stress"]["scenarios"][:-1] == before.json()["stress"]["scenarios"]
    assert tried["stress"]["scenarios"][-1]["id"] == "MY_CRASH"


async def test_two_who_type_the_same_name_at_once_get_their_own(client: httpx.AsyncClient) -> None:
    sizes = ("-0.10", "-0.20", "-0.30")
    texts = [CRASH.replace("-0.55", size) for size in sizes]
    answers = await asyncio.gather(*(posted(client, text) for text in texts))
    shocks = [
        next(s["shock"]["value"] for s in each.json()["stress"]["scenarios"][-1]["shocks"] if s["factor"] == "spot:BTC")
        for each in answers
    ]
    assert shocks == [float(size) for size in sizes]


async def test_names_outside_the_book_and_a_price_taken_to_nothing_are_said(client: httpx.AsyncClient) -> None:
    found = (await posted(client, CRASH.replace("  BTC:", "  NOPE:"))).json()
    assert found["stress"]["scenarios"][-1]["not_in_book"] == ["assets.NOPE", "rates.all"]
    found = (await posted(client, CRASH.replace("-0.55", "-0.9"))).json()
    assert found["stress"]["scenarios"][-1]["id"] != "MY_CRASH"
    assert found["failures"] == [
        {
            "where": "stress MY_CRASH",
            "reason": "InputError",
            "message": "shock to spot:ETH must be above -100 %, was -112.5% (proxy: 1.25 × BTC (typed in))",
        }
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (CRASH.replace("-0.55", "-1.5"), "typed in:1: assets.BTC.shock must be above -1, was -1.5"),
        (CRASH.replace("-0.55", ".nan"), "typed in:6: assets.BTC.shock: must be a finite number, was nan"),
        (CRASH.replace("-0.55", "NaN"), "typed in:6: assets.BTC.shock: must be a number, was 'NaN'"),
        (CRASH.replace("-0.55", "1e300"), "typed in:6: assets.BTC.shock: must be at most 1000, was 1e+300"),
        (CRASH.replace("equity", "equities"), "did you mean 'equity'?"),
        (CRASH.replace("assets:", "prices:"), "typed in:5: prices: unknown key"),
        (CRASH.replace("MY_CRASH", "COVID_2020"), "COVID_2020"),
        (CRASH.replace("MY_CRASH", "my crash"), "typed in:2: id: must match"),
        ("&a [*a]", "typed in:1: aliases"),
        ("", "scenarios.0"),
        ("# " + "x" * 20_000, "scenarios.0"),
    ],
)  # fmt: skip
async def test_a_broken_scenario_is_refused_in_one_sentence(client: httpx.AsyncClient, text: str, says: str) -> None:
    answer = await posted(client, text)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "input"), problem
    assert says in problem["detail"]
    assert "\n" not in problem["detail"]
    assert len(problem["detail"]) < 300


async def test_the_sentence_is_the_command_s_but_for_the_name_of_the_file(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    text = CRASH.replace("-0.55", "half")
    path = tmp_path / "crash.yaml"
    path.write_text(text, encoding="utf-8")
    said = command("stress", BOOK, "--scenario", str(path)).stderr.decode().strip()
    assert said == f"seawall: {(await posted(client, text)).json()['detail']}".replace("typed in", str(path), 1)


async def test_too_many_and_too_much_are_refused(client: httpx.AsyncClient) -> None:
    assert (await posted(client, *[CRASH] * 5)).status_code == 422
    assert (await posted(client)).status_code == 422
    assert (await posted(client, "x" * 70_000)).status_code == 413
    answer = await client.post("/api/v1/stress", json={"scenarios": [CRASH], "portfolio": "/etc/passwd"})
    assert answer.status_code == 422


async def test_what_may_be_named_is_that_of_the_command(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/scenario-factors")
    done = command("stress", BOOK, "--factors", "--json")
    assert answer.content == done.stdout, done.stderr
    document = answer.json()
    assert [each["id"] for each in document["library"]] == [each.id for each in stress_library()]


async def test_a_text_is_read_into_rows_that_state_the_same(client: httpx.AsyncClient) -> None:
    for scenario in stress_library():
        answer = await client.post("/api/v1/scenario", json={"text": stress_scenario_yaml(scenario)})
        found = answer.json()
        assert (found["id"], found["title"]) == (scenario.id, scenario.title)
        assert {f"{each['table']}.{each['key']}": each["shock"]["value"] for each in found["shocks"]} == {
            f"{table}.{key}": each.shock
            for table in ("assets", "asset_classes", "volatilities", "rates", "currencies")
            for key, each in getattr(scenario, table).items()
        }
    refused = await client.post("/api/v1/scenario", json={"text": CRASH.replace("-0.55", "half")})
    assert refused.json()["detail"] == "typed in:6: assets.BTC.shock: must be a number, was 'half'"


async def test_the_shape_that_is_described_is_that_of_the_answer(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v1/stress")).json()
    assert list(found) == [each.name for each in dataclasses.fields(StressSection)]


async def test_a_cascade_needs_a_market(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/cascade-scenarios?shock=-0.02&asset=BTC")
    assert (answer.status_code, answer.json()["code"]) == (424, "feed")
    for asked in ("shock=-0.9", "shock=nan", "asset=../etc", "asset=", "beta=2"):
        answer = await client.get(f"/api/v1/cascade-scenarios?{asked}")
        assert answer.status_code == 422, (asked, json.dumps(answer.json()))
