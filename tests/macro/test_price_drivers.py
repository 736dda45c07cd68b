"""Beta, correlation, change and volatility: against pandas and statsmodels on real data, and against planted truth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from seawall.errors import DataError
from seawall.macro import closes_until
from seawall.macro.price_drivers import estimate_correlations, estimate_price_change, estimate_volatility
from seawall.macro.real_yield import estimate_real_yield_drivers, estimate_yield_change, real_yield_beta
from seawall.market import PriceSeries
from seawall.sources import PriceFiles, read_macro_file
from tests.macro.economies import business_days, closes, series
from tests.tolerances import PEER

DAY = dt.date(2025, 12, 30)


def _frame(prices: PriceSeries) -> pd.Series[float]:
    return pd.Series(prices.closes, index=pd.DatetimeIndex(prices.dates))


@pytest.mark.real_data
def test_real_yield_beta_as_pandas_and_statsmodels(real_data: Path) -> None:
    gold = closes_until(PriceFiles(real_data / "prices").read("GLD"), DAY)
    real_yield = read_macro_file(real_data / "macro" / "DFII10.csv").known_on(DAY)
    fit, window = real_yield_beta(gold, real_yield)
    both = pd.DataFrame(
        {"gold": _frame(gold), "yield": pd.Series(real_yield.values, index=pd.DatetimeIndex(real_yield.dates))}
    ).dropna()
    weekly = both.resample("W-SUN").last().dropna().iloc[-157:]
    outcome = 100 * np.log(weekly["gold"]).diff().dropna()
    peer = sm.OLS(outcome.to_numpy(), sm.add_constant(weekly["yield"].diff().dropna().to_numpy())).fit(
        cov_type="HAC", cov_kwds={"maxlags": fit.lags, "use_correction": True}
    )
    assert fit.n_observations == 156
    assert fit.slope == pytest.approx(peer.params[1], rel=PEER)
    assert fit.standard_error == pytest.approx(peer.bse[1], rel=PEER)
    assert window.end == both.index[-1].date()
    drivers = estimate_real_yield_drivers(gold, real_yield)
    low, high = peer.conf_int(0.05)[1]
    beta = drivers["real_yield_beta"]
    assert (beta.lower, beta.upper) == pytest.approx((low, high), rel=PEER)
    change = real_yield.values[-1] - both["yield"].asof(pd.Timestamp(real_yield.latest_date - dt.timedelta(days=91)))
    assert drivers["real_yield_effect"].value == pytest.approx(change * peer.params[1], rel=PEER)


def test_a_planted_beta_is_found_within_its_error() -> None:
    """Gold falls by 8 % for each percentage point, beside noise; 200 worlds."""
    hits = 0
    days = business_days(DAY, 900)
    for seed in range(200):
        rng = np.random.default_rng(seed)
        yields = np.cumsum(0.05 * rng.standard_normal(900))
        gold = np.exp(-0.08 * yields + np.cumsum(0.008 * rng.standard_normal(900)))
        beta = estimate_real_yield_drivers(closes("GLD", days, gold), series("DFII10", days, yields))["real_yield_beta"]
        assert beta.lower is not None
        assert beta.upper is not None
        hits += beta.lower <= -8.0 <= beta.upper
    # the interval is a large-sample one of 156 weeks: it covers a little too rarely
    assert 0.88 <= hits / 200 <= 0.99, hits


@pytest.mark.real_data
@pytest.mark.parametrize(("first", "second", "printed"), [("GLD", "dxy", -0.40), ("ETH_USD", "BTC_USD", 0.82)])
def test_correlations_as_pandas(real_data: Path, first: str, second: str, printed: float) -> None:
    source = PriceFiles(real_data / "prices")
    pair = [closes_until(source.read(each), DAY) for each in (first, second)]
    found, summed = estimate_correlations(pair[0], pair[1], closes="")
    both = pd.DataFrame(dict(enumerate(map(_frame, pair)))).dropna()
    both = both[both.index >= both.index[-1] - pd.Timedelta(days=365)]
    returns = np.log(both).diff().dropna()
    assert found.value == pytest.approx(returns.corr().iloc[0, 1], rel=PEER)
    assert round(found.value, 2) == printed
    half = 1.959963984540054 / np.sqrt(len(returns) - 3)
    expected = np.tanh(np.arctanh(found.value) + np.array([-half, half]))
    assert (found.lower, found.upper) == pytest.approx(tuple(expected), rel=PEER)
    x, y = (returns[each] - returns[each].mean() for each in returns)
    n = len(returns)
    cross = sum(float((x * y.shift(lag)).sum()) / (n - abs(lag) - 1) for lag in (-1, 0, 1))
    assert summed.value == pytest.approx(cross / np.sqrt(x.var() * y.var()), rel=PEER)


@pytest.mark.real_data
@pytest.mark.parametrize("symbol", ["BTC_USD", "GLD"])
def test_change_and_volatility_as_pandas(real_data: Path, symbol: str) -> None:
    prices = closes_until(PriceFiles(real_data / "prices").read(symbol), DAY)
    frame = _frame(prices)
    before = float(frame[frame.index <= frame.index[-1] - pd.Timedelta(days=91)].iloc[-1])
    assert estimate_price_change(prices).value == pytest.approx(100 * (frame.iloc[-1] / before - 1), rel=PEER)
    rolling = pd.Series(np.log(frame.to_numpy()), index=frame.index).diff().rolling(30).std()
    recent = frame.index >= frame.index[-1] - pd.Timedelta(days=1096)
    span = (frame.index[-1] - frame.index[recent][0]).days / 365.2425
    found = estimate_volatility(prices)
    volatility = 100 * rolling.iloc[-1] * np.sqrt((int(recent.sum()) - 1) / span)
    assert found["volatility"].value == pytest.approx(volatility, rel=PEER)
    before_last = rolling[recent].iloc[:-1]
    assert found["volatility_rank"].value == pytest.approx(100 * (before_last < rolling.iloc[-1]).mean(), rel=PEER)


def test_the_interval_of_a_volatility_covers_as_often_as_it_says() -> None:
    hits = 0
    days = np.arange(np.datetime64("2023-01-01"), np.datetime64("2023-01-01") + 300)
    for seed in range(400):
        noise = np.random.default_rng(seed).standard_normal(300)
        found = estimate_volatility(closes("X", days, np.exp(0.02 * np.cumsum(noise))))["volatility"]
        truth = 2.0 * np.sqrt(365.2425)
        assert found.lower is not None
        assert found.upper is not None
        hits += found.lower <= truth <= found.upper
    assert abs(hits / 400 - 0.95) <= 3 * np.sqrt(0.95 * 0.05 / 400), hits


def test_what_is_too_short_or_still_is_refused() -> None:
    days = business_days(DAY, 300)
    moving = closes("GLD", days, np.exp(0.01 * np.cumsum(np.random.default_rng(1).standard_normal(300))))
    still = closes("DXY", days, np.full(300, 100.0))
    with pytest.raises(DataError, match="never moves"):
        estimate_correlations(moving, still, closes="")
    with pytest.raises(DataError, match="common returns, fewer than 60"):
        estimate_correlations(moving, closes("DXY", days[-20:], np.arange(1.0, 21.0)), closes="")
    with pytest.raises(DataError, match="DFII10 never moves"):
        real_yield_beta(moving, series("DFII10", days, np.full(300, 2.0)))
    with pytest.raises(DataError, match="common weeks, fewer than 52"):
        real_yield_beta(moving, series("DFII10", days[-30:], np.arange(30.0)))
    with pytest.raises(DataError, match="no value in the week to"):
        estimate_yield_change(series("DFII10", days[-30:], np.arange(30.0)))
    with pytest.raises(DataError, match="no close in the week to"):
        estimate_price_change(closes("DXY", days[-30:], np.arange(1.0, 31.0)))
    with pytest.raises(DataError, match="fewer than 280"):
        estimate_volatility(closes("DXY", days[-250:], np.arange(1.0, 251.0)))
