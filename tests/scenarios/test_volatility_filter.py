"""A fitted recursion run on: the past does not change, the future is the recursion by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models import GarchFit, GarchKind, ResidualLaw, fit_garch
from seawall.scenarios import advance_filter
from tests.scenarios.panels import garch_fit, garch_returns
from tests.tolerances import EXACT, SCALED

SERIES, _ = garch_returns(600, seed=21, omega=2e-6, alpha=0.1, beta=0.85)


@pytest.mark.parametrize("kind", list(GarchKind))
def test_on_its_own_data_it_is_the_fit(kind: GarchKind) -> None:
    fit = fit_garch(SERIES, kind=kind, law=ResidualLaw.STUDENT_T)
    run = advance_filter(fit, SERIES)
    np.testing.assert_allclose(run.volatility, fit.volatility, rtol=SCALED)
    np.testing.assert_allclose(run.residuals, fit.residuals, rtol=1e-6, atol=1e-9)
    assert run.next_volatility == pytest.approx(fit.next_volatility, rel=SCALED)


@given(st.integers(1, 99), st.floats(-0.2, 0.2))
def test_later_values_change_no_earlier_volatility(place: int, value: float) -> None:
    fit = garch_fit(omega=1e-6, alpha=0.05, gamma=0.1, beta=0.85)
    changed = SERIES[:100].copy()
    changed[place:] = value
    before = advance_filter(fit, SERIES[:100]).volatility[: place + 1]
    np.testing.assert_array_equal(advance_filter(fit, changed).volatility[: place + 1], before)


def test_a_day_later_the_variance_is_one_step_of_the_recursion() -> None:
    fit = garch_fit(omega=1e-6, alpha=0.05, gamma=0.1, beta=0.85, mean=0.001)
    today, tomorrow = advance_filter(fit, SERIES[:300]), advance_filter(fit, SERIES[:301])
    surprise = float(SERIES[300]) - 0.001
    weight = 0.15 if surprise < 0 else 0.05
    expected = 1e-6 + weight * surprise**2 + 0.85 * today.next_volatility**2
    assert tomorrow.next_volatility**2 == pytest.approx(expected, rel=EXACT)
    assert tomorrow.volatility[-1] == today.next_volatility
    assert tomorrow.residuals[-1] == pytest.approx(surprise / today.next_volatility, rel=EXACT)


@pytest.mark.parametrize(
    ("series", "message"),
    [(np.zeros((3, 2)), "shape"), (np.array([0.1, np.nan]), "'series' must be finite")],
)
def test_bad_series_are_refused(series: FloatArray, message: str) -> None:
    fit: GarchFit = garch_fit(omega=1e-6, alpha=0.05, gamma=0.0, beta=0.9)
    with pytest.raises(InputError, match=message):
        advance_filter(fit, series)
