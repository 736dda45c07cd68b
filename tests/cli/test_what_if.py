"""``seawall what-if`` and ``hedge``: screen, JSON, and one line for every fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_app import run


def test_what_if_on_screen_and_as_json(examples: Path) -> None:
    words = ("what-if", str(examples / "crypto_derivatives.yaml"), "--trade", "BTC +2", "--trade", "BTC-put-75000 -2.5")
    screen, as_json = run(*words), run(*words, "--json")
    assert (screen.returncode, screen.stderr) == (0, "")
    assert (as_json.returncode, as_json.stderr) == (0, "")
    assert "SIMULATED" in screen.stdout
    document = json.loads(as_json.stdout)
    assert [(each["measure"], each["confidence"]) for each in document["changes"]] == [
        (measure, confidence)
        for measure in ("value_at_risk", "expected_shortfall")
        for confidence in (0.95, 0.975, 0.99)
    ]
    assert [
        (each["trade"], each["instrument"].split()[0], each["quantity"]["value"]) for each in document["trades"]
    ] == [
        ("BTC", "spot", 2.0),
        ("BTC-put-75000", "put", -2.5),
    ]
    for change in document["changes"]:
        for part in ("before", "after", "change"):
            assert change[part]["value"]["text"] in screen.stdout
    assert document["trades"][1]["quantity_after"]["value"] == document["trades"][1]["quantity_before"]["value"] - 2.5


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ((), "--trade is missing"),
        (("--trade", "BTX +2"), "did you mean 'BTC'?"),
        (("--trade", "BTC 0"), "must not be 0"),
        (("--trade", "BTC two"), "must be a decimal number, was 'two'"),
        (("--trade", "BTC"), "NAME QUANTITY"),
        (("--trade", "BTC\n+2\x1b[31m x"), "NAME QUANTITY"),
        (tuple(word for _ in range(11) for word in ("--trade", "BTC 1")), "held 11"),
        (("--trade", "BTC 1", "--trade", "BTC 2"), "'BTC' does"),
        (("--trade", "BTC 1", "--as-of", "yesterday"), "--as-of must be a date"),
    ],
)
def test_every_fault_is_one_line(words: tuple[str, ...], fault: str, examples: Path) -> None:
    done = run("what-if", str(examples / "crypto_derivatives.yaml"), *words)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("seawall: ")
    assert fault in done.stderr
    assert "\x1b" not in done.stderr


def test_hedges_on_screen_and_as_json(examples: Path) -> None:
    """What the command says a hedge does is what the other command says of the same trade."""
    book = str(examples / "crypto_derivatives.yaml")
    screen, as_json = run("hedge", book), run("hedge", book, "--json")
    assert (screen.returncode, screen.stderr) == (0, "")
    document = json.loads(as_json.stdout)
    assert "SIMULATED" in screen.stdout
    best = document["hedges"][0]
    tried = json.loads(run("what-if", book, "--trade", best["order"], "--json").stdout)
    assert best["changes"] == tried["changes"]
    for trade in (*document["hedges"], *document["removals"]):
        assert trade["trade"]["quantity"]["text"] in screen.stdout
    done = run("hedge", book, "--as-of", "yesterday")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("seawall: --as-of must be a date")
