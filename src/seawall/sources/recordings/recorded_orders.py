"""What a recording of orders holds, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seawall.core import IntArray, content_hash
from seawall.errors import DataError
from seawall.microstructure import InstrumentGrid, OrderColumns

__all__ = ["RecordedOrders", "file_bytes", "on_grid"]


@dataclass(frozen=True, slots=True, eq=False)
class RecordedOrders:
    """Order events of one file, and a count of all that it holds.

    Attributes
    ----------
    orders : OrderColumns
        The events.
    rows : IntArray
        Shape (n,): the row of the file, from 0, that each event comes from; one row may give two.
    records : mapping of str to int
        Rows of the file by their kind, in its own words. They sum to its rows.
    without_event : mapping of str to int
        Those among them that are no event of a resting order.
    source : str
        The file.
    data_hash : str
        Hash of its bytes.
    """

    orders: OrderColumns
    rows: IntArray
    records: Mapping[str, int]
    without_event: Mapping[str, int]
    source: str
    data_hash: str


def file_bytes(path: Path) -> tuple[bytes, str]:
    """Bytes of a file and their hash.

    Raises
    ------
    DataError
        When it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
    return content, content_hash(content)


def on_grid(units: IntArray, per_step: int, *, grid: InstrumentGrid, path: str, field: str) -> IntArray:
    """Whole steps of a column of small units.

    Raises
    ------
    DataError
        When a value lies between two steps; names its row.
    """
    steps, rest = np.divmod(units, per_step)
    if rest.any():
        row = int((rest != 0).argmax())
        raise DataError(
            f"{path}: row {row + 1}, {field}: {int(units[row])} is no multiple of {per_step}, the step of {grid.symbol}"
        )
    return np.asarray(steps, dtype=np.int64)
