"""The book of a recording that only tells of the best few levels, and how far messages determine it.

What happens outside the best `levels` of a side is not told, so a level that leaves them may change unseen, and one
that enters them may hold orders that no message ever named. For each side there is a price from which on, towards the
best, every level is known. Messages move it: it comes nearer when the window fills up with known levels; it goes back
when an order on the other side, or an execution at a worse price, proves that there was nothing.
"""

from __future__ import annotations

from seawall.errors import DataError, InputError
from seawall.microstructure.events import OrderAction, OrderEvent, Side
from seawall.microstructure.grid import InstrumentGrid

__all__ = ["WindowBook"]

_NOTHING_KNOWN = 2**62


class WindowBook:
    """Levels that messages determine.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    levels : int
        How many levels of each side the recording tells of, at least 1.
    """

    def __init__(self, grid: InstrumentGrid, *, levels: int) -> None:
        if levels < 1:
            raise InputError(f"'levels' must be at least 1, was {levels}")
        self.grid = grid
        self.unseen = 0
        self._most = levels
        # by price times side, so that more is better on both
        self._lots: dict[Side, dict[int, int]] = {Side.BID: {}, Side.ASK: {}}
        self._known_from = {Side.BID: _NOTHING_KNOWN, Side.ASK: _NOTHING_KNOWN}

    def reveal(self, side: Side, tick: int, lots: int) -> None:
        """Learn of the next level of a side from elsewhere: nothing lies between it and what was known before.

        Raises
        ------
        InputError
            When the level is known already.
        """
        key = tick * int(side)
        if key >= self._known_from[side]:
            raise InputError(f"'tick' must be one that is not known yet, was {tick}")
        self._lots[side][key] = lots
        self._known_from[side] = key

    def apply(self, event: OrderEvent) -> None:
        """Take an event of an order.

        Raises
        ------
        DataError
            When it contradicts what is known: more is taken than there is, or the book would be crossed.
        InputError
            When it is a replacement, of which such recordings tell as a deletion and an addition.
        """
        if event.action is OrderAction.HIDDEN_FILL:
            return
        if event.action is OrderAction.REPLACE:
            raise InputError(f"'event' must be no replacement, was one of order {event.order_id}")
        side, key = event.side, event.price_ticks * int(event.side)
        self._nothing_from(Side(-side), -key, event)  # an order rests, or rested, here
        if event.action is OrderAction.FILL:
            self._nothing_from(side, key + 1, event)  # better prices go first
        levels = self._lots[side]
        if key < self._known_from[side]:
            self.unseen += 1
            return
        change = event.size_lots if event.action is OrderAction.ADD else -event.size_lots
        left = levels.get(key, 0) + change
        if left < 0:
            raise self._contradiction(event, f"takes {-change} of {left - change} lots")
        if left:
            levels[key] = left
        else:
            del levels[key]
        if len(levels) >= self._most:
            worst = sorted(levels, reverse=True)[self._most - 1]
            self._known_from[side] = max(self._known_from[side], worst)
            for each in [each for each in levels if each < worst]:
                del levels[each]

    def known(self, side: Side) -> list[tuple[int, int]]:
        """Ticks and lots of the levels that are determined, best first: the true best ones, as far as they go."""
        return [(key * int(side), lots) for key, lots in sorted(self._lots[side].items(), reverse=True)]

    def is_known(self, side: Side, tick: int) -> bool:
        """Whether the size at a price, nothing included, is determined."""
        return tick * int(side) >= self._known_from[side]

    def best(self, side: Side) -> tuple[int, int] | None:
        """Tick and lots of the best level; None where messages do not determine it."""
        levels = self._lots[side]
        if not levels:
            return None
        key = max(levels)
        return key * int(side), levels[key]

    def _nothing_from(self, side: Side, key: int, event: OrderEvent) -> None:
        """Nothing rests at this price or a better one."""
        if self._lots[side] and max(self._lots[side]) >= key:
            raise self._contradiction(event, f"lies through the best {side.name.lower()} {self.best(side)}")
        self._known_from[side] = min(self._known_from[side], key)

    def _contradiction(self, event: OrderEvent, what: str) -> DataError:
        return DataError(
            f"{self.grid.symbol}: {event.action.name} of order {event.order_id} at {event.price_ticks} ticks {what}"
        )
