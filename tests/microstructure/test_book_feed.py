"""What a feed believes, message by message: how it doubts, what mends it, what it refuses, and what it writes down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import (
    BookDelta,
    BookFeed,
    IncidentKind,
    SequenceRule,
    Side,
    StreamMonitor,
    StreamState,
)
from seawall.microstructure.waiting_updates import WaitingUpdates
from tests.microstructure.venue_streams import GRID

SECOND = 1_000_000_000
FUTURES, SPOT, BYBIT = SequenceRule.BINANCE_FUTURES, SequenceRule.BINANCE_SPOT, SequenceRule.BYBIT
LIVE, SUSPECT, SYNCING, DEAD = StreamState.LIVE, StreamState.SUSPECT, StreamState.SYNCING, StreamState.DEAD


def update(
    number: int,
    *,
    at: float = 0.0,
    bid: tuple[int, int] | None = None,
    ask: tuple[int, int] | None = None,
    whole: bool = False,
    venue: float | None = None,
) -> BookDelta:
    """Update `number`, which follows the one before it under every venue's rule."""
    sides = [np.array([each[k]] if each else [], dtype=np.int64) for each in (bid, ask) for k in (0, 1)]
    venue_ns = int((at if venue is None else venue) * SECOND) + SECOND
    return BookDelta("BTCUSDT", venue_ns, int(at * SECOND), number, number, -1 if whole else number - 1, whole, *sides)


def live_feed(rule: SequenceRule = FUTURES) -> BookFeed:
    """A feed that is LIVE at update 11: bid 100, ask 110."""
    feed = BookFeed(GRID, rule=rule)
    feed.receive(update(10, bid=(100, 5), ask=(110, 5), whole=True))
    feed.receive(update(11, bid=(100, 6)))
    assert feed.state is LIVE
    return feed


def kinds(feed: BookFeed) -> list[IncidentKind]:
    return [each.kind for each in feed.log.incidents]


@pytest.mark.parametrize("rule", list(SequenceRule))
def test_a_gap_is_suspect_until_the_missing_update_comes_after_all(rule: SequenceRule) -> None:
    feed = live_feed(rule)
    feed.receive(update(13, at=1, bid=(101, 1)))
    assert (feed.state, feed.wants_snapshot, feed.book.last_id) == (SUSPECT, True, 11)
    feed.receive(update(15, at=2, bid=(103, 1)))
    feed.receive(update(12, at=3))
    assert (feed.state, feed.book.last_id) == (SUSPECT, 13)  # 14 is missing still
    feed.receive(update(14, at=4, bid=(102, 1)))
    assert (feed.state, feed.wants_snapshot, feed.book.last_id) == (LIVE, False, 15)
    assert feed.book.top(Side.BID, 9)[0].tolist() == [103, 102, 101, 100]
    (outage,) = feed.log.outages
    assert (outage.kind, outage.last_good_ns, outage.proved_ns, outage.back_ns) == (
        IncidentKind.GAP,
        0,
        1 * SECOND,
        4 * SECOND,
    )
    assert (outage.unnoticed_ns, outage.lasted_ns) == (SECOND, 3 * SECOND)


def test_silence_is_found_at_five_seconds_and_not_before() -> None:
    feed = live_feed()
    feed.advance(4_999_000_000)
    assert feed.state is LIVE
    feed.advance(5_000_000_000)
    assert (feed.state, kinds(feed)) == (SUSPECT, [IncidentKind.SILENT])
    feed.advance(6 * SECOND)
    assert kinds(feed) == [IncidentKind.SILENT]  # said once
    feed.receive(update(12, at=7))
    assert (feed.state, feed.log.outages[0].lasted_ns) == (LIVE, 2 * SECOND)


def test_a_stream_given_up_comes_back_by_the_numbers_alone() -> None:
    feed = live_feed()
    feed.advance(60 * SECOND)
    assert (feed.state, feed.wants_snapshot) == (DEAD, False)
    feed.receive(update(13, at=61))
    assert (feed.state, feed.wants_snapshot) == (SUSPECT, True)
    feed.receive(update(12, at=62))
    assert feed.state is LIVE
    assert [change.after for change in feed.log.changes] == [LIVE, DEAD, SUSPECT, LIVE]


def test_a_subscription_that_is_acknowledged_and_sends_nothing_is_silent() -> None:
    feed = BookFeed(GRID, rule=FUTURES)
    feed.connected(local_ns=SECOND)
    feed.advance(6 * SECOND - 1)
    assert kinds(feed) == []
    feed.advance(6 * SECOND)
    assert (feed.state, kinds(feed)) == (SYNCING, [IncidentKind.SILENT])


def test_a_whole_book_that_was_asked_for_does_not_hide_silence() -> None:
    feed = live_feed()
    feed.receive(update(13, at=1))
    feed.receive(update(9, at=5, bid=(100, 5), ask=(110, 5), whole=True))
    feed.advance(6 * SECOND)
    assert IncidentKind.SILENT in kinds(feed)


def test_our_clock_going_back_stops_neither_time_nor_belief() -> None:
    feed = live_feed()
    feed.receive(update(12, at=100, venue=0.1))
    feed.receive(update(13, at=40, venue=0.2))
    assert feed.state is LIVE
    assert IncidentKind.CLOCK_BACK in kinds(feed)
    feed.receive(update(14, at=40.5, venue=0.3))
    before = feed.log.counts[IncidentKind.CLOCK_BACK]
    feed.advance(int(45.4 * SECOND))
    assert feed.state is LIVE
    feed.advance(int(45.5 * SECOND))
    assert (feed.state, feed.log.counts[IncidentKind.CLOCK_BACK]) == (SUSPECT, before)


def test_the_venues_clock_ahead_is_stated_and_going_back_is_noted() -> None:
    feed = live_feed()
    for number in range(12, 60):
        feed.receive(update(number, at=number / 5, venue=number / 5 + 0.25))
    skews = [each.cause for each in feed.log.incidents if each.kind is IncidentKind.CLOCK_SKEW]
    assert skews == ["the venue's clock and the way from it: 1.250 s ahead of ours"]
    assert feed.clock.usual_ns == -1_250_000_000
    feed.receive(update(60, at=12, venue=11))
    assert (feed.state, kinds(feed)[-1]) == (LIVE, IncidentKind.CLOCK_BACK)


def test_updates_that_come_far_later_than_usual_are_not_believed() -> None:
    feed = live_feed()
    for number in range(12, 60):
        feed.receive(update(number, at=number / 5))
    feed.receive(update(60, at=16, venue=11.1))  # 4.9 s late
    assert feed.state is LIVE
    feed.receive(update(61, at=16.3, venue=11.3))
    assert (feed.state, kinds(feed)[-1]) == (SUSPECT, IncidentKind.DELAYED)
    feed.receive(update(62, at=16.4, venue=11.3))
    assert feed.state is SUSPECT
    feed.receive(update(63, at=16.5, venue=16.4))
    assert feed.state is LIVE


@pytest.mark.parametrize("delta", [update(12, bid=(110, 1)), update(12, ask=(100, 1)), update(12, bid=(99, -1))])
def test_what_is_refused_never_touches_the_served_book(delta: BookDelta) -> None:
    feed = live_feed()
    before = feed.image()
    feed.receive(delta)
    after = feed.image()
    assert (feed.state, feed.wants_snapshot, after.last_id) == (SUSPECT, True, 11)
    for name in ("bid_ticks", "bid_lots", "ask_ticks", "ask_lots"):
        assert getattr(before, name).tolist() == getattr(after, name).tolist(), name
    feed.receive(update(12, at=1, bid=(101, 1)))  # nothing but a whole book mends this
    assert feed.state is SUSPECT


def test_a_whole_book_that_is_crossed_once_joined_is_refused() -> None:
    feed = live_feed()
    feed.receive(update(13, bid=(105, 1)))
    feed.receive(update(12, bid=(95, 5), ask=(104, 5), whole=True))
    assert (feed.state, feed.wants_snapshot, feed.book.last_id) == (SUSPECT, True, 11)
    assert IncidentKind.CROSSED in kinds(feed)


def test_numbers_that_contradict_each_other_are_not_applied() -> None:
    feed = live_feed()
    feed.receive(replace(update(12, bid=(101, 9)), first_id=12, last_id=5))
    assert (feed.state, feed.book.last_id, kinds(feed)) == (SUSPECT, 11, [IncidentKind.CORRUPT])
    feed.receive(update(12))
    assert feed.state is LIVE


def test_a_venue_that_counts_anew_is_not_taken_for_repeats_for_ever() -> None:
    feed = live_feed()
    for number in range(1, 11):
        feed.receive(replace(update(number), first_id=number, previous_id=number - 1))
        assert (feed.state, feed.wants_snapshot) == (SUSPECT, False)
    feed.receive(update(11))
    assert feed.wants_snapshot
    feed.receive(update(11, bid=(90, 1), ask=(95, 1), whole=True))
    feed.receive(update(12))
    assert (feed.state, feed.book.best(Side.BID)) == (LIVE, (90, 1))


def test_two_different_updates_after_the_same_one_are_no_book() -> None:
    feed = live_feed()
    feed.receive(update(13, bid=(101, 1)))
    feed.receive(update(13, bid=(101, 1)))
    assert IncidentKind.CORRUPT not in kinds(feed)
    feed.receive(update(13, bid=(101, 2)))
    assert IncidentKind.CORRUPT in kinds(feed)
    feed.receive(update(12))
    assert feed.state is SUSPECT


def test_a_stale_whole_book_is_refused_and_another_is_wanted() -> None:
    feed = live_feed()
    feed.receive(update(13))
    feed.receive(update(9, bid=(90, 1), ask=(95, 1), whole=True))
    assert (feed.state, feed.wants_snapshot, kinds(feed)[-1]) == (SUSPECT, True, IncidentKind.STALE_SNAPSHOT)
    feed.receive(update(12, bid=(90, 1), ask=(95, 1), whole=True))
    assert (feed.state, feed.book.best(Side.BID), feed.book.last_id) == (LIVE, (90, 1), 13)


def test_a_whole_book_in_a_live_stream_changes_nothing_where_books_are_asked_for() -> None:
    feed = live_feed()
    feed.receive(update(11, bid=(90, 1), ask=(95, 1), whole=True))
    assert (feed.state, feed.book.best(Side.BID), kinds(feed)) == (LIVE, (100, 6), [IncidentKind.IGNORED])


def test_whole_books_of_bybit_replace_and_an_older_one_must_be_followed() -> None:
    feed = live_feed(BYBIT)
    same = update(11, bid=(100, 6), ask=(110, 5), whole=True)
    feed.receive(same)  # a level-1 topic repeats itself
    feed.receive(update(12, bid=(99, 6), ask=(110, 5), whole=True))
    assert (feed.state, kinds(feed)) == (LIVE, [])
    feed.receive(update(20, bid=(98, 6), ask=(110, 5), whole=True))
    assert (feed.state, kinds(feed)) == (LIVE, [IncidentKind.RESET])
    feed.receive(update(1, bid=(97, 6), ask=(110, 5), whole=True))  # a restart
    assert (feed.state, feed.book.best(Side.BID)) == (LIVE, (97, 6))
    for number in range(2, 6):
        feed.receive(update(number))
    feed.receive(update(3, bid=(96, 6), ask=(110, 5), whole=True))  # of a subscription that was given up
    assert feed.state is SUSPECT
    feed.receive(update(6))
    assert (feed.state, feed.wants_snapshot) == (SUSPECT, True)


def test_a_lost_connection_is_mended_by_numbers_at_binance_and_by_a_whole_book_at_bybit() -> None:
    for rule, state in ((FUTURES, LIVE), (SPOT, LIVE), (BYBIT, SUSPECT)):
        feed = live_feed(rule)
        feed.interrupted("reset by peer", local_ns=SECOND)
        assert (feed.state, feed.wants_snapshot) == (SUSPECT, True)
        feed.connected(local_ns=2 * SECOND)
        feed.receive(update(12, at=3))
        assert feed.state is state, rule


def test_after_a_ban_nothing_is_looked_at_until_a_connection_stands() -> None:
    feed = live_feed()
    feed.interrupted("HTTP 418", local_ns=SECOND, is_banned=True)
    feed.receive(update(12, at=2))
    assert (feed.state, feed.book.last_id, kinds(feed)[-1]) == (DEAD, 11, IncidentKind.IGNORED)
    feed.connected(local_ns=3 * SECOND)
    feed.receive(update(12, at=4))
    assert feed.state is LIVE


def test_a_full_buffer_is_said_once_and_a_fresh_whole_book_still_joins(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = live_feed()
    monkeypatch.setattr(feed, "_waiting", WaitingUpdates(FUTURES, most=3))
    for number in range(13, 20):
        feed.receive(update(number))
    assert feed.log.counts[IncidentKind.OVERFLOW] == 1
    feed.receive(update(14, bid=(90, 1), ask=(95, 1), whole=True))
    assert kinds(feed)[-1] is IncidentKind.STALE_SNAPSHOT
    feed.receive(update(17, bid=(90, 1), ask=(95, 1), whole=True))
    assert (feed.state, feed.book.last_id) == (LIVE, 19)


def test_doubt_before_the_first_book_leaves_it_syncing() -> None:
    feed = BookFeed(GRID, rule=FUTURES)
    feed.corrupt("rubbish", local_ns=1)
    feed.receive(update(5))
    assert (feed.state, feed.wants_snapshot, feed.log.outages) == (SYNCING, True, [])


def test_another_instrument_and_senseless_limits_are_refused() -> None:
    with pytest.raises(InputError, match="'delta' must be about BTCUSDT, was about 'ETHUSDT'"):
        live_feed().receive(replace(update(12), symbol="ETHUSDT"))
    with pytest.raises(InputError, match="'silence_ns' must be above 0 and at most 'death_ns'"):
        BookFeed(GRID, rule=FUTURES, silence_ns=0)


def test_a_monitor_tells_a_stream_that_sends_from_one_that_was_only_acknowledged() -> None:
    monitor = StreamMonitor("BTCUSDT", "aggTrade", expected_every_ns=SECOND)
    assert monitor.advance(100 * SECOND) is SYNCING  # nobody has subscribed
    monitor.acknowledged(local_ns=100 * SECOND)
    assert monitor.advance(105 * SECOND) is SUSPECT
    assert "was acknowledged 5.0 s ago and has sent nothing" in monitor.log.incidents[0].cause
    assert monitor.message(local_ns=106 * SECOND) is LIVE
    assert monitor.advance(111 * SECOND - 1) is LIVE
    assert monitor.message(local_ns=111 * SECOND) is LIVE  # late, and there again
    assert monitor.advance(100 * SECOND) is LIVE  # our clock goes back: silence goes on from there
    assert monitor.advance(105 * SECOND - 1) is LIVE
    assert monitor.advance(105 * SECOND) is SUSPECT
    assert monitor.advance(160 * SECOND) is DEAD
    monitor.acknowledged(local_ns=170 * SECOND)
    assert (monitor.state, monitor.age_ns) == (SYNCING, 0)
    monitor.interrupted("reset by peer", local_ns=171 * SECOND)
    assert (monitor.state, monitor.age_ns, monitor.advance(500 * SECOND)) == (SUSPECT, None, SUSPECT)


def test_liquidations_may_be_silent_for_ever() -> None:
    monitor = StreamMonitor("BTCUSDT", "forceOrder")
    monitor.acknowledged(local_ns=0)
    assert monitor.advance(10**6 * SECOND) is SYNCING
    assert monitor.message(local_ns=10**6 * SECOND) is LIVE
    assert monitor.advance(10**7 * SECOND) is LIVE
    with pytest.raises(InputError, match="'expected_every_ns' must be above 0, was 0"):
        StreamMonitor("BTCUSDT", "x", expected_every_ns=0)
