"""A simulated exchange ready to be connected to: a market that has found its feet, and the gateway before it."""

from __future__ import annotations

import time
from collections.abc import Callable

from seawall.errors import InputError
from seawall.simulator import BTCUSDT_TERMS, Gateway, SimulatedExchange, VenueFeed, check_port

__all__ = ["open_simulated_exchange", "simulated_feed"]

WARM_UP_NS = 600_000_000_000
"""A market begins with an empty book; after ten minutes it has the depth that it keeps."""
_SECOND_NS, _DAY_NS = 1_000_000_000, 86_400_000_000_000
_STEPS = 10
_LONGEST_DAYS = 36_500.0


def simulated_feed(
    *, seed: int, start_ns: int | None = None, progress: Callable[[str, int, int], None] | None = None
) -> VenueFeed:
    """BTCUSDT of a seed, after ten minutes.

    Parameters
    ----------
    seed : int
        Fixes every byte together with `start_ns`.
    start_ns : int, optional
        What the venue's clock shows then, nanoseconds since 1970, brought down to a whole second; by default what the
        clock on the wall does.
    progress : callable, optional
        Told what is being done, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        When the clock shows less than ten minutes.
    """
    shown_ns = time.time_ns() if start_ns is None else start_ns
    if shown_ns < WARM_UP_NS:
        raise InputError(f"'start_ns' must be at least {WARM_UP_NS}, was {start_ns}")
    shown_ns -= shown_ns % _SECOND_NS
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=seed)
    feed = VenueFeed(exchange, start_ns=shown_ns - WARM_UP_NS)
    feed.wanted = frozenset()
    for step in range(_STEPS):
        if progress is not None:
            progress("the market finds its feet", step, _STEPS)
        feed.advance(WARM_UP_NS * (step + 1) // _STEPS)
    if start_ns is None:  # what has been done until here took its time
        feed.advance(WARM_UP_NS + time.time_ns() - shown_ns)
    return feed


def open_simulated_exchange(
    *,
    seed: int,
    start_ns: int | None = None,
    port: int = 0,
    speed: float | None = 1.0,
    days: float | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Gateway:
    """A gateway of one simulated market, not opened yet; :class:`EmbeddedGateway` opens it beside other work.

    Parameters
    ----------
    seed, start_ns : int
        As of :func:`simulated_feed`.
    port : int
        On 127.0.0.1; 0 for a free one.
    speed : float or None
        Simulated seconds in a second; None for as fast as it goes.
    days : float, optional
        Simulated days after which the market ends; never by default.
    progress : callable, optional
        As of :func:`simulated_feed`.

    Raises
    ------
    InputError
        When a parameter is out of its range.
    """
    if days is not None and not 0.0 < days <= _LONGEST_DAYS:
        raise InputError(f"'days' must be above 0 and at most {_LONGEST_DAYS:,.0f}, was {days!r}")
    run_ns = None if days is None else max(round(days * _DAY_NS), 1)
    check_port(port)
    feed = simulated_feed(seed=seed, start_ns=start_ns, progress=progress)
    return Gateway([feed], port=port, speed=speed, run_ns=run_ns)
