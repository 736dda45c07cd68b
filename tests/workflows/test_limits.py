"""Readings of limits: each is the figure of the report, reached another way, and what is not known is said."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from seawall.core import Failure
from seawall.exposures import Exposure
from seawall.market import simple_returns
from seawall.measures import Measure, annual_volatility_interval
from seawall.portfolio import Limit, LimitKind, Portfolio, PortfolioFile, Position, Spot, read_portfolio_file
from seawall.rating import LimitReading, LimitUse, LimitVerdict, RatingFactor
from seawall.report import RiskResults
from seawall.workflows import open_market, run_risk_report
from seawall.workflows.limits import LimitInputs, limit_uses
from tests.tolerances import EXACT

EVERY_KIND = (
    Limit(LimitKind.VALUE_AT_RISK, 0.05, 0.99, 1),
    Limit(LimitKind.EXPECTED_SHORTFALL, 0.06, 0.9, 1),
    Limit(LimitKind.VALUE_AT_RISK, 0.2, 0.99, 10),
    Limit(LimitKind.VALUE_AT_RISK, 0.2, 0.99, 5),
    Limit(LimitKind.STRESS_LOSS, 0.4),
    Limit(LimitKind.VOLATILITY, 0.3),
    Limit(LimitKind.GROSS_EXPOSURE, 1.0),
    Limit(LimitKind.ASSET_EXPOSURE, 0.5, name="BTC"),
    Limit(LimitKind.CLASS_EXPOSURE, 0.4, name="crypto"),
    Limit(LimitKind.CLASS_EXPOSURE, 0.4, name="credit"),
    Limit(LimitKind.VENUE_SHARE, 0.4, name="crypto_exchange"),
    Limit(LimitKind.DAYS_TO_SELL, 5.0),
)


def limited(examples: Path, *limits: Limit) -> PortfolioFile:
    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    return dataclasses.replace(file, portfolio=dataclasses.replace(file.portfolio, limits=limits))


@pytest.fixture(scope="module")
def results(examples: Path) -> RiskResults:
    file = limited(examples, *EVERY_KIND)
    return run_risk_report(file, open_market(file), with_models=False)


@pytest.fixture(scope="module")
def readings(results: RiskResults) -> dict[str, LimitReading]:
    return {each.limit.label: each.reading for each in results.limits}


def inputs_of(results: RiskResults, portfolio: Portfolio | None = None) -> LimitInputs:
    market = next(each for each in results.rating.waterfall if each.policy.factor is RatingFactor.MARKET)
    return LimitInputs(
        portfolio or results.portfolio,
        results.register,
        {1: results.cube},
        results.stress,
        results.stress_cube,
        volatility=market.reading,
        volatility_interval=None,
    )


def test_every_kind_is_read_in_the_order_of_the_book(results: RiskResults) -> None:
    assert tuple(each.limit for each in results.limits) == EVERY_KIND
    assert {each.limit.kind for each in results.limits} == set(LimitKind)


def test_a_tail_is_the_figure_of_the_report_with_its_interval(
    results: RiskResults, readings: dict[str, LimitReading]
) -> None:
    equity = results.register.equity
    for horizon in (1, 10):
        figure = next(
            each
            for each in results.figures
            if (each.measure, each.confidence, each.horizon_sessions) == (Measure.VALUE_AT_RISK, 0.99, horizon)
        )
        reading = readings[f"value_at_risk 0.99 over {horizon}"]
        assert reading.value == figure.value / equity
        bounds = figure.interval and (figure.interval.lower / equity, figure.interval.upper / equity)
        assert (reading.interval, reading.is_bounded) == (bounds, figure.interval is not None), horizon


def test_a_confidence_that_no_report_shows_is_measured_too(
    results: RiskResults, readings: dict[str, LimitReading]
) -> None:
    """Plain numpy: the mean of the worst tenth of 999 losses, the last for its fraction."""
    losses = np.sort(-results.cube.pnl.sum(axis=1))[::-1]
    share = 0.1 * len(losses)
    whole = int(share)
    tail = (losses[:whole].sum() + (share - whole) * losses[whole]) / share
    reading = readings["expected_shortfall 0.9 over 1"]
    assert reading.value == pytest.approx(tail / results.register.equity, rel=1e-10)


def test_exposures_are_those_of_the_file(readings: dict[str, LimitReading]) -> None:
    """Weights of the file: 28.4 % BTC and 10.3 % ETH, 2.2 % cash; all of it is long."""
    for label, share in {
        "asset_exposure BTC": 0.284,
        "class_exposure crypto": 0.284 + 0.103,
        "class_exposure credit": 0.0,
        "venue_share crypto_exchange": 0.284 + 0.103,
        "gross_exposure": 1 - 0.022,
    }.items():
        assert readings[label].value == pytest.approx(share, rel=EXACT), label


def test_the_worst_of_the_rest_is_named(results: RiskResults, readings: dict[str, LimitReading]) -> None:
    stress, slowest = readings["stress_loss"], readings["days_to_sell"]
    totals = dict(zip(results.stress_cube.labels, results.stress_cube.pnl.sum(axis=1), strict=True))
    assert stress.basis == min(totals, key=lambda each: totals[each])
    assert stress.value == pytest.approx(-totals[stress.basis] / results.register.equity, rel=EXACT)
    days = {each.position.id: each.liquidity.days_to_sell for each in results.register.exposures}
    assert days[slowest.basis] == slowest.value == max(each for each in days.values() if each is not None)
    market = next(each for each in results.rating.waterfall if each.policy.factor is RatingFactor.MARKET)
    interval = annual_volatility_interval(
        results.cube, equity=results.register.equity, sessions_per_year=simple_returns(results.panel).sessions_per_year
    )
    assert readings["volatility"] == LimitReading(
        market.reading.value, market.reading.basis, interval=(interval.lower, interval.upper)
    )


def test_short_is_exposure_as_long_is(examples: Path) -> None:
    file = limited(
        examples, *(each for each in EVERY_KIND if each.kind.is_named), Limit(LimitKind.GROSS_EXPOSURE, most=1.0)
    )
    portfolio = file.portfolio
    positions = tuple(
        dataclasses.replace(each, weight={"BTC": -0.2, "CASH": 0.506}.get(each.id, each.weight))
        for each in portfolio.positions
    )
    short = dataclasses.replace(file, portfolio=dataclasses.replace(portfolio, positions=positions))
    found = {each.limit.label: each for each in run_risk_report(short, open_market(short), with_models=False).limits}
    for label, share in {
        "asset_exposure BTC": 0.2,
        "class_exposure crypto": 0.2 + 0.103,
        "gross_exposure": 0.2 + 0.103 + 0.221 + 0.186 + 0.142 + 0.042,
    }.items():
        assert found[label].reading.value == pytest.approx(share, rel=1e-9), label


def test_a_horizon_without_scenarios_is_not_known(readings: dict[str, LimitReading]) -> None:
    assert readings["value_at_risk 0.99 over 5"] == LimitReading(None, "no scenarios over 5 sessions")


def test_a_book_without_equity_has_no_shares_of_it(results: RiskResults) -> None:
    first = results.register.exposures[0]
    indebted = dataclasses.replace(first, market=dataclasses.replace(first.market, value=-1e9))
    register = dataclasses.replace(results.register, exposures=(indebted, *results.register.exposures[1:]))
    uses = limit_uses(dataclasses.replace(inputs_of(results), register=register))
    unread = {each.limit.kind for each in uses if each.verdict is LimitVerdict.NOT_KNOWN}
    assert unread == set(LimitKind) - {LimitKind.VENUE_SHARE, LimitKind.DAYS_TO_SELL}
    assert all("equity is -" in each.reading.basis for each in uses if each.limit.kind in unread)


def test_a_scenario_that_failed_leaves_the_worst_uncertain(results: RiskResults) -> None:
    stress = dataclasses.replace(results.stress, failures=(Failure("scenario X", "data", "no prices"),))
    uses = {each.limit.label: each for each in limit_uses(dataclasses.replace(inputs_of(results), stress=stress))}
    assert uses["stress_loss"].verdict is LimitVerdict.UNCERTAIN
    assert uses["stress_loss"].reading.basis.endswith("; not computed: scenario X")


def test_a_book_that_gains_in_every_scenario_loses_nothing(results: RiskResults) -> None:
    cube = dataclasses.replace(results.stress_cube, pnl=np.abs(results.stress_cube.pnl))
    uses = {each.limit.label: each for each in limit_uses(dataclasses.replace(inputs_of(results), stress_cube=cube))}
    assert uses["stress_loss"].reading.value == 0.0


def test_what_lies_nobody_knows_where_may_lie_at_the_venue(examples: Path) -> None:
    file = limited(examples, Limit(LimitKind.VENUE_SHARE, 0.4, name="crypto_exchange"))
    positions = tuple(
        dataclasses.replace(each, venue=None if each.id == "GLD" else each.venue) for each in file.portfolio.positions
    )
    unnamed = dataclasses.replace(file, portfolio=dataclasses.replace(file.portfolio, positions=positions))
    (use,) = run_risk_report(unnamed, open_market(unnamed), with_models=False).limits
    assert use.reading.interval == pytest.approx((0.387, 0.387 + 0.186), rel=EXACT)
    assert (use.verdict, use.reading.basis) == (
        LimitVerdict.UNCERTAIN,
        "18.6% of all claims lie at venues that are not named",
    )


def test_a_volume_that_nobody_states_leaves_the_days_uncertain(results: RiskResults) -> None:
    first = results.register.exposures[0]
    unstated = dataclasses.replace(
        first, liquidity=dataclasses.replace(first.liquidity, days_to_sell=None, basis="unit not stated")
    )
    rest = results.register.exposures[1:]

    def sale(exposures: tuple[Exposure, ...]) -> LimitUse:
        register = dataclasses.replace(results.register, exposures=exposures)
        uses = limit_uses(dataclasses.replace(inputs_of(results), register=register))
        return next(each for each in uses if each.limit.kind is LimitKind.DAYS_TO_SELL)

    some, none = sale((unstated, *rest)), sale((unstated,))
    assert (some.verdict, some.reading.basis) == (LimitVerdict.UNCERTAIN, "GLD; not known: BTC: unit not stated")
    assert (none.verdict, none.reading.basis) == (LimitVerdict.NOT_KNOWN, "BTC: unit not stated")


def test_a_trade_keeps_the_limits_of_its_book(examples: Path) -> None:
    portfolio = limited(examples, *EVERY_KIND).portfolio
    bought = Position(id="more", instrument=Spot("BTC"), quantity=1.0)
    resized = tuple(dataclasses.replace(each, weight=None, quantity=1.0) for each in portfolio.positions)
    traded = dataclasses.replace(portfolio, assets_under_management=None, positions=(*resized, bought))
    assert traded.limits == EVERY_KIND
