"""A book that is nothing but quantities and prices."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError

__all__ = ["LinearBook"]


@dataclass(frozen=True, slots=True, eq=False)
class LinearBook:
    """A book whose P&L is linear in the moves of its assets.

    Attributes
    ----------
    quantities, prices : FloatArray
        Shape (n_assets,): units held, below zero for short ones, and price of a unit in base currency.
    """

    quantities: FloatArray
    prices: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        object.__setattr__(self, "quantities", check_finite(read_only(self.quantities), "quantities"))
        object.__setattr__(self, "prices", check_finite(read_only(self.prices), "prices"))
        check_shape(self.quantities, "quantities", (None,))
        check_shape(self.prices, "prices", self.quantities.shape)

    def check_assets(self, n_assets: int) -> None:
        """Refuse a book of another number of assets."""
        if len(self.quantities) != n_assets:
            raise InputError(f"a book must have {n_assets} assets like the others, had {len(self.quantities)}")
