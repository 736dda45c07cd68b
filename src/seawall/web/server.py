"""The server's life: a socket, an address that is printed once, and a clean end."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from seawall.errors import SourceError
from seawall.web.application import make_application
from seawall.web.desk import DeskInputs
from seawall.web.feed_inputs import FeedInputs
from seawall.web.live_market import LiveMarket
from seawall.web.serve_settings import ServeSettings
from seawall.web.stream_hub import StreamHub
from seawall.web.workroom import Workroom

__all__ = ["run_server"]

_BACKLOG = 256


def run_server(inputs: DeskInputs, settings: ServeSettings, *, feed: FeedInputs, ready: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    inputs : DeskInputs
        The book and its prices.
    settings : ServeSettings
        Where, and for whom.
    feed : FeedInputs
        The market that is shown beside the book.
    ready : callable
        Told the address with its token, once requests are taken.

    Raises
    ------
    SourceError
        When the address cannot be listened on.
    """
    listening = _listen(settings)
    port = listening.getsockname()[1]
    workroom = Workroom(inputs, limits=settings.limits)
    market = LiveMarket(feed, StreamHub(most_readers=settings.limits.streams))
    config = uvicorn.Config(
        make_application(workroom, settings, market=market),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=settings.limits.message_bytes,
        ws_per_message_deflate=False,
        limit_concurrency=4 * settings.limits.streams,
        timeout_graceful_shutdown=2,
    )
    server = _Server(config, lambda: ready(f"http://{_shown(settings.host)}:{port}/#token={settings.token}"))
    try:
        server.run(sockets=[listening])
    finally:
        market.close()
        workroom.close()
        listening.close()


class _Server(uvicorn.Server):
    """Says when it takes requests."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()


def _listen(settings: ServeSettings) -> socket.socket:
    host = settings.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, settings.port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise SourceError(
            f"--port {settings.port} of {settings.host} cannot be listened on: {reason}; --port 0 takes a free one"
        ) from None
    listening.setblocking(False)
    return listening


def _shown(host: str) -> str:
    return f"[{host.strip('[]')}]" if ":" in host else host
