"""Hedges from the files on: each equals the what-if of its trade, none is beaten, and none raises the figure."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from seawall.measures import Measure
from seawall.portfolio import Position, Spot, parse_trade, read_portfolio_file
from seawall.report import HedgeDocument, compose_hedges, compose_what_if, document_json, hedge_schema
from seawall.workflows import HEDGED_CONFIDENCE, open_market, run_hedges, run_what_if

BOOKS = ["crypto_derivatives", "multi_asset_01"]


@pytest.fixture(scope="module", params=BOOKS)
def book(request: pytest.FixtureRequest, examples: Path) -> tuple[Path, HedgeDocument]:
    path = examples / f"{request.param}.yaml"
    file = read_portfolio_file(path)
    return path, compose_hedges(run_hedges(file, open_market(file)))


def shortfall_after(path: Path, order: str) -> float:
    file = read_portfolio_file(path)
    results = run_what_if(file, open_market(file), [parse_trade(order)])
    (after,) = (
        each.after.value
        for each in results.result.changes
        if (each.after.measure, each.after.confidence) == (Measure.EXPECTED_SHORTFALL, HEDGED_CONFIDENCE)
    )
    return after


def test_a_hedge_is_the_what_if_of_its_order(book: tuple[Path, HedgeDocument]) -> None:
    path, document = book
    file = read_portfolio_file(path)
    source = open_market(file)
    for each in (*document.hedges[:2], document.hedges[-1], document.removals[-1]):
        tried = compose_what_if(run_what_if(file, source, [parse_trade(each.order)]))
        assert each.changes == tried.changes, each.order
        assert (each.trade,) == tried.trades
    assert document.equity == tried.equity
    assert document.lineage == tried.lineage


def test_a_little_more_or_less_is_worse(book: tuple[Path, HedgeDocument]) -> None:
    path, document = book
    for hedge in document.hedges[:2]:
        name, quantity = hedge.order.split()
        least = shortfall_after(path, hedge.order)
        for factor in (0.99, 1.01):
            assert least < shortfall_after(path, f"{name} {factor * float(quantity)!r}"), (hedge.order, factor)


def test_hedges_lower_the_figure_and_stand_in_order(book: tuple[Path, HedgeDocument]) -> None:
    _, document = book
    for trades in (document.hedges, document.removals):
        changes = [
            each.change.value.value
            for trade in trades
            for each in trade.changes
            if (each.measure, each.confidence) == (document.measure, document.confidence)
        ]
        assert changes == sorted(changes)  # type: ignore[type-var]
    assert all(trade.relative_change.value < 0 for trade in document.hedges)  # type: ignore[operator]
    assert {trade.trade.quantity_after.value for trade in document.removals} == {0.0}


def test_every_position_is_hedged_closed_or_says_why_not(book: tuple[Path, HedgeDocument]) -> None:
    path, document = book
    positions = {each.id for each in read_portfolio_file(path).portfolio.positions}
    hedged, left_out = {each.trade.trade for each in document.hedges}, {each.name for each in document.left_out}
    assert positions <= hedged | left_out
    assert not hedged & left_out
    unmoved = {each.name for each in document.left_out if "cash" in each.reason or "no scenario" in each.reason}
    assert {each.trade.trade for each in document.removals} == positions - unmoved


def test_the_sentence_says_what_the_figures_say(book: tuple[Path, HedgeDocument]) -> None:
    for trade in (*book[1].hedges, *book[1].removals):
        change = next(
            each for each in trade.changes if (each.measure, each.confidence) == ("expected_shortfall", 0.975)
        )
        assert f"from {change.before.value.text} to {change.after.value.text} USD" in trade.sentence
        is_lower = change.change.value.text.startswith("-")
        assert ("falls by" in trade.sentence) is is_lower, trade.sentence
        verb = "Close" if trade in book[1].removals else "Buy" if trade.trade.quantity.text.startswith("+") else "Sell"
        assert trade.sentence.startswith(verb), trade.sentence


def test_the_json_keeps_to_its_schema(book: tuple[Path, HedgeDocument]) -> None:
    made: dict[str, Any] = json.loads(document_json(book[1]))
    jsonschema.validate(made, hedge_schema())
    assert made["lineage"]["simulated"] is made["simulated"] is True


def test_an_asset_behind_a_derivative_is_offered_too(examples: Path) -> None:
    """Without its coins the book still hedges its options in coins; the same coin at two venues is one instrument."""
    file = read_portfolio_file(examples / "crypto_derivatives.yaml")
    positions = tuple(each for each in file.portfolio.positions if each.id not in {"BTC-spot"})
    twin = Position(id="ETH-elsewhere", instrument=Spot("ETH"), quantity=10.0)
    changed = dataclasses.replace(file, portfolio=dataclasses.replace(file.portfolio, positions=(*positions, twin)))
    document = compose_hedges(run_hedges(changed, open_market(file)))
    assert "BTC" in {each.trade.trade for each in document.hedges}
    reasons = {each.name: each.reason for each in document.left_out}
    assert reasons["ETH-elsewhere"] == "the instrument of ETH-spot"
    assert reasons["margin"] == "no scenario moves it"
    assert "ETH-elsewhere" in {each.trade.trade for each in document.removals}


def test_spot_whose_name_is_that_of_another_position_says_so(examples: Path) -> None:
    """A perpetual named BTC and no coin: 'BTC 1' trades the perpetual, so that spot has no name to be offered by."""
    file = read_portfolio_file(examples / "crypto_derivatives.yaml")
    positions = tuple(
        dataclasses.replace(each, id="BTC") if each.id == "BTC-perpetual" else each
        for each in file.portfolio.positions
        if each.id != "BTC-spot"
    )
    changed = dataclasses.replace(file, portfolio=dataclasses.replace(file.portfolio, positions=positions))
    document = compose_hedges(run_hedges(changed, open_market(file)))
    reasons = {each.name: each.reason for each in document.left_out}
    assert reasons["spot BTC"] == "a trade named BTC is one in the position BTC"
    assert "BTC" in {each.trade.trade for each in document.hedges} | set(reasons)
    assert not any("spot" in name for name in reasons if name != "spot BTC")
