"""Windows of returns: as long as asked for, or an error that says who is too young."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import DataError, InputError
from seawall.market import PriceSeries, join_on_common_closes, recent_returns, simple_returns


def _series(symbol: str, first: str, closes: int) -> PriceSeries:
    dates = np.datetime64(first) + np.arange(closes)
    prices = 100.0 + np.arange(closes, dtype=np.float64) % 7.0
    return PriceSeries(symbol, dates, prices, f"{symbol}.csv", "close", "0")


def test_the_window_is_the_end_of_the_history() -> None:
    panel = join_on_common_closes({"A": _series("A", "2024-01-01", 50)})
    window = recent_returns(panel, sessions=20)
    np.testing.assert_array_equal(window.returns, simple_returns(panel).returns[-20:])
    assert (len(window.dates), str(window.window)) == (20, "2024-01-30 to 2024-02-19")


def test_a_window_longer_than_the_history_names_who_was_listed_last() -> None:
    panel = join_on_common_closes({"OLD": _series("OLD", "2024-01-01", 100), "NEW": _series("NEW", "2024-03-01", 40)})
    assert len(recent_returns(panel, sessions=39).dates) == 39
    with pytest.raises(
        DataError,
        match=r"a window of 60 sessions needs 61 common closes of OLD, NEW, found 40 \(2024-03-01 to 2024-04-09\); "
        r"NEW is the last to start, on 2024-03-01",
    ):
        recent_returns(panel, sessions=60)


def test_a_window_of_one_session_is_none() -> None:
    with pytest.raises(InputError, match="'sessions' must be at least 2, was 1"):
        recent_returns(join_on_common_closes({"A": _series("A", "2024-01-01", 9)}), sessions=1)
