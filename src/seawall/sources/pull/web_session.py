"""Requests for data: limited, repeated with growing pauses, checked for being whole, and silent about keys."""

from __future__ import annotations

import email.utils
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from seawall.errors import DataError, SourceError
from seawall.sources.pull.rate_limit import Clock, RateLimit, SystemClock, TokenBucket
from seawall.sources.pull.transport import PlainTransport, RawReply, Transport, TransportError

__all__ = ["Reply", "RetryRule", "WebSession"]

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_DETAIL_CHARACTERS = 160
_OK, _TOO_MANY, _BANNED, _FORBIDDEN = 200, 429, 418, 403


@dataclass(frozen=True, slots=True)
class RetryRule:
    r"""How often, and after which pause, a failed request is sent again.

    The pause before attempt :math:`k+1` is drawn evenly from 0 to :math:`\min(c, b\,2^{k-1})` ("full jitter":
    Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015), unless ``Retry-After`` names one.

    Attributes
    ----------
    attempts : int
        In all.
    base_seconds, longest_seconds : float
        :math:`b` and :math:`c`.
    longest_asked_seconds : float
        A longer pause asked for by the source is not waited for: the request fails.
    """

    attempts: int = 5
    base_seconds: float = 0.5
    longest_seconds: float = 30.0
    longest_asked_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply.

    Attributes
    ----------
    address : str
        What was asked, without any key.
    body : bytes
        Unpacked, not empty.
    retrieved_at : float
        Seconds since 1970, UTC.
    """

    address: str
    body: bytes
    retrieved_at: float


class _KeyMask(logging.Filter):
    """Takes keys out of what the library underneath logs."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if any(key in text for key in self.keys):
            for key in self.keys:
                text = text.replace(key, "***")
            record.msg, record.args = text, None
        return True


_MASK = _KeyMask()


class WebSession:
    """Sends requests.

    Parameters
    ----------
    transport : Transport, optional
        urllib3 by default.
    retry : RetryRule
        How failed requests are repeated.
    clock : Clock, optional
        The clock of the machine by default.
    jitter : random.Random, optional
        Draws the pauses.
    connect_seconds, read_seconds : float
        Longest wait for a connection, and for the next bytes.
    most_bytes : int
        Largest body.
    """

    def __init__(
        self,
        *,
        transport: Transport | None = None,
        retry: RetryRule | None = None,
        clock: Clock | None = None,
        jitter: random.Random | None = None,
        connect_seconds: float = 10.0,
        read_seconds: float = 30.0,
        most_bytes: int = 64_000_000,
    ) -> None:
        self._transport = transport or PlainTransport()
        self._retry = retry or RetryRule()
        self.clock = clock or SystemClock()
        self._jitter = jitter or random.Random()
        self._connect_seconds, self._read_seconds, self._most_bytes = connect_seconds, read_seconds, most_bytes
        self._buckets: dict[str, TokenBucket] = {}

    def get(
        self,
        address: str,
        parameters: Mapping[str, str],
        *,
        kinds: tuple[str, ...],
        limit: RateLimit,
        weight: float = 1.0,
        secrets: Mapping[str, str] | None = None,
    ) -> Reply:
        """Fetch one address.

        Parameters
        ----------
        address : str
            Without a query.
        parameters : mapping of str to str
            The query.
        kinds : tuple of str
            Content types that are right.
        limit : RateLimit
            What the source allows.
        weight : float
            What the request costs.
        secrets : mapping of str to str, optional
            Keys: sent in the query, never shown or logged.

        Returns
        -------
        Reply
            Whole, of a right content type, not empty.

        Raises
        ------
        SourceError
            When no whole reply came; names address, status and attempts, never a key.
        DataError
            When a reply is of another kind, such as a page of HTML.
        """
        secrets = dict(secrets or {})
        shown = f"{address}?{urlencode(parameters)}" if parameters else address
        full = f"{address}?{urlencode({**parameters, **secrets})}" if parameters or secrets else address
        self._hide(secrets)
        bucket = self._buckets.setdefault(limit.name, TokenBucket(limit, self.clock))
        for attempt in range(1, self._retry.attempts + 1):
            bucket.take(weight)
            try:
                raw = self._follow(full, shown, keeps_host=bool(secrets))
            except TransportError as fault:
                trouble, pause = str(fault), None
            else:
                self._heed(bucket, limit, raw)
                if raw.status == _OK and raw.body:
                    self._check_kind(raw, kinds, shown)
                    return Reply(shown, raw.body, self.clock.now())
                trouble = self._trouble(raw, shown, attempt, secrets)
                pause = self._pause_asked(raw)
            if attempt < self._retry.attempts:
                self._wait(attempt, pause, shown, trouble)
        raise SourceError(f"{shown}: {trouble}, after {self._retry.attempts} attempts")

    def _hide(self, secrets: Mapping[str, str]) -> None:
        if not secrets:
            return
        _MASK.keys.update(each for each in secrets.values() if each)
        logger = logging.getLogger("urllib3.connectionpool")
        if _MASK not in logger.filters:
            logger.addFilter(_MASK)

    def _follow(self, url: str, shown: str, *, keeps_host: bool) -> RawReply:
        host = urlsplit(url).netloc
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                raw = self._transport.send(
                    url,
                    headers={"User-Agent": "seawall", "Accept-Encoding": "gzip", "Accept": "*/*"},
                    connect_seconds=self._connect_seconds,
                    read_seconds=self._read_seconds,
                    most_bytes=self._most_bytes,
                )
            except SourceError as error:
                raise SourceError(f"{shown}: {error}") from None
            if raw.status not in _REDIRECTS or "location" not in raw.headers:
                return raw
            url = urljoin(url, raw.headers["location"])
            if urlsplit(url).scheme not in ("http", "https") or (keeps_host and urlsplit(url).netloc != host):
                raise SourceError(f"{shown}: was redirected elsewhere, and a key goes only to the host that gave it")
        raise SourceError(f"{shown}: was redirected more than {_MOST_REDIRECTS} times")

    def _heed(self, bucket: TokenBucket, limit: RateLimit, raw: RawReply) -> None:
        stated = raw.headers.get(limit.used_header.lower(), "") if limit.used_header else ""
        if stated.isdigit():
            bucket.heed(float(stated))

    def _check_kind(self, raw: RawReply, kinds: tuple[str, ...], shown: str) -> None:
        kind = raw.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind not in kinds:
            raise DataError(f"{shown}: must answer with {' or '.join(kinds)}, was {kind[:60] or 'nothing stated'!r}")

    def _trouble(self, raw: RawReply, shown: str, attempt: int, secrets: Mapping[str, str]) -> str:
        """Words for a reply that is no answer; raises where another attempt could not help."""
        if raw.status == _OK:
            return "HTTP 200 with an empty body"
        detail = " ".join(raw.body[:2_000].decode("utf-8", "replace").split())
        for secret in secrets.values():
            detail = detail.replace(secret, "***")
        is_page = detail[:1] == "<"
        said = f" ({detail[:_DETAIL_CHARACTERS]})" if detail and not is_page else ""
        if raw.status in _PASSING:
            return f"HTTP {raw.status}{said}"
        times = f"{attempt} attempt{'s' if attempt > 1 else ''}"
        if raw.status in (_BANNED, _FORBIDDEN):
            said += "; the source refuses this machine, for its place or for too many requests"
        raise SourceError(f"{shown}: HTTP {raw.status}{said}, after {times}")

    def _pause_asked(self, raw: RawReply) -> float | None:
        """Seconds of a ``Retry-After`` header, given as a number or as a date (RFC 9110, section 10.2.3)."""
        text = raw.headers.get("retry-after", "").strip()
        if not text or raw.status not in (_TOO_MANY, 503):
            return None
        if text.isdigit():
            return float(text)
        try:
            return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - self.clock.now())
        except (TypeError, ValueError):
            return None

    def _wait(self, attempt: int, asked: float | None, shown: str, trouble: str) -> None:
        if asked is not None:
            if asked > self._retry.longest_asked_seconds:
                raise SourceError(f"{shown}: {trouble}; asks to wait {asked:,.0f} s, after {attempt} attempts")
            self.clock.sleep(asked)
            return
        ceiling = min(self._retry.longest_seconds, self._retry.base_seconds * 2.0 ** (attempt - 1))
        self.clock.sleep(self._jitter.uniform(0.0, ceiling))
