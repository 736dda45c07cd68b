"""A folder of economic series: headers, vintages, what was known on a day, and one line for every fault."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import numpy as np
import pytest

from seawall.errors import DataError, InputError, SeawallError, SourceError
from seawall.macro import Economy
from seawall.sources import read_macro_file, read_macro_folder


def _write(folder: Path, name: str, *lines: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines) + "\n"
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def _two_vintages(folder: Path) -> Path:
    _write(folder, "UNRATE.csv", "date,value", "2025-08-01,4.3", "2025-09-01,4.4", "2025-10-01,", "2025-11-01,4.6")
    _write(
        folder / "vintage_2026-07", "UNRATE.csv", "date,UNRATE", "2025-09-01,4.4", "2025-11-01,4.5", "2026-06-01,4.2"
    )
    _write(folder, "PAYEMS.csv", "date,value", "2025-10-01,159488", "2025-11-01,159552")
    return folder


@pytest.mark.parametrize("header", ["date,value", "date,UNRATE", "observation_date,UNRATE", "DATE,UNRATE"])
@pytest.mark.parametrize("name", ["UNRATE.csv", "UNRATE.csv.gz"])
@pytest.mark.parametrize("blank", ["", "."])
def test_every_header_reads_the_same(tmp_path: Path, header: str, name: str, blank: str) -> None:
    series = read_macro_file(_write(tmp_path, name, header, "2025-09-01,4.4", f"2025-10-01,{blank}", "2025-11-01,4.6"))
    assert series.dates.tolist() == [dt.date(2025, 9, 1), dt.date(2025, 11, 1)]
    assert series.values.tolist() == [4.4, 4.6]
    assert series.blank_dates.tolist() == [dt.date(2025, 10, 1)]
    assert series.value_on(dt.date(2025, 10, 1)) is None
    assert (series.vintage, series.source) == (None, str(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "lines", "fault"),
    [
        (
            "UNRATE.csv",
            ("date,rate", "2025-09-01,4.4"),
            ":1: header must be date, observation_date or DATE, then value",
        ),
        ("UNRATE.csv", ("day,value", "2025-09-01,4.4"), ":1: header must be date, .*, was 'day,value'"),
        ("UNRATE.csv", ("date,PAYEMS", "2025-09-01,4.4"), "then value or UNRATE, was 'date,PAYEMS'"),
        ("UNRATE.csv", ("date,value,more", "2025-09-01,4.4,1"), ":1: header must be"),
        ("UNRATE.csv", ("date,value", "2025-09-01,4.4", "2025-10-01,n/a"), ":3: UNRATE must be a number .* was 'n/a'"),
        ("UNRATE.csv", ("date,value", "2025-09-01,nan"), ":2: UNRATE must be a number .* was 'nan'"),
        ("UNRATE.csv", ("date,value", "2025-09-01,1e400"), ":2: UNRATE must be a number within 1e"),
        ("UNRATE.csv", ("date,value", "2025-09-01,1_000"), ":2: UNRATE must be a number"),
        ("UNRATE.csv", ("date,value", "2025-09-01,4", "2025-09-01,4"), ":3: date 2025-09-01 stands twice"),
        (
            "UNRATE.csv",
            ("date,value", "2025-09-01,4", "2025-08-01,4"),
            ":3: date 2025-08-01 must not follow 2025-09-01",
        ),
        ("UNRATE.csv", ("date,value", "2025-09-01,", "2025-09-01,4"), ":3: date 2025-09-01 stands twice"),
        ("UNRATE.csv", ("date,value", "09/01/2025,4"), ":2: UNRATE must have days as YYYY-MM-DD, was '09/01/2025'"),
        ("UNRATE.csv", ("date,value", "2025-09-31,4"), ":2: UNRATE must have days as YYYY-MM-DD, was '2025-09-31'"),
        ("UNRATE.csv", ("date,value", "2025-09-30,4"), ":2: UNRATE is monthly and must be dated by the first day"),
        ("GDPC1.csv", ("date,value", "2025-02-01,4"), ":2: GDPC1 is quarterly and must be dated by the first day"),
        ("UNRATE.csv", ("date,value", "2025-09-01"), ":2: row must have 2 cells, had 1"),
        ("UNRATE.csv", ("date,value", "2025-09-01,"), "UNRATE has no values"),
        ("UNRATE.csv", ("date,value",), "UNRATE has no values"),
        ("UNRATE.csv", ("",), "is empty"),
    ],
)
def test_a_corrupt_file_is_one_line_with_file_line_and_value(
    tmp_path: Path, name: str, lines: tuple[str, ...], fault: str
) -> None:
    path = _write(tmp_path, name, *lines)
    with pytest.raises(DataError, match=fault) as caught:
        read_macro_folder(tmp_path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_folders_that_break_a_rule(tmp_path: Path) -> None:
    def fault(folder: Path, kind: type[SeawallError], text: str, vintage: str | None = None) -> None:
        with pytest.raises(kind, match=text) as caught:
            read_macro_folder(folder, vintage=vintage)
        assert "\n" not in str(caught.value)

    fault(tmp_path / "nowhere", SourceError, "cannot be read: No such file")
    fault(tmp_path, SourceError, "holds no file of a known series, such as CPIAUCSL.csv")
    twice = tmp_path / "twice"
    _write(twice, "UNRATE.csv", "date,value", "2025-09-01,4.4")
    _write(twice, "UNRATE.csv.gz", "date,value", "2025-09-01,4.4")
    fault(twice, DataError, "UNRATE stands there twice, as .csv and .csv.gz")
    folder = _two_vintages(tmp_path / "two")
    fault(
        folder, InputError, "vintage must be one of base, vintage_2026-07 in .*, was 'vintage_2026-7'", "vintage_2026-7"
    )
    (folder / "vintage").write_text("January")
    fault(folder, DataError, "vintage: vintage must be YYYY-MM or YYYY-MM-DD, was 'January'")
    (folder / "vintage").unlink()
    (folder / "vintage_2026-13").mkdir()
    fault(folder, DataError, "vintage_2026-13: vintage must be YYYY-MM or YYYY-MM-DD, was '2026-13'")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "UNRATE.csv.gz").write_bytes(b"no gzip at all")
    fault(broken, DataError, "is not a whole gzip file")


def _november(economy: Economy) -> float | None:
    return economy.get("UNRATE").value_on(dt.date(2025, 11, 1))


def test_each_series_is_of_the_newest_vintage_that_is_not_later_than_the_day(tmp_path: Path) -> None:
    folder = _two_vintages(tmp_path)
    before = read_macro_folder(folder, as_of=dt.date(2026, 7, 30))
    after = read_macro_folder(folder, as_of=dt.date(2026, 7, 31))
    assert (_november(before), _november(after)) == (4.6, 4.5)
    assert before.get("UNRATE").vintage is None
    assert after.get("UNRATE").vintage == dt.date(2026, 7, 31), "a month counts from its last day"
    assert after.get("UNRATE").source.endswith("vintage_2026-07/UNRATE.csv")
    assert after.get("PAYEMS").source == str(folder / "PAYEMS.csv"), "it has no later download"
    (folder / "vintage_2026-07").rename(folder / "vintage_2026-07-03")
    assert _november(read_macro_folder(folder, as_of=dt.date(2026, 7, 3))) == 4.5
    assert _november(read_macro_folder(folder, as_of=dt.date(2026, 7, 2))) == 4.6


def test_a_vintage_by_name(tmp_path: Path) -> None:
    folder = _two_vintages(tmp_path)
    base = read_macro_folder(folder, vintage="base")
    later = read_macro_folder(folder, vintage="vintage_2026-07")
    assert (_november(base), _november(later)) == (4.6, 4.5)
    assert not later.has("PAYEMS")
    with pytest.raises(DataError, match=r"PAYEMS .* is not available on 2026-07-31: not supplied"):
        later.get("PAYEMS")


def test_the_base_may_state_its_vintage(tmp_path: Path) -> None:
    folder = _two_vintages(tmp_path)
    (folder / "vintage").write_text("2026-08-02\n")
    assert _november(read_macro_folder(folder, as_of=dt.date(2026, 8, 1))) == 4.5
    assert _november(read_macro_folder(folder, as_of=dt.date(2026, 8, 2))) == 4.6
    # before every vintage the oldest is used, and its date says that it holds later revisions
    early = read_macro_folder(folder, as_of=dt.date(2025, 12, 31))
    assert early.get("UNRATE").vintage == dt.date(2026, 7, 31)


def test_what_was_not_yet_published_is_not_known(tmp_path: Path) -> None:
    folder = _two_vintages(tmp_path)
    # the lag of payrolls and unemployment is 10 days from the end of the month
    day_before = read_macro_folder(folder, as_of=dt.date(2025, 12, 9))
    assert day_before.get("PAYEMS").latest_date == dt.date(2025, 10, 1)
    assert day_before.get("UNRATE").blank_dates.tolist() == [dt.date(2025, 10, 1)]
    on_the_day = read_macro_folder(folder, as_of=dt.date(2025, 12, 10))
    assert on_the_day.get("PAYEMS").latest_date == dt.date(2025, 11, 1)
    early = read_macro_folder(folder, as_of=dt.date(2025, 9, 30))
    assert not early.has("PAYEMS")
    with pytest.raises(DataError, match=r"PAYEMS .* on 2025-09-30: its first value is known from 2025-11-10"):
        early.get("PAYEMS")


def test_the_day_without_one_is_the_first_on_which_all_was_known(tmp_path: Path) -> None:
    _write(tmp_path, "DGS10.csv", "date,value", "2025-12-29,4.12", "2025-12-30,4.14")
    _write(tmp_path, "UNRATE.csv", "date,value", "2025-11-01,4.6")
    # the NBER's flag of December is known two years later: it says nothing about the day of a file
    _write(tmp_path, "USREC.csv", "date,value", "2020-04-01,1", "2025-12-01,0")
    economy = read_macro_folder(tmp_path)
    assert economy.as_of == dt.date(2025, 12, 31)
    assert economy.get("USREC").latest_date == dt.date(2020, 4, 1)


@pytest.mark.real_data
def test_both_vintages_of_a_published_series_hold_their_own_values(real_data: Path) -> None:
    folder = real_data / "macro"
    before = read_macro_folder(folder, as_of=dt.date(2026, 1, 5))
    after = read_macro_folder(folder, as_of=dt.date(2026, 8, 1))
    november = dt.date(2025, 11, 1)
    assert before.get("CPIAUCSL").value_on(november) == 325.031
    assert after.get("CPIAUCSL").value_on(november) == 325.063
    assert before.get("CPIAUCSL").value_on(dt.date(2025, 10, 1)) is None
    assert after.get("CPIAUCSL").value_on(dt.date(2025, 10, 1)) is None
    assert (_november(before), _november(after)) == (4.6, 4.5)
    assert after.get("CPIAUCSL").vintage == dt.date(2026, 7, 31)


@pytest.mark.real_data
def test_november_prices_are_not_known_on_the_tenth_of_december(real_data: Path) -> None:
    economy = read_macro_folder(real_data / "macro", as_of=dt.date(2025, 12, 10))
    assert economy.get("CPIAUCSL").latest_date == dt.date(2025, 9, 1)
    assert economy.get("CPIAUCSL").blank_dates.tolist() == [dt.date(2025, 10, 1)]
    later = read_macro_folder(real_data / "macro", as_of=dt.date(2025, 12, 16))
    assert later.get("CPIAUCSL").latest_date == dt.date(2025, 11, 1)


@pytest.mark.real_data
def test_nothing_of_any_series_is_from_after_the_day(real_data: Path) -> None:
    for day in (dt.date(2008, 10, 15), dt.date(2020, 3, 23), dt.date(2025, 12, 10)):
        economy = read_macro_folder(real_data / "macro", as_of=day)
        for name, series in economy.series.items():
            assert series.publication_dates[-1] <= np.datetime64(day), f"{name} on {day}"
            assert (series.dates <= np.datetime64(day)).all(), f"{name} on {day}"
