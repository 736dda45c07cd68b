"""The stream of a market over WebSocket: binary frames out, and in only the wish for the whole map or for silence."""

from __future__ import annotations

import asyncio
import contextlib
import json
from http import HTTPStatus

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from seawall.web.stream_hub import StreamHub, StreamReader

__all__ = ["stream_routes"]

_TOO_MANY = 1013
_POLICY = 1008
_SEND_SECONDS, _CLOSE_SECONDS = 15.0, 1.0
_MOST_WISHES = 5
"""A second, of one reader: a page asks for the map once in a while, and for silence when it is hidden."""


def stream_routes(hub: StreamHub) -> APIRouter:
    """The route of the stream.

    Parameters
    ----------
    hub : StreamHub
        Whose frames it hands on.
    """
    router = APIRouter()

    @router.websocket("/stream")
    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        reader = hub.join()
        if reader is None:
            await socket.close(_TOO_MANY, HTTPStatus.SERVICE_UNAVAILABLE.phrase)
            return
        tasks = [asyncio.create_task(_send(socket, reader)), asyncio.create_task(_listen(socket, reader))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            hub.leave(reader)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS):  # who takes nothing does not take the end either
                    await socket.close(_POLICY)

    return router


async def _send(socket: WebSocket, reader: StreamReader) -> None:
    """Hand on what comes; a reader that takes nothing for long is let go."""
    while True:
        for frame in await reader.take():
            async with asyncio.timeout(_SEND_SECONDS):
                await socket.send_bytes(frame)


async def _listen(socket: WebSocket, reader: StreamReader) -> None:
    """Do what a reader wishes, until it leaves or wishes something that there is not."""
    wishes, since = 0, asyncio.get_running_loop().time()
    with contextlib.suppress(WebSocketDisconnect, ValueError, KeyError):
        while True:
            wish = json.loads(await socket.receive_text())
            now = asyncio.get_running_loop().time()
            wishes, since = (wishes + 1, since) if now - since < 1.0 else (1, now)
            if wishes > _MOST_WISHES or wish != {"want": "map"}:
                return
            reader.want_map()
