"""Revaluation against hand calculations and identities of the whole book."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import Lineage
from seawall.errors import DataError, InputError
from seawall.market import FactorKind, MarketSnapshot, RiskFactor
from seawall.measures import expected_shortfall, value_at_risk
from seawall.portfolio import (
    Asset,
    AssetClass,
    Cash,
    Currency,
    EuropeanOption,
    Perpetual,
    Portfolio,
    Position,
    Right,
    Spot,
    VolatilityIndex,
)
from seawall.scenarios import ScenarioSet, risk_factors
from seawall.valuation import Engine, black_scholes, position_values, revalue
from tests.tolerances import EXACT, MONEY

MADE = Lineage(method="test", source="test", data_hash="0")
TODAY = dt.date(2025, 12, 30)
EXPIRY = dt.date(2026, 3, 30)
BOOK = Portfolio(
    name="BOOK",
    base_currency="USD",
    rates={"USD": 0.04},
    currencies={"EUR": Currency("EUR", symbol="EURUSD")},
    assets={
        "BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD"),
        "SAP": Asset("SAP", AssetClass.EQUITY, "SAP", "EUR"),
    },
    positions=(
        Position(id="coin", instrument=Spot("BTC"), quantity=2.0),
        Position(id="share", instrument=Spot("SAP"), quantity=100.0),
        Position(id="perpetual", instrument=Perpetual("BTC", entry_price=90_000.0), quantity=-1.5),
        Position(
            id="put",
            instrument=EuropeanOption("BTC", Right.PUT, 80_000.0, EXPIRY, implied_volatility=0.6, contract_size=0.1),
            quantity=5.0,
        ),
        Position(id="euros", instrument=Cash("EUR"), quantity=10_000.0),
        Position(id="dollars", instrument=Cash("USD"), quantity=50_000.0),
    ),
)
SNAPSHOT = MarketSnapshot(
    TODAY, "USD", MADE, spots={"BTC": 88_000.0, "SAP": 220.0}, rates={"USD": 0.04}, currencies={"EUR": 1.10}
)
FACTORS = risk_factors(BOOK)


def shocked(**shocks: float) -> ScenarioSet:
    row = [shocks.get(factor.id.replace(":", "_"), 0.0) for factor in FACTORS]
    return ScenarioSet(FACTORS, np.array([row]), ("shock",), 0, MADE)


def test_the_factors_of_the_book() -> None:
    assert [factor.id for factor in FACTORS] == [
        "spot:BTC",
        "spot:SAP",
        "currency:EUR",
        "volatility:BTC",
        "rate:USD",
    ]


def test_values_today_by_hand() -> None:
    put = black_scholes(
        spot=88_000, strike=80_000, time=90 / 365, rate=0.04, volatility=0.6, right=Right.PUT
    ).price.item()
    assert position_values(BOOK, SNAPSHOT) == pytest.approx(
        [176_000, 24_200, 3_000, 0.5 * put, 11_000, 50_000], rel=EXACT
    )


def test_a_scenario_without_shocks_changes_nothing() -> None:
    assert not revalue(BOOK, SNAPSHOT, shocked()).pnl.any()


def test_every_kind_of_shock_by_hand() -> None:
    scenario = shocked(spot_BTC=-0.2, spot_SAP=0.05, currency_EUR=0.10, volatility_BTC=0.5, rate_USD=0.01)
    values = [
        black_scholes(spot=s, strike=80_000, time=90 / 365, rate=r, volatility=v, right=Right.PUT).price.item()
        for s, r, v in ((88_000, 0.04, 0.6), (70_400, 0.05, 0.9))
    ]
    expected = [
        -35_200.0,
        100 * 220 * 1.10 * (1.05 * 1.10 - 1),  # the cross term of price and currency is kept
        1.5 * 17_600,
        0.5 * (values[1] - values[0]),
        10_000 * 1.10 * 0.10,
        0.0,
    ]
    assert revalue(BOOK, SNAPSHOT, scenario).pnl[0] == pytest.approx(expected, rel=1e-11)


def random_scenarios(seed: int, n: int = 60) -> ScenarioSet:
    shocks = np.random.default_rng(seed).uniform(-0.4, 0.4, (n, len(FACTORS)))
    return ScenarioSet(FACTORS, shocks, tuple(str(i) for i in range(n)), 1, MADE)


@given(st.integers(0, 500), st.permutations(range(len(BOOK.positions))))
def test_the_order_of_positions_changes_nothing(seed: int, order: list[int]) -> None:
    scenarios = random_scenarios(seed)
    shuffled = dataclasses.replace(BOOK, positions=tuple(BOOK.positions[i] for i in order))
    plain, moved = revalue(BOOK, SNAPSHOT, scenarios), revalue(shuffled, SNAPSHOT, scenarios)
    assert (moved.pnl == plain.pnl[:, order]).all()
    for measure in (value_at_risk, expected_shortfall):
        assert measure(moved.losses, confidence=0.95) == pytest.approx(
            measure(plain.losses, confidence=0.95), rel=EXACT, abs=MONEY * 1e5
        )


@given(st.integers(0, 500), st.permutations(range(len(FACTORS))))
def test_the_order_of_factors_changes_nothing(seed: int, order: list[int]) -> None:
    scenarios = random_scenarios(seed)
    moved = ScenarioSet(tuple(FACTORS[i] for i in order), scenarios.shocks[:, order], scenarios.labels, 1, MADE)
    assert (revalue(BOOK, SNAPSHOT, moved).pnl == revalue(BOOK, SNAPSHOT, scenarios).pnl).all()


@given(st.integers(0, 500), st.floats(0.2, 5.0))
def test_redenomination_at_a_fixed_rate_only_rescales(seed: int, euros_per_dollar: float) -> None:
    """The same dollar book, reported in euros at a rate that does not move."""
    held = tuple(p for p in BOOK.positions if BOOK.currency_of(p) == "USD")
    dollars = dataclasses.replace(BOOK, positions=held)
    euros = dataclasses.replace(
        dollars, base_currency="EUR", currencies={"USD": Currency("USD", fixed_rate=euros_per_dollar)}
    )
    in_euros = dataclasses.replace(SNAPSHOT, base_currency="EUR", currencies={"USD": euros_per_dollar})
    scenarios = random_scenarios(seed)
    plain, moved = revalue(dollars, SNAPSHOT, scenarios), revalue(euros, in_euros, scenarios)
    assert moved.currency == "EUR"
    assert moved.pnl == pytest.approx(plain.pnl * euros_per_dollar, rel=1e-9, abs=MONEY * 1e5)
    assert expected_shortfall(moved.losses, confidence=0.9) == pytest.approx(
        euros_per_dollar * expected_shortfall(plain.losses, confidence=0.9), rel=1e-9
    )


@given(st.integers(0, 500))
def test_positions_add_up_to_the_book(seed: int) -> None:
    scenarios = random_scenarios(seed)
    cube = revalue(BOOK, SNAPSHOT, scenarios)
    alone = [
        revalue(dataclasses.replace(BOOK, positions=(position,)), SNAPSHOT, scenarios).totals
        for position in BOOK.positions
    ]
    assert cube.totals == pytest.approx(np.sum(alone, axis=0), rel=MONEY, abs=1e-6)


def test_a_level_that_is_missing_is_refused() -> None:
    with pytest.raises(DataError, match="no level for spot:SAP"):
        revalue(BOOK, dataclasses.replace(SNAPSHOT, spots={"BTC": 1.0}), shocked())


def test_a_snapshot_in_another_currency_is_refused() -> None:
    with pytest.raises(DataError, match="snapshot is in EUR"):
        revalue(BOOK, dataclasses.replace(SNAPSHOT, base_currency="EUR"), shocked())


@pytest.mark.parametrize("engine", [None, Engine.FULL])
def test_an_option_without_a_volatility_takes_that_of_its_index(engine: Engine | None) -> None:
    own = next(p for p in BOOK.positions if isinstance(p.instrument, EuropeanOption))
    assert isinstance(own.instrument, EuropeanOption)
    bare = dataclasses.replace(own, instrument=dataclasses.replace(own.instrument, implied_volatility=None))
    asset = dataclasses.replace(BOOK.assets["BTC"], volatility=VolatilityIndex("BTC_IV", 0.01))
    indexed = dataclasses.replace(BOOK, assets={**BOOK.assets, "BTC": asset}, positions=(bare,))
    levels = dataclasses.replace(SNAPSHOT, volatilities={"BTC": 0.6})
    scenario = shocked(spot_BTC=-0.1, volatility_BTC=0.3)
    found, expected = (
        revalue(book, levels, scenario) if engine is None else revalue(book, levels, scenario, engine=engine)
        for book in (indexed, dataclasses.replace(BOOK, positions=(own,)))
    )
    assert (found.totals == expected.totals).all()
    assert found.totals[0] != 0.0


def test_a_price_cannot_be_shocked_to_zero() -> None:
    with pytest.raises(InputError, match=r"spot:BTC must be above -100 %, was -100.0%"):
        ScenarioSet((RiskFactor(FactorKind.SPOT, "BTC"),), np.array([[-1.0]]), ("end",), 0, MADE)
