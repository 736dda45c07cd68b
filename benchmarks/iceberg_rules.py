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
    """Trade-conditioned: `events` in 30 s of more executed than displayed, or a refill of an emptied level.

    A refill comes within 1 s of the executions that emptied the level. After a flag the count starts anew.
    """
    return _flagged(messages, seed=seed, events=events, is_conditioned=True)


def reappearing_levels(messages: Iterable[BookDelta | Trade], *, seed: int, events: int = 3) -> Detections:
    """Levels that vanished and reappeared so often in 30 s, whether or not anything traded there."""
    return _flagged(messages, seed=seed, events=events, is_conditioned=False)


def _flagged(messages: Iterable[BookDelta | Trade], *, seed: int, events: int, is_conditioned: bool) -> Detections:
    known: dict[tuple[int, int], int] = {}
    executed: dict[tuple[int, int], int] = {}
    emptied_ns: dict[tuple[int, int], int] = {}
    recent: dict[tuple[int, int], deque[int]] = {}
    flags: list[tuple[int, int, int]] = []
    for message in messages:
        if isinstance(message, Trade):
            key = (-int(message.taker_side), message.price_ticks)
            if message.visible_lots:
                executed[key] = executed.get(key, 0) + message.visible_lots
            continue
        now_ns = message.venue_ns
        for key, after in _levels(message, executed, known):
            before, volume = known.get(key, 0), executed.get(key, 0)
            known[key] = after
            if is_conditioned:
                is_refill = before == 0 < after and now_ns - emptied_ns.get(key, -_WINDOW_NS) <= _REFILL_NS
                is_event = volume > before or is_refill
                if volume and not after:
                    emptied_ns[key] = now_ns
            else:
                is_event = key in recent and before == 0 < after
                if after == 0 < before:
                    recent.setdefault(key, deque())
            if is_event and _reaches(recent.setdefault(key, deque()), now_ns, events):
                flags.append((*key, now_ns))
        executed.clear()
    rows = np.array(flags, dtype=np.int64).reshape(-1, 3)
    blocks = np.full(len(rows), seed)
    return Detections(blocks, rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 2], rows[:, 2], np.ones(len(rows)))


def _levels(
    delta: BookDelta, executed: dict[tuple[int, int], int], known: dict[tuple[int, int], int]
) -> list[tuple[tuple[int, int], int]]:
    """Levels that changed, and those at which something was executed and nothing changed."""
    found = {
        (side, tick): lots
        for side, ticks, sizes in ((1, delta.bid_ticks, delta.bid_lots), (-1, delta.ask_ticks, delta.ask_lots))
        for tick, lots in zip(ticks.tolist(), sizes.tolist(), strict=True)
    }
    silent = {key: known.get(key, 0) for key in executed if key not in found}
    return sorted((found | silent).items())


def _reaches(times: deque[int], now_ns: int, events: int) -> bool:
    """Note an event; whether that makes enough of them, after which the count starts anew."""
    times.append(now_ns)
    while times[0] < now_ns - _WINDOW_NS:
        times.popleft()
    if len(times) < events:
        return False
    times.clear()
    return True
