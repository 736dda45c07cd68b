"""How each venue numbers its updates, and what the numbers prove.

============== ============================================ ==============================================
venue          first update after a whole book              every later update
============== ============================================ ==============================================
Binance USDⓈ-M U ≤ last ≤ u of the first update not older   pu = u of the update before
Binance spot   U ≤ last + 1 ≤ u                             U = u of the update before + 1
Bybit v5       the whole book comes in the stream           u = u before + 1; u = 1 is a restart
============== ============================================ ==============================================

Sources: the API documents of Binance ("How to manage a local order book correctly", USDⓈ-M futures and spot) and of
Bybit (v5, "Orderbook").
"""

from __future__ import annotations

import enum

from seawall.microstructure.events import BookDelta

__all__ = ["SequenceRule", "follows", "is_covered", "is_garbled", "joins", "predecessor"]


class SequenceRule(enum.StrEnum):
    """How a venue numbers its updates."""

    BINANCE_FUTURES = "binance-usdm"
    BINANCE_SPOT = "binance-spot"
    BYBIT = "bybit"

    @property
    def asks_for_snapshots(self) -> bool:
        """Whether a whole book has to be asked for; elsewhere it comes in the stream after a subscription."""
        return self is not SequenceRule.BYBIT


def predecessor(delta: BookDelta, rule: SequenceRule) -> int:
    """Number of the update that this one follows."""
    return delta.previous_id if rule is SequenceRule.BINANCE_FUTURES else delta.first_id - 1


def follows(delta: BookDelta, last_id: int, rule: SequenceRule) -> bool:
    """Whether nothing is missing between update `last_id` and this one."""
    return predecessor(delta, rule) == last_id


def is_garbled(delta: BookDelta, rule: SequenceRule) -> bool:
    """Whether the numbers of an update contradict each other: they must rise from the one before it to its last."""
    return not predecessor(delta, rule) < delta.first_id <= delta.last_id


def is_covered(delta: BookDelta, snapshot_id: int, rule: SequenceRule) -> bool:
    """Whether a whole book of update `snapshot_id` already holds everything that this update says."""
    if rule is SequenceRule.BINANCE_FUTURES:
        return delta.last_id < snapshot_id
    return delta.last_id <= snapshot_id


def joins(delta: BookDelta, snapshot_id: int, rule: SequenceRule) -> bool:
    """Whether this is the first update to apply to a whole book of update `snapshot_id`."""
    if rule is SequenceRule.BINANCE_FUTURES:
        return delta.first_id <= snapshot_id <= delta.last_id or delta.previous_id == snapshot_id
    return delta.first_id <= snapshot_id + 1 <= delta.last_id
