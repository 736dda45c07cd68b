from __future__ import annotations

import datetime as dt
from pathlib import Path

import jsonschema
import pytest
import yaml

from seawall.errors import InputError
from seawall.portfolio import (
    AssetClass,
    Cash,
    Custody,
    EuropeanOption,
    Perpetual,
    Right,
    Spot,
    portfolio_file_schema,
    read_portfolio_file,
)

BOOK = """\
version: 1
name: BOOK
base_currency: USD
as_of: 2024-03-01
market: prices
benchmark: AAA
rates: {USD: 0.04}
currencies:
  EUR: {symbol: EURUSD}
  USDT: {fixed_rate: 1}
assets:
  AAA: {class: equity, volume_unit: units}
  BTC/USD: {class: crypto, symbol: BTC_USD, proxy: {asset: AAA, beta: -2}, volatility: {symbol: IV, unit: percent}}
  BOND: {class: rates, currency: EUR, issuer: STATE}
venues:
  desk: {custody: self}
  exchange: {custody: exchange, default_probability: 0.03, loss_given_default: 1}
issuers:
  STATE: {default_probability: 0, loss_given_default: 0.4}
positions:
  - {id: shares, instrument: spot, asset: AAA, quantity: -10, venue: desk}
  - {id: future, instrument: perpetual, asset: BTC/USD, quantity: 2, entry_price: 100, contract_size: 0.1}
  - {id: call, instrument: option, asset: BTC/USD, right: call, strike: 90, expiry: 2024-06-28, quantity: 3}
  - {id: money, instrument: cash, currency: USDT, quantity: 5, venue: exchange}
  - {id: dollars, instrument: cash, quantity: 5}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "book.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_arrives(tmp_path: Path) -> None:
    file = read_portfolio_file(written(tmp_path, BOOK))
    book = file.portfolio
    assert (file.market, file.path.name, book.name, book.base_currency) == ("prices", "book.yaml", "BOOK", "USD")
    assert (book.as_of, book.benchmark, dict(book.rates)) == (dt.date(2024, 3, 1), "AAA", {"USD": 0.04})
    coin = book.assets["BTC/USD"]
    assert (coin.asset_class, coin.symbol, coin.currency) == (AssetClass.CRYPTO, "BTC_USD", "USD")
    assert coin.proxy is not None
    assert (coin.proxy.asset, coin.proxy.beta) == ("AAA", -2.0)
    assert coin.volatility is not None
    assert (coin.volatility.symbol, coin.volatility.scale) == ("IV", 0.01)
    assert book.assets["AAA"].symbol == "AAA"
    assert (book.assets["BOND"].issuer, book.assets["BOND"].currency) == ("STATE", "EUR")
    assert book.venues["desk"].custody is Custody.SELF
    assert book.venues["exchange"].loss_rate == 0.03
    assert book.currencies["USDT"].fixed_rate == 1.0
    assert [position.instrument for position in book.positions] == [
        Spot("AAA"),
        Perpetual("BTC/USD", 100.0, 0.1),
        EuropeanOption("BTC/USD", Right.CALL, 90.0, dt.date(2024, 6, 28)),
        Cash("USDT"),
        Cash("USD"),
    ]
    assert [position.quantity for position in book.positions] == [-10, 2, 3, 5, 5]


def test_the_printed_schema_agrees_with_the_reader(tmp_path: Path) -> None:
    schema = portfolio_file_schema()
    validator = jsonschema.Draft202012Validator(schema)
    as_json = yaml.safe_load(BOOK.replace("2024-03-01", "'2024-03-01'").replace("2024-06-28", "'2024-06-28'"))
    validator.validate(as_json)
    changes: list[dict[str, object]] = [
        {"version": 2},
        {"version": True},
        {"nam": "x"},
        {"positions": []},
        {"base_currency": "usd"},
    ]
    for change in changes:
        assert not validator.is_valid({**as_json, **change}), change
        with pytest.raises(InputError):
            read_portfolio_file(written(tmp_path, yaml.safe_dump({**yaml.safe_load(BOOK), **change})))


@pytest.mark.parametrize("symbol", ["../AAA", "a/b", ".hidden", "", "-AAA", "a b", "a\\b", "x" * 65, "a\0", "é"])
def test_a_symbol_cannot_lead_out_of_its_folder(symbol: str, tmp_path: Path) -> None:
    book = yaml.safe_load(BOOK)
    book["assets"]["AAA"]["symbol"] = symbol
    with pytest.raises(InputError, match=r"assets\.AAA\.symbol"):
        read_portfolio_file(written(tmp_path, yaml.safe_dump(book)))


def test_a_name_that_is_no_symbol_needs_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"book\.yaml:13: assets\.BTC/USD\.symbol: is required"):
        read_portfolio_file(written(tmp_path, BOOK.replace("symbol: BTC_USD, ", "")))


def test_tickers_that_look_like_booleans_are_text(tmp_path: Path) -> None:
    book = read_portfolio_file(written(tmp_path, BOOK.replace("AAA", "ON"))).portfolio
    assert book.benchmark == "ON"
    assert book.assets["ON"].symbol == "ON"


@pytest.mark.parametrize("weight", [1e-12, 0.999999999, 1.0])
def test_weights_within_the_tolerance_are_taken(weight: float, tmp_path: Path) -> None:
    text = f"""\
version: 1
name: BOOK
base_currency: USD
assets_under_management: 1
positions:
  - {{id: a, instrument: cash, weight: {weight!r}}}
  - {{id: b, instrument: cash, weight: {2.0 - weight!r}}}
  - {{id: c, instrument: cash, weight: -1}}
"""
    assert len(read_portfolio_file(written(tmp_path, text)).portfolio.positions) == 3
    with pytest.raises(InputError, match="weights must sum to 1"):
        read_portfolio_file(written(tmp_path, text.replace("weight: -1", "weight: -1.00000001")))
