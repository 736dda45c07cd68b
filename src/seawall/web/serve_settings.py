"""How the dashboard is served: address, token, who may ask, and how much."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass, field

from seawall.errors import InputError

__all__ = ["ServeLimits", "ServeSettings", "is_loopback_host"]

_LEAST_TOKEN_CHARACTERS = 32
_LARGEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class ServeLimits:
    """Bounds of what one client may ask, and of all together.

    Attributes
    ----------
    body_bytes : int
        Of a request; more is refused with 413.
    message_bytes : int
        Of a message to a stream; more ends it with code 1009.
    requests_per_second, burst : float
        Of one client address; more is refused with 429.
    streams : int
        Open at once; more are refused with 503.
    waiting : int
        Requests for work that wait for a worker; more are refused with 503.
    work_seconds : float
        After which work is given up with 503.
    """

    body_bytes: int = 65_536
    message_bytes: int = 4_096
    requests_per_second: float = 50.0
    burst: float = 200.0
    streams: int = 100
    waiting: int = 32
    work_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """Where the dashboard listens, and whom it answers.

    Attributes
    ----------
    host, port : str, int
        Address to listen on; port 0 takes a free one.
    token : str
        Whoever knows it may ask; a fresh one by default. On a host that others can reach it must be given, with at
        least 32 characters.
    allowed_hosts : tuple of str
        Names beside the loopback's own under which the dashboard may be asked, without port.
    limits : ServeLimits
        Bounds.

    Raises
    ------
    InputError
        When the port is none, or a public host has no token of its own.

    Examples
    --------
    >>> settings = ServeSettings(port=8_710)
    >>> settings.hosts
    ('127.0.0.1', 'localhost', '::1')
    """

    host: str = "127.0.0.1"
    port: int = 0
    token: str = ""
    allowed_hosts: tuple[str, ...] = ()
    limits: ServeLimits = field(default_factory=ServeLimits)

    def __post_init__(self) -> None:
        """Refuse a door that stands open."""
        if not 0 <= self.port <= _LARGEST_PORT:
            raise InputError(f"--port must be from 0 to {_LARGEST_PORT}, was {self.port}")
        if not is_loopback_host(self.host) and not self.token:
            raise InputError(
                f"--host {self.host} can be reached by others: set SEAWALL_TOKEN to a secret of at least "
                f"{_LEAST_TOKEN_CHARACTERS} characters first"
            )
        if self.token and len(self.token) < _LEAST_TOKEN_CHARACTERS:
            raise InputError(
                f"SEAWALL_TOKEN must have at least {_LEAST_TOKEN_CHARACTERS} characters, had {len(self.token)}"
            )
        if not self.token:
            object.__setattr__(self, "token", secrets.token_urlsafe(32))

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names under which the dashboard answers, without port."""
        own = () if is_loopback_host(self.host) or _is_any(self.host) else (self.host.lower(),)
        return ("127.0.0.1", "localhost", "::1", *own, *(each.lower() for each in self.allowed_hosts))


def is_loopback_host(host: str) -> bool:
    """Whether only this machine can reach an address; names other than ``localhost`` count as public.

    Examples
    --------
    >>> is_loopback_host("127.0.0.1"), is_loopback_host("127.evil.example"), is_loopback_host("0.0.0.0")
    (True, False, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False
