"""The careful reading of a message: its JSON, and its levels one by one, with words for what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson

from seawall.core import IntArray
from seawall.errors import DataError
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.message_fields import shown

__all__ = ["parse_message", "read_levels", "refusal", "refusal_text"]

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


def read_levels(grid: InstrumentGrid, pairs: object, what: str) -> tuple[IntArray, IntArray]:
    """Ticks and lots of a parsed list of levels.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    pairs : object
        What stood in the message.
    what : str
        Its name.

    Returns
    -------
    tuple of IntArray
        Ticks and lots.

    Raises
    ------
    DataError
        When it is no list of pairs of numbers as text on the grid.
    """
    if not isinstance(pairs, list):
        raise DataError(f"{grid.symbol}: {what} must be a list of levels, was {shown(pairs)}")
    ticks, lots = [], []
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) >= 2 and all(isinstance(each, str) for each in pair[:2])):
            raise DataError(f"{grid.symbol}: a level of {what} must be [price, size] as text, was {shown(pair)}")
        ticks.append(grid.ticks(pair[0]))
        lots.append(grid.lots(pair[1]))
    return np.array(ticks, dtype=np.int64), np.array(lots, dtype=np.int64)


def refusal(grid: InstrumentGrid, kind: object, error: Exception) -> DataError:
    """What to say of a message that lacks or garbles a field."""
    return DataError(f"{grid.symbol}: {shown(kind)} lacks or garbles a field: {error!r}"[:200])


def refusal_text(data: dict[str, Any]) -> str:
    """What a venue says when it refuses a request."""
    inner = data.get("error")
    said = inner if isinstance(inner, dict) else data
    known = (said.get(name) for name in ("code", "retCode", "msg", "retMsg", "ret_msg"))
    return ", ".join(shown(each) for each in known if each is not None)
