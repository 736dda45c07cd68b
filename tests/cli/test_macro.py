"""``seawall macro``: screen, JSON and schema, and one line for every fault."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.test_app import run


@pytest.mark.real_data
def test_six_cards_and_four_views_on_screen_and_in_json(real_data: Path) -> None:
    words = (
        "macro",
        "--data",
        str(real_data / "macro"),
        "--market",
        str(real_data / "prices"),
        "--as-of",
        "2025-12-31",
    )
    screen, as_json = run(*words), run(*words, "--json")
    assert (screen.returncode, screen.stderr) == (0, "")
    assert (as_json.returncode, as_json.stderr) == (0, "")
    document = json.loads(as_json.stdout)
    jsonschema.validate(document, json.loads(run("schema", "macro").stdout))
    page = " ".join(screen.stdout.replace("│", " ").split())
    assert len(document["cards"]) == 6
    for card in document["cards"]:
        assert card["indicator"]["value"]["text"] in page
        last = card["recent"][-1]
        assert (last["period"], last["value"]) == (card["indicator"]["period"], card["indicator"]["value"])
    assert [each["day"] for each in document["curves"]] == ["latest", "a month before", "a year before"]
    for curve in document["curves"]:
        assert curve["points"]
        assert all(point["rate"]["text"] in page for point in curve["points"])
    assert [each["asset"] for each in document["views"]] == ["dollar", "gold", "btc", "eth"]
    for view in document["views"]:
        level = view["level"]
        change = 100.0 * (level["close"]["value"] / level["previous_close"]["value"] - 1.0)
        assert 100.0 * level["day_change"]["value"] == pytest.approx(change, abs=1e-12)
        assert level["close"]["text"] in page, view["asset"]
        assert level["day_change"]["text"] in page, view["asset"]
    dollar, gold = (document["views"][place]["level"] for place in (0, 1))
    assert dollar["lineage"]["source"].endswith("DXY_2015_2026.csv")
    assert gold["label"].startswith("GLD")
    assert document["regime"]["score"]["text"] in page
    assert document["recession"]["probability"]["text"] in page
    assert document["disclaimer"] in page


@pytest.mark.real_data
def test_the_day_and_the_vintage_change_the_reading(real_data: Path) -> None:
    def unemployment(*more: str) -> tuple[str, str]:
        done = run("macro", "--data", str(real_data / "macro"), "--json", *more)
        found = {each["id"]: each for each in json.loads(done.stdout)["indicators"]}["unemployment"]
        return found["period"], found["value"]["text"]

    assert unemployment("--as-of", "2025-12-09") == ("2025-09", "4.40")
    assert unemployment("--as-of", "2025-12-10") == ("2025-11", "4.60")
    assert unemployment("--as-of", "2025-12-10", "--vintage", "vintage_2026-07") == ("2025-11", "4.50")
    assert unemployment() == ("2026-06", "4.20")


def test_without_a_folder_the_store_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAWALL_HOME", str(tmp_path / "store"))
    done = run("macro")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no store there yet; seawall pull" in done.stderr
    done = run("macro", "--vintage", "base")
    assert "vintage 'base' names a part of a folder of series: name the folder too" in done.stderr


def test_prices_alone_still_give_the_views_of_assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAWALL_HOME", str(tmp_path / "store"))
    done = run("macro", "--market", "sample", "--json")
    assert done.returncode == 1
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(run("schema", "macro").stdout))
    assert (document["as_of"], document["cards"], document["regime"]) == ("2025-12-30", [], None)
    assert document["failures"][0]["where"] == "economic series"
    assert "no store there yet; seawall pull" in document["failures"][0]["message"]
    bitcoin = {each["asset"]: each for each in document["views"]}["btc"]
    assert (bitcoin["level"]["close"]["text"], bitcoin["level"]["is_stale"]) == ("88,000.00", False)
    screen = run("macro", "--market", "sample")
    assert "88,000.00" in screen.stdout
    assert "Series used" not in screen.stdout


def test_what_is_missing_is_listed_and_the_rest_is_shown(tmp_path: Path) -> None:
    (tmp_path / "UNRATE.csv").write_text("date,value\n2025-10-01,4.4\n2025-11-01,4.6\n")
    done = run("macro", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "4.60" in done.stdout
    assert "indicator vix: VIXCLS (VIX, close) is not available on 2025-12-10: not supplied" in " ".join(
        done.stdout.split()
    )


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--data", "{folder}", "--as-of", "10.12.2025"), "--as-of must be a date as YYYY-MM-DD, was '10.12.2025'"),
        (("--data", "{folder}", "--vintage", "july"), "vintage must be one of base in"),
        (("--data", "{folder}/none"), "none: cannot be read: No such file or directory"),
        (("--data", "{folder}/empty"), "holds no file of a known series, such as CPIAUCSL.csv"),
        (
            ("--data", "{folder}/bad"),
            "bad/UNRATE.csv:2: UNRATE must be a number within 1e+18 of 0, blank or '.', was 'x'",
        ),
        (("--data", "{folder}", "--market", "{folder}/none"), "no such file or folder of prices"),
        (("--data", "{folder}", "--drivers", "{folder}/mine.csv"), "need the prices of the assets that they are of"),
    ],
)
def test_a_fault_is_one_line(tmp_path: Path, words: tuple[str, ...], fault: str) -> None:
    (tmp_path / "UNRATE.csv").write_text("date,value\n2025-11-01,4.6\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "UNRATE.csv").write_text("date,value\n2025-11-01,x\n")
    done = run("macro", *(each.format(folder=tmp_path) for each in words))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert fault in done.stderr
