"""Streams with planted spoof-like orders, as the detector and the plain rules see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from seawall.core import choice_named
from seawall.errors import InputError
from seawall.microstructure import (
    BookDelta,
    InstrumentGrid,
    OrderBook,
    OrderColumns,
    Side,
    SpoofEpisode,
    SpoofModel,
    SpoofWatch,
    Trade,
)
from seawall.simulator import (
    ActorKind,
    ActorPlan,
    BookMarket,
    DepthFeed,
    PlantedMarket,
    PlantedOrder,
    SpoofShape,
    TruthAction,
    TruthLine,
    level_feed,
    plant_spoof_like,
)

__all__ = ["PlainFlag", "ScoreWindow", "SpoofTrial", "plant_in_recording", "plant_in_simulator"]

_EPISODES_PER_HOUR = 55.0
_SECOND = 1_000_000_000
_MINUTE = 60 * _SECOND
_AFTER_NS = 2 * _SECOND
_PLAIN_SIZES = (0.8, 1.2)
_PLAIN_LIFE_NS = 5 * _SECOND
_PLAIN_GONE = 0.9
_SIMULATED = InstrumentGrid("SIMUSDT", Decimal("1"), Decimal("0.001"))


class ScoreWindow(StrEnum):
    """Part of a recording: to fit the parameters on, to look at, and to judge them on, once."""

    TRAINING = "training"
    TEST = "test"
    HELD_BACK = "held back"


_SPANS = {
    ScoreWindow.TRAINING: (2 * _MINUTE, 15 * _MINUTE),
    ScoreWindow.TEST: (15 * _MINUTE, 25 * _MINUTE),
    ScoreWindow.HELD_BACK: (25 * _MINUTE, 30 * _MINUTE - 5 * _SECOND),
}
"""The first two minutes are history, without which nothing can be judged."""


@dataclass(frozen=True, slots=True)
class PlainFlag:
    """What a plain rule flagged."""

    side: Side
    tick: int
    appeared_ns: int
    ended_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class SpoofTrial:
    """One stream with plants.

    Attributes
    ----------
    seed : int
        Of what was planted.
    from_ns, until_ns : int
        The window in which it is judged.
    episodes : tuple of SpoofEpisode
        Large orders that appeared in the window, planted or not.
    truth : tuple of PlantedOrder
        Planted large orders.
    rules : dict of float to tuple of PlainFlag
        By the size in the base asset from which the plain rule flags: what it flagged in the window.
    """

    seed: int
    from_ns: int
    until_ns: int
    episodes: tuple[SpoofEpisode, ...]
    truth: tuple[PlantedOrder, ...]
    rules: dict[float, tuple[PlainFlag, ...]]


class _PlainRule:
    """At least so much appears at a level, and nine tenths of it have gone within five seconds."""

    def __init__(self, least_lots: int) -> None:
        self.flags: list[PlainFlag] = []
        self._least = least_lots
        self._levels: dict[tuple[Side, int], int] = {}
        self._open: dict[tuple[Side, int], tuple[int, int, int]] = {}

    def take(self, delta: BookDelta) -> None:
        columns = (Side.BID, delta.bid_ticks, delta.bid_lots), (Side.ASK, delta.ask_ticks, delta.ask_lots)
        for side, ticks, lots in columns:
            for tick, size in zip(ticks.tolist(), lots.tolist(), strict=True):
                key = side, tick
                rise = size - self._levels.get(key, 0)
                self._levels[key] = size
                if rise >= self._least:
                    self._open[key] = delta.venue_ns, rise, size
                elif rise < 0 and key in self._open:
                    came_ns, put, top = self._open[key]
                    if top - size >= _PLAIN_GONE * put:
                        del self._open[key]
                        if delta.venue_ns - came_ns < _PLAIN_LIFE_NS:
                            self.flags.append(PlainFlag(side, tick, came_ns, delta.venue_ns))


def plant_in_recording(
    orders: OrderColumns,
    window: ScoreWindow,
    *,
    seed: int,
    shape: SpoofShape | None = None,
    model: SpoofModel | None = None,
) -> SpoofTrial:
    """Plant into one window of half an hour of recorded orders, and look at the feed by level that they make.

    Parameters
    ----------
    orders : OrderColumns
        Half an hour.
    window : ScoreWindow
        Where to plant, and to judge; the stream is looked at from its beginning.
    seed : int
        Of the plants, 55 episodes per hour, of two large orders on average.
    shape : SpoofShape, optional
        What is planted; natural sizes by default.
    model : SpoofModel, optional
        That of the package by default.

    Returns
    -------
    SpoofTrial
        With the plain rule from 0.8 and from 1.2 of the base asset.

    Raises
    ------
    InputError
        For orders of less than half an hour, or a `window` that there is not.
    """
    window = choice_named(window, "window", ScoreWindow)
    start = int(orders.venue_ns[0])
    from_ns, until_ns = (start + each for each in _SPANS[window])
    if orders.venue_ns[-1] < until_ns:
        raise InputError(f"'orders' must last half an hour, were {(orders.venue_ns[-1] - start) / _MINUTE:.1f} minutes")
    episodes = round(_EPISODES_PER_HOUR * (until_ns - from_ns) / (60 * _MINUTE))
    planted = plant_spoof_like(orders, seed=seed, from_ns=from_ns, until_ns=until_ns, episodes=episodes, shape=shape)
    seen, rules = _look(level_feed(planted.orders), orders.grid, model, until_ns=until_ns + _AFTER_NS)
    return _trial(seed, (from_ns, until_ns), seen, planted.truth, rules)


def plant_in_simulator(*, seed: int, minutes: float = 10.0, model: SpoofModel | None = None) -> SpoofTrial:
    """Plant into the simulated market, and look at its feed; the first two minutes are history.

    Parameters
    ----------
    seed : int
        Of market and plants.
    minutes : float
        Length, at least 3.
    model : SpoofModel, optional
        That of the package by default.

    Returns
    -------
    SpoofTrial
        With the plain rule from 0.8 and from 1.2 of the base asset.
    """
    if minutes < 3.0:
        raise InputError(f"'minutes' must be at least 3, was {minutes:g}")
    generator = np.random.Generator(np.random.Philox(seed))
    from_ns, until_ns = 2 * _MINUTE, int(minutes * _MINUTE)
    count = round(_EPISODES_PER_HOUR * (until_ns - from_ns) / (60 * _MINUTE))
    starts = np.sort(generator.integers(from_ns, until_ns - 4 * _SECOND, size=count))
    planted = PlantedMarket(BookMarket(seed=seed), [_plan(generator, int(each)) for each in starts], seed=seed)
    depth = DepthFeed(_SIMULATED)

    def feed() -> Iterator[BookDelta | Trade]:
        for until in range(_SECOND, until_ns + _AFTER_NS + 1, _SECOND):
            yield from depth.messages(planted.advance(until_ns=until), until_ns=until)

    seen, rules = _look(feed(), _SIMULATED, model, until_ns=until_ns + _AFTER_NS)
    return _trial(seed, (from_ns, until_ns), seen, _layers(planted.truth, planted.plans), rules)


def _plan(generator: np.random.Generator, start_ns: int) -> ActorPlan:
    """One actor of the shape that is planted into recordings."""
    layers = int(generator.integers(2, 4, endpoint=True)) if generator.random() < 0.5 else 1
    lots = int(generator.integers(900, 1_800, endpoint=True))
    return ActorPlan(
        ActorKind.SPOOF,
        start_ns,
        int(generator.integers(500_000_000, 3_000_000_000)),
        Side(2 * int(generator.integers(0, 1, endpoint=True)) - 1),
        int(generator.integers(1, 6, endpoint=True)),
        lots=lots,
        peak_lots=max(lots // int(generator.integers(25, 100)), 1),
        delay_ns=int(generator.integers(1_000_000, 50_000_000)),
        layers=layers,
    )


def _layers(truth: Iterable[TruthLine], plans: tuple[ActorPlan, ...]) -> tuple[PlantedOrder, ...]:
    """Large orders of a truth log."""
    lines = list(truth)
    ended = {line.order_id: line.time_ns for line in lines if line.action is TruthAction.CANCEL}
    first = min((line.owner for line in lines), default=0)
    return tuple(
        PlantedOrder(
            line.owner - first,
            line.order_id,
            line.side,
            line.ticks,
            line.lots,
            line.time_ns,
            ended.get(line.order_id, line.time_ns + 3 * _SECOND),
        )
        for line in lines
        if line.action is TruthAction.PLACE and line.side is plans[line.owner - 1_000_000].side
    )


def _look(
    feed: Iterable[BookDelta | Trade], grid: InstrumentGrid, model: SpoofModel | None, *, until_ns: int
) -> tuple[list[SpoofEpisode], dict[float, _PlainRule]]:
    book, watch = OrderBook(grid), SpoofWatch(grid, model=model)
    rules = {size: _PlainRule(round(size / float(grid.lot_size))) for size in _PLAIN_SIZES}
    for event in feed:
        if event.venue_ns > until_ns:
            break
        if isinstance(event, BookDelta):
            book.apply(event)
            for rule in rules.values():
                rule.take(event)
        watch.take(event, book)
    found = watch.take_episodes()
    watch.finish()
    return found + watch.take_episodes(), rules


def _trial(
    seed: int,
    span: tuple[int, int],
    seen: list[SpoofEpisode],
    truth: tuple[PlantedOrder, ...],
    rules: dict[float, _PlainRule],
) -> SpoofTrial:
    from_ns, until_ns = span
    return SpoofTrial(
        seed=seed,
        from_ns=from_ns,
        until_ns=until_ns,
        episodes=tuple(each for each in seen if from_ns <= each.appeared_ns < until_ns),
        truth=truth,
        rules={
            size: tuple(each for each in rule.flags if from_ns <= each.appeared_ns < until_ns)
            for size, rule in rules.items()
        },
    )
