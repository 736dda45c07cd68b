"""One process that opens the desk once and makes documents of it, and can be ended in the middle of one."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from seawall.errors import SeawallError
from seawall.web.desk import Desk, DeskInputs
from seawall.web.documents import make_document
from seawall.web.worker_progress import WorkProgress, telling_progress

__all__ = ["WorkerEndedError", "WorkerProcess"]

_PATIENCE_SECONDS = 2.0
_NICENESS = 5
"""Live views go before documents: a page that waits a second shows so, a stream that waits stands still."""


class WorkerEndedError(Exception):
    """The process ended before it answered."""


class WorkerProcess:
    """A process beside the server.

    Parameters
    ----------
    inputs : DeskInputs
        Of its desk.
    """

    def __init__(self, inputs: DeskInputs) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, inputs), daemon=True)
        self._process.start()
        os.setpriority(os.PRIO_PROCESS, self._process.pid or 0, _NICENESS)  # before it opens anything
        theirs.close()

    def ask(self, name: str, options: Mapping[str, Any], tell: Callable[[WorkProgress], None]) -> bytes:
        """Wait for a document; raises what the engine refused.

        Parameters
        ----------
        name : str
            Of the document.
        options : mapping
            What is asked of it.
        tell : callable
            Told how far the work is, in the thread that waits.

        Raises
        ------
        WorkerEndedError
            When the process ended instead, or was ended.
        """
        try:
            self._connection.send((name, dict(options)))
            while isinstance(said := self._connection.recv(), WorkProgress):
                tell(said)
        except (EOFError, OSError):
            self.end()
            raise WorkerEndedError from None
        if isinstance(said, Exception):
            raise said
        answer: bytes = said
        return answer

    def kill(self) -> None:
        """End the process at once, whatever it is at; whoever waits for its answer then tidies up."""
        self._process.kill()

    def end(self) -> None:
        """End the process and wait until it has gone."""
        self._process.kill()
        self._process.join(_PATIENCE_SECONDS)
        self._connection.close()


def _work(connection: Connection, inputs: DeskInputs) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers itself
    desk = Desk(inputs)
    with suppress(EOFError, OSError):  # the server has gone
        while True:
            name, options = connection.recv()
            with telling_progress(connection.send) as desk.progress:
                answer = _answer(desk, name, options)
            connection.send(answer)


def _answer(desk: Desk, name: str, options: Mapping[str, Any]) -> bytes | Exception:
    try:
        text = make_document(desk, name, options)
    except SeawallError as refused:
        return type(refused)(str(refused))
    except Exception as fault:
        return RuntimeError(f"{type(fault).__name__}: {fault}")
    return text.encode()
