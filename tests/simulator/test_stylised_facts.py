"""What real markets have in common holds in the simulated one, and the measures themselves are right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.microstructure import Side
from seawall.simulator import BookMarket, EventLog, MarketMarks, StylisedFacts, order_lifetimes, stylised_facts
from seawall.simulator.market_facts import autocorrelations, hill_index, impact_exponent
from tests.simulator import exchange_facts

SECOND = 1_000_000_000
WARM_UP_S, HOURS_S, SHORTEST_S = 600, 14_400, 1_200
SEED = 1
# share of orders of at least so many lots that are gone in 1, 5 and 60 s: a recorded BTC/USD book of 30 minutes
RECORDED = np.array([[0.93, 0.96, 0.99], [0.79, 0.85, 0.98], [0.23, 0.32, 0.80], [0.07, 0.12, 0.44]])
NEAR = np.array([0.03, 0.03, 0.20, 0.30])[:, None]


@dataclass(frozen=True)
class Run:
    facts: StylisedFacts
    lifetimes: FloatArray
    depth: FloatArray  # mean displayed lots by ticks behind the best price, both sides
    is_long: bool


@pytest.fixture(scope="module")
def run(slow_share: int) -> Run:
    seconds = max(SHORTEST_S, HOURS_S // slow_share)
    market = BookMarket(seed=SEED)
    market.advance(until_ns=WARM_UP_S * SECOND)
    market.take_marks()
    logs: list[EventLog] = []
    depth, samples = np.zeros(400), 0
    for until_s in range(WARM_UP_S + 30, WARM_UP_S + seconds + 1, 30):
        logs.append(market.advance(until_ns=until_s * SECOND))
        for side in Side:
            levels = market.engine.displayed(side)
            for tick, lots in levels:
                depth[min(abs(tick - levels[0][0]), 399)] += lots
            samples += 1
    log = EventLog.joined(logs)
    lifetimes = order_lifetimes(log, sizes=(70, 150, 880, 1_660), seconds=(1.0, 5.0, 60.0))
    return Run(stylised_facts(log, market.take_marks()), lifetimes, depth / samples, slow_share == 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("events_per_second", 60.0, 400.0),
        ("trades_per_second", 6.0, 40.0),
        ("spread_median", 1.0, 3.0),
        ("spread_99", 4.0, 30.0),
        ("volatility_ticks", 1.5, 12.0),
        ("bounce", -0.5, -0.05),
        ("impact_exponent", 0.15, 0.85),
        ("sign_exponent", 0.2, 0.8),
        ("cancel_share", 0.99, 1.0),
    ],
)
def test_a_figure_of_the_run_lies_where_real_markets_have_it(run: Run, name: str, low: float, high: float) -> None:
    assert low <= getattr(run.facts, name) <= high, run.facts


@pytest.mark.slow
def test_returns_are_heavy_tailed_uncorrelated_and_cluster(run: Run) -> None:
    facts = run.facts
    assert abs(facts.return_autocorrelation) < facts.bound, facts
    low, high = (2.0, 5.0) if run.is_long else (1.5, 8.0)
    assert low < facts.tail_index < high, facts
    if run.is_long:  # its standard error is 0.005 in four hours, and as large as itself in twenty minutes
        assert facts.absolute_autocorrelation > 0.02, facts


@pytest.mark.slow
def test_lifetimes_are_near_those_of_a_recorded_book(run: Run) -> None:
    assert (np.abs(run.lifetimes - RECORDED)[:2] < 2 * NEAR[:2]).all(), run.lifetimes
    if run.is_long:
        assert (np.abs(run.lifetimes - RECORDED) < NEAR + 0.01).all(), run.lifetimes


@pytest.mark.slow
def test_depth_is_humped(run: Run) -> None:
    touch, hump, far = run.depth[:3].mean(), run.depth[15:60].mean(), run.depth[150:250].mean()
    assert touch < 0.9 * hump, (touch, hump, far)
    assert far < 0.5 * hump, (touch, hump, far)


def test_the_measures_find_what_was_put_in() -> None:
    generator = np.random.default_rng(4)
    assert hill_index((1.0 - generator.random(200_000)) ** (-1 / 3.0)) == pytest.approx(3.0, abs=0.1)
    noise = generator.standard_normal(100_000)
    moving = noise[1:] - 0.5 * noise[:-1]
    assert autocorrelations(moving, np.array([1, 2])) == pytest.approx([-0.4, 0.0], abs=0.02)
    sizes = np.repeat(2 ** np.arange(7), 500)
    times = np.arange(len(sizes)) * 10 * SECOND
    steps = np.zeros(10 * len(sizes) + 5)
    steps[1 + 10 * np.arange(len(sizes))] = sizes**0.6
    exponent = impact_exponent(sizes, np.ones_like(sizes), times, np.cumsum(steps), 0)
    assert exponent == pytest.approx(0.6, abs=0.01)


def test_a_short_run_is_refused() -> None:
    market = BookMarket(seed=1)
    log = market.advance(until_ns=5 * SECOND)
    with pytest.raises(InputError, match="at least 600 seconds"):
        stylised_facts(log, market.take_marks())
    empty = MarketMarks.from_lines(np.zeros((600, 5), dtype=np.int64))
    with pytest.raises(InputError, match="both sides quoted"):
        stylised_facts(log, empty)


@pytest.fixture(scope="module")
def exchange_runs(slow_share: int) -> list[exchange_facts.Run]:
    """Four hours of seven seeds in the slow runs, twenty minutes of one otherwise."""
    hours = max(SHORTEST_S, HOURS_S // slow_share) / 3_600
    return [exchange_facts.measured(seed, hours) for seed in range(1, 8 if slow_share == 1 else 2)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("events_per_second", 60.0, 400.0),
        ("trades_per_second", 6.0, 40.0),
        ("spread_median", 1.0, 3.0),
        ("spread_99", 4.0, 30.0),
        ("volatility_ticks", 1.5, 12.0),
        ("bounce", -0.5, -0.05),
        ("impact_exponent", 0.15, 0.85),
        ("sign_exponent", 0.2, 0.8),
        ("cancel_share", 0.99, 1.0),
        ("empty_seconds", 0.0, 0.002),
    ],
)
def test_the_book_of_the_exchange_keeps_the_traits_of_the_flow(
    exchange_runs: list[exchange_facts.Run], name: str, low: float, high: float
) -> None:
    for run in exchange_runs:
        assert low <= run.book[name] <= high, run.book
        if len(exchange_runs) > 1:  # these need four hours
            assert 2.0 < run.book["tail_index"] < 5.0, run.book
            assert run.book["absolute_autocorrelation"] > 0.02, run.book


@pytest.mark.slow
def test_agents_leave_the_traits_of_their_liquidations(exchange_runs: list[exchange_facts.Run]) -> None:
    found = exchange_facts.facts(exchange_runs)
    assert 0.1 < found["volatility a year"] < 1.2, found
    assert found["largest autocorrelation of returns, in standard errors"] < 4.0, found
    if len(exchange_runs) > 1:  # twenty minutes seldom have a liquidation
        for name, (low, high) in exchange_facts.BOUNDS.items():
            assert low <= found[name] <= high, (name, found)
