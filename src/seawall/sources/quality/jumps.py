"""Moves of one session that are too large: outliers, spikes that come back, and steps that look like splits."""

from __future__ import annotations

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray

__all__ = ["FEWEST_RETURNS", "is_outlier", "nearest_split", "robust_scores", "spike_places", "split_places"]

WINDOW = 63
"""Returns around each one that its centre and scale are taken from: a quarter, short enough to follow volatility."""

FEWEST_RETURNS = 30
"""Returns below which no scale is believed and nothing is called an outlier."""

OUTLIER_SCORE = 12.0
"""Robust score above which a return is SUSPECT. Financial returns have Student-t tails of three to five degrees of
freedom: a score that a normal law never shows is a common day. At 12, three degrees show about one in a thousand, four
one in 4,000, five one in 15,000; 19 October 1987 has 13.2."""

SPIKE_SCORE, SPIKE_RETURN, SPIKE_RETURN_GAP = 10.0, 0.10, 0.25
"""A spike moves by 10 scales and by 0.10 in logs, and the next session takes back all but a quarter of it."""

SPLIT_RATIOS = (1.5, 2.0, 3.0, 4.0, 5.0, 10.0, 20.0)
"""New shares for an old one; the inverses are reverse splits."""

SPLIT_GAP_SCALES, SPLIT_GAP_MOST, SPLIT_GAP_LEAST = 4.0, 0.05, 0.005
"""How far from the log of a ratio: four scales of the series, since the share also moves on that day, between 0.005 and
0.05 in logs."""

SPLIT_SCORE = 8.0
"""Scales that a move must have to be told from an ordinary one."""

SPLIT_SESSIONS = 5
"""Sessions in which a true fall of that size would have come back by a third, and a split does not."""

_NORMAL_SCALE = 1.482602218505602  # 1 / Φ⁻¹(3/4): the scale of a normal law over its median absolute deviation


def robust_scores(returns: FloatArray) -> tuple[FloatArray, FloatArray]:
    r"""Distance of each return from the median around it, in robust scales.

    .. math:: z_t = \frac{r_t - m_t}{s_t}, \quad s_t = 1.4826\ \mathrm{med}_{|u - t| \le 31} |r_u - m_u|

    with :math:`m_t` the median of the same 63 returns. The ends are mirrored.

    Parameters
    ----------
    returns : FloatArray
        Shape (n,), finite.

    Returns
    -------
    scores, scales : FloatArray
        Shape (n,). Where the scale is 0 (most returns are equal) the scale of the whole series stands in; where that is
        0 too, the score is 0.
    """
    from scipy.ndimage import median_filter

    if len(returns) < FEWEST_RETURNS:
        return np.zeros(len(returns)), np.zeros(len(returns))
    if len(returns) < WINDOW:
        centre = np.full(len(returns), np.median(returns))
        scale = np.full(len(returns), _NORMAL_SCALE * np.median(np.abs(returns - centre)))
    else:
        centre = median_filter(returns, WINDOW, mode="reflect")
        scale = _NORMAL_SCALE * median_filter(np.abs(returns - centre), WINDOW, mode="reflect")
    whole = _NORMAL_SCALE * float(np.median(np.abs(returns - np.median(returns))))
    # a quiet quarter must not make a common day a rare one
    scale = np.maximum(scale, 0.25 * whole)
    scores = np.divide(returns - centre, scale, out=np.zeros(len(returns)), where=scale > 0.0)
    return scores, scale


def is_outlier(scores: FloatArray) -> BoolArray:
    """Whether a score is too large for fat tails too."""
    found: BoolArray = np.abs(scores) > OUTLIER_SCORE
    return found


def spike_places(returns: FloatArray, scores: FloatArray) -> IntArray:
    """Places of returns that the next one takes back: the value between them stands alone.

    Parameters
    ----------
    returns, scores : FloatArray
        Shape (n,), log returns and their robust scores.
    """
    left = returns[:-1] + returns[1:]
    is_large = (np.abs(scores[:-1]) > SPIKE_SCORE) & (np.abs(returns[:-1]) > SPIKE_RETURN)
    found = np.flatnonzero(is_large & (np.abs(left) < SPIKE_RETURN_GAP * np.abs(returns[:-1])))
    # the way back of one spike is not the start of another
    return found[np.concatenate(([True], np.diff(found) > 1))] if len(found) else found


def nearest_split(returns: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Ratio of the nearest split (above 1) or reverse split (below 1) of each return, and the distance in logs."""
    ratios = np.array([*(1.0 / each for each in SPLIT_RATIOS), *SPLIT_RATIOS])
    logs = -np.log(ratios)
    order = np.argsort(logs)
    place = np.clip(np.searchsorted(logs[order], returns), 1, len(logs) - 1)
    lower, upper = logs[order][place - 1], logs[order][place]
    nearest = order[np.where(np.abs(returns - lower) <= np.abs(returns - upper), place - 1, place)]
    return ratios[nearest], np.abs(returns - logs[nearest])


def split_places(returns: FloatArray, scores: FloatArray, scales: FloatArray) -> tuple[IntArray, FloatArray]:
    """Returns that look like splits which the prices were not adjusted for.

    Parameters
    ----------
    returns, scores, scales : FloatArray
        Shape (n,), log returns, their robust scores and scales.

    Returns
    -------
    places : IntArray
        Returns near the log of a simple ratio, large for the series, and not taken back by a third in 5 sessions.
    ratios : FloatArray
        New shares for an old one, same length.
    """
    ratios, gaps = nearest_split(returns)
    allowed = np.clip(SPLIT_GAP_SCALES * scales, SPLIT_GAP_LEAST, SPLIT_GAP_MOST)
    level = np.concatenate(([0.0], np.cumsum(returns)))
    ahead = np.minimum(np.arange(len(returns)) + 1 + SPLIT_SESSIONS, len(returns))
    taken_back = -(level[ahead] - level[1:]) * np.sign(returns)
    keeps = taken_back < np.abs(returns) / 3.0
    places = np.flatnonzero((gaps <= allowed) & (np.abs(scores) > SPLIT_SCORE) & keeps)
    return places, ratios[places]
