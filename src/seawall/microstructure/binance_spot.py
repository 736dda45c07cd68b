"""Messages of Binance spot, decoded: depth, trades and best prices.

They differ from those of the futures: an update names no update before it, and neither depth nor best prices carry
the time of the matching engine.
"""

from __future__ import annotations

from typing import Any

from seawall.errors import DataError
from seawall.microstructure.events import BookDelta, FeedEvent, Side, TopOfBook, Trade
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.level_text import LevelReader, Levels, parse_message
from seawall.microstructure.message_fields import NANOSECONDS_PER_MILLISECOND, whole_number

__all__ = ["BinanceSpotDecoder"]


class BinanceSpotDecoder:
    """Decodes what the venue sends about one instrument.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.

    Examples
    --------
    >>> from decimal import Decimal
    >>> decoder = BinanceSpotDecoder(InstrumentGrid("BTCUSDT", Decimal("0.01"), Decimal("0.00001")))
    >>> message = b'{"e":"depthUpdate","E":2,"s":"BTCUSDT","U":157,"u":160,"b":[["99.90","0.5"]],"a":[]}'
    >>> (delta,) = decoder.decode(message, local_ns=5)
    >>> delta.first_id, delta.last_id, delta.bid_ticks.tolist(), delta.bid_lots.tolist()
    (157, 160, [9990], [50000])
    """

    venue = "binance-spot"

    def __init__(self, grid: InstrumentGrid) -> None:
        self.grid = grid
        self._levels = LevelReader(grid)

    def decode(self, message: bytes, *, local_ns: int) -> tuple[FeedEvent, ...]:
        """Events of one message; none for replies to a subscription, and for other instruments.

        Parameters
        ----------
        message : bytes
            As received: bare, or wrapped with the name of its stream; the answer of the depth snapshot too.
        local_ns : int
            When it was received, nanoseconds since 1970.

        Returns
        -------
        tuple of FeedEvent
            In the order of the message.

        Raises
        ------
        DataError
            When it is not what the venue documents: no JSON, a field missing, a number off the grid.
        """
        levels = None
        is_snapshot = message.startswith(b'{"lastUpdateId"')
        if is_snapshot or b'"depthUpdate"' in message[:80]:
            keys = (b'"bids":', b'"asks":') if is_snapshot else (b'"b":', b'"a":')
            data, levels = self._levels.message_and_levels(message, *keys)
        else:
            data = parse_message(message)
        if isinstance(data, dict) and isinstance(data.get("data"), dict):
            data = data["data"]
        if not isinstance(data, dict):
            raise DataError(f"{self.grid.symbol}: a message must be an object, was {str(data)[:60]!r}")
        try:
            return self._events(data, levels, local_ns)
        except (KeyError, TypeError) as error:
            kind = data.get("e", "message")
            raise DataError(f"{self.grid.symbol}: {kind} lacks or garbles a field: {error!r}") from None

    def _events(self, data: dict[str, Any], levels: Levels | None, local_ns: int) -> tuple[FeedEvent, ...]:
        if "result" in data or data.get("s", self.grid.symbol) != self.grid.symbol:
            return ()
        match data.get("e"):
            case "depthUpdate":
                return (self._delta(data, levels, local_ns, "b", "a"),)
            case None if "lastUpdateId" in data:
                return (self._delta(data, levels, local_ns, "bids", "asks"),)
            case None if {"u", "b", "B", "a", "A"} <= data.keys():
                return (self._top_of_book(data, local_ns),)
            case "trade" | "aggTrade":
                return (self._trade(data, local_ns),)
            case None:
                raise DataError(f"{self.grid.symbol}: message of no known kind, with fields {', '.join(data)[:60]}")
        return ()

    def _delta(
        self, data: dict[str, Any], levels: Levels | None, local_ns: int, bid_name: str, ask_name: str
    ) -> BookDelta:
        if levels is None:
            levels = (*self._levels.read(data[bid_name], "bids"), *self._levels.read(data[ask_name], "asks"))
        is_snapshot = "lastUpdateId" in data
        last_id = whole_number(data["lastUpdateId" if is_snapshot else "u"])
        return BookDelta(
            self.grid.symbol,
            whole_number(data.get("E", 0)) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            last_id if is_snapshot else whole_number(data["U"]),
            last_id,
            -1,
            is_snapshot,
            *levels,
        )

    def _trade(self, data: dict[str, Any], local_ns: int) -> Trade:
        lots = self.grid.lots(data["q"])
        return Trade(
            self.grid.symbol,
            whole_number(data["T"]) * NANOSECONDS_PER_MILLISECOND,
            local_ns,
            whole_number(data["t" if data["e"] == "trade" else "a"]),
            self.grid.ticks(data["p"]),
            lots,
            Side.ASK if data["m"] else Side.BID,
            lots,
        )

    def _top_of_book(self, data: dict[str, Any], local_ns: int) -> TopOfBook:
        return TopOfBook(
            self.grid.symbol,
            0,  # the venue does not say
            local_ns,
            whole_number(data["u"]),
            self.grid.ticks(data["b"]),
            self.grid.lots(data["B"]),
            self.grid.ticks(data["a"]),
            self.grid.lots(data["A"]),
        )
