"""The drivers file: what it gives, and one line for each thing that is wrong with it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seawall.errors import DataError, InputError, SeawallError, SourceError
from seawall.macro import DRIVER_CATALOGUE, DriverObservation, ViewAsset
from seawall.sources import DRIVER_COLUMNS, read_drivers

HEADER = ",".join(DRIVER_COLUMNS)


def _file(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "drivers.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_rows_become_observations(tmp_path: Path) -> None:
    rows = read_drivers(
        _file(
            tmp_path,
            "eth,staking_rate,2024-06-03,28,%,made for a test",
            "btc,etf_flows,2024-06-07,-12.5,USD million a week,SIMULATED flows",
        )
    )
    assert [(each.asset, each.driver_id, each.date, each.value, each.simulated) for each in rows] == [
        (ViewAsset.ETH, "staking_rate", dt.date(2024, 6, 3), 28.0, False),
        (ViewAsset.BTC, "etf_flows", dt.date(2024, 6, 7), -12.5, True),
    ]


def test_every_supplied_driver_can_be_read(tmp_path: Path) -> None:
    supplied = [each for each in DRIVER_CATALOGUE if each.is_supplied]
    lines = [
        f"{each.asset.value},{each.driver_id},2024-06-03,{max(each.lowest, 1):g},{each.unit},made" for each in supplied
    ]
    assert [each.driver_id for each in read_drivers(_file(tmp_path, *lines))] == [each.driver_id for each in supplied]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "btx,nvt_ratio,2024-06-03,40,1,made",
            "drivers.csv:2: asset must be one of dollar, gold, btc, eth, was 'btx'; did",
        ),
        (
            "btc,nvt,2024-06-03,40,1,made",
            "driver must be one of etf_flows, nvt_ratio, estimated_leverage for btc, was 'nvt'",
        ),
        ("btc,nvt_ration,2024-06-03,40,1,made", "did you mean 'nvt_ratio'?"),
        ("btc,volatility,2024-06-03,40,% a year,made", "that one is computed"),
        ("btc,nvt_ratio,3.6.2024,40,1,made", "date must be a day as YYYY-MM-DD, was '3.6.2024'"),
        ("btc,nvt_ratio,2024-02-30,40,1,made", "date must be a day"),
        ("btc,nvt_ratio,2024-06-03,,1,made", "value must be a number from 0 to 10000, was ''"),
        ("btc,nvt_ratio,2024-06-03,nan,1,made", "value must be a number"),
        ("btc,nvt_ratio,2024-06-03,1e400,1,made", "value must be a number"),
        ("btc,nvt_ratio,2024-06-03,-1,1,made", "value must be a number from 0 to 10000, was '-1'"),
        ("eth,staking_rate,2024-06-03,128,%,made", "value must be a number from 0 to 100, was '128'"),
        ("eth,staking_rate,2024-06-03,0.28,share,made", "unit must be '%' for staking_rate, was 'share'"),
        ("btc,nvt_ratio,2024-06-03,40,1,", "source must say who says so, was ''"),
        ("btc,nvt_ratio,2024-06-03,40,1", "row must have 6 cells, had 5"),
    ],
)
def test_a_bad_row_is_refused_in_one_line(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_drivers(_file(tmp_path, row))
    assert message in str(caught.value)
    assert ":2: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bad_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="header must be asset,driver,date,value,unit,source, was 'asset,value'"):
        read_drivers(_file(tmp_path, header="asset,value"))
    with pytest.raises(DataError, match="has column names, but no rows"):
        read_drivers(_file(tmp_path))
    row = "btc,nvt_ratio,2024-06-03,40,1,made"
    with pytest.raises(DataError, match=r"drivers.csv:3: btc nvt_ratio of 2024-06-03 stands twice, first on line 2"):
        read_drivers(_file(tmp_path, row, row))
    with pytest.raises(SourceError, match="cannot be read"):
        read_drivers(tmp_path / "absent.csv")
    with pytest.raises(InputError, match=r"ending in \.csv"):
        read_drivers(tmp_path / "drivers.xlsx")


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_gets_past_the_door_unread(tmp_path: Path, text: str) -> None:
    path = tmp_path / "drivers.csv"
    path.write_bytes(f"{HEADER}\n{text}\n".encode("utf-8", "surrogatepass"))
    with pytest.raises(SeawallError) as caught:
        read_drivers(path)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("driver", "value", "source", "message"),
    [
        ("volatility", 1.0, "made", "is computed"),
        ("nvt_ratio", -1.0, "made", r"in \[0, 10000\]"),
        ("nvt_ratio", 1.0, " ", "was empty"),
        ("nvt", 1.0, "made", "must be one of"),
    ],
)
def test_an_observation_is_checked_at_its_door(driver: str, value: float, source: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        DriverObservation(ViewAsset.BTC, driver, dt.date(2024, 6, 3), value, source, "0")
