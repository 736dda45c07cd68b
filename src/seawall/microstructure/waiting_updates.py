"""Updates kept aside until a whole book, or the one that is missing, comes in."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from seawall.microstructure.events import BookDelta
from seawall.microstructure.sequence import SequenceRule, follows, is_covered, joins, predecessor

__all__ = ["WaitingUpdates"]


class WaitingUpdates:
    """Updates by the number that each follows.

    Parameters
    ----------
    rule : SequenceRule
        How the venue numbers its updates.
    most : int
        How many are kept; then the oldest go.
    """

    def __init__(self, rule: SequenceRule, *, most: int) -> None:
        self.rule = rule
        self._most = most
        self._by_predecessor: dict[int, BookDelta] = {}
        self._newest = -1

    def __len__(self) -> int:
        return len(self._by_predecessor)

    @property
    def newest_id(self) -> int:
        """The largest number kept since the last `clear`; -1 for none."""
        return self._newest

    def add(self, delta: BookDelta) -> bool:
        """Keep one; False where another that says something else follows the same number.

        One that says the same is kept once.
        """
        key = predecessor(delta, self.rule)
        held = self._by_predecessor.get(key)
        if held is not None:
            return _says_the_same(held, delta)
        if len(self._by_predecessor) == self._most:
            del self._by_predecessor[next(iter(self._by_predecessor))]
        self._by_predecessor[key] = delta
        self._newest = max(self._newest, delta.last_id)
        return True

    @property
    def is_full(self) -> bool:
        """Whether the next one pushes the oldest out."""
        return len(self._by_predecessor) == self._most

    def take_next(self, last_id: int) -> BookDelta | None:
        """The one that follows update `last_id`, which is then no longer kept."""
        return self._by_predecessor.pop(last_id, None)

    def clear(self) -> None:
        """Keep nothing."""
        self._by_predecessor.clear()
        self._newest = -1

    def after(self, snapshot_id: int) -> list[BookDelta]:
        """Those that a whole book of update `snapshot_id` does not hold yet, in the order of their numbers.

        The others are no longer kept.
        """
        rest = [delta for delta in self._by_predecessor.values() if not is_covered(delta, snapshot_id, self.rule)]
        rest.sort(key=lambda delta: delta.last_id)
        self._by_predecessor = {predecessor(delta, self.rule): delta for delta in rest}
        return rest

    def break_in(self, deltas: list[BookDelta], snapshot_id: int) -> str | None:
        """Why these do not lead on from a whole book of update `snapshot_id`; None where they do."""
        first = deltas[0]
        if not joins(first, snapshot_id, self.rule):
            return f"whole book of update {snapshot_id}, but the first update kept is {first.first_id}"
        for before, after in pairwise(deltas):
            if not follows(after, before.last_id, self.rule):
                return f"updates from {before.last_id} to {predecessor(after, self.rule)} are missing"
        return None


def _says_the_same(one: BookDelta, other: BookDelta) -> bool:
    return (one.first_id, one.last_id) == (other.first_id, other.last_id) and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("bid_ticks", "bid_lots", "ask_ticks", "ask_lots")
    )
