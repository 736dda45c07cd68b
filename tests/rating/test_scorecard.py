"""The composite: the page's own figures set right, no gaps, and a range where a factor is not rated."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.rating import (
    FactorReading,
    Rating,
    RatingFactor,
    default_policy,
    rate,
    score_between,
)
from tests.tolerances import EXACT

POLICY = default_policy()
PAGE_SCORES = {
    RatingFactor.MARKET: 6.8,
    RatingFactor.CREDIT: 3.2,
    RatingFactor.LIQUIDITY: 4.1,
    RatingFactor.CONCENTRATION: 7.2,
    RatingFactor.MACRO: 8.0,
}
N_ASSETS = 7


def reading_for(factor: RatingFactor, score: float | None) -> FactorReading:
    """Return the reading that scores `score`: the anchors, backwards."""
    policy = next(each for each in POLICY.factors if each.factor is factor)
    low = 1 / N_ASSETS if policy.low is None else policy.low
    value = None if score is None else low + score / 10 * (policy.high - low)
    return FactorReading(value, "test", count=N_ASSETS)


def rating_of(scores: dict[RatingFactor, float | None]) -> Rating:
    return rate({factor: reading_for(factor, score) for factor, score in scores.items()}, POLICY)


SCORES = st.fixed_dictionaries({factor: st.floats(0, 10) for factor in RatingFactor})


def test_the_pages_scores_weigh_to_5_54_and_not_to_6_2() -> None:
    rating = rating_of(dict(PAGE_SCORES))
    assert rating.score == pytest.approx(5.54, abs=EXACT * 10)
    assert (rating.grade, rating.action) == ("BB", "MONITOR")
    points = [each.contribution for each in rating.waterfall]
    assert points == pytest.approx([2.04, 0.80, 0.82, 1.08, 0.80], abs=1e-9)


@given(SCORES)
def test_the_composite_is_the_sum_of_its_waterfall(scores: dict[RatingFactor, float]) -> None:
    rating = rating_of(dict(scores))
    assert rating.score is not None
    assert rating.score == pytest.approx(sum(each.contribution or 0.0 for each in rating.waterfall), abs=1e-9)
    assert rating.grade is not None
    assert rating.action is not None


@given(SCORES, st.sampled_from(list(RatingFactor)), st.floats(0.05, 5))
def test_a_worse_reading_never_rates_better(
    scores: dict[RatingFactor, float], factor: RatingFactor, more: float
) -> None:
    before = rating_of(dict(scores)).score
    after = rating_of({**scores, factor: min(scores[factor] + more, 10.0)}).score
    assert before is not None
    assert after is not None
    assert after >= before - 1e-9
    if scores[factor] <= 9.9:
        assert after > before, f"the composite ignores {factor}"


@given(SCORES, st.sampled_from(list(RatingFactor)))
def test_an_unrated_factor_leaves_the_range_that_it_could_fill(
    scores: dict[RatingFactor, float], unrated: RatingFactor
) -> None:
    rating = rating_of({**scores, unrated: None})
    assert rating.score is None
    best, worst = (rating_of({**scores, unrated: extreme}).score for extreme in (0.0, 10.0))
    assert rating.best == pytest.approx(best, abs=1e-9)
    assert rating.worst == pytest.approx(worst, abs=1e-9)
    inside = rating_of(dict(scores))
    assert inside.grade in {band.grade for band in rating.bands}


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_scores_are_clipped_to_zero_and_ten(value: float, low: float) -> None:
    assert 0.0 <= score_between(value, low=low, high=low + 7.0) <= 10.0


def test_one_asset_alone_scores_ten_for_concentration() -> None:
    readings = {factor: reading_for(factor, 0.0) for factor in RatingFactor}
    readings[RatingFactor.CONCENTRATION] = FactorReading(1.0, "one asset", count=1)
    rating = rate(readings, POLICY)
    assert rating.waterfall[3].score == 10.0


def test_a_missing_reading_is_refused() -> None:
    readings = {factor: reading_for(factor, 1.0) for factor in RatingFactor}
    del readings[RatingFactor.MACRO]
    with pytest.raises(InputError, match="macro"):
        rate(readings, POLICY)


def test_an_anchor_of_one_over_n_needs_n() -> None:
    readings = {factor: reading_for(factor, 1.0) for factor in RatingFactor}
    readings[RatingFactor.CONCENTRATION] = dataclasses.replace(readings[RatingFactor.CONCENTRATION], count=None)
    with pytest.raises(InputError, match="1/n"):
        rate(readings, POLICY)


@given(SCORES, st.sampled_from(list(RatingFactor)), st.tuples(st.floats(0, 10), st.floats(0, 10)))
def test_a_reading_with_bounds_leaves_their_range_alone(
    scores: dict[RatingFactor, float], bounded: RatingFactor, bounds: tuple[float, float]
) -> None:
    best, worst = sorted(bounds)
    readings = {factor: reading_for(factor, score) for factor, score in scores.items()}
    ends = [reading_for(bounded, each).value or 0.0 for each in (best, worst)]
    readings[bounded] = FactorReading(None, "test", count=N_ASSETS, bounds=(ends[0], ends[1]))
    rating = rate(readings, POLICY)
    assert rating.score is None
    assert rating.best == pytest.approx(rating_of({**scores, bounded: best}).score, abs=1e-9)
    assert rating.worst == pytest.approx(rating_of({**scores, bounded: worst}).score, abs=1e-9)


@pytest.mark.parametrize(
    "reading", [FactorReading(0.5, "both", bounds=(0.1, 0.9)), FactorReading(None, "", bounds=(0.9, 0.1))]
)
def test_bounds_beside_a_value_or_out_of_order_are_refused(reading: FactorReading) -> None:
    readings = {factor: reading_for(factor, 1.0) for factor in RatingFactor}
    readings[RatingFactor.MACRO] = reading
    with pytest.raises(InputError, match="bounds that rise, or a value"):
        rate(readings, POLICY)
