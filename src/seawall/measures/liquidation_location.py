"""Where it was liquidated: a predicted profile over bins of prices held against a realised, or the true, one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.measures.liquidation_cases import LiquidationCases

__all__ = [
    "LocationScore",
    "ProfileScore",
    "lift_of_top",
    "location_scores",
    "profile_score",
    "rank_correlation",
    "shared_top",
    "wasserstein_bp",
]

TOP_SHARE = 0.1
FEWEST_BINS = 5
"""A window that touched fewer bins says nothing about where."""
_BASIS_POINTS = 1e4


@dataclass(frozen=True, slots=True, eq=False)
class LocationScore:
    """Where, given the path, case by case.

    Attributes
    ----------
    places : IntArray
        Shape (k,): which cases could be scored, that is had at least five touched bins and a liquidation.
    wasserstein_bp : FloatArray
        Shape (k,): how far mass must be moved in the mean, basis points of price, to make what was predicted of what
        happened. A forecast that saw nothing in the touched bins is even over them.
    lift : FloatArray
        Shape (k,): share of realised USD in the tenth of touched bins with most predicted mass, over a tenth; at most
        the number of touched bins, and 10.
    spearman : FloatArray
        Shape (k,): rank correlation over touched bins; 0 where either side does not vary.
    """

    places: IntArray
    wasserstein_bp: FloatArray
    lift: FloatArray
    spearman: FloatArray

    def __len__(self) -> int:
        """Number of cases that could be scored."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class ProfileScore:
    """One predicted profile beside the true one.

    Attributes
    ----------
    spearman : float
        Rank correlation over bins.
    lift : float
        Share of true USD in the tenth of bins with most predicted mass, over a tenth.
    shared_top : float
        Share of the true top tenth of bins that is in the predicted top tenth.
    wasserstein_bp : float
        Distance between the two, basis points of price.
    total_ratio : float
        Predicted over true USD.
    """

    spearman: float
    lift: float
    shared_top: float
    wasserstein_bp: float
    total_ratio: float


def rank_correlation(first: FloatArray, second: FloatArray) -> float:
    """Spearman's rank correlation, ties sharing their mean rank; 0 where either side does not vary.

    Examples
    --------
    >>> rank_correlation(np.array([1.0, 2.0, 3.0, 4.0]), np.array([10.0, 30.0, 20.0, 40.0]))
    0.8
    """
    from scipy.stats import rankdata  # its import takes longer than most commands

    a, b = rankdata(first), rankdata(second)
    a, b = a - a.mean(), b - b.mean()
    scale = math.sqrt(float(a @ a) * float(b @ b))
    return round(float(a @ b) / scale, 15) if scale > 0.0 else 0.0


def lift_of_top(predicted: FloatArray, realised: FloatArray, *, share: float = TOP_SHARE) -> float:
    """Share of what happened in the bins with most predicted mass, over their share of the bins.

    The last bin counts in part where `share` is no whole number of bins. Bins of equal prediction share what happened
    in them evenly: a forecast that does not distinguish bins has a lift of 1.

    Parameters
    ----------
    predicted, realised : FloatArray
        Shape (n,), 0 or more; some of `realised` above 0.
    share : float
        Of the bins, in (0, 1].

    Returns
    -------
    float
        From 0 to 1 / `share`, or to n where that is less.

    Examples
    --------
    >>> lift_of_top(np.arange(10.0), np.arange(10.0) == 9.0)
    10.0
    >>> lift_of_top(np.ones(10), np.arange(10.0))
    1.0
    """
    total = float(realised.sum())
    if total <= 0.0:
        raise InputError("'realised' must be above 0 somewhere")
    levels, place = np.unique(-predicted, return_inverse=True)
    sizes = np.bincount(place, minlength=len(levels))
    sums = np.bincount(place, weights=realised, minlength=len(levels))
    wanted = share * len(predicted)
    taken = np.clip(wanted - np.r_[0.0, np.cumsum(sizes)[:-1]], 0.0, sizes)
    return float((taken / sizes) @ sums) / total / share


def shared_top(predicted: FloatArray, true: FloatArray, *, share: float = TOP_SHARE) -> float:
    """Share of the true top bins that is among the predicted top bins; ties are taken from the lowest price."""
    count = max(round(share * len(true)), 1)
    best = [set(np.argsort(-each, kind="stable")[:count].tolist()) for each in (predicted, true)]
    return len(best[0] & best[1]) / count


def wasserstein_bp(centres: FloatArray, predicted: FloatArray, realised: FloatArray) -> float:
    """Distance of order one between two profiles made into shares, basis points of price.

    Parameters
    ----------
    centres : FloatArray
        Shape (n,), rising: logarithms of price.
    predicted, realised : FloatArray
        Shape (n,), 0 or more; some of `realised` above 0. A prediction of nothing is taken as even.

    Returns
    -------
    float
        0 or more.

    Examples
    --------
    >>> round(wasserstein_bp(np.log([100.0, 101.0]), np.array([1.0, 0.0]), np.array([0.0, 1.0])), 2)
    99.5
    """
    if float(realised.sum()) <= 0.0:
        raise InputError("'realised' must be above 0 somewhere")
    even = np.ones_like(predicted)
    shares = [each / each.sum() for each in (predicted if predicted.sum() > 0.0 else even, realised)]
    gap = np.abs(np.cumsum(shares[0] - shares[1]))[:-1]
    return float(gap @ np.diff(centres)) * _BASIS_POINTS


def location_scores(cases: LiquidationCases) -> LocationScore | None:
    """Score where a forecast saw liquidations, given the path.

    Parameters
    ----------
    cases : LiquidationCases
        Of any number.

    Returns
    -------
    LocationScore or None
        None where the prices of what happened are not known: location cannot be measured then.
    """
    if cases.touched is None:
        return None
    places, rows = [], []
    for place, bins in enumerate(cases.touched):
        if len(bins.centres) < FEWEST_BINS or float(bins.realised.sum()) <= 0.0:
            continue
        places.append(place)
        rows.append(
            (
                wasserstein_bp(bins.centres, bins.predicted, bins.realised),
                lift_of_top(bins.predicted, bins.realised),
                rank_correlation(bins.predicted, bins.realised),
            )
        )
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 3).T
    return LocationScore(np.array(places, dtype=np.int64), *columns)


def profile_score(price_edges: FloatArray, predicted: FloatArray, true: FloatArray) -> ProfileScore:
    """Hold a predicted profile against the true one, bin by bin.

    Parameters
    ----------
    price_edges : FloatArray
        Shape (m + 1,), rising.
    predicted, true : FloatArray
        Shape (m,), USD, 0 or more; some of `true` above 0.

    Returns
    -------
    ProfileScore
        Of the bins given: choose those within a distance of the mark first.
    """
    bins = len(check_finite(price_edges, "price_edges")) - 1
    for name, values in (("predicted", predicted), ("true", true)):
        check_shape(check_finite(values, name), name, (bins,))
    centres = np.log(0.5 * (price_edges[1:] + price_edges[:-1]))
    return ProfileScore(
        spearman=rank_correlation(predicted, true),
        lift=lift_of_top(predicted, true),
        shared_top=shared_top(predicted, true),
        wasserstein_bp=wasserstein_bp(centres, predicted, true),
        total_ratio=float(predicted.sum() / true.sum()),
    )
