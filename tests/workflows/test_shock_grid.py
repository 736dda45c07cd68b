"""A book over a grid: nothing moves nothing, and a cell is the stress scenario of the same shocks."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from seawall.core import year_fraction
from seawall.errors import InputError
from seawall.portfolio import EuropeanOption, Perpetual, PortfolioFile, read_portfolio_file
from seawall.scenarios import StatedShock, StressScenario
from seawall.valuation import single_option_values
from seawall.workflows import even_moves, open_market, run_risk_report, run_shock_grid
from tests.tolerances import EXACT, MONEY


@pytest.fixture(scope="module", params=["crypto_derivatives", "multi_asset_01"])
def file(request: pytest.FixtureRequest, examples: Path) -> PortfolioFile:
    return read_portfolio_file(examples / f"{request.param}.yaml")


def stressed(file: PortfolioFile, scenario: StressScenario) -> float:
    results = run_risk_report(file, open_market(file), scenarios=[scenario], with_models=False)
    return float(results.stress_cube.totals[list(results.stress_cube.labels).index(scenario.id)])


def shock(size: float) -> StatedShock:
    return StatedShock(size, "of a test")


@pytest.mark.parametrize("underlying", [None, "BTC"])
def test_nothing_moves_nothing(file: PortfolioFile, underlying: str | None) -> None:
    results = run_shock_grid(file, open_market(file), underlying=underlying)
    row, column = results.volatility_moves.index(0.0), results.spot_moves.index(0.0)
    assert results.pnl[row, column] == 0.0


@pytest.mark.parametrize(("spot", "volatility"), [(-0.4, 0.3), (0.2, -0.4), (0.0, 0.1), (-0.1, 0.0)])
def test_a_cell_is_the_stress_scenario_of_its_shocks(examples: Path, spot: float, volatility: float) -> None:
    """The volatility of the class is that of BTC, the only asset of the class with options."""
    file = read_portfolio_file(examples / "crypto_derivatives.yaml")
    source = open_market(file)
    one = run_shock_grid(file, source, underlying="BTC")
    every = run_shock_grid(file, source)
    cell = one.volatility_moves.index(volatility), one.spot_moves.index(spot)
    of_btc = StressScenario(
        "ONE", "one", "a test", assets={"BTC": shock(spot)}, volatilities={"crypto": shock(volatility)}
    )
    of_all = StressScenario(
        "ALL", "all", "a test", asset_classes={"crypto": shock(spot)}, volatilities={"crypto": shock(volatility)}
    )
    assert one.pnl[cell] == stressed(file, of_btc), cell
    assert every.pnl[cell] == stressed(file, of_all), cell


def test_a_perpetual_loses_its_margin_and_no_more(examples: Path) -> None:
    file = read_portfolio_file(examples / "crypto_derivatives.yaml")
    positions = tuple(
        dataclasses.replace(each, instrument=dataclasses.replace(each.instrument, margin=50_000.0))
        if isinstance(each.instrument, Perpetual)
        else each
        for each in file.portfolio.positions
    )
    file = dataclasses.replace(file, portfolio=dataclasses.replace(file.portfolio, positions=positions))
    results = run_shock_grid(file, open_market(file), underlying="BTC", volatility_moves=(0.0,))
    closed = [results.liquidated.get(place, ()) for place in range(len(results.spot_moves))]
    assert [bool(each) for each in closed] == [move > 0.05 for move in results.spot_moves], closed
    assert set(closed) == {(), ("BTC-perpetual",)}
    scenario = StressScenario("UP", "up", "a test", assets={"BTC": shock(0.5)})
    assert results.pnl[0, -1] == stressed(file, scenario)


def test_options_of_a_cell_by_hand(examples: Path) -> None:
    file = read_portfolio_file(examples / "crypto_derivatives.yaml")
    results = run_shock_grid(file, open_market(file), underlying="BTC", spot_moves=(-0.25,), volatility_moves=(0.5,))
    book, market, expected = results.portfolio, results.snapshot, 0.0
    spot, volatility = market.spots["BTC"], market.volatilities["BTC"]
    for position in book.positions:
        held = position.instrument
        if isinstance(held, EuropeanOption):
            before, after = (
                single_option_values(
                    spot=spot * (1 + move),
                    strike=held.strike,
                    time=year_fraction(market.as_of, held.expiry),
                    rate=market.rates["USD"],
                    volatility=volatility * (1 + more),
                    right=held.right,
                ).price
                for move, more in ((0.0, 0.0), (-0.25, 0.5))
            )
            expected += position.sized * (after - before)
        elif getattr(held, "asset", None) == "BTC":
            expected -= 0.25 * spot * position.sized
    assert results.pnl[0, 0] == pytest.approx(expected, rel=MONEY)


def test_even_moves_hold_the_moves_that_people_write() -> None:
    assert even_moves(-0.3, 0.3, 13)[3:8] == (-0.15, -0.1, -0.05, 0.0, 0.05)
    assert even_moves(0.1, 0.2, 1) == (0.1,)
    np.testing.assert_allclose(np.diff(even_moves(-0.5, 0.25, 4)), 0.25, rtol=EXACT)


def test_what_is_not_held_is_refused(file: PortfolioFile) -> None:
    with pytest.raises(InputError, match="'underlying' must be one of"):
        run_shock_grid(file, open_market(file), underlying="DOGE")
