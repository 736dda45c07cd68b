"""Differences and their inverse, and the tests that count them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.models import Differences, difference, differences_needed, undo_differences
from seawall.models.arima_differencing import kpss_level_statistic
from tests.models.arima_worlds import log_airline, simulated_arma


@given(st.integers(0, 2), st.integers(0, 2), st.integers(2, 5), st.integers(0, 99))
def test_undoing_differences_continues_the_series(d: int, seasonal_d: int, period: int, seed: int) -> None:
    values = np.random.default_rng(seed).standard_normal(40)
    future = difference(values, d=d, seasonal_d=seasonal_d, period=period)[-9:]
    back = undo_differences(values[:-9], future, d=d, seasonal_d=seasonal_d, period=period)
    assert back == pytest.approx(values[-9:], abs=1e-10), (d, seasonal_d, period)


def test_differences_of_a_polynomial_and_of_a_season() -> None:
    t = np.arange(30.0)
    assert difference(t**2, d=2) == pytest.approx(np.full(28, 2.0))
    assert difference(np.sin(2 * np.pi * t / 6), d=0, seasonal_d=1, period=6) == pytest.approx(np.zeros(24), abs=1e-12)


def test_statistic_is_that_of_statsmodels() -> None:
    from statsmodels.tsa.stattools import kpss

    values = simulated_arma(ar=[0.7], ma=[], n=300, seed=4)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = kpss(values, regression="c", nlags=3)[0]  # floor(3 sqrt(300) / 13) = 3
    assert kpss_level_statistic(values) == pytest.approx(theirs, rel=1e-10)


def test_what_is_needed_by_noise_a_walk_its_sum_and_a_season() -> None:
    noise = np.random.default_rng(11).standard_normal(300)
    assert differences_needed(noise) == Differences(0, 0)
    assert differences_needed(np.cumsum(noise)) == Differences(1, 0)
    assert differences_needed(np.cumsum(np.cumsum(noise))) == Differences(2, 0)
    assert differences_needed(log_airline(), period=12).seasonal_d == 1


def test_short_samples_and_empty_seasons_are_refused() -> None:
    with pytest.raises(InputError, match="at least 10"):
        differences_needed(np.arange(5.0))
    with pytest.raises(InputError, match="'period'"):
        differences_needed(np.arange(50.0), period=0)
