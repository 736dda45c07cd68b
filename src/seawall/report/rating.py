"""The rating as data and as tables: the waterfall, the ladder, why the grade is what it is, and what would move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seawall.rating import FactorMove, FactorScore, GradeStep, Rating, RatingFactor, grade_steps
from seawall.report.layout import Column, Table, table_row
from seawall.report.numbers import UNKNOWN, Number, days, percent, score

__all__ = [
    "BandView",
    "FactorMoveView",
    "GradeStepView",
    "RatingFactorView",
    "RatingView",
    "rating_range",
    "rating_tables",
    "rating_view",
]

_MOST_NAMED = 3
"""Factors that a sentence names before it becomes a list."""


@dataclass(frozen=True, slots=True)
class RatingFactorView:
    """One step of the waterfall; without data its contribution is a range."""

    factor: str
    title: str
    reading: Number
    meaning: str
    basis: str
    low: Number
    high: Number
    score: Number
    weight: Number
    contribution: Number
    contribution_best: Number
    contribution_worst: Number


@dataclass(frozen=True, slots=True)
class BandView:
    """One grade of the ladder: scores from `low` up to, but not including, `high`."""

    grade: str
    low: Number
    high: Number
    action: str


@dataclass(frozen=True, slots=True)
class FactorMoveView:
    """What one factor alone would have to read, the others as they are; null where it alone cannot do it."""

    factor: str
    title: str
    reading: Number
    needed_reading: Number
    needed_score: Number


@dataclass(frozen=True, slots=True)
class GradeStepView:
    """The way to a neighbour on the ladder."""

    grade: str
    action: str
    edge: Number
    points: Number
    moves: tuple[FactorMoveView, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class RatingView:
    """The composite rating; grade and score are null where a factor is not rated."""

    policy: str
    grade: str | None
    action: str | None
    score: Number
    best: Number
    worst: Number
    possible_grades: tuple[str, ...]
    possible_actions: tuple[str, ...]
    why: str
    better: GradeStepView | None
    worse: GradeStepView | None
    ladder: tuple[BandView, ...]
    waterfall: tuple[RatingFactorView, ...]


def rating_view(rating: Rating) -> RatingView:
    """Turn a rating into its view.

    Parameters
    ----------
    rating : Rating
        With or without a grade.

    Returns
    -------
    RatingView
        With sentences.
    """
    better, worse = grade_steps(rating)
    edges = (0.0, *(band.below for band in rating.ladder))
    return RatingView(
        policy=rating.policy,
        grade=rating.grade,
        action=rating.action,
        score=score(rating.score),
        best=score(rating.best),
        worst=score(rating.worst),
        possible_grades=_grades(rating),
        possible_actions=tuple(dict.fromkeys(band.action for band in rating.bands)),
        why=_why(rating) if rating.score is not None else _why_open(rating),
        better=None if better is None else _step(better),
        worse=None if worse is None else _step(worse),
        ladder=tuple(
            BandView(band.grade, score(low), score(band.below), band.action)
            for low, band in zip(edges, rating.ladder, strict=False)
        ),
        waterfall=tuple(_factor(each) for each in rating.waterfall),
    )


def rating_range(rating: RatingView) -> str:
    """Grades that are possible while a factor is not rated."""
    return _range_of(rating.possible_grades)


def rating_tables(rating: RatingView) -> tuple[Table, ...]:
    """Waterfall, and where there is a grade what would move it."""
    return (_waterfall(rating), *_moves(rating))


def _grades(rating: Rating) -> tuple[str, ...]:
    return tuple(band.grade for band in rating.bands)


def _range_of(grades: Sequence[str]) -> str:
    return grades[0] if grades[0] == grades[-1] else f"{grades[0]} to {grades[-1]}"


def _reading(factor: FactorScore, value: float | None) -> Number:
    match factor.policy.factor:
        case RatingFactor.MARKET | RatingFactor.CREDIT | RatingFactor.MACRO:
            return percent(value)
        case RatingFactor.LIQUIDITY:
            return days(value)
        case RatingFactor.CONCENTRATION:
            return Number(value, UNKNOWN if value is None else f"{value:.3f}", "Herfindahl index")


def _reading_or_bounds(factor: FactorScore) -> Number:
    if factor.reading.bounds is None:
        return _reading(factor, factor.reading.value)
    smallest, largest = (_reading(factor, each) for each in factor.reading.bounds)
    return Number(None, f"{smallest.text} to {largest.text}", smallest.unit)


def _score_or_range(factor: FactorScore) -> Number:
    if factor.score is not None:
        return score(factor.score)
    if factor.reading.bounds is None:
        return Number(None, "not rated", "of 10")
    best, worst = (score(each) for each in factor.score_range)
    return Number(None, f"{best.text} to {worst.text}", "of 10")


def _factor(each: FactorScore) -> RatingFactorView:
    best, worst = (score(each.policy.weight * possible) for possible in each.score_range)
    return RatingFactorView(
        factor=each.policy.factor.value,
        title=each.policy.title,
        reading=_reading_or_bounds(each),
        meaning=each.policy.reading,
        basis=each.reading.basis,
        low=_reading(each, each.low),
        high=_reading(each, each.high),
        score=_score_or_range(each),
        weight=Number(each.policy.weight, f"{each.policy.weight:.2f}", "1"),
        contribution=score(each.contribution),
        contribution_best=best,
        contribution_worst=worst,
    )


def _step(step: GradeStep) -> GradeStepView:
    return GradeStepView(
        grade=step.band.grade,
        action=step.band.action,
        edge=score(step.edge),
        points=score(step.points),
        moves=tuple(
            FactorMoveView(
                factor=each.factor.policy.factor.value,
                title=each.factor.policy.title,
                reading=_reading_or_bounds(each.factor),
                needed_reading=_reading(each.factor, each.reading),
                needed_score=score(each.score),
            )
            for each in step.moves
        ),
        sentence=_step_sentence(step),
    )


def _step_sentence(step: GradeStep) -> str:
    distance = score(abs(step.points)).text
    ways = [_way(each, is_better=step.is_better) for each in _costliest(step.moves) if each.reading is not None]
    alone = f"{_listed(ways[:_MOST_NAMED], 'or')} alone would do it" if ways else "no factor alone would do it"
    if step.is_better:
        return f"{step.band.grade} needs fewer than {score(step.edge).text} points, {distance} less: {alone}."
    return f"{step.band.grade} begins at {score(step.edge).text} points, {distance} more: {alone}."


def _costliest(moves: Sequence[FactorMove]) -> list[FactorMove]:
    return sorted(moves, key=lambda each: -(each.factor.contribution or 0.0))


def _way(move: FactorMove, *, is_better: bool) -> str:
    needed = _reading(move.factor, move.reading)
    unit = " days" if needed.unit == "days" else ""
    return f"{_named(move.factor)} {'below' if is_better else 'at'} {needed.text}{unit}"


def _why(rating: Rating) -> str:
    """Grade and the factors that cost most, in one sentence."""
    costs = sorted(rating.waterfall, key=lambda each: -(each.contribution or 0.0))
    shown = [each for each in costs if (each.contribution or 0.0) > 0.0][:_MOST_NAMED]
    if not shown:
        return f"{rating.grade} because no factor costs a point."
    first, *others = shown
    parts = [
        f"{_named(first)} costs {score(first.contribution).text} of its {score(rating.score).text} points "
        f"({_reading(first, first.reading.value).text} scores {score(first.score).text} of 10)",
        *(f"{_named(each)} {score(each.contribution).text}" for each in others),
    ]
    return f"{rating.grade} because {_listed(parts, 'and')}."


def _why_open(rating: Rating) -> str:
    """Grades that are possible, and what leaves them open, in one sentence."""
    parts = []
    for each in rating.waterfall:
        if each.score is None:
            best, worst = (score(each.policy.weight * possible).text for possible in each.score_range)
            parts.append(f"{_named(each)} is not rated ({each.reading.basis}) and may cost {best} to {worst} points")
    known = [each for each in rating.waterfall if each.contribution]
    if known:
        most = max(known, key=lambda each: each.contribution or 0.0)
        parts.append(f"{_named(most)} costs {score(most.contribution).text}")
    return f"{_range_of(_grades(rating))} because {_listed(parts, 'and')}."


def _named(factor: FactorScore) -> str:
    """Title within a sentence; an acronym keeps its capitals."""
    title = factor.policy.title
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _listed(parts: Sequence[str], last: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _waterfall(rating: RatingView) -> Table:
    rows = [
        table_row(
            each.title,
            each.reading,
            f"{each.low.text} to {each.high.text}",
            each.score,
            each.weight,
            each.contribution,
            each.basis,
        )
        for each in rating.waterfall
    ]
    if rating.grade is not None:
        total = table_row(f"Composite: {rating.grade}, {rating.action}", "", "", rating.score, "1.00", rating.score, "")
    else:
        grades = rating_range(rating)
        span = f"{rating.best.text} to {rating.worst.text}"
        total = table_row(f"Possible range: {grades}", "", "", span, "1.00", span, " or ".join(rating.possible_actions))
    return Table(
        title="Waterfall",
        columns=(
            Column("Factor", is_number=False),
            Column("Reading"),
            Column("Anchors 0 to 10"),
            Column("Score"),
            Column("Weight"),
            Column("Points"),
            Column("Basis", is_number=False),
        ),
        rows=(*rows, total),
        caption=f"{rating.why} {rating.policy}. Scores run from 0 (best) to 10 (worst), linear between the anchors.",
        has_total=True,
    )


def _moves(rating: RatingView) -> tuple[Table, ...]:
    """One row per factor, with what it alone would have to read; no table without a grade."""
    steps = [each for each in (rating.better, rating.worse) if each is not None]
    if not steps:
        return ()
    return (
        Table(
            title="What would move the grade by one",
            columns=(
                Column("Factor", is_number=False),
                Column("Reading"),
                *(Column(f"{each.grade}: {'below' if each is rating.better else 'from'}") for each in steps),
            ),
            rows=tuple(
                table_row(
                    each.title,
                    each.reading,
                    *(
                        "not alone" if move.value is None else move
                        for move in (step.moves[place].needed_reading for step in steps)
                    ),
                )
                for place, each in enumerate(rating.waterfall)
            ),
            caption=f"{' '.join(each.sentence for each in steps)} The other factors stay as they are; readings are "
            "rounded.",
        ),
    )
