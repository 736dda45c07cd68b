"""Price levels out of a message: lists of `["price","size"]` become whole ticks and lots.

The lists are nine tenths of a feed. They are cut out of the message and read by a compiled loop, exactly, without a
float in between; what is left is small, and the JSON parser has it. Where a list is not as a venue writes it, the
careful reader takes over: it accepts what is valid and names what is not.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import orjson

from seawall.core import IntArray
from seawall.errors import DataError
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.level_kernels import compiled, levels_loop

__all__ = ["LevelReader", "Levels", "parse_message"]

Levels = tuple[IntArray, IntArray, IntArray, IntArray]
"""Ticks and lots of bids, then of asks."""

_NO_LEVELS = np.empty(0, dtype=np.int64)
_NO_LEVELS.setflags(write=False)
_MOST_LEVELS = 1 << 14
_LONGEST_SHOWN = 60


def parse_message(message: bytes) -> Any:
    """JSON of a message.

    Raises
    ------
    DataError
        When it is none; says where it breaks.
    """
    try:
        return orjson.loads(message)
    except orjson.JSONDecodeError as error:
        shown = message[:_LONGEST_SHOWN].decode("utf-8", "replace")
        raise DataError(f"message of {len(message):,} bytes is no JSON: {error}; it begins {shown!r}") from None


class LevelReader:
    """Reads levels on the grid of one instrument.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    """

    def __init__(self, grid: InstrumentGrid) -> None:
        self.grid = grid
        scales = [_scale(grid.tick_size), _scale(grid.lot_size)]
        self._decimals = np.array([decimals for decimals, _ in scales], dtype=np.int64)
        self._steps = np.array([step for _, step in scales], dtype=np.int64)
        self._levels = np.empty((_MOST_LEVELS, 2), dtype=np.int64)

    def cut(self, message: bytes, key: bytes) -> tuple[IntArray, IntArray, bytes] | None:
        """Ticks and lots of the list behind `key`, and the message with an empty list in its place.

        Parameters
        ----------
        message : bytes
            JSON as received.
        key : bytes
            Name, quotes and colon, such as ``b'"b":'``; its first occurrence counts.

        Returns
        -------
        tuple of IntArray, IntArray and bytes, or None
            None where the list needs the careful reader.
        """
        start = message.find(key)
        if start < 0:
            return None
        start += len(key)
        text = np.frombuffer(message, dtype=np.uint8)
        count, end = compiled(levels_loop)(text, start, self._decimals, self._steps, self._levels)
        if count < 0:
            return None
        levels = self._levels[:count].T.copy()
        return levels[0], levels[1], message[:start] + b"[]" + message[end:]

    def message_and_levels(self, message: bytes, bid_key: bytes, ask_key: bytes) -> tuple[Any, Levels | None]:
        """Parsed message with the levels of both sides: ticks and lots of bids, then of asks.

        Levels are None, and still stand in the message, where they need the careful reader.

        Raises
        ------
        DataError
            When the message is no JSON.
        """
        bids = self.cut(message, bid_key)
        asks = None if bids is None else self.cut(bids[2], ask_key)
        if bids is None or asks is None:
            return parse_message(message), None
        return parse_message(asks[2]), (bids[0], bids[1], asks[0], asks[1])

    def read(self, pairs: object, what: str) -> tuple[IntArray, IntArray]:
        """Ticks and lots of a parsed list.

        Raises
        ------
        DataError
            When it is no list of pairs of numbers as text on the grid.
        """
        if not isinstance(pairs, list):
            raise DataError(f"{self.grid.symbol}: {what} must be a list of levels, was {str(pairs)[:_LONGEST_SHOWN]!r}")
        if not pairs:
            return _NO_LEVELS, _NO_LEVELS
        ticks, lots = [], []
        for pair in pairs:
            if not (isinstance(pair, list) and len(pair) >= 2 and all(isinstance(each, str) for each in pair[:2])):
                raise DataError(
                    f"{self.grid.symbol}: a level of {what} must be [price, size] as text, "
                    f"was {str(pair)[:_LONGEST_SHOWN]}"
                )
            ticks.append(self.grid.ticks(pair[0]))
            lots.append(self.grid.lots(pair[1]))
        return np.array(ticks, dtype=np.int64), np.array(lots, dtype=np.int64)


def _scale(step: Decimal) -> tuple[int, int]:
    """Digits behind the point of a step, and the step in units of the last of them."""
    _, digits, exponent = step.normalize().as_tuple()
    mantissa = int("".join(map(str, digits)))
    places = int(exponent)
    return (-places, mantissa) if places < 0 else (0, mantissa * 10**places)
