"""The ladder has no gaps: every score has one grade, and every edge belongs to the worse side."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.rating import band_of, bands_between, default_policy

POLICY = default_policy()
EDGES = {"AAA": 1, "AA": 2, "A": 3, "BBB": 4.5, "BB": 6, "B": 7, "CCC": 8, "CC": 9, "C": 9.5, "D": 10}
ACTIONS = {"AAA": "HOLD", "AA": "HOLD", "A": "HOLD", "BBB": "MONITOR", "BB": "MONITOR", "B": "REDUCE"}


def test_the_ladder_is_the_published_one() -> None:
    assert {band.grade: band.below for band in POLICY.ladder} == EDGES
    assert {band.grade: band.action for band in POLICY.ladder} == {g: ACTIONS.get(g, "EXIT") for g in EDGES}


@pytest.mark.parametrize(("grade", "edge"), list(EDGES.items())[:-1])
def test_an_edge_belongs_to_the_worse_side(grade: str, edge: float) -> None:
    grades = list(EDGES)
    assert band_of(np.nextafter(edge, 0), POLICY).grade == grade
    assert band_of(edge, POLICY).grade == grades[grades.index(grade) + 1]


def test_the_ends_are_closed() -> None:
    assert band_of(0.0, POLICY).grade == "AAA"
    assert band_of(10.0, POLICY).grade == "D"


def test_a_hundred_thousand_scores_have_one_grade_each() -> None:
    scores = np.random.default_rng(5).uniform(0, 10, 100_000)
    edges = np.array(list(EDGES.values())[:-1])
    expected = np.array(list(EDGES))[np.searchsorted(edges, scores, side="right")]
    assert [band_of(float(score), POLICY).grade for score in scores] == list(expected)


def test_bands_between_two_scores_are_all_that_lie_between() -> None:
    assert [band.grade for band in bands_between(2.9, 6.0, POLICY)] == ["A", "BBB", "BB", "B"]


@pytest.mark.parametrize("score", [-0.01, 10.01, float("nan")])
def test_a_score_off_the_scale_is_refused(score: float) -> None:
    with pytest.raises(InputError, match="score"):
        band_of(score, POLICY)
