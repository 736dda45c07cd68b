"""Indicators: which period, when known, against what, how stale, and what is said where there is nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from seawall.macro import (
    PERCENTILE_RULE,
    SERIES_CATALOGUE,
    Economy,
    Indicator,
    IndicatorId,
    Trend,
    indicator_history,
    read_indicator,
    read_indicators,
)
from seawall.sources import read_macro_folder
from tests import tolerances
from tests.macro.built import daily, economy, monthly


@pytest.fixture(scope="session")
def end_of_2025(real_data: Path) -> dict[IndicatorId, Indicator]:
    found = read_indicators(read_macro_folder(real_data / "macro", as_of=dt.date(2025, 12, 31)))
    return {each.id: each for each in found}


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("which", "value", "period", "known_on", "previous"),
    [
        # values, periods and previous values as they stand in the files; growth written out
        (IndicatorId.CPI_YOY, 100 * (325.031 / 316.449 - 1), "2025-11-01", "2025-12-16", "2025-09-01"),
        (IndicatorId.PCE_YOY, 100 * (128.152 / 124.637 - 1), "2025-11-01", "2025-12-31", "2025-10-01"),
        (IndicatorId.CORE_PCE_YOY, 100 * (126.955 / 123.466 - 1), "2025-09-01", "2025-10-31", "2025-08-01"),
        (IndicatorId.PAYROLLS_CHANGE, 159552.0 - 159488.0, "2025-11-01", "2025-12-10", "2025-10-01"),
        (IndicatorId.UNEMPLOYMENT, 4.6, "2025-11-01", "2025-12-10", "2025-09-01"),
        (IndicatorId.FED_FUNDS, 3.88, "2025-11-01", "2025-12-03", "2025-10-01"),
        (IndicatorId.YIELD_2Y, 3.45, "2025-12-30", "2025-12-31", "2025-12-29"),
        (IndicatorId.YIELD_10Y, 4.14, "2025-12-30", "2025-12-31", "2025-12-29"),
        (IndicatorId.SLOPE_2Y10Y, 0.69, "2025-12-30", "2025-12-31", "2025-12-29"),
        (IndicatorId.VIX, 14.33, "2025-12-30", "2025-12-31", "2025-12-29"),
        (IndicatorId.HIGH_YIELD_SPREAD, 2.84, "2025-12-30", "2025-12-31", "2025-12-29"),
    ],
)
def test_readings_at_the_end_of_2025(
    end_of_2025: dict[IndicatorId, Indicator],
    which: IndicatorId,
    value: float,
    period: str,
    known_on: str,
    previous: str,
) -> None:
    found = end_of_2025[which]
    assert found.value == pytest.approx(value, rel=tolerances.EXACT)
    assert (str(found.period), str(found.known_on), str(found.previous_period)) == (period, known_on, previous)


@pytest.mark.real_data
def test_every_indicator_has_all_its_parts(end_of_2025: dict[IndicatorId, Indicator]) -> None:
    assert list(end_of_2025) == list(IndicatorId)
    for each in end_of_2025.values():
        assert each.value is not None, each.id
        assert each.previous_value is not None, each.id
        assert each.change == each.value - each.previous_value
        assert each.rank is not None, each.id
        assert 0.0 < each.rank.percentile < 1.0
        judged = each.rank.percentile if each.rule.on_percentile else each.value
        assert each.word == each.rule.word(judged)
        assert each.known_on is not None, each.id
        assert each.known_on <= dt.date(2025, 12, 31)
        assert each.source.endswith(f"{each.series_id}.csv")
        assert each.series_id in SERIES_CATALOGUE


@pytest.mark.real_data
def test_what_a_gap_takes_out_is_said(real_data: Path) -> None:
    # January 2026 needs October 2025 for its three months, and no shutdown is interpolated away
    found = read_macro_folder(real_data / "macro", as_of=dt.date(2026, 2, 20), vintage="vintage_2026-07")
    pace = read_indicator(found, IndicatorId.CPI_3M)
    assert (pace.value, pace.unavailable) == (None, "2025-10 was never published")
    assert pace.period == dt.date(2026, 1, 1)
    assert pace.previous_period == dt.date(2025, 12, 1)
    assert (pace.change, pace.trend, pace.rank, pace.word) == (None, None, None, "")
    yearly = read_indicator(found, IndicatorId.CPI_YOY)
    assert yearly.value is not None
    assert yearly.trend is None, "the growth of October, three months before, does not exist either"


@pytest.mark.parametrize(
    ("as_of", "stale"),
    [("2025-12-31", ""), ("2026-01-10", ""), ("2026-01-11", "2025-12 was due by 2026-01-10")],
)
def test_a_month_is_stale_once_the_next_was_due(as_of: str, stale: str) -> None:
    rate = monthly("UNRATE", "2024-10", [4.0] * 14)
    assert read_indicator(economy(as_of, rate), IndicatorId.UNEMPLOYMENT).stale == stale


@pytest.mark.parametrize(("as_of", "stale"), [("2025-01-10", ""), ("2025-01-11", "9 days old, at most 8 expected")])
def test_a_session_is_stale_after_a_week_and_its_lag(as_of: str, stale: str) -> None:
    vix = daily("VIXCLS", "2025-01-01", [14.0, 15.0])
    assert read_indicator(economy(as_of, vix), IndicatorId.VIX).stale == stale


def test_change_trend_and_percentile_of_a_series_made_for_it() -> None:
    vix = daily("VIXCLS", "2024-01-01", [10.0 + 0.05 * each for each in range(200)])
    found = read_indicator(economy("2024-12-31", vix), IndicatorId.VIX)
    assert found.value == pytest.approx(19.95)
    assert found.change == pytest.approx(0.05)
    assert found.trend is not None
    assert (found.trend.trend, found.word) == (Trend.RISING, "calm")
    assert found.rank is not None
    assert found.rank.percentile == pytest.approx(199.5 / 200)


def test_without_its_series_an_indicator_says_so() -> None:
    nothing = Economy(dt.date(2025, 12, 31), {}, {"VIXCLS": "its first value is known from 2026-01-02 (file)"})
    found = {each.id: each for each in read_indicators(nothing)}
    assert all(each.value is None and each.unavailable for each in found.values())
    assert found[IndicatorId.VIX].unavailable.endswith("2025-12-31: its first value is known from 2026-01-02 (file)")
    assert found[IndicatorId.CPI_YOY].unavailable.endswith("not supplied")


def test_a_reading_without_enough_history_has_no_percentile_word() -> None:
    found = read_indicator(economy("2025-12-31", monthly("UNRATE", "2025-10", [4.4, 4.6])), IndicatorId.UNEMPLOYMENT)
    assert found.rule is PERCENTILE_RULE
    assert (found.value, found.rank, found.word) == (4.6, None, "")


def test_the_history_of_an_indicator_ends_with_its_reading() -> None:
    known = economy("2025-12-31", monthly("PCEPI", "2023-01", [100.0 + each for each in range(30)]))
    history, reading = indicator_history(known, IndicatorId.PCE_YOY), read_indicator(known, IndicatorId.PCE_YOY)
    assert reading.value == history.values[-1]
    assert reading.previous_value == history.values[-2]
