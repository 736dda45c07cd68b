"""Books read through every fault: one that is said to be live is the venue's, always, and comes back by itself."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from seawall.errors import InputError
from seawall.microstructure import IncidentKind, StreamState
from seawall.simulator import BookFault, FaultSwitches, FaultyChannel, Silence, StreamKind, StreamMessage, VenueFeed
from seawall.sources import TapeReader, tape_reader
from tests.simulator.wire_market import GRID, SECOND, START_NS, TENTH, TrueBooks, disagreement, feed_of

STREAMS = {"binance-usdm": "btcusdt@depth@100ms", "bybit": f"orderbook.200.{GRID.symbol}"}
VENUES = tuple(STREAMS)
ALL = {fault: 0.08 for fault in BookFault}


true_books = cache(TrueBooks)
"""One twin of each seed for all tests."""


class Follower:
    """A client without sockets: it reads one stream, and asks for a whole book when its feed wants one."""

    def __init__(self, venue: str, switches: FaultSwitches, *, seed: int = 5) -> None:
        self.venue = venue
        self.stream = STREAMS[venue]
        self.feed: VenueFeed = feed_of(seed, faults=switches)
        self.truth = true_books(seed)
        self.reader: TapeReader = tape_reader(venue, GRID, snapshot_levels=1_000)
        self.skew_ns = switches.skew_ns
        self.states: Counter[StreamState] = Counter()
        self.late: list[int] = []

    def run(self, *, from_s: float, until_s: float) -> None:
        """Follow for some seconds; every message is checked."""
        if not self.feed.now_ns:
            self.feed.wanted = frozenset()
            self.feed.advance(int(from_s * SECOND))
            self.feed.wanted = frozenset({self.stream})
            self._open()
        for until_ns in range(int(from_s * SECOND) + TENTH, int(until_s * SECOND) + 1, TENTH):
            for message in self.feed.advance(until_ns):
                self._take(until_ns, message.payload)
            self.reader.feed.advance(START_NS + until_ns)
            if self.reader.wants_snapshot:
                self._open()
            self.states[self.reader.feed.state] += 1

    def _open(self) -> None:
        if self.venue == "bybit":
            opening = self.feed.opening(self.stream)
            if opening is not None:
                self._take(self.feed.now_ns, opening.payload)
        elif self.feed.now_ns and self.reader.wants_snapshot:
            self._take(self.feed.now_ns, self.feed.depth(1_000))

    def _take(self, now_ns: int, payload: bytes) -> None:
        self.reader.take_message(START_NS + now_ns, payload)
        wrong = disagreement(self.reader, self.truth, skew_ns=self.skew_ns)
        assert not wrong, (now_ns, payload[:200], wrong, self.reader.feed.log.incidents[-3:])

    def assert_back(self) -> None:
        last = self.reader.feed.book
        assert self.reader.feed.state is StreamState.LIVE, self.reader.feed.log.incidents[-3:]
        assert START_NS + self.feed.now_ns + self.skew_ns - last.venue_ns <= SECOND


@pytest.mark.parametrize("venue", VENUES)
def test_without_faults_nothing_is_noted(venue: str) -> None:
    follower = Follower(venue, FaultSwitches())
    follower.run(from_s=20, until_s=40)
    follower.assert_back()
    assert not follower.reader.feed.log.incidents
    assert follower.states[StreamState.LIVE] > 195


EXPECTED = {
    BookFault.DROP: IncidentKind.GAP,
    BookFault.DUPLICATE: IncidentKind.DUPLICATE,
    BookFault.REORDER: IncidentKind.GAP,
    BookFault.CROSS: IncidentKind.CROSSED,
}


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize("fault", BookFault)
def test_one_fault_of_one_message(venue: str, fault: BookFault) -> None:
    follower = Follower(venue, FaultSwitches(numbered={50: fault}))
    follower.run(from_s=20, until_s=32)
    follower.assert_back()
    log = follower.reader.feed.log
    assert follower.feed.struck(follower.stream) == {fault: 1}
    assert log.counts[EXPECTED[fault]] == 1, log.counts
    (outage,) = log.outages
    assert outage.lasted_ns is not None
    assert outage.lasted_ns <= SECOND, outage


@pytest.mark.parametrize("venue", VENUES)
def test_many_faults_and_no_silent_corruption(venue: str) -> None:
    switches = FaultSwitches(seed=1, shares=ALL, until_ns=98 * SECOND)
    follower = Follower(venue, switches)
    follower.run(from_s=20, until_s=100)
    follower.assert_back()
    struck = follower.feed.struck(follower.stream)
    assert sum(struck.values()) > 200, struck
    assert set(struck) == set(BookFault)
    assert follower.states[StreamState.LIVE] > 200, follower.states


@pytest.mark.slow
@pytest.mark.parametrize("venue", VENUES)
def test_ten_thousand_faults_and_no_silent_corruption(venue: str, slow_share: int) -> None:
    struck, runs = 0, max(16 // slow_share, 1)
    for seed in range(runs):
        follower = Follower(venue, FaultSwitches(seed=seed, shares=ALL, until_ns=238 * SECOND), seed=seed)
        follower.run(from_s=20, until_s=240)
        follower.assert_back()
        struck += sum(follower.feed.struck(follower.stream).values())
    assert struck > 10_000 * runs / 16, struck


@pytest.mark.parametrize("venue", VENUES)
def test_a_venue_that_counts_anew(venue: str) -> None:
    # between two updates what changed since the first is never told; a whole book then is of no tenth of a second
    second_ns = 26 * SECOND + (50_000_000 if venue == "binance-usdm" else 0)
    follower = Follower(venue, FaultSwitches(restarts_ns=(24 * SECOND, second_ns)))
    follower.run(from_s=20, until_s=30)
    follower.assert_back()
    counts = follower.reader.feed.log.counts
    assert counts[IncidentKind.RESET] == 2, counts
    assert follower.reader.feed.book.last_id < 2_000


@pytest.mark.parametrize("venue", VENUES)
def test_a_silent_stream_is_found_within_five_seconds(venue: str) -> None:
    silence = Silence(follower_name := STREAMS[venue], 25 * SECOND, 33 * SECOND)
    follower = Follower(venue, FaultSwitches(silences=(silence,)))
    follower.run(from_s=20, until_s=36)
    follower.assert_back()
    log = follower.reader.feed.log
    silent = next(each for each in log.incidents if each.kind is IncidentKind.SILENT)
    assert silent.local_ns - START_NS - 25 * SECOND <= 5 * SECOND, (follower_name, silent)
    from_silence = [each for each in log.changes if each.before is StreamState.LIVE]
    assert [each.cause for each in from_silence] == ["no update for 5.0 s"]


def test_a_stream_that_is_silent_from_the_start_is_never_believed() -> None:
    switches = FaultSwitches(silences=(Silence("orderbook.", 0, 30 * SECOND),))
    follower = Follower("bybit", switches)
    follower.run(from_s=20, until_s=29)
    assert follower.states == Counter({StreamState.SYNCING: 90})


def test_a_whole_book_that_is_too_old_is_not_joined() -> None:
    follower = Follower("binance-usdm", FaultSwitches(stale_books=2))
    follower.run(from_s=20, until_s=25)
    follower.assert_back()
    assert follower.reader.feed.log.counts[IncidentKind.STALE_SNAPSHOT] == 2
    assert follower.reader.totals.snapshots == 3


@pytest.mark.parametrize("skew_s", [-90, 30])
def test_a_clock_that_is_wrong_is_stated_and_does_not_touch_the_book(skew_s: int) -> None:
    follower = Follower("binance-usdm", FaultSwitches(skew_ns=skew_s * SECOND))
    follower.run(from_s=20, until_s=30)
    follower.assert_back()
    (stated,) = follower.reader.feed.log.incidents
    assert stated.kind is IncidentKind.CLOCK_SKEW
    assert f"{abs(skew_s)}.000 s" in stated.cause


def test_without_rpi_orders_the_venue_does_not_tell_them_apart() -> None:
    plain, told = (feed_of(11, faults=FaultSwitches(tells_rpi=each)) for each in (False, True))
    bodies = []
    for feed in (plain, told):
        messages = feed.advance(40 * SECOND)
        assert any(each.stream.endswith("@rpiDepth@500ms") for each in messages) is (feed is told)
        bodies.append([each.payload for each in messages if each.stream.endswith("@aggTrade")])
    assert all(b'"nq"' not in each for each in bodies[0])
    assert all(b'"nq"' in each for each in bodies[1])
    assert len(bodies[0]) == len(bodies[1]) > 300


def test_faults_do_not_depend_on_how_messages_are_handed_over() -> None:
    switches = FaultSwitches(seed=4, shares=ALL)
    messages = [
        StreamMessage(stream, at, b'{"b":[["9","1"]],"a":[],"u":%d}' % at, StreamKind.BOOK)
        for at in range(200)
        for stream in ("x@depth@100ms", "y@depth@100ms")
    ]
    whole = FaultyChannel(switches).pass_on(messages)
    one_by_one = FaultyChannel(switches)
    assert [told for each in messages for told in one_by_one.pass_on([each])] == whole
    other = FaultyChannel(FaultSwitches(seed=5, shares=ALL)).pass_on(messages)
    assert other != whole
    of_one = [each for each in messages if each.stream.startswith("x")]
    assert FaultyChannel(switches).pass_on(of_one) == [each for each in whole if each.stream.startswith("x")]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"shares": {BookFault.DROP: -0.1}}, "'shares' must be 0 or more"),
        ({"numbered": {0: BookFault.DROP}}, "'numbered' must count from 1, was 0"),
        ({"stale_books": -1}, "'stale_books' must be 0 or more, was -1"),
        ({"seed": -2}, "'seed' must be 0 or more, was -2"),
    ],
)
def test_switches_that_cannot_be_meant_are_refused(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        FaultSwitches(**wrong)  # type: ignore[arg-type]
