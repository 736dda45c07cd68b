"""Requests to a venue: one answer as bytes, and what it means when the venue will not give it."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections.abc import Mapping

import urllib3

from seawall.errors import SourceError

__all__ = ["VenueBanError", "ban_of", "fetch"]

_TIMEOUT = urllib3.Timeout(connect=5.0, read=10.0)
_TOO_MANY, _BANNED = 429, 418
_DEFAULT_WAITS = {_TOO_MANY: 60.0, _BANNED: 120.0}
"""Seconds to stay away where the venue does not say for how long: Binance bans for two minutes at least."""
_SHOWN = 120
_OK = 200


class VenueBanError(SourceError):
    """The venue refuses to serve us for some time.

    Parameters
    ----------
    address : str
        What was asked.
    status : int
        Its answer, 418 or 429.
    wait_seconds : float
        For how long to stay away.
    """

    def __init__(self, address: str, status: int, wait_seconds: float) -> None:
        self.wait_seconds = wait_seconds
        until = dt.datetime.fromtimestamp(time.time() + wait_seconds, dt.UTC)
        what = "banned us" if status == _BANNED else "received too many requests"
        super().__init__(
            f"{address}: the venue {what} ({status}): asks to stay away for {wait_seconds:,.0f} s, "
            f"until {until:%Y-%m-%d %H:%M:%S} UTC"
        )


def ban_of(address: str, status: int, headers: Mapping[str, str]) -> VenueBanError | None:
    """The ban that an answer states; None where it states none."""
    if status not in _DEFAULT_WAITS:
        return None
    return VenueBanError(address, status, _retry_after(headers.get("Retry-After"), _DEFAULT_WAITS[status]))


def fetch(address: str, *, pool: urllib3.PoolManager | None = None) -> bytes:
    """Body of the answer to one request.

    Raises
    ------
    VenueBanError
        When the venue asks to stay away.
    SourceError
        When it cannot be reached, or refuses.
    """
    pool = pool or urllib3.PoolManager(retries=False, timeout=_TIMEOUT)
    try:
        answer = pool.request("GET", address)
    except urllib3.exceptions.HTTPError as error:
        raise SourceError(f"{address}: cannot be reached: {_cause(error)}") from error
    ban = ban_of(address, answer.status, answer.headers)
    if ban is not None:
        raise ban
    if answer.status != _OK:
        said = answer.data[:_SHOWN].decode("utf-8", "replace")
        raise SourceError(f"{address}: refused with status {answer.status}: {said!r}")
    return bytes(answer.data)


def _cause(error: Exception) -> str:
    text = str(error)
    return text.rpartition(": ")[2] or type(error).__name__


def _retry_after(text: str | None, default: float) -> float:
    """Seconds of a Retry-After header: a number of seconds, or a date."""
    if text is None:
        return default
    if text.strip().isdigit():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return default
    return max((until - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)
