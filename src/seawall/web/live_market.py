"""The market that the page shows, as the server sees it: a process that follows it, and what that process said last.

Nothing is decoded, estimated or simulated in the server: what comes is handed to the readers of the stream as it is,
and the last document of each kind is kept for those who ask for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from seawall.web.feed_inputs import FeedInputs
from seawall.web.frames import FrameKind, json_frame
from seawall.web.market_process import follow_market
from seawall.web.problems import ProblemError
from seawall.web.stream_hub import StreamHub

__all__ = ["LiveMarket"]

_NOT_YET = "the market has not been opened yet"
_LOST = "the process of the market ended; it is started again"
_MOST_ASKED = 16
_ANSWER_SECONDS = 30.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_PATIENCE_SECONDS = 2.0


class LiveMarket:
    """A market in a process of its own.

    Parameters
    ----------
    inputs : FeedInputs
        Which.
    hub : StreamHub
        Whose readers are handed what comes.
    """

    def __init__(self, inputs: FeedInputs, hub: StreamHub) -> None:
        self.inputs = inputs
        self.hub = hub
        self._documents: dict[str, bytes] = {}
        self._refusals: dict[str, str] = {}
        self._asked: dict[int, asyncio.Future[bytes]] = {}
        self._asked_in_all = 0
        self._is_closed = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connection: Connection | None = None
        self._process: BaseProcess | None = None
        self._thread = threading.Thread(target=self._keep_up, name="seawall-market", daemon=True)

    def start(self) -> None:
        """Begin to follow it; called in the server's loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._is_closed.set()
        if self._process is not None:
            self._process.kill()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_SECONDS)

    def document(self, name: str) -> bytes:
        """The last document of a kind: ``book`` or ``liquidations``.

        Raises
        ------
        ProblemError
            424, where there is none now, with the reason.
        """
        found = self._documents.get(name)
        if found is None:
            raise ProblemError(HTTPStatus.FAILED_DEPENDENCY, "feed", self._refusals.get(name, _NOT_YET))
        return found

    async def answer(self, name: str, asked: Mapping[str, Any]) -> bytes:
        """What can only be made of the market as it is now.

        Parameters
        ----------
        name : str
            ``cascade`` or ``cascade_scenarios``.
        asked : mapping
            The shock, and what else the document needs.

        Raises
        ------
        SeawallError
            What the engine refused.
        ProblemError
            When there is no market, too much was asked already, or the answer does not come.
        """
        if self._connection is None:
            raise ProblemError(HTTPStatus.FAILED_DEPENDENCY, "feed", self._refusals.get("liquidations", _NOT_YET))
        if len(self._asked) >= _MOST_ASKED:
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", "too much work is waiting; try again")
        self._asked_in_all += 1
        number = self._asked_in_all
        found = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            self._connection.send((number, name, dict(asked)))
            return await asyncio.wait_for(found, _ANSWER_SECONDS)
        except TimeoutError:  # an OSError too
            detail = f"not done within {_ANSWER_SECONDS:g} s"
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "slow", detail) from None
        except OSError:
            raise ProblemError(HTTPStatus.FAILED_DEPENDENCY, "feed", _LOST) from None
        finally:
            self._asked.pop(number, None)

    # in a thread ----------------------------------------------------------------------------------------------------

    def _keep_up(self) -> None:
        """Start the process, hand on what it says, and start another where it ends by itself."""
        pause = _FIRST_PAUSE
        while not self._is_closed.is_set():
            began = time.monotonic()
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=follow_market, args=(theirs, self.inputs), daemon=True)
            process.start()
            theirs.close()
            self._process, self._connection = process, ours
            if self._is_closed.is_set():  # it was closed while the process began
                process.kill()
            with contextlib.suppress(EOFError, OSError):
                while True:
                    self._hand_on(self._take, ours.recv())
            self._hand_on(self._lose, ours)
            process.kill()
            process.join(_PATIENCE_SECONDS)
            pause = _FIRST_PAUSE if time.monotonic() - began > _LONGEST_PAUSE else min(2 * pause, _LONGEST_PAUSE)
            self._is_closed.wait(pause)

    def _hand_on(self, take: Any, given: Any) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(take, given)

    # in the loop ----------------------------------------------------------------------------------------------------

    def _take(self, message: tuple[Any, ...]) -> None:
        match message:
            case ("frame", kind, body):
                self.hub.publish(FrameKind(kind), body)
            case ("map", whole, None, _):
                self.hub.publish_map(whole)
            case ("map", whole, column, flags):
                self.hub.publish_column(column, whole, flags=flags)
            case ("document", name, content):
                self._documents[name] = content
            case ("refusal", name, sentence):
                self._documents.pop(name, None)
                self._refusals[name] = sentence
            case ("answer", number, answer):
                self._answer(number, answer)

    def _answer(self, number: int, answer: bytes | Exception) -> None:
        asked = self._asked.get(number)
        if asked is None or asked.done():
            return
        if isinstance(answer, Exception):
            asked.set_exception(answer)
        else:
            asked.set_result(answer)

    def _lose(self, connection: Connection) -> None:
        connection.close()
        if self._connection is connection:  # and not that of the next process already
            self._connection = None
        if self._is_closed.is_set():
            return
        self._documents.clear()
        self._refusals = dict.fromkeys(("book", "liquidations"), _LOST)
        for number in list(self._asked):
            self._answer(number, ProblemError(HTTPStatus.FAILED_DEPENDENCY, "feed", _LOST))
        inputs = self.inputs
        status = {"feed": inputs.feed, "symbol": inputs.name, "seed": inputs.known_seed, "source": inputs.feed}
        steps = {"badge": "DELAYED", "tick_size": "", "lot_size": "", "problem": _LOST, "note": None}
        self.hub.publish(FrameKind.STATUS, json_frame({**status, **steps}))
