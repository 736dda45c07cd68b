"""The made market: always the same, fat-tailed, correlated, with a crisis; and it says that it is made."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import DataError
from seawall.market import join_on_common_closes, simple_returns
from seawall.sources import SampleMarket

SYMBOLS = ("SPY", "QQQ", "TLT", "GLD", "BTC_USD", "ETH_USD", "VIX", "BTC_IV", "ETH_IV")
MARKET = SampleMarket()


def test_two_markets_are_the_same_to_the_byte() -> None:
    other = SampleMarket()
    for symbol in SYMBOLS:
        assert MARKET.read(symbol).closes.tobytes() == other.read(symbol).closes.tobytes()
        assert MARKET.read(symbol).data_hash == other.read(symbol).data_hash


def test_it_is_pinned() -> None:
    """A few closes by value: a change of the generator is a change of every golden figure."""
    assert [MARKET.read(symbol).closes[0] for symbol in ("SPY", "BTC_USD", "VIX")] == [370.26, 4999.21, 17.4]


def test_it_says_that_it_is_made() -> None:
    assert MARKET.simulated
    assert "sample" in MARKET.label


def test_sessions_and_days() -> None:
    assert np.is_busday(MARKET.read("SPY").dates).all()
    assert (np.diff(MARKET.read("BTC_USD").dates) == np.timedelta64(1, "D")).all()


def test_returns_are_correlated_and_fat_tailed() -> None:
    panel = join_on_common_closes({symbol: MARKET.read(symbol) for symbol in ("SPY", "QQQ", "BTC_USD", "ETH_USD")})
    returns = simple_returns(panel).returns
    correlation = np.asarray(np.corrcoef(returns.T))
    assert correlation[0, 1] > 0.85
    assert correlation[2, 3] > 0.7
    kurtosis = ((returns - returns.mean(axis=0)) ** 4).mean(axis=0) / returns.var(axis=0) ** 2
    assert (kurtosis > 5).all()


def test_there_is_a_crisis_in_it() -> None:
    series = MARKET.read("BTC_USD")
    inside = (series.dates >= np.datetime64("2022-05-04")) & (series.dates <= np.datetime64("2022-06-15"))
    fall = series.closes[inside][-1] / series.closes[inside][0] - 1
    assert fall < -0.3
    index = MARKET.read("VIX")
    june = (index.dates >= np.datetime64("2022-06-01")) & (index.dates <= np.datetime64("2022-06-15"))
    assert index.closes[june].mean() > 1.5 * np.median(index.closes)


def test_a_symbol_it_lacks_is_refused() -> None:
    with pytest.raises(DataError, match="has no symbol 'DOGE'; it has SPY"):
        MARKET.read("DOGE")
