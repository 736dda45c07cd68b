"""P&L explain: exact sums, a small remainder over random books, and every cause by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import numpy as np
import pytest

from seawall.core import Lineage
from seawall.errors import DataError, InputError
from seawall.market import MarketSnapshot
from seawall.portfolio import (
    Asset,
    AssetClass,
    Cash,
    Currency,
    EuropeanOption,
    Instrument,
    Perpetual,
    Portfolio,
    Position,
    Right,
    Spot,
    VolatilityIndex,
)
from seawall.valuation import (
    PnlExplain,
    PnlTerms,
    black_scholes,
    book_greeks,
    explain_pnl,
    funding_payments,
    inverse_funding,
    linear_funding,
    position_values,
)
from tests.tolerances import EXACT, MONEY, UNEXPLAINED

MADE = Lineage(method="test", source="test", data_hash="0")
START = dt.date(2025, 12, 1)
SPOTS = {"BTC": 90_000.0, "ETH": 3_000.0, "SAP": 220.0}
ASSETS = {
    "BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD", volatility=VolatilityIndex("BTC_IV", 0.01)),
    "ETH": Asset("ETH", AssetClass.CRYPTO, "ETH", "USD", volatility=VolatilityIndex("ETH_IV", 0.01)),
    "SAP": Asset("SAP", AssetClass.EQUITY, "SAP", "EUR", volatility=VolatilityIndex("SAP_IV", 0.01)),
}
TERMS = [field.name for field in dataclasses.fields(PnlTerms)]


def book(**held: tuple[Instrument, float]) -> Portfolio:
    return Portfolio(
        name="BOOK",
        base_currency="USD",
        positions=tuple(Position(id=name, instrument=each, quantity=size) for name, (each, size) in held.items()),
        assets=ASSETS,
        rates={"USD": 0.04, "EUR": 0.02},
        currencies={"EUR": Currency("EUR", symbol="EURUSD")},
    )


def market(
    day: int = 0, *, move: float = 0.0, vol: float = 0.0, rate: float = 0.0, euro: float = 1.1
) -> MarketSnapshot:
    return MarketSnapshot(
        START + dt.timedelta(day),
        "USD",
        MADE,
        spots={name: level * (1 + move) for name, level in SPOTS.items()},
        volatilities={"BTC": 0.6 + vol, "ETH": 0.8 + vol, "SAP": 0.25 + vol},
        rates={"USD": 0.04 + rate, "EUR": 0.02 + rate},
        currencies={"EUR": euro},
    )


def option(right: Right = Right.CALL, strike: float = 95_000.0, days: int = 60, **more: float) -> EuropeanOption:
    return EuropeanOption("BTC", right, strike, START + dt.timedelta(days), **more)


def random_case(rng: np.random.Generator, shortest: int) -> tuple[Portfolio, MarketSnapshot, MarketSnapshot]:
    """Up to 12 spots, perpetuals and options; 3 % spot moves, 3 points, 1 to 3 days, 10 basis points, 1 % of fx."""
    held: dict[str, tuple[Instrument, float]] = {}
    for count in range(int(rng.integers(3, 13))):
        asset = str(rng.choice(list(ASSETS)))
        spot, kind = SPOTS[asset], int(rng.integers(0, 4))
        right = Right.CALL if rng.random() < 0.5 else Right.PUT
        expiry = START + dt.timedelta(int(rng.integers(shortest, 366)))
        instruments: list[Instrument] = [
            Spot(asset),
            Perpetual(asset, spot * rng.uniform(0.8, 1.2)),
            EuropeanOption(asset, right, spot * rng.uniform(0.7, 1.3), expiry, contract_size=0.5),
        ]
        held[str(count)] = instruments[min(kind, 2)], rng.uniform(-1, 1) * 1e6 / spot
    before = market()
    after = dataclasses.replace(
        before,
        as_of=START + dt.timedelta(int(rng.integers(1, 4))),
        spots={name: level * (1 + rng.choice([-0.03, 0.03])) for name, level in SPOTS.items()},
        volatilities={name: level + rng.uniform(-0.03, 0.03) for name, level in before.volatilities.items()},
        rates={name: level + rng.uniform(-0.001, 0.001) for name, level in before.rates.items()},
        currencies={"EUR": 1.1 * (1 + rng.uniform(-0.01, 0.01))},
    )
    return book(**held), before, after


def assert_sums(explained: PnlExplain) -> None:
    for actual, terms in ((explained.actual, explained.total), *((p.actual, p.terms) for p in explained.positions)):
        whole = math.fsum(getattr(terms, name) for name in TERMS)
        assert whole == terms.actual == pytest.approx(actual, rel=EXACT, abs=0.0)
    for name in TERMS:
        parts = [getattr(each.terms, name) for each in explained.positions]
        size = MONEY * (1.0 + explained.total.gross)
        assert getattr(explained.total, name) == pytest.approx(math.fsum(parts), rel=EXACT, abs=size)


@pytest.mark.parametrize("shortest", [4, 7, 30])
def test_random_books_leave_less_than_a_percent_unexplained(shortest: int) -> None:
    """Of the net P&L, the stricter measure, even where gains and losses nearly cancel."""
    rng = np.random.default_rng(20251201 + shortest)
    for _ in range(200):
        held, before, after = random_case(rng, shortest)
        explained = explain_pnl(held, held, before, after)
        assert_sums(explained)
        values = position_values(held, after) - position_values(held, before)
        assert explained.actual == pytest.approx(values.sum(), rel=1e-9, abs=MONEY * 1e6)
        assert abs(explained.total.unexplained) < UNEXPLAINED * abs(explained.actual)


def test_linear_positions_leave_nothing() -> None:
    held = book(a=(Spot("SAP"), 100.0), b=(Perpetual("BTC", 80_000.0, 0.1), -5.0), c=(Cash("EUR"), 1_000.0))
    explained = explain_pnl(held, held, market(), market(1, move=0.03, euro=1.2))
    share, perpetual, cash = (each.terms for each in explained.positions)
    assert share.delta == pytest.approx(100 * 6.6 * 1.1, rel=EXACT)
    assert share.currency == pytest.approx(100 * 226.6 * 0.1, rel=EXACT)
    assert perpetual.delta == pytest.approx(-0.5 * 2_700, rel=EXACT)
    assert cash.currency == pytest.approx(100.0, rel=EXACT)
    assert explained.total.unexplained == pytest.approx(0.0, abs=1e-9)
    assert_sums(explained)


def test_terms_are_the_greeks_of_the_screen_where_moves_are_small() -> None:
    held = book(o=(option(), 10.0))
    row = book_greeks(held, market()).positions[0]
    small = explain_pnl(held, held, market(), market(0, move=1e-4, vol=1e-4, rate=1e-5)).total
    assert small.delta == pytest.approx(row.delta * 9.0, rel=1e-3)
    assert small.gamma == pytest.approx(0.5 * row.gamma * 81.0, rel=1e-3)
    assert small.vega == pytest.approx(row.vega_per_point * 0.01, rel=1e-3)
    assert small.rho == pytest.approx(row.rho_per_percent * 0.001, rel=1e-3)
    assert small.vanna == pytest.approx(row.vanna * 9.0 * 1e-4, rel=2e-3)
    assert small.volga == pytest.approx(0.5 * row.volga * 1e-8, rel=2e-2)
    assert small.theta == 0.0
    day = explain_pnl(held, held, market(), market(1))
    assert day.total.theta == day.actual == pytest.approx(row.theta_per_day, rel=0.02)


def test_a_remark_of_an_option_is_vega() -> None:
    first, second = (book(o=(option(implied_volatility=level), 1.0)) for level in (0.6, 0.62))
    explained = explain_pnl(first, second, market(), market())
    assert explained.total.vega + explained.total.volga == pytest.approx(explained.actual, rel=1e-6)
    assert explain_pnl(first, first, market(), market(vol=0.1)).actual == 0.0


def test_funding_longs_pay_when_the_rate_is_above_zero() -> None:
    held = book(long=(Perpetual("BTC", 90_000.0, 0.1), 20.0), short=(Perpetual("BTC", 90_000.0), -1.0))
    paid = funding_payments(held, funding_rates={"BTC": [1e-4, 3e-4]}, mark_prices={"BTC": [90_000.0, 91_000.0]})
    assert paid == pytest.approx({"long": 72.6, "short": -36.3}, rel=EXACT)
    explained = explain_pnl(held, held, market(), market(1), funding_paid=paid)
    assert [each.terms.funding for each in explained.positions] == pytest.approx([-72.6, 36.3], rel=EXACT)
    assert explained.actual == explained.total.funding == pytest.approx(-36.3, rel=EXACT)
    # the inverse contract has the same sign, in coins
    coins = inverse_funding(funding_rates=[1e-4], mark_prices=[90_000.0], notional_usd=90_000.0)
    dollars = linear_funding(funding_rates=[1e-4], mark_prices=[90_000.0], quantity=1.0)
    assert coins[0] * 90_000.0 == pytest.approx(dollars[0], rel=EXACT)
    assert coins[0] < 0.0


def test_funding_and_carry_in_another_currency_are_turned_at_the_rate_of_after() -> None:
    held = book(p=(Perpetual("SAP", 220.0), 1.0), c=(Cash("EUR"), 100.0))
    explained = explain_pnl(
        held, held, market(), market(euro=1.2), funding_paid={"p": 10.0}, carry_received={"c": 3.0, "p": -1.0}
    )
    assert explained.total.funding == pytest.approx(-12.0, rel=EXACT)
    assert explained.total.carry == pytest.approx(2.4, rel=EXACT)
    assert_sums(explained)


def test_what_was_bought_gains_from_its_price() -> None:
    first, second = book(a=(Spot("SAP"), 100.0)), book(a=(Spot("SAP"), 150.0), c=(option(contract_size=0.1), 4.0))
    after = market(1, move=0.03, euro=1.2)
    explained = explain_pnl(first, second, market(), after, trade_prices={"a": 225.0, "c": 5_000.0})
    share, call = explained.positions
    assert share.terms.new_trades == pytest.approx(50 * (226.6 - 225.0) * 1.2, rel=1e-11)
    assert share.terms.delta == pytest.approx(100 * 6.6 * 1.1, rel=EXACT)
    worth = black_scholes(spot=92_700.0, strike=95_000.0, time=59 / 365, rate=0.04, volatility=0.6, right="call").price
    assert call.terms.new_trades == call.actual == pytest.approx(4 * 0.1 * (float(worth) - 5_000.0), rel=1e-11)
    assert call.terms.unexplained == 0.0
    assert_sums(explained)


def test_without_a_price_a_trade_was_made_at_the_price_of_before() -> None:
    first = book(kept=(Spot("BTC"), 1.0), sold=(Spot("ETH"), 10.0))
    second = book(kept=(Spot("BTC"), 3.0), new=(Spot("ETH"), 5.0), perpetual=(Perpetual("BTC", 91_000.0), -1.0))
    explained = explain_pnl(first, second, market(), market(1, move=0.03))
    gains = {each.position: (each.actual, each.terms.new_trades) for each in explained.positions}
    assert gains["kept"] == pytest.approx((8_100.0, 5_400.0), rel=EXACT)
    assert gains["new"] == pytest.approx((450.0, 450.0), rel=EXACT)
    # sold at once: what the sale gave away is what holding would have gained
    assert gains["sold"] == pytest.approx((0.0, -900.0), abs=1e-9)
    # a perpetual that is new was entered at its entry price
    assert gains["perpetual"] == pytest.approx((-1_700.0, -1_700.0), rel=EXACT)
    assert_sums(explained)


def test_a_perpetual_gains_the_same_whatever_its_average_entry_becomes() -> None:
    first, second = (book(p=(Perpetual("BTC", entry), size)) for entry, size in ((80_000.0, 1.0), (85_500.0, 2.0)))
    explained = explain_pnl(first, second, market(), market(1, move=0.03), trade_prices={"p": 91_000.0})
    assert explained.actual == pytest.approx(2_700.0 + 1_700.0, rel=EXACT)


def test_a_trade_paid_from_cash_is_no_gain_at_its_price() -> None:
    first = book(cash=(Cash("EUR"), 50_000.0))
    second = book(cash=(Cash("EUR"), 27_340.0), share=(Spot("SAP"), 100.0))
    explained = explain_pnl(first, second, market(), market(1, move=0.03), trade_prices={"share": 226.6})
    assert explained.actual == pytest.approx(0.0, abs=1e-9)
    bought = explain_pnl(first, book(cash=(Cash("EUR"), 51_000.0)), market(), market(), trade_prices={"cash": 1.0})
    assert bought.actual == pytest.approx(100.0, rel=1e-11)


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("days", [1, 2, 3])
def test_an_option_that_expires_is_settled_at_intrinsic(days: int, kept: bool) -> None:
    call = (option(strike=85_000.0, days=days), 2.0)
    first = book(c=call, x=(Cash("USD"), 1.0))
    second = first if kept else book(x=(Cash("USD"), 1.0))
    explained = explain_pnl(first, second, market(), market(3, move=0.03))
    value = black_scholes(
        spot=90_000.0, strike=85_000.0, time=days / 365, rate=0.04, volatility=0.6, right="call"
    ).price
    assert explained.actual == pytest.approx(2 * (7_700.0 - float(value)), rel=1e-11)
    assert explained.total.theta == pytest.approx(2 * (5_000.0 - float(value)), rel=1e-11)
    assert explained.total.delta == pytest.approx(2 * 2_700.0, rel=EXACT)
    assert (explained.total.new_trades, explained.total.gamma) == (0.0, 0.0)
    assert_sums(explained)


def test_a_strike_that_the_spot_crossed_stays_unexplained() -> None:
    for strike in (90_000.0, 91_000.0, 90_900.0):
        held = book(c=(option(strike=strike, days=1), 1.0))
        explained = explain_pnl(held, held, market(), market(1, move=0.03))
        assert math.isfinite(explained.total.gross)
        assert_sums(explained)
    assert explained.total.unexplained == pytest.approx(1_800.0, rel=1e-9)


def test_nothing_happened() -> None:
    held = book(o=(option(), 1.0), s=(Spot("SAP"), -2.0), c=(Cash("USD"), 5.0))
    explained = explain_pnl(held, held, market(), market())
    assert (explained.actual, explained.total) == (0.0, PnlTerms())


def test_bad_input_is_refused() -> None:
    held, other = book(o=(option(), 1.0)), book(o=(option(strike=96_000.0), 1.0))
    euros = Portfolio(
        name="E", base_currency="EUR", positions=(Position(id="c", instrument=Cash("EUR"), quantity=1.0),)
    )
    with pytest.raises(InputError, match="one base currency, had USD, EUR, USD, USD"):
        explain_pnl(held, euros, market(), market())
    with pytest.raises(InputError, match="'after' must not be dated before 'before' 2025-12-02, was 2025-12-01"):
        explain_pnl(held, held, market(1), market())
    with pytest.raises(InputError, match=r"positions\.o\.expiry must be after the as-of date"):
        explain_pnl(held, held, market(60), market(61))
    with pytest.raises(InputError, match="'o' must be the same contract in both portfolios"):
        explain_pnl(held, other, market(), market())
    with pytest.raises(InputError, match="'trade_prices' must name a position that was traded, named 'o'"):
        explain_pnl(held, held, market(), market(), trade_prices={"o": 1.0})
    with pytest.raises(InputError, match="'funding_paid' must name a perpetual, named 'o'"):
        explain_pnl(held, held, market(), market(), funding_paid={"o": 1.0})
    with pytest.raises(InputError, match="'carry_received' must name a position, named 'x'"):
        explain_pnl(held, held, market(), market(), carry_received={"x": 1.0})
    with pytest.raises(InputError, match=r"carry_received\[o\]' must be finite, was nan"):
        explain_pnl(held, held, market(), market(), carry_received={"o": math.nan})
    with pytest.raises(InputError, match=r"trade_prices\[n\]' must be finite and above 0"):
        explain_pnl(held, book(n=(Spot("BTC"), 1.0)), market(), market(), trade_prices={"n": -1.0})
    with pytest.raises(DataError, match="no level for spot:BTC"):
        explain_pnl(held, held, market(), dataclasses.replace(market(), spots={"ETH": 1.0}))
    in_euros = dataclasses.replace(held, assets={**ASSETS, "BTC": dataclasses.replace(ASSETS["BTC"], currency="EUR")})
    with pytest.raises(InputError, match=r"assets\.BTC\.currency must be USD in both portfolios, was EUR after"):
        explain_pnl(held, in_euros, market(), market())


def test_funding_of_one_asset_needs_both_its_rates_and_its_marks() -> None:
    with pytest.raises(InputError, match="must name the same assets, but one lacks 'BTC'"):
        funding_payments(book(c=(Cash("USD"), 1.0)), funding_rates={"BTC": [1e-4]}, mark_prices={})
