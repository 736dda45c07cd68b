"""A web server on this machine that answers as the sources document, or faults as they do."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SLOW_SECONDS = 0.6


@dataclass(frozen=True)
class Answer:
    """One reply as the server sends it."""

    body: bytes
    kind: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stated_length: int | None = None
    wait_seconds: float = 0.0
    reset: bool = False

    def packed(self) -> Answer:
        return Answer(gzip.compress(self.body), self.kind, self.status, {**self.headers, "Content-Encoding": "gzip"})


Handler = Callable[[str, dict[str, str], int], Answer]


class DataServer:
    """Answers by `handler`, called with path, query and how many requests came before."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class _Requests(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                outer.asked.append((parts.path, query))
                answer = outer.handler(parts.path, query, len(outer.asked) - 1)
                try:
                    self._send(answer)
                except OSError:
                    self.close_connection = True  # the client gave up, as it should when nothing comes

            def _send(self, answer: Answer) -> None:
                if answer.reset:
                    self.close_connection = True
                    self.connection.close()
                    return
                time.sleep(answer.wait_seconds)
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                length = len(answer.body) if answer.stated_length is None else answer.stated_length
                self.send_header("Content-Length", str(length))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)
                if length != len(answer.body):
                    self.close_connection = True

            def log_message(self, format: str, *args: Any) -> None:
                del format, args

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Requests)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[DataServer]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class FakeClock:
    """Time that passes only by being slept through."""

    def __init__(self, now: float) -> None:
        self._now, self.pauses = now, list[float]()

    def monotonic(self) -> float:
        return self._now

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._now += seconds
