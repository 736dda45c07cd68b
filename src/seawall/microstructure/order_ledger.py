"""A book by order: every order by its id, in its queue, and what became of each.

An event of an order that was never added is counted and marks its level as partial; nothing is guessed of it. Lots and
orders are kept as accounts that must close: what was put is filled, reduced, deleted, or rests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import IntArray
from seawall.errors import InputError
from seawall.microstructure.events import OrderAction, OrderEvent, Side
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.level_batch import LevelBatch, TopLevels
from seawall.microstructure.order_book import OrderBook
from seawall.microstructure.order_columns import OrderColumns
from seawall.microstructure.order_kernels import (
    BEFORE,
    BEYOND,
    CONFIRMATIONS,
    CONTRADICTIONS,
    COUNTS,
    DELETED,
    DELETED_LOTS,
    FILL,
    FILLED,
    FILLED_LOTS,
    FIRST,
    HIDDEN_LOTS,
    IS_ADDED,
    LARGEST,
    LEFT,
    LEVEL_FIELDS,
    ORDER_FIELDS,
    ORDERS,
    PUT_LOTS,
    REDUCED_LOTS,
    REPLACED_LOTS,
    RESTING,
    RETURNS,
    STATUS,
    UNKNOWN,
    UNKNOWN_EVENTS,
    UNSEEN,
    compiled,
    orders_loop,
    queue_loop,
)

__all__ = ["OrderAccounts", "OrderLedger"]


@dataclass(frozen=True, slots=True)
class OrderAccounts:
    """What became of every order that was named, and of every lot that was shown.

    Attributes
    ----------
    events : dict of OrderAction to int
        Events taken, by action.
    orders : int
        Different ids; `added` + `before_window`.
    added, before_window : int
        Ids that began with an ADD, and ids first named by something else: they came before the first event.
    resting, filled, deleted, unknown : int
        Ids by where they are at the end; `unknown` never came in sight, nor were they deleted. They sum to `orders`.
    put_lots, replaced_lots : int
        Lots shown by orders that appear, and the change of size by REPLACE of orders in sight.
    filled_lots, reduced_lots, deleted_lots, resting_lots : int
        Where they went; they sum to `put_lots` + `replaced_lots`.
    filled_beyond_lots : int
        Filled on orders that did not show as much, as icebergs do.
    overfilled_orders, filled_orders : int
        Added ids filled for more than the largest size that they ever showed, and added ids filled at all.
    hidden_lots : int
        Executed against orders that were never shown.
    unknown_events : int
        Events of orders that were not in sight and never had been.
    contradictions : int
        Events that cannot follow what was known: an order added twice, a deletion of another size than was left.
    confirmations : int
        Events that repeat what was known, such as the deletion of an order that was filled.
    returns : int
        Orders that showed a new size after they had been filled or deleted.
    """

    events: dict[OrderAction, int]
    orders: int
    added: int
    before_window: int
    resting: int
    filled: int
    deleted: int
    unknown: int
    put_lots: int
    replaced_lots: int
    filled_lots: int
    reduced_lots: int
    deleted_lots: int
    resting_lots: int
    filled_beyond_lots: int
    overfilled_orders: int
    filled_orders: int
    hidden_lots: int
    unknown_events: int
    contradictions: int
    confirmations: int
    returns: int


class OrderLedger:
    """Every order of one book, and the levels that they make.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.

    Attributes
    ----------
    book : OrderBook
        The levels.

    Examples
    --------
    >>> from decimal import Decimal
    >>> ledger = OrderLedger(InstrumentGrid("AMZN", Decimal("0.01"), Decimal("1")))
    >>> for order_id, action, lots in ((7, 1, 100), (8, 1, 50), (7, 4, 30)):
    ...     ledger.apply(OrderEvent("AMZN", 0, 0, order_id, OrderAction(action), Side.BID, 22_381, lots))
    >>> ledger.queue(Side.BID, 22_381)[1].tolist(), ledger.lots_ahead(8), ledger.accounts().resting_lots
    ([70, 50], 70, 120)
    """

    def __init__(self, grid: InstrumentGrid) -> None:
        self.grid = grid
        self.book = OrderBook(grid)
        self._row_of_order: dict[int, int] = {}
        self._row_of_level: dict[tuple[int, int], int] = {}
        self._orders = np.zeros((1024, ORDER_FIELDS), dtype=np.int64)
        self._levels = np.zeros((1024, LEVEL_FIELDS), dtype=np.int64)
        self._level_keys = np.zeros((1024, 2), dtype=np.int64)
        self._partial: set[tuple[int, int]] = set()
        self._counts = np.zeros(COUNTS, dtype=np.int64)
        self._events = np.zeros(len(OrderAction) + 1, dtype=np.int64)

    def apply(self, event: OrderEvent) -> None:
        """Take one event."""
        one = (
            np.array([value], dtype=np.int64)
            for value in (
                event.venue_ns, event.local_ns, event.order_id, event.action, event.side, event.price_ticks,
                event.size_lots,
            )
        )  # fmt: skip
        self.apply_many(OrderColumns(self.grid, *one))

    def apply_many(self, events: OrderColumns) -> None:
        """Take many events at once."""
        self.replay(events, every=0, levels=1)

    def replay(self, events: OrderColumns, *, every: int, levels: int) -> TopLevels:
        """Take many events at once, and read the best levels after each `every` of them.

        Parameters
        ----------
        events : OrderColumns
            In the order in which they came.
        every, levels : int
            As in `OrderBook.replay`.

        Returns
        -------
        TopLevels
            One row per read.
        """
        if events.grid != self.grid:
            raise InputError(f"'events' must be of {self.grid.symbol} on its grid, were of {events.grid.symbol}")
        rows = self._order_rows(events)
        level_rows = self._rows_of_levels(events)
        changes = np.empty((len(events), 2, 2), dtype=np.int64)
        compiled(orders_loop)(
            self._orders, self._levels, self._counts, rows, events.actions, events.size_lots, level_rows, changes
        )
        self._events += np.bincount(events.actions, minlength=len(self._events))
        strange = changes[:, 0, 0] == UNSEEN
        self._partial.update(zip(events.sides[strange].tolist(), events.price_ticks[strange].tolist(), strict=True))
        flat = changes.reshape(-1, 2)
        known = flat[:, 0] >= 0
        keys = self._level_keys[flat[known, 0]]
        per_event = known.reshape(-1, 2).sum(axis=1)
        return self.book.replay(
            LevelBatch(np.concatenate([[0], np.cumsum(per_event)]), keys[:, 0], keys[:, 1], flat[known, 1]),
            every=every,
            levels=levels,
        )

    def queue(self, side: Side, tick: int) -> tuple[IntArray, IntArray]:
        """Ids and lots of the orders at one price, the oldest first."""
        level = self._row_of_level.get((int(side), tick))
        count = 0 if level is None else int(self._levels[level, ORDERS])
        rows = np.empty(count, dtype=np.int64)
        if level is not None:
            compiled(queue_loop)(self._orders, self._levels[level, FIRST], rows)
        ids = np.fromiter(self._row_of_order, np.int64, len(self._row_of_order))
        return ids[rows], self._orders[rows, LEFT].copy()

    def lots_ahead(self, order_id: int) -> int:
        """Lots that stand in front of an order at its price.

        Raises
        ------
        InputError
            When the order does not rest.
        """
        row = self._row_of_order.get(order_id)
        if row is None or self._orders[row, STATUS] != RESTING:
            raise InputError(f"'order_id' must be of an order that rests, was {order_id}")
        ahead, before = 0, int(self._orders[row, BEFORE])
        while before >= 0:
            ahead += int(self._orders[before, LEFT])
            before = int(self._orders[before, BEFORE])
        return ahead

    def is_partial(self, side: Side, tick: int) -> bool:
        """Whether an order that was never added has been named at this price: more may rest there than is known."""
        return (int(side), tick) in self._partial

    def accounts(self) -> OrderAccounts:
        """Close the accounts."""
        orders = self._orders[: len(self._row_of_order)]
        status, counts = orders[:, STATUS], self._counts
        is_added = orders[:, IS_ADDED] == 1
        return OrderAccounts(
            events={action: int(self._events[action]) for action in OrderAction},
            orders=len(orders),
            added=int(is_added.sum()),
            before_window=int((~is_added).sum()),
            resting=int((status == RESTING).sum()),
            filled=int((status == FILLED).sum()),
            deleted=int((status == DELETED).sum()),
            unknown=int((status <= UNKNOWN).sum()),
            put_lots=int(counts[PUT_LOTS]),
            replaced_lots=int(counts[REPLACED_LOTS]),
            filled_lots=int(counts[FILLED_LOTS]),
            reduced_lots=int(counts[REDUCED_LOTS]),
            deleted_lots=int(counts[DELETED_LOTS]),
            resting_lots=int(orders[status == RESTING, LEFT].sum()),
            filled_beyond_lots=int(counts[BEYOND]),
            overfilled_orders=int((is_added & (orders[:, FILL] > orders[:, LARGEST])).sum()),
            filled_orders=int((is_added & (orders[:, FILL] > 0)).sum()),
            hidden_lots=int(counts[HIDDEN_LOTS]),
            unknown_events=int(counts[UNKNOWN_EVENTS]),
            contradictions=int(counts[CONTRADICTIONS]),
            confirmations=int(counts[CONFIRMATIONS]),
            returns=int(counts[RETURNS]),
        )

    def _order_rows(self, events: OrderColumns) -> IntArray:
        """Row of each event's order; new orders get new rows, hidden ones none."""
        is_shown = events.actions != OrderAction.HIDDEN_FILL
        ids, first, place = np.unique(events.order_ids[is_shown], return_index=True, return_inverse=True)
        known = self._row_of_order
        by_arrival = np.argsort(first)
        rows_of_ids = np.empty(len(ids), dtype=np.int64)
        rows_of_ids[by_arrival] = [known.setdefault(each, len(known)) for each in ids[by_arrival].tolist()]
        self._orders = _at_least(self._orders, len(known))
        rows = np.zeros(len(events), dtype=np.int64)
        rows[is_shown] = rows_of_ids[place]
        return rows

    def _rows_of_levels(self, events: OrderColumns) -> IntArray:
        """Row of the level at each event's price."""
        is_bid = events.sides == int(Side.BID)
        keys, place = np.unique(2 * events.price_ticks + is_bid, return_inverse=True)
        known = self._row_of_level
        before = len(known)
        pairs = [(1 if key & 1 else -1, key >> 1) for key in keys.tolist()]
        rows = np.array([known.setdefault(pair, len(known)) for pair in pairs], dtype=np.int64)
        self._levels, self._level_keys = _at_least(self._levels, len(known)), _at_least(self._level_keys, len(known))
        self._levels[before : len(known), FIRST:] = -1
        new = rows >= before
        self._level_keys[rows[new]] = np.array(pairs, dtype=np.int64).reshape(-1, 2)[new]
        return rows[place]


def _at_least(table: IntArray, rows: int) -> IntArray:
    """The table itself, or a copy with room for `rows`."""
    if rows <= len(table):
        return table
    larger = np.zeros((2 * rows, table.shape[1]), dtype=np.int64)
    larger[: len(table)] = table
    return larger
