r"""How many lots are liquidated by the move that one liquidated lot makes.

.. math:: R(p) = \frac{\text{liquidations per unit of price}}{\text{depth per unit of price}}

Below 1 a move dies out, amplified by :math:`1 / (1 - R)`; where it is above 1 each forced order forces more
than itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from seawall.core import FloatArray, read_only

__all__ = ["WIDEST_CELL", "BranchingRatio", "bin_densities"]

WIDEST_CELL = 0.0025
"""Of the price."""
_NARROWEST_CELL = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class BranchingRatio:
    """Densities along the price, from the mid outwards.

    Attributes
    ----------
    prices : FloatArray
        Shape (n + 1,), edges of the bins, quote currency.
    liquidations, depth : FloatArray
        Shape (n,), base units per unit of price: what is forced, and what the book holds, thinned by its withdrawal.
    ratio : FloatArray
        Shape (n,): what forced orders take from the book over what it holds.
    """

    prices: FloatArray
    liquidations: FloatArray
    depth: FloatArray
    ratio: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("prices", "liquidations", "depth", "ratio"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def middles(self) -> FloatArray:
        """Shape (n,): middle of each bin, quote currency."""
        return np.asarray(0.5 * (self.prices[1:] + self.prices[:-1]))

    @property
    def largest(self) -> tuple[float, float]:
        """The largest ratio, and the middle of its bin."""
        k = int(np.argmax(self.ratio))
        return float(self.ratio[k]), float(self.middles[k])

    def bands(self, count: int, *, within: float) -> tuple[tuple[float, float, float, float, float], ...]:
        """Bins taken together, from the mid outwards.

        Parameters
        ----------
        count : int
            At most so many bands.
        within : float
            Return from the mid up to which bins are taken, above 0.

        Returns
        -------
        tuple of tuple of float
            From, to, liquidations and depth in base units, and their ratio.
        """
        mid = self.prices[0]
        inside = int((np.abs(self.middles / mid - 1.0) <= within).sum())
        edges = np.unique(np.linspace(0, max(inside, 1), min(count, max(inside, 1)) + 1).round().astype(int))
        width = abs(float(self.prices[1] - mid))
        found = []
        for start, end in pairwise(edges.tolist()):
            forced, depth = (float(each[start:end].sum()) * width for each in (self.liquidations, self.depth))
            pressed = float((self.ratio[start:end] * self.depth[start:end]).sum()) * width
            found.append((float(self.prices[start]), float(self.prices[end]), forced, depth, pressed / depth))
        return tuple(found)


def bin_densities(
    level_distance: FloatArray,
    level_quantity: FloatArray,
    knot_distance: FloatArray,
    knot_quantity: FloatArray,
    *,
    mid: float,
    direction: int,
    extent: float,
    gain: float,
    bins: int,
) -> BranchingRatio:
    """Densities and their ratio in even bins from the mid to `extent`.

    The quantity of each level is spread evenly half way to its neighbours, at most `WIDEST_CELL` to each side: levels
    on a grid of their own would else fall into some bins and leave others empty.

    Parameters
    ----------
    level_distance, level_quantity : FloatArray
        Shape (m,), rising: decimals of the mark, base units.
    knot_distance, knot_quantity : FloatArray
        Shape (k,): the book as a chain of lines.
    mid : float
        Quote currency.
    direction : int
        -1 down, 1 up.
    extent : float
        Decimal, within the book's knots.
    gain : float
        Part of a liquidated lot that presses on the book, times the part of its move that the mark follows.
    bins : int
        How many.

    Returns
    -------
    BranchingRatio
        With bins from the mid outwards.
    """
    edges = np.linspace(0.0, extent, bins + 1)
    width = extent * mid / bins
    forced = _spread(edges, level_distance, level_quantity) / width
    depth = np.diff(np.interp(edges, knot_distance, knot_quantity)) / width
    return BranchingRatio(mid * (1.0 + direction * edges), forced, depth, gain * forced / depth)


def _spread(edges: FloatArray, distances: FloatArray, quantities: FloatArray) -> FloatArray:
    """Quantity of levels in each bin, shape of the bins."""
    if not len(distances):
        return np.zeros(len(edges) - 1)
    places, inverse = np.unique(distances, return_inverse=True)
    sums = np.bincount(inverse, weights=quantities)
    half = np.clip(0.5 * np.diff(places), _NARROWEST_CELL, WIDEST_CELL)
    # a level at the end of the row is as wide outwards as inwards
    inner = half if len(half) else np.array([_NARROWEST_CELL])
    starts = np.maximum(places - np.append(inner[0], half), 0.0)
    ends = places + np.append(half, inner[-1])
    reached = np.append(0.0, np.cumsum(sums))
    # cells do not overlap, and nothing lies between them
    corners = np.maximum.accumulate(np.column_stack([starts, ends]).ravel())
    totals = np.column_stack([reached[:-1], reached[1:]]).ravel()
    return np.diff(np.interp(edges, corners, totals))
