"""How far a worker is, told while it works: at most ten times a second, whatever the work says itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

__all__ = ["WorkProgress", "telling_progress"]

_PAUSE_SECONDS = 0.1


class WorkProgress(NamedTuple):
    """What is being done, how much of it is done, and how much there is; both 0 where nobody counts."""

    step: str
    done: int = 0
    total: int = 0


@contextmanager
def telling_progress(tell: Callable[[WorkProgress], None]) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that work may call as often as it likes.

    Parameters
    ----------
    tell : callable
        Given the latest, if there is a later one, every tenth of a second and no more after the end; by a thread of its
        own, so that the last word before a long silence is told too.

    Yields
    ------
    callable
        Takes what is being done, how much of it is done, and how much there is.
    """
    latest = told = WorkProgress("computing")
    has_ended = threading.Event()

    def take(step: str, done: int, total: int) -> None:
        nonlocal latest
        latest = WorkProgress(step, done, total)

    def repeat() -> None:
        nonlocal told
        with suppress(OSError):  # who is told has gone
            while not has_ended.wait(_PAUSE_SECONDS):
                if latest is not told:
                    told = latest
                    tell(told)

    tell(told)
    teller = threading.Thread(target=repeat, name="seawall-progress", daemon=True)
    teller.start()
    try:
        yield take
    finally:
        has_ended.set()
        teller.join()
