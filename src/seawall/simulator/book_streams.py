"""Streams of a book that speak at fixed intervals: what changed, or the best levels of both sides."""

from __future__ import annotations

from collections.abc import Callable

from seawall.microstructure import Side
from seawall.simulator.displayed_book import DisplayedBook

__all__ = ["ChangeStream", "Levels", "TopStream"]

Levels = list[tuple[int, int]]
"""Ticks and sizes; a size of 0 removes the level."""


class ChangeStream:
    """New sizes of all levels that changed in an interval, as Binance tells a book.

    Parameters
    ----------
    name : str
        Of the stream.
    book : DisplayedBook
        What it is about.
    encode : callable
        Makes the payload of an instant, the first, last and preceding number, and the levels of both sides.

    Attributes
    ----------
    sent_id : int
        Number of the last change that was told.
    """

    def __init__(
        self, name: str, book: DisplayedBook, encode: Callable[[int, int, int, int, Levels, Levels], bytes]
    ) -> None:
        self.name = name
        self.sent_id = book.last_id
        self._book = book
        self._encode = encode

    def tell(self, time_ns: int) -> bytes | None:
        """What changed since it was told last; None for nothing."""
        book, previous = self._book, self.sent_id
        if book.last_id == previous:
            return None
        self.sent_id = book.last_id
        lots = book.lots
        keys = sorted(book.changed_since(previous))
        bids = [(key, lots.get(key, 0)) for key in keys if key > 0]
        asks = [(-key, lots.get(key, 0)) for key in reversed(keys) if key < 0]
        return self._encode(time_ns, previous + 1, book.last_id, previous, bids, asks)

    def skip(self) -> None:
        """Nobody listens: what changed until now need not be told."""
        self.sent_id = self._book.last_id


class TopStream:
    """The best levels of both sides: whole, and then what changed among them, as Bybit tells a book.

    Parameters
    ----------
    name : str
        Of the stream.
    book : DisplayedBook
        What it is about.
    levels : int
        Of each side.

    Attributes
    ----------
    number : int
        Of the last message; each has the next one.
    """

    def __init__(self, name: str, book: DisplayedBook, levels: int) -> None:
        self.name = name
        self.number = 1
        self.levels = levels
        self._book = book
        self._seen_id = book.last_id
        self._told: dict[int, int] = {}
        self._changed: dict[int, int] = {}

    def has_changed(self) -> bool:
        """Whether the best levels differ from what was told last; `changes` then says how, as the next message."""
        if self._book.last_id == self._seen_id:
            return False
        now, told = self._now(), self._told
        self._changed = dict(now.items() - told.items())
        self._changed.update(dict.fromkeys(told.keys() - now.keys(), 0))
        self._told = now
        self.number += bool(self._changed)
        return bool(self._changed)

    def changes(self) -> tuple[Levels, Levels]:
        """New sizes among the best levels, as `has_changed` found them."""
        return _sides(self._changed)

    def whole(self) -> tuple[Levels, Levels]:
        """The best levels as they were told last."""
        return _sides(self._told)

    def skip(self) -> None:
        """Nobody listens: the best levels now are what the next message goes on from."""
        if self._book.last_id != self._seen_id:
            self._told = self._now()

    def _now(self) -> dict[int, int]:
        lots = self._book.lots
        self._seen_id = self._book.last_id
        return {key: lots[key] for side in Side for key in self._book.top(side, self.levels)}


def _sides(lots: dict[int, int]) -> tuple[Levels, Levels]:
    """Bids and asks, best first."""
    keys = sorted(lots, reverse=True)
    return [(key, lots[key]) for key in keys if key > 0], [(-key, lots[key]) for key in keys if key < 0]
