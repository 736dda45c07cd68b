"""A book that knows whether it may be believed.

Updates are checked against the venue's numbering before they are applied. When a number proves that one is missing, or
anything casts doubt, the stream is SUSPECT: the last book is still served, marked as stale, while updates are kept
aside; a whole book, joined with them by the venue's own rule, then takes its place in one step. Doubt that the next
number dispels (a message that came twice, one that could not be read but was not of the book) needs no new book.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise

from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.events import BookDelta
from seawall.microstructure.feed_log import FeedIncident, FeedLog, IncidentKind
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.order_book import OrderBook
from seawall.microstructure.sequence import SequenceRule, follows, is_covered, joins

__all__ = ["BookFeed"]

_SILENCE_NS = 5_000_000_000
_DEATH_NS = 60_000_000_000
_MOST_KEPT_ASIDE = 100_000


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
        A stream without an update for this long is SUSPECT, then DEAD.
    log : FeedLog, optional
        Where incidents are noted; one of its own by default.
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
        self.grid = grid
        self.rule = rule
        self.book = OrderBook(grid)
        self.state = StreamState.SYNCING
        self.log = FeedLog() if log is None else log
        self.applied = 0
        self._snapshot_levels = snapshot_levels
        self._silence_ns = silence_ns
        self._death_ns = death_ns
        self._aside: deque[BookDelta] = deque(maxlen=_MOST_KEPT_ASIDE)
        self._snapshot: BookDelta | None = None
        self._needs_whole_book = True
        self._last_update_ns: int | None = None
        self._now_ns = 0

    @property
    def wants_snapshot(self) -> bool:
        """Whether only a whole book can bring the stream back, and none is waiting to be joined."""
        return self._needs_whole_book and self._snapshot is None and self.state is not StreamState.DEAD

    def receive(self, delta: BookDelta) -> None:
        """Take an update, or a whole book, in the order in which they came in."""
        self.advance(delta.local_ns)
        if delta.is_snapshot:
            self._receive_whole(delta)
            return
        self._last_update_ns = self._now_ns
        if self._needs_whole_book:
            self._keep_aside(delta)
            self._join()
        elif follows(delta, self.book.last_id, self.rule):
            self._apply(delta)
        elif self.rule is SequenceRule.BYBIT and delta.last_id == 1:
            self._break(IncidentKind.RESET, "the venue began to count again")
        elif delta.last_id <= self.book.last_id:
            self._doubt(IncidentKind.DUPLICATE, f"update {delta.last_id} again, after {self.book.last_id}")
        else:
            came = delta.previous_id if delta.previous_id >= 0 else delta.first_id - 1
            self._break(IncidentKind.GAP, f"updates from {self.book.last_id} to {came} are missing")
            self._keep_aside(delta)

    def corrupt(self, cause: str, *, local_ns: int) -> None:
        """A message could not be read; whether it was one of the book, the next number will show."""
        self.advance(local_ns)
        self._doubt(IncidentKind.CORRUPT, cause)

    def interrupted(self, cause: str, *, local_ns: int, is_banned: bool = False) -> None:
        """The connection was lost, or the venue refuses us."""
        self.advance(local_ns)
        self._break(IncidentKind.BANNED if is_banned else IncidentKind.INTERRUPTED, cause)
        self._aside.clear()
        self._snapshot = None
        if is_banned:
            self.state = StreamState.DEAD

    def connected(self, *, local_ns: int) -> None:
        """A connection stands (again): a stream that was dead may come back."""
        self.advance(local_ns)
        if self.state is StreamState.DEAD:
            self.state = StreamState.SUSPECT
            self._needs_whole_book = True
        self._last_update_ns = self._now_ns

    def advance(self, local_ns: int) -> None:
        """Let time pass: a stream that has been silent for too long is not believed any more."""
        if local_ns < self._now_ns:
            self._note(IncidentKind.CLOCK_BACK, f"by {(self._now_ns - local_ns) / 1e6:,.3f} ms")
            return
        self._now_ns = local_ns
        if self._last_update_ns is None or self.state is StreamState.DEAD:
            return
        quiet = local_ns - self._last_update_ns
        if quiet >= self._death_ns:
            self._note(IncidentKind.SILENT, f"no update for {quiet / 1e9:,.1f} s: given up")
            self.state = StreamState.DEAD
            self._needs_whole_book = True
        elif quiet >= self._silence_ns and self.state is StreamState.LIVE:
            self._doubt(IncidentKind.SILENT, f"no update for {quiet / 1e9:,.1f} s")

    def image(self, *, levels: int | None = None) -> BookImage:
        """The book as it is served, with the state of its stream."""
        return self.book.image(levels=levels, state=self.state)

    def _receive_whole(self, snapshot: BookDelta) -> None:
        self._last_update_ns = self._now_ns
        if self.rule is SequenceRule.BYBIT:
            if self.state is StreamState.LIVE:
                self._note(IncidentKind.RESET, f"a whole book, update {snapshot.last_id}, in the middle of the stream")
            self._aside.clear()
            self._serve(self._whole(snapshot), ())
            return
        if self._needs_whole_book:
            self._snapshot = snapshot
            self._join()

    def _join(self) -> None:
        """Put the waiting whole book and the updates kept aside together, if their numbers allow it."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        waiting = [delta for delta in self._aside if not is_covered(delta, snapshot.last_id, self.rule)]
        if not waiting:
            return  # the update that proves the join has not come yet
        if not joins(waiting[0], snapshot.last_id, self.rule):
            first = waiting[0]
            self._note(
                IncidentKind.STALE_SNAPSHOT,
                f"whole book of update {snapshot.last_id}, but the first update kept is {first.first_id}",
            )
            self._snapshot = None
            return
        for before, after in pairwise(waiting):
            if not follows(after, before.last_id, self.rule):
                self._note(IncidentKind.GAP, f"updates from {before.last_id} to {after.first_id} are missing")
                self._snapshot = None
                while self._aside and self._aside[0] is not after:
                    self._aside.popleft()
                return
        self._aside.clear()
        self._snapshot = None
        self._serve(self._whole(snapshot), waiting)

    def _serve(self, book: OrderBook, deltas: list[BookDelta] | tuple[()]) -> None:
        for delta in deltas:
            book.apply(delta)
            self.applied += 1
        self.book = book
        self._needs_whole_book = False
        if book.is_crossed:
            self._break(IncidentKind.CROSSED, f"after joining the whole book with {len(deltas)} updates")
            return
        if self.state is StreamState.SUSPECT or self.log.counts:
            self._note(IncidentKind.RESYNCED, f"at update {book.last_id}, with {len(deltas)} updates kept aside")
        self.state = StreamState.LIVE

    def _whole(self, snapshot: BookDelta) -> OrderBook:
        book = OrderBook(self.grid)
        limit = self._snapshot_levels
        book.apply(
            snapshot,
            complete_from_tick=0 if limit is not None and len(snapshot.bid_ticks) < limit else None,
            complete_to_tick=2**62 if limit is not None and len(snapshot.ask_ticks) < limit else None,
        )
        return book

    def _apply(self, delta: BookDelta) -> None:
        self.book.apply(delta)
        self.applied += 1
        if self.book.is_crossed:
            bid, ask = self.book.image(levels=1).bid_ticks[0], self.book.image(levels=1).ask_ticks[0]
            self._break(IncidentKind.CROSSED, f"bid {bid} at or above ask {ask} ticks after update {delta.last_id}")
        elif self.state is not StreamState.LIVE:
            self._note(IncidentKind.RESYNCED, f"update {delta.last_id} follows: nothing was missed")
            self.state = StreamState.LIVE

    def _keep_aside(self, delta: BookDelta) -> None:
        if len(self._aside) == _MOST_KEPT_ASIDE:
            self._note(IncidentKind.OVERFLOW, f"more than {_MOST_KEPT_ASIDE:,} updates wait for a whole book")
        self._aside.append(delta)

    def _doubt(self, kind: IncidentKind, cause: str) -> None:
        self._note(kind, cause)
        if self.state is StreamState.LIVE:
            self.state = StreamState.SUSPECT

    def _break(self, kind: IncidentKind, cause: str) -> None:
        self._note(kind, cause)
        self._needs_whole_book = True
        if self.state is StreamState.LIVE:
            self.state = StreamState.SUSPECT

    def _note(self, kind: IncidentKind, cause: str) -> None:
        self.log.note(FeedIncident(kind, self.grid.symbol, self._now_ns, cause))
