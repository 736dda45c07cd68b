"""Spoof-like orders: large sizes that appear, lean on the book, and go untraded; each with a probability.

A large order is a size that appears near the best price and is one of the largest fiftieth, for its distance and hour.
It is followed until it has gone, traded, or stood for a minute, and then judged. A probability is one of looking like
the orders that were planted in the training: it says nothing of anybody's intent, which no order book shows.

By level (`take` of a BookDelta) an order is a rise of one level; by order (of an OrderEvent) it is known by its id, and
so is what became of it. Nothing is read but events in their order, so that a stream gives the same whether it is live
or replayed.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field, replace

from seawall.core import check_between
from seawall.microstructure.appearance_history import AppearanceHistory
from seawall.microstructure.book_image import StreamState
from seawall.microstructure.events import BookDelta, FeedEvent, OrderAction, OrderEvent, Side, Trade
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.nearby_depth import balance_without, near_depth
from seawall.microstructure.order_book import OrderBook
from seawall.microstructure.spoof_episode import LargeOrderEnd, SpoofCounts, SpoofEpisode
from seawall.microstructure.spoof_evidence import SpoofFeatures, SpoofModel

__all__ = ["SpoofWatch"]

_EDGES_BP = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
_REACH_BP = 50.0
_RARE, _MINIMUM = 0.02, 300
_GONE_SHARE = 0.1
_SETTLE_NS = 100_000_000
_LAYER_NS = 250_000_000
_LAYER_LIKENESS, _REPEAT_LIKENESS = 0.8, 0.98
_REPEAT_NS = 60_000_000_000
_LONGEST_NS = 60_000_000_000
_NANOSECONDS = 1e9


@dataclass(slots=True, eq=False)
class _Order:
    """A large order that is being followed."""

    side: Side
    tick: int
    lots: int
    appeared_ns: int
    order_id: int
    before_lots: int
    left: int
    rarity: float
    distance_bp: float
    shift: float
    move_bp: float
    repetitions: int
    layers: int = 1
    traded: int = 0
    opposite: int = 0
    reversal: float = 0.0
    ended_ns: int = 0
    end: LargeOrderEnd | None = None


@dataclass(slots=True)
class _Memory:
    """Levels of one side as they were before the event in hand, and the large orders that stand, by price."""

    levels: dict[int, int] = field(default_factory=dict)
    at_tick: dict[int, list[_Order]] = field(default_factory=dict)


class SpoofWatch:
    """Follows large orders of one book.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    model : SpoofModel, optional
        The weights; those of the package by default.
    least_probability : float
        Episodes below it are counted and not kept; 0 keeps all.

    Attributes
    ----------
    counts : SpoofCounts
        What was looked at.

    Examples
    --------
    >>> from decimal import Decimal
    >>> watch = SpoofWatch(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")))
    >>> watch.take_episodes(), watch.counts.large
    ([], 0)
    """

    def __init__(
        self, grid: InstrumentGrid, *, model: SpoofModel | None = None, least_probability: float = 0.0
    ) -> None:
        if least_probability:
            check_between(least_probability, "least_probability", 0.0, 1.0)
        self.grid = grid
        self.model = SpoofModel.shipped() if model is None else model
        self.counts = SpoofCounts()
        self._least = least_probability
        self._history = AppearanceHistory(_EDGES_BP, rare=_RARE, minimum=_MINIMUM)
        self._memory = {side: _Memory() for side in Side}
        self._by_id: dict[int, _Order] = {}
        self._following: list[_Order] = []
        self._ended: deque[_Order] = deque()
        self._recent: deque[tuple[int, Side, int]] = deque()
        self._found: list[SpoofEpisode] = []
        self._now_ns = 0
        self._next_sweep_ns = 0

    def take(self, event: FeedEvent, book: OrderBook, *, state: StreamState = StreamState.LIVE) -> None:
        """Take an event, and the book as it is after it.

        Parameters
        ----------
        event : FeedEvent
            Changes of the book, orders and trades are looked at; others only tell the time.
        book : OrderBook
            With the event applied.
        state : StreamState
            Of the book: while it is not LIVE, nothing is judged, and what stood is cut off.
        """
        self._pass_to(event.venue_ns or event.local_ns)
        if state is not StreamState.LIVE:
            self.cut_off()
        elif isinstance(event, BookDelta):
            self._take_delta(event, book)
        elif isinstance(event, Trade):
            self._take_trade(event)
        elif isinstance(event, OrderEvent):
            self._take_order(event, book)

    def take_episodes(self) -> list[SpoofEpisode]:
        """Episodes judged since the last call, by the time at which they were judged."""
        found, self._found = self._found, []
        return found

    def finish(self) -> None:
        """The stream has ended: judge what has gone; what stands is cut off."""
        self._pass_to(self._now_ns + _SETTLE_NS)
        self.cut_off()

    def standing(self, book: OrderBook) -> list[SpoofEpisode]:
        """Large orders that stand now, judged by what is known so far, as if they went this moment."""
        found = []
        for order in self._following:
            if order.end is None:
                asked = replace(order, ended_ns=self._now_ns)  # to be asked must change nothing
                asked.reversal = self._taken_back(asked, book, order.left)
                found.append(self._judged(asked))
        return found

    def cut_off(self) -> None:
        """The book may be wrong from here on: forget what stands, and every level."""
        self.counts.cut_off += sum(order.end is None for order in self._following)
        for memory in self._memory.values():
            memory.levels.clear()
            memory.at_tick.clear()
        self._by_id.clear()
        self._following = [order for order in self._following if order.end is not None]

    def _take_delta(self, delta: BookDelta, book: OrderBook) -> None:
        columns = (Side.BID, delta.bid_ticks, delta.bid_lots), (Side.ASK, delta.ask_ticks, delta.ask_lots)
        if delta.is_snapshot or not any(self._memory[side].levels for side in Side):
            self._learn(book)
            return
        best = {side: book.best(side) for side in Side}
        for side, ticks, lots in columns:
            memory, touch = self._memory[side], best[side]
            for tick, size in zip(ticks.tolist(), lots.tolist(), strict=True):
                before = memory.levels.pop(tick, 0)
                if size:
                    memory.levels[tick] = size
                if size > before:
                    if touch is not None:
                        self._appear(side, tick, size - before, touch[0], book, before=before)
                elif tick in memory.at_tick:
                    self._level_falls(memory.at_tick[tick], before - size, size, book)

    def _learn(self, book: OrderBook) -> None:
        """Take over every level: what rests already is not an appearance."""
        self.cut_off()
        image = book.image()
        for side in Side:
            ticks, lots = (image.bid_ticks, image.bid_lots) if side is Side.BID else (image.ask_ticks, image.ask_lots)
            self._memory[side].levels = dict(zip(ticks.tolist(), lots.tolist(), strict=True))

    def _take_order(self, event: OrderEvent, book: OrderBook) -> None:
        order = self._by_id.get(event.order_id)
        match event.action:
            case OrderAction.ADD:
                self._order_appears(event, book)
            case OrderAction.REPLACE:
                if order is not None:
                    self._fall(order, order.left, book)
                self._order_appears(event, book)
            case OrderAction.FILL:
                self._execution(event.side, event.size_lots)
                if order is not None:
                    order.traded += min(event.size_lots, order.left)
                    self._fall(order, event.size_lots, book)
            case OrderAction.REDUCE | OrderAction.DELETE:
                if order is not None:
                    self._fall(order, event.size_lots, book)

    def _order_appears(self, event: OrderEvent, book: OrderBook) -> None:
        best = book.best(event.side)
        if best is not None:
            order = self._appear(event.side, event.price_ticks, event.size_lots, best[0], book, order_id=event.order_id)
            if order is not None:
                self._by_id[event.order_id] = order

    def _take_trade(self, trade: Trade) -> None:
        hit = Side(-trade.taker_side)
        self._execution(hit, trade.size_lots)
        for order in self._following:  # some have just gone: a venue may tell of a change before the trade that made it
            if order.side is hit and order.tick == trade.price_ticks and not order.order_id:
                order.traded += trade.size_lots

    def _execution(self, hit: Side, lots: int) -> None:
        """Something rested on side `hit` and was executed: orders on the other side may have helped it."""
        self.counts.trades += 1
        for order in self._following:
            if order.side is not hit:
                order.opposite += lots

    def _appear(
        self, side: Side, tick: int, lots: int, best: int, book: OrderBook, *, before: int = 0, order_id: int = 0
    ) -> _Order | None:
        """A size appears; follow it if it is large."""
        distance_bp = 1e4 * abs(best - tick) / best
        if distance_bp > _REACH_BP:
            return None
        history, counts = self._history, self.counts
        bucket = history.bucket(distance_bp)
        large = history.large_lots(bucket)
        counts.appearances += 1
        counts.unjudged += large is None
        order = None
        if large is not None and lots >= large:
            counts.large += 1
            order = self._follow(side, tick, lots, distance_bp, history.tail_share(bucket, lots), book=book)
            order.before_lots, order.order_id = before, order_id
        history.add(bucket, lots)
        return order

    def _follow(self, side: Side, tick: int, lots: int, distance_bp: float, tail: float, *, book: OrderBook) -> _Order:
        now_ns = self._now_ns
        depth = near_depth(book)
        shift, move_bp = (0.0, 0.0) if depth is None else balance_without(depth, side, tick, lots)
        repeated = sum(
            each_side is side and _alike(each, lots, _REPEAT_LIKENESS) for _, each_side, each in self._recent
        )
        order = _Order(
            side=side, tick=tick, lots=lots, appeared_ns=now_ns, order_id=0, before_lots=0, left=lots,
            rarity=-math.log10(tail), distance_bp=distance_bp, shift=shift, move_bp=move_bp, repetitions=repeated,
        )  # fmt: skip
        for each in self._following:
            is_layer = each.side is side and each.tick != tick and now_ns - each.appeared_ns <= _LAYER_NS
            if is_layer and _alike(each.lots, lots, _LAYER_LIKENESS):
                each.layers += 1
                order.layers += 1
        self._recent.append((now_ns, side, lots))
        self._following.append(order)
        self._memory[side].at_tick.setdefault(tick, []).append(order)
        return order

    def _level_falls(self, orders: list[_Order], fall: int, left: int, book: OrderBook) -> None:
        """A level loses lots: a large order has gone when nine tenths of it leave at once, or are missing."""
        for order in list(orders):
            missing = order.before_lots + order.lots - left
            if fall >= (1.0 - _GONE_SHARE) * order.lots or missing >= (1.0 - _GONE_SHARE) * order.lots:
                self._end(order, book)
                return

    def _fall(self, order: _Order, lots: int, book: OrderBook) -> None:
        order.left = max(order.left - lots, 0)
        if order.left <= _GONE_SHARE * order.lots:
            del self._by_id[order.order_id]
            self._end(order, book)

    def _end(self, order: _Order, book: OrderBook) -> None:
        """An order has gone; it is judged a moment later, when trades and other layers have been told."""
        order.ended_ns = self._now_ns
        order.end = LargeOrderEnd.GONE
        order.reversal = self._taken_back(order, book, 0)
        orders = self._memory[order.side].at_tick[order.tick]
        orders.remove(order)
        if not orders:
            del self._memory[order.side].at_tick[order.tick]
        self._ended.append(order)

    def _taken_back(self, order: _Order, book: OrderBook, left: int) -> float:
        """Move of the imbalance by its going, as a share of the move at its appearance."""
        depth = near_depth(book)
        if depth is None or not order.shift:
            return 0.0
        shift, move_bp = balance_without(depth, order.side, order.tick, left or -order.lots)
        order.move_bp = max(order.move_bp, abs(move_bp))
        return abs(shift) / order.shift

    def _pass_to(self, now_ns: int) -> None:
        """Let time pass: judge what ended long enough ago, and what has stood for a minute."""
        if now_ns <= self._now_ns:
            return
        self._now_ns = now_ns
        self._history.advance(now_ns)
        while self._ended and self._ended[0].ended_ns + _SETTLE_NS <= now_ns:
            order = self._ended.popleft()
            self._following.remove(order)
            self._keep(order)
        if now_ns >= self._next_sweep_ns:
            self._next_sweep_ns = now_ns + int(_NANOSECONDS)
            self._sweep(now_ns)

    def _sweep(self, now_ns: int) -> None:
        while self._recent and self._recent[0][0] < now_ns - _REPEAT_NS:
            self._recent.popleft()
        for order in [each for each in self._following if each.end is None]:
            if now_ns - order.appeared_ns < _LONGEST_NS:
                break
            order.end, order.ended_ns = LargeOrderEnd.STAYED, now_ns
            self._following.remove(order)
            self._by_id.pop(order.order_id, None)
            orders = self._memory[order.side].at_tick[order.tick]
            orders.remove(order)
            if not orders:
                del self._memory[order.side].at_tick[order.tick]
            self._keep(order)

    def _keep(self, order: _Order) -> None:
        if order.end is LargeOrderEnd.GONE and 2 * min(order.traded, order.lots) >= order.lots:
            order.end = LargeOrderEnd.TRADED
        episode = self._judged(order)
        if episode.probability >= self._least:
            self._found.append(episode)

    def _judged(self, order: _Order) -> SpoofEpisode:
        sees_trades = self.counts.trades > 0
        features = SpoofFeatures(
            rarity=order.rarity,
            distance_bp=order.distance_bp,
            lifetime_s=(order.ended_ns - order.appeared_ns) / _NANOSECONDS,
            cancelled_share=1.0 - min(order.traded / order.lots, 1.0) if sees_trades else None,
            opposite_traded=order.opposite / order.lots if sees_trades else None,
            imbalance_shift=order.shift,
            imbalance_reversal=order.reversal,
            microprice_move_bp=order.move_bp,
            repetitions=float(order.repetitions),
            uniform_layers=float(order.layers),
        )
        probability, evidence = self.model.judge(features)
        return SpoofEpisode(
            side=order.side,
            tick=order.tick,
            lots=order.lots,
            appeared_ns=order.appeared_ns,
            ended_ns=order.ended_ns,
            judged_ns=self._now_ns,
            end=order.end,
            order_id=order.order_id,
            features=features,
            probability=probability,
            base_rate=self.model.base_rate,
            evidence=evidence,
        )


def _alike(one: int, other: int, likeness: float) -> bool:
    return min(one, other) >= likeness * max(one, other)
