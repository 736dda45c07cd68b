"""A what-if from the files on: equal to the book with the trades written into it, and to real prices by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from seawall.measures import Measure
from seawall.portfolio import Cash, PortfolioFile, Position, Spot, Trade, read_portfolio_file
from seawall.report import WhatIfResults
from seawall.sources import price_source
from seawall.workflows import open_market, run_risk_report, run_what_if
from tests.tolerances import EXACT, MONEY
from tests.workflows.test_risk_report import AS_OF, AUM, WEIGHTS, closes_by_hand, losses_by_hand

WHAT_IF = 1e-10


def with_quantities(file: PortfolioFile, **changed: float) -> PortfolioFile:
    positions = tuple(
        dataclasses.replace(each, quantity=each.sized + changed.get(each.id.replace("-", "_"), 0.0))
        for each in file.portfolio.positions
    )
    return dataclasses.replace(file, portfolio=dataclasses.replace(file.portfolio, positions=positions))


def figures_of(results: WhatIfResults, side: str) -> dict[tuple[Measure, float], float]:
    return {(each.before.measure, each.before.confidence): getattr(each, side).value for each in results.result.changes}


def test_options_and_perpetuals_equal_the_file_written_anew(examples: Path) -> None:
    file = read_portfolio_file(examples / "crypto_derivatives.yaml")
    source = open_market(file)
    trades = [Trade("BTC-put-75000", 5.0), Trade("BTC-perpetual", -3.0), Trade("ETH-spot", 10.5)]
    results = run_what_if(file, source, trades)
    edited = with_quantities(file, BTC_put_75000=5.0, BTC_perpetual=-3.0, ETH_spot=10.5)
    for side, book in (("before", file), ("after", edited)):
        report = run_risk_report(book, source, with_models=False)
        expected = {(f.measure, f.confidence): f.value for f in report.figures if f.horizon_sessions == 1}
        found = figures_of(results, side)
        assert found.keys() == expected.keys()
        for key, value in found.items():
            assert value == pytest.approx(expected[key], rel=WHAT_IF), (side, key)
    assert results.equity == pytest.approx(run_risk_report(file, source, with_models=False).register.equity, rel=EXACT)


def test_an_asset_new_to_the_book_brings_its_prices(examples: Path) -> None:
    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    positions = (
        Position(id="cash", instrument=Cash("USD"), quantity=1e5),
        Position(id="coin", instrument=Spot("BTC"), quantity=1.0),
    )
    small = dataclasses.replace(
        file,
        portfolio=dataclasses.replace(
            file.portfolio, positions=positions, assets_under_management=None, benchmark=None, as_of=None
        ),
    )
    results = run_what_if(small, open_market(file), [Trade("GLD", 100.0)])
    assert results.new_symbols == (file.portfolio.assets["GLD"].symbol,)
    assert results.paid[0] == pytest.approx(100.0 * results.snapshot.spots["GLD"], rel=EXACT)
    held = run_what_if(small, open_market(file), [Trade("BTC", 1.0)])
    assert held.new_symbols == ()
    for change in held.result.changes:  # another coin beside one coin: twice the figure
        assert change.after.value == pytest.approx(2 * change.before.value, rel=MONEY)


@pytest.mark.real_data
def test_real_prices_by_hand(real_data: Path, examples: Path) -> None:
    """MULTI_ASSET_01 and two bitcoins, from the price files in plain numpy."""
    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    results = run_what_if(
        file, price_source(str(real_data / "prices")), [Trade("BTC", 2.0), Trade("SPY", -100.0)], as_of=AS_OF
    )
    prices = {symbol: closes_by_hand(real_data, symbol) for symbol in WEIGHTS}
    common = sorted(set.intersection(*(set(each) for each in prices.values())))
    last = [day for day in common if day <= str(AS_OF)][-1_000:]
    added = np.zeros(999)
    for symbol, quantity in (("BTC_USD", 2.0), ("SPY", -100.0)):
        closes = np.array([prices[symbol][day] for day in last])
        added += quantity * closes[-1] * (closes[1:] / closes[:-1] - 1)
    losses = losses_by_hand(real_data, 1) - added
    ordered = np.sort(losses)[::-1]
    for confidence, rank in ((0.95, 50), (0.975, 25), (0.99, 10)):
        found = figures_of(results, "after")
        assert found[Measure.VALUE_AT_RISK, confidence] == pytest.approx(ordered[rank - 1], rel=MONEY)
        share = 999 * (1 - confidence)
        whole = int(share)
        mean = (ordered[:whole].sum() + (share - whole) * ordered[whole]) / share
        assert found[Measure.EXPECTED_SHORTFALL, confidence] == pytest.approx(mean, rel=MONEY)
    assert results.equity == pytest.approx(AUM, rel=MONEY)
    assert results.as_of == dt.date(2025, 12, 30)
