"""Where heavy work is done: processes of their own, so that no calculation delays a stream.

A document that is being made is made once, whoever asks for it, and kept; a refusal is not kept.
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
from seawall.web.worker_process import WorkerEndedError, WorkerProcess

__all__ = ["Workroom"]

_MOST_KEPT = 128


class Workroom:
    """Workers and what they have made.

    Parameters
    ----------
    inputs : DeskInputs
        Of the desk.
    limits : ServeLimits
        How much may wait, and for how long.
    workers : int
        Processes; each is started when it is first needed.
    """

    def __init__(self, inputs: DeskInputs, *, limits: ServeLimits, workers: int = 2) -> None:
        self._inputs = inputs
        self._limits = limits
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._places = asyncio.Semaphore(workers)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="seawall-worker")
        self._waiting = 0
        self._made: OrderedDict[str, asyncio.Future[bytes]] = OrderedDict()

    async def document(self, name: str, options: Mapping[str, Any]) -> bytes:
        """A document of the desk, made now or before.

        Raises
        ------
        SeawallError
            What the engine refused.
        ProblemError
            When too much waits already, the work takes too long, or a worker ended.
        """
        key = json.dumps([name, options], sort_keys=True, default=str)
        making = self._made.get(key)
        if making is None:
            making = asyncio.ensure_future(self._work(name, options))
            self._made[key] = making
            making.add_done_callback(lambda done: self._keep(key, done))
        else:
            self._made.move_to_end(key)
        return await asyncio.shield(making)

    def close(self) -> None:
        """End the workers, whatever they are at."""
        for worker in (*self._idle, *self._busy):
            worker.end()
        self._idle.clear()
        self._busy.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _work(self, name: str, options: Mapping[str, Any]) -> bytes:
        if self._waiting >= self._limits.waiting:
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", "too much work is waiting; try again")
        self._waiting += 1
        try:
            async with self._places:
                return await self._ask(name, options)
        finally:
            self._waiting -= 1

    async def _ask(self, name: str, options: Mapping[str, Any]) -> bytes:
        worker = self._idle.pop() if self._idle else WorkerProcess(self._inputs)
        self._busy.add(worker)
        is_sound = False
        loop, seconds = asyncio.get_running_loop(), self._limits.work_seconds
        try:
            asked = loop.run_in_executor(self._threads, worker.ask, name, options)
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
            if is_sound:
                self._idle.append(worker)
            else:
                worker.end()
        return found

    def _keep(self, key: str, done: asyncio.Future[bytes]) -> None:
        if done.cancelled() or done.exception() is not None:
            self._made.pop(key, None)
        while len(self._made) > _MOST_KEPT:
            self._made.popitem(last=False)
