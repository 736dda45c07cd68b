"""The regime over time: every month is the reading of that day, and screen, JSON and schema agree."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest

from seawall.macro import forecast_recession, read_regime
from seawall.report import compose_macro_history
from seawall.sources import read_macro_folder
from seawall.workflows import run_macro_history
from tests.cli.test_app import run


@pytest.mark.real_data
def test_a_month_is_the_reading_of_its_first_day(real_data: Path) -> None:
    folder = real_data / "macro"
    document = compose_macro_history(run_macro_history(folder))
    whole = read_macro_folder(folder)
    months = {each.day: each for each in document.months}
    for day in ("2001-03-01", "2009-01-01", "2020-04-01", "2025-01-01", document.months[-1].day):
        then = whole.known_on(dt.date.fromisoformat(day))
        reading, month = read_regime(then), months[day]
        assert (month.best.value, month.worst.value, month.score.value) == (reading.best, reading.worst, reading.score)
        assert month.word == (reading.word.value if reading.word else None), day
        forecast = forecast_recession(then)
        assert month.probability.value == pytest.approx(forecast.probability, rel=1e-9), day
        assert month.target_month == f"{forecast.target_month:%Y-%m}"
    assert all(each.worst.value - each.best.value <= 10.0 for each in document.months)  # type: ignore[operator]
    first = document.months[0]
    assert first.worst.value is not None
    assert first.best.value is not None
    assert first.worst.value - first.best.value <= 5.0
    assert [each.first for each in document.recessions] == ["2001-04-01", "2008-01-01", "2020-03-01"]
    assert document.skill is not None
    assert document.skill.months >= 300


@pytest.mark.real_data
def test_screen_json_and_schema_agree(real_data: Path) -> None:
    words = ("macro", "--history", "--data", str(real_data / "macro"), "--as-of", "2025-12-31")
    screen, as_json = run(*words), run(*words, "--json")
    assert (screen.returncode, screen.stderr, as_json.returncode) == (0, "", 0)
    document = json.loads(as_json.stdout)
    jsonschema.validate(document, json.loads(run("schema", "macro-history").stdout))
    assert document["as_of"] == "2025-12-31"
    page = " ".join(screen.stdout.split())
    for month in document["months"][-12:]:
        assert (
            f"{month['day']} {month['score']['text']} {month['word'] or 'open'} {month['probability']['text']}" in page
        )
    assert document["skill"]["sentence"] in page


def test_history_takes_no_prices(tmp_path: Path) -> None:
    done = run("macro", "--history", "--market", "sample", "--data", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "--history is of the economic series alone, and takes neither --market nor --drivers: sample" in done.stderr
