"""Faults of a venue, switched on by name: what real venues did wrong, made to order and from a seed."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from seawall.core import choice_named
from seawall.errors import InputError

__all__ = ["BookFault", "FaultSwitches", "Silence"]

_END_NS = 2**63 - 1


class BookFault(enum.StrEnum):
    """What can become of one message about changes of a book."""

    DROP = "drop"  # it never comes
    DUPLICATE = "duplicate"  # it comes twice
    REORDER = "reorder"  # it comes after the next one
    CROSS = "cross"  # it also bids twice the highest price that it names


@dataclass(frozen=True, slots=True)
class Silence:
    """A stream that is acknowledged and sends nothing.

    Attributes
    ----------
    stream : str
        Its name, or how it begins, such as ``btcusdt@depth`` or ``orderbook.``.
    from_ns, until_ns : int
        Since the exchange began.
    """

    stream: str
    from_ns: int
    until_ns: int

    def covers(self, stream: str, time_ns: int) -> bool:
        """Whether a stream is silent at an instant."""
        return self.from_ns <= time_ns < self.until_ns and stream.startswith(self.stream)


@dataclass(frozen=True, slots=True)
class FaultSwitches:
    """What goes wrong, and when; instants are since the exchange began.

    Attributes
    ----------
    seed : int
        0 or more; fixes which messages are struck by `shares`.
    shares : mapping of BookFault to float
        Probability of each fault, message by message; together at most 1.
    numbered : mapping of int to BookFault
        Faults of single messages: of each stream about a book, the first that the exchange made is number 1.
    from_ns, until_ns : int
        When `shares` apply.
    silences : tuple of Silence
        Streams that are silent for a time.
    restarts_ns : tuple of int
        When the venue's service starts anew: numbers begin at 1 again, and Bybit's books come whole.
    stale_books : int
        So many of the first answers for a whole book are one of 5 to 10 seconds ago.
    skew_ns : int
        By how much the venue's clock is ahead.
    throttles_liquidations : bool
        Whether Binance's streams show only the latest forced order of each second. This is how the venue is; off, they
        show all.
    tells_rpi : bool
        Whether the venue tells RPI orders apart (``nq`` of aggregate trades, ``rpiDepth``), as it does since 2025.

    Notes
    -----
    Lost connections, and that which every venue makes after 24 hours, are in the limits of the gateway.

    Examples
    --------
    >>> FaultSwitches(shares={BookFault.DROP: 0.6, BookFault.CROSS: 0.6})
    Traceback (most recent call last):
        ...
    seawall.errors.InputError: 'shares' must be 0 or more and at most 1 together, were 0.6, 0.6
    """

    seed: int = 0
    shares: Mapping[BookFault, float] = field(default_factory=dict)
    numbered: Mapping[int, BookFault] = field(default_factory=dict)
    from_ns: int = 0
    until_ns: int = _END_NS
    silences: tuple[Silence, ...] = ()
    restarts_ns: tuple[int, ...] = ()
    stale_books: int = 0
    skew_ns: int = 0
    throttles_liquidations: bool = True
    tells_rpi: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        by_fault = {choice_named(fault, "shares", BookFault): share for fault, share in self.shares.items()}
        by_number = {number: choice_named(fault, "numbered", BookFault) for number, fault in self.numbered.items()}
        object.__setattr__(self, "shares", by_fault)
        object.__setattr__(self, "numbered", by_number)
        if self.seed < 0:
            raise InputError(f"'seed' must be 0 or more, was {self.seed}")
        shares = list(self.shares.values())
        if not (all(share >= 0.0 for share in shares) and sum(shares) <= 1.0):
            shown = ", ".join(f"{share:g}" for share in shares)
            raise InputError(f"'shares' must be 0 or more and at most 1 together, were {shown}")
        if any(number < 1 for number in self.numbered):
            raise InputError(f"'numbered' must count from 1, was {sorted(self.numbered)[0]}")
        if self.stale_books < 0:
            raise InputError(f"'stale_books' must be 0 or more, was {self.stale_books}")
