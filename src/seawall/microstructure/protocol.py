"""What every decoder of a venue promises."""

from __future__ import annotations

from typing import Protocol

from seawall.microstructure.events import FeedEvent
from seawall.microstructure.grid import InstrumentGrid

__all__ = ["Decoder"]


class Decoder(Protocol):
    """Turns the messages of one venue about one instrument into events.

    Attributes
    ----------
    venue : str
        Name of the venue.
    grid : InstrumentGrid
        Steps of price and size.
    """

    venue: str
    grid: InstrumentGrid

    def decode(self, message: bytes, *, local_ns: int) -> tuple[FeedEvent, ...]:
        """Events of one message, in its order; none for replies, and for other instruments.

        Raises
        ------
        DataError
            When it is not what the venue documents.
        """
