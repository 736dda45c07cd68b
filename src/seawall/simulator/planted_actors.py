"""A market with actors planted in it, and the truth about all that they did.

Actors see their own fills and nothing else that other traders could not see. Their owner numbers begin at 1,000,000 in
the order of their plans, and every action of theirs stands in the truth log.
"""

from __future__ import annotations

import enum
import heapq
import json
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, field
from typing import Any

import numpy as np

from seawall.errors import DataError, InputError
from seawall.microstructure import Side
from seawall.simulator.actor_plan import ActorKind, ActorPlan
from seawall.simulator.book_market import BookMarket
from seawall.simulator.event_log import EventLog
from seawall.simulator.matching_engine import FIRST_WATCHED_OWNER, Instruction, InstructionKind
from seawall.simulator.sealed_arrays import sealed, unsealed

__all__ = ["PlantedMarket", "TruthAction", "TruthLine"]


class TruthAction(enum.StrEnum):
    """What an actor did."""

    PLACE = "place"
    CANCEL = "cancel"
    FILLED = "filled"  # all of an iceberg or a wall, or the first lots of the small order of a spoof
    WITHDRAW = "withdraw"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class TruthLine:
    """One action: `lots` are displayed, `hidden_lots` are what this actor means to trade besides, and shows nobody."""

    time_ns: int
    owner: int
    kind: ActorKind
    action: TruthAction
    side: Side
    ticks: int
    lots: int
    hidden_lots: int
    order_id: int


class _Step(enum.IntEnum):
    """What an actor has to do at some instant."""

    START = 0
    REFILL = 1
    END = 2


@dataclass(slots=True)
class _Active:
    """What an actor has in the market: orders, lots not yet sent, the price of its tips, and how many it has sent."""

    left: int
    ticks: int
    orders: list[int] = field(default_factory=list)
    tips: int = 0
    has_reacted: bool = False


class PlantedMarket:
    """A market and the actors planted in it.

    Parameters
    ----------
    market : BookMarket
        Where they act; at its beginning, or as far as it has run.
    plans : sequence of ActorPlan
        What they mean to do; none before the market's now.
    seed : int
        Fixes the jitter and the spread of synthetic icebergs; from 0 to 2**63 - 1.

    Examples
    --------
    >>> plan = ActorPlan(ActorKind.WALL, 10**9, 10**9, Side.BID, distance_ticks=5, lots=4_000)
    >>> planted = PlantedMarket(BookMarket(seed=7), [plan], seed=1)
    >>> log = planted.advance(until_ns=3 * 10**9)
    >>> [line.action.value for line in planted.truth]
    ['place', 'cancel']
    """

    def __init__(self, market: BookMarket, plans: Sequence[ActorPlan], *, seed: int) -> None:
        if any(plan.start_ns < market.now_ns for plan in plans):
            raise InputError(f"'plans' must begin at or after the market's now, {market.now_ns} ns")
        self.market = market
        self.plans = tuple(plans)
        self.truth: list[TruthLine] = []
        self._seed = seed
        self._now_ns = market.now_ns
        self._active: dict[int, _Active] = {}
        self._due = [(plan.start_ns, actor, int(_Step.START)) for actor, plan in enumerate(self.plans)]
        heapq.heapify(self._due)

    def advance(self, *, until_ns: int, instructions: Sequence[Instruction] = ()) -> EventLog:
        """Let time pass for market and actors; as :meth:`BookMarket.advance`."""
        for instruction in instructions:
            self.run_to(instruction.time_ns)
            self.market.instruct(instruction)
        self.run_to(until_ns)
        return self.market.engine.take_log()

    def save(self) -> bytes:
        """Market and actors as bytes, from which both go on identically; the truth so far is part of them."""
        about = {
            "plans": [asdict(plan) for plan in self.plans],
            "truth": [astuple(line) for line in self.truth],
            "seed": self._seed,
            "now_ns": self._now_ns,
            "due": self._due,
            "active": [(actor, asdict(each)) for actor, each in self._active.items()],
        }
        texts = {"market": self.market.save(), "actors": json.dumps(about).encode()}
        return sealed({name: np.frombuffer(text, dtype=np.uint8) for name, text in texts.items()})

    @classmethod
    def restore(cls, saved: bytes) -> PlantedMarket:
        """Market and actors as they were when saved.

        Raises
        ------
        DataError
            When the bytes are not those of a saved market with actors.
        """
        arrays = unsealed(saved, what="saved market with actors")
        if set(arrays) != {"market", "actors"}:
            raise DataError("saved market with actors cannot be read: it has no actors")
        about = json.loads(arrays["actors"].tobytes())
        planted = cls(BookMarket.restore(arrays["market"].tobytes()), (), seed=about["seed"])
        planted._fill(about)
        return planted

    def _fill(self, about: dict[str, Any]) -> None:
        self.plans = tuple(_plan(each) for each in about["plans"])
        self.truth = [_line(each) for each in about["truth"]]
        self._now_ns = about["now_ns"]
        self._due = [(time_ns, actor, step) for time_ns, actor, step in about["due"]]
        self._active = {actor: _Active(**each) for actor, each in about["active"]}

    def run_to(self, until_ns: int) -> None:
        """Run flow and actors; what happened stays in the engine's log."""
        while True:
            next_ns = min(self._due[0][0], until_ns) if self._due else until_ns
            if self.market.run_to(next_ns):
                self._now_ns = max(self._now_ns, self.market.now_ns)
                self._see_fills()
            elif self._due and self._due[0][0] <= until_ns:
                self._now_ns, actor, step = heapq.heappop(self._due)
                self._do(actor, _Step(step))
                self._see_fills()
            else:
                self._now_ns = until_ns
                return

    def _see_fills(self) -> None:
        """Actors whose orders were filled react: now, or after a delay."""
        for actor, mine in list(self._active.items()):
            plan = self.plans[actor]
            shown = self.market.engine.shown_lots(mine.orders[0]) if mine.orders else 0
            if plan.kind is ActorKind.SPOOF:
                if not mine.has_reacted and shown < plan.peak_lots:
                    mine.has_reacted = True
                    self._tell(actor, TruthAction.FILLED, Side(-plan.side), order_id=mine.orders[0])
                    self._schedule(actor, plan.delay_ns, _Step.END)
            elif mine.orders and not shown:
                number = mine.orders.pop()
                if plan.kind is ActorKind.SYNTHETIC_ICEBERG and mine.left:
                    self._schedule(actor, plan.delay_ns + self._jitter(actor, plan, mine.tips), _Step.REFILL)
                else:
                    self._tell(actor, TruthAction.FILLED, plan.side, order_id=number)
                    del self._active[actor]

    def _jitter(self, actor: int, plan: ActorPlan, tip: int) -> int:
        stream = np.random.Generator(np.random.Philox(key=[self._seed, (actor << 32) + tip]))
        return int(stream.integers(0, plan.jitter_ns, endpoint=True))

    def _spread(self, actor: int, plan: ActorPlan, tip: int) -> int:
        """By how much this order differs from the peak; drawn apart from the jitter, which is the same without it."""
        stream = np.random.Generator(np.random.Philox(key=[self._seed, (actor << 32) + (1 << 31) + tip]))
        return int(stream.integers(-plan.peak_spread_lots, plan.peak_spread_lots, endpoint=True))

    def _schedule(self, actor: int, delay_ns: int, step: _Step) -> None:
        heapq.heappush(self._due, (self._now_ns + delay_ns, actor, int(step)))

    def _do(self, actor: int, step: _Step) -> None:
        plan, mine = self.plans[actor], self._active.get(actor)
        if step is _Step.START:
            self._start(actor, plan)
        elif plan.kind is ActorKind.WITHDRAWAL:
            self.market.keep_depth(plan.side, 1.0)
            self._tell(actor, TruthAction.RETURN, plan.side)
        elif mine is not None and step is _Step.REFILL:
            self._next_tip(actor, plan, mine)
        elif mine is not None:
            self._end(actor, plan, mine)

    def _start(self, actor: int, plan: ActorPlan) -> None:
        """First orders of an actor, at their distance from the best price of their side."""
        best = self.market.engine.best(plan.side)
        across = self.market.engine.best(Side(-plan.side))
        if best is None or across is None:  # nobody to stand behind: it stays away
            return
        self._schedule(actor, plan.hold_ns, _Step.END)
        if plan.kind is ActorKind.WITHDRAWAL:
            self.market.pull_depth(plan.side, share=plan.share, ticks=plan.distance_ticks)
            self.market.keep_depth(plan.side, 1.0 - plan.share)
            self._tell(actor, TruthAction.WITHDRAW, plan.side)
            return
        mine = self._active[actor] = _Active(plan.lots, best - plan.side * plan.distance_ticks)
        if plan.kind is ActorKind.SYNTHETIC_ICEBERG:
            self._next_tip(actor, plan, mine)
        elif plan.kind is ActorKind.SPOOF:
            mine.orders.append(self._place(actor, Side(-plan.side), across, plan.peak_lots))
            for layer in range(plan.layers):
                mine.orders.append(self._place(actor, plan.side, mine.ticks - plan.side * layer, plan.lots))
        else:
            peak = plan.peak_lots if plan.kind is ActorKind.NATIVE_ICEBERG else 0
            mine.orders.append(self._place(actor, plan.side, mine.ticks, plan.lots, peak=peak))

    def _next_tip(self, actor: int, plan: ActorPlan, mine: _Active) -> None:
        """A synthetic iceberg sends its next order, at the price of its first."""
        lots = min(plan.peak_lots + self._spread(actor, plan, mine.tips), mine.left)
        mine.left -= lots
        mine.tips += 1
        mine.orders.append(self._place(actor, plan.side, mine.ticks, lots, unseen=mine.left))

    def _place(self, actor: int, side: Side, ticks: int, lots: int, *, peak: int = 0, unseen: int = 0) -> int:
        kind = InstructionKind.ICEBERG if peak else InstructionKind.LIMIT
        owner = FIRST_WATCHED_OWNER + actor
        number = self.market.instruct(Instruction(self._now_ns, owner, kind, side, ticks, lots, peak))
        shown = peak or lots
        hidden_lots = lots - shown + unseen
        self._tell(actor, TruthAction.PLACE, side, ticks=ticks, lots=shown, hidden_lots=hidden_lots, order_id=number)
        return number

    def _end(self, actor: int, plan: ActorPlan, mine: _Active) -> None:
        """Cancel what still rests."""
        owner = FIRST_WATCHED_OWNER + actor
        for number in mine.orders:
            order = self.market.engine.order(number)
            if order is None:
                continue
            self.market.instruct(Instruction(self._now_ns, owner, InstructionKind.CANCEL, order_id=number))
            hidden = order.reserve_lots + (mine.left if plan.kind is ActorKind.SYNTHETIC_ICEBERG else 0)
            self._tell(
                actor, TruthAction.CANCEL, order.side, ticks=order.ticks, lots=order.shown_lots, hidden_lots=hidden,
                order_id=number,
            )  # fmt: skip
        del self._active[actor]

    def _tell(
        self,
        actor: int,
        action: TruthAction,
        side: Side,
        *,
        ticks: int = 0,
        lots: int = 0,
        hidden_lots: int = 0,
        order_id: int = 0,
    ) -> None:
        time_ns = max(self._now_ns, self.market.engine.last_ns)
        owner, kind = FIRST_WATCHED_OWNER + actor, self.plans[actor].kind
        self.truth.append(TruthLine(time_ns, owner, kind, action, side, ticks, lots, hidden_lots, order_id))


def _plan(found: dict[str, Any]) -> ActorPlan:
    return ActorPlan(**{**found, "side": Side(found["side"]), "kind": ActorKind(found["kind"])})


def _line(found: list[Any]) -> TruthLine:
    time_ns, owner, kind, action, side, *rest = found
    return TruthLine(time_ns, owner, ActorKind(kind), TruthAction(action), Side(side), *rest)
