"""Markets whose parameters nobody is told: what a map of liquidations is tried on.

A seed draws who trades and how the price moves from a stated prior. The public side of the market is recorded minute by
minute, and beside it, hour by hour, where every position is truly liquidated.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    InstrumentGrid,
    LiquidationForecast,
    PerpetualFlow,
    PositionSide,
)
from seawall.simulator.agents import AgentPopulation
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.minute_market import MinuteHistory, MinuteMarket, MinuteMarketSettings
from seawall.simulator.perpetual_records import perpetual_flow_of
from seawall.simulator.true_levels import liquidation_truth

__all__ = ["HiddenWorld", "WorldPrior", "WorldRecord", "draw_hidden_world", "record_world"]

MINUTES_PER_DAY, MINUTES_PER_HOUR = 1_440, 60
_LOTS = 1_000


@dataclass(frozen=True, slots=True)
class WorldPrior:
    """Law from which hidden parameters are drawn; every range is even, or even in the logarithm.

    Attributes
    ----------
    agents : int
        Accounts beside the dealers.
    leverage_means : tuple of float
        Mean shares of the leverages 3, 5, 10, 20, 25, 50, 75, 100 and 125; the shares follow Dirichlet's law.
    leverage_concentration : float
        How close shares come to their means: the standard deviation of a share p is the root of p (1 - p) / (1 + this).
    habit_means, habit_concentration : tuple of float, float
        The same of noise, trend, contrarian and carry.
    isolated_per_mille : tuple of int
        Range of agents in isolated margin, of a thousand.
    depth_lots, volatility : tuple of float
        Ranges, even in the logarithm: lots that move the price by 1 %, and volatility a minute.
    jumps_per_day : tuple of float
        Range.
    smallest_allowance : int
        Cash of the poorest agents, quote currency.
    wakes_per_minute : int
        Agents who decide in a minute.
    """

    agents: int = 20_000
    leverage_means: tuple[float, ...] = (0.20, 0.21, 0.21, 0.14, 0.10, 0.07, 0.03, 0.03, 0.01)
    leverage_concentration: float = 30.0
    habit_means: tuple[float, ...] = (0.45, 0.25, 0.20, 0.10)
    habit_concentration: float = 30.0
    isolated_per_mille: tuple[int, int] = (400, 900)
    depth_lots: tuple[float, float] = (500_000.0, 2_000_000.0)
    volatility: tuple[float, float] = (0.0004, 0.001)
    jumps_per_day: tuple[float, float] = (0.0, 1.0)
    smallest_allowance: int = 2_000
    wakes_per_minute: int = 60


@dataclass(frozen=True, slots=True)
class HiddenWorld:
    """What a seed has drawn; a map is never told.

    Attributes
    ----------
    seed : int
        Of the draw, and of the market.
    population : AgentPopulation
        Who trades.
    settings : MinuteMarketSettings
        How the price moves.
    """

    seed: int
    population: AgentPopulation
    settings: MinuteMarketSettings


@dataclass(frozen=True, slots=True, eq=False)
class WorldRecord:
    """What the public saw of a world, and what was true.

    Attributes
    ----------
    world : HiddenWorld
        Its parameters.
    flow : PerpetualFlow
        Public, minute by minute, from a market without positions on.
    truth : LiquidationForecast
        True levels of all agents at the end of each hour.
    places : IntArray
        Shape (hours,): the minutes of the truth.
    history : MinuteHistory
        All that happened, forced steps with it.
    terms : ExchangeTerms
        Of the venue.
    """

    world: HiddenWorld
    flow: PerpetualFlow
    truth: LiquidationForecast
    places: IntArray
    history: MinuteHistory
    terms: ExchangeTerms


def draw_hidden_world(seed: int, *, prior: WorldPrior | None = None) -> HiddenWorld:
    """Draw the parameters of a market.

    Parameters
    ----------
    seed : int
        0 or more.
    prior : WorldPrior, optional
        From which to draw.

    Returns
    -------
    HiddenWorld
        The same for the same seed.

    Examples
    --------
    >>> first, again = draw_hidden_world(1), draw_hidden_world(1)
    >>> first == again, sum(first.population.leverage_shares)
    (True, 1000)
    """
    if seed < 0:
        raise InputError(f"'seed' must be 0 or more, was {seed}")
    law = prior or WorldPrior()
    generator = np.random.default_rng([seed, 20_221_009])
    population = AgentPopulation(
        agents=law.agents,
        leverage_shares=_shares(generator, law.leverage_means, law.leverage_concentration),
        habit_shares=_shares(generator, law.habit_means, law.habit_concentration),
        isolated_per_mille=int(generator.integers(law.isolated_per_mille[0], law.isolated_per_mille[1] + 1)),
        smallest_allowance=law.smallest_allowance,
    )
    settings = MinuteMarketSettings(
        depth_lots=_log_even(generator, law.depth_lots),
        volatility=_log_even(generator, law.volatility),
        jumps_per_day=float(generator.uniform(*law.jumps_per_day)),
        wakes_per_minute=law.wakes_per_minute,
    )
    return HiddenWorld(seed, population, settings)


def record_world(world: HiddenWorld, *, days: int, bin_share: float = 0.002) -> WorldRecord:
    """Run a world and write down what the public sees and what is true.

    Parameters
    ----------
    world : HiddenWorld
        Its parameters.
    days : int
        At least 1.
    bin_share : float
        Width of the bins of price of the truth, as a share of the price.

    Returns
    -------
    WorldRecord
        The bins reach 20 % beyond the lowest and highest mark of the run.
    """
    if days < 1:
        raise InputError(f"'days' must be at least 1, was {days}")
    grid = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
    terms = ExchangeTerms(grid, BINANCE_BTCUSDT_TIERS)
    market = MinuteMarket(terms, seed=world.seed, population=world.population, settings=world.settings)
    parts: list[MinuteHistory] = []
    truths = []
    for _ in range(days * MINUTES_PER_DAY // MINUTES_PER_HOUR):
        parts.append(market.run(MINUTES_PER_HOUR))
        truths.append(liquidation_truth(market.ledger, dealers=market.dealers))
    history = MinuteHistory(
        0,
        np.concatenate([part.minutes for part in parts]),
        np.concatenate([part.forced for part in parts]),
    )
    flow = perpetual_flow_of(history, terms)
    tick, lot = float(grid.tick_size), float(grid.lot_size)
    edges = _edges(float(flow.mark_low.min()) * 0.8, float(flow.mark_high.max()) * 1.2, bin_share)
    ticks = np.ceil(edges / tick).astype(np.int64)
    middle = 0.5 * (edges[1:] + edges[:-1])
    tables = [
        np.array([truth.lots_by_price(ticks, side=side) for truth in truths]) * lot * middle
        for side in (PositionSide.LONG, PositionSide.SHORT)
    ]
    places = np.arange(1, len(parts) + 1, dtype=np.int64) * MINUTES_PER_HOUR - 1
    truth = LiquidationForecast("truth", edges, flow.end_ns[places], flow.mark_close[places], *tables)
    return WorldRecord(world, flow, truth, places, history, terms)


def _edges(low: float, high: float, share: float) -> FloatArray:
    first, last = (int(np.floor(np.log(each) / np.log1p(share))) for each in (low, high))
    return np.asarray((1.0 + share) ** np.arange(first, last + 2, dtype=np.float64))


def _shares(generator: np.random.Generator, means: tuple[float, ...], concentration: float) -> tuple[int, ...]:
    """Thousandths by Dirichlet's law that add up to a thousand, by largest remainders."""
    drawn = generator.dirichlet(np.array(means) * concentration) * _LOTS
    whole = np.floor(drawn).astype(np.int64)
    order = np.argsort(whole - drawn, kind="stable")
    whole[order[: _LOTS - int(whole.sum())]] += 1
    return tuple(whole.tolist())


def _log_even(generator: np.random.Generator, limits: tuple[float, float]) -> float:
    return float(np.exp(generator.uniform(np.log(limits[0]), np.log(limits[1]))))
