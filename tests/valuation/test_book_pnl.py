"""The engines against position-by-position revaluation, and against what they say of their own error."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.core import Lineage
from seawall.errors import DataError, InputError
from seawall.market import FactorKind, MarketSnapshot, RiskFactor
from seawall.measures import Measure, estimate
from seawall.portfolio import Asset, AssetClass, Currency, EuropeanOption, Perpetual, Portfolio, Position, Right, Spot
from seawall.scenarios import ScenarioSet, risk_factors
from seawall.valuation import BookPnl, Engine, PnlCube, black_scholes, compile_book, revalue, revalue_book
from tests.tolerances import EXACT, MONEY
from tests.valuation.test_revaluation import BOOK as MIXED_BOOK
from tests.valuation.test_revaluation import SNAPSHOT as MIXED_SNAPSHOT
from tests.valuation.test_revaluation import random_scenarios

MADE = Lineage(method="test", source="test", data_hash="0")
TODAY = dt.date(2025, 12, 30)
N_ASSETS = 3


def option_book(seed: int, n: int, *, shortest_days: int = 20) -> tuple[Portfolio, MarketSnapshot]:
    draw = np.random.default_rng(seed)
    names = [f"A{i}" for i in range(N_ASSETS)]
    positions = tuple(
        Position(
            id=f"p{i}",
            instrument=EuropeanOption(
                names[i % N_ASSETS],
                Right.CALL if draw.random() < 0.5 else Right.PUT,
                float(draw.uniform(60, 140)),
                TODAY + dt.timedelta(days=int(draw.integers(shortest_days, 700))),
                float(draw.uniform(0.1, 0.9)),
            ),
            quantity=float(draw.normal()),
        )
        for i in range(n)
    )
    assets = {name: Asset(name, AssetClass.EQUITY, name, "USD") for name in names}
    portfolio = Portfolio(name="OPTIONS", base_currency="USD", positions=positions, assets=assets, rates={"USD": 0.03})
    return portfolio, MarketSnapshot(TODAY, "USD", MADE, spots=dict.fromkeys(names, 100.0), rates={"USD": 0.03})


def moves(seed: int, n: int, *, volatility: bool = False, rate: bool = False) -> ScenarioSet:
    draw = np.random.default_rng(seed)
    factors = [RiskFactor(FactorKind.SPOT, f"A{i}") for i in range(N_ASSETS)]
    columns = [np.expm1(0.04 * draw.standard_normal((n, N_ASSETS)))]
    if volatility:
        factors += [RiskFactor(FactorKind.VOLATILITY, f"A{i}") for i in range(N_ASSETS)]
        columns.append(np.expm1(0.08 * draw.standard_normal((n, N_ASSETS))))
    if rate:
        factors.append(RiskFactor(FactorKind.RATE, "USD"))
        columns.append(0.002 * draw.standard_normal((n, 1)))
    return ScenarioSet(tuple(factors), np.hstack(columns), tuple(str(i) for i in range(n)), 1, MADE)


KINDS = [(False, False), (True, False), (True, True)]


@pytest.mark.parametrize(("volatility", "rate"), KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_the_full_engine_is_the_sum_of_the_positions(seed: int, volatility: bool, rate: bool) -> None:
    portfolio, snapshot = option_book(seed, 90)
    scenarios = moves(seed, 700, volatility=volatility, rate=rate)
    cube = revalue(portfolio, snapshot, scenarios)
    book = revalue(portfolio, snapshot, scenarios, engine=Engine.FULL)
    assert isinstance(cube, PnlCube)
    assert isinstance(book, BookPnl)
    assert np.abs(book.totals - cube.totals).max() <= book.error, (seed, book.error)


@given(st.integers(0, 300))
@settings(max_examples=25)
def test_every_instrument_and_currency(seed: int) -> None:
    scenarios = random_scenarios(seed)
    cube = revalue(MIXED_BOOK, MIXED_SNAPSHOT, scenarios)
    for engine in (Engine.FULL, Engine.CHEBYSHEV):
        book = revalue(MIXED_BOOK, MIXED_SNAPSHOT, scenarios, engine=engine)
        assert book.totals == pytest.approx(cube.totals, rel=1e-11, abs=MONEY * 1e5)


@pytest.mark.parametrize("engine", [Engine.FULL, Engine.CHEBYSHEV])
def test_what_a_foreign_perpetual_has_gained_moves_with_its_currency(engine: Engine) -> None:
    """Two coins bought at 40 in dollars, now at 100: the gain of 120 dollars moves with the rate."""
    book = Portfolio(
        name="ABROAD",
        base_currency="EUR",
        positions=(Position(id="long", instrument=Perpetual("BTC", 40.0), quantity=2.0),),
        assets={"BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD")},
        currencies={"USD": Currency("USD", symbol="USDEUR")},
    )
    today = MarketSnapshot(TODAY, "EUR", MADE, spots={"BTC": 100.0}, currencies={"USD": 0.5})
    factors = (RiskFactor(FactorKind.SPOT, "BTC"), RiskFactor(FactorKind.CURRENCY, "USD"))
    shocks = ScenarioSet(factors, np.array([[0.0, 0.1], [0.2, -0.1]]), ("dearer", "both"), 1, MADE)
    found = revalue(book, today, shocks, engine=engine)
    # 120 dollars at 0.5, before; 120 at 0.55 and 160 at 0.45, after
    assert found.totals == pytest.approx([6.0, 12.0], rel=MONEY)


@pytest.mark.parametrize(("volatility", "rate"), KINDS[:2])
@pytest.mark.parametrize("seed", range(6))
def test_the_proxy_is_no_further_off_than_it_says(seed: int, volatility: bool, rate: bool) -> None:
    portfolio, snapshot = option_book(seed, 150)
    scenarios = moves(seed + 50, 2_000, volatility=volatility, rate=rate)
    full = revalue(portfolio, snapshot, scenarios, engine=Engine.FULL)
    proxy = revalue(portfolio, snapshot, scenarios, engine=Engine.CHEBYSHEV)
    true_error = np.abs(proxy.totals - full.totals).max()
    value_at_risk = estimate(full, Measure.VALUE_AT_RISK, confidence=0.99).value
    assert true_error <= proxy.error, (seed, true_error, proxy.error)
    assert proxy.error <= 1e-6 * value_at_risk, (seed, proxy.error, value_at_risk)
    assert proxy.in_full == ()
    assert proxy.checked == 100
    assert estimate(proxy, Measure.EXPECTED_SHORTFALL, confidence=0.975).value == pytest.approx(
        estimate(full, Measure.EXPECTED_SHORTFALL, confidence=0.975).value, rel=1e-6
    )


def test_what_a_rate_moves_is_revalued_in_full() -> None:
    portfolio, snapshot = option_book(3, 60)
    proxy = revalue(portfolio, snapshot, moves(4, 400, rate=True), engine=Engine.CHEBYSHEV)
    assert proxy.in_full == ("A0", "A1", "A2")


def test_what_is_not_smooth_is_revalued_in_full() -> None:
    """Options with a day to live have a kink at their strike, which no polynomial of 96 nodes holds."""
    portfolio, snapshot = option_book(5, 60)
    kinked = tuple(
        Position(
            id=position.id,
            instrument=EuropeanOption(f"A{i % N_ASSETS}", Right.CALL, 100.0, TODAY + dt.timedelta(days=1), 0.02),
            quantity=position.sized,
        )
        for i, position in enumerate(portfolio.positions)
    )
    portfolio = dataclasses.replace(portfolio, positions=kinked)
    scenarios = moves(6, 1_500)
    full = revalue(portfolio, snapshot, scenarios, engine=Engine.FULL)
    proxy = revalue(portfolio, snapshot, scenarios, engine=Engine.CHEBYSHEV)
    assert proxy.in_full == ("A0", "A1", "A2")
    assert (proxy.totals == full.totals).all()


def test_the_parabola_is_close_for_small_moves_and_says_when_it_is_not() -> None:
    portfolio, snapshot = option_book(7, 60)
    small = moves(8, 600, volatility=True)
    tiny = dataclasses.replace(small, shocks=small.shocks * 1e-3)
    for scenarios, share in ((tiny, 1e-4), (small, 0.5)):
        full = revalue(portfolio, snapshot, scenarios, engine=Engine.FULL)
        greeks = revalue(portfolio, snapshot, scenarios, engine=Engine.DELTA_GAMMA_VEGA)
        size = np.abs(full.totals).max()
        assert greeks.error <= share * size
        worst = np.argsort(full.totals)[:10]
        assert np.abs(greeks.totals[worst] - full.totals[worst]).max() <= greeks.error


@pytest.mark.parametrize("engine", list(Engine))
@pytest.mark.parametrize(("volatility", "rate"), KINDS)
def test_the_same_bytes_for_any_number_of_threads(engine: Engine, volatility: bool, rate: bool) -> None:
    portfolio, snapshot = option_book(9, 40)
    book = compile_book(portfolio, snapshot)
    scenarios = moves(10, 3_000, volatility=volatility, rate=rate)
    runs = {revalue_book(book, scenarios, engine=engine, threads=n).totals.tobytes() for n in (1, 2, 3, 2)}
    assert len(runs) == 1


@pytest.mark.parametrize("engine", list(Engine))
def test_a_scenario_in_which_nothing_moves_gains_nothing(engine: Engine) -> None:
    portfolio, snapshot = option_book(11, 200)
    still = moves(12, 1_030)
    shocks = np.array(still.shocks)
    shocks[[0, 5, 1_029]] = 0.0
    totals = revalue(portfolio, snapshot, dataclasses.replace(still, shocks=shocks), engine=engine).totals
    tolerance = 0.0 if engine is Engine.FULL else 1e-6
    assert np.abs(totals[[0, 5, 1_029]]).max() <= tolerance


def test_the_order_of_scenarios_changes_nothing() -> None:
    portfolio, snapshot = option_book(13, 50)
    scenarios = moves(14, 900)
    order = np.random.default_rng(1).permutation(900)
    moved = dataclasses.replace(
        scenarios, shocks=scenarios.shocks[order], labels=tuple(scenarios.labels[i] for i in order)
    )
    plain = revalue(portfolio, snapshot, scenarios, engine=Engine.FULL).totals
    assert (revalue(portfolio, snapshot, moved, engine=Engine.FULL).totals == plain[order]).all()


def test_a_put_is_its_call_less_the_forward() -> None:
    portfolio, snapshot = option_book(15, 1)
    option = portfolio.positions[0].instrument
    assert isinstance(option, EuropeanOption)
    put = dataclasses.replace(portfolio.positions[0], instrument=dataclasses.replace(option, right=Right.PUT))
    scenarios = moves(16, 50)
    totals = revalue(dataclasses.replace(portfolio, positions=(put,)), snapshot, scenarios, engine=Engine.FULL).totals
    values = black_scholes(
        spot=np.append(100.0 * (1 + scenarios.shocks[:, 0]), 100.0),
        strike=option.strike,
        time=(option.expiry - TODAY).days / 365,
        rate=0.03,
        volatility=option.implied_volatility or 0.0,
        right=Right.PUT,
    ).price
    assert totals == pytest.approx(put.sized * (values[:-1] - values[-1]), rel=EXACT, abs=1e-12)


def test_a_book_without_options_needs_no_engine_of_its_own() -> None:
    linear = dataclasses.replace(
        MIXED_BOOK, positions=tuple(p for p in MIXED_BOOK.positions if not isinstance(p.instrument, EuropeanOption))
    )
    scenarios = random_scenarios(1)
    expected = revalue(linear, MIXED_SNAPSHOT, scenarios).totals
    for engine in Engine:
        found = revalue(linear, MIXED_SNAPSHOT, scenarios, engine=engine)
        assert found.totals == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_bad_input_is_refused() -> None:
    portfolio, snapshot = option_book(17, 3)
    with pytest.raises(InputError, match="'threads' must be at least 1, was 0"):
        revalue(portfolio, snapshot, moves(1, 5), engine=Engine.FULL, threads=0)
    with pytest.raises(DataError, match="snapshot is in EUR"):
        compile_book(portfolio, dataclasses.replace(snapshot, base_currency="EUR"))
    with pytest.raises(DataError, match="expired on"):
        compile_book(portfolio, dataclasses.replace(snapshot, as_of=dt.date(2030, 1, 1)))


@pytest.mark.parametrize("rows", [5, 101])
def test_a_linear_book_of_many_factors_is_one_product(rows: int) -> None:
    """More factors than are summed at a time, with and without compiling, two currencies: against the cube."""
    draw = np.random.default_rng(12)
    n = 10_050
    names = [f"A{i}" for i in range(n)]
    assets = {
        name: Asset(name, AssetClass.EQUITY, name, "EUR" if i % 7 == 0 else "USD") for i, name in enumerate(names)
    }
    positions = tuple(Position(id=name, instrument=Spot(name), quantity=float(draw.normal())) for name in names)
    book = Portfolio(
        name="WIDE",
        base_currency="USD",
        positions=positions,
        assets=assets,
        currencies={"EUR": Currency("EUR", symbol="EURUSD")},
    )
    levels = dict(zip(names, draw.uniform(1, 500, n).tolist(), strict=True))
    snapshot = MarketSnapshot(TODAY, "USD", MADE, spots=levels, currencies={"EUR": 1.1})
    factors = risk_factors(book)
    shocks = np.expm1(0.02 * draw.standard_normal((rows, len(factors))))
    labels = tuple(str(row) for row in range(rows))
    scenarios = ScenarioSet(factors, shocks, labels, 1, MADE)
    found = revalue(book, snapshot, scenarios, engine=Engine.FULL)
    cube = revalue(book, snapshot, scenarios)
    gross = float(np.abs(cube.pnl).sum(axis=1).max())
    np.testing.assert_allclose(found.totals, cube.totals, rtol=0, atol=EXACT * gross)
    fewer = ScenarioSet(factors[: n // 2], shocks[:, : n // 2], labels, 1, MADE)
    short = revalue(book, snapshot, fewer, engine=Engine.FULL)
    np.testing.assert_allclose(short.totals, revalue(book, snapshot, fewer).totals, rtol=0, atol=EXACT * gross)
