"""What a stream carries: little-endian frames, each a head of 16 bytes and a body by kind.

Head: kind (u8), flags (u8), zero (u16), number (u32), instant of the server (f64, ms since 1970).

- BOOK: state (u8), zero (u8), bids (u16), asks (u16), zero (u16); last trade in ticks (f64, NaN before the first), mark
  in ticks (f64, NaN where the feed has none), instant of the exchange (f64, ms); lots of all levels (f64), ticks (i32),
  then three u8 a level: flags, probability of an iceberg and of a spoof-like order in percent. Bids come first, each
  side from the best price outwards.
- MAP: columns (u16), rows (u16), zero (u32); lowest price, factor from row to row, instant of the first column (ms),
  step of a column (ms), USD of one unit (f64 each); mark of each column (f64); cells (u16), column after column, from
  the lowest price upwards. Longs and shorts are added up: below its mark a column holds longs, above it shorts.
- COLUMN: rows (u16), zero (u16, u32), instant of the column (ms), mark, USD of one unit (f64 each); cells (u16). With
  the flag SHIFT the picture moves one column to the left first; without it the last column is replaced.
- STATUS and PANEL: JSON.
"""

from __future__ import annotations

import enum
import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError

__all__ = ["SHIFT", "FrameKind", "book_frame", "column_frame", "json_frame", "map_frame", "numbered"]

SHIFT = 1
_HEAD = struct.Struct("<BBHId")
_BOOK = struct.Struct("<BBHHHddd")
_MAP = struct.Struct("<HHIddddd")
_COLUMN = struct.Struct("<HHIddd")
_LARGEST_CELL = 65_535
_MOST_LEVELS = 1_000


class FrameKind(enum.IntEnum):
    """First byte of a frame."""

    BOOK = 1
    MAP = 2
    COLUMN = 3
    STATUS = 4
    PANEL = 5


def numbered(kind: FrameKind, body: bytes, *, number: int, server_ms: float, flags: int = 0) -> bytes:
    """A frame: head and body.

    Examples
    --------
    >>> numbered(FrameKind.STATUS, b"{}", number=7, server_ms=0.0)[:8].hex()
    '0400000007000000'
    """
    return _HEAD.pack(kind, flags, 0, number & 0xFFFFFFFF, server_ms) + body


def book_frame(
    *,
    state: int,
    bid_ticks: IntArray,
    bid_lots: IntArray,
    ask_ticks: IntArray,
    ask_lots: IntArray,
    marks: IntArray,
    last_ticks: float | None,
    mark_ticks: float | None,
    exchange_ms: float,
) -> bytes:
    """Body of a BOOK frame; `marks` has shape (levels, 3): flags and the two percentages, bids first."""
    bids, asks = len(bid_ticks), len(ask_ticks)
    if max(bids, asks) > _MOST_LEVELS or marks.shape != (bids + asks, 3):
        raise InputError(f"'marks' must be of {bids + asks} levels, at most {_MOST_LEVELS} a side, was {marks.shape}")
    unknown = float("nan")
    head = _BOOK.pack(
        state,
        0,
        bids,
        asks,
        0,
        unknown if last_ticks is None else last_ticks,
        unknown if mark_ticks is None else mark_ticks,
        exchange_ms,
    )
    lots = np.concatenate([bid_lots, ask_lots]).astype("<f8").tobytes()
    ticks = np.concatenate([bid_ticks, ask_ticks]).astype("<i4").tobytes()
    return head + lots + ticks + marks.astype("u1").tobytes()


def map_frame(
    usd: FloatArray,
    marks: FloatArray,
    *,
    lowest_price: float,
    row_factor: float,
    first_ms: float,
    step_ms: float,
    usd_per_unit: float,
) -> bytes:
    """Body of a MAP frame; `usd` has shape (columns, rows), `marks` shape (columns,)."""
    columns, rows = usd.shape
    head = _MAP.pack(columns, rows, 0, lowest_price, row_factor, first_ms, step_ms, usd_per_unit)
    return head + marks.astype("<f8").tobytes() + _cells(usd, usd_per_unit)


def column_frame(usd: FloatArray, *, instant_ms: float, mark: float, usd_per_unit: float) -> bytes:
    """Body of a COLUMN frame; `usd` has shape (rows,)."""
    return _COLUMN.pack(len(usd), 0, 0, instant_ms, mark, usd_per_unit) + _cells(usd, usd_per_unit)


def json_frame(content: Mapping[str, Any]) -> bytes:
    """Body of a STATUS or PANEL frame."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _cells(usd: FloatArray, usd_per_unit: float) -> bytes:
    if usd_per_unit <= 0.0:
        raise InputError(f"'usd_per_unit' must be above 0, was {usd_per_unit}")
    return np.minimum(np.rint(usd / usd_per_unit), _LARGEST_CELL).astype("<u2").tobytes()
