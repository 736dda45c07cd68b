"""What would move a grade by one: how far its edges are, and what each factor alone would have to read."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.rating.policy import WORST_SCORE, Band
from seawall.rating.scorecard import FactorScore, Rating

__all__ = ["FactorMove", "GradeStep", "grade_steps"]


@dataclass(frozen=True, slots=True)
class FactorMove:
    """What one factor alone would have to be, the others staying as they are.

    Attributes
    ----------
    factor : FactorScore
        As it is.
    score, reading : float or None
        The edge of what it would have to score and read; None where it alone cannot move the grade.
    """

    factor: FactorScore
    score: float | None
    reading: float | None


@dataclass(frozen=True, slots=True)
class GradeStep:
    """The way to a neighbour on the ladder.

    Attributes
    ----------
    band : Band
        The neighbour.
    is_better : bool
        Whether it is the better one.
    edge : float
        Composite that parts the two: a better grade begins below it, a worse one at it.
    points : float
        From the composite to the edge; not above 0 for a better grade, above 0 for a worse one.
    moves : tuple of FactorMove
        In the order of the waterfall.
    """

    band: Band
    is_better: bool
    edge: float
    points: float
    moves: tuple[FactorMove, ...]


def grade_steps(rating: Rating) -> tuple[GradeStep | None, GradeStep | None]:
    r"""Steps to the next better and to the next worse grade.

    A factor with the score s and the weight w moves the composite S to an edge E alone where it scores

    .. math:: s' = s + \frac{E - S}{w}

    and s' is within 0 and 10; the reading is that score between the anchors.

    Parameters
    ----------
    rating : Rating
        With or without a grade.

    Returns
    -------
    better, worse : GradeStep or None
        None at the end of the ladder; both None where a factor is not rated.

    Examples
    --------
    >>> from seawall.rating import FactorReading, RatingFactor, default_policy, rate
    >>> values = {"market": 0.30, "credit": 0.01, "liquidity": 3.3, "concentration": 0.4, "macro": 0.5}
    >>> readings = {RatingFactor(name): FactorReading(value, "", count=4) for name, value in values.items()}
    >>> better, worse = grade_steps(rate(readings, default_policy()))
    >>> better.band.grade, round(better.points, 2), round(better.moves[0].reading, 3)
    ('A', -0.02, 0.296)
    >>> worse.band.grade, round(worse.points, 2), worse.moves[4].reading
    ('BB', 1.48, None)
    """
    if rating.score is None:
        return None, None
    place = rating.ladder.index(rating.bands[0])
    better = rating.ladder[place - 1] if place else None
    worse = rating.ladder[place + 1] if place + 1 < len(rating.ladder) else None
    return (
        None if better is None else _step(rating, better, is_better=True, edge=better.below),
        None if worse is None else _step(rating, worse, is_better=False, edge=rating.bands[0].below),
    )


def _step(rating: Rating, band: Band, *, is_better: bool, edge: float) -> GradeStep:
    points = edge - rating.best
    return GradeStep(
        band=band,
        is_better=is_better,
        edge=edge,
        points=points,
        moves=tuple(_move(each, points, is_better=is_better) for each in rating.waterfall),
    )


def _move(factor: FactorScore, points: float, *, is_better: bool) -> FactorMove:
    if factor.score is None or factor.policy.weight == 0.0:
        return FactorMove(factor, None, None)
    score = factor.score + points / factor.policy.weight
    # a better grade begins below the edge: a score of exactly 0 would stand on it
    is_possible = score > 0.0 if is_better else score <= WORST_SCORE
    if not is_possible:
        return FactorMove(factor, None, None)
    return FactorMove(factor, score, factor.low + score / WORST_SCORE * (factor.high - factor.low))
