"""One exchange of request and reply; whether it is worth another attempt is for the session to say."""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import urllib3

from seawall.errors import SourceError

__all__ = ["BrowserTransport", "PlainTransport", "RawReply", "Transport", "TransportError"]

_CHUNK_BYTES = 1 << 16
_LONGEST_BODY_SECONDS = 180.0
_GZIP = 16 + zlib.MAX_WBITS


class TransportError(Exception):
    """The exchange failed on the way: another attempt may succeed."""


@dataclass(frozen=True, slots=True)
class RawReply:
    """What came back.

    Attributes
    ----------
    status : int
        HTTP status.
    headers : mapping of str to str
        Names in lower case.
    body : bytes
        Whole, and unpacked.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Sends one request."""

    def send(
        self, url: str, *, headers: Mapping[str, str], connect_seconds: float, read_seconds: float, most_bytes: int
    ) -> RawReply:
        """Send a GET and read the whole body.

        Raises
        ------
        TransportError
            When no whole reply came.
        SourceError
            When the body is larger than `most_bytes`.
        """


class PlainTransport:
    """urllib3, with every body checked against its stated length."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(retries=False, maxsize=2)

    def send(
        self, url: str, *, headers: Mapping[str, str], connect_seconds: float, read_seconds: float, most_bytes: int
    ) -> RawReply:
        """Send a GET and read the whole body."""
        timeout = urllib3.Timeout(connect=connect_seconds, read=read_seconds)
        try:
            reply = self._pool.request(
                "GET", url, headers=dict(headers), timeout=timeout, redirect=False, preload_content=False
            )
            try:
                packed = _read_body(reply, most_bytes)
            finally:
                reply.release_conn()
        except SourceError:
            raise
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise TransportError(_reason(error)) from None  # its text may hold the address with its key
        found = {name.lower(): value for name, value in reply.headers.items()}
        body = _unpacked(packed, found, most_bytes)
        if not {"content-length", "transfer-encoding", "content-encoding"} & set(found):
            raise TransportError("the reply states no length, so that nobody can tell whether it is whole")
        return RawReply(reply.status, found, body)


def _read_body(reply: urllib3.BaseHTTPResponse, most_bytes: int) -> bytes:
    chunks: list[bytes] = []
    total, ends_at = 0, time.monotonic() + _LONGEST_BODY_SECONDS
    # with its length enforced, urllib3 raises when fewer bytes come than were stated
    for chunk in reply.stream(_CHUNK_BYTES, decode_content=False):
        chunks.append(chunk)
        total += len(chunk)
        if total > most_bytes:
            reply.close()
            raise SourceError(f"the reply is larger than {most_bytes:,} bytes")
        if time.monotonic() > ends_at:
            reply.close()
            raise TransportError(f"the body took longer than {_LONGEST_BODY_SECONDS:g} s")
    return b"".join(chunks)


def _unpacked(packed: bytes, headers: Mapping[str, str], most_bytes: int) -> bytes:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return packed
    if encoding not in ("gzip", "x-gzip"):
        raise TransportError(f"the body is packed by {encoding[:20]!r}, but gzip was asked for")
    unpacker = zlib.decompressobj(_GZIP)
    try:
        body = unpacker.decompress(packed, most_bytes + 1)
    except zlib.error:
        raise TransportError("the body is no gzip") from None
    if len(body) > most_bytes:
        raise SourceError(f"the reply is larger than {most_bytes:,} bytes unpacked")
    if not unpacker.eof:
        raise TransportError("the gzip body ends too early")
    return body


_REASONS = (
    (urllib3.exceptions.ReadTimeoutError, "no answer in time"),
    (urllib3.exceptions.NameResolutionError, "the name of the host is not known"),
    (urllib3.exceptions.NewConnectionError, "no connection"),
    (urllib3.exceptions.ConnectTimeoutError, "no connection in time"),  # the two above are kinds of it
    (urllib3.exceptions.IncompleteRead, "the body ends too early"),
    (urllib3.exceptions.SSLError, "the certificate or the encryption failed"),
)


def _reason(error: Exception) -> str:
    for kind, words in _REASONS:
        if isinstance(error, kind):
            return words
    if isinstance(error, urllib3.exceptions.ProtocolError) and any(
        isinstance(each, urllib3.exceptions.IncompleteRead) for each in error.args
    ):
        return "the body ends too early"
    return f"the connection broke ({type(error).__name__})"


class BrowserTransport:
    """The session that yfinance makes: Yahoo turns away clients that do not greet it as a browser does.

    Raises
    ------
    SourceError
        When yfinance is not installed.
    """

    def __init__(self) -> None:
        try:
            import yfinance
        except ImportError:
            raise SourceError(
                "yahoo: needs the package yfinance, which is not installed; pip install 'seawall[yahoo]'"
            ) from None
        self._session: Any = yfinance.Ticker("SPY").session

    def send(
        self, url: str, *, headers: Mapping[str, str], connect_seconds: float, read_seconds: float, most_bytes: int
    ) -> RawReply:
        """Send a GET and read the whole body; the session unpacks it, and refuses one that ends too early."""
        kept = {name: value for name, value in headers.items() if name.lower() not in ("user-agent", "accept-encoding")}
        try:
            reply = self._session.get(url, headers=kept, timeout=(connect_seconds, read_seconds), allow_redirects=False)
        except Exception as error:  # two libraries, each with its own tree of errors, stand behind this session
            raise TransportError(f"the connection broke ({type(error).__name__})") from None
        if len(reply.content) > most_bytes:
            raise SourceError(f"the reply is larger than {most_bytes:,} bytes")
        return RawReply(
            reply.status_code, {name.lower(): value for name, value in reply.headers.items()}, reply.content
        )
