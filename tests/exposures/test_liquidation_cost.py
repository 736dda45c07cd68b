"""Cost of closing a position at once: by hand on a small curve, both ways, and where the book is too thin."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.exposures import cost_of_closing, liquidity_exposure
from seawall.microstructure import CostCurve
from seawall.portfolio import Asset, AssetClass, Cash, Perpetual, Portfolio, Position, Spot
from tests.tolerances import EXACT

CURVE = CostCurve(
    symbol="BTCUSDT",
    mid=50_000.0,
    sell_sizes=np.array([1.0, 3.0]),
    sell_cost_bp=np.array([1.0, 5.0]),
    buy_sizes=np.array([2.0]),
    buy_cost_bp=np.array([4.0]),
    sell_known_size=2.5,
    buy_known_size=2.0,
    as_of=dt.datetime(2024, 8, 8, 23, 59, tzinfo=dt.UTC),
    source="binance",
    is_stale=True,
)


def held(quantity: float, *, contract_size: float | None = None) -> Position:
    instrument = Spot("BTC") if contract_size is None else Perpetual("BTC", 50_000.0, contract_size)
    return Position(id="coin", instrument=instrument, quantity=quantity)


def test_a_long_is_sold_and_a_short_bought_back() -> None:
    long, short = cost_of_closing(held(3.0), CURVE), cost_of_closing(held(-2.0), CURVE)
    assert (long.cost, long.cost_bp) == pytest.approx((3 * 50_000 * 5e-4, 5.0), rel=EXACT)
    assert (short.cost, short.cost_bp) == pytest.approx((2 * 50_000 * 4e-4, 4.0), rel=EXACT)
    assert (long.is_at_most, short.is_at_most) == (True, False), "3 reaches beyond the known 2.5"
    assert long.basis == "book of BTCUSDT, binance, 2024-08-08 23:59:00 UTC, may be stale"


def test_between_sizes_money_is_interpolated() -> None:
    # 1 costs 1 bp in money 1, 3 costs 5 bp in money 15; 2 costs 8 in money, 4 bp
    assert cost_of_closing(held(2.0), CURVE).cost_bp == pytest.approx(4.0, rel=EXACT)


def test_contracts_are_counted_in_coins() -> None:
    assert cost_of_closing(held(300.0, contract_size=0.01), CURVE).cost == cost_of_closing(held(3.0), CURVE).cost


def test_a_book_that_is_too_thin_has_no_cost_but_a_share() -> None:
    found = cost_of_closing(held(12.0), CURVE)
    assert (found.cost, found.cost_bp, found.fillable_share) == (None, None, 0.25)


def test_it_stands_in_the_liquidity_exposure() -> None:
    book = Portfolio(
        name="one",
        base_currency="USD",
        assets={"BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD")},
        venues={},
        issuers={},
        positions=(Position(id="coin", instrument=Spot("BTC"), quantity=3.0, average_daily_volume=60.0),),
    )
    as_of = np.datetime64("2024-08-08")
    found = liquidity_exposure(book, book.positions[0], None, as_of, cost_curve=CURVE)
    assert found.days_to_sell == pytest.approx(0.5)
    assert found.liquidation == cost_of_closing(book.positions[0], CURVE)
    assert liquidity_exposure(book, book.positions[0], None, as_of).liquidation is None


def test_what_has_no_book_is_refused() -> None:
    with pytest.raises(InputError, match="must be spot or a linear perpetual to be closed against a book, was Cash"):
        cost_of_closing(Position(id="cash", instrument=Cash("USD"), quantity=1.0), CURVE)
