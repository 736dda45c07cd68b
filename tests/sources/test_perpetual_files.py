"""Files of recorded perpetuals: what is read, what is said of it, and what is refused with its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from seawall.errors import DataError, SourceError
from seawall.sources import FundingUnit, PerpetualLayout, find_perpetual_files, read_perpetual_file

HOUR_MS = 3_600_000
HEADER = (
    "timestamp,price_open,price_high,price_low,price_close,liquidation_long_usd,liquidation_short_usd,"
    "liquidation_total_usd,funding_close,oi_open,oi_close"
)


def rows(n: int = 5, /, **columns: list[float]) -> list[dict[str, float]]:
    made: list[dict[str, float]] = []
    for hour in range(n):
        made.append(
            {
                "timestamp": 1_700_000_400_000 // HOUR_MS * HOUR_MS + hour * HOUR_MS,
                "price_open": 100.0,
                "price_high": 102.0,
                "price_low": 99.0,
                "price_close": 101.0,
                "liquidation_long_usd": 50.0,
                "liquidation_short_usd": 25.0,
                "liquidation_total_usd": 75.0,
                "funding_close": 0.004,
                "oi_open": 1e6,
                "oi_close": 1e6 + hour,
            }
        )
        for name, values in columns.items():
            made[-1][name] = values[hour]
    return made


def write(path: Path, lines: list[dict[str, float]]) -> Path:
    text = "\n".join([HEADER, *(",".join(repr(each[name]) for name in HEADER.split(",")) for each in lines)]) + "\n"
    path.write_text(text)
    return path


def test_units_and_times_are_those_of_the_file(tmp_path: Path) -> None:
    found = read_perpetual_file(write(tmp_path / "a.csv", rows()))
    assert found.layout is PerpetualLayout.MARKET
    assert found.interval_ns == HOUR_MS * 1_000_000
    assert int(found.end_ns[0]) % found.interval_ns == 0
    assert found.flow is not None
    assert found.flow.open_interest == pytest.approx((1e6 + np.arange(5)) / 101.0)
    assert found.flow.liquidated_long == pytest.approx(np.full(5, 50.0 / 101.0))
    assert found.flow.taker_buy is None
    assert found.funding_unit is FundingUnit.PERCENT
    assert found.funding_rate == pytest.approx(np.full(5, 4e-5))


def test_zero_throughout_is_not_collected(tmp_path: Path) -> None:
    nothing = [0.0] * 5
    lines = rows(liquidation_long_usd=nothing, liquidation_short_usd=nothing, liquidation_total_usd=nothing)
    found = read_perpetual_file(write(tmp_path / "a.csv", lines))
    assert found.liquidated_long_usd is None
    assert found.flow is not None
    assert found.flow.liquidated_long is None
    assert any("not collected, which is not zero" in each for each in found.statements)


def test_gaps_stay_gaps(tmp_path: Path) -> None:
    lines = rows(6)
    del lines[3]
    found = read_perpetual_file(write(tmp_path / "a.csv", lines))
    assert found.gaps == 1
    assert found.flow is not None
    assert found.flow.is_after_gap.tolist() == [False, False, False, True, False]


def test_a_unit_that_numbers_do_not_settle_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", rows(funding_close=[5e-4] * 5))
    with pytest.raises(DataError, match="may be percent or decimal: state it"):
        read_perpetual_file(path)
    assert read_perpetual_file(path, funding_unit=FundingUnit.DECIMAL).funding_rate == pytest.approx(np.full(5, 5e-4))
    small = read_perpetual_file(write(tmp_path / "b.csv", rows(funding_close=[3e-5] * 5)))
    assert small.funding_unit is FundingUnit.DECIMAL


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"liquidation_total_usd": [75.0, 75.0, 80.0, 75.0, 75.0]},
            r":4: 'liquidation_total_usd' must be long and short",
        ),
        ({"price_high": [102.0, 100.5, 102.0, 102.0, 102.0]}, r":3: prices must be above 0"),
        ({"oi_close": [1.0, 1.0, 1.0, 0.0, 1.0]}, r":5: 'oi_close' must be above 0"),
        ({"liquidation_long_usd": [-1.0, 50.0, 50.0, 50.0, 50.0]}, r":2: long liquidations must be 0 or more"),
        ({"timestamp": [0.0, 1.0, 1.0, 2.0, 3.0]}, r":4: 'timestamp' must rise strictly"),
        ({"funding_close": [0.004, float("nan"), 0.004, 0.004, 0.004]}, r":3: 'funding_close' must be a number"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named(tmp_path: Path, change: dict[str, list[float]], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_perpetual_file(write(tmp_path / "a.csv", rows(**change)))


def test_what_is_no_such_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("date,close\n2020-01-01,1\n")
    with pytest.raises(DataError, match="must have the columns timestamp, longUsd, shortUsd"):
        read_perpetual_file(tmp_path / "other.csv")
    (tmp_path / "bad.csv.gz").write_bytes(b"no gzip")
    with pytest.raises(DataError, match="must be gzip"):
        read_perpetual_file(tmp_path / "bad.csv.gz")
    with pytest.raises(SourceError, match="cannot be read"):
        read_perpetual_file(tmp_path / "nowhere.csv")


def test_a_folder_is_searched_by_header(tmp_path: Path) -> None:
    write(tmp_path / "b.csv", rows())
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"timestamp,longUsd,shortUsd\n0,1,2\n60000,1,2\n120000,0,3\n"))
    (tmp_path / "c.csv").write_text("date,close\n")
    assert [path.name for path in find_perpetual_files(tmp_path)] == ["a.csv.gz", "b.csv"]
    totals = read_perpetual_file(tmp_path / "a.csv.gz")
    assert (totals.layout, totals.flow) == (PerpetualLayout.LIQUIDATIONS, None)


@pytest.mark.real_data
def test_recorded_files_are_read_as_their_page_says(real_data: Path) -> None:
    found = {path.name: read_perpetual_file(path) for path in find_perpetual_files(real_data / "perps")}
    assert len(found) == 6
    hourly = found["btc_liq_oi_funding_1h_2025-12_2026-06.csv.gz"]
    assert (len(hourly.end_ns), hourly.gaps, hourly.funding_unit) == (4312, 8, FundingUnit.PERCENT)
    assert hourly.liquidated_long_usd is not None
    assert hourly.liquidated_long_usd.max() == pytest.approx(134.3e6, rel=1e-3)
    five = found["btc_oi_funding_5m_2026-05-25_2026-06-08.csv.gz"]
    assert (five.liquidated_long_usd, five.funding_unit) == (None, FundingUnit.DECIMAL)


@pytest.mark.real_data
def test_times_are_beginnings_of_intervals(real_data: Path) -> None:
    """An hour's open is that of the five minutes that begin with it, and its close that of the last five."""
    hourly = read_perpetual_file(real_data / "perps" / "btc_liq_oi_funding_1h_2025-12_2026-06.csv.gz").flow
    five = read_perpetual_file(real_data / "perps" / "btc_oi_funding_5m_2026-05-25_2026-06-08.csv.gz").flow
    assert hourly is not None
    assert five is not None
    shared, places, others = np.intersect1d(hourly.end_ns, five.end_ns, return_indices=True)
    assert len(shared) > 100
    gap = np.abs(np.log(hourly.close[places] / five.close[others]))
    assert np.median(gap) < 5e-4, float(np.median(gap))
    shifted = np.abs(np.log(hourly.close[places][1:] / five.close[others][:-1]))
    assert np.median(shifted) > 2.0 * np.median(gap)
