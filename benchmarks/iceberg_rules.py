"""Rules that others flag icebergs by, to be measured beside the probabilities: they know yes and no only."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import numpy as np

from seawall.measures import Detections
from seawall.microstructure import BookDelta, Trade

__all__ = ["reappearing_levels", "refilled_levels"]

_WINDOW_NS = 30_000_000_000
_REFILL_NS = 1_000_000_000


def refilled_levels(messages: Iterable[BookDelta | Trade], *, seed: int, events: int) -> Detections:
    """Trade-conditioned: `events` in 30 s of a refill within 1 s of an execution, or of more executed than displayed.

    A refill is any growth of the level beyond what its executions leave. After a flag the count starts anew.
    """
    return _flagged(messages, seed=seed, events=events, is_conditioned=True)


def reappearing_levels(messages: Iterable[BookDelta | Trade], *, seed: int, events: int = 3) -> Detections:
    """Levels that vanished and reappeared so often in 30 s, whether or not anything traded there."""
    return _flagged(messages, seed=seed, events=events, is_conditioned=False)


def _flagged(messages: Iterable[BookDelta | Trade], *, seed: int, events: int, is_conditioned: bool) -> Detections:
    known: dict[tuple[int, int], int] = {}
    executed: dict[tuple[int, int], int] = {}
    traded_ns: dict[tuple[int, int], int] = {}
    recent: dict[tuple[int, int], deque[int]] = {}
    flags: list[tuple[int, int, int]] = []
    for message in messages:
        if isinstance(message, Trade):
            key = (-int(message.taker_side), message.price_ticks)
            if message.visible_lots:
                executed[key] = executed.get(key, 0) + message.visible_lots
            continue
        now_ns = message.venue_ns
        changes = [
            ((side, tick), lots)
            for side, ticks, sizes in (
                (1, message.bid_ticks, message.bid_lots),
                (-1, message.ask_ticks, message.ask_lots),
            )
            for tick, lots in zip(ticks.tolist(), sizes.tolist(), strict=True)
        ]
        silent = [(key, known.get(key, 0)) for key in executed.keys() - {key for key, _ in changes}]
        for key, after in sorted([*changes, *silent]):
            before, volume = known.get(key, 0), executed.get(key, 0)
            known[key] = after
            if volume:
                traded_ns[key] = now_ns
            if is_conditioned:
                is_near = now_ns - traded_ns.get(key, -_WINDOW_NS) <= _REFILL_NS
                is_event = volume > before or (is_near and after - before + volume > 0)
            else:
                is_event = before == 0 and after > 0 and key in recent
                if before > 0 and after == 0:
                    recent.setdefault(key, deque())
            if is_event:
                times = recent.setdefault(key, deque())
                times.append(now_ns)
                while times[0] < now_ns - _WINDOW_NS:
                    times.popleft()
                if len(times) >= events:
                    flags.append((*key, now_ns))
                    times.clear()
        executed.clear()
    rows = np.array(flags, dtype=np.int64).reshape(-1, 3)
    blocks = np.full(len(rows), seed)
    return Detections(blocks, rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 2], rows[:, 2], np.ones(len(rows)))
