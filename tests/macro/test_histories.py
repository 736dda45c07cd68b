"""Growth, pace and changes: by hand from the published values, by known truth, and with a month that is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.macro import (
    IndicatorHistory,
    MacroSeries,
    annualised_growth,
    levels,
    mean_monthly_change,
    monthly_change,
    year_on_year,
)
from seawall.sources.macro_files import read_macro_file
from tests import tolerances
from tests.macro.built import daily, monthly

GAP = "2025-10 was never published"


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "month", "by_hand"),
    [
        # the values stand in the files on the lines of the two months
        ("CPIAUCSL.csv", "2025-11", 100 * (325.031 / 316.449 - 1)),
        ("CPIAUCSL.csv", "2025-09", 100 * (324.368 / 314.851 - 1)),
        ("PCEPI.csv", "2025-11", 100 * (128.152 / 124.637 - 1)),
        ("PCEPILFE.csv", "2025-09", 100 * (126.955 / 123.466 - 1)),
        ("vintage_2026-07/CPIAUCSL.csv", "2026-06", 100 * (332.568 / 321.435 - 1)),
    ],
)
def test_year_on_year_of_published_prices_by_hand(real_data: Path, file: str, month: str, by_hand: float) -> None:
    history = year_on_year(read_macro_file(real_data / "macro" / file))
    assert history.value_on(dt.date.fromisoformat(f"{month}-01")) == pytest.approx(by_hand, rel=tolerances.EXACT)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "month", "by_hand"),
    [
        ("CPIAUCSL.csv", "2025-11", 100 * ((325.031 / 323.364) ** 4 - 1)),
        ("PCEPI.csv", "2025-11", 100 * ((128.152 / 127.293) ** 4 - 1)),
        ("PCEPILFE.csv", "2025-09", 100 * ((126.955 / 126.121) ** 4 - 1)),
    ],
)
def test_three_month_pace_of_published_prices_by_hand(real_data: Path, file: str, month: str, by_hand: float) -> None:
    history = annualised_growth(read_macro_file(real_data / "macro" / file))
    assert history.value_on(dt.date.fromisoformat(f"{month}-01")) == pytest.approx(by_hand, rel=tolerances.EXACT)


@pytest.mark.real_data
def test_payrolls_by_hand(real_data: Path) -> None:
    payrolls = read_macro_file(real_data / "macro" / "PAYEMS.csv")
    november = dt.date(2025, 11, 1)
    assert monthly_change(payrolls).value_on(november) == 159552.0 - 159488.0
    by_changes = ((159552.0 - 159488.0) + (159488.0 - 159593.0) + (159593.0 - 159485.0)) / 3
    assert mean_monthly_change(payrolls).value_on(november) == pytest.approx(by_changes, rel=tolerances.EXACT)


@pytest.mark.real_data
def test_the_month_that_was_never_published_is_not_filled(real_data: Path) -> None:
    first = read_macro_file(real_data / "macro" / "CPIAUCSL.csv")
    assert year_on_year(first).value_on(dt.date(2025, 10, 1)) is None
    # the later download leaves the month out instead of listing it without a value
    second = read_macro_file(real_data / "macro" / "vintage_2026-07" / "CPIAUCSL.csv")
    pace = annualised_growth(second)
    assert pace.value_on(dt.date(2026, 1, 1)) is None
    assert pace.gaps[dt.date(2026, 1, 1)] == GAP
    assert pace.value_on(dt.date(2025, 12, 1)) == pytest.approx(
        100 * ((326.031 / 324.245) ** 4 - 1), rel=tolerances.EXACT
    )
    assert monthly_change(second).gaps[dt.date(2025, 11, 1)] == GAP


@pytest.mark.parametrize(
    ("make", "months"),
    [(year_on_year, 12), (annualised_growth, 3), (monthly_change, 1), (mean_monthly_change, 3)],
)
def test_a_gap_takes_out_the_figures_that_need_it_and_no_other(
    make: Callable[[MacroSeries], IndicatorHistory], months: int
) -> None:
    values: list[float | None] = [100.0 + each for each in range(40)]
    whole = make(monthly("PCEPI", "2023-01", values))
    values[21] = None  # 2024-10
    history = make(monthly("PCEPI", "2023-01", values))
    gap = np.datetime64("2024-10", "M")
    lost = {gap.astype("datetime64[D]"), (gap + months).astype("datetime64[D]")}
    assert set(whole.dates) - set(history.dates) == lost
    kept = np.isin(whole.dates, history.dates)
    assert history.values.tolist() == whole.values[kept].tolist()
    after = (gap + months).astype("datetime64[D]").item()
    assert history.gaps[after] == "2024-10 was never published"
    assert history.gaps[dt.date(2023, 1, 1)].endswith("is before the first value, of 2023-01")


@given(
    growth=st.floats(-5.0, 30.0),
    start=st.floats(1.0, 1e4),
    length=st.integers(13, 60),
    months=st.integers(1, 12),
)
def test_growth_of_a_geometric_series_is_its_growth(growth: float, start: float, length: int, months: int) -> None:
    steps = np.arange(length)
    prices = monthly("PCEPI", "2000-01", (start * (1.0 + growth / 100.0) ** (steps / 12.0)).tolist())
    yearly, pace = year_on_year(prices), annualised_growth(prices, months=months)
    assert len(yearly.values) == length - 12
    assert len(pace.values) == length - months
    np.testing.assert_allclose(yearly.values, growth, rtol=0, atol=tolerances.PERCENT_OF_GROWTH)
    np.testing.assert_allclose(pace.values, growth, rtol=0, atol=tolerances.PERCENT_OF_GROWTH)


@given(st.lists(st.floats(-1e5, 1e5), min_size=4, max_size=30), st.integers(1, 3))
def test_mean_of_changes_is_the_mean_of_the_changes(values: list[float], months: int) -> None:
    series = monthly("PAYEMS", "2000-01", values)
    mean, changes = mean_monthly_change(series, months=months), monthly_change(series).values
    by_window = np.lib.stride_tricks.sliding_window_view(changes, months).mean(axis=1)
    np.testing.assert_allclose(mean.values, by_window, rtol=0, atol=1e-9 * max(1.0, *map(abs, values)))


def test_a_history_is_what_was_published() -> None:
    rate = monthly("UNRATE", "2025-08", [4.3, 4.4, None, 4.6])
    assert levels(rate).values.tolist() == [4.3, 4.4, 4.6]
    assert levels(rate).value_on(dt.date(2025, 10, 1)) is None


def test_what_cannot_grow_is_refused() -> None:
    with pytest.raises(InputError, match=r"PCEPI must hold levels above 0 to grow, was 0 on 2025-02-01"):
        year_on_year(monthly("PCEPI", "2025-01", [1.0, 0.0]))
    with pytest.raises(InputError, match="DGS2 must be monthly, is daily"):
        monthly_change(daily("DGS2", "2025-01-02", [4.0, 4.1]))
    with pytest.raises(InputError, match="'months' must be at least 1, was 0"):
        annualised_growth(monthly("PCEPI", "2025-01", [1.0, 2.0]), months=0)
    with pytest.raises(InputError, match="'months' must be at least 1, was 0"):
        mean_monthly_change(monthly("PCEPI", "2025-01", [1.0, 2.0]), months=0)
