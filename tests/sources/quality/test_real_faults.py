"""The faults that are known to be in real files are found, by name and day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from seawall.sources import Finding, QualityReport, Rule, Severity, inspect_files

pytestmark = pytest.mark.real_data

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def prices(real_data: Path) -> dict[str, QualityReport]:
    return {Path(each.request).name: each for each in inspect_files(real_data / "prices", now=NOW)}


@pytest.fixture(scope="module")
def macro(real_data: Path) -> dict[str, QualityReport]:
    return {Path(each.request).name: each for each in inspect_files(real_data / "macro", now=NOW)}


def on(report: QualityReport, *rules: Rule) -> dict[str, Finding]:
    return {each.time: each for each in report.findings if each.rule in rules}


@pytest.mark.parametrize("file", ["SPY.csv.gz", "GSPC.csv.gz"])
def test_fund_and_index_disagree_where_adjustment_is_not_uniform(prices: dict[str, QualityReport], file: str) -> None:
    found = on(prices[file], Rule.PEER_STEP, Rule.PEER_GLITCH)
    sign = 1.0 if file == "SPY.csv.gz" else -1.0
    for day, percent in (("2026-03-19", -0.23), ("2026-06-26", -0.68), ("2026-06-29", 0.47)):
        assert f"by {sign * percent:+.2f}%" in found[day].expected
        assert found[day].severity is Severity.SUSPECT
    assert found["2026-03-19"].rule is Rule.PEER_STEP
    after_march = [day for day in found if day >= "2026-03-01"]
    assert len(after_march) == 3, after_march


def test_a_vendor_glitch_is_two_days_in_opposite_directions(prices: dict[str, QualityReport]) -> None:
    found = on(prices["SPY.csv.gz"], Rule.PEER_GLITCH)
    assert "by -1.02%" in found["2009-07-16"].expected
    assert "by +1.13%" in found["2009-07-17"].expected


def test_blank_rows_are_counted(prices: dict[str, QualityReport]) -> None:
    for file, blank, first_line in (("DXY.csv.gz", 2937, 7), ("DXY_2015_2026.csv", 584, 3)):
        (found,) = on(prices[file], Rule.BLANK).values()
        assert (found.severity, len(found.rows), found.rows[0]) == (Severity.INFORM, blank, first_line)


def test_a_flattened_header_is_refused_clearly(prices: dict[str, QualityReport]) -> None:
    (found,) = prices["LQD.csv.gz"].findings
    assert (found.rule, found.severity) == (Rule.UNREADABLE, Severity.REFUSE)
    assert "column 'Price' stands twice" in found.expected


def test_nothing_else_of_the_real_prices_is_refused(prices: dict[str, QualityReport]) -> None:
    assert [name for name, each in prices.items() if each.is_refused] == ["LQD.csv.gz"]


def test_a_real_crash_is_suspect_at_most(prices: dict[str, QualityReport]) -> None:
    crash = on(prices["GSPC.csv.gz"], Rule.OUTLIER)["1987-10-19"]
    assert crash.severity is Severity.SUSPECT
    assert crash.expected.startswith("move -20.5% is 13.2 robust scales")
    # the days of 2020 and 2008 stand in storms of their own, and are no outliers there
    assert not [day for day in on(prices["SPY.csv.gz"], Rule.OUTLIER, Rule.SPIKE) if day[:4] in {"2008", "2020"}]


def test_a_bar_outside_its_range_by_a_rounding_is_suspect(prices: dict[str, QualityReport]) -> None:
    (found,) = on(prices["HYG.csv.gz"], Rule.BAR_SHAPE).values()
    assert (found.time, found.severity) == ("2026-08-21", Severity.SUSPECT)


def test_sundays_in_a_fixing_are_found(prices: dict[str, QualityReport]) -> None:
    days = list(on(prices["gold_fix_usd.csv.gz"], Rule.NO_SESSION))
    assert days == ["2016-04-24", "2016-05-01", "2016-05-08", "2016-05-15", "2016-05-22"]


def test_alarms_on_real_prices_stay_rare(prices: dict[str, QualityReport]) -> None:
    """One alarm in 5,000 values at most: 706,269 returns stand in this folder."""
    suspects = sum(len(each.of(Severity.SUSPECT)) for each in prices.values())
    assert suspects < 706_269 / 4000, suspects


def test_a_negative_price_of_oil_is_kept_and_said(macro: dict[str, QualityReport]) -> None:
    ((day, found),) = on(macro["DCOILWTICO.csv"], Rule.NOT_POSITIVE).items()
    assert (day, found.value, found.severity) == ("2020-04-20", -36.98, Severity.SUSPECT)
    assert "log-returns cannot be taken" in found.expected


@pytest.mark.parametrize("file", ["CPIAUCSL.csv", "CPILFESL.csv", "UNRATE.csv"])
def test_october_2025_is_a_gap_and_not_a_zero(macro: dict[str, QualityReport], file: str) -> None:
    ((day, found),) = on(macro[file], Rule.GAP).items()
    assert (day, found.value, found.severity, found.rows) == ("2025-10-01", None, Severity.SUSPECT, (551,))


def test_no_economic_series_is_refused(macro: dict[str, QualityReport]) -> None:
    assert not [name for name, each in macro.items() if each.is_refused]
