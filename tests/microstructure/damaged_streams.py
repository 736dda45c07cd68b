"""Streams that lose, repeat, swap, hold up or garble messages on their way to a feed, and a judge who knows the truth.

The judge never asks the feed. He knows which true message each delivered one is, so he knows the first that could prove
a fault (it is not the true successor of the one before it, or cannot be read), and from when on the delivered messages
are complete again: every true message since some whole book has come in.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from seawall.errors import DataError
from seawall.microstructure import BookDelta, BookFeed, SequenceRule, StreamState
from seawall.microstructure.sequence import predecessor
from tests.microstructure.venue_streams import (
    CHECKPOINT_EVERY,
    GRID,
    MILLISECOND_NS,
    Venue,
    decoder_of,
    in_bytes,
    same_levels,
    shifted,
    top,
)

MESSAGES_PER_TRIAL = 120
LONGEST_LATENCY = 20
SILENCE_NS = 5_000_000_000
WAY_NS = 30 * MILLISECOND_NS


class Fault(enum.Enum):
    """What happens to a stream."""

    DROP = "drop"
    DROP_SEVERAL = "drop several"
    DUPLICATE = "duplicate"
    LATE_REPEAT = "late repeat"
    REORDER = "reorder"
    REORDER_FAR = "reorder far"
    RESET = "reset"
    RESTART = "numbers restart"
    TRUNCATE = "truncate"
    GARBLE = "garble"
    CROSS = "crossed update"
    HOLD = "held up 6 s"
    WHOLE_BOOK = "whole book unasked"
    CLOCK_BACK = "our clock back 10 s"


HARMLESS = frozenset({Fault.CLOCK_BACK, Fault.WHOLE_BOOK})
"""What proves nothing missing: the book stays LIVE."""


@dataclass(frozen=True)
class Message:
    """What comes in: bytes, or a lost connection (None)."""

    local_ns: int
    content: bytes | None
    place: int  # true messages sent by then
    number: int = -1  # last update of a message that can be read
    is_whole: bool = False
    is_broken: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one damaged stream: messages and nanoseconds from the fault to its proof, and from there back."""

    proof_messages: int
    proof_ns: int
    back_messages: int
    back_ns: int
    log: str


class Trial:
    """One damaged stream, message by message, the feed that reads it, and the judge."""

    def __init__(self, venue: Venue, generator: np.random.Generator, fault: Fault) -> None:
        self.venue, self.generator, self.fault = venue, generator, fault
        last_start = len(venue.deltas) - MESSAGES_PER_TRIAL
        possible = [place for place in venue.places if place <= last_start]
        self.start = possible[int(generator.integers(0, len(possible)))]
        self.end = self.start + MESSAGES_PER_TRIAL
        self.at = self.start + int(generator.integers(3, MESSAGES_PER_TRIAL - 70))
        self.feed = BookFeed(GRID, rule=venue.rule, silence_ns=SILENCE_NS)
        self.decoder = decoder_of(venue.rule)
        self.shift = 0
        self.due: int | None = None
        self.known: set[int] = set()  # true messages that came in whole
        self.bases = {self.start}  # true messages after which a whole book came in
        self.places = {venue.checkpoints[self.start].last_id: self.start}
        self.newest = self.start
        self.proved: tuple[int, int] | None = None
        self.back: tuple[int, int] | None = None
        self.last_update_ns = 0
        self.count = 0

    def run(self) -> Outcome:
        """Play the stream; every claim of the feed is held against the judge's."""
        first = replace(self.venue.checkpoints[self.start], local_ns=self.arrival(self.start))
        self.feed.receive(first)
        if self.venue.rule.asks_for_snapshots:
            assert self.feed.state is StreamState.SYNCING, "a whole book alone proves nothing"
        self.last_update_ns = self.arrival(self.start)
        for message in self.stream():
            self.wait(message.local_ns)
            self.deliver(message)
            self.answer(message)
        assert self.feed.state is StreamState.LIVE, self.story("never came back")
        assert same_levels(self.feed.book, self.venue.true_book(self.end)), self.story("wrong at the end")
        self.check_report()
        nothing = (self.count, self.at_ns)
        proved, back = self.proved or nothing, self.back or self.proved or nothing
        return Outcome(
            proved[0] - self.at_count, proved[1] - self.at_ns, back[0] - proved[0], back[1] - proved[1], self.story("")
        )

    def arrival(self, place: int) -> int:
        """When true message `place` (counted from 1) comes in if nothing goes wrong."""
        return self.venue.deltas[max(place - 1, 0)].venue_ns + WAY_NS

    def stream(self) -> Iterator[Message]:
        """Messages as they come in."""
        here = self.at - self.start
        self.at_count, self.at_ns = here + 1, self.arrival(self.at + 1)
        places = self.order(here)
        clock, back_ns = 0, 0
        for position, place in enumerate(places):
            clock = max(clock, self.arrival(place))
            if self.fault is Fault.HOLD and position >= here:
                clock = max(clock, self.arrival(places[here]) + 6_000 * MILLISECOND_NS)
            if self.fault is Fault.CLOCK_BACK and position == here:
                back_ns = 10_000 * MILLISECOND_NS
            if position == here:
                yield from self.before_fault(clock, place)
            if self.fault is Fault.RESET and here <= position < here + place % 6:
                continue
            message = self.message(place, clock - back_ns)
            yield self.spoilt(message) if position == here else message

    def order(self, here: int) -> list[int]:
        """True messages in the order in which they come in."""
        places = list(range(self.start + 1, self.end + 1))
        match self.fault:
            case Fault.DROP:
                del places[here]
            case Fault.DROP_SEVERAL:
                del places[here : here + int(self.generator.integers(2, 12))]
            case Fault.DUPLICATE:
                places.insert(here + 1, places[here])
            case Fault.LATE_REPEAT:
                places.insert(here + 5, places[here])
            case Fault.REORDER:
                places.insert(here, places.pop(here + 1))
            case Fault.REORDER_FAR:
                places.insert(here + int(self.generator.integers(2, 7)), places.pop(here))
        return places

    def before_fault(self, clock: int, place: int) -> Iterator[Message]:
        """What comes in between."""
        if self.fault is Fault.RESET:
            yield Message(clock, None, place - 1, is_broken=True)
        if self.fault is Fault.WHOLE_BOOK:
            yield self.whole_message(place - 1, clock)
        if self.fault is Fault.RESTART:
            self.shift = predecessor(self.venue.deltas[self.at], self.venue.rule) - 1
            if self.venue.rule is SequenceRule.BYBIT:
                yield self.whole_message(place - 1, clock)

    def message(self, place: int, local_ns: int) -> Message:
        delta = shifted(self.venue.deltas[place - 1], self.shift)
        return Message(local_ns, in_bytes(delta, self.venue.rule), place, delta.last_id)

    def whole_message(self, place: int, local_ns: int) -> Message:
        image = self.venue.true_book(place).image()
        number = self.venue.deltas[place - 1].last_id - self.shift
        sides = (image.bid_ticks, image.bid_lots, image.ask_ticks, image.ask_lots)
        delta = BookDelta(GRID.symbol, image.venue_ns, local_ns, number, number, -1, True, *sides)
        return Message(local_ns, in_bytes(delta, self.venue.rule), place, number, is_whole=True)

    def spoilt(self, message: Message) -> Message:
        """The message at which the fault sits."""
        content = message.content
        assert content is not None
        if self.fault is Fault.TRUNCATE:
            content = content[: int(self.generator.integers(0, len(content)))]
        elif self.fault is Fault.GARBLE:
            place = int(self.generator.integers(0, len(content)))
            content = content[:place] + b"\xff" * int(self.generator.integers(1, 9)) + content[place + 1 :]
        elif self.fault is Fault.CROSS:
            delta = self.venue.deltas[message.place - 1]
            tick = int(self.feed.book.image().ask_ticks[0]) + 50_000
            bids, sizes = np.append(delta.bid_ticks, tick), np.append(delta.bid_lots, 1_000)
            content = in_bytes(replace(delta, bid_ticks=bids, bid_lots=sizes), self.venue.rule)
        else:
            return message
        return replace(message, content=content, is_broken=True)

    def wait(self, until_ns: int) -> None:
        """Let time pass before a message: silence is found at 5 s, and not before."""
        if until_ns - self.last_update_ns < SILENCE_NS:
            return
        before = self.feed.state
        self.feed.advance(self.last_update_ns + SILENCE_NS - 1)
        assert self.feed.state is before, self.story("doubted before 5 s of silence")
        self.feed.advance(self.last_update_ns + SILENCE_NS)
        assert self.feed.state is not StreamState.LIVE, self.story("LIVE after 5 s of silence")
        self.proved = self.proved or (self.count + 1, self.last_update_ns + SILENCE_NS)

    def deliver(self, message: Message) -> None:
        """Give a message to the judge and to the feed, and compare."""
        self.count += 1
        is_proof = self.judge(message)
        if is_proof and self.proved is None:
            self.proved = self.count, message.local_ns
        if message.content is None:
            self.feed.interrupted("reset by peer", local_ns=message.local_ns)
            self.feed.connected(local_ns=message.local_ns)
        else:
            try:
                for event in self.decoder.decode(message.content, local_ns=message.local_ns):
                    assert isinstance(event, BookDelta)
                    self.feed.receive(event)
            except DataError as error:
                self.feed.corrupt(str(error), local_ns=message.local_ns)
        self.last_update_ns = message.local_ns
        self.check(message, is_proof=is_proof)

    def judge(self, message: Message) -> bool:
        """Whether the message could prove a fault; and what is known after it."""
        is_next = message.place == self.newest + 1 and not message.is_broken
        if message.content is not None and not message.is_broken:
            (self.bases if message.is_whole else self.known).add(message.place)
            self.newest = max(self.newest, message.place)
            self.places[message.number] = message.place
        if message.is_whole:
            return self.fault is Fault.RESTART
        return not is_next or (self.fault is Fault.RESTART and message.place == self.at + 1)

    @property
    def is_complete(self) -> bool:
        """Whether every true message up to the newest has come in since some whole book."""
        return any(self.known.issuperset(range(base + 1, self.newest + 1)) for base in self.bases)

    def check(self, message: Message, *, is_proof: bool) -> None:
        """LIVE means that nothing is missing and that the book is the venue's at the newest message."""
        if self.feed.state is StreamState.LIVE:
            assert self.is_complete, self.story(f"LIVE with updates missing at message {message.place}")
            place = self.places[self.feed.book.last_id]
            assert place == self.newest, self.story(f"LIVE at {place} when {message.place} had come")
            assert top(self.feed.book) == self.venue.tops[place - 1], self.story(f"LIVE and wrong at {place}")
            if self.proved is not None and self.back is None:
                self.back = self.count, message.local_ns
                assert same_levels(self.feed.book, self.venue.true_book(place)), self.story("came back wrong")
        elif self.proved is None:
            raise AssertionError(self.story("doubted without a fault"))
        if is_proof and not self.is_complete:
            assert self.feed.state is not StreamState.LIVE, self.story("LIVE at the message that proves the fault")

    def check_report(self) -> None:
        """The outages that the feed reports begin when the judge says, and end when the book was back."""
        outages = self.feed.log.outages
        if self.fault in HARMLESS or (self.fault is Fault.RESTART and not self.venue.rule.asks_for_snapshots):
            assert not outages, self.story("an outage without a fault")
            return
        assert self.proved is not None, self.story("no fault")
        assert outages[0].proved_ns == self.proved[1], self.story(f"proved at {self.proved}, said {outages[0]}")
        assert outages[-1].back_ns is not None, self.story("an outage without end")
        assert outages[0].unnoticed_ns >= 0, self.story("noticed before it began")

    def answer(self, message: Message) -> None:
        """The venue sends a whole book some messages after it was asked for, as old as venues' answers are."""
        if not self.feed.wants_snapshot:
            self.due = None
            return
        place = message.place
        if self.venue.rule is SequenceRule.BYBIT:
            if place % CHECKPOINT_EVERY == 0 and place == self.newest:  # a fresh subscription
                self.deliver(self.whole_message(place, message.local_ns))
            return
        if self.due is None:
            self.due = place + int(self.generator.integers(1, LONGEST_LATENCY))
        elif place >= self.due:
            self.due = None
            self.deliver(self.whole_message(self.venue.checkpoint(place) or 1, message.local_ns))

    def story(self, what: str) -> str:
        incidents = "; ".join(str(each) for each in self.feed.log.incidents[:6])
        return f"{what}: {self.venue.rule} {self.fault.value} after {self.at} of {self.start}-{self.end}: {incidents}"
