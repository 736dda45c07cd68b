"""Streams without numbers (trades, marks, liquidations): whether data comes, and as often as it should.

A venue can confirm a subscription and then send nothing, for hours, on a connection that stands: only the age of the
last message shows it. Trades and liquidations come when they come, so how long silence may last is a property of each
stream; one that may be silent for ever is never more than SYNCING until its first message.
"""

from __future__ import annotations

from seawall.errors import InputError
from seawall.microstructure.book_image import StreamState
from seawall.microstructure.feed_log import FeedIncident, FeedLog, IncidentKind, StateChange

__all__ = ["StreamMonitor"]

_PATIENCE = 5
_DEATH_FACTOR = 12
_NANOSECONDS = 1_000_000_000


class StreamMonitor:
    """State of one stream by the age of its last message.

    Parameters
    ----------
    symbol : str
        Name at the venue.
    stream : str
        Name of the stream, such as ``aggTrade``.
    expected_every_ns : int, optional
        Longest usual time between two messages. A stream is SUSPECT after 5 times as long without one and DEAD after
        60 times; None for streams that may be silent for ever, such as liquidations: those are LIVE from their first
        message on while the connection stands.
    log : FeedLog, optional
        Where incidents are noted; one of its own by default.

    Examples
    --------
    >>> monitor = StreamMonitor("BTCUSDT", "markPrice@1s", expected_every_ns=1_000_000_000)
    >>> monitor.acknowledged(local_ns=0)
    >>> monitor.advance(4_999_999_999), monitor.advance(5_000_000_000)
    (<StreamState.SYNCING: 'SYNCING'>, <StreamState.SUSPECT: 'SUSPECT'>)
    >>> str(monitor.log.incidents[0])
    'BTCUSDT: silent: markPrice@1s was acknowledged 5.0 s ago and has sent nothing'
    >>> monitor.message(local_ns=6_000_000_000)
    <StreamState.LIVE: 'LIVE'>
    """

    def __init__(
        self, symbol: str, stream: str, *, expected_every_ns: int | None = None, log: FeedLog | None = None
    ) -> None:
        if expected_every_ns is not None and expected_every_ns <= 0:
            raise InputError(f"'expected_every_ns' must be above 0, was {expected_every_ns}")
        self.symbol = symbol
        self.stream = stream
        self.state = StreamState.SYNCING
        self.log = FeedLog() if log is None else log
        self.messages = 0
        self._silence_ns = None if expected_every_ns is None else _PATIENCE * expected_every_ns
        self._now_ns = 0
        self._since_ns: int | None = None  # the last message, or the acknowledgement before any

    def acknowledged(self, *, local_ns: int) -> None:
        """The venue confirmed the subscription: from now on data is due."""
        self._pass_to(local_ns)
        self._since_ns = self._now_ns
        if self.state is StreamState.DEAD:
            self._enter(StreamState.SYNCING, f"{self.stream} is acknowledged again")

    def interrupted(self, cause: str, *, local_ns: int) -> None:
        """The connection was lost: nothing is due until the next acknowledgement."""
        self._pass_to(local_ns)
        self._since_ns = None
        self._doubt(StreamState.SUSPECT, IncidentKind.INTERRUPTED, f"{self.stream}: {cause}")

    def message(self, *, local_ns: int) -> StreamState:
        """A message of the stream came in."""
        self.advance(local_ns)
        self._since_ns = self._now_ns
        self.messages += 1
        if self.state is not StreamState.LIVE:
            self._enter(StreamState.LIVE, f"{self.stream} sends")
        return self.state

    def advance(self, local_ns: int) -> StreamState:
        """Let time pass; the state then."""
        self._pass_to(local_ns)
        if self._since_ns is None or self._silence_ns is None:
            return self.state
        quiet = self._now_ns - self._since_ns
        if quiet >= _DEATH_FACTOR * self._silence_ns:
            self._doubt(StreamState.DEAD, IncidentKind.SILENT, self._silence(quiet))
        elif quiet >= self._silence_ns and self.state is not StreamState.DEAD:
            self._doubt(StreamState.SUSPECT, IncidentKind.SILENT, self._silence(quiet))
        return self.state

    @property
    def age_ns(self) -> int | None:
        """Time since the last message, or since the acknowledgement before any; None where neither is known."""
        return None if self._since_ns is None else self._now_ns - self._since_ns

    def _silence(self, quiet_ns: int) -> str:
        seconds = f"{quiet_ns / _NANOSECONDS:,.1f} s"
        if self.messages:
            return f"{self.stream} has sent nothing for {seconds}"
        return f"{self.stream} was acknowledged {seconds} ago and has sent nothing"

    def _pass_to(self, local_ns: int) -> None:
        back = self._now_ns - local_ns
        if back > 0:
            self.log.note(
                FeedIncident(IncidentKind.CLOCK_BACK, self.symbol, local_ns, f"ours, by {back / 1e6:,.3f} ms")
            )
            if self._since_ns is not None:
                self._since_ns -= back
        self._now_ns = local_ns

    def _doubt(self, state: StreamState, kind: IncidentKind, cause: str) -> None:
        if self.state is not state:
            self.log.note(FeedIncident(kind, self.symbol, self._now_ns, cause))
            self._enter(state, cause)

    def _enter(self, state: StreamState, cause: str) -> None:
        self.log.change(StateChange(self.symbol, self._now_ns, self.state, state, cause))
        self.state = state
