"""Spoof-like orders planted into a recorded stream of orders, with a truth log.

The stream is real and does not react: nobody answers the planted orders, and the small ones are not filled. What is
planted has sizes, places and lifetimes of its own, drawn from a seed; the truth is what was planted, and nothing is
known of the orders that were there before: among them may be some that are no better.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from seawall.core import IntArray
from seawall.errors import DataError, InputError
from seawall.microstructure import BookDelta, OrderAction, OrderColumns, OrderLedger, Side, Trade

__all__ = ["PlantedOrder", "PlantedStream", "SpoofShape", "level_feed", "plant_spoof_like"]

_FIRST_ID = 1 << 61
_SECOND = 1_000_000_000
_LONGEST_NS, _SHORTEST_NS = 3_000_000_000, 500_000_000
_PLACES = 5
_MOST_DRAWS = 200
_CANCEL_SPAN_NS = 20_000_000
_SPACING_NS = 5_000_000_000


@dataclass(frozen=True, slots=True)
class SpoofShape:
    """What is planted.

    Attributes
    ----------
    smallest, largest : float
        Size of a large order in the base asset; or, with `by_median`, in median levels of the ten nearest.
    by_median : bool
        Whether sizes are multiples of what levels hold.
    layered_share : float
        Share of the episodes that have two to four layers of one size on neighbouring prices, and a small order at
        the best price of the other side; the others are single orders.
    """

    smallest: float = 0.9
    largest: float = 1.8
    by_median: bool = False
    layered_share: float = 0.5

    def __post_init__(self) -> None:
        """Refuse sizes and shares that are none."""
        if not 0.0 < self.smallest <= self.largest:
            raise InputError(f"'smallest' must be above 0 and at most 'largest', were {self.smallest}, {self.largest}")
        if not 0.0 <= self.layered_share <= 1.0:
            raise InputError(f"'layered_share' must be from 0 to 1, was {self.layered_share}")


@dataclass(frozen=True, slots=True)
class PlantedOrder:
    """One large order of the truth log; orders of one episode share its number."""

    episode: int
    order_id: int
    side: Side
    tick: int
    lots: int
    appeared_ns: int
    ended_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class PlantedStream:
    """A stream with planted orders: all events by time, and the truth."""

    orders: OrderColumns
    truth: tuple[PlantedOrder, ...]


def plant_spoof_like(
    orders: OrderColumns, *, seed: int, from_ns: int, until_ns: int, episodes: int, shape: SpoofShape | None = None
) -> PlantedStream:
    """Plant spoof-like orders into a window of a recorded stream.

    Parameters
    ----------
    orders : OrderColumns
        By the venue's clock.
    seed : int
        Fixes what is planted.
    from_ns, until_ns : int
        Episodes begin between these and end before `until_ns`.
    episodes : int
        How many.
    shape : SpoofShape, optional
        Single orders and layers of 0.9 to 1.8 of the base asset by default.

    Returns
    -------
    PlantedStream
        Large orders stand 0.5 to 3 seconds between the second and the sixth level of their side, on a price that
        holds others or on one that is empty; none lies where a recorded execution would have met it.

    Raises
    ------
    DataError
        When the window has no room for so many.
    """
    if until_ns - from_ns < 2 * _LONGEST_NS:
        raise InputError(f"'until_ns' must be at least 6 s after 'from_ns', was {(until_ns - from_ns) / _SECOND:g} s")
    planter = _Planter(orders, SpoofShape() if shape is None else shape, np.random.Generator(np.random.Philox(seed)))
    starts = planter.starts(from_ns, until_ns, episodes)
    for episode, start_ns in enumerate(starts):
        planter.plant(episode, start_ns)
    return PlantedStream(_merged(orders, planter.rows), tuple(planter.truth))


class _Planter:
    """Draws episodes against the recorded book, which it follows."""

    def __init__(self, orders: OrderColumns, shape: SpoofShape, generator: np.random.Generator) -> None:
        self.rows: list[tuple[int, ...]] = []
        self.truth: list[PlantedOrder] = []
        self._orders = orders
        self._shape = shape
        self._generator = generator
        self._ledger = OrderLedger(orders.grid)
        self._read = 0
        is_fill = orders.actions == OrderAction.FILL
        self._fills = orders.venue_ns[is_fill], orders.sides[is_fill], orders.price_ticks[is_fill]

    def starts(self, from_ns: int, until_ns: int, episodes: int) -> list[int]:
        """Instants at random, so far from one another that episodes do not meet."""
        room = until_ns - from_ns - _LONGEST_NS - _SPACING_NS * episodes
        if room <= 0:
            raise DataError(f"{episodes} episodes do not fit between {from_ns} and {until_ns} ns")
        drawn = np.sort(self._generator.integers(0, room, size=episodes))
        return [int(each) for each in from_ns + drawn + _SPACING_NS * np.arange(episodes)]

    def plant(self, episode: int, start_ns: int) -> None:
        self._run_to(start_ns)
        for _ in range(_MOST_DRAWS):
            planned = self._draw(start_ns)
            if planned is not None:
                break
        else:
            raise DataError(f"no place for a planted order at {start_ns} ns")
        side, ticks, lots, end_ns, small = planned
        for layer, tick in enumerate(ticks):
            came_ns = start_ns + layer * self._whole(0, 2_000_000)
            gone_ns = end_ns + self._whole(0, _CANCEL_SPAN_NS)
            order_id = self._write(side, tick, lots, came_ns, gone_ns)
            self.truth.append(PlantedOrder(episode, order_id, side, tick, lots, came_ns, gone_ns))
        if small is not None:
            self._write(Side(-side), *small, start_ns, end_ns + _CANCEL_SPAN_NS)

    def _draw(self, start_ns: int) -> tuple[Side, list[int], int, int, tuple[int, int] | None] | None:
        book, grid = self._ledger.book, self._orders.grid
        side = Side(2 * self._whole(0, 1) - 1)
        ticks, sizes = book.top(side, 2 * _PLACES)
        across = book.best(Side(-side))
        if len(ticks) < 2 * _PLACES or across is None or int(side) * (across[0] - int(ticks[0])) <= 0:
            return None
        nearest = int(ticks[self._whole(1, _PLACES)]) - int(side) * self._whole(0, 1)
        is_layered = float(self._generator.random()) < self._shape.layered_share
        layers = [nearest - int(side) * each for each in range(self._whole(2, 4) if is_layered else 1)]
        wanted = self._generator.uniform(self._shape.smallest, self._shape.largest)
        unit = float(np.median(sizes)) if self._shape.by_median else 1.0 / float(grid.lot_size)
        end_ns = start_ns + self._whole(_SHORTEST_NS, _LONGEST_NS)
        if self._would_trade(side, layers[0], start_ns, end_ns + _CANCEL_SPAN_NS):
            return None
        small = None
        if is_layered:
            share = self._generator.uniform(0.01, 0.04)
            small = across[0], max(int(share * wanted * unit), 1)
        return side, layers, int(wanted * unit), end_ns, small

    def _would_trade(self, side: Side, tick: int, start_ns: int, end_ns: int) -> bool:
        times, sides, prices = self._fills
        low, high = np.searchsorted(times, [start_ns, end_ns + 1])
        own = sides[low:high] == int(side)
        return bool((own & (int(side) * (prices[low:high] - tick) <= 0)).any())

    def _run_to(self, time_ns: int) -> None:
        until = int(np.searchsorted(self._orders.venue_ns, time_ns, side="right"))
        if until > self._read:
            self._ledger.apply_many(_slice(self._orders, self._read, until))
            self._read = until

    def _write(self, side: Side, tick: int, lots: int, start_ns: int, end_ns: int) -> int:
        order_id = _FIRST_ID + len(self.rows) // 2
        for time_ns, action in ((start_ns, OrderAction.ADD), (end_ns, OrderAction.DELETE)):
            self.rows.append((time_ns, time_ns, order_id, int(action), int(side), tick, lots))
        return order_id

    def _whole(self, low: int, high: int) -> int:
        return int(self._generator.integers(low, high, endpoint=True))


def level_feed(orders: OrderColumns) -> Iterator[BookDelta | Trade]:
    """What a feed by level would say of a stream of orders: one update per change, and trades before them."""
    symbol = orders.grid.symbol
    resting: dict[int, tuple[Side, int, int]] = {}
    levels: dict[tuple[Side, int], int] = {}
    nothing = np.array([], dtype=np.int64)
    number = 0
    for event in orders:
        if event.action is OrderAction.HIDDEN_FILL:
            continue
        side, tick, left = resting.pop(event.order_id, (event.side, event.price_ticks, 0))
        if event.action is OrderAction.FILL:
            yield Trade(
                symbol, event.venue_ns, event.local_ns, number, tick, event.size_lots, Side(-side), event.size_lots
            )
        after = left
        changes = {(side, tick): -left}
        if event.action in {OrderAction.ADD, OrderAction.REPLACE}:
            side, tick, after = event.side, event.price_ticks, event.size_lots
        else:
            after = max(left - event.size_lots, 0)
        if after:
            resting[event.order_id] = side, tick, after
            changes[side, tick] = changes.get((side, tick), 0) + after
        for (each_side, each), change in changes.items():
            if not change:
                continue
            now = levels.pop((each_side, each), 0) + change
            if now:
                levels[each_side, each] = now
            at, size = np.array([each], dtype=np.int64), np.array([now], dtype=np.int64)
            columns = (at, size, nothing, nothing) if each_side is Side.BID else (nothing, nothing, at, size)
            number += 1
            yield BookDelta(symbol, event.venue_ns, event.local_ns, number, number, number - 1, False, *columns)


def _slice(orders: OrderColumns, start: int, end: int) -> OrderColumns:
    return OrderColumns(orders.grid, *(column[start:end] for column in _columns(orders)))


def _merged(orders: OrderColumns, rows: list[tuple[int, ...]]) -> OrderColumns:
    planted = np.array(rows, dtype=np.int64).reshape(-1, 7)
    both = [np.concatenate([column, planted[:, place]]) for place, column in enumerate(_columns(orders))]
    order = np.argsort(both[0], kind="stable")
    return OrderColumns(orders.grid, *(column[order] for column in both))


def _columns(orders: OrderColumns) -> tuple[IntArray, ...]:
    return (
        orders.venue_ns, orders.local_ns, orders.order_ids, orders.actions, orders.sides, orders.price_ticks,
        orders.size_lots,
    )  # fmt: skip
