"""A folder as a source of history."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from seawall.errors import DataError, InputError
from seawall.sources.datasets import Dataset
from seawall.sources.pull.adapter import PullRequest
from seawall.sources.pull.file_folder import FileFolderAdapter
from seawall.sources.pull.resume import update_history
from seawall.sources.pull.web_session import WebSession
from tests.sources.pull.memory_history import MemoryHistory

SPY = PullRequest(Dataset.BARS, "SPY", "SPY")


def pull(folder: Path, request: PullRequest, history: MemoryHistory) -> int:
    adapter = FileFolderAdapter(folder)
    return update_history(adapter, request, session=WebSession(), history=history, intake=history.intake).rows_new


def test_whole_bars_are_scaled_as_their_close_is(tmp_path: Path) -> None:
    (tmp_path / "SPY.csv").write_text(
        "Date,Open,High,Low,Close,Adj Close,Volume\n2024-03-05,9,12,8,10,5,100\n2024-03-04,10,10,7,8,4,200\n"
    )
    history = MemoryHistory()
    assert pull(tmp_path, SPY, history) == 2
    rows = history.read(Dataset.BARS).to_pydict()
    assert [rows[name] for name in ("open", "high", "low", "close", "volume", "adjusted")] == [
        [5.0, 4.5], [5.0, 6.0], [3.5, 4.0], [4.0, 5.0], [200.0, 100.0], [True, True],
    ]  # fmt: skip
    assert set(rows["source"]) == {"files SPY"}
    assert pull(tmp_path, SPY, history) == 0


def test_closes_alone_say_so(tmp_path: Path) -> None:
    (tmp_path / "panel.csv").write_text("date,SPY,QQQ\n2024-03-04,8,1\n2024-03-05,10,2\n")
    history = MemoryHistory()
    assert pull(tmp_path, SPY, history) == 2
    rows = history.read(Dataset.BARS).to_pydict()
    assert rows["high"] == rows["close"] == [8.0, 10.0]
    assert set(rows["source"]) == {"files SPY (closes only)"}


@pytest.mark.parametrize("cell", ["", "0", "-1"])
def test_a_bar_with_a_hole_is_refused_with_its_date(tmp_path: Path, cell: str) -> None:
    (tmp_path / "SPY.csv").write_text(f"date,open,high,low,close\n2024-03-04,8,9,{cell},8\n")
    history = MemoryHistory()
    with pytest.raises(DataError, match="low on 2024-03-04: must be above 0"):
        pull(tmp_path, SPY, history)
    assert not history.batches


def test_an_economic_series_keeps_its_gaps(tmp_path: Path) -> None:
    (tmp_path / "UNRATE.csv").write_text("observation_date,UNRATE\n2024-01-01,3.7\n2024-02-01,\n2024-03-01,3.8\n")
    history = MemoryHistory()
    assert pull(tmp_path, PullRequest(Dataset.MACRO, "UNRATE", "UNRATE"), history) == 3
    rows = history.read(Dataset.MACRO).to_pydict()
    assert rows["value"] == [3.7, None, 3.8]
    assert rows["date"][1] == dt.date(2024, 2, 1)


def test_a_folder_has_no_funding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'dataset' of files must be one of bars, macro, was 'funding'"):
        pull(tmp_path, PullRequest(Dataset.FUNDING, "X", "X"), MemoryHistory())


@pytest.mark.real_data
@pytest.mark.parametrize("symbol", ["SPY", "BTC_USD", "VIX"])
def test_real_files_give_the_closes_of_the_price_reader(real_data: Path, symbol: str) -> None:
    from seawall.sources.price_files import PriceFiles

    history = MemoryHistory()
    pull(real_data / "prices", PullRequest(Dataset.BARS, symbol, symbol), history)
    rows = history.read(Dataset.BARS)
    series = PriceFiles(real_data / "prices").read(symbol)
    assert rows.column("close").to_pylist() == series.closes.tolist()
    assert (rows.column("time").to_numpy().astype("datetime64[D]") == series.dates).all()
