"""``seawall explain`` and ``seawall grid``: screen, JSON, and one line for every fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_app import run


def test_explain_on_screen_and_as_json(examples: Path) -> None:
    words = ("explain", str(examples / "crypto_derivatives.yaml"), "--from", "2025-11-28", "--to", "2025-12-29")
    screen, as_json = run(*words), run(*words, "--json")
    assert (screen.returncode, screen.stderr) == (0, "")
    assert (as_json.returncode, as_json.stderr) == (0, "")
    assert "SIMULATED" in screen.stdout
    document = json.loads(as_json.stdout)
    assert (document["start"], document["end"], document["calendar_days"]) == ("2025-11-28", "2025-12-29", 31)
    for each in (*(each["explain"] for each in document["positions"]), document["total"]):
        assert each["actual"]["text"] in screen.stdout


def test_grid_on_screen_and_as_json(examples: Path) -> None:
    words = ("grid", str(examples / "crypto_derivatives.yaml"), "--underlying", "BTC", "--spot", "-30%:30%:7")
    screen, as_json = run(*words, "--vol", "-0.2:0.2:3"), run(*words, "--vol", "-0.2:0.2:3", "--json")
    assert (screen.returncode, screen.stderr) == (0, "")
    assert (as_json.returncode, as_json.stderr) == (0, "")
    document = json.loads(as_json.stdout)
    assert [each["move"]["value"] for each in document["spot_moves"]] == [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]
    assert [each["volatility_move"]["value"] for each in document["rows"]] == [-0.2, 0.0, 0.2]
    assert document["rows"][1]["cells"][3]["pnl"]["value"] == 0.0
    for row in document["rows"]:
        for cell in row["cells"]:
            assert cell["pnl"]["text"] in screen.stdout


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("explain", "--from", "yesterday"), "--from must be a date as YYYY-MM-DD, was 'yesterday'"),
        (("explain", "--from", "2025-12-30"), "--from must be before the close of 2025-12-30"),
        (("grid", "--spot", "-30%"), "--spot must be LOW:HIGH:COUNT"),
        (("grid", "--spot", "a:b:3"), "--spot must be LOW:HIGH:COUNT"),
        (("grid", "--spot", "0:nan:3"), "--spot must be LOW:HIGH:COUNT"),
        (("grid", "--spot", "-30%:30%:13:2"), "--spot must be LOW:HIGH:COUNT"),
        (("grid", "--spot", "-30%:30%:2.5"), "--spot must be LOW:HIGH:COUNT"),
        (("grid", "--spot", "-1:1:3"), "--spot must rise from above -100%"),
        (("grid", "--spot", "0.1:-0.1:3"), "--spot must rise from above -100%"),
        (("grid", "--vol", "-0.1:0.1:99"), "--vol must have from 2 to 61 moves, had 99"),
        (("grid", "--vol", "0:11:3"), "'volatility_moves' must be above -1 and at most 10, was 11.0"),
        (("grid", "--underlying", "DOGE"), "'underlying' must be one of BTC, ETH, was 'DOGE'"),
    ],
)
def test_every_fault_is_one_line(words: tuple[str, ...], fault: str, examples: Path) -> None:
    done = run(words[0], str(examples / "crypto_derivatives.yaml"), *words[1:])
    assert (done.returncode, done.stdout) == (2, ""), done
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("seawall: ")
    assert fault in done.stderr
