"""Where heavy work is done: processes of their own, so that no calculation delays a stream.

A document that is being made is made once, whoever asks for it, and kept; a refusal is not kept. Work that nobody waits
for any more is ended with its process: at once where the last asker said so, and after a moment where a connection was
lost, so that a page that is loaded anew finds its work going on, and a question that was changed costs no process.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from seawall.web.desk import DeskInputs
from seawall.web.problems import ProblemError
from seawall.web.serve_settings import ServeLimits
from seawall.web.work_order import Asker, AskerRegister, WorkOrder, WorkState
from seawall.web.worker_process import WorkerEndedError, WorkerProcess
from seawall.web.worker_progress import WorkProgress

__all__ = ["Workroom"]

_MOST_KEPT = 128
_GRACE_SECONDS = 2.0


class Workroom:
    """Workers and what they have made.

    Parameters
    ----------
    inputs : DeskInputs
        Of the desk.
    limits : ServeLimits
        How much may wait, and for how long.
    workers : int
        Processes; each is started when it is first needed, and anew at once when it was killed.
    """

    def __init__(self, inputs: DeskInputs, *, limits: ServeLimits, workers: int = 2) -> None:
        self._inputs = inputs
        self._limits = limits
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._places = asyncio.Semaphore(workers)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="seawall-worker")
        self._waiting = 0
        self._is_closed = False
        self._orders: OrderedDict[str, WorkOrder] = OrderedDict()
        self._register = AskerRegister()

    async def document(self, name: str, options: Mapping[str, Any], *, work: str | None = None) -> bytes:
        """A document of the desk, made now or before.

        Parameters
        ----------
        name : str
            Of the document.
        options : mapping
            What is asked of it; only the same options are answered with the same document.
        work : str, optional
            Random name by which this asker can look at the work, and leave it.

        Raises
        ------
        SeawallError
            What the engine refused.
        ProblemError
            When too much waits already, the work takes too long, a worker ended, or this asker left.
        """
        order = self._ordered(name, options)
        if not order.making.done():
            await self._wait(order, work)
        return order.making.result()

    def state(self, work: str) -> WorkState:
        """How far the work of an asker is; unknown where nobody has that name, or had it of late."""
        return self._register.state(work)

    def leave(self, work: str) -> None:
        """Let an asker leave, if anybody has that name.

        A page gives up its connection as it leaves, and whichever of the two is heard of first, its work ends at once.
        """
        for order in [each for each in self._orders.values() if each.lost_by == work]:
            self._abandon(order)
        self._register.leave(work)

    def close(self) -> None:
        """End the workers, whatever they are at."""
        self._is_closed = True
        for worker in self._idle:
            worker.end()
        for worker in self._busy:
            worker.kill()
        self._idle.clear()
        self._busy.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ordered(self, name: str, options: Mapping[str, Any]) -> WorkOrder:
        key = json.dumps([name, options], sort_keys=True, default=str)
        order = self._orders.get(key)
        if order is None:
            order = self._orders[key] = WorkOrder(key)
            order.making = asyncio.ensure_future(self._work(order, name, options))
            order.making.add_done_callback(lambda done: self._keep(order, done))
        self._orders.move_to_end(key)
        return order

    async def _wait(self, order: WorkOrder, work: str | None) -> None:
        asker = Asker(order)
        order.join()
        try:
            with self._register.entered(work, asker):
                await asyncio.wait((order.making, asker.left), return_when=asyncio.FIRST_COMPLETED)
            if asker.left.done():
                raise ProblemError(HTTPStatus.CONFLICT, "cancelled", "cancelled by whoever asked for it")
        finally:
            order.askers -= 1
            self._look_after(order, work, is_told=asker.left.done())

    def _look_after(self, order: WorkOrder, work: str | None, *, is_told: bool) -> None:
        """End what nobody waits for: at once where that was said or nothing has begun, and otherwise after a while."""
        if order.is_wanted:
            return
        if is_told or order.progress is None:
            self._abandon(order)
        else:
            order.end_after(_GRACE_SECONDS, self._abandon, lost_by=work)

    def _abandon(self, order: WorkOrder) -> None:
        if order.is_wanted:
            return
        self._forget(order)  # at once, so that nobody joins what is about to end
        order.making.cancel()

    async def _work(self, order: WorkOrder, name: str, options: Mapping[str, Any]) -> bytes:
        if self._waiting >= self._limits.waiting:
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", "too much work is waiting; try again")
        self._waiting += 1
        try:
            async with self._places:
                return await self._ask(order, name, options)
        finally:
            self._waiting -= 1

    async def _ask(self, order: WorkOrder, name: str, options: Mapping[str, Any]) -> bytes:
        order.progress = WorkProgress("starting a worker")
        worker = self._idle.pop() if self._idle else WorkerProcess(self._inputs)
        self._busy.add(worker)
        is_sound = False
        loop, seconds = asyncio.get_running_loop(), self._limits.work_seconds
        try:
            asked = loop.run_in_executor(self._threads, worker.ask, name, options, order.take_progress)
            asked.add_done_callback(_hear)
            found = await asyncio.wait_for(asyncio.shield(asked), seconds)
            is_sound = True
        except TimeoutError:
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "slow", f"not done within {seconds:g} s") from None
        except WorkerEndedError:
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "worker", "a worker ended; ask again") from None
        except Exception:
            is_sound = True  # it answered with a refusal
            raise
        finally:
            self._busy.discard(worker)
            if not is_sound:
                worker.kill()
            if is_sound or not self._is_closed:
                self._idle.append(worker if is_sound else WorkerProcess(self._inputs))
        return found

    def _forget(self, order: WorkOrder) -> None:
        if self._orders.get(order.key) is order:  # and not one that came after it
            del self._orders[order.key]

    def _keep(self, order: WorkOrder, done: asyncio.Future[bytes]) -> None:
        if done.cancelled() or done.exception() is not None:
            self._forget(order)
        while len(self._orders) > _MOST_KEPT:
            self._orders.popitem(last=False)


def _hear(asked: asyncio.Future[bytes]) -> None:
    """Take notice of how a worker ended whom nobody waits for any more."""
    if not asked.cancelled():
        asked.exception()
