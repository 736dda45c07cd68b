"""Words at the door: a choice by its word, the nearest word, and a refused value on part of a line."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import DayCount, Roll, choice_named, did_you_mean, shorten
from seawall.errors import InputError


class Course(StrEnum):
    """A choice of another room that happens to share a word."""

    FOLLOWING = "following"


@pytest.mark.parametrize("kind", [DayCount, Roll])
def test_a_member_and_its_word_give_the_member(kind: type[StrEnum]) -> None:
    for member in kind:
        assert choice_named(member, "choice", kind) is member
        assert choice_named(str(member.value), "choice", kind) is member


def test_a_member_of_another_choice_counts_as_its_word() -> None:
    assert choice_named(Course.FOLLOWING, "roll", Roll) is Roll.FOLLOWING


@given(st.text())
def test_any_other_word_is_refused_on_one_line_with_all_that_there_are(word: str) -> None:
    if word in set(Roll):
        return
    with pytest.raises(InputError) as refused:
        choice_named(word, "roll", Roll)
    said = str(refused.value)
    assert said.startswith(f"'roll' must be one of {', '.join(Roll)}, was "), said
    assert said.isprintable(), (word, said)


@pytest.mark.parametrize("value", [None, 1, ["following"], {"following": 1}, b"following", True, "FOLLOWING", ""])
def test_what_is_no_word_of_the_choice_is_not_guessed_at(value: Any) -> None:
    with pytest.raises(InputError, match="'roll' must be one of unadjusted, following, "):
        choice_named(value, "roll", Roll)


def test_the_nearest_word_of_a_choice_is_offered() -> None:
    with pytest.raises(InputError, match=r"was 'Folowing'; did you mean 'following'\?$"):
        choice_named("Folowing", "roll", Roll)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a", "'a'"),
        ("a\nb", "'a\\nb'"),
        (dt.date(2024, 1, 2), "2024-01-02"),
        (b"\x00" * 1_000, None),
        ("x" * 1_000, None),
        (["x"] * 1_000, None),
    ],
)
def test_a_value_is_shown_on_part_of_a_line(value: object, shown: str | None) -> None:
    found = shorten(value)
    assert len(found) <= 60, found
    assert found.isprintable(), found
    assert found == shown if shown else found.endswith("…"), found


@pytest.mark.parametrize(
    ("name", "clause"),
    [("spy", "; did you mean 'SPY'?"), ("QQ", "; did you mean 'QQQ'?"), ("zzz", ""), ("", ""), ("x" * 10**6, "")],
)
def test_the_nearest_word_is_offered(name: str, clause: str) -> None:
    assert did_you_mean(name, ["SPY", "QQQ"]) == clause
