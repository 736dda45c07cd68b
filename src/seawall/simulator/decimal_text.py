"""Whole numbers of steps as the decimal text that venues write: exact, with the digits of the step."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

__all__ = ["DecimalText", "level_text"]

_MOST_KEPT = 1 << 16


class DecimalText(dict[int, bytes]):
    """Text of numbers of steps, kept once it is made.

    Parameters
    ----------
    step : Decimal
        Smallest step; ``0.10`` writes two digits behind the point.

    Examples
    --------
    >>> DecimalText(Decimal("0.10"))[977_123], DecimalText(Decimal(5))[3], DecimalText(Decimal("0.001"))[0]
    (b'97712.30', b'15', b'0.000')
    """

    def __init__(self, step: Decimal) -> None:
        super().__init__()
        self._step = step

    def __missing__(self, steps: int) -> bytes:
        """The text of a number that was not asked for lately."""
        if len(self) >= _MOST_KEPT:
            self.clear()
        text = self[steps] = f"{steps * self._step:f}".encode()
        return text


def level_text(prices: DecimalText, sizes: DecimalText, levels: Iterable[tuple[int, int]]) -> bytes:
    """Levels of (ticks, lots) as a list of pairs of texts.

    Examples
    --------
    >>> level_text(DecimalText(Decimal("0.1")), DecimalText(Decimal("0.001")), [(5, 0), (7, 20)])
    b'[["0.5","0.000"],["0.7","0.020"]]'
    """
    return b"[%b]" % b",".join([b'["%b","%b"]' % (prices[ticks], sizes[lots]) for ticks, lots in levels])
