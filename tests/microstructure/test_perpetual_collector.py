"""Minutes gathered from events: what came, what did not, and what a throttled venue hides."""

from __future__ import annotations

from decimal import Decimal

import pytest

from seawall.errors import DataError
from seawall.microstructure import (
    FeedEvent,
    InstrumentGrid,
    LiquidationPrice,
    LiquidationPrint,
    MarkPrice,
    OpenInterest,
    PerpetualFlowCollector,
    PositionSide,
    Side,
    Trade,
)

GRID = InstrumentGrid("X", Decimal("0.1"), Decimal("0.001"))
MINUTE_NS, SECOND_NS = 60 * 10**9, 10**9


def mark(minute: int, price: float) -> MarkPrice:
    at = minute * MINUTE_NS + SECOND_NS
    return MarkPrice("X", at, at, price, price, 0.0001, 0)


def trade(minute: int, ticks: int, lots: int, side: Side) -> Trade:
    at = minute * MINUTE_NS + 2 * SECOND_NS
    return Trade("X", at, at, 1, ticks, lots, side, lots)


def interest(minute: int, lots: int) -> OpenInterest:
    at = minute * MINUTE_NS + 3 * SECOND_NS
    return OpenInterest("X", at, at, lots)


def forced(minute: int, second: float, lots: int, *, is_censored: bool) -> LiquidationPrint:
    at = minute * MINUTE_NS + int(second * SECOND_NS)
    return LiquidationPrint("X", at, at, PositionSide.LONG, 990, lots, LiquidationPrice.BANKRUPTCY, is_censored)


def collected(events: list[FeedEvent], *, has_liquidations: bool = True) -> PerpetualFlowCollector:
    collector = PerpetualFlowCollector(GRID, has_liquidations=has_liquidations)
    for event in events:
        collector.take(event)
    return collector


def test_a_minute_holds_what_came_in_it() -> None:
    events: list[FeedEvent] = []
    for minute, (low, high) in enumerate(((1_000, 1_010), (990, 1_005), (995, 1_000))):
        events += [mark(minute, low / 10), mark(minute, high / 10), interest(minute, 5_000 + minute)]
        events += [trade(minute, low, 100, Side.ASK), trade(minute, high, 300, Side.BID)]
    flow = collected([*events, forced(1, 30.0, 40, is_censored=False)]).flow()
    assert len(flow) == 2, "the last minute may still run"
    assert flow.low.tolist() == pytest.approx([100.0, 99.0])
    assert flow.mark_high.tolist() == pytest.approx([101.0, 100.5])
    assert flow.taker_buy is not None
    assert flow.taker_sell is not None
    assert flow.taker_buy.tolist() == pytest.approx([0.3, 0.3])
    assert flow.taker_sell.tolist() == pytest.approx([0.1, 0.1])
    assert flow.open_interest.tolist() == pytest.approx([5.0, 5.001])
    assert flow.liquidated_long is not None
    assert flow.liquidated_long.tolist() == pytest.approx([0.0, 0.04])
    assert flow.end_ns.tolist() == [MINUTE_NS, 2 * MINUTE_NS]


def test_a_minute_without_a_mark_is_missing_and_the_next_says_so() -> None:
    events: list[FeedEvent] = [interest(0, 5_000)]
    for minute in (0, 1, 3, 4):
        events += [mark(minute, 100.0), trade(minute, 1_000, 100, Side.BID)]
    events.append(trade(2, 1_000, 100, Side.BID))
    flow = collected(events).flow(with_last=True)
    assert flow.end_ns.tolist() == [each * MINUTE_NS for each in (1, 2, 4, 5)]
    assert flow.is_after_gap.tolist() == [False, False, True, False]


def test_what_was_not_collected_is_none_and_not_zero() -> None:
    events: list[FeedEvent] = [mark(0, 100.0), trade(0, 1_000, 100, Side.BID), interest(0, 5_000)]
    flow = collected(events, has_liquidations=False).flow(with_last=True)
    assert flow.liquidated_long is None


def test_censored_prints_stand_for_more_than_themselves() -> None:
    """Six seconds in which the latest order of each came within ten milliseconds of the second's end."""
    events: list[FeedEvent] = [mark(0, 100.0), trade(0, 1_000, 100_000, Side.ASK), interest(0, 500_000)]
    burst = [forced(0, 10.99 + each, 100, is_censored=True) for each in range(6)]
    full = [forced(0, 10.99 + each, 100, is_censored=False) for each in range(6)]
    censored, whole = (collected([*events, *each]).flow(with_last=True).liquidated_long for each in (burst, full))
    assert censored is not None
    assert whole is not None
    assert whole.tolist() == pytest.approx([0.6])
    assert censored[0] > 3 * whole[0]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "the first minute is not over"),
        ([mark(0, 100.0), trade(0, 1_000, 1, Side.BID), mark(1, 1.0)], "open interest did not come"),
        ([interest(0, 5), trade(0, 1_000, 1, Side.BID), interest(1, 5)], "mark prices did not come"),
        ([mark(0, 100.0), interest(0, 5), mark(1, 1.0)], "trades did not come"),
    ],
)
def test_what_is_missing_is_named(events: list[FeedEvent], words: str) -> None:
    with pytest.raises(DataError, match=words):
        collected(events).flow()


def test_other_instruments_are_passed_over() -> None:
    at = MarkPrice("Y", 0, 0, 5.0, 5.0, 0.0, 0)
    assert len(collected([at])) == 0
