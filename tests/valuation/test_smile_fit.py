"""One smile: SVI recovered, quotes hit, constraints held."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.market import Smile
from seawall.valuation import Ceiling, SmileTarget, VarianceFloor, durrleman, fit_smile
from tests.tolerances import SVI_PARAMETER

AT = np.linspace(-0.5, 0.35, 60)
TIME = 0.25
REACH = (-1.5, 1.0)
DENSE = np.linspace(-1.5, 1.5, 4001)


def target(volatility: FloatArray, half: float, *, floor: VarianceFloor | None = None) -> SmileTarget:
    return SmileTarget(
        AT, volatility - half, volatility + half, TIME, standard_reach=REACH, floor=floor or VarianceFloor.none()
    )


def quoted(smile: Smile) -> FloatArray:
    return np.sqrt(smile.total_variance(AT) / TIME)


def is_clean(smile: Smile) -> bool:
    value, first, second = smile.derivatives(DENSE)
    return bool((durrleman(DENSE, value=value, first=first, second=second) >= 0).all())


@settings(max_examples=25)
@given(st.floats(0.02, 0.2), st.floats(-0.8, 0.3), st.floats(-0.05, 0.1), st.floats(0.06, 0.2))
def test_raw_svi_is_recovered_from_exact_prices(b: float, rho: float, m: float, sigma: float) -> None:
    truth = Smile.from_svi(a=0.01 + b * sigma, b=b, rho=rho, m=m, sigma=sigma)
    found = fit_smile(target(quoted(truth), 1e-5))
    assert len(found.weights) == 1
    assert found.weights[0] == pytest.approx(b, abs=SVI_PARAMETER)
    assert found.slope == pytest.approx(b * rho, abs=SVI_PARAMETER)
    assert found.centres[0] == pytest.approx(m, abs=SVI_PARAMETER)
    assert found.widths[0] == pytest.approx(sigma, abs=SVI_PARAMETER)
    assert found.level == pytest.approx(truth.level, abs=SVI_PARAMETER)


def test_flat_in_flat_out() -> None:
    found = fit_smile(target(np.full(60, 0.2), 1e-4))
    assert quoted(found) == pytest.approx(np.full(60, 0.2), abs=1e-4)


def test_what_one_hyperbola_cannot_fit_is_still_fitted_without_butterflies() -> None:
    wavy = 0.25 - 0.2 * AT + 0.01 * np.sin(14 * AT)
    fitting = target(wavy, 1e-3)
    found = fit_smile(fitting)
    assert len(found.weights) > 1
    assert fitting.share_inside(found) == 1.0
    assert is_clean(found)


def test_quotes_with_a_butterfly_in_them_are_missed_rather_than_followed() -> None:
    kinked = 0.25 - 0.3 * np.maximum(AT, -0.1) + np.where(np.abs(AT - 0.1) < 0.03, 0.08, 0.0)
    fitting = target(kinked, 1e-3)
    found = fit_smile(fitting)
    assert is_clean(found)
    assert fitting.share_inside(found) < 1.0


@settings(max_examples=15)
@given(st.floats(0.9, 1.6))
def test_a_smile_stays_below_its_ceiling(lift: float) -> None:
    later = Smile.from_svi(a=0.012, b=0.09, rho=-0.6, m=0.02, sigma=0.15)
    above = np.sqrt(lift * later.total_variance(AT) / TIME)
    found = fit_smile(target(above, 1e-3), ceiling=Ceiling(later, 0.3))
    assert is_clean(found)
    assert (found.total_variance(DENSE) <= later.total_variance(DENSE)).all()


def test_earlier_bids_hold_a_smile_up_where_it_has_no_quotes() -> None:
    truth = Smile.from_svi(a=0.01, b=0.05, rho=-0.4, m=0.0, sigma=0.1)
    far = np.array([-1.0])
    bid = truth.total_variance(far) + 0.02
    floor = VarianceFloor(far, bid, np.array([1e-3]))
    without, with_floor = (fit_smile(target(quoted(truth), 2e-3, floor=each)) for each in (None, floor))
    assert floor.shortfall(without.total_variance(far))[0] > 1.0
    assert floor.shortfall(with_floor.total_variance(far))[0] < 1.0
    assert is_clean(with_floor)


def test_two_runs_give_the_same_bytes() -> None:
    wavy = 0.25 - 0.2 * AT + 0.01 * np.sin(14 * AT)
    first, second = fit_smile(target(wavy, 1e-3)), fit_smile(target(wavy, 1e-3))
    assert first.weights.tobytes() == second.weights.tobytes()
