"""A book that knows whether it may be believed.

Updates are checked against the venue's numbering before they are applied. When a number proves that one is missing, or
anything casts doubt, the stream is SUSPECT: the last book is still served, marked as stale, while updates are kept
aside. It comes back in one of three ways, each proved by numbers: the next update follows (nothing was missed), the
missing updates come in late, or a whole book joins the updates kept aside by the venue's own rule and takes the old
one's place in one step. What is refused never touches the book that is served.
"""

from __future__ import annotations

from seawall.core import choice_named
from seawall.errors import DataError, InputError
from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.events import BookDelta
from seawall.microstructure.feed_log import FeedIncident, FeedLog, IncidentKind, Outage, StateChange
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.order_book import OrderBook
from seawall.microstructure.sequence import SequenceRule, follows, is_garbled, predecessor
from seawall.microstructure.sound_update import apply_unless_crossed, holds_the_same
from seawall.microstructure.stream_clock import StreamClock
from seawall.microstructure.waiting_updates import WaitingUpdates

__all__ = ["BookFeed"]

_SILENCE_NS = 5_000_000_000
_DEATH_NS = 60_000_000_000
_CLOCK_SET_NS = 1_000_000_000
"""A clock that goes back by more than this has been set: delays measured before mean nothing any more."""
_MOST_KEPT_ASIDE = 100_000
_MOST_OLD_IN_A_ROW = 10
"""More messages in a row with numbers that have been are no repeats: the venue counts anew."""


class BookFeed:
    """One book and the state of its stream.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    rule : SequenceRule
        How the venue numbers its updates.
    snapshot_levels : int, optional
        Levels of each side that a whole book of this venue holds at most; a side with as many may go on beyond them,
        a side with fewer is whole.
    silence_ns, death_ns : int
        A stream without an update for this long is SUSPECT, then DEAD; one whose updates come later than usual by the
        first of them is SUSPECT too.
    log : FeedLog, optional
        Where incidents are noted; one of its own by default.

    Attributes
    ----------
    book : OrderBook
        The book that is served.
    state : StreamState
        Whether it may be believed.
    applied : int
        Updates applied so far.
    clock : StreamClock
        How the venue's clock stands to ours.
    """

    def __init__(
        self,
        grid: InstrumentGrid,
        *,
        rule: SequenceRule,
        snapshot_levels: int | None = None,
        silence_ns: int = _SILENCE_NS,
        death_ns: int = _DEATH_NS,
        log: FeedLog | None = None,
    ) -> None:
        rule = choice_named(rule, "rule", SequenceRule)
        if not 0 < silence_ns <= death_ns:
            raise InputError(f"'silence_ns' must be above 0 and at most 'death_ns', was {silence_ns} of {death_ns}")
        self.grid = grid
        self.rule = rule
        self.book = OrderBook(grid)
        self.state = StreamState.SYNCING
        self.log = FeedLog() if log is None else log
        self.clock = StreamClock()
        self.applied = 0
        self._snapshot_levels = snapshot_levels
        self._silence_ns = silence_ns
        self._death_ns = death_ns
        self._waiting = WaitingUpdates(rule, most=_MOST_KEPT_ASIDE)
        self._snapshot: BookDelta | None = None
        self._needs_whole_book = True
        self._is_true = False  # whether the served book was the venue's at its own update
        self._is_banned = self._is_silent = self._is_late = self._has_overflowed = self._had_trouble = False
        self._old_in_a_row = 0
        self._now_ns = self._last_good_ns = self._last_venue_ns = 0
        self._last_update_ns: int | None = None
        self._outage: int | None = None

    @property
    def wants_snapshot(self) -> bool:
        """Whether a whole book is needed, and none is waiting to be joined."""
        return self._needs_whole_book and self._snapshot is None and self.state is not StreamState.DEAD

    def receive(self, delta: BookDelta) -> None:
        """Take an update, or a whole book, in the order in which they came in.

        Raises
        ------
        InputError
            When it is about another instrument.
        """
        if delta.symbol != self.grid.symbol:
            raise InputError(f"'delta' must be about {self.grid.symbol}, was about {delta.symbol!r}")
        self.advance(delta.local_ns)
        if self._is_banned:
            self._note(IncidentKind.IGNORED, f"update {delta.last_id}, since the venue refuses us")
            return
        if delta.is_snapshot:
            self._receive_whole(delta)
            return
        self._hear()
        self._watch_clock(delta)
        if is_garbled(delta, self.rule):
            numbers = f"{predecessor(delta, self.rule)}, {delta.first_id}, {delta.last_id}"
            self._doubt(IncidentKind.CORRUPT, f"numbers that do not rise: {numbers}")
        elif self._is_true and follows(delta, self.book.last_id, self.rule):
            self._follow(delta)
        elif self._needs_whole_book:
            self._keep_aside(delta)
            self._join()
        else:
            self._receive_out_of_order(delta)

    def corrupt(self, cause: str, *, local_ns: int) -> None:
        """A message could not be read; whether it was one of the book, the next number will show."""
        self.advance(local_ns)
        self._doubt(IncidentKind.CORRUPT, cause)

    def interrupted(self, cause: str, *, local_ns: int, is_banned: bool = False) -> None:
        """The connection was lost, or the venue refuses us."""
        self.advance(local_ns)
        kind = IncidentKind.BANNED if is_banned else IncidentKind.INTERRUPTED
        self._break(kind, cause)
        self._waiting.clear()
        self._snapshot = None
        if not self.rule.asks_for_snapshots:
            self._is_true = False  # its numbers are those of one subscription
        if is_banned:
            self._is_banned = True
            self._enter(StreamState.DEAD, kind, cause)

    def connected(self, *, local_ns: int) -> None:
        """A connection stands (again): a stream that was dead may come back."""
        self.advance(local_ns)
        self._is_banned = False
        if self.state is StreamState.DEAD:
            self._needs_whole_book = True
            self._enter(StreamState.SUSPECT, IncidentKind.INTERRUPTED, "connected again")
        self._last_update_ns = self._now_ns
        self._is_silent = False

    def advance(self, local_ns: int) -> None:
        """Let time pass: a stream that has been silent for too long is not believed any more."""
        if local_ns < self._now_ns:
            self._set_back(local_ns)
            return
        self._now_ns = local_ns
        if self._last_update_ns is not None and local_ns - self._last_update_ns >= self._silence_ns:
            self._be_silent(local_ns - self._last_update_ns)

    def image(self, *, levels: int | None = None) -> BookImage:
        """The book as it is served, with the state of its stream."""
        return self.book.image(levels=levels, state=self.state)

    def _hear(self) -> None:
        """An update came in, whatever it says."""
        self._last_update_ns = self._now_ns
        self._is_silent = False
        if self.state is StreamState.DEAD:
            self._enter(StreamState.SUSPECT, IncidentKind.SILENT, "an update came after all")

    def _follow(self, delta: BookDelta) -> None:
        """Apply the next update, and those kept aside that follow it."""
        late = 0
        following: BookDelta | None = delta
        while following is not None:
            if not self._apply(following):
                return
            following = self._waiting.take_next(self.book.last_id)
            late += following is not None
        self._old_in_a_row = 0
        self._last_good_ns = self._now_ns
        if self._waiting.newest_id > self.book.last_id:
            return  # another one is missing
        if self._needs_whole_book:
            self._forget_waiting()
        if self.state is not StreamState.LIVE:
            self._believe(f"update {delta.last_id} follows, and {late} kept aside: nothing was missed")

    def _receive_out_of_order(self, delta: BookDelta) -> None:
        last = self.book.last_id
        if delta.last_id > last:
            self._break(IncidentKind.GAP, f"updates from {last} to {predecessor(delta, self.rule)} are missing")
            self._keep_aside(delta)
            return
        self._old_in_a_row += 1
        if self._old_in_a_row <= _MOST_OLD_IN_A_ROW:
            self._doubt(IncidentKind.DUPLICATE, f"update {delta.last_id} again, after {last}")
            return
        self._break(IncidentKind.RESET, f"the venue counts anew: {self._old_in_a_row} updates up to {delta.last_id}")
        self._is_true = False
        self._keep_aside(delta)

    def _receive_whole(self, snapshot: BookDelta) -> None:
        if not self.rule.asks_for_snapshots:
            self._receive_whole_in_stream(snapshot)
        elif self._needs_whole_book:
            self._snapshot = snapshot
            self._join()
        else:
            self._note(IncidentKind.IGNORED, f"whole book of update {snapshot.last_id}, which nobody needs")

    def _receive_whole_in_stream(self, snapshot: BookDelta) -> None:
        """A venue that sends whole books of its own accord: each takes the place of what was known."""
        self._hear()
        self._watch_clock(snapshot)
        last, number = self.book.last_id, snapshot.last_id
        is_next = number == last + 1 or (number == last and holds_the_same(self.book, snapshot))
        is_older = self._is_true and 1 < number < last
        self._waiting.clear()
        if self.state is StreamState.LIVE and not is_next:
            self._note(IncidentKind.RESET, f"a whole book, update {number}, in the stream after update {last}")
        if self._serve(snapshot, []) and is_older:
            self._doubt(IncidentKind.RESET, f"update {number} is older than {last}: the next one must follow it")

    def _join(self) -> None:
        """Put the waiting whole book and the updates kept aside together, if their numbers allow it."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        deltas = self._waiting.after(snapshot.last_id)
        if not deltas:
            return  # the update that proves the join has not come yet
        wrong = self._waiting.break_in(deltas, snapshot.last_id)
        if wrong is None:
            self._serve(snapshot, deltas)
        else:
            self._note(IncidentKind.STALE_SNAPSHOT, wrong)
        self._snapshot = None

    def _serve(self, snapshot: BookDelta, deltas: list[BookDelta]) -> bool:
        """Put a whole book and the updates after it in the place of the served one, unless it cannot be right."""
        book = OrderBook(self.grid)
        limit = self._snapshot_levels
        try:
            book.apply(
                snapshot,
                complete_from_tick=0 if limit is not None and len(snapshot.bid_ticks) < limit else None,
                complete_to_tick=2**62 if limit is not None and len(snapshot.ask_ticks) < limit else None,
            )
            for delta in deltas:
                book.apply(delta)
        except DataError as error:
            self._break(IncidentKind.CORRUPT, str(error))
            return False
        if book.is_crossed:
            self._break(IncidentKind.CROSSED, f"after joining the whole book with {len(deltas)} updates")
            return False
        self.book = book
        self.applied += len(deltas)
        self._is_true = True
        self._last_good_ns = self._now_ns
        self._old_in_a_row = 0
        self._forget_waiting()
        if self.state is not StreamState.LIVE:
            self._believe(f"at update {book.last_id}, with {len(deltas)} updates kept aside")
        return True

    def _apply(self, delta: BookDelta) -> bool:
        """Apply an update that follows; a book that it would cross, or that it garbles, stays as it was."""
        try:
            crossing = apply_unless_crossed(self.book, delta)
        except DataError as error:
            self._refuse(IncidentKind.CORRUPT, f"update {delta.last_id}: {error}")
            return False
        if crossing:
            self._refuse(IncidentKind.CROSSED, crossing)
            return False
        self.applied += 1
        return True

    def _refuse(self, kind: IncidentKind, cause: str) -> None:
        """An update that has its place in the stream cannot be applied: no update mends that."""
        self._break(kind, cause)
        self._is_true = False

    def _keep_aside(self, delta: BookDelta) -> None:
        if self._waiting.is_full and not self._has_overflowed:
            self._has_overflowed = True
            self._note(IncidentKind.OVERFLOW, f"more than {_MOST_KEPT_ASIDE:,} updates wait for a whole book")
        if not self._waiting.add(delta):
            self._break(IncidentKind.CORRUPT, f"two different updates follow {predecessor(delta, self.rule)}")
            self._waiting.clear()
            self._is_true = False

    def _forget_waiting(self) -> None:
        self._waiting.clear()
        self._snapshot = None
        self._needs_whole_book = self._has_overflowed = False

    def _watch_clock(self, delta: BookDelta) -> None:
        """Hold the venue's instant against ours, and both against what is usual."""
        if delta.venue_ns == 0:
            return  # it does not say
        back = self._last_venue_ns - delta.venue_ns
        if back > 0:
            self._note(IncidentKind.CLOCK_BACK, f"the venue's, by {back / 1e6:,.3f} ms")
            if back >= _CLOCK_SET_NS:
                self.clock.restart()
        self._last_venue_ns = delta.venue_ns
        late = self.clock.late_ns(delta.venue_ns, self._now_ns)
        if late >= self._silence_ns and not self._is_late:
            self._doubt(IncidentKind.DELAYED, f"update {delta.last_id} came {late / 1e9:,.1f} s later than usual")
        self._is_late = late >= self._silence_ns
        self.clock.sample(delta.venue_ns, self._now_ns)
        skew = self.clock.skew_to_state()
        if skew is not None:
            where = "ahead of ours" if skew < 0 else "behind ours"
            self._note(
                IncidentKind.CLOCK_SKEW, f"the venue's clock and the way from it: {abs(skew) / 1e9:,.3f} s {where}"
            )

    def _set_back(self, local_ns: int) -> None:
        """Our clock went back: time goes on from there, and silence with it."""
        back = self._now_ns - local_ns
        self._note(IncidentKind.CLOCK_BACK, f"ours, by {back / 1e6:,.3f} ms")
        self._now_ns = local_ns
        self._last_good_ns -= back
        if self._last_update_ns is not None:
            self._last_update_ns -= back
        if back >= _CLOCK_SET_NS:
            self.clock.restart()

    def _be_silent(self, quiet_ns: int) -> None:
        if self.state is StreamState.DEAD:
            return
        quiet = f"no update for {quiet_ns / 1e9:,.1f} s"
        if quiet_ns >= self._death_ns:
            self._note(IncidentKind.SILENT, f"{quiet}: given up")
            self._needs_whole_book = True
            self._enter(StreamState.DEAD, IncidentKind.SILENT, quiet)
        elif not self._is_silent:
            self._is_silent = True
            self._doubt(IncidentKind.SILENT, quiet)

    def _believe(self, cause: str) -> None:
        """Every update is accounted for: LIVE, unless they come too late to be believed."""
        if self._is_late:
            return
        if self._had_trouble:
            self._note(IncidentKind.RESYNCED, cause)
        self._enter(StreamState.LIVE, IncidentKind.RESYNCED, cause)
        self._had_trouble = False

    def _doubt(self, kind: IncidentKind, cause: str) -> None:
        self._note(kind, cause)
        self._had_trouble = True
        if self.state is StreamState.LIVE:
            self._enter(StreamState.SUSPECT, kind, cause)

    def _break(self, kind: IncidentKind, cause: str) -> None:
        self._needs_whole_book = True
        self._doubt(kind, cause)

    def _enter(self, state: StreamState, kind: IncidentKind, cause: str) -> None:
        symbol, before = self.grid.symbol, self.state
        self.log.change(StateChange(symbol, self._now_ns, before, state, cause))
        if before is StreamState.LIVE:
            self._outage = self.log.open_outage(Outage(symbol, kind, cause, self._last_good_ns, self._now_ns))
        elif state is StreamState.LIVE:
            self.log.close_outage(self._outage, back_ns=self._now_ns)
            self._outage = None
        self.state = state

    def _note(self, kind: IncidentKind, cause: str) -> None:
        self.log.note(FeedIncident(kind, self.grid.symbol, self._now_ns, cause))
