"""Where leveraged positions are estimated to be liquidated: a density in USD by price, through time."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, IntArray, read_only
from seawall.errors import InputError
from seawall.microstructure.events import PositionSide
from seawall.microstructure.leverage_mix import LeverageMix

__all__ = ["LiquidationMap", "MapFlag"]


ByteArray = npt.NDArray[np.uint8]


class MapFlag(enum.IntFlag):
    """What is known of a cell of a map; no flag: modelled from flow that was seen, by leverages that were fitted."""

    PRIOR = 1  # more than half of it comes of leverages about which the data say nothing
    UNSEEN = 2  # more than half of the open interest is from before the first interval, and so has no place
    SUSPECT = 4  # open interest, marks or volume of the interval contradict each other, or intervals before it miss


@dataclass(frozen=True, slots=True, eq=False)
class LiquidationMap:
    """An estimate, never an observation: USD that would be liquidated in each bin of the mark price.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    price_edges : FloatArray
        Shape (m + 1,), rising by a constant factor, quote currency.
    end_ns : IntArray
        Shape (n,), end of each interval.
    long_usd, short_usd : FloatArray
        Shape (n, m), quantity times the price in the middle of its bin.
    mark : FloatArray
        Shape (n,), at the end of each interval.
    open_interest_usd : FloatArray
        Shape (n,), one side, at the mark.
    long_by_leverage, short_by_leverage : FloatArray
        Shape (k, m), USD at the last instant by leverage of the mix.
    long_outside_usd, short_outside_usd : FloatArray
        Shape (n,), at the mark: what lies beyond the edges, is not levered, or was open before the first interval.
        Quantities on the map and outside add up to open interest exactly.
    flags : IntArray
        Shape (n, m), of `MapFlag`, added up.
    mix : LeverageMix
        Leverages that the map was made with.
    """

    symbol: str
    price_edges: FloatArray
    end_ns: IntArray
    long_usd: FloatArray
    short_usd: FloatArray
    mark: FloatArray
    open_interest_usd: FloatArray
    long_by_leverage: FloatArray
    short_by_leverage: FloatArray
    long_outside_usd: FloatArray
    short_outside_usd: FloatArray
    flags: ByteArray
    mix: LeverageMix

    def __post_init__(self) -> None:
        """Refuse columns that do not fit each other; freeze them."""
        bins, instants, buckets = len(self.price_edges) - 1, len(self.end_ns), len(self.mix.leverages)
        if bins < 1 or (np.diff(self.price_edges) <= 0).any() or self.price_edges[0] <= 0:
            raise InputError("'price_edges' must rise from above 0 and be at least two")
        shapes: dict[str, tuple[int, ...]] = {
            **dict.fromkeys(("long_usd", "short_usd", "flags"), (instants, bins)),
            **dict.fromkeys(("long_by_leverage", "short_by_leverage"), (buckets, bins)),
            **dict.fromkeys(("mark", "open_interest_usd", "long_outside_usd", "short_outside_usd"), (instants,)),
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise InputError(f"{name!r} must have shape {shape}, was {getattr(self, name).shape}")
        for name in ("price_edges", "end_ns", *shapes):
            array = getattr(self, name)
            array.flags.writeable = False

    @property
    def prices(self) -> FloatArray:
        """Middle of each bin, shape (m,)."""
        return read_only((self.price_edges[1:] + self.price_edges[:-1]) / 2.0)

    def latest_levels(self, side: PositionSide) -> tuple[FloatArray, FloatArray]:
        """Prices, rising, and base quantities of the last instant, where there are any.

        Parameters
        ----------
        side : PositionSide
            Longs are liquidated where the mark falls to the price, shorts where it rises to it.

        Returns
        -------
        tuple of FloatArray
            Same shape each.
        """
        usd = (self.long_usd if side is PositionSide.LONG else self.short_usd)[-1]
        found = usd > 0.0
        return read_only(self.prices[found]), read_only(usd[found] / self.prices[found])
