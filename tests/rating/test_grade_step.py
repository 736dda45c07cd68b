"""What would move a grade by one: the reading that is named does move it, and anything short of it does not."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.rating import (
    FactorReading,
    GradeStep,
    Rating,
    RatingFactor,
    default_policy,
    grade_steps,
    rate,
)

POLICY = default_policy()
N_ASSETS = 7
NUDGE = 1e-7
"""Share of the way between the anchors: above rounding, below what anybody reads."""
GRADES = [band.grade for band in POLICY.ladder]

SCORES = st.fixed_dictionaries({factor: st.floats(0, 10) for factor in RatingFactor})


def readings_of(scores: dict[RatingFactor, float]) -> dict[RatingFactor, FactorReading]:
    found = {}
    for each in POLICY.factors:
        low = 1 / N_ASSETS if each.low is None else each.low
        found[each.factor] = FactorReading(low + scores[each.factor] / 10 * (each.high - low), "test", count=N_ASSETS)
    return found


def moved_grade(readings: dict[RatingFactor, FactorReading], step: GradeStep, place: int, *, by: float) -> str | None:
    """Grade once one factor reads what the step names, and `by` of the way between its anchors more."""
    move = step.moves[place]
    assert move.reading is not None
    reading = move.reading + by * (move.factor.high - move.factor.low)
    factor = move.factor.policy.factor
    return rate({**readings, factor: dataclasses.replace(readings[factor], value=reading)}, POLICY).grade


@given(SCORES)
def test_the_named_reading_moves_the_grade_by_one_and_no_less_does(scores: dict[RatingFactor, float]) -> None:
    readings = readings_of(scores)
    rating = rate(readings, POLICY)
    assert rating.grade is not None
    better, worse = grade_steps(rating)
    for step, direction in ((better, -1), (worse, 1)):
        if step is None:
            continue
        assert GRADES.index(step.band.grade) - GRADES.index(rating.grade) == direction, (rating.grade, step)
        for place, move in enumerate(step.moves):
            if move.score is None:
                continue
            within = NUDGE * 10 < move.score < 10 - NUDGE * 10
            if within:
                assert moved_grade(readings, step, place, by=direction * NUDGE) == step.band.grade, (scores, move)
                if abs(step.points) > NUDGE * 10:
                    assert moved_grade(readings, step, place, by=-direction * NUDGE) == rating.grade, (scores, move)


@given(SCORES, st.sampled_from(list(RatingFactor)))
def test_a_factor_that_is_not_named_cannot_do_it_alone(scores: dict[RatingFactor, float], factor: RatingFactor) -> None:
    readings = readings_of(scores)
    rating = rate(readings, POLICY)
    for step, extreme in zip(grade_steps(rating), (0.0, 10.0), strict=True):
        if step is None:
            continue
        move = next(each for each in step.moves if each.factor.policy.factor is factor)
        if move.score is None:
            assert rate(readings_of({**scores, factor: extreme}), POLICY).grade == rating.grade, (scores, factor)


def test_the_pages_book_is_half_a_point_from_b() -> None:
    scores = dict(zip(RatingFactor, (6.8, 3.2, 4.1, 7.2, 8.0), strict=True))
    rating = rate(readings_of(scores), POLICY)
    better, worse = grade_steps(rating)
    assert better is not None
    assert worse is not None
    assert [better.band.grade, worse.band.grade] == ["BBB", "B"]
    assert better.points == pytest.approx(-1.04, abs=1e-9)
    assert worse.points == pytest.approx(0.46, abs=1e-9)
    assert better.moves[0].score == pytest.approx(6.8 - 1.04 / 0.30, abs=1e-9)
    assert better.moves[4].score is None, "0.8 points of macro cannot give 1.04"


def test_the_ladder_ends() -> None:
    best, worst = (rate(readings_of(dict.fromkeys(RatingFactor, score)), POLICY) for score in (0.0, 10.0))
    assert grade_steps(best)[0] is None
    assert grade_steps(worst)[1] is None


def test_without_a_grade_there_is_no_step() -> None:
    readings = readings_of(dict.fromkeys(RatingFactor, 3.0))
    readings[RatingFactor.CREDIT] = FactorReading(None, "venue not named")
    assert grade_steps(rate(readings, POLICY)) == (None, None)


def test_a_factor_without_weight_moves_nothing() -> None:
    rating: Rating = rate(readings_of(dict.fromkeys(RatingFactor, 3.0)), POLICY)
    weightless = dataclasses.replace(
        rating.waterfall[0], policy=dataclasses.replace(rating.waterfall[0].policy, weight=0.0)
    )
    step = grade_steps(dataclasses.replace(rating, waterfall=(weightless, *rating.waterfall[1:])))[1]
    assert step is not None
    assert step.moves[0].reading is None
