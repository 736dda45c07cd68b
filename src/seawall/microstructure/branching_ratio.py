r"""How many lots are liquidated by the move that one liquidated lot makes.

.. math:: R(p) = \frac{\text{liquidations per unit of price}}{\text{depth per unit of price}}

Below 1 a move dies out, amplified by :math:`1 / (1 - R)`; where it is above 1 each forced order forces more
than itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, read_only

__all__ = ["BranchingRatio", "bin_densities"]


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

    Parameters
    ----------
    level_distance, level_quantity : FloatArray
        Shape (m,): decimals of the mark, base units.
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
    forced = np.histogram(level_distance, edges, weights=level_quantity)[0] / width
    depth = np.diff(np.interp(edges, knot_distance, knot_quantity)) / width
    return BranchingRatio(mid * (1.0 + direction * edges), forced, depth, gain * forced / depth)
