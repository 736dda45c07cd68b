"""What somebody says will be liquidated, by price, as known at some instants: what scores are given to.

A map and the simple rules that it must beat say it in the same form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from seawall.core import FloatArray, IntArray, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.microstructure.liquidation_map import LiquidationMap

__all__ = ["LiquidationForecast", "forecast_of_map"]


@dataclass(frozen=True, slots=True, eq=False)
class LiquidationForecast:
    """USD that would be liquidated if the mark came by, per bin of prices, at n instants.

    Attributes
    ----------
    name : str
        Of the rule that made it.
    price_edges : FloatArray
        Shape (m + 1,), above 0, rising: bins of prices, quote currency.
    end_ns : IntArray
        Shape (n,), rising: instants at which it was known.
    mark : FloatArray
        Shape (n,), mark price at each instant, above 0.
    long_usd, short_usd : FloatArray
        Shape (n, m), 0 or more, of longs and of shorts. What stands for longs above the mark, or for shorts below it,
        predicts nothing.

    Examples
    --------
    >>> forecast = LiquidationForecast(
    ...     "one level",
    ...     price_edges=[98.0, 99.0, 100.0, 101.0],
    ...     end_ns=[0],
    ...     mark=[100.0],
    ...     long_usd=[[5.0, 0.0, 0.0]],
    ...     short_usd=[[0.0, 0.0, 2.0]],
    ... )
    >>> longs, shorts = forecast.reached(0, low=98.5, high=100.0)
    >>> longs.tolist(), shorts.tolist()
    ([2.5, 0.0, 0.0], [0.0, 0.0, 0.0])
    """

    name: str
    price_edges: FloatArray
    end_ns: IntArray
    mark: FloatArray
    long_usd: FloatArray
    short_usd: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse what is no map."""
        for name in ("price_edges", "mark", "long_usd", "short_usd"):
            array = read_only(getattr(self, name))
            object.__setattr__(self, name, array)
            check_finite(array, name)
        instants = np.array(self.end_ns, dtype=np.int64)
        instants.flags.writeable = False
        object.__setattr__(self, "end_ns", instants)
        if instants.ndim != 1 or (np.diff(instants) <= 0).any():
            raise InputError("'end_ns' must be instants that rise")
        edges = self.price_edges
        if edges.ndim != 1 or len(edges) < 2 or edges[0] <= 0.0 or (np.diff(edges) <= 0.0).any():
            raise InputError("'price_edges' must be at least two prices above 0 that rise")
        check_shape(self.mark, "mark", (len(instants),))
        if (self.mark <= 0.0).any():
            raise InputError(f"'mark' must be above 0, was {float(self.mark.min())!r}")
        for name in ("long_usd", "short_usd"):
            array = check_shape(getattr(self, name), name, (len(instants), len(edges) - 1))
            if (array < 0.0).any():
                raise InputError(f"{name!r} must be 0 or more, was {float(array.min())!r}")

    def reached(self, place: int, *, low: float, high: float) -> tuple[FloatArray, FloatArray]:
        """USD of longs and of shorts that a mark meets on its way from the instant's price to `low` and to `high`.

        Within a bin the mass lies evenly between its edges, or between the edge and the mark in the bin of the mark.

        Parameters
        ----------
        place : int
            Which instant, from 0.
        low, high : float
            Lowest and highest mark of the way; a way that does not reach below (above) the mark meets no long (short).

        Returns
        -------
        tuple of FloatArray
            Shapes (m,): longs, shorts.
        """
        start = float(self.mark[place])
        longs = _crossed_share(self.price_edges, nearest=start, furthest=low, is_below=True)
        shorts = _crossed_share(self.price_edges, nearest=start, furthest=high, is_below=False)
        return np.asarray(self.long_usd[place] * longs), np.asarray(self.short_usd[place] * shorts)

    def times(self, factor: float) -> LiquidationForecast:
        """The same places with all amounts multiplied, 0 or more: a level learnt from what happened before."""
        if not 0.0 <= factor < np.inf:
            raise InputError(f"'factor' must be 0 or more and finite, was {factor!r}")
        return replace(self, long_usd=self.long_usd * factor, short_usd=self.short_usd * factor)

    def rows(self, chosen: slice) -> LiquidationForecast:
        """Some of the instants."""
        columns = {name: getattr(self, name)[chosen] for name in ("end_ns", "mark", "long_usd", "short_usd")}
        return replace(self, **columns)

    def within(self, place: int, share: float) -> tuple[FloatArray, FloatArray]:
        """Edges, and USD of both sides, of the bins that lie wholly within `share` of the mark at an instant.

        Parameters
        ----------
        place : int
            Which instant, from 0.
        share : float
            Above 0; 0.12 is 12 % either way.

        Returns
        -------
        tuple of FloatArray
            Shapes (k + 1,) and (k,).
        """
        start = float(self.mark[place])
        inside = window_bins(self.price_edges, start, share)
        longs, shorts = self.reached(place, low=0.0, high=np.inf)
        return self.price_edges[inside.start : inside.stop + 1], np.asarray((longs + shorts)[inside])


def forecast_of_map(found: LiquidationMap, *, places: IntArray, name: str = "map") -> LiquidationForecast:
    """Some instants of a map, as a forecast.

    Parameters
    ----------
    found : LiquidationMap
        The map.
    places : IntArray
        Shape (n,), rising: which of its instants, from 0.
    name : str
        What to call it in scores.

    Returns
    -------
    LiquidationForecast
        With the edges of the map.
    """
    return LiquidationForecast(
        name,
        price_edges=found.price_edges,
        end_ns=found.end_ns[places],
        mark=found.mark[places],
        long_usd=found.long_usd[places],
        short_usd=found.short_usd[places],
    )


def window_bins(edges: FloatArray, mark: float, share: float) -> slice:
    """Bins that lie wholly within `share` of the mark."""
    first = int(np.searchsorted(edges, mark * (1.0 - share), side="left"))
    last = int(np.searchsorted(edges, mark * (1.0 + share), side="right")) - 1
    if last <= first:
        raise InputError(f"'price_edges' must have a bin within {share:g} of {mark:g}")
    return slice(first, last)


def _crossed_share(edges: FloatArray, *, nearest: float, furthest: float, is_below: bool) -> FloatArray:
    """Part of each bin's mass on one side of the mark that a way to `furthest` crosses."""
    if is_below:
        upper = np.minimum(edges[1:], nearest)
        span = upper - edges[:-1]
        crossed = upper - np.maximum(edges[:-1], furthest)
    else:
        lower = np.maximum(edges[:-1], nearest)
        span = edges[1:] - lower
        crossed = np.minimum(edges[1:], furthest) - lower
    exists = span > 0.0
    return np.where(exists, np.clip(crossed, 0.0, None) / np.where(exists, span, 1.0), 0.0)
