"""Economies and closes made for tests, with known truth."""

from __future__ import annotations

import datetime as dt

import numpy as np

from seawall.core import DateArray, FloatArray
from seawall.macro import AssetPrices, Economy, MacroSeries, ViewAsset, series_facts
from seawall.market import PriceSeries

NO_DATES = np.array([], dtype="datetime64[D]")
AS_OF = dt.date(2024, 6, 28)


def series(series_id: str, dates: DateArray, values: FloatArray) -> MacroSeries:
    return MacroSeries(series_facts(series_id), dates, values, NO_DATES, None, f"{series_id}.csv", "0")


def monthly(series_id: str, values: FloatArray, *, last: str = "2024-05") -> MacroSeries:
    end = np.datetime64(last, "M")
    months = np.arange(end - len(values) + 1, end + 1).astype("datetime64[D]")
    return series(series_id, months, values)


def business_days(end: dt.date, n: int) -> DateArray:
    days = np.busday_offset(np.datetime64(end, "D"), np.arange(-n + 1, 1), roll="backward")
    return np.asarray(days)


def closes(symbol: str, dates: DateArray, values: FloatArray) -> PriceSeries:
    return PriceSeries(symbol, dates, values, f"{symbol}.csv", "close", "0")


def walk(rng: np.random.Generator, n: int, start: float, volatility: float) -> FloatArray:
    return np.asarray(start * np.exp(np.cumsum(volatility * rng.standard_normal(n))))


def economy_of(seed: int, *, as_of: dt.date = AS_OF, without: frozenset[str] = frozenset()) -> Economy:
    """Rates, prices and yields that wander."""
    rng = np.random.default_rng(seed)
    days = business_days(as_of - dt.timedelta(days=1), 900)
    funds = 3.0 + np.cumsum(rng.choice([-0.25, 0.0, 0.0, 0.25], 120))
    made = {
        "FEDFUNDS": monthly("FEDFUNDS", funds),
        "DGS1": series(
            "DGS1", days, funds[-1] + 0.5 * rng.standard_normal() + np.cumsum(0.04 * rng.standard_normal(900))
        ),
        "PCEPILFE": monthly("PCEPILFE", 100 * np.exp(np.cumsum(rng.normal(0.002, 0.002, 60))), last="2024-04"),
        "CPIAUCSL": monthly("CPIAUCSL", 100 * np.exp(np.cumsum(rng.normal(0.002, 0.002, 60)))),
        "DFII10": series("DFII10", days, 1.0 + np.cumsum(0.05 * rng.standard_normal(900))),
    }
    return Economy(as_of, {name: each for name, each in made.items() if name not in without})


def prices_of(
    seed: int, *, as_of: dt.date = AS_OF, without: frozenset[ViewAsset] = frozenset()
) -> dict[ViewAsset, AssetPrices]:
    """Closes that share a factor, on business days and on all days."""
    rng = np.random.default_rng(seed + 1_000)
    session, every = (
        business_days(as_of, 900),
        np.arange(np.datetime64(as_of, "D") - 1_299, np.datetime64(as_of, "D") + 1),
    )
    common = rng.standard_normal(len(every)) * 0.03
    load = rng.uniform(-1.0, 1.0, 2)
    gold = rng.standard_normal(900)
    dollar = load[0] * gold + rng.standard_normal(900)
    made = {
        ViewAsset.DOLLAR: AssetPrices(
            "Dollar index", "points", closes("DXY", session, 100 * np.exp(0.004 * np.cumsum(dollar))), False
        ),
        ViewAsset.GOLD: AssetPrices(
            "A gold share", "USD", closes("GLD", session, 200 * np.exp(0.008 * np.cumsum(gold))), False
        ),
        ViewAsset.BTC: AssetPrices("Bitcoin", "USD", closes("BTC_USD", every, 4e4 * np.exp(np.cumsum(common))), False),
        ViewAsset.ETH: AssetPrices(
            "Ether",
            "USD",
            closes(
                "ETH_USD", every, 2e3 * np.exp(np.cumsum(load[1] * common + 0.01 * rng.standard_normal(len(every))))
            ),
            False,
        ),
    }
    return {asset: each for asset, each in made.items() if asset not in without}
