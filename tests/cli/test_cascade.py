"""``seawall cascade``: page, JSON, picture, the scenario that ``stress`` reads, and bad input in one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from seawall.cli import main
from seawall.report import cascade_schema

Screen = Callable[..., tuple[int, str, str]]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Screen:
    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["seawall", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        return (stopped.value.code if isinstance(stopped.value.code, int) else 0), captured.out, captured.err

    return run


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    levels, book = tmp_path / "levels.csv", tmp_path / "book.csv"
    levels.write_text("price,side,usd\n98.9,long,1978\n97.5,long,9750\n103,short,1030\n", encoding="utf-8")
    steps = range(1, 11)
    book.write_text(
        "price,side,quantity\n"
        + "".join(f"{100 - k / 2},bid,10\n" for k in steps)
        + "".join(f"{100 + k / 2},ask,10\n" for k in steps),
        encoding="utf-8",
    )
    return levels, book


def test_the_page_says_what_becomes_of_the_shock(screen: Screen, files: tuple[Path, Path]) -> None:
    code, out, err = screen("cascade", "--shock", "-1.6%", "--levels", files[0], "--book", files[1])
    assert (code, err) == (0, "")
    for words in ("ESTIMATED", "shock -1.60%", "Levels: levels.csv.", "Shock that tips", "square root"):
        assert words in out, (words, out)
    assert "leaves the book that is known" in out


def test_json_holds_to_its_schema_and_a_simulated_market_says_so(screen: Screen) -> None:
    code, out, _ = screen("cascade", "--shock", "2%", "--json")
    document = json.loads(out)
    jsonschema.validate(document, cascade_schema())
    assert code == 0
    assert document["simulated"]
    assert document["badge"] == "SIMULATED"
    assert document["shock"]["value"] == pytest.approx(0.02)
    assert document["move"]["value"] >= 0.02
    assert screen("cascade", "--shock", "2%", "--json")[1] == out


def test_a_written_scenario_is_stressed_and_closes_a_position(
    screen: Screen, files: tuple[Path, Path], tmp_path: Path, examples: Path
) -> None:
    scenario, picture = tmp_path / "cascade.yaml", tmp_path / "cascade.png"
    given = ("--levels", files[0], "--book", files[1], "--out", scenario, "--png", picture, "--beta", "ETH=1.1")
    code, out, _ = screen("cascade", "--volume", "-40", *given)
    assert code == 0, out
    assert picture.read_bytes().startswith(b"\x89PNG")
    book = yaml.safe_load((examples / "crypto_derivatives.yaml").read_text(encoding="utf-8"))
    held = {"id": "BTC-levered", "instrument": "perpetual", "asset": "BTC", "quantity": 2, "entry_price": 88_000}
    # 1 % of margin: any fall of the path closes it
    book["positions"].append({**held, "margin": 1_760, "venue": "perpetual_exchange"})
    portfolio = tmp_path / "book.yaml"
    portfolio.write_text(yaml.safe_dump(book), encoding="utf-8")
    code, out, err = screen("stress", portfolio, "--scenario", scenario, "--json")
    document = json.loads(out)["stress"]
    row = next(each for each in document["scenarios"] if each["id"] == "CASCADE_BTC_DOWN")
    shocks = {each["factor"]: each for each in row["shocks"]}
    assert shocks["spot:BTC"]["origin"] == "stated"
    assert shocks["spot:ETH"]["shock"]["value"] == pytest.approx(1.1 * shocks["spot:BTC"]["shock"]["value"])
    closed = [each for each in document["forced_closes"] if each["scenario"] == "CASCADE_BTC_DOWN"]
    assert [each["position"] for each in closed] == ["BTC-levered"], (err, document["forced_closes"])
    assert row["by_position"]["BTC-levered"]["value"] == pytest.approx(closed[0]["pnl"]["value"])
    _, page, _ = screen("stress", portfolio, "--scenario", scenario)
    assert "Positions that a scenario liquidates" in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "either --shock or --volume must be given"),
        (("--shock", "-1%", "--volume", "-3"), "either --shock or --volume must be given"),
        (("--shock", "much"), "--shock must be a number, or a percentage such as -1%, was 'much'"),
        (("--shock", "0"), "a shock must be other than 0"),
        (("--shock", "-1%", "--feed", "binance"), "--feed must be simulate, or --levels and --book be given"),
        (("--shock", "-1%", "--levels", "a.csv"), "--levels and --book must be given together"),
        (("--shock", "-1%", "--levels", "a.csv", "--book", "b.csv"), "a.csv: cannot be read"),
        (("--shock", "-1%", "--png", "a.jpg"), "--png must be named NAME.png, was 'a.jpg'"),
        (("--shock", "-1%", "--beta", "ETH"), "--beta must be ASSET=NUMBER, was 'ETH'"),
        (("--shock", "-1%", "--refill", "2"), "'refill' must be 0 to 0.999, was 2.0"),
    ],
)
def test_bad_input_is_one_line(screen: Screen, words: tuple[str, ...], message: str) -> None:
    code, out, err = screen("cascade", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ("price,side\n", ":1: the header must be price,side,usd"),
        ("price,side,usd\n1,up,3\n", ":2: side must be long or short, was 'up'"),
        ("price,side,usd\n1,long,nan\n", ":2: usd must be a number of 0 or more, was 'nan'"),
        ("price,side,usd\n0,long,1\n", ":2: price must be above 0, was '0'"),
        ("price,side,usd\n101,long,1\n", "levels of longs must lie below the mid 100, was 101"),
    ],
)
def test_a_bad_line_is_named(screen: Screen, files: tuple[Path, Path], levels: str, message: str) -> None:
    files[0].write_text(levels, encoding="utf-8")
    code, _, err = screen("cascade", "--shock", "-1%", "--levels", files[0], "--book", files[1])
    assert code == 2
    assert message in err
