"""The first line of a recording made here: which venue and instrument, and its grid.

It is a line like any other, an instant and JSON, so that a recording is one file that explains itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import orjson

from seawall.errors import DataError
from seawall.microstructure import InstrumentGrid

__all__ = ["HEADER_START", "RecordingHeader"]

HEADER_START = b'{"seawall":"recording"'
_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """What a recording is of.

    Attributes
    ----------
    venue : str
        ``binance-usdm``, ``binance-spot`` or ``bybit``.
    grid : InstrumentGrid
        Symbol, tick and lot size.
    source : str
        Address that it was recorded from.
    simulated : bool
        Whether the venue was a simulator.
    """

    venue: str
    grid: InstrumentGrid
    source: str
    simulated: bool = False

    def message(self) -> bytes:
        """The JSON of the line."""
        return orjson.dumps(
            {
                "seawall": "recording",
                "format_version": _FORMAT_VERSION,
                "venue": self.venue,
                "symbol": self.grid.symbol,
                "tick_size": str(self.grid.tick_size),
                "lot_size": str(self.grid.lot_size),
                "source": self.source,
                "simulated": self.simulated,
            }
        )

    @classmethod
    def read(cls, message: bytes) -> RecordingHeader:
        """The header that a line holds.

        Raises
        ------
        DataError
            When a field is missing or garbled.
        """
        try:
            data = orjson.loads(message)
            if data["format_version"] != _FORMAT_VERSION:
                raise DataError(f"recording of format {data['format_version']}; this Seawall reads {_FORMAT_VERSION}")
            grid = InstrumentGrid(str(data["symbol"]), Decimal(data["tick_size"]), Decimal(data["lot_size"]))
            return cls(str(data["venue"]), grid, str(data["source"]), data["simulated"] is True)
        except (KeyError, TypeError, InvalidOperation, orjson.JSONDecodeError) as error:
            raise DataError(f"the header of the recording lacks or garbles a field: {error!r}") from None
