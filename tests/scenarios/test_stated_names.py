"""Names that a scenario may state: each moves just the factors it is listed with, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from seawall.core import Lineage
from seawall.portfolio import Asset, AssetClass, Currency, Portfolio, Position, Spot, read_portfolio_file
from seawall.scenarios import (
    ShockOrigin,
    StatedShock,
    StressScenario,
    names_outside_book,
    resolve_stress,
    risk_factors,
    statable_shocks,
    stress_library,
)

BOOKS = ["multi_asset_01.yaml", "crypto_derivatives.yaml"]
MADE = Lineage(method="test", source="test", data_hash="0")
STILL = {ShockOrigin.UNSHOCKED, ShockOrigin.HELD}


def book_in_euro(**currencies: Currency) -> Portfolio:
    """One asset in each of these currencies, and one in EUR."""
    names = ["EUR", *currencies]
    return Portfolio(
        name="EURO",
        base_currency="EUR",
        assets={f"IN_{name}": Asset(f"IN_{name}", AssetClass.EQUITY, f"IN_{name}", name) for name in names},
        positions=tuple(Position(id=f"of_{name}", instrument=Spot(f"IN_{name}"), quantity=1.0) for name in names),
        currencies=currencies,
    )


QUOTED, FIXED = Currency("USD", symbol="USDEUR"), Currency("USD", fixed_rate=0.9)


@pytest.fixture(params=[*BOOKS, "EUR, USD quoted"])
def book(request: pytest.FixtureRequest, examples: Path) -> Portfolio:
    name = request.param
    return read_portfolio_file(examples / name).portfolio if name in BOOKS else book_in_euro(USD=QUOTED)


def moved(book: Portfolio, scenario: StressScenario) -> set[str]:
    (row,) = resolve_stress(book, [scenario], history={}, lineage=MADE).resolved
    return {each.factor.id for each in row if each.origin not in STILL}


def stating(**tables: dict[str, StatedShock]) -> StressScenario:
    return StressScenario(id="ONE", title="one statement", source="test", **tables)  # type: ignore[arg-type]


def test_each_name_moves_the_factors_it_is_listed_with(book: Portfolio) -> None:
    shocks = statable_shocks(book)
    assert shocks
    for each in shocks:
        scenario = stating(**{str(each.table): {each.key: StatedShock(0.01, "test")}})
        assert moved(book, scenario) == {factor.id for factor in each.factors}, (each.table, each.key)
        assert names_outside_book(scenario, book) == ()


def test_every_factor_of_a_book_can_be_named(book: Portfolio) -> None:
    named = {factor.id for each in statable_shocks(book) for factor in each.factors}
    assert named == {factor.id for factor in risk_factors(book)}


def test_a_name_that_is_not_listed_moves_nothing_and_is_said(book: Portfolio) -> None:
    scenario = stating(
        assets={"NOPE": StatedShock(-0.5, "test")},
        asset_classes={"commodity": StatedShock(-0.5, "test")},
        rates={"CHF": StatedShock(0.01, "test")},
    )
    assert moved(book, scenario) == set()
    assert names_outside_book(scenario, book) == ("assets.NOPE", "asset_classes.commodity", "rates.CHF")


def test_what_the_library_names_beyond_a_book_moves_nothing(book: Portfolio) -> None:
    for scenario in stress_library():
        for name in names_outside_book(scenario, book):
            table, _, key = name.partition(".")
            alone = stating(**{table: {key: getattr(scenario, table)[key]}})
            assert moved(book, alone) == set(), (scenario.id, name)


def test_a_proxy_is_named_for_what_follows_it(examples: Path) -> None:
    book = read_portfolio_file(examples / BOOKS[0]).portfolio
    shocks = {(str(each.table), each.key): [factor.id for factor in each.factors] for each in statable_shocks(book)}
    assert shocks["assets", "BTC"] == ["spot:BTC", "spot:ETH"]
    assert shocks["assets", "ETH"] == ["spot:ETH"]
    assert ("currencies", "all") not in shocks


def test_a_fixed_rate_of_the_reference_moves_by_no_name() -> None:
    """Beside the test of every name: the rate of USD is held, whatever EUR does against it."""
    book = book_in_euro(USD=FIXED)
    assert {str(each.table) for each in statable_shocks(book)} == {"assets", "asset_classes"}
    for key in ("EUR", "USD", "all"):
        scenario = stating(currencies={key: StatedShock(0.01, "test")})
        assert moved(book, scenario) == set(), key
        assert names_outside_book(scenario, book) == (f"currencies.{key}",)


@pytest.mark.parametrize("rate", [Currency("GBP", symbol="GBPEUR"), Currency("GBP", fixed_rate=1.15)])
def test_a_rate_between_two_others_moves_where_both_are_stated(rate: Currency) -> None:
    book = book_in_euro(GBP=rate)
    listed = {each.key for each in statable_shocks(book) if str(each.table) == "currencies"}
    assert listed == {"GBP", "EUR"} | ({"all"} if rate.symbol else set())
    alone = {key: stating(currencies={key: StatedShock(0.01, "test")}) for key in ("GBP", "EUR")}
    assert all(moved(book, scenario) == set() for scenario in alone.values())
    both = stating(currencies={"GBP": StatedShock(-0.10, "test"), "EUR": StatedShock(-0.04, "test")})
    assert moved(book, both) == {"currency:GBP"}
    assert names_outside_book(both, book) == ()
