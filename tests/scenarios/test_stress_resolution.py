"""Where each shock comes from: replay, statement, proxy, class, or nowhere, and said so."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from seawall.core import Lineage
from seawall.market import PriceSeries
from seawall.portfolio import Asset, AssetClass, Cash, Currency, Portfolio, Position, Proxy, Spot
from seawall.scenarios import ResolvedShock, ShockOrigin, StressShocks, resolve_stress, stress_library

MADE = Lineage(method="test", source="test", data_hash="0")
LIBRARY = {scenario.id: scenario for scenario in stress_library()}
PAGE_AUM = 4_200_000


def book(*assets: Asset, cash: Currency | None = None) -> Portfolio:
    positions = [Position(id=asset.id, instrument=Spot(asset.id), quantity=1.0) for asset in assets]
    currencies = {}
    if cash is not None:
        positions.append(Position(id="cash", instrument=Cash(cash.id), quantity=1.0))
        currencies[cash.id] = cash
    return Portfolio(
        name="TEST",
        base_currency="USD",
        positions=tuple(positions),
        assets={asset.id: asset for asset in assets},
        currencies=currencies,
    )


def run(portfolio: Portfolio, scenario: str, history: dict[str, PriceSeries] | None = None) -> dict[str, ResolvedShock]:
    resolved = resolve_stress(portfolio, [LIBRARY[scenario]], history=history or {}, lineage=MADE)
    return {each.factor.id: each for each in resolved.resolved[0]}


def history(symbol: str, first: str, closes: list[float]) -> PriceSeries:
    dates = np.arange(first, np.datetime64(first, "D") + len(closes), dtype="datetime64[D]")
    return PriceSeries(symbol, dates, np.array(closes), "test.csv", "close", "0")


COIN = Asset("SOL", AssetClass.CRYPTO, "SOL", "USD")
BITCOIN = Asset("BTC", AssetClass.CRYPTO, "BTC", "USD")
ETHER = Asset("ETH", AssetClass.CRYPTO, "ETH", "USD", proxy=Proxy("BTC", 1.25))
COVID_LENGTH = 34  # 2020-02-19 to 2020-03-23


def test_an_asset_with_history_is_replayed_from_close_to_close() -> None:
    closes = [100.0] + [1.0] * (COVID_LENGTH - 2) + [61.0]
    found = run(book(BITCOIN), "COVID_2020", {"BTC": history("BTC", "2020-02-19", closes)})
    assert found["spot:BTC"].origin is ShockOrigin.REPLAYED
    assert found["spot:BTC"].shock == 61.0 / 100.0 - 1.0


def test_a_stated_asset_beats_the_proxy_and_the_class() -> None:
    found = run(book(BITCOIN, ETHER), "COVID_2020")
    assert (found["spot:ETH"].shock, found["spot:ETH"].origin) == (-0.481, ShockOrigin.STATED)


def test_a_proxy_moves_by_its_beta() -> None:
    closes = [100.0] * 15 + [80.0]
    found = run(book(BITCOIN, ETHER), "CHINA_2015", {"BTC": history("BTC", "2015-08-10", closes)})
    assert found["spot:BTC"].origin is ShockOrigin.REPLAYED
    assert found["spot:ETH"].shock == pytest.approx(-0.25)
    assert found["spot:ETH"].origin is ShockOrigin.PROXY


def test_without_history_or_proxy_the_class_speaks() -> None:
    found = run(book(COIN), "GFC_2008")
    assert found["spot:SOL"].origin is ShockOrigin.CLASS_PROXY
    assert found["spot:SOL"].shock == -0.609


def test_history_that_covers_half_the_window_is_not_a_replay() -> None:
    late = history("BTC", "2020-03-01", [100.0] * 40)
    assert run(book(BITCOIN), "COVID_2020", {"BTC": late})["spot:BTC"].origin is ShockOrigin.CLASS_PROXY


def test_what_nobody_states_is_listed_and_not_silently_zero() -> None:
    found = run(book(COIN), "PAGE_GFC_2008")
    assert (found["spot:SOL"].shock, found["spot:SOL"].origin) == (0.0, ShockOrigin.UNSHOCKED)


def test_a_pegged_currency_is_held_and_a_floating_one_is_not() -> None:
    pegged = run(book(BITCOIN, cash=Currency("USDT", fixed_rate=1.0)), "GFC_2008")
    floating = run(book(BITCOIN, cash=Currency("EUR", symbol="EURUSD")), "GFC_2008")
    assert pegged["currency:USDT"].origin is ShockOrigin.HELD
    assert floating["currency:EUR"].shock == -0.107


def test_a_book_in_another_base_sees_the_cross_rate() -> None:
    """GFC_2008 states that other currencies lost 10.7 % against the dollar: in euros the dollar gained."""
    shares = Asset("SPY", AssetClass.EQUITY, "SPY", "USD")
    yens = Asset("NKY", AssetClass.EQUITY, "NKY", "JPY")
    portfolio = Portfolio(
        name="EUROS",
        base_currency="EUR",
        positions=tuple(Position(id=a.id, instrument=Spot(a.id), quantity=1.0) for a in (shares, yens)),
        assets={"SPY": shares, "NKY": yens},
        currencies={"USD": Currency("USD", symbol="USDEUR"), "JPY": Currency("JPY", symbol="JPYEUR")},
    )
    found = run(portfolio, "GFC_2008")
    assert found["currency:USD"].shock == pytest.approx(1 / (1 - 0.107) - 1)
    assert found["currency:JPY"].shock == pytest.approx(0.0, abs=1e-15)


def test_a_proxy_that_would_lose_more_than_everything_is_a_listed_failure() -> None:
    wild = dataclasses.replace(COIN, proxy=Proxy("BTC", 3.0))
    bitcoin_unheld = Portfolio(
        name="TEST",
        base_currency="USD",
        positions=(Position(id="SOL", instrument=Spot("SOL"), quantity=1.0),),
        assets={"SOL": wild, "BTC": BITCOIN},
    )
    found = resolve_stress(
        bitcoin_unheld, [LIBRARY["PAGE_CRYPTO_CRASH"], LIBRARY["GFC_2008"]], history={}, lineage=MADE
    )
    assert [scenario.id for scenario in found.scenarios] == ["GFC_2008"]
    assert len(found.failures) == 1
    assert "spot:SOL must be above -100 %, was -210.0%" in str(found.failures[0])


PAGE_WEIGHTS = {"BTC": 0.284, "SPY": 0.221, "GLD": 0.186, "QQQ": 0.142, "ETH": 0.103, "TLT": 0.042}
PAGE_CLASSES = {
    "BTC": AssetClass.CRYPTO,
    "ETH": AssetClass.CRYPTO,
    "SPY": AssetClass.EQUITY,
    "QQQ": AssetClass.EQUITY,
    "GLD": AssetClass.METAL,
    "TLT": AssetClass.RATES,
}


@pytest.mark.parametrize(
    ("scenario", "pnl"),
    [
        ("PAGE_GFC_2008", -792_792.0),
        ("PAGE_COVID_2020", -518_364.0),
        ("PAGE_FED_TAPER", -28_224.0),
        ("PAGE_CRYPTO_CRASH", -1_159_410.0),
    ],
)
def test_the_pages_losses_set_right(scenario: str, pnl: float) -> None:
    """The page prints -682, -441, -198 and -890 K, which do not follow from its shocks and weights."""
    portfolio = book(*(Asset(name, PAGE_CLASSES[name], name, "USD") for name in PAGE_WEIGHTS))
    found = run(portfolio, scenario)
    total = sum(PAGE_AUM * weight * found[f"spot:{name}"].shock for name, weight in PAGE_WEIGHTS.items())
    assert total == pytest.approx(pnl, abs=1e-6)


def test_nothing_to_stress_gives_an_empty_set() -> None:
    empty: StressShocks = resolve_stress(book(BITCOIN), [], history={}, lineage=MADE)
    assert len(empty.scenario_set) == 0
