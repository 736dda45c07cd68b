"""A small exchange for tests of the wire: the flow with planted actors, forced orders and funding where a test says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from seawall.microstructure import BINANCE_BTCUSDT_TIERS, InstrumentGrid, Side, StreamState
from seawall.simulator import (
    BookMarket,
    ExchangeStep,
    ExchangeTerms,
    FaultSwitches,
    ForcedOrder,
    FundingPaid,
    Ledger,
    PlantedMarket,
    VenueFeed,
    draw_actors,
)
from seawall.sources import TapeReader

SECOND, TENTH = 1_000_000_000, 100_000_000
START_NS = 1_767_225_600 * SECOND
GRID = InstrumentGrid("BTCUSDT", Decimal("1.0"), Decimal("0.001"))


class WireMarket:
    """What `VenueFeed` asks of an exchange, with forced orders and funding that are simply stated."""

    def __init__(self, seed: int, *, forced: Sequence[ForcedOrder] = (), funding: Sequence[FundingPaid] = ()) -> None:
        self.terms = ExchangeTerms(GRID, BINANCE_BTCUSDT_TIERS)
        one = np.array([1])
        self.ledger = Ledger(self.terms, deposits=one, leverages=one, is_isolated=one, fund=7_500_000)
        plans = draw_actors(seed=seed, from_ns=5 * SECOND, until_ns=300 * SECOND, per_kind=6)
        self.market = PlantedMarket(BookMarket(seed=seed), plans, seed=seed)
        self.now_ns = 0
        self._forced, self._funding = tuple(forced), tuple(funding)

    def advance(self, until_ns: int) -> ExchangeStep:
        log = self.market.advance(until_ns=until_ns)
        marks = self.market.market.take_marks()
        since, self.now_ns = self.now_ns, until_ns
        return ExchangeStep(
            until_ns=until_ns,
            log=log,
            marks=marks,
            open_interest=5_000 + marks.time_ns // SECOND,
            forced=tuple(each for each in self._forced if since < each.time_ns <= until_ns),
            funding=tuple(each for each in self._funding if since < each.time_ns <= until_ns),
        )


def feed_of(seed: int, *, faults: FaultSwitches | None = None) -> VenueFeed:
    return VenueFeed(WireMarket(seed), start_ns=START_NS, faults=faults)


Sides = tuple[dict[int, int], dict[int, int]]


class TrueBooks:
    """The displayed book at every tenth of a second, from a twin of the exchange that has no faults."""

    def __init__(self, seed: int) -> None:
        self._feed = feed_of(seed)
        self._feed.wanted = frozenset()
        self._books: dict[int, Sides] = {}

    def at(self, time_ns: int) -> Sides:
        """Bids and asks at the last tenth of a second up to an instant of the exchange."""
        tenth = time_ns // TENTH
        while self._feed.now_ns // TENTH < tenth:
            now = self._feed.now_ns // TENTH + 1
            self._feed.advance(now * TENTH)
            self._books[now] = self._now()
        return self._books[tenth]

    def _now(self) -> Sides:
        book = self._feed.book
        bids, asks = ({abs(key): book.lots[key] for key in book.top(side, 1_000)} for side in Side)
        return bids, asks


def disagreement(reader: TapeReader, truth: TrueBooks, *, skew_ns: int = 0) -> str:
    """How a book that is said to be live differs from the venue's at the same update; empty where it does not."""
    feed = reader.feed
    if feed.state is not StreamState.LIVE:
        return ""
    image = feed.image()
    found = (
        dict(zip(image.bid_ticks.tolist(), image.bid_lots.tolist(), strict=True)),
        dict(zip(image.ask_ticks.tolist(), image.ask_lots.tolist(), strict=True)),
    )
    expected = truth.at(image.venue_ns - START_NS - skew_ns)
    wrong = [set(each.items()) ^ set(true.items()) for each, true in zip(found, expected, strict=True)]
    return f"LIVE at update {image.last_id}, but wrong: {wrong}" if any(wrong) else ""
