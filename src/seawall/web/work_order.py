"""A document that is being made, who waits for it, and what each of them may know of it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal

from seawall.web.problems import ProblemError
from seawall.web.worker_progress import WorkProgress

__all__ = ["Asker", "AskerRegister", "WorkOrder", "WorkState"]

_MOST_ENDED, _ENDED_SECONDS = 1_024, 10.0


@dataclass(frozen=True, slots=True)
class WorkState:
    """How far work is, as one asker is told: nothing of what was asked, and nothing of who else waits.

    It waits for a worker, is running, or ended a moment ago, whether answered, refused or left. It is unknown before
    the request has come, and once its end is past: a page may ask after its work before the work itself is heard of.
    Done and total are of the step, and 0 where nobody counts; seconds pass since this asker asked.
    """

    state: Literal["unknown", "waiting", "running", "ended"]
    step: str
    done: int
    total: int
    seconds: float


_UNKNOWN = WorkState("unknown", "", 0, 0, 0.0)


class WorkOrder:
    """One document to make.

    Parameters
    ----------
    key : str
        The document and its options, by which others find it.

    Attributes
    ----------
    making : asyncio.Task
        Ends with the document, or with what refused it.
    askers : int
        Who wait for it.
    progress : WorkProgress, optional
        The latest that its worker told; none before it has one.
    lost_by : str, optional
        Name of the last asker, while it is waited for whether somebody comes back.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self.making: asyncio.Task[bytes]
        self.askers = 0
        self.progress: WorkProgress | None = None
        self.lost_by: str | None = None
        self._grace: asyncio.TimerHandle | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether it is done, or somebody waits for it."""
        return self.askers > 0 or self.making.done()

    def join(self) -> None:
        """One more waits."""
        self.askers += 1
        self.lost_by = None
        if self._grace is not None:
            self._grace.cancel()

    def end_after(self, seconds: float, end: Callable[[WorkOrder], None], *, lost_by: str | None) -> None:
        """Have it ended, unless somebody joins until then."""
        self.lost_by = lost_by
        self._grace = asyncio.get_running_loop().call_later(seconds, end, self)

    def take_progress(self, progress: WorkProgress) -> None:
        """Keep the latest."""
        self.progress = progress


class Asker:
    """One request that waits for an order, until it is answered or leaves.

    Parameters
    ----------
    order : WorkOrder
        What it waits for.
    """

    def __init__(self, order: WorkOrder) -> None:
        self.order = order
        self.left: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._since = time.monotonic()

    def leave(self) -> None:
        """End the wait."""
        if not self.left.done():
            self.left.set_result(None)

    def state(self) -> WorkState:
        """How far its order is."""
        seconds = round(time.monotonic() - self._since, 1)
        told = self.order.progress
        if told is None:
            return WorkState("waiting", "waiting for a worker", 0, 0, seconds)
        return WorkState("running", told.step, told.done, told.total, seconds)


class AskerRegister:
    """Askers by the random names that they gave themselves; one who has ended is remembered for ten seconds.

    So a page whose question and whose document cross each other is not told that there never was such work.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, Asker] = {}
        self._ended: OrderedDict[str, tuple[float, WorkState]] = OrderedDict()

    @contextmanager
    def entered(self, work: str | None, asker: Asker) -> Iterator[None]:
        """Answer to a name for a while; an asker without one is not looked for.

        Raises
        ------
        ProblemError
            When somebody has it: two who share a name could end each other's work.
        """
        if work is None:
            yield
            return
        if work in self._waiting:
            raise ProblemError(HTTPStatus.CONFLICT, "work", "another request has this x-seawall-work; take a fresh one")
        self._waiting[work] = asker
        try:
            yield
        finally:
            del self._waiting[work]
            self._remember(work, replace(asker.state(), state="ended"))

    def state(self, work: str) -> WorkState:
        """How far the work of a name is; unknown where nobody has it, or had it of late."""
        asker = self._waiting.get(work)
        if asker is not None:
            return asker.state()
        ended, state = self._ended.get(work, (float("-inf"), _UNKNOWN))
        return state if time.monotonic() - ended <= _ENDED_SECONDS else _UNKNOWN

    def leave(self, work: str) -> None:
        """Let the asker of a name leave, if anybody has it."""
        asker = self._waiting.get(work)
        if asker is not None:
            asker.leave()

    def _remember(self, work: str, state: WorkState) -> None:
        self._ended.pop(work, None)
        self._ended[work] = (time.monotonic(), state)
        if len(self._ended) > _MOST_ENDED:
            self._ended.popitem(last=False)
