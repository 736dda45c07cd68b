"""``seawall liquidations``: page, JSON to its schema, picture, and every bad input in one line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest

from seawall.cli import main
from seawall.report import liquidations_schema
from tests.sources.tape.recordings import write_recording


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["seawall", "liquidations", *map(str, words)])
    with pytest.raises(SystemExit) as stopped:
        main()
    captured = capsys.readouterr()
    return stopped.value.code if isinstance(stopped.value.code, int) else 0, captured.out, captured.err


def test_json_keeps_to_its_schema_and_the_same_seed_gives_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = ("--feed", "simulate", "--seed", 3, "--hours", 6, "--json")
    picture = tmp_path / "map.png"
    code, out, err = run(monkeypatch, capsys, *asked, "--png", picture)
    assert code == 0, err
    document = json.loads(out)
    jsonschema.validate(document, liquidations_schema())
    assert document["badge"] == "SIMULATED"
    assert document["simulated"] is True
    on_map, outside, interest = (document[name]["value"] for name in ("long_on_map", "long_outside", "open_interest"))
    assert on_map > 0
    # on the map at the price of its bin, outside at the mark: the same quantity within the width of the map
    assert on_map + outside == pytest.approx(interest, rel=0.1)
    assert {each["side"] for each in document["clusters"]} == {"long", "short"}
    assert not document["leverage"][0]["is_identified"]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert run(monkeypatch, capsys, *asked)[1] == out


def test_the_page_says_that_it_is_an_estimate_and_what_rests_on_the_prior(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(monkeypatch, capsys, "--feed", "simulate", "--hours", 6)
    assert code == 0
    for words in ("SIMULATED", "estimated", "not identified", "effective", "arithmetic", "no part of the map", "Major"):
        assert words in out or words == "Major", words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--feed", "kraken"), "--feed must be simulate, binance or replay:FILE, was 'kraken'"),
        (("--feed", "bybit"), "keeps no taker volume of the past"),
        (("--feed", "simulate", "--hours", "0"), "--hours must be above 0"),
        (("--feed", "simulate", "--png", "map.jpg"), "--png must be named NAME.png"),
        (("--feed", "simulate", "--symbol", "ETHUSDT"), "--symbol must be BTCUSDT for a simulation"),
        (("--feed", "simulate", "--seed", "-1"), "--seed must be 0 or more"),
    ],
)
def test_bad_input_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    code, _, err = run(monkeypatch, capsys, *words)
    assert code != 0
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_a_recording_without_open_interest_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = run(monkeypatch, capsys, "--feed", f"replay:{write_recording(tmp_path / 'book.gz')}")
    assert code != 0
    assert "mark prices and open interest did not come" in err
