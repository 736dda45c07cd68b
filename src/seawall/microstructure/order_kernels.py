"""The loop that keeps every order of a book in its queue: a table of orders, a table of levels, linked by row numbers.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop
from seawall.microstructure.events import OrderAction

__all__ = [
    "BEFORE",
    "BEYOND",
    "CONFIRMATIONS",
    "CONTRADICTIONS",
    "COUNTS",
    "DELETED",
    "DELETED_LOTS",
    "FILL",
    "FILLED",
    "FILLED_LOTS",
    "FIRST",
    "HIDDEN_LOTS",
    "IS_ADDED",
    "LARGEST",
    "LEFT",
    "LEVEL_FIELDS",
    "NEVER",
    "ORDERS",
    "ORDER_FIELDS",
    "PUT_LOTS",
    "REDUCED_LOTS",
    "REPLACED_LOTS",
    "RESTING",
    "RETURNS",
    "STATUS",
    "UNKNOWN",
    "UNKNOWN_EVENTS",
    "UNSEEN",
    "compiled",
    "orders_loop",
    "queue_loop",
]  # fmt: skip

NEVER, UNKNOWN, RESTING, FILLED, DELETED = range(5)
"""Where an order is: never named, named but never put in sight, in its queue, filled, deleted."""

STATUS, LEFT, LARGEST, FILL, LEVEL, BEFORE, AFTER, IS_ADDED = range(8)
ORDER_FIELDS = 8
"""Of each order: status, lots left, the largest size it showed, lots filled, its level, neighbours, was it added."""

LOTS, ORDERS, FIRST, LAST = range(4)
LEVEL_FIELDS = 4
"""Of each level: lots, orders, and the rows of the first and the last order in its queue."""

(
    PUT_LOTS,
    FILLED_LOTS,
    REDUCED_LOTS,
    DELETED_LOTS,
    REPLACED_LOTS,
    BEYOND,
    HIDDEN_LOTS,
    UNKNOWN_EVENTS,
    CONTRADICTIONS,
    CONFIRMATIONS,
    RETURNS,
) = range(11)
UNSEEN = -2
"""Instead of a level: the event was of an order that had never been in sight."""
COUNTS = 11
"""Lots put, filled, reduced, deleted and changed by replacement; filled beyond what was shown; hidden; and events."""


# plain numbers, because compiled code knows no enumerations
ADD, REDUCE, DELETE, FILLING, REPLACE, HIDDEN = (
    int(each)
    for each in (
        OrderAction.ADD,
        OrderAction.REDUCE,
        OrderAction.DELETE,
        OrderAction.FILL,
        OrderAction.REPLACE,
        OrderAction.HIDDEN_FILL,
    )
)


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the loops."""
    return compile_loop(loop)


def orders_loop(orders, levels, counts, rows, actions, sizes, event_levels, changes):  # type: ignore[no-untyped-def]
    """Apply events, and write what levels become to `changes` (n, 2, 2): row of the level and its new lots.

    Each event changes up to two; a level of -1 is none; UNSEEN says that the order had never been in sight.

    `rows` and `event_levels` are the rows of each event's order, and of the level at its price. Actions are numbered
    as in OrderAction.
    """
    for event in range(len(rows)):
        changes[event, 0, 0] = changes[event, 1, 0] = -1
        action = actions[event]
        size = sizes[event]
        if action == HIDDEN:
            counts[HIDDEN_LOTS] += size
            continue
        order = orders[rows[event]]
        status = order[STATUS]
        is_put = action in (ADD, REPLACE)
        if (action == ADD and status == RESTING) or (action == REPLACE and status == DELETED):
            counts[CONTRADICTIONS] += 1
            continue
        if not is_put and status != RESTING:
            if status <= UNKNOWN:
                order[STATUS] = DELETED if action == DELETE else UNKNOWN
                counts[UNKNOWN_EVENTS] += 1
                changes[event, 0, 0] = UNSEEN
                if action == FILLING:
                    order[FILL] += size
            elif action == FILLING:  # an order that showed nothing more went on being filled
                order[FILL] += size
                counts[BEYOND] += size
            elif size == 0 or (status == FILLED and action == DELETE):
                counts[CONFIRMATIONS] += 1
            else:
                counts[CONTRADICTIONS] += 1
            continue
        if status == RESTING:
            taken = order[LEFT]
            if action in (REDUCE, FILLING):
                taken = min(size, taken)
                if size > taken and action == FILLING:
                    counts[BEYOND] += size - taken
                elif size > taken:
                    counts[CONTRADICTIONS] += 1
            elif action == DELETE and size != taken:
                counts[CONTRADICTIONS] += 1
            if action == FILLING:
                order[FILL] += size
                counts[FILLED_LOTS] += taken
            elif action == REDUCE:
                counts[REDUCED_LOTS] += taken
            elif action == DELETE:
                counts[DELETED_LOTS] += taken
            else:
                counts[REPLACED_LOTS] += size - taken
            order[LEFT] -= taken
            level = levels[order[LEVEL]]
            level[LOTS] -= taken
            changes[event, 0, 0] = order[LEVEL]
            changes[event, 0, 1] = level[LOTS]
            if order[LEFT] == 0:
                level[ORDERS] -= 1
                if order[BEFORE] >= 0:
                    orders[order[BEFORE], AFTER] = order[AFTER]
                else:
                    level[FIRST] = order[AFTER]
                if order[AFTER] >= 0:
                    orders[order[AFTER], BEFORE] = order[BEFORE]
                else:
                    level[LAST] = order[BEFORE]
                order[STATUS] = FILLED if action == FILLING else DELETED
        if is_put:
            if status in (FILLED, DELETED):
                counts[RETURNS] += 1
            if status <= UNKNOWN and action == REPLACE:
                counts[UNKNOWN_EVENTS] += 1
                changes[event, 0, 0] = UNSEEN
            if status == NEVER and action == ADD:
                order[IS_ADDED] = 1
            if status != RESTING:
                counts[PUT_LOTS] += size
            number = event_levels[event]
            level = levels[number]
            order[STATUS] = RESTING
            order[LEFT] = size
            order[LARGEST] = max(order[LARGEST], size)
            order[LEVEL] = number
            order[BEFORE] = level[LAST]
            order[AFTER] = -1
            if level[LAST] >= 0:
                orders[level[LAST], AFTER] = rows[event]
            else:
                level[FIRST] = rows[event]
            level[LAST] = rows[event]
            level[LOTS] += size
            level[ORDERS] += 1
            changes[event, 1, 0] = number
            changes[event, 1, 1] = level[LOTS]


def queue_loop(orders, first, found):  # type: ignore[no-untyped-def]
    """Write the rows of the orders of one queue to `found`, the oldest first."""
    row = first
    count = 0
    while row >= 0 and count < len(found):
        found[count] = row
        count += 1
        row = orders[row, AFTER]
    return count
