"""Streams of a book that speak at fixed intervals: what changed, or the best levels of both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from seawall.microstructure import Side
from seawall.simulator.displayed_book import DisplayedBook

__all__ = ["ChangeStream", "LevelChanges", "Levels", "TopStream"]

Levels = list[tuple[int, int]]
"""Ticks and sizes; a size of 0 removes the level."""


class LevelChanges(NamedTuple):
    """New sizes of levels, from the number `first` to the number `last`; `previous` was told before."""

    first: int
    last: int
    previous: int
    bids: Levels
    asks: Levels


class ChangeStream:
    """New sizes of all levels that changed in an interval, as Binance tells a book.

    Parameters
    ----------
    name : str
        Of the stream.
    book : DisplayedBook
        What it is about.
    encode : callable
        Makes the payload of an instant and the changes up to it.

    Attributes
    ----------
    sent_id : int
        Number of the last change that was told.
    """

    def __init__(self, name: str, book: DisplayedBook, encode: Callable[[int, LevelChanges], bytes]) -> None:
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
        return self._encode(time_ns, LevelChanges(previous + 1, book.last_id, previous, bids, asks))

    def restart(self) -> None:
        """The book is numbered anew: what was not told never will be."""
        self.sent_id = self._book.last_id

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
    seen_id : int
        Number of the last change of the book that was looked at.
    """

    def __init__(self, name: str, book: DisplayedBook, levels: int) -> None:
        self.name = name
        self.number = 1
        self.levels = levels
        self.seen_id = book.last_id
        self._book = book
        self._told: dict[int, int] = {}
        self._worst = {int(side): book.worst_key(side, levels) for side in Side}

    def changes(self) -> tuple[Levels, Levels] | None:
        """New sizes among the best levels since they were told last, as the next message; None where they are equal."""
        if self._book.last_id == self.seen_id:
            return None
        changed = self._changed()
        if not changed:
            return None
        told = self._told
        for key, lots in changed.items():
            if lots:
                told[key] = lots
            else:
                del told[key]
        self.number += 1
        return _sides(changed)

    def restart(self) -> tuple[Levels, Levels]:
        """The book is numbered anew, and so are messages: the best levels, whole, as number 1."""
        self.number = 1
        self._look()
        return self.whole()

    def whole(self) -> tuple[Levels, Levels]:
        """The best levels as they were told last."""
        return _sides(self._told)

    def skip(self) -> None:
        """Nobody listens: the best levels now are what the next message goes on from."""
        if self._book.last_id != self.seen_id:
            self._look()

    def _look(self) -> None:
        book = self._book
        self._told = {key: book.lots[key] for side in Side for key in book.top(side, self.levels)}
        self._worst = {int(side): book.worst_key(side, self.levels) for side in Side}
        self.seen_id = book.last_id

    def _changed(self) -> dict[int, int]:
        """Levels whose size among the best is not the one that was told; only those that can differ are looked at."""
        book, told = self._book, self._told
        suspects = book.changed_since(self.seen_id)
        for side in (1, -1):
            before, now = self._worst[side], book.worst_key(side, self.levels)
            if before != now:  # levels come into view, or go out of it
                suspects.update(book.between(side, min(before, now), max(before, now)))
                self._worst[side] = now
        self.seen_id = book.last_id
        worst, lots = self._worst, book.lots
        changed = {}
        for key in suspects:
            seen = lots.get(key, 0) if key >= worst[1 if key > 0 else -1] else 0
            if seen != told.get(key, 0):
                changed[key] = seen
        return changed


def _sides(lots: dict[int, int]) -> tuple[Levels, Levels]:
    """Bids and asks, best first."""
    keys = sorted(lots, reverse=True)
    return [(key, lots[key]) for key in keys if key > 0], [(-key, lots[key]) for key in keys if key < 0]
