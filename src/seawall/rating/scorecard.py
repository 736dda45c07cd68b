"""The composite rating and its waterfall.

A factor without data is "not rated". The composite is then not a number but a range: the unrated factor may
score anything from 0 to 10, or within the bounds that its data leave, and nobody may choose for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seawall.core import choice_named
from seawall.errors import InputError
from seawall.rating.grade import band_of, bands_between
from seawall.rating.policy import WORST_SCORE, Band, FactorPolicy, RatingFactor, RatingPolicy

__all__ = ["FactorReading", "FactorScore", "Rating", "rate", "score_between"]


@dataclass(frozen=True, slots=True)
class FactorReading:
    """What was measured for one factor.

    Attributes
    ----------
    value : float or None
        None where there is no data.
    basis : str
        Where it comes from, or what is missing.
    count : int or None
        n of an anchor that is stated as 1/n.
    bounds : (float, float) or None
        Smallest and largest reading that the data allow, where they do not settle on one; `value` is then None.
    """

    value: float | None
    basis: str
    count: int | None = None
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class FactorScore:
    """One step of the waterfall.

    Attributes
    ----------
    policy : FactorPolicy
        Title, weight and meaning.
    reading : FactorReading
        What was measured.
    low, high : float
        Anchors as used.
    score : float or None
        0 to 10; None when not rated.
    """

    policy: FactorPolicy
    reading: FactorReading
    low: float
    high: float
    score: float | None

    @property
    def contribution(self) -> float | None:
        """Weight times score; None when not rated."""
        return None if self.score is None else self.policy.weight * self.score

    @property
    def score_range(self) -> tuple[float, float]:
        """Lowest and highest score that is possible: 0 and 10 where nothing is known."""
        if self.score is not None:
            return self.score, self.score
        if self.reading.bounds is None:
            return 0.0, WORST_SCORE
        smallest, largest = (score_between(each, low=self.low, high=self.high) for each in self.reading.bounds)
        return smallest, largest


@dataclass(frozen=True, slots=True)
class Rating:
    """The composite rating.

    Attributes
    ----------
    policy : str
        Name of the policy.
    waterfall : tuple of FactorScore
        Every factor, rated or not.
    best, worst : float
        Lowest and highest composite that the known scores allow; equal when all are known.
    bands : tuple of Band
        Grades that are possible, best first; one when all factors are rated.
    ladder : tuple of Band
        All grades of the policy, best first.
    """

    policy: str
    waterfall: tuple[FactorScore, ...]
    best: float
    worst: float
    bands: tuple[Band, ...]
    ladder: tuple[Band, ...]

    @property
    def score(self) -> float | None:
        """The composite; None when a factor is not rated."""
        return self.best if all(each.score is not None for each in self.waterfall) else None

    @property
    def grade(self) -> str | None:
        """The grade; None when a factor is not rated."""
        return self.bands[0].grade if self.score is not None else None

    @property
    def action(self) -> str | None:
        """What to do; None when the possible grades ask for different things."""
        actions = {band.action for band in self.bands}
        return self.bands[0].action if len(actions) == 1 else None


def score_between(value: float, *, low: float, high: float) -> float:
    r"""Score of a reading, linear between two anchors and clipped.

    .. math:: s = 10 \cdot \min\left(1, \max\left(0, \frac{x - a}{b - a}\right)\right)

    Parameters
    ----------
    value : float
        The reading.
    low, high : float
        Readings that score 0 and 10; where they meet, a reading at or above them scores 10.

    Returns
    -------
    float
        0 to 10, higher is riskier.

    Examples
    --------
    >>> score_between(0.15, low=0.0, high=0.60)
    2.5
    """
    if low > high:
        raise InputError(f"'low' must not be above 'high' {high!r}, was {low!r}")
    if low == high:
        return WORST_SCORE if value >= high else 0.0
    return WORST_SCORE * min(1.0, max(0.0, (value - low) / (high - low)))


def rate(readings: Mapping[RatingFactor, FactorReading], policy: RatingPolicy) -> Rating:
    r"""Rate a book.

    .. math:: S = \sum_f w_f s_f

    Parameters
    ----------
    readings : mapping of RatingFactor to FactorReading
        One per factor of the policy.
    policy : RatingPolicy
        Weights, anchors, ladder.

    Returns
    -------
    Rating
        Grade and score, or the range that an unrated factor leaves open; with its waterfall.

    Raises
    ------
    InputError
        When a factor has no reading; for a key of `readings` that is none.
    """
    read = {choice_named(factor, "readings", RatingFactor): reading for factor, reading in readings.items()}
    waterfall = []
    for each in policy.factors:
        if each.factor not in read:
            raise InputError(f"'readings' must hold {each.factor.value!r}")
        waterfall.append(_scored(each, read[each.factor]))
    is_open = any(each.score is None for each in waterfall)
    # rounding in the weighted sum may pass 10 by a few units in the last place
    best = min(sum(each.policy.weight * each.score_range[0] for each in waterfall), WORST_SCORE)
    worst = min(sum(each.policy.weight * each.score_range[1] for each in waterfall), WORST_SCORE)
    return Rating(
        policy=policy.name,
        waterfall=tuple(waterfall),
        best=best,
        worst=worst,
        bands=bands_between(best, worst, policy) if is_open else (band_of(best, policy),),
        ladder=policy.ladder,
    )


def _scored(policy: FactorPolicy, reading: FactorReading) -> FactorScore:
    low = policy.low
    if low is None:
        if reading.count is None or reading.count < 1:
            raise InputError(f"reading of {policy.factor.value!r} needs a count, because its anchor is 1/n")
        low = 1.0 / reading.count
    if reading.bounds is not None and (reading.value is not None or reading.bounds[0] > reading.bounds[1]):
        raise InputError(f"reading of {policy.factor.value!r} may have bounds that rise, or a value, was {reading}")
    score = None if reading.value is None else score_between(reading.value, low=low, high=policy.high)
    return FactorScore(policy=policy, reading=reading, low=low, high=policy.high, score=score)
