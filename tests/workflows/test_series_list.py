"""The list of series is what a forecast finds by name: each listed can be read, each refused is refused so."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from seawall.errors import SeawallError
from seawall.report import ListedSeries, SeriesKind, compose_series_list, document_json, series_list_schema
from seawall.sources import price_source
from seawall.workflows import list_series, read_forecast_series
from seawall.workflows.forecast import forecast_origins
from tests.cli.test_app import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A market of three symbols and an economy of three series; of each one is too short, and one has a gap."""
    for name, count in (("LONG", 120), ("SHORT", 40), ("ONE", 1)):
        days = np.arange(count) + np.datetime64("2024-01-01")
        rows = "".join(f"{day},{100 + place}\n" for place, day in enumerate(days))
        (tmp_path / f"{name}.csv").write_text(f"date,close\n{rows}")
    macro = tmp_path / "macro"
    macro.mkdir()
    for name, missing in (("CPIAUCSL", "2020-10-01"), ("PCEPI", None), ("FEDFUNDS", None)):
        months = np.arange("2010-01", "2024-01", dtype="datetime64[M]").astype("datetime64[D]")
        kept = [str(each) for each in (months[-30:] if name == "FEDFUNDS" else months) if str(each) != missing]
        rows = "".join(f"{day},{100 + 0.1 * place}\n" for place, day in enumerate(kept))
        (macro / f"{name}.csv").write_text(f"date,value\n{rows}")
    return tmp_path


def _listed(folder: Path, as_of: dt.date | None = None) -> dict[str, ListedSeries]:
    results = list_series(prices=price_source(str(folder)), macro_folder=folder / "macro", as_of=as_of)
    return {each.name: each for each in results.series}


def test_every_listed_series_is_found_by_its_name_and_refused_by_the_sentence_listed(folder: Path) -> None:
    listed = _listed(folder)
    assert list(listed) == ["LONG", "SHORT", "CPIAUCSL", "FEDFUNDS", "PCEPI"]
    for name, each in listed.items():
        said = ""
        try:
            series = read_forecast_series(name, market=str(folder), macro_folder=folder / "macro")
            assert (str(series.transform), series.title, series.unit) == (each.transform, each.title, each.unit)
            assert (len(series.levels), str(series.level_dates[-1])) == (each.n_values, str(each.last))
            forecast_origins(series)
        except SeawallError as error:
            said = str(error)
        assert said == each.obstacle, each
    assert [name for name, each in listed.items() if each.obstacle] == ["SHORT", "CPIAUCSL", "FEDFUNDS"]
    assert {each.kind for each in listed.values()} == set(SeriesKind)


def test_an_earlier_day_counts_what_was_known_then(folder: Path) -> None:
    then = _listed(folder, dt.date(2024, 1, 30))
    assert (then["LONG"].n_values, str(then["LONG"].last)) == (30, "2024-01-30")
    assert str(then["PCEPI"].last) == "2023-11-01"  # December is known a month after its end
    assert "ONE" not in then


def test_what_cannot_be_read_is_a_failure_and_the_rest_stands(folder: Path) -> None:
    (folder / "BROKEN.csv").write_text("date,close\n2024-01-01,abc\n")
    results = list_series(prices=price_source(str(folder)), macro_folder=folder / "nowhere")
    assert [each.name for each in results.series] == ["LONG", "SHORT"]
    assert {each.where for each in results.failures} == {"economic series", "BROKEN", "ONE"}


def test_without_a_folder_the_store_is_asked_and_its_absence_is_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAWALL_HOME", str(tmp_path / "store"))
    results = list_series(prices=price_source("sample"))
    assert results.failures == ()
    assert "no store there yet" in results.no_economy
    assert "no store there yet" in document_json(compose_series_list(results))


def test_screen_and_json_agree(folder: Path) -> None:
    words = ("data", "series", "--market", str(folder), "--data", str(folder / "macro"))
    screen, as_json = run(*words), run(*words, "--json")
    assert (screen.returncode, as_json.returncode) == (1, 1)  # ONE has one price, which is listed as a failure
    document = json.loads(as_json.stdout)
    jsonschema.validate(document, series_list_schema())
    for each in document["series"]:
        row = next(line.split() for line in screen.stdout.splitlines() if line.split()[:1] == [each["name"]])
        assert each["n_values"]["text"] in row
        assert each["last"] in row
        assert ("refused" if each["obstacle"] else "yes") == row[-1], row
