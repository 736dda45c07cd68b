"""The loop that keeps every order of a book in its queue: a table of orders, a table of levels, linked by row numbers.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop

__all__ = [
    "BEYOND", "CONFIRMATIONS", "CONTRADICTIONS", "COUNTS", "DELETED", "DELETED_LOTS", "FILLED", "FILLED_LOTS",
    "HIDDEN_LOTS", "LEVEL_FIELDS", "NEVER", "ORDER_FIELDS", "PUT_LOTS", "REDUCED_LOTS", "REPLACED_LOTS", "RESTING",
    "RETURNS", "UNKNOWN", "UNKNOWN_EVENTS", "UNSEEN", "compiled", "orders_loop", "queue_loop",
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


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the loops."""
    return compile_loop(loop)


def orders_loop(orders, levels, counts, rows, actions, sizes, event_levels, changes):  # type: ignore[no-untyped-def]
    """Apply events, and write what levels become to `changes` (n, 2, 2): row of the level and its new lots.

    Each event changes up to two; a level of -1 is none, and -2 says that the order had never been in sight.

    `rows` and `event_levels` are the rows of each event's order, and of the level at its price. Actions are numbered
    as OrderAction: 1 add, 2 reduce, 3 delete, 4 fill, 5 replace, 6 hidden fill.
    """
    for event in range(len(rows)):
        changes[event, 0, 0] = changes[event, 1, 0] = -1
        action = actions[event]
        size = sizes[event]
        if action == 6:
            counts[6] += size
            continue
        order = orders[rows[event]]
        status = order[0]
        is_put = action == 1 or action == 5
        if (action == 1 and status == 2) or (action == 5 and status == 4):
            counts[8] += 1
            continue
        if not is_put and status != 2:
            if status <= 1:
                order[0] = 4 if action == 3 else 1
                counts[7] += 1
                changes[event, 0, 0] = -2
                if action == 4:
                    order[3] += size
            elif action == 4:  # an order that showed nothing more went on being filled
                order[3] += size
                counts[5] += size
            elif size == 0 or (status == 3 and action == 3):
                counts[9] += 1
            else:
                counts[8] += 1
            continue
        if status == 2:
            taken = order[1]
            if action == 2 or action == 4:
                taken = min(size, taken)
                if size > taken:
                    counts[5 if action == 4 else 8] += size - taken if action == 4 else 1
            elif action == 3 and size != taken:
                counts[8] += 1
            if action == 4:
                order[3] += size
                counts[1] += taken
            elif action == 2:
                counts[2] += taken
            elif action == 3:
                counts[3] += taken
            else:
                counts[4] += size - taken
            order[1] -= taken
            level = levels[order[4]]
            level[0] -= taken
            changes[event, 0, 0] = order[4]
            changes[event, 0, 1] = level[0]
            if order[1] == 0:
                level[1] -= 1
                if order[5] >= 0:
                    orders[order[5], 6] = order[6]
                else:
                    level[2] = order[6]
                if order[6] >= 0:
                    orders[order[6], 5] = order[5]
                else:
                    level[3] = order[5]
                order[0] = 3 if action == 4 else 4
        if is_put:
            if status == 3 or status == 4:
                counts[10] += 1
            if status <= 1 and action == 5:
                counts[7] += 1
                changes[event, 0, 0] = -2
            if status == 0 and action == 1:
                order[7] = 1
            if status != 2:
                counts[0] += size
            number = event_levels[event]
            level = levels[number]
            order[0] = 2
            order[1] = size
            order[2] = max(order[2], size)
            order[4] = number
            order[5] = level[3]
            order[6] = -1
            if level[3] >= 0:
                orders[level[3], 6] = rows[event]
            else:
                level[2] = rows[event]
            level[3] = rows[event]
            level[0] += size
            level[1] += 1
            changes[event, 1, 0] = number
            changes[event, 1, 1] = level[0]


def queue_loop(orders, first, found):  # type: ignore[no-untyped-def]
    """Write the rows of the orders of one queue to `found`, the oldest first."""
    row = first
    count = 0
    while row >= 0 and count < len(found):
        found[count] = row
        count += 1
        row = orders[row, 6]
    return count
