"""Messages of a venue on their way out, and the clock and texts that go into them."""

from __future__ import annotations

from dataclasses import dataclass, field

from seawall.microstructure import InstrumentGrid
from seawall.simulator.book_streams import Levels
from seawall.simulator.decimal_text import DecimalText, level_text
from seawall.simulator.stream_message import StreamKind, StreamMessage

__all__ = ["Fill", "Outbox"]

_MILLISECOND_NS = 1_000_000


@dataclass(frozen=True, slots=True)
class Fill:
    """One fill of a taker's order.

    Attributes
    ----------
    number : int
        Of the trade.
    ticks, lots : int
        Price and size.
    is_rpi : bool
        Whether the order that was met is one of retail price improvement.
    """

    number: int
    ticks: int
    lots: int
    is_rpi: bool


@dataclass(slots=True)
class Outbox:
    """Where streams put their messages.

    Attributes
    ----------
    grid : InstrumentGrid
        Symbol, tick and lot size.
    start_ns : int
        When the exchange begins, nanoseconds since 1970.
    skew_ns : int
        By how much the venue's clock is ahead of that.
    wanted : set of str, optional
        Streams that anybody listens to; the others are not encoded. None: all.
    now_ns : int
        How far the venue has run, since the exchange began.
    messages : list of StreamMessage
        In order of time, since they were taken.
    """

    grid: InstrumentGrid
    start_ns: int
    skew_ns: int = 0
    wanted: frozenset[str] | None = None
    now_ns: int = 0
    messages: list[StreamMessage] = field(default_factory=list)
    symbol: bytes = field(init=False)
    prices: DecimalText = field(init=False)
    sizes: DecimalText = field(init=False)

    def __post_init__(self) -> None:
        """Make the texts of the grid."""
        self.symbol = self.grid.symbol.encode()
        self.prices = DecimalText(self.grid.tick_size)
        self.sizes = DecimalText(self.grid.lot_size)

    def wants(self, stream: str) -> bool:
        """Whether anybody listens."""
        return self.wanted is None or stream in self.wanted

    def put(self, stream: str, time_ns: int, payload: bytes, kind: StreamKind) -> None:
        """Send a message."""
        self.messages.append(StreamMessage(stream, time_ns, payload, kind))

    def take(self) -> list[StreamMessage]:
        """Messages since the last call."""
        taken, self.messages = self.messages, []
        return taken

    def milliseconds(self, time_ns: int) -> int:
        """An instant by the venue's clock, in milliseconds since 1970."""
        return (self.start_ns + self.skew_ns + time_ns) // _MILLISECOND_NS

    def levels(self, levels: Levels) -> bytes:
        """Levels as text."""
        return level_text(self.prices, self.sizes, levels)
