"""The whole simulated exchange on one clock: flow, actors, leveraged agents, liquidations and funding through one book.

Between the events of the flow, agents wake at random instants and send market orders. A quarter of a millisecond after
each full second, when its mark is known, whoever is due is closed by force, stops and targets fire, and every eight
hours funding is paid. What agents and forced orders trade moves the fair price of the crowd as a trade of its own does,
so that forced orders push the mark on, and more accounts are due.

One seed fixes every byte, whatever the pieces in which time is advanced.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from seawall.core import IntArray
from seawall.errors import DataError, InputError
from seawall.microstructure import Side
from seawall.simulator.actor_plan import ActorPlan
from seawall.simulator.agents import AgentPopulation
from seawall.simulator.book_market import BookMarket
from seawall.simulator.exchange_accounts import ExchangeAccounts
from seawall.simulator.exchange_step import ExchangeStep, ForcedOrder, FundingPaid
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.ledger import Ledger
from seawall.simulator.matching_engine import (
    FIRST_WATCHED_OWNER,
    Instruction,
    InstructionKind,
    MatchingEngine,
    RestingOrder,
)
from seawall.simulator.matching_kernels import SLOT_NS
from seawall.simulator.minute_market import MinuteSnapshot
from seawall.simulator.order_flow import FlowRates
from seawall.simulator.planted_actors import PlantedMarket, TruthLine
from seawall.simulator.sealed_arrays import sealed, unsealed
from seawall.simulator.true_levels import LiquidationTruth, liquidation_truth

__all__ = ["ExchangeTruth", "SimulatedExchange"]

_SECOND, _MINUTE = 1_000_000_000, 60_000_000_000
_SECONDS_PER_FUNDING = 28_800
_FORMAT = 1
_SMALLEST_ALLOWANCE = 1_000
_RATES = FlowRates(volatility_ticks=5.0, impact_ticks=0.5, jump_ticks=25.0)
"""The default rates know a price of 60,000; moves grow with the price, to about 35 % a year."""


@dataclass(frozen=True, slots=True, eq=False)
class ExchangeTruth:
    """What only the simulation knows, at one instant.

    Attributes
    ----------
    liquidations : LiquidationTruth
        Positions of the agents, and the mark at which each is liquidated.
    hidden : tuple of RestingOrder
        Orders with lots that the depth does not show: icebergs with a reserve, hidden and RPI orders, with owners.
    actors : tuple of TruthLine
        All that planted actors did so far.
    """

    liquidations: LiquidationTruth
    hidden: tuple[RestingOrder, ...]
    actors: tuple[TruthLine, ...]


class SimulatedExchange:
    """One linear perpetual with all that trades in it.

    Parameters
    ----------
    terms : ExchangeTerms
        Of the venue; :data:`BTCUSDT_TERMS` has the grid for which the default rates are made.
    seed : int
        0 or more; fixes every byte.
    start_price : float
        First fair price and mark, quote currency.
    population : AgentPopulation, optional
        Who has an account; by default 4,000 agents, as rich as the default book is deep.
    rates : FlowRates, optional
        How the anonymous crowd acts.
    plans : sequence of ActorPlan
        Actors to plant.
    fund : int
        Insurance fund at the beginning, quote currency.

    Notes
    -----
    Owners in the log: 0 is the flow, account + 1 an agent, 1,000,000 and more planted actors. The first accounts are
    dealers, who stand for everybody without an account.

    Examples
    --------
    >>> from seawall.simulator import BTCUSDT_TERMS
    >>> exchange = SimulatedExchange(BTCUSDT_TERMS, seed=1)
    >>> step = exchange.advance(60_000_000_000)
    >>> len(step.marks), int(step.open_interest[-1]) > 0
    (60, True)
    >>> exchange.ledger.check()
    """

    def __init__(
        self,
        terms: ExchangeTerms,
        *,
        seed: int,
        start_price: float = 97_420.0,
        population: AgentPopulation | None = None,
        rates: FlowRates | None = None,
        plans: Sequence[ActorPlan] = (),
        fund: int = 100_000,
    ) -> None:
        self.terms = terms
        self.seed = seed
        self.start_price = start_price
        self.population = population or AgentPopulation(smallest_allowance=_SMALLEST_ALLOWANCE)
        if self.population.agents + self.population.dealers >= FIRST_WATCHED_OWNER - 1:
            raise InputError(f"'population' must have fewer than {FIRST_WATCHED_OWNER:,} accounts")
        market = BookMarket(seed=seed, start_ticks=terms.ticks(start_price), rates=rates or _RATES)
        self._planted = PlantedMarket(market, plans, seed=seed)
        self._fund = fund
        self._accounts = ExchangeAccounts(
            terms, market, seed=seed, start_price=start_price, population=self.population, fund=fund
        )
        self._now_ns = 0
        self._second = 0
        self._minute = 0
        self._wakes: list[tuple[int, int]] = []
        self._words = self._accounts.words(0)
        self._interest: list[int] = []
        self._forced: list[ForcedOrder] = []
        self._funding: list[FundingPaid] = []

    @property
    def now_ns(self) -> int:
        """How far the exchange has run."""
        return self._now_ns

    @property
    def engine(self) -> MatchingEngine:
        """The order books."""
        return self._planted.market.engine

    @property
    def ledger(self) -> Ledger:
        """The accounts."""
        return self._accounts.ledger

    @property
    def first_outside_owner(self) -> int:
        """Smallest owner of instructions from outside; below lie the accounts, from 1,000,000 on the actors."""
        return len(self.ledger) + 1

    def advance(self, until_ns: int, *, instructions: Sequence[Instruction] = ()) -> ExchangeStep:
        """Let time pass, and give back what happened.

        Parameters
        ----------
        until_ns : int
            When to stop.
        instructions : sequence of Instruction
            Of owners outside the accounts, by time, from now up to `until_ns`: a shock is a market order. What they
            trade moves the fair price as an agent's order does, and is on the dealers' account.

        Returns
        -------
        ExchangeStep
            Everything since the last call.

        Raises
        ------
        InputError
            When instructions are out of order, outside the span, or of an owner who has an account or is an actor.
        """
        times = [self._now_ns, *(each.time_ns for each in instructions), until_ns]
        if any(later < earlier for earlier, later in pairwise(times)):
            raise InputError(f"'instructions' must be in order, from {self._now_ns} to 'until_ns' ({until_ns})")
        for each in instructions:
            if not self.first_outside_owner <= each.owner < FIRST_WATCHED_OWNER:
                raise InputError(
                    f"'owner' of an instruction must be {self.first_outside_owner} to {FIRST_WATCHED_OWNER - 1}, "
                    f"was {each.owner}"
                )
        for each in instructions:
            self._run_to(each.time_ns)
            if each.kind.makes_an_order:
                self._planted.market.trade(each)
            else:
                self._planted.market.instruct(each)
        self._run_to(until_ns)
        self._now_ns = until_ns
        return self._take_step()

    def truth(self) -> ExchangeTruth:
        """Positions, hidden lots and actors as they stand."""
        resting = [order for side in Side for order in self.engine.resting(side)]
        unseen = {InstructionKind.HIDDEN, InstructionKind.RPI}
        return ExchangeTruth(
            liquidations=liquidation_truth(self.ledger, dealers=self.population.dealers),
            hidden=tuple(each for each in resting if each.reserve_lots or each.kind in unseen),
            actors=tuple(self._planted.truth),
        )

    def save(self) -> bytes:
        """The whole exchange as bytes, from which it goes on identically."""
        columns = self._accounts.crowd.snapshot().columns
        about = {
            "format": _FORMAT,
            "terms": _terms_text(self.terms),
            "seed": self.seed,
            "start_price": self.start_price,
            "population": asdict(self.population),
            "fund": self._fund,
            "clock": [self._now_ns, self._second, self._minute],
            "wakes": self._wakes,
            "premium": self._accounts.premium,
            "mood": [self._accounts.usual_mark, self._accounts.nervousness],
        }
        texts = {"planted": self._planted.save(), "about": json.dumps(about).encode()}
        arrays: dict[str, IntArray] = {f"accounts/{name}": column for name, column in columns.items()}
        return sealed({**arrays, **{name: np.frombuffer(text, dtype=np.uint8) for name, text in texts.items()}})

    @classmethod
    def restore(cls, saved: bytes, *, terms: ExchangeTerms) -> SimulatedExchange:
        """An exchange as it was when saved.

        Raises
        ------
        DataError
            When the bytes are not those of a saved exchange.
        InputError
            When it was saved under other terms.
        """
        arrays = unsealed(saved, what="saved exchange")
        if not {"planted", "about"} <= set(arrays):
            raise DataError("saved exchange cannot be read: it has no accounts")
        about = json.loads(arrays["about"].tobytes())
        if about["format"] != _FORMAT:
            raise DataError(f"saved exchange cannot be read: format {about['format']}")
        if about["terms"] != _terms_text(terms):
            raise InputError(f"'terms' must be those of the saved exchange, {about['terms'][:80]}")
        told = about["population"].items()
        people: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in told}
        exchange = cls(
            terms,
            seed=about["seed"],
            start_price=about["start_price"],
            population=AgentPopulation(**people),
            fund=about["fund"],
        )
        exchange._planted = PlantedMarket.restore(arrays["planted"].tobytes())
        exchange._accounts.market = exchange._planted.market
        columns = {name.removeprefix("accounts/"): value for name, value in arrays.items() if "/" in name}
        exchange._accounts.crowd.restore(MinuteSnapshot(about["seed"], columns))
        exchange._accounts.premium = (about["premium"][0], about["premium"][1])
        exchange._accounts.usual_mark, exchange._accounts.nervousness = about["mood"]
        exchange._planted.market.scale_volatility(exchange._accounts.nervousness)
        exchange._now_ns, exchange._second, exchange._minute = about["clock"]
        exchange._wakes = [(time_ns, at) for time_ns, at in about["wakes"]]
        exchange._words = exchange._accounts.words(exchange._minute)
        return exchange

    def _run_to(self, until_ns: int) -> None:
        """Marks and wakes by time, a mark first."""
        while True:
            mark_ns = self._second * _SECOND + SLOT_NS
            wake_ns = self._wakes[0][0] if self._wakes else mark_ns
            if min(mark_ns, wake_ns) > until_ns:
                break
            self._planted.run_to(min(mark_ns, wake_ns))
            if mark_ns <= wake_ns:
                self._mark(mark_ns)
            else:
                _, at = self._wakes.pop(0)
                self._accounts.wake(self._words, at, now_ns=wake_ns)
        self._planted.run_to(until_ns)

    def _mark(self, now_ns: int) -> None:
        """What follows from the mark of a second: funding, forced closes, stops and targets; wakes once a minute."""
        accounts, second = self._accounts, self._second
        accounts.see_mark(self._planted.market.last_mark, second=second)
        self._interest.append(self.ledger.open_interest)
        if second and second % _SECONDS_PER_FUNDING == 0:
            self._funding.append(accounts.pay_funding(now_ns=now_ns))
        self._forced += accounts.settle(now_ns=now_ns)
        if second % 60 == 0:
            self._minute = second // 60
            self._words = accounts.words(self._minute)
            self._wakes = accounts.wakes(self._words, start_ns=now_ns, span_ns=_MINUTE)
        self._second += 1

    def _take_step(self) -> ExchangeStep:
        interest = np.array(self._interest, dtype=np.int64)
        interest.flags.writeable = False
        step = ExchangeStep(
            until_ns=self._now_ns,
            log=self.engine.take_log(),
            marks=self._planted.market.take_marks(),
            open_interest=interest,
            forced=tuple(self._forced),
            funding=tuple(self._funding),
        )
        self._interest, self._forced, self._funding = [], [], []
        return step


def _terms_text(terms: ExchangeTerms) -> str:
    grid, numbers = terms.grid, terms.integer_terms()
    tiers = [column.tolist() if isinstance(column, np.ndarray) else column for column in numbers]
    return json.dumps([grid.symbol, str(grid.tick_size), str(grid.lot_size), *tiers])
