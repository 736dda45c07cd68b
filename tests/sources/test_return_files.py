"""Files of returns: what is read, and every fault refused in one line with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seawall.errors import DataError, InputError, SourceError
from seawall.sources import read_return_series

GOOD = "date,FUND\n2024-01-02,0.01\n2024-01-03,-0.02\n2024-01-04,0\n2024-01-05,1.5e-3\n"


def written(folder: Path, text: str, name: str = "returns.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_every_row_is_read(tmp_path: Path) -> None:
    series = read_return_series(written(tmp_path, GOOD))
    assert series.name == "FUND"
    assert series.returns.tolist() == [0.01, -0.02, 0.0, 0.0015]
    assert str(series.window) == "2024-01-02 to 2024-01-05"
    assert series.sessions_per_year == pytest.approx(365.2425)
    assert not series.simulated
    assert not series.returns.flags.writeable


def test_a_column_is_chosen_by_name_and_the_others_are_not_looked_at(tmp_path: Path) -> None:
    rows = "\n".join(f"2024-01-0{day},{day / 100},n/a,-{day / 50}" for day in range(2, 7))
    path = written(tmp_path, f"timestamp,A,B,C\n{rows}\n")
    assert read_return_series(path, column="C").returns.tolist() == [-day / 50 for day in range(2, 7)]
    with pytest.raises(InputError, match=r"has 3 columns; name one with --column: 'A', 'B', 'C'$"):
        read_return_series(path)
    with pytest.raises(InputError, match=r"--column must be one of 'A', 'B', 'C', was 'c'"):
        read_return_series(path, column="c")


@pytest.mark.parametrize(("name", "column"), [("simulated_fund.csv", "X"), ("fund.csv", "Simulated X")])
def test_what_calls_itself_simulated_is_badged(name: str, column: str, tmp_path: Path) -> None:
    assert read_return_series(written(tmp_path, GOOD.replace("FUND", column), name)).simulated


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2024-01-05,", r"csv:5: column 'FUND' must hold a return on every date, was blank; a blank is no return of 0"),
        ("2024-01-05,null", r"csv:5: column 'FUND' must hold a return on every date"),
        ("2024-01-05,nan", r"csv:5: column 'FUND' must hold numbers, was 'nan'"),
        ("2024-01-05,inf", r"csv:5: column 'FUND' must hold numbers, was 'inf'"),
        ("2024-01-05,x", r"csv:5: column 'FUND' must hold numbers, was 'x'"),
        ("2024-01-05,1.2%", r"csv:5: column 'FUND' must hold decimals, 0.01 for 1 %, was '1.2%'; percent given\?"),
        ("2024-01-05,-1", r"csv:5: column 'FUND' must hold decimals above -1, was -1; percent given\?"),
        ("2024-01-05,-2.5", r"csv:5: column 'FUND' must hold decimals above -1, was -2.5; percent given\?"),
        ("2024-01-04,0.01", r"csv:5: column 'date' must rise, but 2024-01-04 stands twice"),
        ("2024-01-01,0.01", r"csv:5: column 'date' must rise, but 2024-01-01 follows 2024-01-04"),
        ("05/01/2024,0.01", r"csv:5: column 'date' must hold days as YYYY-MM-DD, was '05/01/2024'"),
        (",0.01", r"csv:5: column 'date' must hold days as YYYY-MM-DD, was ''"),
        ("2024-01-05", r"csv:5: row must have 2 cells, had 1"),
    ],
)
def test_a_row_that_breaks_a_rule(line: str, message: str, tmp_path: Path) -> None:
    lines = GOOD.splitlines()
    with pytest.raises(DataError, match=message) as caught:
        read_return_series(written(tmp_path, "\n".join([*lines[:4], line, ""])))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("day,FUND\n2024-01-02,0.01\n", r"csv:1: must have a column 'date', .*; its columns are 'day', 'FUND'"),
        ("date\n2024-01-02\n", "must have a column of returns beside 'date', has none"),
        ("date,FUND\n", "must hold at least 4 returns, held 0"),
        (GOOD.rsplit("\n", 2)[0], "must hold at least 4 returns, held 3"),
        (GOOD.replace("0.01", "0").replace("-0.02", "0").replace("1.5e-3", "0"), "must vary, but every return is 0"),
        (GOOD.replace("-0.02", "101").replace("0.01", "100"), r"csv:2: .* was 100 and never below 0; prices given\?"),
    ],
)
def test_a_file_that_breaks_a_rule(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=message):
        read_return_series(written(tmp_path, text))


@pytest.mark.parametrize("volatility_percent", [0.3, 1.0])
def test_percent_is_noticed_even_where_no_return_is_below_minus_one(volatility_percent: float, tmp_path: Path) -> None:
    returns = np.clip(np.random.default_rng(1).normal(0.0, volatility_percent, 500), -0.99, None)
    days = np.arange("2022-01-03", "2024-01-01", dtype="datetime64[D]")
    days = days[np.is_busday(days)][:500]
    text = "\n".join(f"{day},{value:.4f}" for day, value in zip(days, returns, strict=True))
    with pytest.raises(
        DataError, match=r"must hold decimals, 0.01 for 1 %, was .* a year, above 400%; percent given\?"
    ):
        read_return_series(written(tmp_path, f"date,FUND\n{text}\n"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.csv: cannot be read: No such file or directory"):
        read_return_series(tmp_path / "none.csv")
    with pytest.raises(SourceError, match="cannot be read: Is a directory"):
        read_return_series(tmp_path)
