r"""Where a map is densest: long liquidations below the mark, short ones above, and how likely each is touched.

A cluster is an unbroken run of bins within 12 % of the mark whose density, of one side, lies in the top tenth of the
bins there. The mark is taken as a Brownian motion without drift in logarithms, with the volatility of its last day,
exponentially weighted; by reflection it touches a level at distance d within T with probability

.. math:: P = 2 \, \Phi(-d / (\sigma \sqrt{T}))

Marks jump and their volatility clusters: for near levels the true probability is lower, for far ones higher.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, check_positive
from seawall.errors import DataError, InputError
from seawall.microstructure.events import PositionSide
from seawall.microstructure.liquidation_map import LiquidationMap, MapFlag

__all__ = [
    "TOUCH_HOURS",
    "LiquidationCluster",
    "find_clusters",
    "leaning_of",
    "mark_volatility",
    "touch_probability",
]

TOUCH_HOURS = (1.0, 4.0, 24.0)
WITHIN = 0.12
_TOP_SHARE = 0.10
_HOUR_NS = 3_600 * 10**9
_HALF_LIFE_HOURS = 12.0
_SMOOTHING = 5
"""Bins, a triangle: a run is not broken by one bin that missed the threshold."""
_MOST = 5


@dataclass(frozen=True, slots=True)
class LiquidationCluster:
    """A dense stretch of estimated liquidations.

    Attributes
    ----------
    side : PositionSide
        Of the positions that would be liquidated: longs lie below the mark, shorts above.
    low, high : float
        Ends, quote currency.
    peak : float
        Price of the densest bin.
    usd : float
        Estimated, between the ends.
    distance : float
        From the mark to the peak, decimal, below 0 for a fall.
    sigmas : float
        The distance in standard deviations of a day's logarithmic return, above 0.
    touch_probabilities : tuple of float
        That the mark reaches the near end within each of `TOUCH_HOURS`.
    is_prior : bool
        More than half of it rests on leverages about which the data say nothing.
    """

    side: PositionSide
    low: float
    high: float
    peak: float
    usd: float
    distance: float
    sigmas: float
    touch_probabilities: tuple[float, ...]
    is_prior: bool

    def sentence(self) -> str:
        """What it is, where and how large, in words."""
        day = self.touch_probabilities[-1]
        what, deed = (
            ("support cluster", "dense long liquidations: a fall through it forces selling")
            if self.side is PositionSide.LONG
            else ("squeeze zone", "dense short liquidations: a rise through it forces buying")
        )
        doubt = "; rests on the prior" if self.is_prior else ""
        return (
            f"Major {what} {self.peak:,.0f} ({self.low:,.0f} to {self.high:,.0f}, {100 * self.distance:+.1f} %, "
            f"{self.sigmas:.1f} sigma of a day): {deed}; an estimated {self.usd / 1e6:,.1f} M USD, touched within 24 h "
            f"with probability {100 * day:.0f} %{doubt}."
        )


def touch_probability(distance: float, *, volatility: float, hours: float) -> float:
    """Probability that a Brownian motion without drift touches a level.

    Parameters
    ----------
    distance : float
        Of the logarithm, either sign.
    volatility : float
        Of the logarithm over the square root of an hour, above 0.
    hours : float
        Above 0.

    Returns
    -------
    float
        In [0, 1].

    Examples
    --------
    >>> round(touch_probability(-0.02, volatility=0.01, hours=4.0), 4)
    0.3173
    """
    from scipy.special import ndtr

    check_positive(volatility, "volatility")
    check_positive(hours, "hours")
    return float(2.0 * ndtr(-abs(distance) / (volatility * np.sqrt(hours))))


def mark_volatility(marks: FloatArray, *, interval_ns: int) -> float:
    """Volatility of the logarithm of marks over the square root of an hour, the recent ones weighing more.

    Parameters
    ----------
    marks : FloatArray
        Shape (n,), at equal intervals, oldest first, at least 30.
    interval_ns : int
        Between two.

    Returns
    -------
    float
        Above 0; the half-life of the weights is 12 hours.

    Raises
    ------
    DataError
        When there are too few marks, or they do not move.
    """
    if len(marks) < 30:
        raise DataError(f"volatility of the mark needs at least 30 marks, there are {len(marks)}")
    squares = np.diff(np.log(marks)) ** 2
    hours = interval_ns / _HOUR_NS
    weights = 0.5 ** (np.arange(len(squares))[::-1] * hours / _HALF_LIFE_HOURS)
    variance = float(np.average(squares, weights=weights)) / hours
    if variance <= 0.0:
        raise DataError(f"volatility of the mark is 0 over {len(marks)} marks: it stands still")
    return float(np.sqrt(variance))


def find_clusters(shown: LiquidationMap, *, volatility: float, most: int = _MOST) -> tuple[LiquidationCluster, ...]:
    """Clusters of the last instant of a map.

    Parameters
    ----------
    shown : LiquidationMap
        Its last row is read.
    volatility : float
        Of `mark_volatility`.
    most : int
        Of each side.

    Returns
    -------
    tuple of LiquidationCluster
        Long ones, then short ones, each side by USD, largest first; empty where the map is.
    """
    if most < 1:
        raise InputError(f"'most' must be at least 1, was {most}")
    check_positive(volatility, "volatility")
    found: list[LiquidationCluster] = []
    mark = float(shown.mark[-1])
    prices = shown.prices
    is_near = np.abs(prices / mark - 1.0) <= WITHIN
    for side, usd in ((PositionSide.LONG, shown.long_usd[-1]), (PositionSide.SHORT, shown.short_usd[-1])):
        smooth = np.where(is_near, _smoothed(usd), 0.0)
        there = is_near & ((prices - mark) * side < 0)
        if not usd[there].any():
            continue
        threshold = float(np.quantile(smooth[there], 1.0 - _TOP_SHARE))
        runs = _runs((smooth >= threshold) & (smooth > 0.0) & there)
        clusters = [_cluster(shown, side, usd, run, volatility) for run in runs]
        found += sorted(clusters, key=lambda each: -each.usd)[:most]
    return tuple(found)


def leaning_of(shown: LiquidationMap, *, within: float = 0.05) -> tuple[float, str]:
    """Which way the liquidations near the mark lean.

    Parameters
    ----------
    shown : LiquidationMap
        Its last row is read.
    within : float
        Decimal distance from the mark.

    Returns
    -------
    tuple of float and str
        Short less long over their sum, in [-1, 1]: above 0 a rise forces more buying than an equal fall forces selling;
        and the sentence that says so.
    """
    near = np.abs(shown.prices / shown.mark[-1] - 1.0) <= within
    longs, shorts = float(shown.long_usd[-1, near].sum()), float(shown.short_usd[-1, near].sum())
    both = longs + shorts
    lean = (shorts - longs) / both if both > 0.0 else 0.0
    spoken = (
        f"within {100 * within:g} %: {longs / 1e6:,.1f} M USD of longs below, {shorts / 1e6:,.1f} M of shorts above"
    )
    if both <= 0.0:
        return 0.0, "No liquidations are estimated near the mark."
    if abs(lean) < 0.1:
        return lean, f"Balanced, {spoken}; sensitive both ways."
    way = "upwards: a squeeze of shorts" if lean > 0 else "downwards: a flush of longs"
    return lean, f"Leans {way} would force more than the opposite move; {spoken}."


def _smoothed(usd: FloatArray) -> FloatArray:
    kernel = np.bartlett(_SMOOTHING + 2)
    found: FloatArray = np.convolve(usd, kernel / kernel.sum(), mode="same")
    return found


def _runs(chosen: BoolArray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(np.int8), [0]])))
    return [(int(first), int(stop) - 1) for first, stop in zip(edges[::2], edges[1::2], strict=True)]


def _cluster(
    shown: LiquidationMap, side: PositionSide, usd: FloatArray, run: tuple[int, int], volatility: float
) -> LiquidationCluster:
    first, last = run
    mark = float(shown.mark[-1])
    peak = float(shown.prices[first + int(np.argmax(usd[first : last + 1]))])
    low, high = float(shown.price_edges[first]), float(shown.price_edges[last + 1])
    near = min(high, mark) if side is PositionSide.LONG else max(low, mark)
    inside = usd[first : last + 1]
    is_prior = (shown.flags[-1, first : last + 1] & int(MapFlag.PRIOR)) > 0
    return LiquidationCluster(
        side=side,
        low=low,
        high=high,
        peak=peak,
        usd=float(inside.sum()),
        distance=peak / mark - 1.0,
        sigmas=abs(float(np.log(peak / mark))) / (volatility * np.sqrt(24.0)),
        touch_probabilities=tuple(
            touch_probability(float(np.log(near / mark)), volatility=volatility, hours=each) for each in TOUCH_HOURS
        ),
        is_prior=bool(inside[is_prior].sum() > 0.5 * inside.sum()),
    )
