"""A market without an engine: numbered messages at known instants, and bodies that name what they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from seawall.simulator.gateway_feed import FeedMessage

DEPTH_NS, TRADE_NS = 100_000_000, 40_000_000


@dataclass(frozen=True, slots=True)
class PlainMessage:
    """A message of a stream."""

    stream: str
    time_ns: int
    payload: bytes


@dataclass
class PlainFeed:
    """Sends a depth update every 100 ms and a trade every 40 ms, numbered, and the same book to Bybit's clients."""

    symbol: str = "BTCUSDT"
    now_ns: int = 0
    padding: int = 0
    every_ns: int = DEPTH_NS
    sent: list[PlainMessage] = field(default_factory=list)
    wanted: frozenset[str] | None = None

    @property
    def names(self) -> tuple[str, str, str]:
        lower = self.symbol.lower()
        return f"{lower}@depth@100ms", f"{lower}@aggTrade", f"orderbook.200.{self.symbol}"

    def advance(self, until_ns: int) -> list[FeedMessage]:
        depth, trade, book = self.names
        found = []
        for stream, step in ((depth, self.every_ns), (trade, TRADE_NS), (book, self.every_ns)):
            for number in range(self.now_ns // step + 1, until_ns // step + 1):
                body = {"s": stream, "n": number, "pad": "x" * self.padding}
                if self.wanted is None or stream in self.wanted:
                    found.append(PlainMessage(stream, number * step, json.dumps(body).encode()))
        found.sort(key=lambda each: each.time_ns)
        self.now_ns = until_ns
        self.sent += found
        return list(found)

    def opening(self, stream: str) -> PlainMessage | None:
        if not stream.startswith("orderbook"):
            return None
        body = {"s": stream, "n": self.now_ns // self.every_ns, "whole": True}
        return PlainMessage(stream, self.now_ns, json.dumps(body).encode())

    def exchange_info(self) -> bytes:
        return json.dumps({"serverTime": self.now_ns // 1_000_000, "symbols": [{"symbol": self.symbol}]}).encode()

    def depth(self, limit: int) -> bytes:
        return self._body("depth", limit)

    def rpi_depth(self, limit: int) -> bytes:
        return self._body("rpiDepth", limit)

    def premium_index(self) -> bytes:
        return self._body("premiumIndex")

    def open_interest(self) -> bytes:
        return self._body("openInterest")

    def open_interest_history(self, period: str, limit: int) -> bytes:
        return self._body("openInterestHist", period, limit)

    def taker_long_short_ratio(self, period: str, limit: int) -> bytes:
        return self._body("takerlongshortRatio", period, limit)

    def leverage_bracket(self) -> bytes:
        return json.dumps([{"symbol": self.symbol, "brackets": []}]).encode()

    def insurance_balance(self) -> bytes:
        return self._body("insuranceBalance")

    def adl_risk(self) -> bytes:
        return self._body("symbolAdlRisk")

    def bybit_instruments_info(self) -> bytes:
        return json.dumps({"retCode": 0, "retMsg": "OK", "result": {"list": [{"symbol": self.symbol}]}}).encode()

    def _body(self, *what: str | int) -> bytes:
        return json.dumps([self.symbol, *what]).encode()
