r"""How the depth near the best prices leans, and how it would lean without one order.

Depth counts the less the further it lies: a level at distance d from the mid weighs :math:`2^{-d/h}`, with h of two
basis points. With B and A the weighted depths of the sides, and S the distance between their weighted mean prices,

.. math::

    I = \frac{B - A}{B + A}, \quad \text{depth-weighted mid} = m + \frac{I S}{2}

which is the weighted mid of the best prices where each side has only one. Stoikov's microprice looks at the best
prices alone, so an order behind them could not move it; this one moves with every level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.microstructure.events import Side
from seawall.microstructure.order_book import OrderBook

__all__ = ["NearDepth", "balance_without", "near_depth"]

_LEVELS = 200
_HALVING_BP = 2.0


@dataclass(frozen=True, slots=True)
class NearDepth:
    """Weighted depth of both sides, and the distance over which it leans.

    Attributes
    ----------
    mid : float
        In ticks.
    bids, asks : float
        Weighted lots.
    width_ticks : float
        Distance between the weighted mean prices of the sides.
    lowest, highest : int
        Furthest levels that were counted.
    """

    mid: float
    bids: float
    asks: float
    width_ticks: float
    lowest: int
    highest: int


def near_depth(book: OrderBook) -> NearDepth | None:
    """Weighted depth of the best levels; None where a side is empty or the book is crossed."""
    bid, ask = book.best(Side.BID), book.best(Side.ASK)
    if bid is None or ask is None or bid[0] >= ask[0]:
        return None
    mid = (bid[0] + ask[0]) / 2
    sums = {}
    for side in Side:
        ticks, lots = book.top(side, _LEVELS)
        away = np.abs(ticks - mid)
        weights = lots * np.exp2(-1e4 * away / mid / _HALVING_BP)
        depth = float(weights.sum())
        sums[side] = depth, float((weights * away).sum()) / depth, int(ticks[-1])
    (bids, bid_reach, lowest), (asks, ask_reach, highest) = sums[Side.BID], sums[Side.ASK]
    return NearDepth(mid, bids, asks, bid_reach + ask_reach, lowest, highest)


def balance_without(depth: NearDepth, side: Side, tick: int, lots: int) -> tuple[float, float]:
    """Counterfactual: what an order that is in the depth adds to its side's imbalance, and to the depth-weighted mid.

    Parameters
    ----------
    depth : NearDepth
        As it is.
    side : Side
        Of the order.
    tick, lots : int
        Its price and size; below 0 it is one that is not there, and what it would take away is told.

    Returns
    -------
    tuple of float
        Imbalance with the order less that without it, above 0 towards its side; and the same of the depth-weighted
        mid, in basis points.
    """
    weight = lots * 2.0 ** (-1e4 * abs(tick - depth.mid) / depth.mid / _HALVING_BP)
    own, other = (depth.bids, depth.asks) if side is Side.BID else (depth.asks, depth.bids)
    is_counted = depth.lowest <= tick <= depth.highest
    own += 0.0 if is_counted else max(weight, 0.0)
    rest = max(own - weight, 0.0)
    shift = (own - other) / (own + other) - (rest - other) / (rest + other)
    return shift, 1e4 * shift * depth.width_ticks / 2 / depth.mid
