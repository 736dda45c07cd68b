"""Smiles: raw SVI, its derivatives, and the two moves that keep it a smile."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.market import Smile
from tests.tolerances import EXACT, VARIANCE_DERIVATIVE

AT = np.linspace(-1.0, 1.0, 41)


@st.composite
def smiles(draw: st.DrawFn) -> Smile:
    """Raw SVI with positive variance everywhere and wings within Lee's bound."""
    b = draw(st.floats(0.01, 1.0))
    rho = draw(st.floats(-0.9, 0.9))
    sigma = draw(st.floats(0.02, 0.5))
    lowest = draw(st.floats(0.001, 0.2))
    a = lowest - b * sigma * np.sqrt(1 - rho * rho)
    return Smile.from_svi(a=a, b=b, rho=rho, m=draw(st.floats(-0.3, 0.3)), sigma=sigma)


def test_raw_svi_is_gatherals_formula() -> None:
    a, b, rho, m, sigma = 0.04, 0.4, -0.4, 0.05, 0.1
    expected = a + b * (rho * (AT - m) + np.sqrt((AT - m) ** 2 + sigma**2))
    smile = Smile.from_svi(a=a, b=b, rho=rho, m=m, sigma=sigma)
    assert smile.total_variance(AT) == pytest.approx(expected, rel=EXACT)
    assert smile.wing_slopes == pytest.approx((b * (rho - 1), b * (rho + 1)), rel=EXACT)


@given(smiles())
def test_derivatives_match_central_differences(smile: Smile) -> None:
    step = 1e-5
    value, first, second = smile.derivatives(AT)
    up, down = smile.total_variance(AT + step), smile.total_variance(AT - step)
    assert value == pytest.approx(smile.total_variance(AT), rel=EXACT)
    assert first == pytest.approx((up - down) / (2 * step), abs=VARIANCE_DERIVATIVE)
    slopes = [smile.derivatives(AT + side * step)[1] for side in (1, -1)]
    assert second == pytest.approx((slopes[0] - slopes[1]) / (2 * step), abs=100 * VARIANCE_DERIVATIVE)


@given(smiles(), st.floats(-0.5, 0.5))
def test_moved_smile_reads_the_old_one_elsewhere(smile: Smile, shift: float) -> None:
    assert smile.moved(shift).total_variance(AT) == pytest.approx(smile.total_variance(AT + shift), abs=EXACT)


@given(smiles(), st.floats(0.05, 1.0))
def test_scaling_in_time_keeps_volatility_per_standard_deviation(smile: Smile, ratio: float) -> None:
    expected = ratio * smile.total_variance(AT / np.sqrt(ratio))
    assert smile.scaled_in_time(ratio).total_variance(AT) == pytest.approx(expected, rel=1e-9)


def test_lowest_variance_of_raw_svi_is_its_closed_form() -> None:
    smile = Smile.from_svi(a=0.01, b=0.2, rho=-0.6, m=0.1, sigma=0.2)
    assert smile.lowest_variance == pytest.approx(0.01 + 0.2 * 0.2 * np.sqrt(1 - 0.36), rel=1e-5)
    assert Smile.flat(0.04).lowest_variance == 0.04


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"b": 1.5, "rho": 0.5}, "wing slopes must be in"),
        ({"a": -1.0}, "total variance must be above 0"),
        ({"sigma": 0.0}, "'sigma' must be finite and above 0"),
        ({"rho": 1.5}, "'rho' must be in"),
        ({"b": -0.1}, "'b' must be in"),
        ({"a": float("nan")}, "must be finite"),
    ],
)
def test_impossible_smiles_are_refused(change: dict[str, float], message: str) -> None:
    good = {"a": 0.04, "b": 0.4, "rho": -0.4, "m": 0.05, "sigma": 0.1}
    with pytest.raises(InputError, match=message):
        Smile.from_svi(**{**good, **change})


def test_arrays_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Smile.from_svi(a=0.04, b=0.4, rho=0.0, m=0.0, sigma=0.1).weights[0] = 1.0
