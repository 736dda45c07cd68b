"""Kaplan and Meier's law of sizes: published figures, and means by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.microstructure import HiddenSizeLaw
from tests.tolerances import EXACT


def test_published_remission_times() -> None:
    """Freireich et al. (1963), the 6-MP group as tabulated by Cox and Oakes (1984), table 1.1: S(6) = 0.857 and on."""
    whole = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    cut = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    law = HiddenSizeLaw.fit([float(each) for each in whole + cut], [True] * len(whole) + [False] * len(cut))
    assert law.peaks.tolist() == [6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0]
    assert law.survival.round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]


@given(st.lists(st.integers(1, 20), min_size=1, max_size=40), st.integers(0, 19))
def test_without_censoring_it_is_the_mean_of_those_that_are_larger(sizes: list[int], done: int) -> None:
    """The second way: the plain mean of what is left."""
    law = HiddenSizeLaw.fit([float(each) for each in sizes], [True] * len(sizes))
    larger = [each - done for each in sizes if each > done]
    assert law.expected_more(float(done)) == pytest.approx(np.mean(larger) if larger else 0.0, rel=1e-9, abs=1e-9)


def test_those_cancelled_make_the_rest_larger() -> None:
    """Two filled at 4 and two cut at 2: those are not as small as they look."""
    cut = HiddenSizeLaw.fit([2.0, 2.0, 4.0, 4.0], [False, False, True, True])
    small = HiddenSizeLaw.fit([2.0, 2.0, 4.0, 4.0], [True] * 4)
    assert cut.expected_more(0.0) == pytest.approx(4.0, rel=EXACT)
    assert small.expected_more(0.0) == pytest.approx(3.0, rel=EXACT)


def test_what_is_no_law_is_refused() -> None:
    with pytest.raises(InputError, match="hold a whole one"):
        HiddenSizeLaw.fit([1.0], [False])
    with pytest.raises(InputError, match="'peaks' must rise"):
        HiddenSizeLaw(np.array([2.0, 1.0]), np.array([0.5, 0.2]))
