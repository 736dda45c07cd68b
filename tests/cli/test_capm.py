"""``seawall capm``: screen, JSON, picture, and one line for every fault."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.test_app import run

WORDS = ("capm", "sample", "--market", "SPY", "--rf", "0.05", "--market-return", "0.12")


def test_screen_json_and_picture_agree(tmp_path: Path) -> None:
    picture = tmp_path / "line.png"
    screen, as_json = run(*WORDS), run(*WORDS, "--json", "--png", str(picture))
    assert (screen.returncode, screen.stderr) == (0, "")
    assert as_json.returncode == 0
    assert as_json.stderr == f"wrote {picture}\n"
    assert picture.read_bytes().startswith(b"\x89PNG")
    document = json.loads(as_json.stdout)
    jsonschema.validate(document, json.loads(run("schema", "capm").stdout))
    assert "SIMULATED" in screen.stdout
    assert document["simulated"]
    assert document["lineage"]["data_hash"] in screen.stdout
    for asset in document["assets"]:
        for name, number in asset.items():
            if name not in ("asset", "information_ratio", "residual_deviation_annual"):
                assert number["text"] in screen.stdout, (asset["asset"], name)
        expected = 0.05 + 0.07 * asset["beta"]["value"]
        assert asset["expected_return_annual"]["value"] == pytest.approx(expected, rel=1e-12)
    by_name = {each["asset"]: each for each in document["assets"]}
    assert by_name["TLT"]["treynor_annual"] == {"value": None, "text": "–", "unit": "%"}


def test_without_a_market_return_the_distance_is_alpha() -> None:
    done = run("capm", "sample", "--market", "SPY", "--rf", "0.05", "--assets", "GLD, QQQ", "--json")
    document = json.loads(done.stdout)
    assert document["market_return_is_estimated"]
    assert [each["asset"] for each in document["assets"]] == ["GLD", "QQQ"]
    for asset in document["assets"]:
        assert asset["distance_annual"]["value"] == pytest.approx(asset["alpha_annual"]["value"], abs=1e-12)
        assert asset["beta_vasicek"]["value"] is None


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("sample",), "--market is missing"),
        (("sample", "--market", "SPY"), "--rf is missing"),
        (("sample", "--market", "SPY", "--rf", "5"), "percent given? 5 % is 0.05"),
        (("sample", "--market", "SPY", "--rf", "five"), "--rf must be a decimal a year from -1 to 1, was 'five'"),
        (("sample", "--market", "SPY", "--rf", "nan"), "--rf must be a decimal a year"),
        (("sample", "--market", "SPY", "--rf", "0.05", "--market-return", "12"), "12 % is 0.12"),
        (("sample", "--market", "SPX", "--rf", "0.05"), "no symbol 'SPX'"),
        (("sample", "--market", "SPY", "--rf", "0.05", "--assets", ","), "at least one symbol"),
        (("sample", "--market", "SPY", "--rf", "0.05", "--assets", "SPY"), "must not be among the assets"),
        (("sample", "--market", "SPY", "--rf", "0.05", "--assets", "GLD\x1b[31m\n"), "has no symbol"),
        (("sample", "--market", "SPY", "--rf", "0.05", "--since", "soon"), "--since must be a date"),
        (("sample", "--market", "SPY", "--rf", "0.05", "--as-of", "2018-01-10"), "needs 25 common closes, found 8"),
        (("sample", "--market", "SPY", "--rf", "0.05", "--png", "line.pdf"), "--png must be named NAME.png"),
        (("no-such-folder", "--market", "SPY", "--rf", "0.05"), "no such file or folder"),
        (("", "--market", "SPY", "--rf", "0.05"), "market must be 'sample'"),
    ],
)
def test_every_fault_is_one_line(words: tuple[str, ...], fault: str) -> None:
    done = run("capm", *words)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("seawall: ")
    assert fault in done.stderr
    assert "\x1b" not in done.stderr
