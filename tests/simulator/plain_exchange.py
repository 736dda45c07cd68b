"""The rules of the exchange in plain lists, as slow and as plain as can be, to hold the engine against."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.microstructure import Side
from seawall.simulator import EventFlag, EventKind, Instruction, InstructionKind

Kind = InstructionKind
SHOWN_KINDS = {Kind.LIMIT, Kind.ICEBERG}
RANK = {Kind.LIMIT: 0, Kind.ICEBERG: 0, Kind.RPI: 1, Kind.HIDDEN: 2}
QUEUE_FLAG = {Kind.LIMIT: 0, Kind.ICEBERG: 0, Kind.RPI: EventFlag.RPI, Kind.HIDDEN: EventFlag.HIDDEN}


@dataclass
class PlainOrder:
    name: int  # which instruction made it
    owner: int
    side: Side
    ticks: int
    shown: int
    reserve: int
    peak: int
    kind: Kind

    @property
    def flags(self) -> int:
        return QUEUE_FLAG[self.kind] | (EventFlag.ICEBERG if self.peak else 0)


class PlainExchange:
    """Resting orders in one list by age; every event as a tuple."""

    def __init__(self) -> None:
        self.orders: list[PlainOrder] = []
        self.events: list[tuple[int, ...]] = []
        self.time = 0

    def queue(self, side: Side) -> list[PlainOrder]:
        mine = [order for order in self.orders if order.side is side]
        return sorted(mine, key=lambda order: (-side * order.ticks, RANK[order.kind]))  # stable: age decides the rest

    def do(self, name: int, order: Instruction, target: int) -> None:
        self.time = order.time_ns
        if order.kind.makes_an_order:
            peak = order.peak_lots if order.kind is Kind.ICEBERG else 0
            self.enter(name, order.owner, order.side, order.ticks, order.lots, order.kind, peak, order.is_retail)
            return
        found = next((each for each in self.orders if each.name == target and each.owner == order.owner), None)
        if found is None:
            self.say(EventKind.REJECT, 0, 0, 0, 0, target, order.owner, 0, 0, EventFlag.UNKNOWN)
        elif order.kind is Kind.CANCEL or (order.kind is Kind.REDUCE and order.lots >= found.shown + found.reserve):
            self.drop(found, 0)
        elif order.kind is Kind.REDUCE:
            self.shrink(found, order.lots)
        else:
            self.replace(found, order)

    def replace(self, found: PlainOrder, order: Instruction) -> None:
        whole = found.shown + found.reserve
        if order.ticks == found.ticks and order.lots <= whole:
            if order.lots < whole:
                self.shrink(found, whole - order.lots)
            return
        self.drop(found, EventFlag.REPLACED)
        kind = Kind.LIMIT if found.kind is Kind.ICEBERG else found.kind
        self.enter(found.name, found.owner, found.side, order.ticks, order.lots, kind, found.peak, order.is_retail)

    def shrink(self, found: PlainOrder, lots: int) -> None:
        unseen = min(lots, found.reserve)
        found.reserve -= unseen
        found.shown -= lots - unseen
        displayed = lots - unseen if found.kind in SHOWN_KINDS else 0
        self.about(EventKind.REDUCE, found, displayed, lots - displayed, found.flags)

    def drop(self, found: PlainOrder, flags: int) -> None:
        self.orders.remove(found)
        displayed = found.shown if found.kind in SHOWN_KINDS else 0
        self.about(EventKind.CANCEL, found, displayed, found.shown + found.reserve - displayed, flags | found.flags)

    def enter(
        self, name: int, owner: int, side: Side, ticks: int, lots: int, kind: Kind, peak: int, is_retail: bool
    ) -> None:
        def crosses(other: PlainOrder) -> bool:
            return kind is Kind.MARKET or (ticks - other.ticks) * side >= 0

        across = self.queue(Side(-side))
        if kind in {Kind.POST_ONLY, Kind.RPI}:
            if any(crosses(other) and (other.kind is not Kind.RPI or kind is Kind.RPI) for other in across):
                self.say(EventKind.REJECT, side, ticks, 0, lots, name, owner, 0, 0, EventFlag.WOULD_TAKE)
                return
        elif not self.take(name, owner, lots, is_retail, crosses, side):
            lots = 0
        else:
            lots, met_itself = self.left, self.met_itself
            if met_itself or kind in {Kind.MARKET, Kind.IMMEDIATE_OR_CANCEL}:
                flags = EventFlag.SELF if met_itself else 0
                self.say(EventKind.EXPIRE, side, ticks, 0, lots, name, owner, 0, 0, flags)
                lots = 0
        if lots:
            self.rest(name, owner, side, ticks, lots, kind, peak)

    def take(self, name: int, owner: int, lots: int, is_retail: bool, crosses, side: Side) -> int:  # type: ignore[no-untyped-def]
        self.met_itself = False
        while lots:
            meets = [
                other
                for other in self.queue(Side(-side))
                if crosses(other) and (is_retail or other.kind is not Kind.RPI)
            ]
            if not meets:
                break
            maker = meets[0]
            if owner and maker.owner == owner:
                self.met_itself = True
                break
            traded = min(lots, maker.shown)
            lots -= traded
            maker.shown -= traded
            shown = traded if maker.kind in SHOWN_KINDS else 0
            flags = maker.flags | (EventFlag.RETAIL if is_retail else 0)
            self.say(
                EventKind.TRADE, maker.side, maker.ticks, shown, traded - shown, maker.name, maker.owner, name, owner,
                flags,
            )  # fmt: skip
            if not maker.shown:
                self.orders.remove(maker)
                if maker.reserve:
                    maker.shown = min(maker.peak, maker.reserve)
                    maker.reserve -= maker.shown
                    self.orders.append(maker)
                    self.about(EventKind.REFILL, maker, maker.shown, 0, EventFlag.ICEBERG)
        self.left = lots
        return lots

    def rest(self, name: int, owner: int, side: Side, ticks: int, lots: int, kind: Kind, peak: int) -> None:
        for other in self.queue(Side(-side)):
            if other.kind is Kind.RPI and (ticks - other.ticks) * side >= 0:
                self.drop(other, EventFlag.DISPLACED)
        kept = kind if kind in {Kind.HIDDEN, Kind.RPI} else Kind.ICEBERG if peak else Kind.LIMIT
        shown = min(peak, lots) if peak else lots
        order = PlainOrder(name, owner, side, ticks, shown, lots - shown, peak, kept)
        self.orders.append(order)
        displayed = shown if kept in SHOWN_KINDS else 0
        self.about(EventKind.ADD, order, displayed, lots - displayed, order.flags)

    def about(self, kind: EventKind, order: PlainOrder, lots: int, hidden: int, flags: int) -> None:
        self.say(kind, order.side, order.ticks, lots, hidden, order.name, order.owner, 0, 0, flags)

    def say(self, kind: EventKind, *rest: int) -> None:
        self.events.append((self.time, int(kind), *(int(each) for each in rest)))
