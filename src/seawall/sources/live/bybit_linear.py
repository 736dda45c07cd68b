"""Bybit v5, linear perpetuals: one connection, whole books in the stream."""

from __future__ import annotations

import os
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

import orjson

from seawall.errors import DataError, InputError
from seawall.microstructure import InstrumentGrid
from seawall.sources.live.venue import Channel, check_address
from seawall.sources.live.venue_http import fetch

__all__ = ["BybitLinear"]

_REST, _WEBSOCKET = "https://api.bybit.com", "wss://stream.bybit.com"
_DEPTHS = (1, 50, 200, 500, 1000)
_DEPTH_SILENCE, _TICKER_SILENCE = 5.0, 10.0
_PING = b'{"op":"ping"}'


class BybitLinear:
    """One instrument.

    Parameters
    ----------
    symbol : str
        Such as ``BTCUSDT``.
    levels : int
        Depth of the book that is streamed: 1, 50, 200, 500 or 1000.
    rest, websocket : str, optional
        Addresses; the venue's own by default, or those of the environment: SEAWALL_BYBIT_REST and
        SEAWALL_BYBIT_WEBSOCKET.
    depth_silence : float
        Seconds without a change of the book after which the stream is taken for dead.
    """

    name = "bybit"

    def __init__(
        self,
        symbol: str,
        *,
        levels: int = 200,
        rest: str | None = None,
        websocket: str | None = None,
        depth_silence: float = _DEPTH_SILENCE,
    ) -> None:
        if levels not in _DEPTHS:
            raise InputError(f"'levels' must be {', '.join(map(str, _DEPTHS))}, was {levels}")
        rest = rest or os.environ.get("SEAWALL_BYBIT_REST") or _REST
        websocket = websocket or os.environ.get("SEAWALL_BYBIT_WEBSOCKET") or _WEBSOCKET
        self.symbol = symbol
        self.snapshot_levels = levels
        self.address = check_address("SEAWALL_BYBIT_REST", rest, ("https", "http"))
        base = check_address("SEAWALL_BYBIT_WEBSOCKET", websocket, ("wss", "ws"))
        book = f"orderbook.{levels}.{symbol}"
        self.channels: tuple[Channel, ...] = (
            Channel(
                "linear",
                f"{base}/v5/public/linear",
                _request("subscribe", book, f"publicTrade.{symbol}", f"allLiquidation.{symbol}", f"tickers.{symbol}"),
                carries_book=True,
                longest_silence={book: depth_silence, f"tickers.{symbol}": _TICKER_SILENCE},
                resubscription=(_request("unsubscribe", book), _request("subscribe", book)),
                ping=_PING,
            ),
        )

    def fetch_grid(self) -> InstrumentGrid:
        """Tick and lot size, as the venue states them; see `LiveVenue`."""
        query = urlencode({"category": "linear", "symbol": self.symbol})
        address = f"{self.address}/v5/market/instruments-info?{query}"
        try:
            answer = orjson.loads(fetch(address))
            instruments = (answer.get("result") or {}).get("list") or []
            if not instruments:
                raise InputError(f"{address}: no symbol {self.symbol!r}: {str(answer.get('retMsg'))[:80]}")
            found = instruments[0]
            if found.get("status", "Trading") != "Trading":
                raise InputError(f"{address}: {self.symbol} is not traded now; its status is {found['status']}")
            return InstrumentGrid(
                self.symbol, Decimal(found["priceFilter"]["tickSize"]), Decimal(found["lotSizeFilter"]["qtyStep"])
            )
        except (KeyError, TypeError, AttributeError, InvalidOperation, orjson.JSONDecodeError) as error:
            raise DataError(f"{address}: the answer lacks or garbles a field: {error!r}") from None

    def fetch_snapshot(self) -> None:
        """None: whole books come in the stream."""


def _request(operation: str, *topics: str) -> bytes:
    return orjson.dumps({"op": operation, "args": topics})
