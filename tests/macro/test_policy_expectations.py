"""Policy rate, what the 1-year yield implies of it, inflation: by hand, by pandas, and judged without look-ahead."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from seawall.errors import DataError
from seawall.macro import implied_cuts
from seawall.macro.policy_expectations import (
    estimate_cuts_implied,
    estimate_policy_change,
    estimate_real_policy_rate,
    estimate_year_on_year,
    past_misses,
)
from seawall.sources import read_macro_file
from tests.macro.economies import monthly, series
from tests.tolerances import EXACT


@pytest.mark.parametrize(("rate", "yield_1y", "cuts"), [(5.33, 5.04, 2.32), (3.875, 3.5, 3.0), (0.1, 0.6, -4.0)])
def test_implied_cuts_by_hand(rate: float, yield_1y: float, cuts: float) -> None:
    assert implied_cuts(rate, yield_1y) == pytest.approx(cuts, abs=1e-9)


def test_a_straight_path_gives_its_own_cuts_back() -> None:
    """Four cuts over a year, one tiny step a day: the mean of the path is the 1-year yield."""
    path = np.linspace(5.0, 4.0, 100_001)
    assert implied_cuts(5.0, float(np.trapezoid(path, dx=1e-5))) == pytest.approx(4.0, abs=1e-9)


def test_misses_are_what_came_less_what_was_implied() -> None:
    """The policy rate falls by 0.05 a month; the yield says that nothing happens."""
    funds = monthly("FEDFUNDS", 5.0 - 0.05 * np.arange(30.0))
    days = np.arange(np.datetime64("2021-01-01"), np.datetime64("2024-06-01"))
    one_year = series("DGS1", days, np.full(len(days), 5.0))
    misses = past_misses(funds, one_year)
    starts = 5.0 - 0.05 * np.arange(18.0)
    np.testing.assert_allclose(misses, 0.6 / 0.25 - 2 * (starts - 5.0) / 0.25, atol=1e-9)


def test_a_month_without_a_yield_or_a_target_has_no_miss() -> None:
    funds = monthly("FEDFUNDS", np.full(14, 3.0))
    days = np.array(["2023-04-03", "2023-05-31"], dtype="datetime64[D]")
    assert len(past_misses(funds, series("DGS1", days, np.array([3.0, 3.0])))) == 2
    assert len(past_misses(funds, series("DGS1", days[1:], np.array([3.0])))) == 1
    assert len(past_misses(monthly("FEDFUNDS", np.full(12, 3.0)), series("DGS1", days, np.array([3.0, 3.0])))) == 0


def test_few_past_years_give_no_range_and_say_so() -> None:
    funds = monthly("FEDFUNDS", np.full(40, 3.0))
    days = np.arange(np.datetime64("2021-01-01"), np.datetime64("2024-06-01"))
    found = estimate_cuts_implied(funds, series("DGS1", days, np.full(len(days), 2.5)))
    assert found.value == pytest.approx(4.0)
    assert found.lower is None
    assert "fewer than 60" in found.note


def test_a_policy_rate_far_from_the_yield_is_refused() -> None:
    with pytest.raises(DataError, match="more than 45 days apart"):
        estimate_cuts_implied(
            monthly("FEDFUNDS", np.full(14, 3.0), last="2024-01"),
            series("DGS1", np.array(["2024-06-03"], dtype="datetime64[D]"), np.array([3.0])),
        )


def test_a_missing_month_is_named() -> None:
    whole = monthly("CPIAUCSL", np.linspace(100.0, 105.0, 14))
    holed = series("CPIAUCSL", np.delete(whole.dates, 1), np.delete(whole.values, 1))
    with pytest.raises(DataError, match="CPIAUCSL has no value for 2023-05"):
        estimate_year_on_year(holed)


def test_policy_change_and_real_rate_by_hand() -> None:
    funds = monthly("FEDFUNDS", np.array([5.5, 5.25, 5.0, 4.75, 4.5, 4.25, 4.0]))
    change = estimate_policy_change(funds)
    assert change.value == pytest.approx(-1.5)
    assert str(change.date) == "2024-05-31"
    prices = monthly("PCEPILFE", np.linspace(100.0, 103.0, 13), last="2024-04")
    real = estimate_real_policy_rate(funds, prices)
    assert real.value == pytest.approx(1.0)
    assert str(real.date) == "2024-04-30"


@pytest.mark.real_data
def test_misses_and_inflation_of_real_series_by_pandas(real_data: Path) -> None:
    funds, one_year, core = (
        read_macro_file(real_data / "macro" / f"{name}.csv") for name in ("FEDFUNDS", "DGS1", "PCEPILFE")
    )
    rate = pd.Series(funds.values, index=pd.PeriodIndex(funds.dates, freq="M"))
    last = pd.Series(one_year.values, index=pd.PeriodIndex(one_year.dates, freq="M")).groupby(level=0).last()
    both = pd.DataFrame({"rate": rate, "yield": last, "later": rate.shift(-12)}).dropna()
    expected = (both["rate"] - both["later"]) / 0.25 - 2 * (both["rate"] - both["yield"]) / 0.25
    np.testing.assert_allclose(past_misses(funds, one_year), expected.to_numpy(), rtol=0, atol=1e-9)
    index = pd.Series(core.values, index=pd.PeriodIndex(core.dates, freq="M"))
    assert estimate_year_on_year(core).value == pytest.approx(100 * index.pct_change(12).iloc[-1], rel=EXACT)
    assert round(estimate_year_on_year(core).value, 1) == 2.8
