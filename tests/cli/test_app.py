"""The command line: screens, files, JSON, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "seawall", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_report_is_printed_and_written(examples: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    done = run("report", str(examples / "multi_asset_01.yaml"), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "SIMULATED" in done.stdout
    assert sorted(path.name for path in out.iterdir()) == ["MULTI_ASSET_01.html", "MULTI_ASSET_01.json"]
    written = json.loads((out / "MULTI_ASSET_01.json").read_text())
    for figure in written["figures"]:
        assert figure["value"]["text"] in done.stdout


@pytest.mark.parametrize(
    ("most", "command", "code"), [(0.40, "report", 0), (0.20, "report", 1), (0.20, "rate", 1), (0.20, "stress", 0)]
)
def test_a_breached_limit_is_a_breach_where_limits_are_shown(
    most: float, command: str, code: int, examples: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.yaml"
    text = (examples / "multi_asset_01.yaml").read_text(encoding="utf-8")
    book.write_text(text.replace("stress_loss, share_of_equity: 0.40", f"stress_loss, share_of_equity: {most}"))
    out = ("--out", str(tmp_path / "out")) if command == "report" else ()
    done = run(command, str(book), *out)
    assert (done.returncode, done.stderr) == (code, ""), done.stdout
    assert ("limits is breached: Worst stress loss" in done.stdout) == (most == 0.20)
    assert ("BREACHED" in done.stdout) == (code == 1)
    if command == "report":
        page = (tmp_path / "out" / "MULTI_ASSET_01.html").read_text(encoding="utf-8")
        assert ('<div class="failures"><b>Limits</b>' in page) == (code == 1)


def test_json_goes_to_standard_output_alone(examples: Path, tmp_path: Path) -> None:
    done = run("report", str(examples / "us_large_caps.yaml"), "--json", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["simulated"] is False
    assert document["rating"]["grade"] is None
    assert document == json.loads((tmp_path / "US_LARGE_CAPS.json").read_text())
    assert "wrote" in done.stderr


@pytest.mark.parametrize(
    ("command", "heading"),
    [
        ("identify", "Exposure register"),
        ("var", "Value at Risk and Expected Shortfall"),
        ("stress", "COVID_2020"),
        ("rate", "Waterfall"),
    ],
)
def test_one_stage_at_a_time(command: str, heading: str, examples: Path) -> None:
    done = run(command, str(examples / "crypto_derivatives.yaml"))
    assert done.returncode == 0, done.stderr
    assert heading in done.stdout
    assert "SIMULATED" in done.stdout


@pytest.mark.parametrize(
    "name", ["portfolio", "report", "stress", "policy", "greeks", "models", "backtest", "what-if", "simulation", "capm"]
)
def test_schemas_are_schemas(name: str) -> None:
    done = run("schema", name)
    assert done.returncode == 0, done.stderr
    jsonschema.Draft202012Validator.check_schema(json.loads(done.stdout))


def test_the_examples_keep_to_the_portfolio_schema(examples: Path) -> None:
    import yaml

    schema = json.loads(run("schema", "portfolio").stdout)
    for path in examples.glob("*.yaml"):
        data = yaml.safe_load(path.read_text())
        as_json = json.loads(json.dumps(data, default=str))
        jsonschema.validate(as_json, schema)


def test_greeks_on_screen_and_as_json(examples: Path) -> None:
    path = str(examples / "crypto_derivatives.yaml")
    screen, as_json = run("greeks", path), run("greeks", path, "--json")
    assert (screen.returncode, screen.stderr) == (0, "")
    assert "SIMULATED" in screen.stdout
    document = json.loads(as_json.stdout)
    assert [each["underlying"] for each in document["underlyings"]] == ["BTC", "ETH", "cash:USDT"]
    for number in document["total"].values():
        assert number["text"] in screen.stdout
    late = run("greeks", path, "--as-of", "2026-03-27")
    assert (late.returncode, late.stdout) == (2, "")


def test_what_a_scenario_may_name_on_screen_and_as_json(examples: Path, tmp_path: Path) -> None:
    path = str(examples / "crypto_derivatives.yaml")
    screen, as_json = run("stress", path, "--factors"), run("stress", path, "--factors", "--json")
    assert (screen.returncode, screen.stderr) == (0, "")
    assert "SIMULATED" in screen.stdout
    document = json.loads(as_json.stdout)
    jsonschema.validate(document, json.loads(run("schema", "scenario-factors").stdout))
    names = [f"{each['table']}.{each['key']}" for each in document["shocks"]]
    assert names == ["assets.BTC", "assets.ETH", "asset_classes.crypto", "volatilities.crypto", "rates.USD",
                     "rates.all", "currencies.USDT"]  # fmt: skip
    for each in document["shocks"]:
        assert each["key"] in screen.stdout
        assert all(level["level"]["text"] in screen.stdout for level in each["levels"])
    refused = run("stress", path, "--factors", "--scenario", str(tmp_path / "any.yaml"))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--factors and --scenario must not be given together" in refused.stderr


def test_an_asset_that_is_not_in_the_book_is_named_on_screen(examples: Path, tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text("{version: 1, id: VAIN, title: t, source: s, assets: {SOL: {shock: -0.5, basis: b}}}")
    page = run("stress", str(examples / "multi_asset_01.yaml"), "--scenario", str(file)).stdout
    assert "Stated, but not in the book: assets.SOL of VAIN." in " ".join(page.split())


def test_a_pipe_gets_no_colour_and_no_progress(examples: Path) -> None:
    done = run("rate", str(examples / "multi_asset_01.yaml"))
    assert "\x1b[" not in done.stdout
    assert done.stderr == ""


def test_a_reader_that_goes_away_is_no_error(examples: Path) -> None:
    command = f"{sys.executable} -m seawall report {examples / 'multi_asset_01.yaml'} | head -n 2"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 2


def test_an_unknown_command_is_bad_input() -> None:
    assert run("reprot").returncode == 2
