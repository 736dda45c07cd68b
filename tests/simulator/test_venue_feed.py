"""What the exchange says on the wire, read back by the decoders: nothing is lost, and nothing added."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.microstructure import (
    BinanceFuturesDecoder,
    BookDelta,
    BybitDecoder,
    FeedEvent,
    LiquidationPrice,
    LiquidationPrint,
    MarkPrice,
    OpenInterest,
    PositionSide,
    Side,
    TopOfBook,
    Trade,
)
from seawall.simulator import (
    DepthFeed,
    EventFlag,
    EventKind,
    ForcedOrder,
    FundingPaid,
    StreamKind,
    StreamMessage,
    VenueFeed,
)
from seawall.simulator.decimal_text import DecimalText
from tests.simulator.wire_market import GRID, SECOND, START_NS, WireMarket, feed_of

MILLISECOND = 1_000_000
OPENED = ("orderbook.50.BTCUSDT", "orderbook.200.BTCUSDT")


def told(feed: VenueFeed, *, until_s: float, step_ns: int = 500 * MILLISECOND) -> dict[str, list[StreamMessage]]:
    found: dict[str, list[StreamMessage]] = defaultdict(list)
    for until_ns in range(step_ns, int(until_s * SECOND) + 1, step_ns):
        for message in feed.advance(until_ns):
            found[message.stream].append(message)
    return found


@pytest.fixture(scope="module")
def forty_seconds() -> dict[str, list[StreamMessage]]:
    return told(feed_of(11), until_s=40)


def events(decoder: BinanceFuturesDecoder | BybitDecoder, messages: list[StreamMessage]) -> list[FeedEvent]:
    return [event for each in messages for event in decoder.decode(each.payload, local_ns=0)]


def in_milliseconds(time_ns: int) -> int:
    return (START_NS + time_ns) // MILLISECOND * MILLISECOND


def delta_row(delta: BookDelta) -> tuple[object, ...]:
    numbers = (in_milliseconds(delta.venue_ns - START_NS), delta.first_id, delta.last_id, delta.previous_id)
    columns = (delta.bid_ticks, delta.bid_lots, delta.ask_ticks, delta.ask_lots)
    return (*numbers, delta.is_snapshot, *(tuple(column.tolist()) for column in columns))


@pytest.mark.parametrize("milliseconds", [100, 250, 500])
def test_depth_read_back_is_the_plain_feed_of_the_log(milliseconds: int) -> None:
    """`DepthFeed` goes through the log line by line, and never makes a byte."""
    market, plain = WireMarket(11), DepthFeed(GRID, interval_ns=milliseconds * MILLISECOND, start_ns=START_NS)
    expected = plain.messages(market.advance(20 * SECOND).log, until_ns=20 * SECOND)
    updates = [delta_row(each) for each in expected if isinstance(each, BookDelta)]
    decoder = BinanceFuturesDecoder(GRID)
    stream = f"btcusdt@depth@{milliseconds}ms"
    found = [decoder.decode(each.payload, local_ns=0)[0] for each in told(feed_of(11), until_s=20)[stream]]
    assert [delta_row(each) for each in found if isinstance(each, BookDelta)] == updates
    assert len(updates) > 20_000 / milliseconds * 0.9


def test_trades_read_back_are_those_of_the_log(forty_seconds: dict[str, list[StreamMessage]]) -> None:
    market, plain = WireMarket(11), DepthFeed(GRID, start_ns=START_NS)
    expected = [
        each
        for each in plain.messages(market.advance(40 * SECOND).log, until_ns=40 * SECOND)
        if isinstance(each, Trade)
    ]
    decoder = BinanceFuturesDecoder(GRID)
    single, added = (events(decoder, forty_seconds[f"btcusdt@{name}"]) for name in ("trade", "aggTrade"))
    rows = [
        (in_milliseconds(t.venue_ns - START_NS), t.trade_id, t.price_ticks, t.size_lots, t.taker_side) for t in expected
    ]
    found = [(t.venue_ns, t.trade_id, t.price_ticks, t.size_lots, t.taker_side) for t in single if isinstance(t, Trade)]
    assert found == rows
    assert not decoder.off_book_trades
    for message, trade in zip(forty_seconds["btcusdt@aggTrade"], added, strict=True):
        assert isinstance(trade, Trade)
        body = json.loads(message.payload)
        parts = expected[body["f"] - 1 : body["l"]]
        assert {each.price_ticks for each in parts} == {trade.price_ticks}
        assert sum(each.size_lots for each in parts) == trade.size_lots
        assert sum(each.visible_lots for each in parts) == trade.visible_lots
    bounds = [
        (body["f"], body["l"]) for body in (json.loads(each.payload) for each in forty_seconds["btcusdt@aggTrade"])
    ]
    assert [first for first, _ in bounds] == [1, *(last + 1 for _, last in bounds[:-1])]
    assert any(last > first for first, last in bounds), "no order was filled in two parts at one price"


def test_aggregates_leave_rpi_orders_out_of_what_was_displayed() -> None:
    feed = feed_of(11)
    feed.wanted = frozenset({"btcusdt@aggTrade"})
    trades = events(BinanceFuturesDecoder(GRID), feed.advance(200 * SECOND))
    unseen = sum(each.size_lots - each.visible_lots for each in trades if isinstance(each, Trade))
    log = WireMarket(11).advance(200 * SECOND).log
    of_rpi = (log.kind == EventKind.TRADE) & (log.flags & EventFlag.RPI > 0)
    assert unseen == int((log.lots + log.hidden_lots)[of_rpi].sum()) > 0


def trade_rows(trades: Sequence[object]) -> list[tuple[int, int, int, Side]]:
    return [(t.venue_ns, t.price_ticks, t.size_lots, t.taker_side) for t in trades if isinstance(t, Trade)]


def test_an_order_of_one_taker_is_one_message_at_bybit(forty_seconds: dict[str, list[StreamMessage]]) -> None:
    decoder = BybitDecoder(GRID)
    messages = forty_seconds[f"publicTrade.{GRID.symbol}"]
    rows = [event for each in messages for event in decoder.decode(each.payload, local_ns=0)]
    single = [
        BinanceFuturesDecoder(GRID).decode(each.payload, local_ns=0)[0] for each in forty_seconds["btcusdt@trade"]
    ]
    assert [(t.venue_ns, t.price_ticks, t.size_lots, t.taker_side) for t in rows if isinstance(t, Trade)] == [
        (t.venue_ns, t.price_ticks, t.size_lots, t.taker_side) for t in single if isinstance(t, Trade)
    ]
    takers = WireMarket(11).advance(40 * SECOND).log
    assert len(messages) == len(set(takers.taker_id[takers.taker_id > 0].tolist()))


@pytest.mark.parametrize("levels", [1, 50, 200])
def test_bybits_best_levels_are_those_of_the_book_after_every_message(levels: int) -> None:
    stream, decoder = f"orderbook.{levels}.{GRID.symbol}", BybitDecoder(GRID)
    feed = feed_of(3)
    feed.advance(8 * SECOND)
    opening = feed.opening(stream)
    assert opening is not None
    assert opening.kind is StreamKind.WHOLE_BOOK
    (whole,) = decoder.decode(opening.payload, local_ns=0)
    assert isinstance(whole, BookDelta)
    assert whole.is_snapshot
    held = {Side.BID: dict[int, int](), Side.ASK: dict[int, int]()}
    number, interval = whole.last_id, {1: 10, 50: 20, 200: 100}[levels] * MILLISECOND
    apply(held, whole)
    for until_ns in range(8 * SECOND + interval, 12 * SECOND, interval):
        for message in feed.advance(until_ns):
            if message.stream == stream:
                (delta,) = decoder.decode(message.payload, local_ns=0)
                assert isinstance(delta, BookDelta)
                assert not delta.is_snapshot
                assert delta.last_id == number + 1
                number += 1
                apply(held, delta)
        for side in Side:
            expected = {abs(key): feed.book.lots[key] for key in feed.book.top(side, levels)}
            assert held[side] == expected, (until_ns, side)
    assert number > whole.last_id + 20


def apply(held: dict[Side, dict[int, int]], delta: BookDelta) -> None:
    for side, ticks, lots in (
        (Side.BID, delta.bid_ticks, delta.bid_lots),
        (Side.ASK, delta.ask_ticks, delta.ask_lots),
    ):
        for tick, size in zip(ticks.tolist(), lots.tolist(), strict=True):
            if size:
                held[side][tick] = size
            else:
                del held[side][tick]


def test_best_prices_agree_with_the_depth_at_their_number(forty_seconds: dict[str, list[StreamMessage]]) -> None:
    decoder = BinanceFuturesDecoder(GRID)
    tops: dict[int, TopOfBook] = {}
    for each in forty_seconds["btcusdt@bookTicker"]:
        (top,) = decoder.decode(each.payload, local_ns=0)
        assert isinstance(top, TopOfBook)
        assert top.bid_ticks < top.ask_ticks
        tops[top.update_id] = top
    held = {Side.BID: dict[int, int](), Side.ASK: dict[int, int]()}
    compared = 0
    for each in forty_seconds["btcusdt@depth@100ms"]:
        (delta,) = decoder.decode(each.payload, local_ns=0)
        assert isinstance(delta, BookDelta)
        for side, ticks, lots in (
            (Side.BID, delta.bid_ticks, delta.bid_lots),
            (Side.ASK, delta.ask_ticks, delta.ask_lots),
        ):
            held[side].update(zip(ticks.tolist(), lots.tolist(), strict=True))
        stated = tops.get(delta.last_id)
        if stated is not None:
            bid = max(tick for tick, lots in held[Side.BID].items() if lots)
            ask = min(tick for tick, lots in held[Side.ASK].items() if lots)
            assert (stated.bid_ticks, stated.bid_lots) == (bid, held[Side.BID][bid])
            assert (stated.ask_ticks, stated.ask_lots) == (ask, held[Side.ASK][ask])
            compared += 1
    assert compared > 50


def test_the_book_with_rpi_orders_has_more_than_the_one_without() -> None:
    feed = feed_of(11)
    feed.advance(60 * SECOND)
    shown, whole = json.loads(feed.depth(1_000)), json.loads(feed.rpi_depth(1_000))
    extra = Decimal(0)
    for name in ("bids", "asks"):
        without = {price: Decimal(size) for price, size in shown[name]}
        with_rpi = {price: Decimal(size) for price, size in whole[name]}
        assert all(with_rpi[price] >= size for price, size in without.items())
        extra += sum(with_rpi.values()) - sum(without.values())
    flagged = [order for side in Side for order in feed._exchange.market.market.engine.resting(side)]  # type: ignore[attr-defined]
    assert extra * 1_000 == sum(order.shown_lots for order in flagged if order.kind.name == "RPI") > 0


def test_marks_and_open_interest_read_back_are_those_of_the_exchange(
    forty_seconds: dict[str, list[StreamMessage]],
) -> None:
    step = WireMarket(11).advance(40 * SECOND)
    tick = float(GRID.tick_size)
    decoders: dict[str, BinanceFuturesDecoder | BybitDecoder] = {
        "btcusdt@markPrice@1s": BinanceFuturesDecoder(GRID),
        f"tickers.{GRID.symbol}": BybitDecoder(GRID),
    }
    for stream, decoder in decoders.items():
        found = events(decoder, forty_seconds[stream])
        marks = [event for event in found if isinstance(event, MarkPrice)]
        for name in ("mark", "index"):
            expected = getattr(step.marks, name) / 65_536 * tick
            assert np.abs(np.array([getattr(each, name) for each in marks]) - expected).max() <= 0.5e-8 + 1e-11, stream
        assert [each.venue_ns for each in marks] == [START_NS + int(each) for each in step.marks.time_ns]
        assert {each.next_funding_ns for each in marks} == {START_NS + 8 * 3_600 * SECOND}
        assert {each.funding_rate for each in marks} == {0.0001}  # the premium of 40 s lies within the clamp
    lots = [each.lots for each in found if isinstance(each, OpenInterest)]
    assert lots == step.open_interest.tolist()
    slow = [json.loads(each.payload)["E"] // 1_000 for each in forty_seconds["btcusdt@markPrice"]]
    assert all(later - earlier == 3 for earlier, later in pairwise(slow))
    assert len(slow) > 10


def forced(time_s: float, side: PositionSide, lots: int, limit: int, filled: int, average: float) -> ForcedOrder:
    time_ns, left = int(time_s * SECOND), lots - filled
    return ForcedOrder(time_ns, 5, side, lots, limit, filled, average, min(filled, 3), left // 2, -left)


FORCED = (
    forced(1.1, PositionSide.LONG, 14, 59_000, 14, 59_004.4),
    forced(1.7, PositionSide.LONG, 20, 58_990, 8, 58_991.0),
    forced(2.0, PositionSide.SHORT, 6, 61_000, 6, 60_990.6),
    forced(2.4, PositionSide.LONG, 9, 58_000, 0, 0.0),
)


def test_forced_orders_in_the_words_of_both_venues() -> None:
    feed = VenueFeed(WireMarket(2, forced=FORCED), start_ns=START_NS)
    found = told(feed, until_s=4)
    bodies = [json.loads(each.payload) for each in found["btcusdt@forceOrder"]]
    assert [(each["E"], each["o"]["T"]) for each in bodies] == [
        (START_NS // MILLISECOND + 2_000, START_NS // MILLISECOND + 1_700),
        (START_NS // MILLISECOND + 3_000, START_NS // MILLISECOND + 2_000),
    ], "only the latest of each second, and one at the full second belongs to the one that begins"
    assert [each.payload for each in found["!forceOrder@arr"]] == [each.payload for each in found["btcusdt@forceOrder"]]
    order = bodies[0]["o"]
    assert order == {
        "s": "BTCUSDT", "S": "SELL", "o": "LIMIT", "f": "IOC", "q": "0.020", "p": "58990.0", "ap": "58991.0",
        "X": "EXPIRED", "l": "0.003", "z": "0.008", "T": order["T"],
    }  # fmt: skip
    assert (bodies[1]["o"]["S"], bodies[1]["o"]["X"], bodies[1]["o"]["ap"]) == ("BUY", "FILLED", "60991.0")
    prints = [
        e for each in found["btcusdt@forceOrder"] for e in BinanceFuturesDecoder(GRID).decode(each.payload, local_ns=0)
    ]
    assert [(p.position_side, p.size_lots, p.is_censored) for p in prints if isinstance(p, LiquidationPrint)] == [
        (PositionSide.LONG, 8, True),
        (PositionSide.SHORT, 6, True),
    ]
    everything = [
        e
        for each in found[f"allLiquidation.{GRID.symbol}"]
        for e in BybitDecoder(GRID).decode(each.payload, local_ns=0)
    ]
    assert [
        (p.venue_ns - START_NS, p.position_side, p.price_ticks, p.size_lots, p.price_kind)
        for p in everything
        if isinstance(p, LiquidationPrint)
    ] == [(f.time_ns, f.side, f.limit_ticks, f.lots, LiquidationPrice.BANKRUPTCY) for f in FORCED]
    off_book = [json.loads(each.payload) for each in found["btcusdt@trade"] if b'"X":"ADL"' in each.payload]
    assert [(each["p"], each["q"], each["m"]) for each in off_book] == [
        ("58990.0", "0.006", True), ("58000.0", "0.004", True),
    ]  # fmt: skip
    assert json.loads(feed.adl_risk())["adlRisk"] == "high"
    assert json.loads(feed_of(2).adl_risk())["adlRisk"] == "low"


def test_answers_about_open_interest_takers_tiers_and_fund() -> None:
    paid = FundingPaid(601 * SECOND, 12_345, 60_000)
    feed = VenueFeed(WireMarket(2, funding=[paid]), start_ns=START_NS - 30 * SECOND)
    feed.wanted = frozenset({"btcusdt@trade"})
    found = told(feed, until_s=1_000, step_ns=10 * SECOND)
    trades = [json.loads(each.payload) for each in found["btcusdt@trade"]]
    interest = json.loads(feed.open_interest_history("5m", 30))
    ends = [(START_NS // MILLISECOND) + minutes * 60_000 for minutes in (0, 5, 10, 15)]
    assert [row["timestamp"] for row in interest] == ends
    assert [row["sumOpenInterest"] for row in interest] == ["5.029", "5.329", "5.629", "5.929"]
    assert all(
        float(row["sumOpenInterestValue"]) / float(row["sumOpenInterest"]) == pytest.approx(60_000, rel=0.02)
        for row in interest
    )
    assert [row["timestamp"] for row in json.loads(feed.open_interest_history("15m", 30))] == [ends[0], ends[3]]
    takers = json.loads(feed.taker_long_short_ratio("5m", 2))
    for row in takers:
        within = [each for each in trades if row["timestamp"] - 300_000 <= each["T"] < row["timestamp"]]
        for name, is_maker_buyer in (("buyVol", False), ("sellVol", True)):
            assert Decimal(row[name]) == sum(Decimal(each["q"]) for each in within if each["m"] is is_maker_buyer)
    assert len(takers) == 2
    (bracket,) = json.loads(feed.leverage_bracket())
    first, second = bracket["brackets"][:2]
    assert (first["bracket"], first["notionalFloor"], first["cum"]) == (1, 0, 0.0)
    assert second["cum"] == pytest.approx(
        second["notionalFloor"] * (second["maintMarginRatio"] - first["maintMarginRatio"])
    )
    assert json.loads(feed.insurance_balance())["assets"][0]["marginBalance"] == "7500.00000000"
    assert json.loads(feed.open_interest())["openInterest"] == "5.999"
    with pytest.raises(InputError, match="'period' must be one of 5m, 15m"):
        feed.open_interest_history("7m", 3)
    with pytest.raises(InputError, match=r"'limit' must be from 1 to 1,000, was 0"):
        feed.depth(0)


def test_time_may_be_cut_anywhere() -> None:
    cuts = [1, 777_777_777, 777_777_778, SECOND, 3 * SECOND + 7, 3 * SECOND + 2_000_007, 6 * SECOND]
    parts, whole = feed_of(7), feed_of(7)
    found = [message for until_ns in cuts for message in parts.advance(until_ns)]
    expected = whole.advance(6 * SECOND)
    assert sorted(map(message_key, found)) == sorted(map(message_key, expected))
    for stream in {each.stream for each in expected}:
        assert [each for each in found if each.stream == stream] == [each for each in expected if each.stream == stream]
    assert [each.time_ns for each in found] == sorted(each.time_ns for each in found)
    with pytest.raises(InputError, match=r"'until_ns' must be at least 6000000000, was 5000000000"):
        whole.advance(5 * SECOND)


def message_key(message: StreamMessage) -> tuple[int, str, bytes]:
    return message.time_ns, message.stream, message.payload


def test_only_what_is_wanted_is_told_and_a_late_listener_misses_nothing() -> None:
    stream, topic = "btcusdt@depth@100ms", f"orderbook.50.{GRID.symbol}"
    late, always = feed_of(7), feed_of(7)
    late.wanted = frozenset()
    assert late.advance(5 * SECOND) == []
    late.wanted = frozenset({stream, topic})
    always.advance(5 * SECOND)
    first, second = late.opening(topic), always.opening(topic)
    assert first is not None
    assert second is not None
    assert levels_of(first.payload) == levels_of(second.payload)
    for name in (stream, topic):
        found, expected = (
            [each for each in feed.advance(feed.now_ns + SECOND) if each.stream == name] for feed in (late, always)
        )
        assert {each.stream for each in found} == {name}
        assert list(map(without_number, found)) == list(map(without_number, expected))


def test_who_listens_later_hears_the_same_whether_nobody_or_another_listened_before() -> None:
    """Where nobody listens, streams are looked at only where a step ends."""
    alone, beside = feed_of(7), feed_of(7)
    alone.wanted, beside.wanted = frozenset(), frozenset({"a stream of another venue"})
    assert alone.advance(5 * SECOND + 30 * MILLISECOND) == []
    for until_ns in range(70 * MILLISECOND, 5 * SECOND + 31 * MILLISECOND, 80 * MILLISECOND):
        assert beside.advance(until_ns) == []
    alone.wanted = beside.wanted = None
    assert [alone.opening(topic) for topic in OPENED] == [beside.opening(topic) for topic in OPENED]
    found, expected = (list(map(message_key, feed.advance(8 * SECOND))) for feed in (alone, beside))
    assert len(found) > 500
    assert found == expected


def levels_of(payload: bytes) -> Any:
    body = json.loads(payload)["data"]
    return body["b"], body["a"]


def without_number(message: StreamMessage) -> Any:
    """Bybit numbers the messages of a topic, and nobody heard the others."""
    body = json.loads(message.payload)
    body.get("data", {}).pop("u", None)
    return body


@given(steps=st.integers(0, 2**62), exponent=st.integers(-12, 3), mantissa=st.sampled_from([1, 5, 25]))
def test_text_of_steps_is_exact(steps: int, exponent: int, mantissa: int) -> None:
    step = Decimal(mantissa).scaleb(exponent)
    text = DecimalText(step)[steps].decode()
    assert Decimal(text) == steps * step, (steps, step, text)
    assert "E" not in text
