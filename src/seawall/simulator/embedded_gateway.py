"""A simulated exchange inside another program: the gateway in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

from seawall.simulator.gateway import Gateway, GatewayStatus

__all__ = ["EmbeddedGateway"]


class EmbeddedGateway:
    """Keeps a gateway open, and its markets running, for as long as a ``with`` block lasts.

    Parameters
    ----------
    gateway : Gateway
        Not opened yet.

    Raises
    ------
    InputError
        On entry, when the port is taken.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._is_open = threading.Event()
        self._error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._serve, name="seawall simulated exchange", daemon=True)

    @property
    def rest(self) -> str:
        """Address for requests."""
        return self._gateway.rest

    @property
    def websocket(self) -> str:
        """Address for streams."""
        return self._gateway.websocket

    def status(self) -> GatewayStatus:
        """How it does now."""
        return self._gateway.status()

    def __enter__(self) -> EmbeddedGateway:
        """Open it, and wait until clients are let in."""
        self._thread.start()
        self._is_open.wait()
        self._raise()
        return self

    def __exit__(self, *_: object) -> None:
        """End it; an error of its markets is raised here."""
        if self._loop is not None and self._task is not None:
            with suppress(RuntimeError):  # the loop is closed where an error ended it
                self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()
        self._raise()

    def _raise(self) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _serve(self) -> None:
        try:
            asyncio.run(self._keep_open())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # handed to the thread that waits for this one
            self._error = error
        finally:
            self._is_open.set()

    async def _keep_open(self) -> None:
        async with self._gateway:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            self._is_open.set()
            await self._gateway.run()
            await asyncio.Event().wait()  # a market that has ended can still be asked
