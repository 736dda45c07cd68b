"""Results of a cascade: the path of a shock, and the market the other way."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.microstructure import CascadePath

__all__ = ["CascadeResults"]


@dataclass(frozen=True, slots=True, eq=False)
class CascadeResults:
    """One shock to one market.

    Attributes
    ----------
    symbol : str
        Of the market.
    path : CascadePath
        Of the shock.
    opposite : CascadePath
        Of a shock of next to nothing the other way: for what tips the market there.
    is_simulated : bool
        Whether levels or book are those of a simulated market.
    """

    symbol: str
    path: CascadePath
    opposite: CascadePath
    is_simulated: bool
