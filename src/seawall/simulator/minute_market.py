"""A market of leveraged agents in steps of a minute, without an order book, for samples of months.

Every minute the volatility moves, and in four steps the index, the agents who wake, the mark, and whoever is
liquidated at it, round after round while forced orders push the price on. Prices answer orders linearly, with a depth
that thins as volatility rises; part of the answer stays in the index and the rest decays as the basis. The mark is the
index and a slow mean of the basis, as at the venues.

Random words come from Philox by the place of the minute, so that a run cut in two is the run in one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from seawall.core import IntArray
from seawall.errors import InputError, NumericalError
from seawall.simulator import ledger_kernels as kernels
from seawall.simulator.agents import Accounts, AgentPopulation
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.ledger import Ledger
from seawall.simulator.ledger_kernels import (
    DRAWS_PER_MINUTE,
    HISTORY_COLUMNS,
    LOG_COLUMNS,
    PRICE_SCALE,
    RETURN_SCALE,
    SCALARS,
    Behaviour,
)

__all__ = ["MinuteHistory", "MinuteMarket", "MinuteMarketSettings", "MinuteSnapshot", "minute_words"]

_BLOCK = 1_440
_LARGEST_SHOCK = 0.5
_SPARE_LOG_LINES = 4_096
_WORDS_PER_COUNTER = 4


@dataclass(frozen=True, slots=True)
class MinuteMarketSettings:
    """How the price moves, and how it answers orders.

    Attributes
    ----------
    start_price : float
        Quote currency.
    volatility : float
        Of the index a minute, its mean; 0.0005 is 36 % a year before jumps and impact.
    volatility_half_life : float
        Minutes.
    volatility_tail : float
        Index of the tail of the volatility's inverse gamma law, above 1; the fatter returns are, the lower.
    jumps_per_day : float
        Jumps, symmetric, up to `jump_size` volatilities.
    jump_size : int
        Volatilities of a minute.
    depth_lots : float
        Net lots that move the price by 1 % at the mean volatility.
    kept_impact : float
        Part of an order's answer that stays, 0 to 1.
    wakes_per_minute : int
        Agents who decide in a minute of mean volatility, at most 60; more when it is wilder.
    fund : int
        Insurance fund at first, quote currency.
    """

    start_price: float = 100_000.0
    volatility: float = 0.0005
    volatility_half_life: float = 480.0
    volatility_tail: float = 4.5
    jumps_per_day: float = 0.4
    jump_size: int = 20
    depth_lots: float = 1_000_000.0
    kept_impact: float = 0.5
    wakes_per_minute: int = 20
    fund: int = 1_000_000

    def __post_init__(self) -> None:
        """Refuse settings out of range."""
        ranges: dict[str, tuple[float, float]] = {
            "volatility": (1e-6, 0.02),
            "volatility_half_life": (10.0, 1e5),
            "volatility_tail": (1.5, 100.0),
            "jumps_per_day": (0.0, 100.0),
            "jump_size": (0, 100),
            "depth_lots": (1.0, 1e9),
            "kept_impact": (0.0, 1.0),
            "wakes_per_minute": (0, 60),
            "fund": (0, 10**12),
        }
        for name, (least, most) in ranges.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise InputError(f"{name!r} must be {least:g} to {most:g}, was {value!r}")


@dataclass(frozen=True, slots=True, eq=False)
class MinuteHistory:
    """What happened, minute by minute, and every forced step.

    Attributes
    ----------
    first_minute : int
        Number of the first row.
    minutes : IntArray
        Shape (n, columns), read-only; columns as `HISTORY_COLUMNS`. Prices in ticks, volumes and open interest in lots,
        funding in parts per hundred million where it was paid, the fund in units of cash.
    forced : IntArray
        Shape (m, columns), read-only; columns as `LOG_COLUMNS`.
    """

    first_minute: int
    minutes: IntArray
    forced: IntArray

    def column(self, name: str) -> IntArray:
        """One column of the minutes by name, shape (n,)."""
        return self.minutes[:, _place(HISTORY_COLUMNS, name)]

    def forced_column(self, name: str) -> IntArray:
        """One column of the forced steps by name, shape (m,)."""
        return self.forced[:, _place(LOG_COLUMNS, name)]


@dataclass(frozen=True, slots=True, eq=False)
class MinuteSnapshot:
    """All that a market is at the end of a minute; it belongs to the seed and settings that it was taken under."""

    seed: int
    columns: dict[str, IntArray] = field(repr=False)


class MinuteMarket:
    """Agents, ledger and price on one clock.

    Parameters
    ----------
    terms : ExchangeTerms
        Of the venue.
    seed : int
        0 or more; the same seed gives the same bytes.
    population : AgentPopulation
        Who trades.
    settings : MinuteMarketSettings
        How the price moves.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from seawall.microstructure import BINANCE_BTCUSDT_TIERS, InstrumentGrid
    >>> grid = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
    >>> market = MinuteMarket(ExchangeTerms(grid, BINANCE_BTCUSDT_TIERS), seed=1)
    >>> hour = market.run(60)
    >>> hour.minutes.shape, int(hour.column("open_interest")[-1]) == market.ledger.open_interest
    ((60, 18), True)
    """

    def __init__(
        self,
        terms: ExchangeTerms,
        *,
        seed: int,
        population: AgentPopulation | None = None,
        settings: MinuteMarketSettings | None = None,
    ) -> None:
        if not 0 <= seed < 2**63:
            raise InputError(f"'seed' must be 0 to 2**63 - 1, was {seed}")
        crowd = population or AgentPopulation()
        chosen = settings or MinuteMarketSettings()
        units = terms.units_per_quote
        # words of the population come from counters that no minute reaches
        drawn = np.random.Philox(key=seed, counter=2**128).random_raw(4 * crowd.agents) >> np.uint64(1)
        accounts = crowd.draw(drawn.astype(np.int64).reshape(4, crowd.agents), units_per_quote=units)
        self.seed = seed
        self.ledger = Ledger(
            terms,
            deposits=accounts.allowances,
            leverages=accounts.leverages,
            is_isolated=accounts.is_isolated,
            fund=chosen.fund * units,
        )
        self.behaviour = _behaviour(chosen, crowd, accounts)
        self._terms = terms.integer_terms()
        self.state = np.zeros(len(SCALARS), np.int64)
        start = terms.ticks(chosen.start_price)
        for name, value in (("index", start * PRICE_SCALE), ("trend", start * PRICE_SCALE), ("last", start)):
            self.state[SCALARS.index(name)] = value
        self.state[kernels.SIGMA] = self.behaviour.sigma_mean

    @property
    def minute(self) -> int:
        """Minutes that have passed."""
        return int(self.state[kernels.MINUTE])

    @property
    def mark_tick(self) -> int:
        """Mark price in ticks."""
        return int(kernels.mark_tick(self.state))

    @property
    def last_price(self) -> float:
        """Price at which the next order is traded, but for its own impact, quote currency."""
        price = int(self.state[kernels.INDEX] + self.state[kernels.BASIS]) / PRICE_SCALE
        return price * float(self.ledger.terms.grid.tick_size)

    @property
    def depth_per_move(self) -> float:
        """Base units that move the logarithm of the price by 1, at the present volatility."""
        impact = self.behaviour.impact / 1024 / RETURN_SCALE
        thinning = min(int(self.state[kernels.SIGMA]) / self.behaviour.sigma_mean, 4.0)
        return float(self.ledger.terms.grid.lot_size) / (impact * thinning)

    @property
    def dealers(self) -> int:
        """The first accounts, which take the other side."""
        return self.behaviour.dealers

    def run(self, minutes: int) -> MinuteHistory:
        """Let minutes pass.

        Parameters
        ----------
        minutes : int
            0 or more.

        Returns
        -------
        MinuteHistory
            Of these minutes.
        """
        if minutes < 0:
            raise InputError(f"'minutes' must be 0 or more, was {minutes}")
        first = self.minute
        history = np.zeros((minutes, len(HISTORY_COLUMNS)), np.int64)
        lines = kernels.STEPS * kernels.ROUNDS * len(self.ledger) + _SPARE_LOG_LINES
        log = np.zeros((lines, len(LOG_COLUMNS)), np.int64)
        forced = []
        done = 0
        while done < minutes:
            block = history[done : done + _BLOCK]
            run, used = self._advance(block, log)
            forced.append(log[:used].copy())
            done += run
        rows = np.concatenate([np.zeros((0, len(LOG_COLUMNS)), np.int64), *forced])
        for array in (history, rows):
            array.flags.writeable = False
        return MinuteHistory(first, history, rows)

    def shock(self, change: float) -> None:
        """Move the index at once, and with it the mark and the price, between two minutes: news that nobody traded on.

        Whoever is reached by the mark is liquidated in the minutes that follow. No random number is drawn, so that the
        same market without the shock is what would have been.

        Parameters
        ----------
        change : float
            Return, between -0.5 and 0.5.
        """
        if not -_LARGEST_SHOCK <= change <= _LARGEST_SHOCK:
            raise InputError(f"'change' must be -{_LARGEST_SHOCK:g} to {_LARGEST_SHOCK:g}, was {change!r}")
        self.state[kernels.INDEX] = round(int(self.state[kernels.INDEX]) * (1.0 + change))

    def snapshot(self) -> MinuteSnapshot:
        """All of the present state; `restore` continues from it identically."""
        return MinuteSnapshot(self.seed, {name: array.copy() for name, array in self._columns().items()})

    def restore(self, snapshot: MinuteSnapshot) -> None:
        """Go back, or on, to a state of this seed and these settings.

        Raises
        ------
        InputError
            When it was taken under another seed or number of accounts.
        """
        own = self._columns()
        if snapshot.seed != self.seed or any(len(snapshot.columns[name]) != len(own[name]) for name in own):
            raise InputError(f"'snapshot' must be of seed {self.seed} and {len(self.ledger)} accounts")
        for name, array in own.items():
            array[:] = snapshot.columns[name]

    def _columns(self) -> dict[str, IntArray]:
        return {**self.ledger.book._asdict(), "rest_until": self.behaviour.rest_until, "state": self.state}

    def _advance(self, block: IntArray, log: IntArray) -> tuple[int, int]:
        words = minute_words(self.seed, self.minute, len(block))
        loop: Any = kernels.compiled(kernels.run_minutes)
        run, used = loop(self.ledger.book, self._terms, self.behaviour, self.state, words, block, log)
        index = int(self.state[kernels.INDEX]) // PRICE_SCALE
        if not 16 <= index <= kernels.LARGEST_TICK:
            raise NumericalError(f"the index left the grid in minute {self.minute}: {index} ticks")
        return int(run), int(used)


def minute_words(seed: int, first: int, minutes: int) -> npt.NDArray[np.uint64]:
    """Random words of some minutes, the same whatever minutes were drawn before; shape (minutes, DRAWS_PER_MINUTE)."""
    generator = np.random.Philox(key=seed, counter=first * DRAWS_PER_MINUTE // _WORDS_PER_COUNTER)
    return generator.random_raw(minutes * DRAWS_PER_MINUTE).reshape(minutes, DRAWS_PER_MINUTE)


def _behaviour(settings: MinuteMarketSettings, crowd: AgentPopulation, accounts: Accounts) -> Behaviour:
    pull = np.log(2.0) / settings.volatility_half_life
    # a volatility that is pulled by k and shaken by x times itself has an inverse gamma tail of index 1 + 2 k / x**2
    noise = np.sqrt(2.0 * pull / (settings.volatility_tail - 1.0))
    return Behaviour(
        kinds=accounts.habits,
        allowance=accounts.allowances,
        rest_until=np.zeros(len(accounts.habits), np.int64),
        dealers=crowd.dealers,
        sigma_mean=round(settings.volatility * RETURN_SCALE),
        sigma_pull=round(pull * 65_536),
        sigma_noise=round(float(noise) * 65_536),
        jump_chance=round(settings.jumps_per_day / 1_440 * 65_536),
        jump_size=settings.jump_size,
        impact=max(round(0.01 * RETURN_SCALE * 1024 / settings.depth_lots), 1),
        kept_impact=round(settings.kept_impact * 1024),
        wakes=settings.wakes_per_minute,
        long_lean=crowd.long_lean_per_mille,
    )


def _place(columns: tuple[str, ...], name: str) -> int:
    if name not in columns:
        raise InputError(f"there is no column {name!r}; there are {', '.join(columns)}")
    return columns.index(name)
