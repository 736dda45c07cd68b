"""One process that opens the desk once and makes documents of it, and can be ended in the middle of one."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

from seawall.errors import SeawallError
from seawall.web.desk import Desk, DeskInputs
from seawall.web.documents import make_document

__all__ = ["WorkerEndedError", "WorkerProcess"]

_PATIENCE_SECONDS = 2.0


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
        theirs.close()

    def ask(self, name: str, options: Mapping[str, Any]) -> bytes:
        """Wait for a document; raises what the engine refused.

        Raises
        ------
        WorkerEndedError
            When the process ended instead.
        """
        try:
            self._connection.send((name, dict(options)))
            answer: bytes | Exception = self._connection.recv()
        except (EOFError, OSError):
            raise WorkerEndedError from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.join(_PATIENCE_SECONDS)
        self._connection.close()


def _work(connection: Connection, inputs: DeskInputs) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers itself
    desk = Desk(inputs)
    while True:
        try:
            name, options = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(_answer(desk, name, options))


def _answer(desk: Desk, name: str, options: Mapping[str, Any]) -> bytes | Exception:
    try:
        text = make_document(desk, name, options)
    except SeawallError as refused:
        return type(refused)(str(refused))
    except Exception as fault:
        return RuntimeError(f"{type(fault).__name__}: {fault}")
    return text.encode()
