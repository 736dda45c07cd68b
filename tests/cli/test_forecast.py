"""``seawall forecast``, ``acf`` and ``volatility``: screen, JSON, picture, and one line for every fault."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from seawall.core import FloatArray
from tests.cli.test_app import run

FORECAST = ("forecast", "TLT", "--market", "sample", "--steps", "5", "--origins", "60")


def _prices(folder: Path, name: str, closes: FloatArray) -> None:
    days = np.arange(len(closes)) + np.datetime64("2015-01-01")
    rows = [f"{day},{close:.12g}" for day, close in zip(days, closes, strict=True)]
    (folder / f"{name}.csv").write_text("date,close\n" + "\n".join(rows) + "\n")


def test_forecast_screen_json_and_picture_agree(tmp_path: Path) -> None:
    picture = tmp_path / "forecast.png"
    screen, as_json = run(*FORECAST), run(*FORECAST, "--json", "--png", str(picture))
    assert (screen.returncode, screen.stderr) == (0, "")
    assert as_json.stderr == f"wrote {picture}\n"
    assert picture.read_bytes().startswith(b"\x89PNG")
    document = json.loads(as_json.stdout)
    jsonschema.validate(document, json.loads(run("schema", "forecast").stdout))
    assert document["simulated"]
    assert "SIMULATED" in screen.stdout
    assert document["series"]["lineage"]["data_hash"] in screen.stdout
    assert len(document["steps"]) == 5
    shown = [document["aic"], document["aicc"], document["bic"]]
    for step in document["steps"]:
        shown += [step["forecast"], step["level_median"], *step["lower"].values(), *step["naive"].values()]
        assert step["lower"]["95"]["value"] < step["lower"]["80"]["value"] < step["forecast"]["value"]
    for each in shown:
        assert each["text"] in screen.stdout, each
    last = document["history"][-1]
    assert (last["date"], last["level"]) == (document["series"]["last_date"], document["series"]["last_level"])
    assert len(document["history"]) == 120
    assert {step["level_naive"]["no change"]["value"] for step in document["steps"]} == {last["level"]["value"]}
    assert document["roots"]
    assert all(
        each["modulus"]["text"] in screen.stdout and each["modulus"]["value"] > 1.0 for each in document["roots"]
    )
    assert "does not beat the naive forecast one step ahead" in " ".join(screen.stdout.split())


@pytest.mark.parametrize(("name", "passed_over"), [("TLT", 0), ("SPY", 1)])
def test_the_order_is_the_best_that_is_not_refused(name: str, passed_over: int) -> None:
    document = json.loads(run("forecast", name, "--market", "sample", "--origins", "20", "--json").stdout)
    tried = {each["order"]: (each["against_best"]["value"], each["refused"]) for each in document["candidates"]}
    assert len(tried) > 1
    assert tried[document["order"]] == (0.0, ""), tried
    assert min(value for value, refused in tried.values() if not refused) == 0.0, tried
    better = [refused for value, refused in tried.values() if value < 0.0]
    assert better == ["a root beside the unit circle"] * passed_over, tried


def test_an_autoregression_beats_the_naive_forecast_and_a_random_walk_is_not_beaten(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).standard_normal(1500)
    level = np.zeros(1500)
    for t in range(1, 1500):
        level[t] = 0.8 * level[t - 1] + noise[t]
    _prices(tmp_path, "STATIONARY", 100.0 + level)
    _prices(tmp_path, "WALK", 500.0 + np.cumsum(noise))
    words = ("--market", str(tmp_path), "--transform", "level", "--steps", "5", "--origins", "800", "--json")
    found = {name: json.loads(run("forecast", name, *words).stdout) for name in ("STATIONARY", "WALK")}
    assert found["STATIONARY"]["verdicts"][0].startswith("ARIMA beats every naive forecast one step ahead")
    assert found["STATIONARY"]["stationarity"]["tests"][0]["p_value"]["value"] < 0.05
    assert found["WALK"]["verdicts"][0].startswith("ARIMA does not beat the naive forecast one step ahead")
    assert found["WALK"]["stationarity"]["verdict"] == "unit root"


def test_acf_screen_and_json_agree(tmp_path: Path) -> None:
    picture = tmp_path / "acf.png"
    words = ("acf", "SPY", "--market", "sample", "--lags", "12")
    screen, as_json = run(*words), run(*words, "--json", "--png", str(picture))
    document = json.loads(as_json.stdout)
    jsonschema.validate(document, json.loads(run("schema", "acf").stdout))
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert [each["lag"] for each in document["lags"]] == list(range(1, 13))
    assert document["verdict"] in " ".join(screen.stdout.split())
    for each in document["lags"]:
        assert each["acf"]["text"] in screen.stdout
        assert each["is_signal"] == (abs(each["acf"]["value"]) > each["robust_band"]["value"])


def test_volatility_screen_and_json_agree(tmp_path: Path) -> None:
    picture = tmp_path / "volatility.png"
    words = ("volatility", "BTC_USD", "--market", "sample", "--steps", "4")
    screen, as_json = run(*words), run(*words, "--json", "--png", str(picture))
    document = json.loads(as_json.stdout)
    jsonschema.validate(document, json.loads(run("schema", "volatility").stdout))
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert [each["model"] for each in document["models"]] == ["GARCH(1,1)", "GJR(1,1,1)"]
    assert {each["model"] for each in document["scores"]} == {"GARCH(1,1)", "GJR(1,1,1)", "EWMA 0.94", "constant"}
    assert document["verdict"] in " ".join(screen.stdout.split())
    for model in document["models"]:
        assert len(model["horizons"]) == 4
        for each in model["horizons"]:
            assert each["average_volatility"]["text"] in screen.stdout


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("forecast", "spy", "--market", "sample"), "no series 'spy'; did you mean 'SPY'?"),
        (("forecast", "SPY"), "--market, a folder or 'sample', is missing"),
        (("forecast", "UNRATE"), "--data, a folder of economic series, is missing"),
        (("forecast", "SPY", "--market", "nowhere"), "nowhere: no such file"),
        (("forecast", "SPY", "--market", "sample", "--steps", "0"), "steps must be a whole number from 1 to 60, was 0"),
        (("forecast", "SPY", "--market", "sample", "--steps", "1e3"), "--steps must be a whole number, was '1e3'"),
        (("forecast", "SPY", "--market", "sample", "--period", "365"), "period must be a whole number from 1 to 60"),
        (("forecast", "SPY", "--market", "sample", "--origins", "3"), "origins must be a whole number from 20 to"),
        (("forecast", "SPY", "--market", "sample", "--criterion", "hqic"), "--criterion must be aicc, aic or bic"),
        (("forecast", "SPY", "--market", "sample", "--transform", "sqrt"), "--transform must be log-returns"),
        (("forecast", "SPY", "--market", "sample", "--as-of", "2018-02-01"), "too few"),
        (("forecast", "SPY", "--market", "sample", "--as-of", "2001-02-01"), "after the as-of date 2001-02-01"),
        (("forecast", "SPY", "--market", "sample", "--png", "x.pdf"), "--png must be named NAME.png"),
        (("acf", "SPY", "--market", "sample", "--lags", "9999"), "lags must be a whole number from 1 to"),
        (("volatility", "SPY", "--market", "sample", "--model", "egarch"), "--model must be garch, gjr or both"),
        (("volatility", "SPY", "--market", "sample", "--as-of", "2018-06-01"), "too few: 500 are needed"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(words: tuple[str, ...], fault: str) -> None:
    done = run(*words)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    assert fault in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


def test_an_economic_series_is_read_as_it_was_known(tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    months = np.arange("2000-01", "2020-01", dtype="datetime64[M]").astype("datetime64[D]")
    rows = [
        f"{day},{5.0 + value:.3f}" for day, value in zip(months, np.cumsum(0.1 * rng.standard_normal(240)), strict=True)
    ]
    (tmp_path / "UNRATE.csv").write_text("date,value\n" + "\n".join(rows) + "\n")
    words = ("forecast", "UNRATE", "--data", str(tmp_path), "--steps", "3", "--as-of", "2018-03-15", "--json")
    document = json.loads(run(*words).stdout)
    assert document["series"]["transform"] == "level"
    assert document["series"]["last_date"] == "2018-02-01"
    assert document["series"]["unit"] == "%"
    assert list(document["steps"][0]["naive"]) == ["last value", "drift"]
    (tmp_path / "UNRATE.csv").write_text("date,value\n" + "\n".join(rows[:-20] + rows[-19:]) + "\n")
    gap = run("forecast", "UNRATE", "--data", str(tmp_path))
    assert gap.returncode == 2
    assert "has no value for 2018-05, and a gap is never filled" in gap.stderr
    unknown = run("forecast", "UNRAT", "--data", str(tmp_path))
    assert unknown.returncode == 2
    assert "did you mean 'UNRATE'?" in unknown.stderr


@pytest.mark.real_data
def test_bitcoin_has_order_interval_and_naive_comparison(real_data: Path) -> None:
    done = run("forecast", "BTC_USD", "--market", str(real_data / "prices"), "--steps", "10", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert not document["simulated"]
    assert document["order"].startswith("(")
    assert len(document["steps"]) == 10
    assert {each["naive"] for each in document["comparisons"]} == {"zero", "mean", "last value"}
    assert document["verdicts"][0].startswith("ARIMA does not beat the naive forecast one step ahead")
