"""What every source of prices promises."""

from __future__ import annotations

from typing import Protocol

from seawall.market import PriceSeries

__all__ = ["PriceSource"]


class PriceSource(Protocol):
    """A place that holds closes by symbol.

    Attributes
    ----------
    label : str
        Name shown on every page.
    simulated : bool
        True when the prices were made, not observed.
    """

    @property
    def label(self) -> str:
        """Name shown on every page."""

    @property
    def simulated(self) -> bool:
        """Whether the prices were made, not observed."""

    def symbols(self) -> tuple[str, ...]:
        """Symbols of everything in it that has a price, in a fixed order."""

    def read(self, symbol: str) -> PriceSeries:
        """Closes of one symbol.

        Raises
        ------
        DataError
            When the source has none, or what it has is corrupt.
        """
