"""Greeks of a book against differences of `position_values`, which knows nothing of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

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
from seawall.valuation import book_greeks, position_values
from tests.tolerances import EXACT, FINITE_DIFFERENCE, GREEK_DIFFERENCE, MONEY

MADE = Lineage(method="test", source="test", data_hash="0")
TODAY = dt.date(2025, 12, 30)
EXPIRY = dt.date(2026, 3, 30)
TERMS: dict[str, tuple[Instrument, float]] = {
    "coin": (Spot("BTC"), 2.0),
    "share": (Spot("SAP"), -100.0),
    "perpetual": (Perpetual("BTC", entry_price=90_000.0, contract_size=0.01), -150.0),
    "euro perpetual": (Perpetual("SAP", entry_price=200.0), 40.0),
    "put": (EuropeanOption("BTC", Right.PUT, 80_000.0, EXPIRY, contract_size=0.1), 50.0),
    "call": (EuropeanOption("BTC", Right.CALL, 95_000.0, EXPIRY, implied_volatility=0.5), -3.0),
    "euro call": (EuropeanOption("SAP", Right.CALL, 230.0, EXPIRY, contract_size=100.0), 7.0),
    "euro cash": (Cash("EUR"), 10_000.0),
    "cash": (Cash("USD"), 50_000.0),
}
BOOK = Portfolio(
    name="BOOK",
    base_currency="USD",
    rates={"USD": 0.04, "EUR": 0.02},
    currencies={"EUR": Currency("EUR", symbol="EURUSD")},
    assets={
        "BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD", volatility=VolatilityIndex("BTC_IV", 0.01)),
        "SAP": Asset("SAP", AssetClass.EQUITY, "SAP", "EUR", volatility=VolatilityIndex("SAP_IV", 0.01)),
    },
    positions=tuple(Position(id=name, instrument=each, quantity=size) for name, (each, size) in TERMS.items()),
)
SNAPSHOT = MarketSnapshot(
    TODAY,
    "USD",
    MADE,
    spots={"BTC": 88_000.0, "SAP": 220.0},
    volatilities={"BTC": 0.6, "SAP": 0.25},
    rates={"USD": 0.04, "EUR": 0.02},
    currencies={"EUR": 1.10},
)
NAMES = list(TERMS)


def alone(name: str) -> Portfolio:
    return dataclasses.replace(BOOK, positions=tuple(p for p in BOOK.positions if p.id == name))


def value(name: str, *, spot: float = 0.0, volatility: float = 0.0, rate: float = 0.0, days: int = 0) -> float:
    """Value with every spot moved by a share, volatilities and rates by an amount, and the date by days."""
    book = alone(name)
    instrument = book.positions[0].instrument
    if isinstance(instrument, EuropeanOption) and instrument.implied_volatility is not None:
        marked = dataclasses.replace(instrument, implied_volatility=instrument.implied_volatility + volatility)
        book = dataclasses.replace(book, positions=(dataclasses.replace(book.positions[0], instrument=marked),))
    moved = dataclasses.replace(
        SNAPSHOT,
        as_of=TODAY + dt.timedelta(days),
        spots={key: level * (1 + spot) for key, level in SNAPSHOT.spots.items()},
        volatilities={key: level + volatility for key, level in SNAPSHOT.volatilities.items()},
        rates={key: level + rate for key, level in SNAPSHOT.rates.items()},
    )
    return float(position_values(book, moved)[0])


@pytest.mark.parametrize("name", [name for name in NAMES if "cash" not in name])
def test_greeks_are_derivatives_of_the_value(name: str) -> None:
    row = book_greeks(alone(name), SNAPSHOT).positions[0]
    spot = SNAPSHOT.spots[row.underlying]
    size = abs(row.delta_exposure)
    h = 1e-4
    up, mid, down = value(name, spot=h), value(name), value(name, spot=-h)
    assert row.value == mid
    assert row.delta_exposure == pytest.approx((up - down) / (2 * h), rel=FINITE_DIFFERENCE, abs=MONEY * size)
    assert row.delta == pytest.approx(row.delta_exposure / spot, rel=EXACT)
    gamma = (up - 2 * mid + down) / h**2
    assert row.gamma_exposure == pytest.approx(gamma, rel=GREEK_DIFFERENCE, abs=GREEK_DIFFERENCE * size)
    assert row.gamma == pytest.approx(row.gamma_exposure / spot**2, rel=EXACT)
    raised, lowered = value(name, volatility=h), value(name, volatility=-h)
    assert row.vega == pytest.approx((raised - lowered) / (2 * h), rel=FINITE_DIFFERENCE, abs=MONEY * size)
    volga = (raised - 2 * mid + lowered) / h**2
    assert row.volga == pytest.approx(volga, rel=GREEK_DIFFERENCE, abs=GREEK_DIFFERENCE * size)
    cross = [value(name, spot=a * h, volatility=b * h) for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
    vanna = (cross[0] - cross[1] - cross[2] + cross[3]) / (4 * h**2)
    assert row.vanna_exposure == pytest.approx(vanna, rel=GREEK_DIFFERENCE, abs=GREEK_DIFFERENCE * size)
    assert row.vanna == pytest.approx(row.vanna_exposure / spot, rel=EXACT)
    rate = (value(name, rate=h) - value(name, rate=-h)) / (2 * h)
    assert row.rho == pytest.approx(rate, rel=FINITE_DIFFERENCE, abs=MONEY * size)


@pytest.mark.parametrize("name", NAMES)
def test_theta_is_the_value_of_a_day(name: str) -> None:
    row = book_greeks(alone(name), SNAPSHOT).positions[0]
    day = (value(name, days=1) - value(name, days=-1)) / 2
    # a day is no small step of the calendar: its third-order part is about (1 / 90 days) squared
    assert row.theta_per_day == pytest.approx(day, rel=2e-4, abs=1e-9)


def test_cash_moves_with_its_exchange_rate_and_the_base_currency_with_nothing() -> None:
    euros, dollars = (book_greeks(alone(name), SNAPSHOT).positions[0] for name in ("euro cash", "cash"))
    h = 1e-4
    moved = [dataclasses.replace(SNAPSHOT, currencies={"EUR": 1.10 + sign * h}) for sign in (1, -1)]
    up, down = (float(position_values(alone("euro cash"), each)[0]) for each in moved)
    assert euros.delta == pytest.approx((up - down) / (2 * h), rel=FINITE_DIFFERENCE)
    assert euros.underlying == "cash:EUR"
    assert euros.delta_exposure == pytest.approx(11_000.0, rel=EXACT)
    assert (dollars.underlying, dollars.delta, dollars.delta_exposure) == ("cash:USD", 0.0, 0.0)


def test_the_units_of_a_screen() -> None:
    row = next(each for each in book_greeks(BOOK, SNAPSHOT).positions if each.position == "put")
    assert row.vega_per_point == pytest.approx(row.vega / 100, rel=EXACT)
    assert row.theta_per_day == pytest.approx(row.theta / 365, rel=EXACT)
    assert row.rho_per_percent == pytest.approx(row.rho / 100, rel=EXACT)
    assert row.gamma_per_percent == pytest.approx(row.gamma * 88_000.0**2 / 100, rel=EXACT)
    assert row.vanna_per_point == pytest.approx(row.vanna * 88_000.0 / 100, rel=EXACT)
    assert row.volga_per_point == pytest.approx(row.volga / 10_000, rel=EXACT)


ADDED = ("value", "delta_exposure", "gamma_exposure", "vega", "theta", "rho", "vanna_exposure", "volga")


def test_positions_add_up_to_underlyings_and_to_the_book() -> None:
    greeks = book_greeks(BOOK, SNAPSHOT)
    assert [each.underlying for each in greeks.underlyings] == ["BTC", "SAP", "cash:EUR", "cash:USD"]
    for name in ADDED:
        whole = math.fsum(getattr(row, name) for row in greeks.positions)
        assert getattr(greeks.total, name) == pytest.approx(whole, rel=EXACT)
        assert math.fsum(getattr(row, name) for row in greeks.underlyings) == pytest.approx(whole, rel=EXACT)
    for row in greeks.underlyings:
        for name in (*ADDED, "delta", "gamma", "vanna"):
            held = [getattr(each, name) for each in greeks.positions if each.underlying == row.underlying]
            assert getattr(row, name) == pytest.approx(math.fsum(held), rel=EXACT)
    assert (greeks.total.delta, greeks.total.gamma, greeks.total.vanna) == (None, None, None)


def test_a_position_has_the_same_greeks_alone() -> None:
    together = book_greeks(BOOK, SNAPSHOT).positions
    assert tuple(book_greeks(alone(name), SNAPSHOT).positions[0] for name in NAMES) == together


def test_an_expired_option_is_refused() -> None:
    with pytest.raises(InputError, match=r"positions\.put\.expiry must be after"):
        book_greeks(BOOK, dataclasses.replace(SNAPSHOT, as_of=EXPIRY))


def test_a_weight_is_refused() -> None:
    book = Portfolio(
        "W",
        "USD",
        (Position(id="all", instrument=Spot("BTC"), weight=1.0),),
        assets=BOOK.assets,
        currencies=BOOK.currencies,
        assets_under_management=1.0,
    )
    with pytest.raises(InputError, match="resolve_weights must come first"):
        book_greeks(book, SNAPSHOT)


def test_a_snapshot_that_does_not_fit_is_refused() -> None:
    with pytest.raises(DataError, match="snapshot is in EUR"):
        book_greeks(BOOK, dataclasses.replace(SNAPSHOT, base_currency="EUR"))
    with pytest.raises(DataError, match="no level for volatility:SAP"):
        book_greeks(BOOK, dataclasses.replace(SNAPSHOT, volatilities={"BTC": 0.6}))
