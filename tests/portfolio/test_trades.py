"""Trades: the grammar, names of positions before names of assets, and one clear line for what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.portfolio import (
    Asset,
    AssetClass,
    Perpetual,
    Portfolio,
    Position,
    Spot,
    Trade,
    parse_trade,
    trade_positions,
)

BOOK = Portfolio(
    name="BOOK",
    base_currency="USD",
    assets={name: Asset(name, AssetClass.CRYPTO, name, "USD") for name in ("BTC", "ETH")},
    positions=(
        Position(id="ETH", instrument=Perpetual("ETH", 3_000.0), quantity=-2.0),
        Position(id="BTC-spot", instrument=Spot("BTC"), quantity=1.0),
    ),
)


@pytest.mark.parametrize(
    ("text", "name", "quantity"),
    [
        ("BTC +2", "BTC", 2.0),
        ("BTC 2", "BTC", 2.0),
        ("SPY -100", "SPY", -100.0),
        ("  BTC-put-75000   -.5 ", "BTC-put-75000", -0.5),
        ("X 1e-3", "X", 0.001),
        ("2 3.", "2", 3.0),
    ],
)
def test_what_a_trade_may_look_like(text: str, name: str, quantity: float) -> None:
    assert parse_trade(text) == Trade(name, quantity)


@given(st.floats(-1e18, 1e18).filter(bool))
def test_any_quantity_is_read_back(quantity: float) -> None:
    assert parse_trade(f"BTC {quantity!r}") == parse_trade(f"BTC {quantity:+.17g}") == Trade("BTC", quantity)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("BTC", 'is written "NAME QUANTITY"'),
        ("", 'is written "NAME QUANTITY"'),
        ("BTC + 2", 'is written "NAME QUANTITY"'),
        ("BTC+2", 'is written "NAME QUANTITY"'),
        ("BTC two", "must be a decimal number, was 'two'"),
        ("BTC 1,000", "must be a decimal number"),
        ("BTC nan", "must be a decimal number"),
        ("BTC inf", "must be a decimal number"),
        ("BTC 1/2", "must be a decimal number"),
        ("BTC ١", "must be a decimal number"),
        ("BTC 0", "must not be 0"),
        ("BTC -0.0", "must not be 0"),
        ("BTC 1e19", "at most 1e18"),
        ("BTC 1e999", "at most 1e18"),
    ],
)
def test_what_is_no_trade_is_one_line(text: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        parse_trade(text)
    assert "\n" not in str(caught.value)


def test_a_position_comes_before_an_asset_of_its_name() -> None:
    changed, bought = trade_positions(BOOK, [Trade("ETH", 1.0), Trade("BTC", -0.5)])
    assert changed.instrument == Perpetual("ETH", 3_000.0)
    assert bought.instrument == Spot("BTC")
    assert (changed.quantity, bought.quantity) == (1.0, -0.5)


def test_a_name_that_nobody_knows_gets_a_hint() -> None:
    with pytest.raises(InputError, match=r"'BTC-spto': neither a position nor an asset of BOOK; did you mean 'BTC-sp"):
        trade_positions(BOOK, [Trade("BTC-spto", 1.0)])


def test_how_many_trades_there_may_be() -> None:
    with pytest.raises(InputError, match="from 1 to 10 trades, held 0"):
        trade_positions(BOOK, [])
    with pytest.raises(InputError, match="from 1 to 10 trades, held 11"):
        trade_positions(BOOK, [Trade("BTC", 1.0)] * 11)
    with pytest.raises(InputError, match="must not repeat, but 'BTC' does"):
        trade_positions(BOOK, [Trade("BTC", 1.0), Trade("BTC", 2.0)])
