"""A map of liquidations as a picture that grows to the right: columns of equal time, rows of equal price ratio.

The rows of a map lie on one grid of prices for good, and a map shows those around its mark. The picture keeps its rows
while the mark stays near its middle; when it has left, the picture is laid anew and is sent whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray
from seawall.microstructure import LiquidationMap
from seawall.web.frames import SHIFT, column_frame, map_frame

__all__ = ["DensityPicture", "PictureChange"]

_COLUMN_NS = 300 * 10**9
_COLUMNS = 288
_MOST_UNITS, _USUAL_UNITS, _FEWEST_UNITS = 65_535, 20_000, 2_000
_FURTHEST_ROWS = 24
"""Of the mark from the middle: with rows of 0.06 % about 1.4 %."""


@dataclass(frozen=True, slots=True)
class PictureChange:
    """What to send: the whole picture, and the column that makes it of the last one, where one does.

    Attributes
    ----------
    whole : bytes
        Body of a MAP frame.
    column : bytes or None
        Body of a COLUMN frame; None where the picture was laid anew.
    flags : int
        SHIFT where the column is a new one.
    """

    whole: bytes
    column: bytes | None
    flags: int


class DensityPicture:
    """The last 24 hours in columns of five minutes.

    Parameters
    ----------
    shown : LiquidationMap
        What is known so far; columns before it are empty and without a mark.
    """

    def __init__(self, shown: LiquidationMap) -> None:
        edges = shown.price_edges
        self._width = math.log(edges[-1] / edges[0]) / (len(edges) - 1)
        self._rows = len(edges) - 1
        self._first_row = self._row_of(shown)
        self._last = _number(int(shown.end_ns[-1]))
        self._usd = np.zeros((_COLUMNS, self._rows))
        self._marks = np.full(_COLUMNS, np.nan)
        self._unit = 1.0
        self._put(shown)
        self._choose_unit()

    def whole(self) -> bytes:
        """Body of a MAP frame."""
        return map_frame(
            self._usd,
            self._marks,
            lowest_price=math.exp(self._first_row * self._width),
            row_factor=math.exp(self._width),
            first_ms=(self._last - _COLUMNS) * _COLUMN_NS / 1e6,
            step_ms=_COLUMN_NS / 1e6,
            usd_per_unit=self._unit,
        )

    def take(self, *shown: LiquidationMap) -> PictureChange:
        """Enter maps that follow, oldest first; of several in one column the last stands."""
        before, last_column = self._last, self._usd[-1].copy()
        is_moved = self._follow(float(shown[-1].mark[-1]))
        for each in shown:
            self._put(each)
        later = self._last - before
        # a column that changed and was then followed by another would stay as the page had it
        is_passed = later > 1 or (later == 1 and not np.array_equal(self._usd[-2], last_column))
        is_laid_anew = is_moved | self._choose_unit() | is_passed
        whole = self.whole()
        if is_laid_anew:
            return PictureChange(whole, None, 0)
        column = column_frame(
            self._usd[-1],
            instant_ms=int(shown[-1].end_ns[-1]) / 1e6,
            mark=float(self._marks[-1]),
            usd_per_unit=self._unit,
        )
        return PictureChange(whole, column, SHIFT if later else 0)

    def _put(self, shown: LiquidationMap) -> None:
        numbers = -(-shown.end_ns // _COLUMN_NS)
        later = int(numbers[-1]) - self._last
        if later > 0:
            kept = max(_COLUMNS - later, 0)
            self._usd = np.concatenate([self._usd[_COLUMNS - kept :], np.zeros((_COLUMNS - kept, self._rows))])
            self._marks = np.concatenate([self._marks[_COLUMNS - kept :], np.full(_COLUMNS - kept, np.nan)])
            self._last = int(numbers[-1])
        offset = self._row_of(shown) - self._first_row
        for place in np.flatnonzero(np.append(np.diff(numbers) > 0, True)).tolist():
            column = int(numbers[place]) - self._last + _COLUMNS - 1
            if column >= 0:
                self._usd[column] = _moved(shown.long_usd[place] + shown.short_usd[place], offset, self._rows)
                self._marks[column] = shown.mark[place]

    def _row_of(self, shown: LiquidationMap) -> int:
        return round(math.log(shown.price_edges[0]) / self._width)

    def _follow(self, mark: float) -> bool:
        away = math.floor(math.log(mark) / self._width) - self._first_row - self._rows // 2
        if abs(away) <= _FURTHEST_ROWS:
            return False
        self._usd = np.stack([_moved(each, -away, self._rows) for each in self._usd])
        self._first_row += away
        return True

    def _choose_unit(self) -> bool:
        """A round number of USD, so that cells are whole units and none is too large for its two bytes."""
        largest = float(self._usd.max())
        if largest == 0.0 or _FEWEST_UNITS * self._unit <= largest <= _MOST_UNITS * self._unit:
            return False
        power = 10.0 ** math.floor(math.log10(largest / _USUAL_UNITS))
        self._unit = next(each * power for each in (1.0, 2.0, 5.0, 10.0) if each * power * _USUAL_UNITS >= largest)
        return True


def _moved(row: FloatArray, by: int, rows: int) -> FloatArray:
    """Cells entered `by` rows higher; what has no place is left out, and what is not known is 0."""
    found = np.zeros(rows)
    source = row[max(-by, 0) : max(min(rows - by, len(row)), 0)]
    start = max(by, 0)
    found[start : start + len(source)] = source[: max(rows - start, 0)]
    return found


def _number(end_ns: int) -> int:
    return -(-end_ns // _COLUMN_NS)
