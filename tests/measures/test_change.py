"""The Shapley split by walking every order, and by its axioms."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError, NumericalError
from seawall.measures import order_averaged_change
from tests.tolerances import CHANGE_SUM

NAMES = ("a", "b", "c", "d", "e")


def _game(values: list[float], names: tuple[str, ...]) -> Callable[[frozenset[str]], float]:
    """A value for each set of names, from a list: the bits of its index say who is in the set."""

    def value(switched: frozenset[str]) -> float:
        return values[sum(1 << place for place, name in enumerate(names) if name in switched)]

    return value


VALUES = st.integers(1, 5).flatmap(
    lambda k: st.lists(st.floats(-1e6, 1e6), min_size=2**k, max_size=2**k).map(lambda values: (NAMES[:k], values))
)


@given(VALUES)
def test_terms_are_the_mean_over_all_orders(drawn: tuple[tuple[str, ...], list[float]]) -> None:
    names, values = drawn
    value = _game(values, names)
    sums = dict.fromkeys(names, 0.0)
    for order in itertools.permutations(names):
        switched: frozenset[str] = frozenset()
        for name in order:
            sums[name] += value(switched | {name}) - value(switched)
            switched |= {name}
    found = order_averaged_change(value, names)
    scale = max(1.0, *(abs(each) for each in values))
    for name in names:
        assert found.terms[name] == pytest.approx(sums[name] / math.factorial(len(names)), abs=CHANGE_SUM * scale), (
            drawn
        )
    assert math.fsum(found.terms.values()) == pytest.approx(found.change, abs=CHANGE_SUM * scale), drawn
    assert list(found.terms) == list(names)


def test_a_cause_without_effect_has_no_part() -> None:
    found = order_averaged_change(lambda switched: 3.0 * ("a" in switched), ["a", "idle"])
    assert dict(found.terms) == {"a": 3.0, "idle": 0.0}


def test_causes_that_act_alike_have_equal_parts() -> None:
    found = order_averaged_change(lambda switched: float(len(switched)) ** 2, ["a", "b", "c"])
    assert found.terms["a"] == pytest.approx(3.0)
    assert found.terms["a"] == found.terms["b"] == found.terms["c"]


def test_turned_round_the_split_changes_its_sign() -> None:
    generator = np.random.default_rng(3)
    values = generator.standard_normal(8).tolist()
    there = order_averaged_change(_game(values, NAMES[:3]), NAMES[:3])
    back = order_averaged_change(_game(values[::-1], NAMES[:3]), NAMES[:3])
    assert (there.before, there.after) == (back.after, back.before)
    for name in NAMES[:3]:
        assert there.terms[name] == pytest.approx(-back.terms[name], abs=CHANGE_SUM)


def test_each_set_is_valued_once() -> None:
    seen: list[frozenset[str]] = []
    order_averaged_change(lambda switched: seen.append(switched) or 1.0, NAMES)  # type: ignore[func-returns-value]
    assert len(seen) == len(set(seen)) == 32


def test_what_cannot_be_split_is_refused() -> None:
    with pytest.raises(InputError, match="1 to 12 names, held 0"):
        order_averaged_change(lambda _: 1.0, [])
    with pytest.raises(InputError, match="1 to 12 names, held 13"):
        order_averaged_change(lambda _: 1.0, [str(i) for i in range(13)])
    with pytest.raises(InputError, match="'a' does"):
        order_averaged_change(lambda _: 1.0, ["a", "a"])
    with pytest.raises(NumericalError, match="after a change of a, b"):
        order_averaged_change(lambda switched: math.nan if len(switched) == 2 else 1.0, ["a", "b"])


def test_terms_cannot_be_written_to() -> None:
    found = order_averaged_change(lambda _: 1.0, ["a"])
    with pytest.raises(TypeError):
        found.terms["a"] = 2.0  # type: ignore[index]
