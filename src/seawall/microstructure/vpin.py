"""A clock that ticks by volume, and VPIN: how one-sided trading is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError
from seawall.microstructure.events import Trade

__all__ = ["VolumeBuckets", "volume_buckets", "vpin_series"]


@dataclass(frozen=True, slots=True, eq=False)
class VolumeBuckets:
    """Trades cut into buckets of equal volume.

    Attributes
    ----------
    bucket_lots : int
        Volume of each.
    buy_lots : IntArray
        Shape (n,): of it, what buyers took; sellers took the rest.
    end_ns : IntArray
        Shape (n,): when each was full, by the venue's clock.
    left_over_buy_lots, left_over_sell_lots : int
        What has gone into the bucket that is not full yet.
    """

    bucket_lots: int
    buy_lots: IntArray
    end_ns: IntArray
    left_over_buy_lots: int
    left_over_sell_lots: int

    @property
    def sell_lots(self) -> IntArray:
        """Shape (n,): what sellers took."""
        return np.asarray(self.bucket_lots - self.buy_lots)


def volume_buckets(trades: Sequence[Trade], *, bucket_lots: int) -> VolumeBuckets:
    """Cut trades into buckets of equal volume, by the taker's side that the venue states.

    A trade that overfills a bucket is split exactly; no lot is lost.

    Parameters
    ----------
    trades : sequence of Trade
        In order of time; sizes above 0.
    bucket_lots : int
        Volume of a bucket, at least 1.

    Returns
    -------
    VolumeBuckets
        Those that are full, and what is left over.

    Examples
    --------
    >>> from seawall.microstructure import Side
    >>> trades = [
    ...     Trade("X", time, 0, time, 100, lots, side, lots)
    ...     for time, (lots, side) in enumerate([(6, Side.BID), (9, Side.ASK), (7, Side.BID)])
    ... ]
    >>> found = volume_buckets(trades, bucket_lots=10)
    >>> found.buy_lots.tolist(), found.end_ns.tolist(), found.left_over_buy_lots
    ([6, 5], [1, 2], 2)
    """
    if bucket_lots < 1:
        raise InputError(f"'bucket_lots' must be at least 1, was {bucket_lots}")
    sizes = np.array([each.size_lots for each in trades], dtype=np.int64)
    buys = np.array([each.size_lots if each.taker_side > 0 else 0 for each in trades], dtype=np.int64)
    times = np.array([each.venue_ns for each in trades], dtype=np.int64)
    if len(sizes) and sizes.min() < 1:
        raise InputError(f"'trades' must have sizes of at least 1 lot, lowest was {int(sizes.min())}")
    reached = np.append(0, np.cumsum(sizes))
    bought = np.append(0, np.cumsum(buys))
    count = int(reached[-1]) // bucket_lots
    edges = bucket_lots * np.arange(count + 1)
    place = np.searchsorted(reached, edges, side="left")  # the trade before this place fills the bucket
    before = np.maximum(place - 1, 0)
    is_buy = np.append(buys > 0, False)
    bought_by_edge = bought[before] + np.where(is_buy[before], edges - reached[before], 0)
    left = int(reached[-1] - edges[-1])
    left_buy = int(bought[-1] - bought_by_edge[-1])
    return VolumeBuckets(
        bucket_lots=bucket_lots,
        buy_lots=np.diff(bought_by_edge),
        end_ns=times[before[1:]] if count else np.empty(0, dtype=np.int64),
        left_over_buy_lots=left_buy,
        left_over_sell_lots=left - left_buy,
    )


def vpin_series(buckets: VolumeBuckets, *, window: int) -> FloatArray | None:
    r"""VPIN over a rolling window of buckets.

    .. math:: \mathrm{VPIN} = \frac{1}{n V} \sum_{\tau = 1}^{n} |V^+_\tau - V^-_\tau|

    Parameters
    ----------
    buckets : VolumeBuckets
        m full buckets of volume V.
    window : int
        n, at least 1.

    Returns
    -------
    FloatArray or None
        Shape (m - n + 1,), in [0, 1], the value when each bucket from the n-th on was full; None with fewer than n.

    Notes
    -----
    D. Easley, M. López de Prado, M. O'Hara (2012), Flow Toxicity and Liquidity in a High-Frequency World, Review of
    Financial Studies 25. There the sides are guessed from price moves; here the venue states them.
    """
    if window < 1:
        raise InputError(f"'window' must be at least 1, was {window}")
    uneven = np.abs(2 * buckets.buy_lots - buckets.bucket_lots)
    if len(uneven) < window:
        return None
    summed = np.append(0, np.cumsum(uneven))
    return np.asarray((summed[window:] - summed[:-window]) / (window * buckets.bucket_lots))
