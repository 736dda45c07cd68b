"""From a score to a grade: contiguous half-open bands, so that every score has exactly one."""

from __future__ import annotations

from seawall.core import check_between
from seawall.errors import InputError
from seawall.rating.policy import WORST_SCORE, Band, RatingPolicy

__all__ = ["band_of", "bands_between"]


def band_of(score: float, policy: RatingPolicy) -> Band:
    """Band that holds a score.

    Parameters
    ----------
    score : float
        From 0 (best) to 10 (worst).
    policy : RatingPolicy
        Its ladder; a score on an edge belongs to the worse side, 10 to the last band.

    Returns
    -------
    Band
        Grade and action.

    Raises
    ------
    InputError
        When the score is outside [0, 10].

    Examples
    --------
    >>> from seawall.rating.policy import default_policy
    >>> [band_of(score, default_policy()).grade for score in (0.0, 1.0, 5.54, 6.0, 10.0)]
    ['AAA', 'AA', 'BB', 'B', 'D']
    """
    check_between(score, "score", 0.0, WORST_SCORE)
    for band in policy.ladder:
        if score < band.below:
            return band
    return policy.ladder[-1]


def bands_between(best: float, worst: float, policy: RatingPolicy) -> tuple[Band, ...]:
    """All bands that scores from `best` to `worst` can fall into, best first."""
    if best > worst:
        raise InputError(f"'best' must not be above 'worst' {worst!r}, was {best!r}")
    first, last = band_of(best, policy), band_of(worst, policy)
    return policy.ladder[policy.ladder.index(first) : policy.ladder.index(last) + 1]
