"""Sentences and tables of the rating: made of the numbers beside them, and true where nothing is known."""

from __future__ import annotations

import itertools

import pytest

from seawall.rating import FactorReading, RatingFactor, default_policy, rate
from seawall.report.rating import RatingView, rating_tables, rating_view

_VALUES = {"market": 0.408, "credit": 0.016, "liquidity": 12.3, "concentration": 0.8, "macro": 0.8}


def view(**changed: FactorReading | float) -> RatingView:
    readings = {}
    for name, value in {**_VALUES, **changed}.items():
        given = value if isinstance(value, FactorReading) else FactorReading(value, "test", count=4)
        readings[RatingFactor(name)] = given
    return rating_view(rate(readings, default_policy()))


def test_the_reason_names_the_factors_that_cost_most() -> None:
    found = view()
    assert found.why == (
        "BB because market volatility costs 2.04 of its 5.56 points (40.80% scores 6.80 of 10), "
        "concentration 1.10 and liquidity 0.82."
    )


def test_steps_say_how_far_and_by_what() -> None:
    found = view()
    assert found.better is not None
    assert found.worse is not None
    assert found.better.sentence == (
        "BBB needs fewer than 4.50 points, 1.06 less: market volatility below 19.60% or concentration below 0.270 "
        "alone would do it."
    )
    assert found.worse.sentence.startswith("B begins at 6.00 points, 0.44 more: market volatility at 49.60%, ")
    assert "liquidity at 18.9 days" in found.worse.sentence
    headings = [column.title for column in rating_tables(found)[1].columns]
    assert headings == ["Factor", "Reading", "BBB: below", "B: from"]


def test_no_points_are_no_reason_for_blame() -> None:
    found = view(market=0.0, credit=0.0, liquidity=0.0, concentration=0.25, macro=0.0)
    assert found.why == "AAA because no factor costs a point."
    assert found.better is None


def test_a_book_that_nothing_alone_saves_is_told_so() -> None:
    found = view(market=0.9, credit=0.05, liquidity=60.0, concentration=1.0, macro=1.0)
    assert found.grade == "D"
    assert found.worse is None
    found = view(market=0.24, credit=0.027, liquidity=20.7, concentration=0.925, macro=0.62)
    assert found.better is not None
    assert found.better.sentence == "BBB needs fewer than 4.50 points, 1.40 less: no factor alone would do it."
    assert {row[2].text for row in rating_tables(found)[1].rows} == {"not alone"}


def test_what_is_not_rated_is_named_with_what_it_leaves_open() -> None:
    found = view(liquidity=FactorReading(None, "prices carry no volume"))
    assert (found.grade, found.better, found.worse) == (None, None, None)
    assert found.why == (
        "BB to B because liquidity is not rated (prices carry no volume) and may cost 0.00 to 2.00 points and "
        "market volatility costs 2.04."
    )
    assert len(rating_tables(found)) == 1
    open_factor = next(each for each in found.waterfall if each.factor == "liquidity")
    assert (open_factor.contribution_best.text, open_factor.contribution_worst.text) == ("0.00", "2.00")


def test_bounds_leave_open_what_they_bound() -> None:
    found = view(macro=FactorReading(None, "regime open", bounds=(0.2, 0.5)))
    assert "may cost 0.20 to 0.50 points" in found.why


def test_the_ladder_covers_the_scale_without_a_gap() -> None:
    ladder = view().ladder
    assert (ladder[0].low.value, ladder[-1].high.value) == (0.0, 10.0)
    assert all(one.high.value == other.low.value for one, other in itertools.pairwise(ladder))


@pytest.mark.parametrize("concentration", [0.25, 0.6, 1.0])
def test_contributions_add_up_to_the_composite(concentration: float) -> None:
    found = view(concentration=concentration)
    assert sum(each.contribution.value or 0.0 for each in found.waterfall) == pytest.approx(found.score.value, abs=1e-9)
