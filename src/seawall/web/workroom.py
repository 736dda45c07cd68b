"""Where heavy work is done: processes of their own, so that no calculation delays a stream.

Every worker opens the desk once and keeps it. A document that is being made is made once, whoever asks for it, and
kept; a refusal is not kept.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from http import HTTPStatus
from typing import Any

from seawall.web.desk import Desk, DeskInputs
from seawall.web.problems import ProblemError
from seawall.web.serve_settings import ServeLimits

__all__ = ["Workroom"]

_MOST_KEPT = 128
_desk: Desk | None = None


def _open_desk(inputs: DeskInputs) -> None:
    global _desk  # noqa: PLW0603 - one desk for the life of a worker process
    _desk = Desk(inputs)


def _make(name: str, options: Mapping[str, Any]) -> bytes:
    if _desk is None:
        raise RuntimeError("a worker has no desk")
    text: str = getattr(_desk, name)(**options)
    return text.encode()


class Workroom:
    """Workers and what they have made.

    Parameters
    ----------
    inputs : DeskInputs
        Of the desk.
    limits : ServeLimits
        How much may wait, and for how long.
    workers : int
        Processes.
    """

    def __init__(self, inputs: DeskInputs, *, limits: ServeLimits, workers: int = 2) -> None:
        self._inputs = inputs
        self._limits = limits
        self._workers = workers
        self._pool = self._new_pool()
        self._waiting = 0
        self._made: OrderedDict[str, asyncio.Future[bytes]] = OrderedDict()

    async def document(self, name: str, options: Mapping[str, Any]) -> bytes:
        """A document of the desk, made now or before.

        Raises
        ------
        SeawallError
            What the engine refused.
        ProblemError
            When too much waits already, the work takes too long, or a worker died.
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
        """End the workers."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _work(self, name: str, options: Mapping[str, Any]) -> bytes:
        if self._waiting >= self._limits.waiting:
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", "too much work is waiting; try again")
        self._waiting += 1
        try:
            asked = asyncio.get_running_loop().run_in_executor(self._pool, _make, name, dict(options))
            return await asyncio.wait_for(asked, self._limits.work_seconds)
        except TimeoutError:
            limit = self._limits.work_seconds
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "slow", f"not done within {limit:g} s") from None
        except BrokenProcessPool:
            self._pool = self._new_pool()
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "worker", "a worker ended; ask again") from None
        finally:
            self._waiting -= 1

    def _keep(self, key: str, done: asyncio.Future[bytes]) -> None:
        if done.cancelled() or done.exception() is not None:
            self._made.pop(key, None)
        while len(self._made) > _MOST_KEPT:
            self._made.popitem(last=False)

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=_open_desk, initargs=(self._inputs,))
