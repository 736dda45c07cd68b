"""The book: references, weights, and sizing."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
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
    resolve_weights,
)

GOLD = Asset("GLD", AssetClass.METAL, "GLD", "USD")
OPTION = EuropeanOption("GLD", Right.CALL, 400.0, dt.date(2026, 3, 20), implied_volatility=0.2)


def book(*positions: Position, aum: float | None = None, **changes: object) -> Portfolio:
    plain = Portfolio(
        name="BOOK",
        base_currency="USD",
        positions=positions,
        assets={"GLD": GOLD},
        assets_under_management=aum,
        rates={"USD": 0.0},
    )
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8), st.floats(1e3, 1e9), st.floats(0.01, 1e5))
def test_resolved_weights_are_worth_their_share(raw: list[float], aum: float, price: float) -> None:
    weights = [each / sum(raw) for each in raw]
    positions = [Position(id=f"p{i}", instrument=Spot("GLD"), weight=w) for i, w in enumerate(weights)]
    sized = resolve_weights(book(*positions, aum=aum), unit_values={p.id: price for p in positions})
    assert [p.sized * price / aum for p in sized.positions] == pytest.approx(weights, rel=1e-12)
    assert sized.assets_under_management is None


@pytest.mark.parametrize(
    ("positions", "aum", "complaint"),
    [
        ([Position(id="a", instrument=Spot("GLD"), weight=0.99)], 1e6, "weights must sum to 1"),
        ([Position(id="a", instrument=Spot("GLD"), weight=1.0)], None, "'assets_under_management' is required"),
        ([Position(id="a", instrument=Spot("GLD"), quantity=1.0)], 1e6, "these positions have quantities"),
        (
            [
                Position(id="a", instrument=Spot("GLD"), weight=1.0),
                Position(id="b", instrument=Cash("USD"), quantity=5.0),
            ],
            1e6,
            "'b' has a quantity",
        ),
        ([Position(id="a", instrument=Spot("SLV"), quantity=1.0)], None, "'SLV' is not defined; must be one of GLD"),
        ([Position(id="a", instrument=Cash("EUR"), quantity=1.0)], None, "the base currency USD or one of"),
        ([Position(id="a", instrument=Spot("GLD"), quantity=1.0, venue="X")], None, "venue 'X' is not defined"),
        ([Position(id="a", instrument=Cash("USD"), quantity=1.0)] * 2, None, "must not repeat, but 'a' does"),
        ([], None, "at least one position"),
    ],
)
def test_a_broken_book_is_refused(positions: list[Position], aum: float | None, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        book(*positions, aum=aum)
    assert complaint in str(caught.value)


@pytest.mark.parametrize("quantity", [0.0, float("nan"), float("inf")])
def test_a_size_that_is_none_is_refused(quantity: float) -> None:
    with pytest.raises(InputError, match="finite size other than 0"):
        Position(id="a", instrument=Spot("GLD"), quantity=quantity)


def test_a_position_has_a_quantity_or_a_weight_and_a_derivative_a_quantity() -> None:
    with pytest.raises(InputError, match="either a quantity or a weight"):
        Position(id="a", instrument=Spot("GLD"), quantity=1.0, weight=0.5)
    with pytest.raises(InputError, match="either a quantity or a weight"):
        Position(id="a", instrument=Spot("GLD"))
    with pytest.raises(InputError, match="is a derivative"):
        Position(id="a", instrument=Perpetual("GLD", 400.0), weight=0.5)
    with pytest.raises(InputError, match="resolve_weights must come first"):
        _ = Position(id="a", instrument=Spot("GLD"), weight=0.5).sized


@pytest.mark.parametrize(("as_of", "alive"), [("2026-03-19", True), ("2026-03-20", False), ("2027-01-01", False)])
def test_an_option_lives_until_the_day_before_its_expiry(as_of: str, alive: bool) -> None:
    portfolio = book(Position(id="call", instrument=OPTION, quantity=1.0))
    if alive:
        portfolio.check_expiries(dt.date.fromisoformat(as_of))
        return
    with pytest.raises(InputError, match=r"positions\.call\.expiry must be after the as-of date"):
        portfolio.check_expiries(dt.date.fromisoformat(as_of))


def test_an_option_needs_a_rate_and_a_volatility() -> None:
    with pytest.raises(InputError, match=r"USD is required, because positions\.call is an option"):
        book(Position(id="call", instrument=OPTION, quantity=1.0), rates={})
    blind = dataclasses.replace(OPTION, implied_volatility=None)
    with pytest.raises(InputError, match="implied_volatility is required, because assets"):
        book(Position(id="call", instrument=blind, quantity=1.0))


def test_a_currency_has_one_way_of_conversion() -> None:
    with pytest.raises(InputError, match="either a symbol or a fixed_rate"):
        Currency("EUR")
    with pytest.raises(InputError, match="either a symbol or a fixed_rate"):
        Currency("EUR", symbol="EURUSD", fixed_rate=1.1)


def test_the_tables_of_a_book_cannot_be_written_to() -> None:
    portfolio = book(Position(id="a", instrument=Spot("GLD"), quantity=1.0))
    with pytest.raises(TypeError):
        portfolio.assets["SLV"] = GOLD  # type: ignore[index]
