"""Books made by hand or drawn at random, for the tests of depth."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from seawall.microstructure import BookImage, InstrumentGrid, LevelStream, StreamState

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
WHOLE = 2**62

Levels = list[tuple[int, int]]


def book(
    bids: Levels,
    asks: Levels,
    *,
    state: StreamState = StreamState.LIVE,
    venue_ns: int = 0,
    known: tuple[int, int] = (0, WHOLE),
) -> BookImage:
    """A book of (tick, lots), best first."""
    bid_ticks, bid_lots, ask_ticks, ask_lots = (
        np.array([level[place] for level in side], dtype=np.int64) for side in (bids, asks) for place in (0, 1)
    )
    return BookImage(GRID, venue_ns, venue_ns, 1, state, bid_ticks, bid_lots, ask_ticks, ask_lots, *known)


def level_stream(*columns: npt.ArrayLike) -> LevelStream:
    """Instants, bid ticks and lots, ask ticks and lots."""
    venue_ns, bid_ticks, bid_lots, ask_ticks, ask_lots = (np.asarray(each, dtype=np.int64) for each in columns)
    return LevelStream(venue_ns, bid_ticks, bid_lots, ask_ticks, ask_lots)


def mirrored(image: BookImage, *, around: int) -> BookImage:
    """The book with bids for asks, prices reflected so that mids of `around` / 2 stay."""
    return BookImage(
        image.grid,
        image.venue_ns,
        image.local_ns,
        image.last_id,
        image.state,
        around - image.ask_ticks,
        image.ask_lots,
        around - image.bid_ticks,
        image.bid_lots,
        image.complete_from_tick,
        image.complete_to_tick,
    )


@st.composite
def books(draw: st.DrawFn) -> BookImage:
    """Two-sided, uncrossed, wholly known books."""
    best_bid = draw(st.integers(5_000, 6_000))
    sides: list[Levels] = []
    for start, direction in ((best_bid, -1), (best_bid + draw(st.integers(1, 20)), 1)):
        gaps = draw(st.lists(st.integers(1, 30), max_size=12))
        ticks = [start, *(start + direction * int(gap) for gap in np.cumsum(gaps))]
        sides.append([(tick, draw(st.integers(1, 10**7))) for tick in ticks])
    return book(*sides)
