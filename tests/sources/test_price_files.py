from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from seawall.errors import DataError, InputError, SourceError
from seawall.sources import PriceFiles, price_source

ROWS = "2024-01-02,1\n2024-01-03,2\n"


def test_a_file_wins_over_a_panel(tmp_path: Path) -> None:
    (tmp_path / "AAA.csv").write_text("date,close\n" + ROWS)
    (tmp_path / "panel.csv").write_text("date,AAA,BBB\n2024-01-02,7,8\n2024-01-03,7,8\n")
    prices = PriceFiles(tmp_path)
    assert prices.read("AAA").closes.tolist() == [1.0, 2.0]
    assert prices.read("BBB").closes.tolist() == [8.0, 8.0]


def test_only_files_that_are_asked_for_are_opened(tmp_path: Path) -> None:
    (tmp_path / "AAA.csv").write_text("date,close\n" + ROWS)
    (tmp_path / "broken.csv.gz").write_bytes(b"no gzip")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "notes.txt").write_text("date,BBB\n")
    assert PriceFiles(tmp_path).read("AAA").closes.tolist() == [1.0, 2.0]
    with pytest.raises(DataError) as refused:
        PriceFiles(tmp_path).read("BBB")
    assert "no prices for symbol 'BBB'" in str(refused.value)
    assert "could not look into" in str(refused.value)
    assert "broken.csv.gz: is not a whole gzip file" in str(refused.value)


@pytest.mark.parametrize(
    ("symbol", "clause"),
    [("spy", "did you mean 'SPY'?"), ("SPYY", "did you mean 'SPY'?"), ("qqq", "did you mean 'QQQ'?"), ("XLE", None)],
)
def test_a_missing_symbol_is_answered_with_the_nearest(symbol: str, clause: str | None, tmp_path: Path) -> None:
    (tmp_path / "SPY.csv.gz").write_bytes(gzip.compress(b"date,close\n" + ROWS.encode()))
    (tmp_path / "panel.csv").write_text("date,QQQ\n" + ROWS)
    with pytest.raises(DataError) as refused:
        PriceFiles(tmp_path).read(symbol)
    assert f"no prices for symbol {symbol!r} (looked for {symbol}.csv, .csv.gz, .parquet" in str(refused.value)
    assert (clause or "no prices") in str(refused.value)
    assert ("did you mean" in str(refused.value)) == (clause is not None), refused.value


def test_one_panel_answers_for_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "panel.csv"
    path.write_text("date,QQQ\n" + ROWS)
    assert PriceFiles(path).read("QQQ").closes.tolist() == [1.0, 2.0]
    with pytest.raises(
        DataError, match=r"panel\.csv: no prices for symbol 'qqq' \(looked for a column of that name\); did"
    ):
        PriceFiles(path).read("qqq")


def test_a_corrupt_panel_says_so(tmp_path: Path) -> None:
    path = tmp_path / "panel.csv.gz"
    path.write_bytes(gzip.compress(b"date,QQQ\n" + ROWS.encode())[:-20])
    with pytest.raises(DataError, match=r"panel\.csv\.gz: is not a whole gzip file"):
        PriceFiles(path).read("QQQ")


@pytest.mark.parametrize("symbol", ["../AAA", "a/b", "a\\b", "..\\AAA", "a\0b", "/etc/passwd"])
def test_a_symbol_stays_in_its_folder(symbol: str, tmp_path: Path) -> None:
    (tmp_path / "AAA.csv").write_text("date,close\n" + ROWS)
    (tmp_path / "below").mkdir()
    with pytest.raises(InputError, match="'symbol' must hold no path separator"):
        PriceFiles(tmp_path / "below").read(symbol)


@pytest.mark.parametrize("name", ["nowhere", "x" * 300, "a\0b", "loop"])
def test_a_place_without_prices_is_unreachable(name: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(SourceError):
        PriceFiles(tmp_path / name)


def test_a_folder_that_cannot_be_listed_is_unreachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    prices = PriceFiles(tmp_path)
    monkeypatch.setattr(Path, "iterdir", denied)
    with pytest.raises(SourceError, match="cannot be read: Permission denied"):
        prices.read("AAA")
    monkeypatch.setattr(Path, "is_file", denied)
    with pytest.raises(SourceError, match="cannot be read: Permission denied"):
        prices._own_files("AAA")


def test_a_relative_market_starts_beside_its_file(tmp_path: Path) -> None:
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / "AAA.csv").write_text("date,close\n" + ROWS)
    assert price_source("prices", beside=tmp_path).read("AAA").closes.tolist() == [1.0, 2.0]
    with pytest.raises(InputError, match="market must be"):
        price_source("", beside=tmp_path)
