"""Who may ask: whoever holds the token of this run, or the cookie that it was exchanged for."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

__all__ = ["Session"]

_BEARER = "bearer "


class Session:
    """The token of a run and its cookie.

    Parameters
    ----------
    token : str
        Printed once in the address that opens the dashboard, behind ``#``, which browsers do not send.

    Notes
    -----
    The cookie holds what follows from the token and does not lead back to it. So a page comes back by itself when a
    server is started again with the same token.
    """

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._secret = hmac.new(self._token, b"cookie of the dashboard", hashlib.sha256).hexdigest()

    def is_token(self, given: str) -> bool:
        """Whether this is the token; takes as long for any wrong one."""
        return hmac.compare_digest(given.encode(), self._token)

    def cookie(self, port: int) -> str:
        """Value of a ``Set-Cookie`` header; named by port, since browsers share cookies between ports."""
        return f"{_name(port)}={self._secret}; HttpOnly; SameSite=Strict; Path=/"

    def admits(self, headers: Mapping[str, str], *, port: int) -> bool:
        """Whether headers, by lower-case name, carry the token or the cookie."""
        authorization = headers.get("authorization", "")
        if authorization.lower().startswith(_BEARER):
            return self.is_token(authorization[len(_BEARER) :].strip())
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(_name(port))
        except CookieError:
            return False
        return morsel is not None and hmac.compare_digest(morsel.value.encode(), self._secret.encode())


def _name(port: int) -> str:
    return f"seawall_{port}"
