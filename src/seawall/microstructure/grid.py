"""The grid of a market: prices in whole ticks, sizes in whole lots, converted without rounding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from seawall.errors import DataError, InputError
from seawall.microstructure.message_fields import shown

__all__ = ["InstrumentGrid"]

_LARGEST = 2**62
"""Ticks and lots are 64-bit integers, and sums of them must be too."""
_NUMBER_CHARACTERS = frozenset("0123456789.eE+-")


@dataclass(frozen=True, slots=True)
class InstrumentGrid:
    """Smallest steps of price and size of one instrument.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    tick_size : Decimal
        Smallest step of a price, above 0, in the quote currency.
    lot_size : Decimal
        Smallest step of a size, above 0, in the base asset (or contracts, where the venue counts those).

    Examples
    --------
    >>> grid = InstrumentGrid("BTCUSDT", Decimal("0.10"), Decimal("0.001"))
    >>> grid.ticks("61659.7"), grid.lots("2.429")
    (616597, 2429)
    >>> grid.price(616597), grid.size(2429)
    (61659.7, 2.429)
    """

    symbol: str
    tick_size: Decimal
    lot_size: Decimal

    def __post_init__(self) -> None:
        """Refuse steps that are no positive numbers."""
        for name, step in (("tick_size", self.tick_size), ("lot_size", self.lot_size)):
            if not (step.is_finite() and step > 0):
                raise InputError(f"{name!r} of {self.symbol} must be above 0 and finite, was {step}")

    def ticks(self, price: str) -> int:
        """Price in ticks.

        Raises
        ------
        DataError
            When the text is no finite number above 0, or lies off the grid.
        """
        found = self._steps(price, self.tick_size, "price")
        if found <= 0:
            raise DataError(f"{self.symbol}: price must be above 0, was {shown(price)}")
        return found

    def lots(self, size: str) -> int:
        """Size in lots.

        Raises
        ------
        DataError
            When the text is no finite number of at least 0, or lies off the grid.
        """
        found = self._steps(size, self.lot_size, "size")
        if found < 0:
            raise DataError(f"{self.symbol}: size must be 0 or more, was {shown(size)}")
        return found

    def price(self, ticks: float) -> float:
        """Price of a number of ticks, in the quote currency; half ticks are prices between levels."""
        return float(Decimal(ticks) * self.tick_size)

    def size(self, lots: float) -> float:
        """Size of a number of lots, in the base asset."""
        return float(Decimal(lots) * self.lot_size)

    def _steps(self, text: str, step: Decimal, what: str) -> int:
        try:
            value = Decimal(text) if isinstance(text, str) else None
        except InvalidOperation:
            value = None
        if value is None:
            raise DataError(f"{self.symbol}: {what} must be a number as text, was {shown(text)}")
        if not value.is_finite():
            raise DataError(f"{self.symbol}: {what} must be finite, was {shown(text)}")
        if not _NUMBER_CHARACTERS.issuperset(text):  # Decimal also takes blanks, underscores and digits of any script
            raise DataError(f"{self.symbol}: {what} must be written in plain digits, was {shown(text)}")
        if abs(value) > _LARGEST * step:
            raise DataError(f"{self.symbol}: {what} must be at most {_LARGEST} steps of {step}, was {shown(text)}")
        whole = int(value / step)
        if whole * step != value:  # not the quotient: a long fraction would round to a whole number
            raise DataError(f"{self.symbol}: {what} must be a multiple of {step}, was {shown(text)}")
        return whole
