"""The process of a market: it sends frames and documents to the server, and answers what the server asks."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from seawall.errors import SeawallError
from seawall.web.feed_inputs import FeedInputs

__all__ = ["follow_market"]


def follow_market(connection: Connection, inputs: FeedInputs) -> None:
    """Follow a market until the server is gone.

    Parameters
    ----------
    connection : Connection
        To the server: messages out, questions in.
    inputs : FeedInputs
        Which market.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process itself
    from seawall.web.market_run import MarketRun

    gate = threading.Lock()

    def send(*message: object) -> None:
        with gate:
            try:
                connection.send(message)
            except OSError:
                os._exit(0)  # threads of an exchange or a calculation may still run, and nobody waits for them

    run = MarketRun(inputs, send)
    threading.Thread(target=_answer, args=(connection, run, send), name="seawall-questions", daemon=True).start()
    asyncio.run(run.run())


def _answer(connection: Connection, run: object, send: object) -> None:
    from seawall.web.market_run import MarketRun

    assert isinstance(run, MarketRun)
    assert callable(send)
    answers: dict[str, Callable[..., bytes]] = {"cascade": run.cascade, "cascade_scenarios": run.cascade_scenarios}
    while True:
        try:
            number, name, asked = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        try:
            answer: bytes | Exception = answers[name](**asked)
        except SeawallError as refused:
            answer = type(refused)(str(refused))
        except Exception as fault:
            answer = RuntimeError(f"{type(fault).__name__}: {fault}")
        send("answer", number, answer)
