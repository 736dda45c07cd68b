"""A small exchange for tests of the wire: the flow with planted actors, forced orders and funding where a test says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from seawall.microstructure import BINANCE_BTCUSDT_TIERS, InstrumentGrid
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

SECOND = 1_000_000_000
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
