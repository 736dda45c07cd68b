"""What the gateway asks of a simulated market: messages in order of time, and bodies of answers.

`VenueFeed` is one; the gateway needs no more of it than this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["FeedMessage", "MarketFeed"]


class FeedMessage(Protocol):
    """One message of one stream, ready to be sent."""

    @property
    def stream(self) -> str:
        """Such as ``btcusdt@depth@100ms`` or ``allLiquidation.BTCUSDT``."""

    @property
    def payload(self) -> bytes:
        """JSON, encoded once for all who follow the stream."""


class MarketFeed(Protocol):
    """One instrument of the venue; every body is JSON."""

    @property
    def symbol(self) -> str:
        """Such as ``BTCUSDT``."""

    @property
    def now_ns(self) -> int:
        """How far the market has run, on its own clock."""

    @property
    def wanted(self) -> frozenset[str] | None:
        """Streams that anybody listens to, which the gateway sets; others need not be encoded."""

    @wanted.setter
    def wanted(self, streams: frozenset[str] | None) -> None: ...

    def advance(self, until_ns: int) -> Sequence[FeedMessage]:
        """Let the market run up to an instant of its clock; what it sent meanwhile, in order of time."""

    def opening(self, stream: str) -> FeedMessage | None:
        """What a new follower of a stream is sent first: Bybit's whole book; None for most."""

    def exchange_info(self) -> bytes:
        """Of this instrument alone; the gateway joins the ``symbols`` of all."""

    def depth(self, limit: int) -> bytes:
        """A whole book of at most so many levels a side."""

    def rpi_depth(self, limit: int) -> bytes:
        """The same with orders of retail price improvement."""

    def premium_index(self) -> bytes:
        """Mark, index and funding."""

    def open_interest(self) -> bytes:
        """Now, in the base asset."""

    def open_interest_history(self, period: str, limit: int) -> bytes:
        """At the ends of past periods."""

    def taker_long_short_ratio(self, period: str, limit: int) -> bytes:
        """Taker volumes of past periods."""

    def leverage_bracket(self) -> bytes:
        """Maintenance tiers."""

    def insurance_balance(self) -> bytes:
        """The fund."""

    def adl_risk(self) -> bytes:
        """How near auto-deleveraging is."""

    def bybit_instruments_info(self) -> bytes:
        """The instrument as Bybit states it."""
