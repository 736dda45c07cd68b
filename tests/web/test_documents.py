"""Documents over HTTP are those of the commands; what is refused is refused in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from seawall.portfolio import example_portfolio_path
from seawall.scenarios import stress_library, stress_scenario_yaml
from seawall.web import Bundle, Desk, DeskInputs, api_description
from seawall.web.documents import make_document

pytestmark = pytest.mark.anyio
BOOK = str(example_portfolio_path())

COMMANDS = [
    ("exposures", ["identify", BOOK]),
    ("stress", ["stress", BOOK]),
    ("rating", ["rate", BOOK]),
    ("greeks", ["greeks", BOOK]),
    ("hedge", ["hedge", BOOK]),
    ("models?methods=normal&methods=ewma&horizon=1", ["var", BOOK, "--method", "normal", "--method", "ewma"]),
    ("frontier?low=0.02&high=0.4&risk_free_rate=0.05", ["frontier", "sample", "--rf", "0.05", "--bounds", "0.02:0.4"]),
    ("capm?market=SPY&risk_free_rate=0.05", ["capm", "sample", "--market", "SPY", "--rf", "0.05"]),
    (
        "simulation?spot=97420&drift=0.25&volatility=0.72&days=30&paths=10000&seed=7",
        ["simulate", "gbm", "--spot", "97420", "--mu", "0.25", "--vol", "0.72", "--days", "30", "--seed", "7"],
    ),
    (
        "option?spot=97420&strike=100000&days=30&volatility=0.72&rate=0.05&right=put",
        ["option", "greeks", "--spot", "97420", "--strike", "100000", "--days", "30", "--vol", "0.72", "--rate", "0.05",
         "--right", "put"],
    ),
    (
        "implied-volatility?price=7058.34&spot=97420&strike=100000&days=30&rate=0.05",
        ["option", "iv", "--price", "7058.34", "--spot", "97420", "--strike", "100000", "--days", "30", "--rate",
         "0.05", "--right", "call"],
    ),
    ("explain", ["explain", BOOK]),
    ("explain?start=2025-12-01&end=2025-12-19", ["explain", BOOK, "--from", "2025-12-01", "--to", "2025-12-19"]),
    ("grid", ["grid", BOOK]),
    (
        "grid?underlying=BTC&spot_low=-0.3&spot_high=0.3&spot_count=7",
        ["grid", BOOK, "--underlying", "BTC", "--spot", "-0.3:0.3:7"],
    ),
    ("series", ["data", "series", "--market", "sample"]),
    ("acf?series=BTC_USD", ["acf", "BTC_USD", "--market", "sample"]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=lambda each: each if isinstance(each, str) else each[0])
async def test_a_document_is_that_of_the_command(client: httpx.AsyncClient, path: str, command: list[str]) -> None:
    answer = await client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    done = subprocess.run([sys.executable, "-m", "seawall", *command, "--json"], capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    assert json.loads(answer.content) == json.loads(done.stdout)


async def test_a_what_if_is_that_of_the_command(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/what-if", json={"trades": ["BTC +2", "SPY -100"]})
    command = [sys.executable, "-m", "seawall", "what-if", BOOK, "--trade", "BTC +2", "--trade", "SPY -100", "--json"]
    assert answer.json() == json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.parametrize(
    ("name", "asked", "says"),
    [
        ("hedge", {}, "measuring trades"),
        ("posted stress", {"scenarios": [stress_scenario_yaml(replace(stress_library()[0], id="AGAIN"))]}, "stressing"),
        ("scenario-factors", {}, "reading prices"),
    ],
    ids=["hedge", "stress", "scenario-factors"],
)
def test_a_document_of_the_book_says_how_far_it_is(name: str, asked: dict[str, Any], says: str) -> None:
    steps: list[str] = []
    desk = Desk(DeskInputs(example_portfolio_path()))
    desk.progress = lambda step, _done, _total: steps.append(step)
    make_document(desk, name, asked)
    assert {"reading prices", says} <= set(steps)


def test_an_asset_is_asked_for_by_whatever_name_its_book_may_give_it(tmp_path: Path) -> None:
    text = example_portfolio_path().read_text(encoding="utf-8")
    name = "BTC/USD:" + "x" * 56
    assert len(name) == 64
    book = tmp_path / "book.yaml"
    renamed = text.replace("  BTC: {class", f'  "{name}": {{class').replace("asset: BTC,", f'asset: "{name}",')
    book.write_text(renamed, encoding="utf-8")
    document = json.loads(make_document(Desk(DeskInputs(book)), "grid", {"underlying": name}))
    assert document["underlying"] == name


async def test_a_document_is_sent_small_to_whoever_reads_gzip(client: httpx.AsyncClient) -> None:
    small = await client.get("/api/v1/rating", headers={"accept-encoding": "gzip"})
    plain = await client.get("/api/v1/rating", headers={"accept-encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip"
    assert 2 * int(small.headers["content-length"]) < len(plain.content)
    assert small.content == plain.content


async def test_what_the_browser_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/api/v1/rating")
    again = await client.get("/api/v1/rating", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("simulation?paths=200000&days=3000", "paths times days is at most 400,000,000, was 600,000,000"),
        ("simulation?path=3", "path"),
        ("models?methods=oracle", "methods"),
        ("frontier?low=0.5&high=0.6", "lower bounds of 6 assets sum to 3, above their total of 1"),
        ("forecast?series=NOTHING", "NOTHING"),
        (
            "option?volatility=72",
            "volatility: must be a decimal a year from 0 to 10, was 72; percent given?",
        ),
        ("option?spot=0", "spot: must be above 0 and finite, was 0"),
        ("option?strike=nan", "strike: must be above 0 and finite, was nan"),
        ("grid?spot_low=-2", "'spot_moves' must be above -1 and at most 10, was -2.0"),
        ("grid?spot_low=0.5&spot_high=0.1", "'spot_moves' must rise strictly"),
        ("grid?underlying=DOGE", "'underlying' must be one of BTC, SPY, GLD, QQQ, ETH, TLT, was 'DOGE'"),
        ("grid?underlying=BTC/USD", "'underlying' must be one of BTC, SPY, GLD, QQQ, ETH, TLT, was 'BTC/USD'"),
        ("explain?start=2025-12-30", "--from must be before the close of 2025-12-30"),
        ("chain", "no option chain was given: start with seawall serve --chain FILE"),
    ],
)
async def test_a_refusal_is_one_sentence_with_a_code(client: httpx.AsyncClient, path: str, says: str) -> None:
    answer = await client.get(f"/api/v1/{path}")
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert 400 <= answer.status_code < 500, problem
    assert problem["status"] == answer.status_code
    assert says in problem["detail"], problem
    assert "\n" not in problem["detail"]
    assert problem["trace"]


async def test_an_engine_sentence_comes_through(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/what-if", json={"trades": ["NOPE +2"]})
    command = [sys.executable, "-m", "seawall", "what-if", BOOK, "--trade", "NOPE +2"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr.strip()
    assert f"seawall: {answer.json()['detail']}" == said


async def test_a_page_without_the_bundle_says_so(client: httpx.AsyncClient, tmp_path: Path) -> None:
    assert not Bundle(tmp_path).is_present
    (tmp_path / "index.html").write_text("<!doctype html>")
    assert Bundle(tmp_path).is_present


def test_the_dashboards_types_are_made_of_this_api() -> None:
    kept = Path(__file__).parents[2] / "web" / "openapi.json"
    assert json.loads(kept.read_text()) == json.loads(json.dumps(api_description())), (
        "routes changed: python -m seawall.web > web/openapi.json"
    )
