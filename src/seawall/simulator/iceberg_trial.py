"""A market with icebergs planted in it, as a trial of those who would find them: its feed, and the truth."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from seawall.core import choice_named
from seawall.errors import InputError
from seawall.microstructure import BookDelta, InstrumentGrid, Side, Trade
from seawall.simulator.actor_plan import ActorKind, ActorPlan
from seawall.simulator.book_market import BookMarket
from seawall.simulator.depth_feed import DepthFeed
from seawall.simulator.event_log import EventKind, EventLog
from seawall.simulator.matching_engine import FIRST_WATCHED_OWNER
from seawall.simulator.order_flow import FlowRates
from seawall.simulator.planted_actors import PlantedMarket, TruthAction

__all__ = ["IcebergTrial", "IcebergVariant", "PlantedIceberg"]

_SECOND = 1_000_000_000
_MILLISECOND = 1_000_000
_PER_HALF_HOUR = 42
"""So that about 39 are refilled at least twice in half an hour."""
_OTHERS_PER_HALF_HOUR = 6
_BOOK_INTERVAL_NS = 100 * _MILLISECOND
_STEP_NS = 60 * _SECOND
_ICEBERGS = (ActorKind.NATIVE_ICEBERG, ActorKind.SYNTHETIC_ICEBERG)


class IcebergVariant(enum.StrEnum):
    """How hard they are to find.

    PLAIN: a synthetic iceberg has one delay, between 20 and 100 ms, and one peak. RANDOM_DELAY: up to half a second,
    and each time up to a second more. RANDOM_PEAK: each order of a synthetic iceberg is up to half a peak larger or
    smaller. RETAIL: orders of retail price improvement trade much, and are not displayed.
    """

    PLAIN = "plain"
    RANDOM_DELAY = "random delay"
    RANDOM_PEAK = "random peak"
    RETAIL = "retail"


@dataclass(frozen=True, slots=True)
class PlantedIceberg:
    """The truth of one iceberg.

    Attributes
    ----------
    is_native : bool
        Whether the exchange refills it.
    side : Side
    ticks : int
        Price.
    placed_ns, end_ns : int
        When its first order came, and its last lot was filled or cancelled; at most the end of the trial.
    refilled_ns : int or None
        When it showed a second tip for the first time: before, it is a plain order. None where it never did.
    refills : int
        Tips shown after the first; one that trades whole as it comes, with a price that has moved, is never shown.
    executed_lots, rested_lots : int
        Executed of all tips; of these, as a resting order, which is all that can be seen at its price.
    first_tip_lots, total_lots : int
        Displayed size at the beginning, and whole size.
    """

    is_native: bool
    side: Side
    ticks: int
    placed_ns: int
    end_ns: int
    refilled_ns: int | None
    refills: int
    executed_lots: int
    rested_lots: int
    first_tip_lots: int
    total_lots: int


class IcebergTrial:
    """One market of one seed; the flow of :class:`FlowRates`, with icebergs, walls, spoof-like layers, withdrawals.

    Parameters
    ----------
    seed : int
        Fixes everything; from 0.
    variant : IcebergVariant
        How hard the icebergs are to find.
    seconds : int
        Length, at least 60.
    book_interval_ns : int, optional
        Of the updates of the book; None for one with each change.

    Examples
    --------
    >>> trial = IcebergTrial(seed=3, variant=IcebergVariant.PLAIN, seconds=60)
    >>> isinstance(next(iter(trial.messages())), Trade | BookDelta)
    True
    >>> all(each.end_ns <= 60 * 10**9 for each in trial.icebergs())
    True
    """

    GRID = InstrumentGrid("SIMULATED", Decimal(1), Decimal("0.001"))

    def __init__(
        self,
        *,
        seed: int,
        variant: IcebergVariant,
        seconds: int = 1_800,
        book_interval_ns: int | None = _BOOK_INTERVAL_NS,
    ) -> None:
        variant = choice_named(variant, "variant", IcebergVariant)
        if seconds < 60:
            raise InputError(f"'seconds' must be at least 60, was {seconds}")
        self.seconds = seconds
        self.variant = variant
        is_retail = variant is IcebergVariant.RETAIL
        rates = FlowRates(rpi_share=0.05, retail_share=0.3) if is_retail else FlowRates(rpi_share=0.0)
        self._market = PlantedMarket(
            BookMarket(seed=seed, rates=rates), _plans(seed, variant, seconds * _SECOND), seed=seed
        )
        self._feed = DepthFeed(self.GRID, interval_ns=book_interval_ns)
        self._logs: list[EventLog] = []

    def messages(self) -> Iterator[BookDelta | Trade]:
        """Everything that the venue says, in order; the first call runs the market, piece by piece."""
        for until_ns in range(_STEP_NS, self.seconds * _SECOND + _STEP_NS, _STEP_NS):
            end_ns = min(until_ns, self.seconds * _SECOND)
            log = self._market.advance(until_ns=end_ns)
            self._logs.append(log)
            yield from self._feed.messages(log, until_ns=end_ns)

    def icebergs(self) -> tuple[PlantedIceberg, ...]:
        """The truth, once all messages were read; of those that came in sight, by the time of their plans."""
        log = EventLog.joined([_of_watched(each) for each in self._logs])
        found = (self._iceberg(FIRST_WATCHED_OWNER + actor, plan, log) for actor, plan in enumerate(self._market.plans))
        return tuple(each for each in found if each is not None)

    def _iceberg(self, owner: int, plan: ActorPlan, log: EventLog) -> PlantedIceberg | None:
        lines = [line for line in self._market.truth if line.owner == owner]
        if plan.kind not in _ICEBERGS or not lines:
            return None
        tips = [line for line in lines if line.action is TruthAction.PLACE]
        is_native = plan.kind is ActorKind.NATIVE_ICEBERG
        mine = log.owner == owner
        shown = log.time_ns[mine & (log.kind == (EventKind.REFILL if is_native else EventKind.ADD))].tolist()
        refills = shown if is_native else shown[1:]
        is_trade = log.kind == EventKind.TRADE
        rested = int(log.lots[mine & is_trade].sum())
        taker = is_trade & (log.counterparty == owner)
        executed = rested + int((log.lots + log.hidden_lots)[taker].sum())
        is_over = lines[-1].action in {TruthAction.CANCEL, TruthAction.FILLED}
        return PlantedIceberg(
            is_native=is_native,
            side=plan.side,
            ticks=tips[0].ticks,
            placed_ns=tips[0].time_ns,
            end_ns=lines[-1].time_ns if is_over else self.seconds * _SECOND,
            refilled_ns=refills[0] if refills else None,
            refills=len(refills),
            executed_lots=executed,
            rested_lots=rested,
            first_tip_lots=tips[0].lots,
            total_lots=plan.lots,
        )


def _of_watched(log: EventLog) -> EventLog:
    chosen = (log.owner >= FIRST_WATCHED_OWNER) | (log.counterparty >= FIRST_WATCHED_OWNER)
    return EventLog(*(column[chosen] for column in log.columns()))


def _plans(seed: int, variant: IcebergVariant, until_ns: int) -> list[ActorPlan]:
    """Icebergs, native and synthetic in turn, and other large orders that are none."""
    generator = np.random.Generator(np.random.Philox(key=[seed, list(IcebergVariant).index(variant)]))

    def whole(low: int, high: int) -> int:
        return int(generator.integers(low, high, endpoint=True))

    half_hours = until_ns / (1_800 * _SECOND)
    is_slow = variant is IcebergVariant.RANDOM_DELAY
    plans = []
    for number in range(round(_PER_HALF_HOUR * half_hours)):
        start, side, peak = whole(0, until_ns - 1), Side(2 * whole(0, 1) - 1), whole(10, 60)
        delay = whole(2, 500) if is_slow else whole(20, 100)
        hold, distance, tips = whole(60, 300), whole(0, 3), whole(4, 20)
        spread = peak // 2 if variant is IcebergVariant.RANDOM_PEAK else 0
        plans.append(
            ActorPlan(
                _ICEBERGS[number % 2], start, hold * _SECOND, side, distance, lots=peak * tips, peak_lots=peak,
                delay_ns=delay * _MILLISECOND, jitter_ns=1_000 * _MILLISECOND if is_slow else 0,
                peak_spread_lots=spread,
            )
        )  # fmt: skip
    for _ in range(round(_OTHERS_PER_HALF_HOUR * half_hours)):
        side, lots = Side(2 * whole(0, 1) - 1), whole(4_000, 20_000)
        plans += [
            ActorPlan(
                ActorKind.WALL, whole(0, until_ns - 1), whole(20, 240) * _SECOND, side, whole(5, 40), lots=lots
            ),
            ActorPlan(
                ActorKind.SPOOF, whole(0, until_ns - 1), whole(500, 3_000) * _MILLISECOND, side, whole(1, 5),
                lots=whole(600, 1_800), peak_lots=whole(5, 40), delay_ns=whole(1, 50) * _MILLISECOND,
                layers=whole(1, 4),
            ),
            ActorPlan(
                ActorKind.WITHDRAWAL, whole(0, until_ns - 1), whole(2, 30) * _SECOND, side, whole(10, 60),
                share=whole(40, 90) / 100,
            ),
        ]  # fmt: skip
    return sorted(plans, key=lambda each: each.start_ns)
