"""The gate that every request and every stream passes before the application sees it.

Asked under a foreign name it answers 403, whatever page asks and whatever the page's own address: a page can point a
name of its own at this machine, and then its requests carry that name both as host and as origin. Then come the origin
of whatever changes something, the token, the rate, and the size of the body.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from seawall.web.problems import PROBLEM_TYPE, ProblemError
from seawall.web.serve_settings import ServeSettings
from seawall.web.session import Session

__all__ = ["Gate"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_PROTECTED = "/api/"
_OPEN_ROUTES = {"/api/v1/session", "/api/v1/health"}
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_MOST_CLIENTS = 4_096
_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
        b"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


class Gate:
    """Middleware before everything else.

    Parameters
    ----------
    application : callable
        What lies behind.
    settings : ServeSettings
        Names, token and limits.
    session : Session
        Who may ask.
    """

    def __init__(self, application: Application, *, settings: ServeSettings, session: Session) -> None:
        self._application = application
        self._settings = settings
        self._session = session
        self._budgets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let pass, or refuse."""
        if scope["type"] not in {"http", "websocket"}:
            await self._application(scope, receive, send)
            return
        headers = _headers(scope)
        try:
            self._check(scope, headers)
        except ProblemError as refused:
            await _refuse(scope, receive, send, refused)
            return
        is_reading = scope["type"] == "http" and scope["method"] not in _SAFE_METHODS
        if is_reading:
            try:
                receive = await _whole_body(receive, self._settings.limits.body_bytes)
            except ProblemError as refused:
                await _refuse(scope, receive, send, refused)
                return
        await self._application(scope, receive, _with_headers(send) if scope["type"] == "http" else send)

    def _check(self, scope: Scope, headers: dict[str, str]) -> None:
        host = headers.get("host", "")
        if _name_of(host) not in self._settings.hosts or headers.get("\0several hosts"):
            raise ProblemError(HTTPStatus.FORBIDDEN, "host", f"this server does not answer as {host[:80]!r}")
        self._check_origin(scope, headers, host)
        path = scope["path"]
        needs_token = path.startswith(_PROTECTED) and path not in _OPEN_ROUTES
        port = (scope.get("server") or ("", 0))[1] or 0
        if (needs_token or scope["type"] == "websocket") and not self._session.admits(headers, port=port):
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED, "token", "open the address that 'seawall serve' printed, or send its token"
            )
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:12]) > self._settings.limits.body_bytes:
            largest = self._settings.limits.body_bytes
            raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size", f"a body has at most {largest:,} bytes")
        if path.startswith(_PROTECTED):
            self._spend((scope.get("client") or ("", 0))[0])

    def _check_origin(self, scope: Scope, headers: dict[str, str], host: str) -> None:
        """A page of another origin may neither open a stream nor change anything."""
        origin = headers.get("origin")
        if origin is None or (scope["type"] == "http" and scope["method"] in _SAFE_METHODS):
            return
        if urlsplit(origin).netloc.lower() != host.lower():
            raise ProblemError(HTTPStatus.FORBIDDEN, "origin", f"pages of {origin[:80]!r} may not ask here")

    def _spend(self, client: str) -> None:
        """One request of a client's budget, which fills again with time."""
        limits, now = self._settings.limits, time.monotonic()
        left, since = self._budgets.pop(client, (limits.burst, now))
        left = min(limits.burst, left + (now - since) * limits.requests_per_second)
        self._budgets[client] = (left - 1.0 if left >= 1.0 else left, now)  # a refusal costs nothing
        if len(self._budgets) > _MOST_CLIENTS:
            self._budgets.popitem(last=False)
        if left < 1.0:
            raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, "rate", "too many requests; wait a second")


async def _whole_body(receive: Receive, most_bytes: int) -> Receive:
    """Read a body before anybody believes its stated length; what is given back hands it on."""
    parts: list[bytes] = []
    size, is_open = 0, True
    while is_open:
        message = await receive()
        if message["type"] == "http.disconnect":
            return receive
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most_bytes:
            raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size", f"a body has at most {most_bytes:,} bytes")
        is_open = message.get("more_body", False)
    whole: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": False}]

    async def handing_on() -> Message:
        return whole.pop() if whole else await receive()

    return handing_on


def _headers(scope: Scope) -> dict[str, str]:
    """Headers by lower-case name; a second host marks the request as one to refuse."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        if key == "host" and key in found:
            found["\0several hosts"] = "yes"
        found[key] = value.decode("latin-1")
    return found


def _name_of(host: str) -> str:
    """Name or address of a ``Host`` header without its port; empty where it is no host."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    is_plain = not (parts.path or parts.query or parts.fragment or "@" in host or any(each.isspace() for each in host))
    return (parts.hostname or "").lower() if is_plain else ""


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *_HEADERS]}
        await send(message)

    return sending


async def _refuse(scope: Scope, receive: Receive, send: Send, refused: ProblemError) -> None:
    problem = refused.problem
    body = problem.json()
    headers = [
        (b"content-type", PROBLEM_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *_HEADERS,
    ]
    if problem.status == HTTPStatus.TOO_MANY_REQUESTS:
        headers.append((b"retry-after", b"1"))
    if scope["type"] == "websocket":
        await receive()
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008})
            return
        await send({"type": "websocket.http.response.start", "status": problem.status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": body})
        return
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
