"""``seawall cascade``: page, JSON, picture, the scenario that ``stress`` reads, and bad input in one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml

from seawall.cli import main
from seawall.report import cascade_schema
from seawall.workflows import cascade_markets, open_recording
from seawall.workflows.liquidations import simulated_perpetual
from tests.sources.tape.recordings import lines_of_a_market, write_recording

PRICES = ("open", "high", "low", "close", "mark_high", "mark_low", "mark_close")
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
    for words in ("ESTIMATED", "shock -1.60%", "Levels: levels.csv.", "Shock that tips", "constant density"):
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


def test_levels_are_those_of_the_map_unless_the_truth_is_asked_for(screen: Screen) -> None:
    asked = ("cascade", "--shock", "-4%", "--seed", "2", "--json")
    pages = [json.loads(screen(*asked, *more)[1]) for more in ((), ("--levels", "map"), ("--levels", "truth"))]
    assert pages[0] == pages[1]
    estimated, true = pages[0], pages[2]
    assert "map of 95 hours of simulated market, seed 2" in estimated["sources"][0]
    assert any("liquidation levels" in each for each in estimated["estimated"])
    assert "true positions" in true["sources"][0]
    assert not any("liquidation levels" in each for each in true["estimated"])
    assert estimated["mark"] == true["mark"]
    assert estimated["shock_volume"] == true["shock_volume"]
    assert estimated["liquidated"] != true["liquidated"]
    # the fund bears something in both: a map states where its positions are bankrupt
    assert estimated["fund"] is not None


def test_the_feed_of_a_venue_brings_map_and_book(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The history of the venue and its book are those of a simulation, put where the venue would be asked."""
    _, found = simulated_perpetual(24.0, seed=1)
    # the recorded book is one around 1,000
    shrunk = {name: getattr(found, name) * (1_000.0 / found.close[-1]) for name in PRICES}
    flow = replace(found, **shrunk)
    lines = [line.replace(b"TESTUSDT", b"BTCUSDT") for line in lines_of_a_market()]
    recording = write_recording(tmp_path / "book.gz", lines)
    monkeypatch.setattr(cascade_markets, "fetch_binance_perpetual", lambda symbol, venue: flow)
    monkeypatch.setattr(cascade_markets, "open_live_tape", lambda feed, symbol: open_recording(recording))
    code, out, err = screen("cascade", "--shock", "-1%", "--feed", "binance", "--json")
    assert (code, err) == (0, "")
    page = json.loads(out)
    assert "map of 95 hours" in page["sources"][0]
    assert page["mark"]["value"] == pytest.approx(1_000.0)
    assert page["liquidated"]["value"] > 0
    monkeypatch.setattr(cascade_markets, "_LONGEST_WAIT_S", 0.0)
    code, _, err = screen("cascade", "--shock", "-1%", "--feed", "binance")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "no whole book of BTCUSDT within 0 s" in err


def test_a_written_scenario_is_stressed_and_closes_a_position(
    screen: Screen, files: tuple[Path, Path], tmp_path: Path, examples: Path
) -> None:
    scenario, alone, picture = (tmp_path / name for name in ("cascade.yaml", "shock.yaml", "cascade.png"))
    given = ("--levels", files[0], "--book", files[1], "--out", scenario, "--out-shock", alone, "--png", picture,
             "--beta", "ETH=1.1")  # fmt: skip
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
    both = json.loads(screen("stress", portfolio, "--scenario", alone, "--scenario", scenario, "--json")[1])["stress"]
    before, after = both["scenarios"][-2:]
    assert [before["id"], after["id"]] == ["SHOCK_BTC_DOWN", "CASCADE_BTC_DOWN"]
    assert after["pnl"] == row["pnl"]
    assert after["by_position"]["BTC-spot"]["value"] < before["by_position"]["BTC-spot"]["value"] < 0
    _, page, _ = screen("stress", portfolio, "--scenario", scenario)
    assert "Positions that a scenario liquidates" in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "either --shock or --volume must be given"),
        (("--shock", "-1%", "--volume", "-3"), "either --shock or --volume must be given"),
        (("--shock", "much"), "--shock must be a number, or a percentage such as -1%, was 'much'"),
        (("--shock", "0"), "a shock must be other than 0"),
        (("--shock", "-1%", "--feed", "bybit"), "--feed must be simulate or binance, was 'bybit'"),
        (
            ("--shock", "-1%", "--feed", "binance", "--levels", "truth"),
            "--levels truth is what only a simulation knows",
        ),
        (
            ("--shock", "-1%", "--feed", "simulate", "--levels", "a.csv", "--book", "b.csv"),
            "--feed and --book",
        ),
        (("--shock", "-1%", "--levels", "a.csv"), "--levels FILE and --book must be given together"),
        (("--shock", "-1%", "--levels", "map", "--book", "b.csv"), "--levels FILE and --book must be given together"),
        (("--shock", "-1%", "--levels", "a.csv", "--book", "b.csv"), "a.csv: cannot be read"),
        (("--shock", "-1%", "--png", "a.jpg"), "--png must be named NAME.png, was 'a.jpg'"),
        (
            ("--shock", "-1%", "--out", "a.yaml", "--out-shock", "./a.yaml"),
            "--out and --out-shock must be two files, were both 'a.yaml'",
        ),
        (("--shock", "inf%"), "--shock must be a number, or a percentage such as -1%, was 'inf%'"),
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


@pytest.mark.real_data
@pytest.mark.parametrize("shock", ["-1%", "1%"])
def test_the_recorded_day_of_binance_is_a_book(screen: Screen, real_data: Path, tmp_path: Path, shock: str) -> None:
    levels = tmp_path / "levels.csv"
    levels.write_text("price,side,usd\n61000,long,30000000\n62300,short,30000000\n", encoding="utf-8")
    book = real_data / "orderbook" / "binance_usdm_btcusdt_20240808.gz"
    given = ("cascade", "--shock", shock, "--levels", levels, "--book", f"replay:{book}")
    code, out, err = screen(*given, "--json")
    assert (code, err) == (0, "")
    page = json.loads(out)
    jsonschema.validate(page, cascade_schema())
    # between the best prices with which the venue's own day ends
    assert page["price"]["value"] == pytest.approx(61_659.75, abs=1e-9)
    # what the recording shows of the book ends before the shock does, and the page says so
    assert page["status"] == "runs beyond the known book"
    assert "extrapolat" in page["sentence"]
    known = abs(page["known_to"]["value"] / page["price"]["value"] - 1.0)
    assert known < 0.01
    assert 100.0 < page["shock_volume"]["value"] < 20_000.0, "coins within 1 %, as such a book holds"
