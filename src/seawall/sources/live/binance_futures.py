"""Binance USDⓈ-M futures, in the layout of 2026: depth and best prices on one path, the market's streams on another."""

from __future__ import annotations

import os
from decimal import Decimal, InvalidOperation

import orjson

from seawall.core import did_you_mean
from seawall.errors import DataError, InputError
from seawall.microstructure import InstrumentGrid
from seawall.sources.live.venue import Channel, check_address
from seawall.sources.live.venue_http import fetch

__all__ = ["BinanceFutures"]

_REST, _WEBSOCKET = "https://fapi.binance.com", "wss://fstream.binance.com"
_DEPTH_SILENCE, _TOP_SILENCE, _MARK_SILENCE = 5.0, 30.0, 10.0


class BinanceFutures:
    """One instrument.

    Parameters
    ----------
    symbol : str
        Such as ``BTCUSDT``.
    rest, websocket : str, optional
        Addresses; the venue's own by default, or those of the environment: SEAWALL_BINANCE_REST and
        SEAWALL_BINANCE_WEBSOCKET.
    depth_silence : float
        Seconds without a change of the book after which the stream is taken for dead.
    """

    name = "binance-usdm"
    snapshot_levels = 1_000

    def __init__(
        self,
        symbol: str,
        *,
        rest: str | None = None,
        websocket: str | None = None,
        depth_silence: float = _DEPTH_SILENCE,
    ) -> None:
        rest = rest or os.environ.get("SEAWALL_BINANCE_REST") or _REST
        websocket = websocket or os.environ.get("SEAWALL_BINANCE_WEBSOCKET") or _WEBSOCKET
        self.symbol = symbol
        self.address = check_address("SEAWALL_BINANCE_REST", rest, ("https", "http"))
        base = check_address("SEAWALL_BINANCE_WEBSOCKET", websocket, ("wss", "ws"))
        lower = symbol.lower()
        self.channels: tuple[Channel, ...] = (
            Channel(
                "public",
                f"{base}/public/ws",
                _subscription(f"{lower}@depth@100ms", f"{lower}@bookTicker"),
                carries_book=True,
                longest_silence={"depthUpdate": depth_silence, "bookTicker": _TOP_SILENCE},
            ),
            Channel(
                "market",
                f"{base}/market/ws",
                _subscription(f"{lower}@aggTrade", f"{lower}@forceOrder", f"{lower}@markPrice@1s"),
                carries_book=False,
                longest_silence={"markPriceUpdate": _MARK_SILENCE},
            ),
        )

    def fetch_grid(self) -> InstrumentGrid:
        """Tick and lot size, as the venue states them; see `LiveVenue`."""
        address = f"{self.address}/fapi/v1/exchangeInfo"
        try:
            instruments = {each["symbol"]: each for each in orjson.loads(fetch(address))["symbols"]}
            if self.symbol not in instruments:
                raise InputError(f"{address}: no symbol {self.symbol!r}{did_you_mean(self.symbol, instruments)}")
            found = instruments[self.symbol]
            if found.get("status", "TRADING") != "TRADING":
                raise InputError(f"{address}: {self.symbol} is not traded now; its status is {found['status']}")
            filters = {each["filterType"]: each for each in found["filters"]}
            return InstrumentGrid(
                self.symbol,
                Decimal(filters["PRICE_FILTER"]["tickSize"]),
                Decimal(filters["LOT_SIZE"]["stepSize"]),
            )
        except (KeyError, TypeError, InvalidOperation, orjson.JSONDecodeError) as error:
            raise DataError(f"{address}: the answer lacks or garbles a field: {error!r}") from None

    def fetch_snapshot(self) -> bytes:
        """A whole book of 1,000 levels a side; see `LiveVenue`."""
        return fetch(f"{self.address}/fapi/v1/depth?symbol={self.symbol}&limit={self.snapshot_levels}")


def _subscription(*streams: str) -> bytes:
    return orjson.dumps({"method": "SUBSCRIBE", "params": streams, "id": 1})
