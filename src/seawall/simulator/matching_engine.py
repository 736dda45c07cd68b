"""A matching engine: orders by price and time, in whole ticks and lots.

Rules, in full:

- A better price goes first. At one price displayed orders go first, then those of retail price improvement (RPI),
  then hidden ones; each by age.
- An iceberg shows its peak; when that is filled it shows the next one, at the end of the queue of displayed orders.
- RPI orders are post-only and not shown in the depth. Only takers marked RETAIL meet them, others pass them by; an
  order that comes to rest where it would cross or lock RPI orders of the other side has them cancelled.
- A taker that meets an order of its own owner expires there, with whatever it had left; what it filled before stands.
  Owner 0, the anonymous flow, is nobody and may meet itself.
- Post-only orders that would take are refused. Market and immediate-or-cancel orders do not rest.
- Less size at the same price keeps the place in the queue; any other replacement enters anew, and may take.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.errors import InputError
from seawall.microstructure import Side
from seawall.simulator import matching_kernels as k
from seawall.simulator.event_log import EventLog

__all__ = ["FIRST_WATCHED_OWNER", "Instruction", "InstructionKind", "LotCounts", "MatchingEngine", "RestingOrder"]

_FIRST_ORDERS, _FIRST_LINES, _FIRST_WINDOW = 4_096, 1 << 16, 1 << 16
_LARGEST_WINDOW = 1 << 20
_MOST_ORDERS = 1 << k.SLOT_BITS
_LARGEST = 2**31

FIRST_WATCHED_OWNER = 1_000_000
"""Fills of owners from this number on stop the flow, so that they can react."""


class InstructionKind(enum.IntEnum):
    """What an owner wants."""

    LIMIT = k.K_LIMIT
    MARKET = k.K_MARKET
    IMMEDIATE_OR_CANCEL = k.K_IOC
    POST_ONLY = k.K_POST_ONLY
    HIDDEN = k.K_HIDDEN
    ICEBERG = k.K_ICEBERG
    RPI = k.K_RPI
    CANCEL = k.K_CANCEL
    REDUCE = k.K_REDUCE
    REPLACE = k.K_REPLACE

    @property
    def makes_an_order(self) -> bool:
        """Whether it is a new order, and not a change of one."""
        return self < InstructionKind.CANCEL


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction to the exchange.

    Attributes
    ----------
    time_ns : int
        Since the market began.
    owner : int
        Who; 0 is the anonymous flow.
    kind : InstructionKind
        What.
    side : Side
        Of a new order.
    ticks, lots : int
        Price (not of market orders) and size; of REDUCE, by how much; of REPLACE, the new ones. 1 to 2**31.
    peak_lots : int
        Largest displayed size of an iceberg.
    order_id : int
        Of the order to cancel, reduce or replace.
    is_retail : bool
        Whether a taker may meet RPI orders.
    """

    time_ns: int
    owner: int
    kind: InstructionKind
    side: Side = Side.BID
    ticks: int = 0
    lots: int = 0
    peak_lots: int = 0
    order_id: int = 0
    is_retail: bool = False

    def __post_init__(self) -> None:
        """Refuse what no exchange would take."""
        kind = self.kind
        if self.time_ns < 0 or self.owner < 0:
            raise InputError(f"'time_ns' and 'owner' must be at least 0, were {self.time_ns} and {self.owner}")
        if kind is not InstructionKind.CANCEL and not 1 <= self.lots <= _LARGEST:
            raise InputError(f"'lots' must be from 1 to 2**31, was {self.lots}")
        has_price = kind not in {InstructionKind.MARKET, InstructionKind.CANCEL, InstructionKind.REDUCE}
        if has_price and not 1 <= self.ticks <= _LARGEST:
            raise InputError(f"'ticks' must be from 1 to 2**31, was {self.ticks}")
        if kind is InstructionKind.ICEBERG and not 1 <= self.peak_lots <= self.lots:
            raise InputError(f"'peak_lots' must be from 1 to 'lots' ({self.lots}), was {self.peak_lots}")

    def row(self) -> list[int]:
        """The columns that the loops read."""
        flags = k.F_RETAIL if self.is_retail else 0
        order = (self.peak_lots, self.order_id, -1)
        return [self.time_ns, self.owner, int(self.side), self.ticks, self.lots, int(self.kind), flags, *order]


@dataclass(frozen=True, slots=True)
class RestingOrder:
    """An order in the book: `shown_lots` wait in its queue, `reserve_lots` behind the tip of an iceberg."""

    order_id: int
    owner: int
    side: Side
    ticks: int
    shown_lots: int
    reserve_lots: int
    kind: InstructionKind


@dataclass(frozen=True, slots=True)
class LotCounts:
    """Where all lots went: entered = made + taken + cancelled + expired + rejected + resting, and made = taken."""

    entered: int
    made: int
    taken: int
    cancelled: int
    expired: int
    rejected: int
    resting: int

    @property
    def missing(self) -> int:
        """Lots that are unaccounted for; 0 unless the engine is wrong."""
        gone = self.made + self.taken + self.cancelled + self.expired + self.rejected
        return self.entered - gone - self.resting


class MatchingEngine:
    """Books of one instrument.

    Parameters
    ----------
    middle_ticks : int
        About where prices will lie; the window of prices follows them later.

    Examples
    --------
    >>> engine = MatchingEngine(middle_ticks=60_000)
    >>> first, second = engine.submit(
    ...     [
    ...         Instruction(0, 1, InstructionKind.ICEBERG, Side.ASK, ticks=60_001, lots=100, peak_lots=10),
    ...         Instruction(1, 2, InstructionKind.MARKET, Side.BID, lots=25),
    ...     ]
    ... )
    >>> log = engine.take_log()
    >>> [int(lots) for lots in log.lots], engine.displayed(Side.ASK)
    ([10, 10, 10, 10, 10, 5], [(60001, 5)])
    """

    def __init__(self, *, middle_ticks: int) -> None:
        if not 1 <= middle_ticks <= _LARGEST:
            raise InputError(f"'middle_ticks' must be from 1 to 2**31, was {middle_ticks}")
        self.pools = k.Pools(
            orders=np.zeros((0, k.ORDER_COLUMNS), dtype=np.int64),
            levels=np.zeros((0, k.LEVEL_COLUMNS), dtype=np.int64),
            words=np.zeros((2, 0), dtype=np.int64),
            members=np.zeros((k.GROUPS, 0), dtype=np.int64),
            state=np.zeros(k.STATE_SIZE, dtype=np.int64),
            log=np.zeros((_FIRST_LINES, k.LOG_COLUMNS), dtype=np.int64),
            row=np.zeros(k.ROW_COLUMNS, dtype=np.int64),
        )
        self.pools.state[k.WATCHED] = FIRST_WATCHED_OWNER
        self._more_orders(_FIRST_ORDERS)
        self._set_window(middle_ticks - _FIRST_WINDOW // 2, _FIRST_WINDOW)

    @property
    def last_ns(self) -> int:
        """Instant of the last instruction."""
        return int(self.pools.row[k.R_TIME])

    def submit(self, instructions: Sequence[Instruction]) -> list[int]:
        """Do instructions in the order given; the id of each order made or named.

        Raises
        ------
        InputError
            When one is older than the last, or its price lies 2**19 ticks or more from the others.
        """
        for instruction in instructions:
            if instruction.ticks:
                self.include(instruction.ticks)
        rows = np.array([each.row() for each in instructions], dtype=np.int64).reshape(-1, k.ROW_COLUMNS)
        times = np.concatenate([self.pools.row[:1], rows[:, k.R_TIME]])
        if (np.diff(times) < 0).any():
            raise InputError(f"'instructions' must not go back in time from {times[0]} ns, had {times[1:4].tolist()}")
        numbers = np.zeros(len(rows), dtype=np.int64)
        done = 0
        while done < len(rows):
            done = int(k.compiled(k.submit_loop)(self.pools, rows, done, numbers))
            if done < len(rows):
                self.grow()
        return [int(number) for number in numbers]

    def execute(self, instruction: Instruction) -> list[tuple[int, int]]:
        """Do one instruction; price and lots of every fill that it had at once, in their order."""
        before = int(self.pools.state[k.LOGGED])
        (number,) = self.submit([instruction])
        lines = self.pools.log[before : int(self.pools.state[k.LOGGED])].tolist()
        return [(line[3], line[4] + line[5]) for line in lines if line[1] == k.TRADE and line[8] == number]

    def take_log(self) -> EventLog:
        """What happened since it was last taken."""
        count = int(self.pools.state[k.LOGGED])
        self.pools.state[k.LOGGED] = 0
        return EventLog.from_lines(self.pools.log[:count])

    def displayed(self, side: Side) -> list[tuple[int, int]]:
        """Prices and displayed lots of a side, best first: what a depth feed shows."""
        found: dict[int, int] = {}
        for order in self.resting(side):
            if order.kind in {InstructionKind.LIMIT, InstructionKind.ICEBERG}:
                found[order.ticks] = found.get(order.ticks, 0) + order.shown_lots
        return list(found.items())

    def best(self, side: Side) -> int | None:
        """Price of the best displayed order of a side; None where there is none."""
        return int(k.best_shown(self.pools, int(side))) or None

    def resting(self, side: Side) -> list[RestingOrder]:
        """All orders of a side, in the order in which a retail taker would meet them."""
        found: list[RestingOrder] = []
        pools = self.pools
        width = len(pools.levels)
        place = k.next_level(pools, -int(side), width - 1 if side is Side.BID else 0)
        while place >= 0:
            for queue in range(3):
                slot = int(pools.levels[place, 3 * queue])
                while slot:
                    found.append(self._resting(slot))
                    slot = int(pools.orders[slot, k.NEXT])
            place = k.next_level(pools, -int(side), place - int(side))
        return found

    def order(self, order_id: int) -> RestingOrder | None:
        """A resting order; None when it rests no more."""
        return self._resting(order_id & (_MOST_ORDERS - 1)) if self.shown_lots(order_id) else None

    def shown_lots(self, order_id: int) -> int:
        """What waits of an order in its queue, without the reserve of an iceberg; 0 when it rests no more."""
        orders, slot = self.pools.orders, order_id & (_MOST_ORDERS - 1)
        if order_id <= 0 or slot >= len(orders) or orders[slot, k.ID] != order_id:
            return 0
        return int(orders[slot, k.SHOWN])

    def counts(self) -> LotCounts:
        """Where all lots went; resting ones are counted anew, order by order."""
        resting = sum(order.shown_lots + order.reserve_lots for side in Side for order in self.resting(side))
        entered, made, taken, cancelled, expired, rejected = self.pools.state[k.ENTERED : k.REJECTED + 1].tolist()
        return LotCounts(entered, made, taken, cancelled, expired, rejected, resting)

    def grow(self) -> None:
        """Make more room for orders or for lines of the log, whichever is short.

        Raises
        ------
        InputError
            When more than 2**24 orders would rest.
        """
        state = self.pools.state
        if state[k.FREE] == 0:
            self._more_orders(2 * len(self.pools.orders))
        lines = int(state[k.LOGGED] + 2 * (state[k.LIVE] + state[k.REFILLS]) + 8)
        if lines > len(self.pools.log):
            log = np.zeros((2 * lines, k.LOG_COLUMNS), dtype=np.int64)
            log[: len(self.pools.log)] = self.pools.log
            self.pools = self.pools._replace(log=log)

    def include(self, ticks: int, *, edge: float = 1 / 8) -> None:
        """Let the window of prices hold this one, and all resting orders, at this share of its width from its ends."""
        base, width = int(self.pools.state[k.BASE]), len(self.pools.levels)
        if edge * width <= ticks - base < (1.0 - edge) * width:
            return
        prices = [ticks, *(order.ticks for side in Side for order in self.resting(side))]
        low, high = min(prices), max(prices)
        needed = _FIRST_WINDOW
        while needed < 2 * (high - low):
            needed *= 2
        if needed > _LARGEST_WINDOW:
            raise InputError(f"'ticks' must be within {_LARGEST_WINDOW // 2} of all resting orders, was {ticks}")
        self._set_window((low + high) // 2 - needed // 2, needed)

    def _set_window(self, base: int, width: int) -> None:
        """Move resting orders to a new window; queues keep their order."""
        old, pools = int(self.pools.state[k.BASE]), self.pools
        levels = np.zeros((width, k.LEVEL_COLUMNS), dtype=np.int64)
        words = np.zeros((2, (width >> 5) + (width >> 10) + (width >> 15)), dtype=np.int64)
        for row in range(2):
            place = k.above(pools.words, row, 0, len(pools.levels)) if len(pools.levels) else -1
            while place >= 0:
                levels[place + old - base] = pools.levels[place]
                k.set_bit(words, row, place + old - base, width)
                place = k.above(pools.words, row, place + 1, len(pools.levels))
        pools.state[k.BASE] = base
        self.pools = pools._replace(levels=levels, words=words)

    def _more_orders(self, count: int) -> None:
        if count > _MOST_ORDERS:
            raise InputError(f"at most {_MOST_ORDERS:,} orders can rest")
        before = len(self.pools.orders)
        orders = np.zeros((count, k.ORDER_COLUMNS), dtype=np.int64)
        orders[:before] = self.pools.orders
        first = max(before, 1)  # slot 0 stands for none
        orders[first:, k.NEXT] = np.append(np.arange(first + 1, count), self.pools.state[k.FREE])
        self.pools.state[k.FREE] = first
        members = np.zeros((k.GROUPS, count), dtype=np.int64)
        members[:, :before] = self.pools.members
        self.pools = self.pools._replace(orders=orders, members=members)

    def _resting(self, slot: int) -> RestingOrder:
        order = self.pools.orders[slot]
        kinds = {k.RETAIL: InstructionKind.RPI, k.HIDDEN: InstructionKind.HIDDEN}
        shown = InstructionKind.ICEBERG if order[k.PEAK] else InstructionKind.LIMIT
        return RestingOrder(
            order_id=int(order[k.ID]),
            owner=int(order[k.OWNER]),
            side=Side(int(order[k.SIDE])),
            ticks=int(order[k.TICKS]),
            shown_lots=int(order[k.SHOWN]),
            reserve_lots=int(order[k.RESERVE]),
            kind=kinds.get(int(order[k.QUEUE]), shown),
        )
