"""A day before all economic series: refused in one line, or a failure beside the views that prices still give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from seawall.errors import DataError
from seawall.macro import ViewAsset
from seawall.sources import (
    Dataset,
    FileFolderAdapter,
    Intake,
    PullRequest,
    Store,
    WebSession,
    intake,
    price_source,
    update_history,
)
from seawall.workflows import run_macro, run_macro_history

EARLY = dt.date(2005, 6, 30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Consumer prices from 2010 on."""
    months = np.arange("2010-01", "2024-01", dtype="datetime64[M]").astype("datetime64[D]")
    rows = "".join(f"{day},{100 + 0.1 * place}\n" for place, day in enumerate(months))
    (tmp_path / "macro").mkdir()
    (tmp_path / "macro" / "CPIAUCSL.csv").write_text(f"date,value\n{rows}")
    return tmp_path / "macro"


@pytest.mark.parametrize("run", [run_macro, run_macro_history])
def test_a_day_before_all_series_is_refused_with_source_day_and_reason(
    folder: Path, run: Callable[..., object]
) -> None:
    with pytest.raises(DataError) as caught:
        run(folder, as_of=EARLY)
    said = str(caught.value)
    assert said.startswith(f"{folder}: of no economic series was anything known on 2005-06-30; CPIAUCSL: ")
    assert "its first value is known from 2010-02-" in said
    assert "\n" not in said


def test_of_a_store_the_reason_is_of_a_series_that_it_keeps(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAWALL_HOME", str(tmp_path / "store"))
    with Store(tmp_path / "store") as store:
        update_history(
            FileFolderAdapter(folder),
            PullRequest(Dataset.MACRO, "CPIAUCSL", "CPIAUCSL"),
            session=WebSession(),
            history=store.snapshot(),
            intake=lambda batch: Intake(intake(store, batch).receipt is not None),
        )
    with pytest.raises(DataError, match=r"^the store: of no economic series .* on 2005-06-30; CPIAUCSL: "):
        run_macro(as_of=EARLY)


def test_a_day_before_all_series_is_a_failure_where_prices_are_there(folder: Path, tmp_path: Path) -> None:
    days = np.arange(900) + np.datetime64("2003-06-01")
    rows = "".join(f"{day},{40 + 0.01 * place}\n" for place, day in enumerate(days))
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / "GLD.csv").write_text(f"date,close\n{rows}")
    results = run_macro(folder, prices=price_source(str(tmp_path / "prices")), as_of=EARLY)
    (known,) = (each for each in results.failures if each.where == "economic series")
    assert "of no economic series was anything known on 2005-06-30" in known.message
    assert not (*results.cards, *results.indicators, *results.curves)
    assert results.regime is None
    assert results.recession is None
    assert {each.asset for each in results.views if each.level is not None} == {ViewAsset.GOLD}
