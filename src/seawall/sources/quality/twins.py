"""Two series of one thing: where a series leaves its twin, one of the two is wrong.

An index fund and its index, or one index from two vendors, differ from day to day by far less than either moves. A
dividend or split that was adjusted for in part of the history only (or not at all), and a stale or wrong close, are too
small to see in the series alone, and plain against the twin.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray
from seawall.sources.quality.jumps import robust_scores
from seawall.sources.quality.rows import PeerSeries

__all__ = ["find_twin", "leaves_twin"]

TWIN_SHARE = 0.15
"""Median absolute difference of returns, as a share of that of the returns, up to which two series are twins. Fund and
index of the S&P 500: 0.10; Nasdaq-100 and Nasdaq Composite, which are not one thing: 0.20."""

STRANGER_SHARE = 0.3
"""The same share over the last two years, above which the whole history is not compared."""

FEWEST_COMMON = 250
"""Common returns below which nothing is called a twin."""

TWIN_SCORE = 5.0
"""Robust score of a difference above which it is SUSPECT; differences have fat tails too."""

TWIN_DIFFERENCE = 0.002
"""Least difference of log returns: the quarterly dividends of an index fund are 0.2 to 0.7 %."""

TAKEN_BACK = 0.5
"""Share of a difference that the next session must take back to be a wrong close rather than a step in adjustment."""


def _median_size(values: FloatArray) -> float:
    return float(np.median(np.abs(values)))


def _common_returns(series: PeerSeries, other: PeerSeries) -> tuple[IntArray, FloatArray, FloatArray]:
    if np.array_equal(series.days, other.days):
        ours = theirs = np.arange(len(series.days))
    else:
        _, ours, theirs = np.intersect1d(series.days, other.days, assume_unique=True, return_indices=True)
    return ours[1:], np.diff(np.log(series.closes[ours])), np.diff(np.log(other.closes[theirs]))


def _share(series: PeerSeries, other: PeerSeries) -> float:
    """Median difference of returns over the median return; infinite where too little is common."""
    _, ours, theirs = _common_returns(series, other)
    size = min(_median_size(ours), _median_size(theirs)) if len(ours) >= FEWEST_COMMON else 0.0
    return _median_size(ours - theirs) / size if size > 0.0 else np.inf


def _recent(series: PeerSeries, until: np.datetime64) -> PeerSeries:
    end = int(np.searchsorted(series.days, until, side="right"))
    start = max(end - 2 * FEWEST_COMMON, 0)
    return PeerSeries(series.days[start:end], series.closes[start:end])


def find_twin(series: PeerSeries, others: Mapping[str, PeerSeries]) -> str | None:
    """Name of the closest series of the same thing; None where there is none.

    Parameters
    ----------
    series : PeerSeries
        The series.
    others : mapping of str to PeerSeries
        Other series.
    """
    best, closest = None, TWIN_SHARE
    for name, other in others.items():
        if not len(other.days) or not len(series.days):
            continue
        until = min(series.days[-1], other.days[-1])
        # two years tell most strangers apart, at a tenth of the work
        if _share(_recent(series, until), _recent(other, until)) > STRANGER_SHARE:
            continue
        share = _share(series, other)
        if share <= closest:
            best, closest = name, share
    return best


def leaves_twin(series: PeerSeries, twin: PeerSeries) -> tuple[IntArray, FloatArray, BoolArray]:
    r"""Sessions on which the return differs from that of the twin.

    With :math:`d_t` the difference of log returns between common sessions: :math:`|d_t| \ge 0.002` and
    :math:`|z(d_t)| > 5`, the robust score of `jumps`.

    Returns
    -------
    places : IntArray
        Places in the days of the series.
    differences : FloatArray
        Own return less the twin's, decimals; same length.
    is_glitch : BoolArray
        Whether the session before or after takes back at least half of it; else it is a step.
    """
    places, ours, theirs = _common_returns(series, twin)
    gap = ours - theirs
    scores, scales = robust_scores(gap)
    # between identical series the scale is 0, and every difference is a fault
    is_far = (np.abs(gap) >= TWIN_DIFFERENCE) & ((np.abs(scores) > TWIN_SCORE) | (scales == 0.0))
    found = np.flatnonzero(is_far)
    before = np.concatenate(([0.0], gap[:-1]))[found]
    after = np.concatenate((gap[1:], [0.0]))[found]
    back = np.maximum(-before * np.sign(gap[found]), -after * np.sign(gap[found]))
    is_glitch: BoolArray = back >= TAKEN_BACK * np.abs(gap[found])
    return places[found], gap[found], is_glitch
