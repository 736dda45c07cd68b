"""What made a number: method, window, data, seed and version, carried by every figure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from seawall.errors import InputError

__all__ = ["DateWindow", "Lineage", "combine_hashes", "content_hash"]


@dataclass(frozen=True, slots=True)
class DateWindow:
    """First and last date of the observations behind a number, both included.

    Attributes
    ----------
    start, end : datetime.date
        Closes on both days are used.
    """

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        """Refuse a window that ends before it starts."""
        if self.end < self.start:
            raise InputError(f"'end' must not be before 'start' {self.start}, was {self.end}")

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"


@dataclass(frozen=True, slots=True)
class Lineage:
    """The provenance that every figure carries.

    Attributes
    ----------
    method : str
        How the number was made, in words.
    source : str
        Where the data came from.
    data_hash : str
        SHA-256 of the data that was read, first 16 hexadecimal digits.
    window : DateWindow or None
        Dates of the observations used; None where no history is used.
    seed : int or None
        Seed of the random stream; None where nothing is random.
    simulated : bool
        True when any of the data was made, not observed.
    """

    method: str
    source: str
    data_hash: str
    window: DateWindow | None = None
    seed: int | None = None
    simulated: bool = False


def content_hash(content: bytes) -> str:
    """First 16 hexadecimal digits of the SHA-256 of `content`.

    Examples
    --------
    >>> content_hash(b"seawall")
    'e42190b6f22ec404'
    """
    return hashlib.sha256(content).hexdigest()[:16]


def combine_hashes(hashes: Iterable[str]) -> str:
    """Hash of several hashes; the order in which they are given does not matter."""
    return content_hash("\n".join(sorted(hashes)).encode())
