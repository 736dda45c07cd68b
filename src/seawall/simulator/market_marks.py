"""Index, mark and funding of a simulated perpetual, once a second.

The index is the fair price less the basis; the mark is the index plus a moving average, over about half a minute, of
the middle of the book less the index. Funding follows Binance's formula: the mean premium of the interval, plus the
interest rate less that premium, held within 0.05 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError

__all__ = ["FRACTION", "MarketMarks", "funding_rate"]

FRACTION = 1 << 16
"""Index and mark are whole numbers of this part of a tick."""

_INTEREST, _CLAMP = 0.0001, 0.0005


@dataclass(frozen=True, slots=True, eq=False)
class MarketMarks:
    """Second by second; every column of shape (n,).

    Attributes
    ----------
    time_ns : IntArray
        Since the market began.
    index, mark : IntArray
        In ticks / 65,536, so that they are exact.
    bid_ticks, ask_ticks : IntArray
        Best displayed prices; 0 where a side has none.
    """

    time_ns: IntArray
    index: IntArray
    mark: IntArray
    bid_ticks: IntArray
    ask_ticks: IntArray

    def __len__(self) -> int:
        """Number of seconds."""
        return len(self.time_ns)

    @classmethod
    def from_lines(cls, lines: IntArray) -> MarketMarks:
        """Marks of lines of shape (n, 5)."""
        columns = np.array(lines.T, dtype=np.int64, order="C", copy=True)
        columns.flags.writeable = False
        return cls(*columns)

    def columns(self) -> tuple[IntArray, ...]:
        """All columns, in the order of the attributes."""
        return self.time_ns, self.index, self.mark, self.bid_ticks, self.ask_ticks

    @property
    def premium(self) -> FloatArray:
        """(mark - index) / index, decimal; shape (n,)."""
        return (self.mark - self.index) / self.index


def funding_rate(premium: FloatArray) -> float:
    """Funding of an interval of eight hours from the premium in it, decimal; above 0 a long pays.

    F = P + clamp(0.01 % - P, -0.05 %, 0.05 %), where P is the mean of the premium weighted by 1, 2, ..., n.

    Parameters
    ----------
    premium : FloatArray
        Shape (n,), at equal times, oldest first.

    Raises
    ------
    InputError
        When there is none.

    Examples
    --------
    >>> funding_rate(np.array([0.0, 0.0])), round(funding_rate(np.array([0.001, 0.001])), 6)
    (0.0001, 0.0005)
    """
    if not len(premium):
        raise InputError("'premium' must have at least one value")
    mean = float(np.average(premium, weights=np.arange(1, len(premium) + 1)))
    return mean + min(max(_INTEREST - mean, -_CLAMP), _CLAMP)
