"""Asset views from files: no look-ahead, fallbacks of symbols, and what is missing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.macro import AssetView, DriverObservation, DriverStatus, Economy, MacroSeries, ViewAsset
from seawall.market import PriceSeries
from seawall.report import asset_views_section, compose_asset_views
from seawall.sources import PriceFiles, SampleMarket, read_macro_folder
from seawall.workflows import run_asset_views

DAY = dt.date(2025, 12, 30)


class _Source:
    """Closes of another source, changed after a day."""

    label, simulated = "changed", False

    def __init__(self, inner: PriceFiles, day: dt.date) -> None:
        self.inner, self.day = inner, np.datetime64(day, "D")

    def symbols(self) -> tuple[str, ...]:
        return self.inner.symbols()

    def read(self, symbol: str) -> PriceSeries:
        series = self.inner.read(symbol)
        factor = np.where(series.dates > self.day, 7.0, 1.0)
        return dataclasses.replace(series, closes=series.closes * factor, volumes=None)


def _shape(views: tuple[AssetView, ...]) -> list[object]:
    return [(view.level, view.drivers, view.reading) for view in views]


@pytest.mark.real_data
@pytest.mark.parametrize("day", [dt.date(2019, 3, 15), dt.date(2022, 9, 30), dt.date(2024, 6, 28)])
def test_the_future_does_not_change_a_view(real_data: Path, day: dt.date) -> None:
    prices = PriceFiles(real_data / "prices")
    later = read_macro_folder(real_data / "macro", as_of=dt.date(2026, 2, 1), vintage="base")
    before = read_macro_folder(real_data / "macro", as_of=day, vintage="base")
    future = DriverObservation(ViewAsset.BTC, "nvt_ratio", day + dt.timedelta(days=1), 50.0, "made", "0")
    expected = run_asset_views(before, prices)
    found = run_asset_views(later, _Source(prices, day), as_of=day, observations=[future])
    for first, second in zip(expected, found, strict=True):
        assert first.level == second.level
        assert [each.text for each in first.reading] == [each.text for each in second.reading]
        for one, other in zip(first.drivers, second.drivers, strict=True):
            assert one.estimate == other.estimate, (one, other)
    newest = max(each.estimate.date for view in found for each in view.drivers if each.estimate)
    assert newest <= day


@pytest.mark.real_data
def test_the_figures_of_one_day(real_data: Path) -> None:
    dollar, gold, btc, eth = run_asset_views(
        read_macro_folder(real_data / "macro", as_of=DAY), PriceFiles(real_data / "prices")
    )
    assert dollar.level is not None
    assert gold.level is not None
    assert btc.level is not None
    assert gold.level.label == "GLD, a gold ETF share, not ounces"
    assert dollar.level.note == "DXY ends on 2023-03-23"
    assert round(dollar.level.close, 2) == 98.24
    assert btc.level.day_change == pytest.approx(88_430.13 / 87_138.14 - 1, abs=1e-6)
    cuts = dollar.by_id["cuts_implied"].estimate
    assert cuts is not None
    assert round(cuts.value, 1) == 3.2
    assert dollar.by_id["core_pce_yoy"].status is DriverStatus.STALE  # nothing was published in the shutdown
    assert eth.by_id["btc_correlation"].estimate is not None


@pytest.mark.real_data
def test_the_section_shows_every_driver_and_sentence(real_data: Path) -> None:
    views = run_asset_views(read_macro_folder(real_data / "macro", as_of=DAY), PriceFiles(real_data / "prices"))
    section = asset_views_section(compose_asset_views(views))
    assert len(section.tables) == 12
    cells = {cell.text for table in section.tables for row in table.rows for cell in row}
    for view in views:
        assert {each.facts.title for each in view.drivers} <= cells
        assert {each.text for each in view.reading} <= cells
    assert "not supplied" in cells
    assert "stale" in cells


def test_without_any_data_everything_is_named_as_missing() -> None:
    class Empty:
        label, simulated = "nothing", False

        def symbols(self) -> tuple[str, ...]:
            return ()

        def read(self, symbol: str) -> PriceSeries:
            raise AssertionError(symbol)

    for view in run_asset_views(Economy(dt.date(2012, 1, 1), {}), Empty()):
        assert view.level is None
        assert view.level_reason.startswith("nothing: has none of ")
        assert all(each.status is DriverStatus.MISSING and each.reason for each in view.drivers)
        assert [each.rule_id for each in view.reading] == [f"{view.asset.value}-missing"]
    assert "no level" in asset_views_section(compose_asset_views([view])).tables[0].title


def test_simulated_closes_are_badged() -> None:
    views = run_asset_views(Economy(DAY, {}), SampleMarket())
    assert [each.simulated for each in views] == [False, True, True, True]  # it has no dollar
    titles = [each.title for each in asset_views_section(compose_asset_views(views)).tables]
    assert sum("[SIMULATED]" in each for each in titles) == 3


def test_an_as_of_date_after_the_economy_is_refused() -> None:
    with pytest.raises(InputError, match="'day' must be 2025-12-30 or before"):
        run_asset_views(Economy(DAY, {}), SampleMarket(), as_of=dt.date(2026, 1, 1))


def test_a_corrupt_better_symbol_is_named(tmp_path: Path) -> None:
    (tmp_path / "DXY.csv").write_text("date,close\n2025-12-29,abc\n")
    (tmp_path / "UUP.csv").write_text("date,close\n2025-12-29,27.5\n2025-12-30,27.6\n")
    dollar = run_asset_views(Economy(DAY, {}), PriceFiles(tmp_path))[0]
    assert dollar.level is not None
    assert dollar.level.label.startswith("UUP, a fund")
    assert "must hold numbers, was 'abc'" in dollar.level.note


def test_the_newest_symbol_is_taken_where_none_is_current(tmp_path: Path) -> None:
    (tmp_path / "DXY.csv").write_text("date,close\n2025-01-02,108.1\n2025-01-03,108.9\n")
    (tmp_path / "DX-Y.NYB.csv").write_text("date,close\n2025-06-02,98.5\n2025-06-03,98.6\n")
    (tmp_path / "UUP.csv").write_text("date,close\n2025-12-29,27.5\n2025-12-30,27.6\n")
    dollar = run_asset_views(Economy(DAY, {}), PriceFiles(tmp_path))[0]
    assert dollar.level is not None
    assert dollar.level.is_stale
    # the index, old as it is, and not the fund that is current
    assert (dollar.level.date, dollar.level.close) == (dt.date(2025, 6, 3), 98.6)
    assert dollar.level_reason == "210 days old, more than 7"
    assert dollar.level.note == "DXY ends on 2025-01-03"
    assert [each.rule_id for each in dollar.reading if each.rule_id.endswith("stale")]


def test_leverage_handed_in_is_a_driver() -> None:
    row = DriverObservation(ViewAsset.BTC, "estimated_leverage", DAY, 18.4, "live wing", "0")
    btc = run_asset_views(Economy(DAY, {}), SampleMarket(), observations=[row])[2]
    assert btc.by_id["estimated_leverage"].status is DriverStatus.SUPPLIED
    assert any("18.4x" in each.text for each in btc.reading)


def test_two_rows_of_one_day_are_refused() -> None:
    rows = [DriverObservation(ViewAsset.BTC, "nvt_ratio", DAY, value, "made", "0") for value in (40.0, 50.0)]
    with pytest.raises(InputError, match="btc nvt_ratio has 2 on 2025-12-30"):
        run_asset_views(Economy(DAY, {}), SampleMarket(), observations=rows)


def test_a_series_not_yet_known_is_absent_with_its_reason() -> None:
    from seawall.macro import series_facts

    dates = np.array(["2025-12-01"], dtype="datetime64[D]")
    blank = np.array([], dtype="datetime64[D]")
    series = MacroSeries(series_facts("DFII10"), dates, np.array([1.8]), blank, None, "DFII10.csv", "0")
    gold = run_asset_views(Economy(DAY, {"DFII10": series}), SampleMarket(), as_of=dt.date(2025, 11, 3))[1]
    assert "nothing published by 2025-11-03" in gold.by_id["real_yield_change"].reason
