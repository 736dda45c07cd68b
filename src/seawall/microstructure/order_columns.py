"""Order events in columns, for recordings of millions of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from seawall.core import IntArray
from seawall.errors import DataError, InputError
from seawall.microstructure.events import OrderAction, OrderEvent, Side
from seawall.microstructure.grid import InstrumentGrid

__all__ = ["OrderColumns"]

_COLUMNS = ("venue_ns", "local_ns", "order_ids", "actions", "sides", "price_ticks", "size_lots")


@dataclass(frozen=True, slots=True, eq=False)
class OrderColumns:
    """What happened to orders, in the order in which it was said; iterating gives each as an OrderEvent.

    Attributes
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    venue_ns, local_ns : IntArray
        Shape (n,): when it happened, and was received.
    order_ids, actions, sides, price_ticks, size_lots : IntArray
        Shape (n,): as in OrderEvent.

    Raises
    ------
    InputError
        When columns differ in length.
    DataError
        When an action or side is none, a size is below 0, or an order is put at a price not above 0; names the first
        such row.
    """

    grid: InstrumentGrid
    venue_ns: IntArray
    local_ns: IntArray
    order_ids: IntArray
    actions: IntArray
    sides: IntArray
    price_ticks: IntArray
    size_lots: IntArray

    def __post_init__(self) -> None:
        """Freeze the columns; refuse what is no event."""
        for name in _COLUMNS:
            column = np.array(getattr(self, name), dtype=np.int64)
            column.setflags(write=False)
            object.__setattr__(self, name, column)
            if column.shape != (len(self.venue_ns),):
                raise InputError(f"{name!r} must be of shape ({len(self.venue_ns)},), was {column.shape}")
        is_put = (self.actions == OrderAction.ADD) | (self.actions == OrderAction.REPLACE)
        bad = (
            (self.actions < OrderAction.ADD)
            | (self.actions > OrderAction.HIDDEN_FILL)
            | (np.abs(self.sides) != 1)
            | (self.size_lots < 0)
            | (is_put & ((self.price_ticks <= 0) | (self.size_lots <= 0)))
        )
        if bad.any():
            row = int(bad.argmax())
            raise DataError(
                f"{self.grid.symbol}: order event {row} has action {int(self.actions[row])}, side "
                f"{int(self.sides[row])}, {int(self.price_ticks[row])} ticks and {int(self.size_lots[row])} lots"
            )

    def __len__(self) -> int:
        """Count the events."""
        return len(self.venue_ns)

    def __iter__(self) -> Iterator[OrderEvent]:
        """Give each event."""
        for venue_ns, local_ns, order_id, action, side, ticks, lots in zip(
            *(getattr(self, name).tolist() for name in _COLUMNS), strict=True
        ):
            yield OrderEvent(
                self.grid.symbol, venue_ns, local_ns, order_id, OrderAction(action), Side(side), ticks, lots
            )
