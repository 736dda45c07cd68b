"""Reliability of probabilities: by hand, by loops, and on outcomes drawn from the probabilities themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.measures import brier_score, reliability_curve
from tests.tolerances import EXACT


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_curve_is_that_of_a_count_and_knows_no_order(seed: int, bins: int) -> None:
    """The second way: each bin counted; equal probabilities stay together, whatever their order."""
    generator = np.random.default_rng(seed)
    stated = generator.integers(0, 6, 60) / 5
    true = generator.random(60) < stated
    curve = reliability_curve(stated, true, bins=bins)
    groups: dict[int, list[int]] = {}
    for place in range(60):
        groups.setdefault(int((stated < stated[place]).sum()) * bins // 60, []).append(place)
    error = 0.0
    for row, (_, places) in enumerate(sorted(groups.items())):
        mean, share = np.mean(stated[places]), np.mean(true[places])
        error += len(places) / 60 * abs(float(mean - share))
        found = (curve.stated[row], curve.observed[row], curve.cases[row])
        assert found == pytest.approx((mean, share, len(places)), rel=EXACT, abs=EXACT), (seed, bins)
    assert curve.expected_calibration_error == pytest.approx(error, rel=EXACT, abs=EXACT)
    assert curve.cases.sum() == 60
    order = generator.permutation(60)
    assert reliability_curve(stated[order], true[order], bins=bins).cases.tolist() == curve.cases.tolist()


def test_true_probabilities_are_reliable_and_overstated_ones_are_not() -> None:
    """With outcomes drawn from the probabilities, the error is that of chance; doubled, it is half their mean."""
    generator = np.random.default_rng(5)
    chance = generator.uniform(0.0, 0.5, 200_000)
    true = generator.random(200_000) < chance
    right, doubled = reliability_curve(chance, true, bins=10), reliability_curve(2 * chance, true, bins=10)
    assert right.expected_calibration_error < 4 * 0.5 / np.sqrt(20_000)  # four standard errors of a bin
    assert ((right.lower <= right.stated) & (right.stated <= right.upper)).sum() >= 8
    assert doubled.expected_calibration_error == pytest.approx(0.25, abs=0.01)
    assert brier_score(chance, true) == pytest.approx(np.mean(chance * (1 - chance)), abs=0.002)


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(InputError, match=r"'probabilities' must be in \[0, 1\]"):
        reliability_curve(np.array([1.2]), np.array([True]))
    with pytest.raises(InputError, match="of one shape"):
        brier_score(np.array([0.2]), np.array([True, False]))
