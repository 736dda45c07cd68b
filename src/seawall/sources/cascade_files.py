"""Levels of liquidation, and depth of a book, from CSV files."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np

from seawall.errors import DataError, SourceError
from seawall.microstructure import LiquidationLevels, PositionSide, Side, SideDepth

__all__ = ["read_book_depth", "read_liquidation_levels"]

_MOST_LINES = 200_000
_SIDES = {"long": PositionSide.LONG, "short": PositionSide.SHORT}
_BOOK_SIDES = {"bid": Side.BID, "ask": Side.ASK}
_LEVEL_COLUMNS, _DEPTH_COLUMNS = ("price", "side", "usd"), ("price", "side", "quantity")

_Rows = list[tuple[int, float, str, float]]


def read_liquidation_levels(file: Path) -> dict[PositionSide, LiquidationLevels]:
    """Levels of a file with the columns price, side (long or short) and usd: quantity times that price.

    Parameters
    ----------
    file : Path
        CSV with a header.

    Returns
    -------
    dict of PositionSide to LiquidationLevels
        Of each side; a side without a line has no levels. They are estimates.

    Raises
    ------
    SourceError, DataError
        When it cannot be read; one line with file, line and value.
    """
    rows = _read(file, _LEVEL_COLUMNS, tuple(_SIDES))
    found = {}
    for word, side in _SIDES.items():
        lines = np.array([(price, usd / price) for _, price, each, usd in rows if each == word]).reshape(-1, 2)
        found[side] = LiquidationLevels(side, lines[:, 0], lines[:, 1], file.name, is_estimated=True)
    return found


def read_book_depth(file: Path) -> dict[Side, SideDepth]:
    """Both sides of a book with the columns price, side (bid or ask) and quantity in base units at that price.

    Parameters
    ----------
    file : Path
        CSV with a header, prices in any order.

    Returns
    -------
    dict of Side to SideDepth
        From the middle of the best bid and the best ask.

    Raises
    ------
    SourceError, DataError
        When it cannot be read, has one side only, is crossed, or names a price twice.
    """
    rows = _read(file, _DEPTH_COLUMNS, tuple(_BOOK_SIDES))
    sides: dict[Side, list[tuple[float, float]]] = {side: [] for side in Side}
    seen: dict[tuple[str, float], int] = {}
    for line, price, word, size in rows:
        if (first := seen.setdefault((word, price), line)) != line:
            raise DataError(f"{file}:{line}: price {price:g} of {word}s was given on line {first} already")
        if size == 0:
            raise DataError(f"{file}:{line}: quantity must be above 0, was 0")
        sides[_BOOK_SIDES[word]].append((price, size))
    if not all(sides.values()):
        raise DataError(f"{file}: a book needs bids and asks")
    bids, asks = sorted(sides[Side.BID], reverse=True), sorted(sides[Side.ASK])
    if bids[0][0] >= asks[0][0]:
        raise DataError(f"{file}: the best bid {bids[0][0]:g} must be below the best ask {asks[0][0]:g}")
    mid = 0.5 * (bids[0][0] + asks[0][0])
    found = {}
    for side, lines in ((Side.BID, bids), (Side.ASK, asks)):
        prices, sizes = np.array(lines).T
        found[side] = SideDepth(side, mid, prices, np.cumsum(sizes), file.name, is_estimated=False)
    return found


def _read(file: Path, columns: tuple[str, ...], words: tuple[str, ...]) -> _Rows:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise SourceError(f"{file}: cannot be read: {reason}") from error
    lines = list(csv.reader(text.splitlines()))
    if not lines or tuple(each.strip().lower() for each in lines[0]) != columns:
        raise DataError(f"{file}:1: the header must be {','.join(columns)}")
    if len(lines) > _MOST_LINES:
        raise DataError(f"{file}: must have at most {_MOST_LINES:,} lines, had {len(lines):,}")
    rows: _Rows = []
    for number, fields in enumerate(lines[1:], start=2):
        if len(fields) != len(columns):
            raise DataError(f"{file}:{number}: must have {len(columns)} fields, had {len(fields)}")
        price, word, size = (each.strip() for each in fields)
        if word.lower() not in words:
            raise DataError(f"{file}:{number}: side must be {' or '.join(words)}, was {word[:40]!r}")
        rows.append(
            (number, _number(file, number, "price", price), word.lower(), _number(file, number, columns[2], size))
        )
        if rows[-1][1] == 0:
            raise DataError(f"{file}:{number}: price must be above 0, was {price[:40]!r}")
    return rows


def _number(file: Path, line: int, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise DataError(f"{file}:{line}: {column} must be a number of 0 or more, was {text[:40]!r}")
    return value
