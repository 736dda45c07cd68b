"""Series and their join: common closes, counted losses, weekends inside the return."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import DataError, InputError
from seawall.market import PricePanel, PriceSeries, join_on_common_closes, simple_returns


def series(symbol: str, first: str, closes: list[float], *, weekdays: bool = False) -> PriceSeries:
    dates = np.arange(first, np.datetime64(first, "D") + 3 * len(closes), dtype="datetime64[D]")
    dates = dates[np.is_busday(dates)] if weekdays else dates
    return PriceSeries(symbol, dates[: len(closes)], np.array(closes), f"{symbol}.csv", "close", "0")


def test_a_monday_return_of_a_market_that_never_shuts_spans_the_weekend() -> None:
    share = series("SHARE", "2024-01-04", [99.0, 100.0, 101.0], weekdays=True)  # Thursday, Friday, Monday
    coin = series("COIN", "2024-01-04", [8.0, 10.0, 12.0, 9.0, 15.0])  # Thursday to Monday
    panel = join_on_common_closes({"SHARE": share, "COIN": coin})
    assert [str(day) for day in panel.dates] == ["2024-01-04", "2024-01-05", "2024-01-08"]
    assert simple_returns(panel).column("COIN").tolist() == [0.25, 0.5]
    lost = {use.symbol: (use.rows, use.not_common) for use in panel.uses}
    assert lost == {"SHARE": (3, 0), "COIN": (5, 2)}


def test_later_closes_are_not_used() -> None:
    coin = series("COIN", "2024-01-01", [1.0, 2.0, 3.0, 4.0])
    panel = join_on_common_closes({"COIN": coin}, until=dt.date(2024, 1, 3))
    assert panel.last("COIN") == 3.0


def test_the_last_closes_are_kept() -> None:
    coin = series("COIN", "2024-01-01", [float(i) for i in range(1, 51)])
    panel = join_on_common_closes({"COIN": coin}, closes=10)
    assert panel.closes.ravel().tolist() == [float(i) for i in range(41, 51)]


@pytest.mark.parametrize(
    ("day", "within", "expected"),
    [("2024-01-05", 0, 100.0), ("2024-01-06", 0, None), ("2024-01-06", 1, 100.0), ("2024-01-04", 9, None)],
)
def test_close_on_a_day(day: str, within: int, expected: float | None) -> None:
    share = series("SHARE", "2024-01-05", [100.0, 101.0], weekdays=True)
    assert share.close_on(dt.date.fromisoformat(day), within_days=within) == expected


def test_an_as_of_date_before_the_data_is_refused() -> None:
    coin = series("COIN", "2024-01-01", [1.0, 2.0])
    with pytest.raises(DataError, match=r"COIN starts on 2024-01-01, after the as-of date 2023-06-01"):
        join_on_common_closes({"COIN": coin}, until=dt.date(2023, 6, 1))


def test_series_that_never_meet_are_refused() -> None:
    with pytest.raises(DataError, match="fewer than 2 common closes"):
        join_on_common_closes({"A": series("A", "2020-01-01", [1.0, 2.0]), "B": series("B", "2024-01-01", [1.0, 2.0])})


@pytest.mark.parametrize("closes", [[1.0, float("nan")], [1.0, float("inf")], [1.0, 0.0], [1.0, -2.0]])
def test_no_bad_price_passes_the_door(closes: list[float]) -> None:
    with pytest.raises((InputError, DataError)):
        series("X", "2024-01-01", closes)


def test_repeated_dates_are_refused() -> None:
    days = np.array(["2024-01-01", "2024-01-01"], dtype="datetime64[D]")
    with pytest.raises(InputError, match="rise strictly"):
        PriceSeries("X", days, np.ones(2), "x.csv", "close", "0")


def test_arrays_cannot_be_written_to() -> None:
    panel = join_on_common_closes({"COIN": series("COIN", "2024-01-01", [1.0, 2.0])})
    with pytest.raises(ValueError, match="read-only"):
        panel.closes[0, 0] = 5.0


def overlapping(closes: FloatArray, horizon: int) -> list[float]:
    return [closes[i + horizon] / closes[i] - 1 for i in range(len(closes) - horizon)]


@pytest.mark.parametrize("horizon", [1, 2, 10])
def test_returns_over_several_sessions_overlap(horizon: int) -> None:
    closes = np.exp(np.random.default_rng(8).standard_normal(40) * 0.02)
    dates = np.arange("2024-01-01", "2024-02-10", dtype="datetime64[D]")
    returns = simple_returns(PricePanel(("A",), dates, closes[:, None]), horizon_sessions=horizon)
    assert returns.column("A").tolist() == pytest.approx(overlapping(closes, horizon), rel=1e-14)
    assert returns.closes == 40


def test_a_panel_too_short_for_the_horizon_is_refused() -> None:
    panel = PricePanel(("A",), np.arange("2024-01-01", "2024-01-12", dtype="datetime64[D]"), np.ones((11, 1)))
    with pytest.raises(DataError, match="at least 12 are needed"):
        simple_returns(panel, horizon_sessions=10)
