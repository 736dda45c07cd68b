"""Displayed sizes by level, every change of one numbered."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort

from seawall.microstructure import Side

__all__ = ["FIRST_NUMBER", "DisplayedBook"]

FIRST_NUMBER = 1
"""Number of the empty book."""
_WORST_ASK = -(2**63)


class DisplayedBook:
    """A book of which every change of a level has the next number.

    A level is named by its *key*: its price in ticks, negative for asks, so that on both sides the largest key is the
    best price.

    Attributes
    ----------
    lots : dict of int to int
        Size by key, above 0.
    last_id : int
        Number of the last change.
    """

    __slots__ = ("_journal", "_keys", "_start_id", "last_id", "lots")

    def __init__(self) -> None:
        self.lots: dict[int, int] = {}
        self.last_id = self._start_id = FIRST_NUMBER
        self._keys: dict[int, list[int]] = {int(side): [] for side in Side}
        self._journal: list[int] = []  # the key of every change after `_start_id`

    def change(self, side: int, ticks: int, lots: int) -> None:
        """Change the size of a level by so many lots."""
        key = side * ticks
        before = self.lots.get(key, 0)
        left = before + lots
        if not before:
            insort(self._keys[side], key)
        if left:
            self.lots[key] = left
        else:
            del self.lots[key]
            keys = self._keys[side]
            del keys[bisect_left(keys, key)]
        self._journal.append(key)
        self.last_id += 1

    def changed_since(self, number: int) -> set[int]:
        """Keys that changed after that number."""
        return set(self._journal[number - self._start_id :])

    def restart(self) -> None:
        """Number changes anew."""
        self.last_id = self._start_id = FIRST_NUMBER
        self._journal.clear()

    def forget_before(self, number: int) -> None:
        """Nobody will ask for changes up to that number any more."""
        del self._journal[: number - self._start_id]
        self._start_id = number

    def best(self, side: Side) -> tuple[int, int] | None:
        """Ticks and lots of the best level of a side; None where it has none."""
        keys = self._keys[side]
        return (abs(keys[-1]), self.lots[keys[-1]]) if keys else None

    def top(self, side: Side, levels: int) -> list[int]:
        """Keys of the best levels of a side, best first."""
        return self._keys[side][: -levels - 1 : -1]

    def worst_key(self, side: int, levels: int) -> int:
        """Key of the last of the best levels of a side; one that is worse than all where the side has fewer."""
        keys = self._keys[side]
        return keys[-levels] if len(keys) >= levels else (0 if side > 0 else _WORST_ASK)

    def between(self, side: int, worse: int, better: int) -> list[int]:
        """Keys of a side from one to another, both included."""
        keys = self._keys[side]
        return keys[bisect_left(keys, worse) : bisect_right(keys, better)]
