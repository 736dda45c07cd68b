"""What a live venue is to the client: its connections, its instrument, and how a whole book is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from seawall.errors import InputError
from seawall.microstructure import InstrumentGrid

__all__ = ["Channel", "LiveVenue", "check_address", "is_loopback"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One connection.

    Attributes
    ----------
    name : str
        For messages to people.
    address : str
        Where it is opened.
    subscription : bytes
        What is sent when it stands.
    carries_book : bool
        Whether the book depends on it.
    longest_silence : mapping of str to float
        Seconds that a stream may be silent, by its name; streams that are rightly silent for long are not listed.
    resubscription : tuple of bytes
        What is sent for a whole book in the stream; empty where it is asked for elsewhere.
    ping : bytes
        What is sent now and then to be kept; empty where the protocol's own pings do.
    """

    name: str
    address: str
    subscription: bytes
    carries_book: bool
    longest_silence: Mapping[str, float] = field(default_factory=dict)
    resubscription: tuple[bytes, ...] = ()
    ping: bytes = b""


class LiveVenue(Protocol):
    """A venue and one instrument of it."""

    name: str
    symbol: str
    snapshot_levels: int
    channels: tuple[Channel, ...]
    address: str

    def fetch_grid(self) -> InstrumentGrid:
        """Tick and lot size, as the venue states them.

        Raises
        ------
        SourceError
            When it cannot be reached, or refuses.
        InputError
            When it does not trade the symbol.
        DataError
            When its answer is not what it documents.
        """

    def fetch_snapshot(self) -> bytes | None:
        """A whole book; None where it comes in the stream.

        Raises
        ------
        SourceError
            When it cannot be reached, or refuses.
        """


def check_address(name: str, address: str, schemes: tuple[str, ...]) -> str:
    """The address without a slash at its end.

    Raises
    ------
    InputError
        When it is no address of these schemes.
    """
    try:
        parts = urlsplit(address)
        is_fine = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_fine = False
    if not is_fine:
        raise InputError(f"{name} must be an address as {schemes[0]}://HOST, was {address[:80]!r}")
    return address.rstrip("/")


def is_loopback(address: str) -> bool:
    """Whether an address is of this machine, where no venue lives."""
    return urlsplit(address).hostname in {"127.0.0.1", "localhost", "::1"}
