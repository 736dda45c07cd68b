"""A recorded stream of a real venue, from its bytes to its book."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from seawall.microstructure import (
    BinanceFuturesDecoder,
    BookDelta,
    BookFeed,
    IncidentKind,
    InstrumentGrid,
    SequenceRule,
    Side,
    StreamState,
    TopOfBook,
    Trade,
)

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))


@pytest.mark.real_data
def test_the_recorded_day_of_binance_has_no_gap_and_ends_where_the_venue_did(real_data: Path) -> None:
    decoder = BinanceFuturesDecoder(GRID)
    feed = BookFeed(GRID, rule=SequenceRule.BINANCE_FUTURES, snapshot_levels=1_000)
    traded, compared, deltas = 0, 0, 0
    with gzip.open(real_data / "orderbook" / "binance_usdm_btcusdt_20240808.gz") as lines:
        for line in lines:
            local_ns, message = line.split(b" ", 1)
            for event in decoder.decode(message, local_ns=int(local_ns)):
                match event:
                    case BookDelta():
                        feed.receive(event)
                        deltas += not event.is_snapshot
                        assert not feed.book.is_crossed, event.last_id
                    case Trade():
                        traded += event.size_lots
                    case TopOfBook() if event.update_id == feed.book.last_id:
                        stated = (event.bid_ticks, event.bid_lots), (event.ask_ticks, event.ask_lots)
                        assert (feed.book.best(Side.BID), feed.book.best(Side.ASK)) == stated, event.update_id
                        compared += 1
    assert feed.state is StreamState.LIVE
    (skew,) = feed.log.incidents  # the venue's clock is ahead of the recorder's: that is stated, and no fault
    assert (skew.kind, skew.cause) == (
        IncidentKind.CLOCK_SKEW,
        "the venue's clock and the way from it: 1.268 s ahead of ours",
    )
    assert [change.after for change in feed.log.changes] == [StreamState.LIVE]
    assert (deltas, feed.applied) == (6_551, 6_547)  # four are older than the whole book
    bid, ask = feed.book.best(Side.BID), feed.book.best(Side.ASK)
    assert bid is not None
    assert ask is not None
    assert (GRID.price(bid[0]), GRID.price(ask[0])) == (61_659.7, 61_659.8)
    assert GRID.size(traded) == 2_429.366
    assert compared == 126
