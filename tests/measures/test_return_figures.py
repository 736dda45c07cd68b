"""Seawall's figures of a series of returns, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from seawall.measures import return_figures as figures
from tests.tolerances import EXACT

RETURNS = np.array([0.10, -0.10, 0.05, -0.20, 0.30])


def test_volatility_divides_by_one_less_than_the_sample() -> None:
    # mean 0.03; deviations .07 -.13 .02 -.23 .27; squares .0049 .0169 .0004 .0529 .0729, sum .148
    assert figures.return_volatility(RETURNS, periods=4.0) == pytest.approx(2 * math.sqrt(0.148 / 4), rel=EXACT)


def test_returns_compound() -> None:
    wealth = 1.1 * 0.9 * 1.05 * 0.8 * 1.3
    assert figures.compound_annual_return(RETURNS, periods=10.0) == pytest.approx(wealth**2 - 1, rel=EXACT)


def test_sharpe_ratio() -> None:
    expected = 0.03 * 9 / (3 * math.sqrt(0.148 / 4))
    assert figures.sharpe_ratio(RETURNS, periods=9.0) == pytest.approx(expected, rel=EXACT)


def test_sortino_ratio_counts_days_without_a_loss() -> None:
    # losses .1 and .2 of five days
    expected = 0.03 * 3 / math.sqrt((0.01 + 0.04) / 5)
    assert figures.sortino_ratio(RETURNS, periods=9.0) == pytest.approx(expected, rel=EXACT)
    assert figures.sortino_ratio(np.array([0.01, 0.02]), periods=9.0) is None


def test_moments_of_the_sample() -> None:
    # -1, -1, 2: mean 0, squares 1 1 4, cubes -1 -1 8, fourth powers 1 1 16
    sample = np.array([-0.01, -0.01, 0.02])
    assert figures.skewness(sample) == pytest.approx((6 / 3) / (6 / 3) ** 1.5, rel=EXACT)
    assert figures.excess_kurtosis(sample) == pytest.approx((18 / 3) / (6 / 3) ** 2 - 3, rel=EXACT)


def test_tail_ratio_takes_returns_that_were_observed() -> None:
    # of 40 returns the second largest gain, 38, and the second largest loss, 1
    assert figures.tail_ratio(np.arange(-2.0, 38.0) / 100) == pytest.approx(36 / 1, rel=EXACT)
    assert figures.tail_ratio(np.concatenate(([0.0], np.full(20, -0.0), [0.1]))) is None
